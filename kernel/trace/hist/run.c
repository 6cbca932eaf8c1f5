// SPDX-License-Identifier: GPL-2.0
/*
 * Hits.
 *
 * Any context, preemption off: nothing here waits. Entries are shared by all CPUs,
 * so a variable that two of them set at once has the value of one of them; a text or
 * a stack may then be of both. That is for users to avoid, by keys that belong to one
 * CPU at a time, such as a task.
 */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "../core/instance.h"
#include "../core/scratch.h"
#include "../core/walk.h"
#include "hist.h"

/* Frames from run_slow() to the function that hit the event. */
#define STACK_SKIP	4
/* With these functions do not jump to others, and leave more of them. */
#define STACK_MORE	(IS_ENABLED(CONFIG_FRAME_POINTER) || IS_ENABLED(CONFIG_KASAN) ? 4 : 0)

/* ---- Values ----------------------------------------------------------- */

/* Mostly a time and a variable. */
static __always_inline u64 operand(const struct hist_expr *expr, const void *rec,
				   const u64 *refs, u64 time)
{
	if (expr->source == HIST_REF)
		return refs[expr->value];
	if (expr->source == HIST_TIME && expr->show != HIST_USECS)
		return time;
	return hist_value(expr, rec, refs, time);
}

/**
 * hist_operate - work out an operation of two numbers
 * @source: HIST_ADD to HIST_DIV
 * @a: the left one
 * @b: the right one
 *
 * Return: the result; U64_MAX for a division by zero.
 */
u64 hist_operate(enum hist_source source, u64 a, u64 b)
{
	switch (source) {
	case HIST_ADD:
		return a + b;
	case HIST_SUB:
		return a - b;
	case HIST_MUL:
		return a * b;
	default:
		return b ? div64_u64(a, b) : U64_MAX;
	}
}

static noinline u64 operate(const struct hist_expr *expr, const void *rec, const u64 *refs,
			    u64 time)
{
	u64 a = operand(expr->arg[0], rec, refs, time);

	if (expr->source == HIST_NEG)
		return -a;
	return hist_operate(expr->source, a, operand(expr->arg[1], rec, refs, time));
}

/**
 * hist_value - a number
 * @expr: which
 * @rec: the record
 * @refs: values of variables, see struct hist_hit
 * @time: now
 *
 * Return: the number.
 */
u64 hist_value(const struct hist_expr *expr, const void *rec, const u64 *refs, u64 time)
{
	switch ((unsigned int)expr->source) {
	case TRACE_U8 ... TRACE_S64:
		return trace_number_load((enum trace_number)expr->source, rec + expr->offset);
	case HIST_CONST:
		return expr->value;
	case HIST_CPU:
		return raw_smp_processor_id();
	case HIST_TIME:
		return expr->show == HIST_USECS ? div_u64(time, NSEC_PER_USEC) : time;
	case HIST_HITCOUNT:
		return 1;
	case HIST_REF:
	case HIST_OWN:
		return refs[expr->value];
	default:
		return operate(expr, rec, refs, time);
	}
}

/* A field of the record, which is what most numbers are. */
static __always_inline u64 field_value(const struct hist_expr *expr, const void *rec,
				       const u64 *refs, u64 time)
{
	if (likely(expr->source == (enum hist_source)TRACE_S32))
		return *(s32 *)(rec + expr->offset);
	if (expr->source == (enum hist_source)TRACE_U64)
		return *(u64 *)(rec + expr->offset);
	return hist_value(expr, rec, refs, time);
}

static size_t copy_bounded(char *to, const char *from, size_t room, size_t max)
{
	size_t len = strnlen(from, min(room - 1, max));

	memcpy(to, from, len);
	to[len] = '\0';
	return len;
}

/**
 * hist_text - a text
 * @expr: which
 * @rec: the record
 * @refs: variables of other tables
 * @to: where it goes, terminated
 * @room: bytes there
 *
 * Return: its length.
 */
size_t hist_text(const struct hist_expr *expr, const void *rec, const u64 *refs, char *to,
		 size_t room)
{
	const void *at = rec + expr->offset;
	u32 loc;
	long len;

	switch (expr->source) {
	case HIST_CHARS:
		return copy_bounded(to, at, room, expr->size);
	case HIST_DATA_LOC:
		loc = *(u32 *)at;
		return copy_bounded(to, rec + (loc & 0xffff), room, loc >> 16);
	case HIST_REL_LOC:
		loc = *(u32 *)at;
		return copy_bounded(to, at + sizeof(loc) + (loc & 0xffff), room, loc >> 16);
	case HIST_REF:
		return copy_bounded(to, (const char *)(unsigned long)refs[expr->value], room,
				    HIST_TEXT_BYTES);
	default:
		len = strncpy_from_kernel_nofault(to, *(const char **)at, room);
		if (len <= 0)
			*to = '\0';
		return max(len - 1, 0L);
	}
}

