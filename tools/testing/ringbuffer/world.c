// SPDX-License-Identifier: GPL-2.0
/*
 * See world.h.
 *
 * The main context runs writers. At each of their shared accesses (rb_point())
 * a further writer may run on top, to its end, as an interrupt would; or the
 * reader or the iterator, which have stacks of their own, may take one step, that
 * is, go on to their next shared access.
 *
 * Position in the buffer orders records: page number, then offset. A record in
 * the list is open until it was committed; then readers may meet it, once.
 */
#include "world.h"
#include <setjmp.h>
#include <ucontext.h>

#define RECORDS_MAX	4096
#define STACK_BYTES	(256 * 1024)

unsigned int (*world_choose)(unsigned int n);
bool (*world_chance)(unsigned int n);
struct world_tally world_tally;

enum state { OPEN, COMMITTED, DROPPED };

struct expected {
	u64		key;
	u64		ts;
	u32		id;
	u32		len;
	enum state	state;
	bool		read;
	bool		stretched;	/* padding that adds one to later times */
};

struct actor {
	ucontext_t	start;
	void		*place[5];	/* where it goes on, once it has begun */
	bool		begun;
	void		*stack;
	bool		idle;		/* between two calls of the library */
	void		(*turn)(void);
};

static struct {
	const struct world_rules *rules;
	struct ringbuf	*rb;		/* for writers */
	struct ringbuf	*side;		/* for readers; the same unless remote */
	void		*memory;	/* that both have, if remote */
	struct rb_cpu	*cpu;
	struct expected	list[RECORDS_MAX];	/* by key */
	unsigned int	count;
	u32		next_id;
	unsigned int	depth, nested, switches;
	u64		now, clock_seen[RB_MAX_NEST + 1];
	bool		clock_ran_back;
	u64		read_key, floor_key;
	bool		iter_started;
	u64		iter_key;
	unsigned long	lost;
	bool		off;
	struct rb_iter	*iter;
	struct actor	main, reader, iterator, changer, *current;
	bool		resetting, changing;
	u32		new_slots;
	unsigned long	survivors;
	const char	*failure;
	unsigned char	page[PAGE_SIZE * 4] __aligned(8);
} w;

static jmp_buf give_up;

static noinline __attribute__((no_sanitize("address"))) void proceed(struct actor *a)
{
	if (a->begun)
		__builtin_longjmp(a->place, 1);
	a->begun = true;
	setcontext(&a->start);
}

/*
 * What swapcontext() does, but for the signal mask: its two system calls would
 * take more time than all that happens between them.
 */
static noinline __attribute__((no_sanitize("address"))) void go_on_with(struct actor *a)
{
	struct actor *self = w.current;

	w.current = a;
	if (!__builtin_setjmp(self->place))
		proceed(a);
}

static void hand_over(void)
{
	go_on_with(&w.main);
}

static void fail(const char *why)
{
	if (w.failure)
		return;
	w.failure = why;
	if (w.current == &w.main)
		longjmp(give_up, 1);
	hand_over();
}

#define require(cond)	do { if (!(cond)) fail(#cond); } while (0)

/* ---- the clock ---- */

static u64 world_time(void)
{
	unsigned int kind;

	if (w.rules->still_clock)
		return w.now;
	if (!w.rules->wild_clock)
		return w.now += world_choose(2);
	kind = world_choose(64);
	if (kind == 63) {
		w.now += 1ULL << (20 + world_choose(28));
		world_tally.long_pause++;
	} else if (kind == 62 && w.now > 1000) {
		w.now -= world_choose(100);
		w.clock_ran_back = true;
	} else {
		w.now += world_choose(4);
	}
	return w.now;
}

static __always_inline u64 inline_clock(struct ringbuf *rb)
{
	(void)rb;
	rb_point();
	return w.clock_seen[w.depth] = world_time();
}

static u64 slow_clock(void *ctx)
{
	(void)ctx;
	return w.now;
}

