// SPDX-License-Identifier: GPL-2.0
/*
 * One record to a line of JSON.
 *
 * What is true for all records comes first; "fields" has what the event's format
 * file lists.  How a field looks follows from its type there:
 *
 *	number			number
 *	characters		string
 *	cpumask_t		array of the numbers of the CPUs
 *	other array		array of numbers
 *	pointer			string: its value, or the text that it leads to
 *	anything else		string of its bytes in hexadecimal
 *
 * Of the tracer's own types some fields mean more than their type says: a place in
 * the code, a stack, the arguments of a format.  They have functions of their own.
 */
#include <linux/err.h>
#include <linux/mm_types.h>
#include <linux/sched/mm.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include "../core/callwords.h"
#include "../core/comm.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "../event/class.h"
#include "args.h"
#include "builtin.h"
#include "event.h"
#include "format.h"
#include "json.h"
#include "json_line.h"
#include "line.h"
#include "merge.h"
#include "names.h"
#include "symbol.h"
#include "value.h"

/* Bytes shown of a text outside of the record. */
#define STATIC_MAX	1024

/* ---- Places in the code ----------------------------------------------- */

static void put_symbol(struct trace_iterator *iter, struct json *j, unsigned long ip)
{
	trace_seq_init(&iter->seq);
	trace_print_ip(iter, ip);
	json_string(j, iter->seq.buffer, trace_seq_used(&iter->seq));
}

static void put_user_place(struct trace_iterator *iter, struct json *j,
			   struct mm_struct *mm, unsigned long ip)
{
	trace_seq_init(&iter->seq);
	if (mm && trace_print_mapping(&iter->seq, mm, ip))
		json_string(j, iter->seq.buffer, trace_seq_used(&iter->seq));
	else
		json_hex(j, ip);
}

static void put_symbols(struct trace_iterator *iter, struct json *j,
			const unsigned long *ip, unsigned int nr)
{
	unsigned int i;

	json_begin(j, '[');
	for (i = 0; i < nr && ip[i] != ULONG_MAX; i++)
		put_symbol(iter, j, ip[i]);
	json_end(j, ']');
}

/* ---- Fields by type --------------------------------------------------- */

/* Not more than text would tell, but addresses of user space are no secret. */
static void put_address(struct trace_iterator *iter, struct json *j, unsigned long p)
{
	bool secret = trace_option(iter->tr, HASH_PTR) && !no_hash_pointers &&
		      p >= TASK_SIZE_MAX && !IS_ERR_VALUE(p);

	if (secret && ptr_to_hashval((void *)p, &p))
		json_null(j);
	else
		json_hex(j, p);
}

static bool ends_in(const char *type, const char *end)
{
	size_t len = strlen(type), tail = strlen(end);

	return len >= tail && !memcmp(type + len - tail, end, tail);
}

static void put_pointer(struct trace_iterator *iter, struct json *j,
			const struct trace_value *v)
{
	unsigned long p = trace_number_at(v->data, v->size, false);
	const char *text = NULL;

	if (ends_in(v->type, "char *"))
		text = trace_static_text(iter, (const char *)p);
	if (text)
		json_string(j, text, strnlen(text, STATIC_MAX));
	else
		put_address(iter, j, p);
}

static void put_number(struct json *j, const void *at, unsigned int size, bool is_signed)
{
	u64 value = trace_number_at(at, size, is_signed);

	if (is_signed)
		json_s64(j, value);
	else
		json_u64(j, value);
}

static void put_array(struct json *j, const struct trace_value *v)
{
	unsigned int i;

	json_begin(j, '[');
	for (i = 0; i + v->size <= v->len; i += v->size)
		put_number(j, v->data + i, v->size, v->is_signed);
	json_end(j, ']');
}

static void put_cpus(struct json *j, const struct trace_value *v)
{
	unsigned int i, bit;
	unsigned long word;

	json_begin(j, '[');
	for (i = 0; i + sizeof(word) <= v->len; i += sizeof(word)) {
		word = get_unaligned((const unsigned long *)(v->data + i));
		for_each_set_bit(bit, &word, BITS_PER_LONG)
			json_u64(j, i * BITS_PER_BYTE + bit);
	}
	json_end(j, ']');
}

static void put_value(struct trace_iterator *iter, struct json *j,
		      const struct trace_value *v)
{
	if (v->is_text)
		json_string(j, v->data, strnlen(v->data, v->len));
	else if (v->is_array && trace_is_number(v->size))
		put_array(j, v);
	else if (!strcmp(v->type, "cpumask_t"))
		put_cpus(j, v);
	else if (!trace_is_number(v->size))
		json_bytes(j, v->data, v->len);
	else if (v->len < v->size)
		json_null(j);
	else if (v->size == sizeof(long) && ends_in(v->type, "*"))
		put_pointer(iter, j, v);
	else
		put_number(j, v->data, v->size, v->is_signed);
}