/* What is in a record: words, perhaps fewer than there is room for. */
static void located_stack(const struct hist_expr *expr, const void *rec, void *to)
{
	u32 loc = *(u32 *)(rec + expr->offset);
	size_t len = min_t(size_t, loc >> 16, HIST_STACK_BYTES);

	memcpy(to, rec + (loc & 0xffff), len);
	memset(to + len, 0, HIST_STACK_BYTES - len);
}

/*
 * How many functions come before the one that hit a tracepoint: the event's probe and what
 * it calls, and with several probes one between the tracepoint and them.
 */
static unsigned int before_hit(const struct hist *hist, const unsigned long *ip,
			       unsigned int nr)
{
	const struct trace_event_call *call = hist->trigger.file->event_call;
	unsigned int from = 0;

	if (!hist->probe_bytes)
		return 0;
	for (int i = 0; i < STACK_MORE && i < nr; i++)
		if (ip[i] - (unsigned long)call->class->probe < hist->probe_bytes)
			from = i + 1;
	if (from < nr && ip[from] - (unsigned long)call->tp->iterator < hist->iterator_bytes)
		from++;
	return from;
}

/* The function that calls this and @above others are part of it. */
static __always_inline void stack_now(const struct hist *hist, void *to, unsigned int above)
{
	unsigned long ip[HIST_STACK_DEPTH + 1 + STACK_MORE] __uninitialized;
	unsigned int nr, from;

	nr = trace_walk_stack(ip, ARRAY_SIZE(ip), STACK_SKIP + above);
	from = before_hit(hist, ip, nr);
	nr = min(nr - from, HIST_STACK_DEPTH);
	memcpy(to, ip + from, nr * sizeof(*ip));
	memset(to + nr * sizeof(*ip), 0, HIST_STACK_BYTES - nr * sizeof(*ip));
}

/**
 * hist_stack - a stack
 * @hist: whose
 * @expr: which
 * @rec: the record
 * @refs: variables of other tables
 * @to: where it goes, HIST_STACK_DEPTH addresses; 0 behind the last one
 */
noinline void hist_stack(const struct hist *hist, const struct hist_expr *expr,
			 const void *rec, const u64 *refs, void *to)
{
	if (expr->source == HIST_REF)
		memcpy(to, (void *)(unsigned long)refs[expr->value], HIST_STACK_BYTES);
	else if (expr->source == HIST_STACK_LOC)
		located_stack(expr, rec, to);
	else
		stack_now(hist, to, 1);
}

/* ---- Keys ------------------------------------------------------------- */

/*
 * Where the bucket of a number begins. What is below all has a key that is less by one
 * than that of the first bucket, and no bucket begins where what is above begins.
 */
static noinline u64 lhist_key(const struct hist_expr *expr, u64 value)
{
	if (hist_less(expr, value, expr->low))
		return expr->low - 1;
	if (!hist_less(expr, value, expr->high))
		return expr->high;
	return expr->low + div64_u64(value - expr->low, expr->bucket) * expr->bucket;
}

/* Numbers of a group have one key. */
static __always_inline u64 key_number(const struct hist_expr *expr, const void *rec, u64 time)
{
	u64 value = field_value(expr, rec, NULL, time);

	if (likely(expr->show < HIST_LOG2 || expr->show > HIST_LHIST))
		return value;
	if (expr->show == HIST_LOG2)
		return value > 1 ? fls64(value - 1) : 0;
	if (expr->show == HIST_LHIST)
		return lhist_key(expr, value);
	return div64_u64(value, expr->bucket) * expr->bucket;
}

static __always_inline void *put_key(const struct hist *hist, const struct hist_expr *key,
				     const void *rec, u64 time, void *at)
{
	size_t len;

	switch (key->kind) {
	case HIST_NUMBER:
		*(u64 *)at = key_number(key, rec, time);
		return at + sizeof(u64);
	case HIST_TEXT:
		len = hist_text(key, rec, NULL, at, hist_key_size(key));
		memset(at + len, 0, hist_key_size(key) - len);
		return at + hist_key_size(key);
	default:
		if (key->source == HIST_STACK_NOW)
			stack_now(hist, at, 0);
		else
			hist_stack(hist, key, rec, NULL, at);
		return at + HIST_STACK_BYTES;
	}
}

