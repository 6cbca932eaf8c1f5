// SPDX-License-Identifier: GPL-2.0
/*
 * What arguments of system calls point to: paths and other strings, and what is
 * written.
 *
 * The types tell it.  "const char *" is a string, unless a size_t comes next: that and
 * "const void *" with a size_t are bytes that the system call reads.  Nothing else
 * is looked at.
 *
 * A record with values is an old one with more behind it:
 *
 *	head, nr, args[]	as ever
 *	u32 for each value	where it is and how long: __data_loc
 *	the values, a zero byte
 *
 * Each instance says how many bytes of a value it wants.  0, as it is at first, makes the
 * values empty, and until the first instance wants some there are no values, no fields in
 * the format file, and nothing that costs time.  From then on they are in the
 * records of all instances, so that a filter that was set can rely on them.
 *
 * The probe must not sleep, so memory that is not there when it looks is not brought:
 * such a value is a fault.  Values are copied to memory of the CPU first, since a record has
 * to know its length in advance; system calls do not interrupt each other, so there is
 * one such memory.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/trace_events.h>
#include <linux/uaccess.h>
#include "../core/instance.h"
#include "syscall.h"
#include "syscall_user.h"

#define MORE		"..."
#define NULL_POINTER	"(null)"
#define FAULT		"(fault)"

struct syscall_copies __percpu *trace_syscall_copies;

/* ---- Which ------------------------------------------------------------- */

static bool is_size(const struct syscall_metadata *meta, int arg)
{
	return arg < meta->nb_args && !strcmp(meta->types[arg], "size_t");
}

void trace_syscall_find_values(struct syscall_metadata *meta)
{
	meta->strings = 0;
	meta->buffers = 0;
	for (int arg = 0; arg < meta->nb_args; arg++) {
		const char *type = meta->types[arg];

		if (hweight8(trace_syscall_values(meta)) == SYSCALL_VALUES)
			return;
		if (strcmp(type, "const char *") && strcmp(type, "const void *"))
			continue;
		if (is_size(meta, arg + 1))
			meta->buffers |= BIT(arg);
		else if (!strcmp(type, "const char *"))
			meta->strings |= BIT(arg);
	}
}

/* Which of the values is that of an argument. */
static unsigned int index_of(const struct syscall_metadata *meta, int arg)
{
	return hweight8(trace_syscall_values(meta) & (BIT(arg) - 1));
}

/* ---- Copying ----------------------------------------------------------- */

static u16 copy_string(char *to, unsigned long from, unsigned int max)
{
	long len;

	if (!from)
		return strscpy(to, NULL_POINTER, sizeof(NULL_POINTER)) + 1;
	/* One more than may be kept tells whether all of it was. */
	len = strncpy_from_user_nofault(to, (const char __user *)from, max + 2);
	if (len <= 0)
		return strscpy(to, FAULT, sizeof(FAULT)) + 1;
	if (len <= max + 1)
		return len;
	memcpy(to + max, MORE, sizeof(MORE));
	return max + sizeof(MORE);
}

static u16 copy_bytes(char *to, unsigned long from, size_t count, unsigned int max)
{
	size_t len = min_t(size_t, count, max);

	return copy_from_user_nofault(to, (const void __user *)from, len) ? 0 : len;
}

static u16 copy_value(char *to, const struct syscall_metadata *meta, int arg,
		      const unsigned long *args, unsigned int max)
{
	if (!max)
		return 0;
	if (meta->strings & BIT(arg))
		return copy_string(to, args[arg], max);
	return copy_bytes(to, args[arg], args[arg + 1], max);
}

const struct syscall_copies *trace_syscall_copy(const struct syscall_metadata *meta,
						const unsigned long *args,
						struct trace_array *tr)
{
	struct syscall_copies *c = this_cpu_ptr(READ_ONCE(trace_syscall_copies));
	/* perf sees what the format file of the top instance says. */
	unsigned int max = READ_ONCE((tr ?: &top_trace)->syscall_user_size);
	unsigned long left = trace_syscall_values(meta);
	unsigned int i = 0, arg;

	c->bytes = 1;
	for_each_set_bit(arg, &left, BITS_PER_BYTE) {
		c->len[i] = copy_value(c->value[i], meta, arg, args, max);
		c->bytes += sizeof(u32) + c->len[i];
		i++;
	}
	return c;
}