static const struct rb_config config = {
	.clock		= inline_clock,
	.max_nest	= 5,
	.mode		= RB_MODE_ASK,
};

/* ---- the list ---- */

static struct expected *find(u64 key)
{
	unsigned int low = 0, high = w.count;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (w.list[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	return &w.list[low];
}

static struct expected *insert(u64 key)
{
	struct expected *e = find(key);

	/* A discarded record may have been here, and given its place back. */
	if (e < &w.list[w.count] && e->key == key) {
		require(e->state == DROPPED);
	} else {
		require(w.count < RECORDS_MAX);
		memmove(e + 1, e, (char *)&w.list[w.count] - (char *)e);
		w.count++;
	}
	*e = (struct expected){ .key = key };
	return e;
}

static unsigned long committed_between(u64 low, u64 high)
{
	struct expected *e = find(low + 1);
	unsigned long sum = 0;

	for (; e < &w.list[w.count] && e->key < high; e++)
		sum += e->state == COMMITTED;
	return sum;
}

static u64 page_of(u64 key)
{
	return key >> 24;
}

static u64 page_end(u64 key)
{
	return (page_of(key) + 1) << 24;
}

/* What a decoder will say: padding on the same page may have added to it. */
static u64 decoded_time(const struct expected *e)
{
	const struct expected *p = e;
	u64 ts = e->ts;

	while (p > w.list && page_of((p - 1)->key) == page_of(e->key))
		ts += (--p)->stretched;
	return ts;
}

static void fill(unsigned char *data, u32 id, u32 from, u32 to)
{
	for (; from < to; from += 4)
		*(volatile u32 *)(data + from) = from ? id * 2654435761U + from : id;
}

static bool intact(const unsigned char *data, u32 id, u32 len)
{
	u32 i;

	for (i = 4; i < len; i += 4)
		if (*(const u32 *)(data + i) != id * 2654435761U + i)
			return false;
	return true;
}

static struct expected *by_id(u32 id)
{
	unsigned int i;

	for (i = 0; i < w.count; i++)
		if (w.list[i].id == id && w.list[i].state != DROPPED)
			return &w.list[i];
	fail("a record that nobody wrote");
	return NULL;
}

/* Somebody was shown a record. */
static struct expected *meet(const struct rb_record *r)
{
	struct expected *e = by_id(*(u32 *)r->data);

	require(e->state == COMMITTED);
	require(r->len == e->len);
	require(intact(r->data, e->id, e->len));
	require(r->ts == decoded_time(e));
	return e;
}

/* ---- writers ---- */

static u64 key_of(const struct rb_slot *slot)
{
	return slot->sub->nr << 24 |
		((unsigned char *)slot->head - slot->sub->data->data);
}

static struct expected *mine(const struct rb_slot *slot)
{
	return find(key_of(slot));
}

static u64 key_of_head(const u32 *head)
{
	struct rb_store *st = rb_store_of(w.cpu);
	const unsigned char *at = (const unsigned char *)head;
	u32 i;

	for (i = 0; i <= st->n; i++) {
		const unsigned char *data = st->sub[i].data->data;

		if (at >= data && at < data + st->cap * 4)
			return st->sub[i].nr << 24 | (at - data);
	}
	fail("a record outside of all pages");
	return 0;
}

void __real_rb_discard_in_place(u32 *head);
void __wrap_rb_discard_in_place(u32 *head);
void __wrap_rb_discard_in_place(u32 *head)
{
	world_tally.padded++;
	find(key_of_head(head))->stretched = !rb_head_delta(*head);
	__real_rb_discard_in_place(head);
}

static u32 choose_len(void)
{
	u32 most = w.rules->max_len ?: ringbuf_max_record(w.rb);

	return most <= 4 ? 4 : 4 + 4 * world_choose(most / 4);
}

static void finish_write(struct rb_slot *slot, u32 len)
{
	struct expected *e = mine(slot);
	unsigned int how = w.rules->discards ? world_choose(8) : 0;

	if (how == 7) {
		e->state = DROPPED;
		world_tally.rolled_back++;
		rb_discard(&config, w.rb, slot);
		return;
	}
	if (how == 6 && len > 4) {
		len = 4 + 4 * world_choose(len / 4);
		if (rb_trim(&config, w.rb, slot, len)) {
			/* Nested writers may have moved the list. */
			mine(slot)->len = len;
			world_tally.trimmed++;
		}
	}
	mine(slot)->state = COMMITTED;
	rb_commit(&config, w.rb, slot);
}

static void write_one(void)
{
	struct rb_slot slot;
	struct expected *e;
	unsigned char *data;
	u32 len = choose_len(), id = ++w.next_id;
	unsigned int nested = w.nested;

	w.depth++;
	data = rb_reserve(&config, w.rb, &slot, len);
	if (data) {
		world_tally.written++;
		e = insert(key_of(&slot));
		e->id = id;
		e->len = len;
		e->ts = slot.ts;
		/* Nested records may have come between the clock and this one. */
		if (!w.clock_ran_back)
			require(slot.ts == w.clock_seen[w.depth] ||
				(w.nested > nested && slot.ts <= w.now &&
				 slot.ts > w.clock_seen[w.depth]));
		fill(data, id, 0, len / 2 & ~3U);
		rb_point();
		fill(data, id, len / 2 & ~3U, len);
		finish_write(&slot, len);
	} else {
		world_tally.refused++;
		/* Without company there is always a page that can give way. */
		require(!w.rules->overwrite || w.rules->changes || w.depth > 1 ||
			w.nested > nested);
	}
	w.depth--;
}

/* ---- the reader ---- */

static void took(const struct rb_record *r, bool lost_known)
{
	struct expected *e = meet(r);
	unsigned long lost = committed_between(w.read_key, e->key);

	require(!e->read);
	require(e->key > w.read_key);
	/* What the reader holds cannot be lost any more, nor what is not overwritten. */
	require(!committed_between(w.read_key, min(e->key, page_end(w.read_key))));
	require(!lost || w.rules->overwrite || w.rules->changes);
	require(lost_known ? r->lost == lost : !r->lost == !lost);
	e->read = true;
	w.read_key = e->key;
	w.lost += lost;
	world_tally.read++;
	world_tally.lost += lost;
}

static void read_record(void)
{
	struct rb_record r;
	u32 id;

	if (!rb_peek(w.side, 0, &r))
		return;
	id = *(u32 *)r.data;
	took(&r, true);
	rb_consume(w.side, 0);
	require(*(u32 *)r.data == id && intact(r.data, id, r.len));
}

/* A decoder of its own, written from the description of the format alone. */
static void parse_page(const struct rb_page *page, u32 size, bool known,
		       unsigned long lost)
{
	const u32 *p = (const u32 *)page->data, *end = p + size / 4;
	u64 ts = page->time_stamp;

	while (p < end) {
		struct rb_record r = { .lost = lost };
		u32 type = *p & 31, delta = *p >> 5;

		ts += delta;
		if (type == 30) {
			ts += (u64)p[1] << 27;
			p += 2;
			continue;
		}
		if (type == 29) {
			require(delta);
			p += 1 + (p[1] + 3) / 4;
			continue;
		}
		require(type <= 28);
		r.ts = ts;
		r.len = type ? type * 4 : p[1] - 4;
		r.data = (void *)(type ? p + 1 : p + 2);
		p += (type ? 1 : 2) + r.len / 4;
		require(p <= end);
		took(&r, known || !lost);
		lost = 0;
		known = true;
	}
	require(p == end);
}

static void read_page(void)
{
	u32 order = ringbuf_subbuf_order(w.side);
	size_t len = PAGE_SIZE << order;
	struct rb_page *page = (struct rb_page *)w.page;
	unsigned long lost = 0;
	bool known = true;
	u32 size;
	int ret;

	ret = rb_read_page(w.side, 0, w.page, len, world_choose(2));
	if (ret <= 0) {
		require(!ret);
		return;
	}
	world_tally.pages++;
	size = page->commit & RB_COMMIT_MASK;
	require(size == (u32)ret && size <= len - RB_PAGE_HEADER);
	if (page->commit & RB_MISSED_EVENTS) {
		known = page->commit & RB_MISSED_STORED;
		lost = 1;
		if (known)
			memcpy(&lost, page->data + size, sizeof(lost));
		require(lost);
	}
	parse_page(page, size, known, lost);
}

/* The same without a copy, where that is possible. */
static void read_whole(void)
{
	bool full = world_choose(2);
	struct rb_whole whole;
	unsigned long lost = 0;
	u32 commit;
	int ret;

	require(!rb_whole_get(w.side, 0, &whole));
	ret = rb_take_page(w.side, 0, &whole, full);
	require(ret >= 0 || ret == -EAGAIN);
	if (ret > 0) {
		commit = whole.page->commit;
		require((commit & RB_COMMIT_MASK) == (u32)ret);
		if (commit & RB_MISSED_STORED)
			memcpy(&lost, whole.page->data + ret, sizeof(lost));
		else
			lost = !!(commit & RB_MISSED_EVENTS);
		world_tally.wholes++;
		parse_page(whole.page, ret, !lost || commit & RB_MISSED_STORED, lost);
	}
	rb_give_back(&whole);
}

static void reader_turn(void)
{
	if (world_chance(3))
		read_page();
	else if (world_chance(3))
		read_whole();
	else
		read_record();
}

/* ---- the iterator ---- */

static void iterator_turn(void)
{
	struct rb_record r;
	struct expected *e;

	if (!rb_iter_peek(w.iter, &r)) {
		rb_iter_rewind(w.iter);
		w.iter_started = false;
		return;
	}
	e = meet(&r);
	world_tally.shown++;
	world_tally.missed += r.lost;
	if (w.iter_started) {
		require(e->key > w.iter_key);
		require(r.lost == committed_between(w.iter_key, e->key));
	} else {
		/* Padding before it may have been all that there was to see. */
		require(!r.lost || w.rules->discards);
	}
	w.iter_started = true;
	w.iter_key = e->key;
	rb_iter_next(w.iter);
}

/* ---- changes of the whole ---- */

/* Unread records that are still there when the ring has so many slots. */
static unsigned long survivors(u32 slots)
{
	struct rb_store *st = rb_store_of(w.cpu);
	u64 last = w.cpu->cur->nr;
	/* A page may be claimed already that nobody needed in the end. */
	u64 claimed = rb_name_nr(*rb_slot_of(st, last + 1)) == last + 1;
	/* And what an earlier change dropped stays dropped. */
	u64 first = max(w.cpu->reader.next,
			last + 1 - min(slots, st->n - (u32)claimed));
	unsigned long sum = committed_between(max(w.read_key, (first << 24) - 1), -1ULL);
	struct rb_reader *r = &w.cpu->reader;

	if (r->holds && r->sub->nr < first)
		sum += committed_between(max(w.read_key, (r->sub->nr << 24) - 1),
					 (r->sub->nr + 1) << 24);
	return sum;
}

static void forget_all(void)
{
	w.read_key = w.count ? w.list[w.count - 1].key : 0;
	w.floor_key = w.read_key;
	w.lost = 0;
}

/* No writer is in progress: before the change and after it, in turn. */
static void at_drain(void)
{
	struct ringbuf_stats s;

	w.changing = !w.changing;
	if (w.changing) {
		w.survivors = w.resetting ? 0 : survivors(w.new_slots);
		return;
	}
	if (w.resetting)
		forget_all();
	ringbuf_stats(w.side, 0, &s);
	require(s.entries == w.survivors);
}

void rb_drain(struct rb_cpu *cpu)
{
	bool off = w.off;

	for (;;) {
		/* An interrupt takes no time. */
		w.off = true;
		if (rb_settle(cpu) && !cpu->lock.held)
			break;
		require(w.current == &w.changer);
		w.off = off;
		hand_over();
	}
	if (w.cpu && !w.memory)
		at_drain();
	w.off = off;
}

static void grace(void)
{
	while (w.current == &w.changer && w.depth)
		hand_over();
}

static void change(void)
{
	world_tally.changes++;
	w.new_slots = 2 + world_choose(4);
	w.resetting = world_chance(2);
	if (w.resetting)
		ringbuf_reset(w.rb);
	else
		require(!ringbuf_set_size(w.rb, 0, w.new_slots *
					  (PAGE_SIZE - RB_PAGE_HEADER)));
}

/* ---- who goes on ---- */

static void actor_body(void)
{
	for (;;) {
		struct actor *self = w.current;

		self->idle = false;
		self->turn();
		self->idle = true;
		hand_over();
	}
}

static void step(struct actor *a)
{
	/* The iterator plays one in an NMI: it does not wait for the reader. */
	rb_test_nmi = a == &w.iterator;
	go_on_with(a);
	if (w.failure)
		longjmp(give_up, 1);
}

/* Until it is back from the library; it may have to wait for the other one. */
static void finish(struct actor *a)
{
	do {
		step(a);
		if (!w.reader.idle)
			step(&w.reader);
		if (!w.iterator.idle)
			step(&w.iterator);
		if (!w.changer.idle)
			step(&w.changer);
	} while (!a->idle);
}

static void interrupt(void)
{
	const struct world_rules *r = w.rules;
	unsigned int writer = w.depth < r->depth && w.nested < r->nested;
	bool others = w.switches < r->switches;
	unsigned int n;

	if ((!writer && !others) || !world_chance(r->one_in))
		return;
	if (others && r->changes && !w.memory && (!w.changer.idle || world_chance(8))) {
		w.switches++;
		/* One takes a record in two calls: no change in between. */
		if (!w.reader.idle)
			finish(&w.reader);
		step(&w.changer);
		return;
	}
	n = world_choose(writer + (others ? 1 + r->iterator : 0));
	if (writer && !n) {
		w.nested++;
		write_one();
		return;
	}
	w.switches++;
	if (n != writer)
		step(&w.iterator);
	else if (w.memory && world_chance(4))
		finish(&w.reader);
	else if (w.changer.idle)
		step(&w.reader);
}

void rb_point(void)
{
	struct actor *self = w.current;

	if (w.off)
		return;
	if (self == &w.main) {
		if (w.depth)
			interrupt();
		return;
	}
	hand_over();
}

static void actor_start(struct actor *a, void (*turn)(void))
{
	/* One that did its turns in the world before can do them in this. */
	if (a->stack && a->idle)
		return;
	a->turn = turn;
	a->begun = false;
	a->idle = true;
	if (!a->stack)
		a->stack = malloc(STACK_BYTES);
	getcontext(&a->start);
	a->start.uc_stack.ss_sp = a->stack;
	a->start.uc_stack.ss_size = STACK_BYTES;
	a->start.uc_link = NULL;
	makecontext(&a->start, actor_body, 0);
}

/* Do something with nobody inside the library. */
static void rest(void (*doing)(void))
{
	if (!w.reader.idle)
		finish(&w.reader);
	if (!w.iterator.idle)
		finish(&w.iterator);
	if (!w.changer.idle)
		finish(&w.changer);
	w.off = true;
	doing();
	w.off = false;
}

static void read_all(void)
{
	while (!ringbuf_empty_cpu(w.side, 0))
		read_record();
}

/* ---- a reader of what somebody else writes ---- */

static bool side_create(void)
{
	struct ringbuf_params p = {
		.clock = slow_clock, .share = RINGBUF_READ,
		.memory = w.memory, .memory_size = w.rules->bytes,
	};

	w.side = w.memory ? ringbuf_create(&p) : w.rb;
	if (IS_ERR(w.side))
		return false;
	w.iter = rb_iter_open(w.side, 0);
	return w.iter;
}

static struct rb_reader *side_reader(void)
{
	return &rb_cpu_of(w.side, 0)->reader;
}

/* The page that a reader goes on with. */
static u64 side_position(void)
{
	struct rb_store *st = rb_store_of(w.cpu);
	struct rb_reader *r = side_reader();

	return r->holds ? r->sub->nr : rb_oldest(st, r->next, w.cpu->cur->nr);
}

/* The reader ends and another one begins, with all of the page once more. */
static void replace_reader(void)
{
	unsigned int i;
	u64 was;

	ringbuf_empty(w.side);
	was = side_position();
	rb_iter_close(w.iter);
	w.iter = NULL;
	ringbuf_destroy(w.side);
	w.side = w.rb;
	require(side_create());
	require(side_position() == was);
	w.read_key = (was << 24) - 1;
	w.floor_key = w.read_key;
	w.lost = 0;
	w.iter_started = false;
	for (i = 0; i < w.count; i++)
		w.list[i].read &= w.list[i].key < w.read_key;
	world_tally.changes++;
}

/* ---- between writers ---- */

static void check_at_rest(void)
{
	const char *wrong = rb_check(w.cpu);
	struct ringbuf_stats s;

	if (wrong)
		fail(wrong);
	ringbuf_stats(w.side, 0, &s);
	require(s.entries + s.overrun + s.read ==
		committed_between(w.floor_key, -1ULL));
}

static void check_at_end(void)
{
	/* Found missing, but no record came that could have said so. */
	unsigned long unsaid = side_reader()->lost;
	struct ringbuf_stats s;

	check_at_rest();
	require(committed_between(w.read_key, -1ULL) == unsaid);
	ringbuf_stats(w.side, 0, &s);
	require(!s.entries && !s.bytes && !s.oldest_ts);
	require(s.overrun == w.lost + unsaid);
	require(w.rules->wild_clock || !s.clock_back);
}

static void live(void)
{
	unsigned int i;

	for (i = 0; i < w.rules->writes; i++) {
		write_one();
		if (world_chance(4) && w.changer.idle)
			finish(&w.reader);
		if (w.rules->iterator && world_chance(4))
			finish(&w.iterator);
		if (w.rules->changes && world_chance(32))
			rest(w.memory ? replace_reader : change);
		rest(check_at_rest);
	}
	rest(read_all);
	rest(check_at_end);
}

static bool begin(const struct world_rules *rules)
{
	struct ringbuf_params p = {
		.bytes = rules->bytes, .overwrite = rules->overwrite,
		.clock = slow_clock,
	};
	struct actor reader = w.reader, iterator = w.iterator;
	struct actor changer = w.changer;

	memset(&w, 0, sizeof(w));
	w.reader = reader;
	w.iterator = iterator;
	w.changer = changer;
	w.rules = rules;
	w.off = true;
	w.now = 1ULL << 40;
	w.current = &w.main;
	w.main.begun = true;
	if (rules->remote) {
		w.memory = rb_test_alloc_aligned(64, rules->bytes);
		p.memory = w.memory;
		p.memory_size = rules->bytes;
		p.share = RINGBUF_WRITE;
	}
	w.rb = ringbuf_create(&p);
	if (IS_ERR(w.rb))
		return false;
	w.cpu = rb_cpu_of(w.rb, 0);
	if (!side_create())
		return false;
	actor_start(&w.reader, reader_turn);
	actor_start(&w.iterator, iterator_turn);
	actor_start(&w.changer, change);
	rb_test_grace = grace;
	w.off = false;
	return true;
}

const char *world_run(const struct world_rules *rules)
{
	if (!begin(rules))
		return "no memory";
	if (!setjmp(give_up))
		live();
	w.off = true;
	w.current = &w.main;
	w.cpu->nest = 0;
	w.cpu->lock.held = 0;
	rb_cpu_of(w.side, 0)->lock.held = 0;
	w.cpu = NULL;
	rb_iter_close(w.iter);
	if (w.side != w.rb)
		ringbuf_destroy(w.side);
	ringbuf_destroy(w.rb);
	free(w.memory);
	return w.failure;
}