static __always_inline void make_key(const struct hist *hist, const void *rec, u64 time,
				     void *at)
{
	for (unsigned int i = 0; i < hist->nr_keys; i++)
		at = put_key(hist, hist->keys[i], rec, time, at);
	if (hist->comm)
		memcpy(at, current->comm, TASK_COMM_LEN);
}

/**
 * hist_range_of - the numbers that have a key
 * @key: HIST_LOG2, HIST_BUCKETS or HIST_LHIST
 * @value: the key
 *
 * Return: the range.
 */
struct hist_range hist_range_of(const struct hist_expr *key, u64 value)
{
	if (key->show == HIST_LOG2)
		return (struct hist_range){
			.from = value ? BIT_ULL(value - 1) + 1 : 0,
			.to = value < 64 ? BIT_ULL(value) : U64_MAX,
		};
	if (key->show == HIST_BUCKETS)
		return (struct hist_range){ .from = value, .to = value + key->bucket - 1 };
	if (value == key->low - 1)
		return (struct hist_range){ .no_from = true, .to = value };
	if (value == key->high)
		return (struct hist_range){ .from = value, .no_to = true };
	return (struct hist_range){
		.from = value,
		.to = key->high - value > key->bucket ? value + key->bucket - 1 : key->high - 1,
	};
}

/* ---- Variables -------------------------------------------------------- */

/*
 * The value is written before the bit is set, and read after the bit was seen.
 * A text or a stack is told by where it is.
 */
static bool get_other(const struct hist_ref *ref, const void *key, unsigned long **set,
		      u64 *value)
{
	const struct hist_table *table = ref->table;
	struct hist_map *map = READ_ONCE(table->map);
	void *extra;
	u32 nr;

	nr = ref->fits && !test_bit(HIST_CLOSED, &table->state) ? hist_map_find(map, key) : 0;
	if (!nr)
		return false;
	extra = hist_map_extra(map, nr);
	*set = extra + table->set;
	if (!test_bit_acquire(ref->var, *set))
		return false;
	if (table->blobs[ref->var])
		*value = (unsigned long)(extra + table->blobs[ref->var]);
	else
		*value = READ_ONCE(*(u64 *)(extra + table->vars[ref->var]));
	return true;
}

/* All of them, or none is used up. */
static bool get_others(const struct hist *hist, const void *key, u64 *values)
{
	unsigned long *set[HIST_MAX_REFS];
	unsigned int i;

	for (i = 0; i < hist->nr_others; i++)
		if (!get_other(&hist->others[i], key, &set[i], &values[i]))
			return false;
	for (i = 0; i < hist->nr_others; i++)
		if (hist->others[i].used_up)
			clear_bit(hist->others[i].var, set[i]);
	return true;
}

static __always_inline void set_number(const struct hist_hit *h, unsigned int i, u64 value)
{
	void *extra = hist_map_extra(h->map, h->nr);

	WRITE_ONCE(*(u64 *)(extra + h->hist->table->vars[i]), value);
	if (i < HIST_MAX_OWN)
		h->refs[HIST_MAX_REFS + i] = value;
}

static void set_var(const struct hist_hit *h, unsigned int i)
{
	const struct hist_expr *expr = h->hist->vars[i].expr;
	const struct hist_table *table = h->hist->table;
	void *extra = hist_map_extra(h->map, h->nr), *rec = h->rec->entry;

	if (expr->kind == HIST_TEXT)
		hist_text(expr, rec, h->refs, extra + table->blobs[i], HIST_TEXT_BYTES);
	else if (expr->kind == HIST_STACK)
		hist_stack(h->hist, expr, rec, h->refs, extra + table->blobs[i]);
	else
		set_number(h, i, hist_value(expr, rec, h->refs, h->time));
	/* Pairs with test_bit_acquire() in get_other(). */
	smp_mb__before_atomic();
	set_bit(i, extra + table->set);
}

/* ---- Hits ------------------------------------------------------------- */

static void drop(struct hist_map *map)
{
	hist_sum_add(&map->cpus[raw_smp_processor_id()]->dropped, 1);
}

static noinline void add_special(const struct hist_expr *expr, struct hist_sum *sums,
				 unsigned int i, u64 value)
{
	if (hist_is_extreme(expr)) {
		hist_sum_raise(&sums[i], hist_extreme(expr, value));
	} else if (expr->show == HIST_STDDEV) {
		hist_sum_add(&sums[i], value);
		if (expr->is_signed && (s64)value < 0)
			value = -value;
		hist_square_add(&sums[expr->more], value);
	} else if (!expr->shares) {
		hist_count((u32 *)&sums[expr->more] +
			   hist_sketch_at(BITS_PER_BYTE * expr->size, expr->is_signed, value));
	}
}