/* An empty value is where the zero byte is: a string for who does not ask how long. */
void trace_syscall_write_values(void *record, unsigned int offset,
				const struct syscall_metadata *meta,
				const struct syscall_copies *c)
{
	unsigned int nr = hweight8(trace_syscall_values(meta));
	unsigned int at = offset + nr * sizeof(u32), end = offset + c->bytes - 1;
	u32 *loc = record + offset;

	for (unsigned int i = 0; i < nr; i++) {
		loc[i] = c->len[i] ? at | c->len[i] << 16 : end;
		memcpy(record + at, c->value[i], c->len[i]);
		at += c->len[i];
	}
	*(char *)(record + end) = '\0';
}

/* ---- Description ------------------------------------------------------- */

int trace_syscall_value_fields(const struct syscall_metadata *meta,
			       struct trace_event_fields *field, unsigned int offset)
{
	unsigned long left = trace_syscall_values(meta);
	unsigned int arg;

	for_each_set_bit(arg, &left, BITS_PER_BYTE) {
		*field = (struct trace_event_fields) {
			.type	= meta->strings & BIT(arg) ? "__data_loc char[]" :
							     "__data_loc u8[]",
			.name	= kasprintf(GFP_KERNEL, "__%s_val", meta->args[arg]),
			.offset	= offset,
			.size	= sizeof(u32),
			.align	= sizeof(u32),
		};
		if (!field->name)
			return -ENOMEM;
		offset += sizeof(u32);
		field++;
	}
	return 0;
}

void trace_syscall_value_format(struct seq_file *m, const struct syscall_metadata *meta, int arg)
{
	if (meta->strings & BIT(arg))
		seq_puts(m, " \\\"%s\\\"");
	else if (meta->buffers & BIT(arg))
		seq_puts(m, " (%s)");
}

void trace_syscall_value_reference(struct seq_file *m, const struct syscall_metadata *meta,
				   int arg)
{
	const char *name = meta->args[arg];

	if (meta->strings & BIT(arg))
		seq_printf(m, ", __get_str(__%s_val)", name);
	else if (meta->buffers & BIT(arg))
		seq_printf(m, ", __print_hex_str(__get_dynamic_array(__%s_val), __get_dynamic_array_len(__%s_val))",
			   name, name);
}

/* ---- Text -------------------------------------------------------------- */

static void print_bytes(struct trace_seq *s, const char *bytes, unsigned int len, size_t count)
{
	if (count && !len)
		trace_seq_puts(s, " " FAULT);
	else
		trace_seq_printf(s, " \"%*pE\"%s", len, bytes, len < count ? MORE : "");
}

void trace_syscall_print_value(struct trace_iterator *iter, const struct syscall_metadata *meta,
			       int arg, const unsigned long *args, unsigned int offset)
{
	const void *record = iter->ent;
	unsigned int at, len;
	u32 loc;

	if (!(trace_syscall_values(meta) & BIT(arg)) || !iter->tr->syscall_user_size)
		return;
	offset += index_of(meta, arg) * sizeof(loc);
	/* Another kernel may have written it. */
	if (offset + sizeof(loc) > iter->ent_size)
		return;
	loc = *(u32 *)(record + offset);
	at = loc & 0xffff;
	len = loc >> 16;
	if (at + len > iter->ent_size)
		return;
	if (meta->buffers & BIT(arg))
		print_bytes(&iter->seq, record + at, len, args[arg + 1]);
	else if (len)
		trace_seq_printf(&iter->seq, " \"%*pE\"", len - 1, (char *)record + at);
}

/* ---- Switching --------------------------------------------------------- */

static bool has_recorded_entries(struct trace_array *tr)
{
	struct trace_event_file *file;

	list_for_each_entry(file, &tr->events, list) {
		if (file->event_call->class == &event_class_syscall_enter &&
		    file->flags & EVENT_FILE_FL_WAS_ENABLED)
			return true;
	}
	return false;
}

/* From now on records have values; those that have none would be read as if they had. */
static int turn_on(void)
{
	struct syscall_copies __percpu *copies = alloc_percpu(struct syscall_copies);
	struct trace_array *tr;

	if (!copies)
		return -ENOMEM;
	WRITE_ONCE(trace_syscall_copies, copies);
	tracepoint_synchronize_unregister();
	for_each_trace_array(tr) {
		if (has_recorded_entries(tr))
			trace_array_clear(tr);
	}
	return 0;
}

/**
 * trace_syscall_set_user_size - how many bytes of each value an instance wants
 * @tr: the instance
 * @bytes: 0 for none
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL if it is more than SYSCALL_VALUE_MAX, or -ENOMEM.
 */
int trace_syscall_set_user_size(struct trace_array *tr, unsigned int bytes)
{
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (bytes > SYSCALL_VALUE_MAX)
		return -EINVAL;
	if (bytes && !trace_syscall_values_on()) {
		err = turn_on();
		if (err)
			return err;
	}
	WRITE_ONCE(tr->syscall_user_size, bytes);
	return 0;
}