/* Of the tracer's own types. */
static bool is_code(unsigned int type, const struct trace_event_fields *field)
{
	return type < TRACE_FIRST_EVENT_TYPE && field->size == sizeof(long) &&
	       (!strcmp(field->name, "ip") || !strcmp(field->name, "parent_ip") ||
		!strcmp(field->name, "func"));
}

static void put_fields(struct trace_iterator *iter, struct json *j, unsigned int type,
		       struct trace_event_call *call)
{
	const struct trace_event_fields *field;

	for_each_trace_field(field, trace_get_fields(call)) {
		struct trace_value v = trace_value_of(iter, field);

		json_name(j, field->name);
		if (unlikely(is_code(type, field)) && v.len >= v.size)
			put_symbol(iter, j, trace_number_at(v.data, v.size, false));
		else
			put_value(iter, j, &v);
	}
}

/* ---- The tracer's own types ------------------------------------------- */

/* Bytes of the record from @member to its end. */
#define rest_of(iter, entry, member)					\
	((iter)->ent_size - offsetof(typeof(*(entry)), member))

/* What options have added to a record of a call. */
static void put_call_words(struct trace_iterator *iter, struct json *j, unsigned long func,
			   unsigned int fixed)
{
	struct trace_call_words words;

	trace_call_words_read(&words, iter->ent, fixed, iter->ent_size);
	if (words.has_ret) {
		json_key(j, "retaddr");
		put_symbol(iter, j, words.ret);
	}
	if (words.has_args) {
		json_key(j, "args");
		trace_args_json(iter, j, func, words.args);
	}
}

static void put_function(struct trace_iterator *iter, struct json *j)
{
	struct trace_fn_entry *entry = (void *)iter->ent;

	json_key(j, "ip");
	put_symbol(iter, j, entry->ip);
	json_key(j, "parent_ip");
	put_symbol(iter, j, entry->parent_ip);
	put_call_words(iter, j, entry->ip, sizeof(*entry));
}

static void put_funcgraph_entry(struct trace_iterator *iter, struct json *j)
{
	struct trace_graph_ent_entry *entry = (void *)iter->ent;

	json_key(j, "func");
	put_symbol(iter, j, entry->func);
	json_key(j, "depth");
	json_s64(j, entry->depth);
	put_call_words(iter, j, entry->func, offsetofend(typeof(*entry), depth));
}

static void put_kernel_stack(struct trace_iterator *iter, struct json *j)
{
	struct trace_stack_entry *entry = (void *)iter->ent;
	int nr = rest_of(iter, entry, caller) / sizeof(entry->caller[0]);

	json_key(j, "size");
	json_s64(j, entry->size);
	json_key(j, "caller");
	put_symbols(iter, j, entry->caller, clamp(entry->size, 0, nr));
}

static void put_user_stack(struct trace_iterator *iter, struct json *j)
{
	struct trace_user_stack_entry *entry = (void *)iter->ent;
	struct mm_struct *mm = trace_user_map(iter, entry->tgid);
	unsigned int i;

	json_key(j, "tgid");
	json_u64(j, entry->tgid);
	json_key(j, "caller");
	json_begin(j, '[');
	for (i = 0; i < ARRAY_SIZE(entry->caller); i++) {
		if (!entry->caller[i] || entry->caller[i] == ULONG_MAX)
			break;
		put_user_place(iter, j, mm, entry->caller[i]);
	}
	json_end(j, ']');
	if (mm)
		mmput(mm);
}

static void put_print(struct trace_iterator *iter, struct json *j)
{
	struct trace_print_entry *entry = (void *)iter->ent;

	json_key(j, "ip");
	put_symbol(iter, j, entry->ip);
	json_key(j, "buf");
	json_string(j, entry->buf, strnlen(entry->buf, rest_of(iter, entry, buf)));
}

/* Printed by this kernel, so a format of another one has to be found again. */
static const char *text_now(struct trace_iterator *iter, const char *text)
{
	return (const char *)trace_lastboot_address(iter->tr, iter->former,
						    (unsigned long)text);
}

static void put_text_or_null(struct json *j, const char *text)
{
	if (text)
		json_string(j, text, strlen(text));
	else
		json_null(j);
}

static void put_bprint(struct trace_iterator *iter, struct json *j)
{
	struct trace_bprint_entry *entry = (void *)iter->ent;
	const char *fmt = text_now(iter, entry->fmt);

	json_key(j, "ip");
	put_symbol(iter, j, entry->ip);
	json_key(j, "fmt");
	put_text_or_null(j, fmt);
	json_key(j, "buf");
	trace_seq_init(&iter->seq);
	if (fmt)
		trace_seq_bprintf(&iter->seq, fmt, entry->buf);
	if (fmt && !trace_seq_has_overflowed(&iter->seq))
		json_string(j, iter->seq.buffer, trace_seq_used(&iter->seq));
	else
		json_null(j);
}

static void put_bputs(struct trace_iterator *iter, struct json *j)
{
	struct trace_bputs_entry *entry = (void *)iter->ent;

	json_key(j, "ip");
	put_symbol(iter, j, entry->ip);
	json_key(j, "str");
	put_text_or_null(j, text_now(iter, entry->str));
}