static __always_inline void add_value(const struct hist_expr *expr, struct hist_sum *sums,
				      unsigned int i, const void *rec, const u64 *refs,
				      u64 time)
{
	u64 value = field_value(expr, rec, refs, time);

	if (likely(!hist_is_special(expr)))
		hist_sum_add(&sums[i], value);
	else
		add_special(expr, sums, i, value);
}

static __always_inline void add_up(const struct hist_hit *h)
{
	struct hist_sum *sums = hist_map_sums(h->map, h->nr, raw_smp_processor_id());
	const struct hist *hist = h->hist;

	hist_sum_add(&sums[0], 1);
	for (unsigned int i = 1; i < hist->nr_values; i++)
		add_value(hist->values[i], sums, i, h->rec->entry, h->refs, h->time);
}

static noinline void stamp(const struct hist_hit *h)
{
	struct hist_sum *sums = hist_map_sums(h->map, h->nr, raw_smp_processor_id());

	hist_sum_set(&sums[h->map->shape.nr_sums], jiffies);
}

static __always_inline void begin_hit(struct hist_hit *h, struct hist *hist,
				      struct trace_record *rec, u64 *refs)
{
	h->hist = hist;
	h->rec = rec;
	h->map = READ_ONCE(hist->table->map);
	h->refs = refs;
	h->time = 0;
}

static __always_inline void hit(struct hist *hist, struct trace_record *rec, void *key)
{
	u64 refs[HIST_MAX_REFS + HIST_MAX_OWN] __uninitialized;
	struct hist_hit h __uninitialized;

	begin_hit(&h, hist, rec, refs);
	if (hist->timed)
		h.time = hist->trigger.file->tr->read_clock();
	make_key(hist, rec->entry, h.time, key);
	if (hist->nr_others && !get_others(hist, key, refs))
		return;
	h.nr = hist_map_get(h.map, key);
	if (unlikely(!h.nr)) {
		drop(h.map);
		return;
	}
	add_up(&h);
	if (hist->evicts)
		stamp(&h);
	for (unsigned int i = 0; i < hist->nr_vars; i++)
		set_var(&h, i);
	if (hist->nr_actions)
		hist_actions_run(&h);
}

/* Numbers are the keys, and nothing but sums is kept. */
static __always_inline bool hit_numbers(struct hist *hist, struct trace_record *rec,
					unsigned int nr_keys)
{
	u64 key[HIST_MAX_KEYS] __uninitialized;
	struct hist_hit h __uninitialized;

	begin_hit(&h, hist, rec, NULL);
	for (unsigned int i = 0; i < nr_keys; i++)
		key[i] = key_number(hist->keys[i], rec->entry, 0);
	h.nr = hist_map_get(h.map, key);
	if (likely(h.nr))
		add_up(&h);
	else
		drop(h.map);
	return true;
}

/* Not in one function, for the sake of what each of them has to save. */
static noinline bool hit_number(struct hist *hist, struct trace_record *rec)
{
	return hit_numbers(hist, rec, 1);
}

static noinline bool hit_several(struct hist *hist, struct trace_record *rec)
{
	return hit_numbers(hist, rec, hist->nr_keys);
}

static __always_inline bool hit_fast(struct hist *hist, struct trace_record *rec)
{
	return hist->nr_keys == 1 ? hit_number(hist, rec) : hit_several(hist, rec);
}

static __always_inline void hit_slow(struct hist *hist, struct trace_record *rec)
{
	void *key;

	if (hist->context && trace_record_is_scratch(rec))
		trace_record_context(rec);
	key = trace_scratch_take(HIST_KEY_BYTES);
	if (!key) {
		drop(READ_ONCE(hist->table->map));
		return;
	}
	hit(hist, rec, key);
	trace_scratch_drop();
}

/* STACK_SKIP is counted from here; hist_run() jumps. */
static noinline bool run_slow(struct hist *hist, struct trace_record *rec,
			      unsigned long state)
{
	if (state & BIT(HIST_CLOSED))
		return true;
	if (hist->fast)
		hit_fast(hist, rec);
	else
		hit_slow(hist, rec);
	if (state)
		hist_notice(hist->table);
	return true;
}

/**
 * hist_run - an event was hit
 * @t: its hist
 * @rec: the record
 *
 * Context: any, preemption off.
 * Return: true.
 */
bool hist_run(struct trace_trigger *t, struct trace_record *rec)
{
	struct hist *hist = hist_of(t);
	const unsigned long state = READ_ONCE(hist->table->state);

	if (READ_ONCE(hist->paused))
		return true;
	if (hist->fast && !state)
		return hit_fast(hist, rec);
	return run_slow(hist, rec, state);
}