static void put_raw_data(struct trace_iterator *iter, struct json *j)
{
	struct trace_raw_data_entry *entry = (void *)iter->ent;
	struct trace_value v = {
		.data	= entry->buf,
		.len	= rest_of(iter, entry, buf),
		.size	= 1,
	};

	json_key(j, "id");
	json_u64(j, entry->id);
	json_key(j, "buf");
	put_array(j, &v);
}

/* The least size of a record, and its fields. */
struct special {
	unsigned int	size;
	void		(*put)(struct trace_iterator *iter, struct json *j);
};

#define SPECIAL(name, tag)	\
	[TRACE_TYPE_##name] = { sizeof(struct tag), put_##name }

static const struct special specials[TRACE_FIRST_EVENT_TYPE] = {
	SPECIAL(function, trace_fn_entry),
	[TRACE_TYPE_funcgraph_entry] = {
		offsetofend(struct trace_graph_ent_entry, depth), put_funcgraph_entry
	},
	SPECIAL(kernel_stack, trace_stack_entry),
	SPECIAL(user_stack, trace_user_stack_entry),
	SPECIAL(print, trace_print_entry),
	SPECIAL(bprint, trace_bprint_entry),
	SPECIAL(bputs, trace_bputs_entry),
	SPECIAL(raw_data, trace_raw_data_entry),
};

static const struct special *special_of(const struct trace_iterator *iter, unsigned int type)
{
	if (type >= TRACE_FIRST_EVENT_TYPE || !specials[type].put)
		return NULL;
	return iter->ent_size >= specials[type].size ? &specials[type] : NULL;
}

/* ---- The line --------------------------------------------------------- */

static void put_lost(struct trace_iterator *iter, struct json *j)
{
	json_begin(j, '{');
	json_key(j, "lost");
	if (iter->lost_events == -1UL)
		json_null(j);
	else
		json_u64(j, iter->lost_events);
	json_key(j, "cpu");
	json_u64(j, iter->cpu);
	json_end(j, '}');
	json_literal(j, "\n");
}

static void put_rare_head(struct trace_iterator *iter, struct json *j)
{
	int tgid = trace_option(iter->tr, RECORD_TGID) ? trace_tgid_find(iter->ent->pid) : 0;

	if (tgid) {
		json_key(j, "tgid");
		json_s64(j, tgid);
	}
	if (iter->former) {
		json_key(j, "former");
		json_u64(j, iter->former);
	}
}

static void put_head(struct trace_iterator *iter, struct json *j)
{
	char state[TRACE_STATE_LETTERS];
	char comm[TASK_COMM_LEN];
	unsigned int len = trace_names_task(iter, iter->ent->pid, comm);

	trace_put_state(state, iter->ent);
	json_key(j, "ts");
	json_u64(j, iter->ts);
	json_key(j, "cpu");
	json_u64(j, iter->cpu);
	json_key(j, "pid");
	json_s64(j, iter->ent->pid);
	json_key(j, "comm");
	json_string(j, comm, len);
	json_key(j, "flags");
	json_string(j, state, sizeof(state));
	put_rare_head(iter, j);
}

static void put_event(struct trace_iterator *iter, struct json *j, unsigned int type,
		      struct trace_event_call *call)
{
	const struct special *special = special_of(iter, type);

	json_key(j, "system");
	json_string(j, call->class->system, strlen(call->class->system));
	json_key(j, "event");
	json_string(j, trace_event_name(call), strlen(trace_event_name(call)));
	json_key(j, "fields");
	json_begin(j, '{');
	if (special)
		special->put(iter, j);
	else
		put_fields(iter, j, type, call);
	json_end(j, '}');
}

/* Nobody knows any more what the record means. */
static void put_unknown(struct trace_iterator *iter, struct json *j, unsigned int type)
{
	json_key(j, "system");
	json_null(j);
	json_key(j, "event");
	json_null(j);
	json_key(j, "type");
	json_u64(j, type);
	json_key(j, "raw");
	json_bytes(j, iter->ent, iter->ent_size);
}

void trace_json_line(struct trace_iterator *iter, struct json *j)
{
	unsigned int type = trace_merge_type(iter);
	struct trace_event_call *call = trace_call_find(type);

	j->comma = false;
	if (unlikely(iter->lost_events))
		put_lost(iter, j);
	j->comma = false;
	json_begin(j, '{');
	put_head(iter, j);
	if (likely(call))
		put_event(iter, j, type, call);
	else
		put_unknown(iter, j, type);
	json_end(j, '}');
	json_literal(j, "\n");
}

void trace_json_stub(struct trace_iterator *iter, struct json *j)
{
	j->comma = false;
	json_begin(j, '{');
	put_head(iter, j);
	json_key(j, "type");
	json_u64(j, trace_merge_type(iter));
	json_key(j, "fields");
	json_null(j);
	json_end(j, '}');
	json_literal(j, "\n");
}
