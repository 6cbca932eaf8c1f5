// SPDX-License-Identifier: GPL-2.0
/*
 * What __print_flags(), __print_symbolic() and the like in TP_printk() call.
 *
 * Each one builds a string at the end of a text buffer, ends it with a NUL and
 * returns its start, so that it can be the argument of a %s.  Strings of one
 * line follow each other in that buffer.  If one does not fit, its start is
 * still a terminated string, as the buffer is cut back to its beginning.
 */
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/trace_events.h>
#include <linux/unaligned.h>

static const char *finish(struct trace_seq *p, const char *start)
{
	trace_seq_putc(p, 0);
	if (likely(!p->full))
		return start;
	p->buffer[TRACE_SEQ_BUFFER_SIZE - 1] = 0;
	return start < p->buffer + TRACE_SEQ_BUFFER_SIZE ? start : "";
}

/* A list of flag names that is being written. */
struct flag_list {
	struct trace_seq	*p;
	const char		*delim;
	u64			left;
	bool			begun;
};

static void flag_separate(struct flag_list *list)
{
	if (list->begun && list->delim)
		trace_seq_puts(list->p, list->delim);
	list->begun = true;
}

/* Writes @name if all bits of @mask are still to be told. */
static void flag_try(struct flag_list *list, u64 mask, const char *name)
{
	if ((list->left & mask) != mask)
		return;
	flag_separate(list);
	trace_seq_puts(list->p, name);
	list->left &= ~mask;
}

static void flag_rest(struct flag_list *list)
{
	if (!list->left)
		return;
	flag_separate(list);
	trace_seq_printf(list->p, "0x%llx", list->left);
}

/**
 * trace_print_flags_seq - names of the bits that are set
 * @p: where the string is built
 * @delim: between two names, or NULL
 * @flags: the bits
 * @names: masks and names, up to a NULL name
 *
 * Bits without a name come last, as one number.
 *
 * Return: the string.
 */
const char *trace_print_flags_seq(struct trace_seq *p, const char *delim,
				  unsigned long flags,
				  const struct trace_print_flags *names)
{
	struct flag_list list = { .p = p, .delim = delim, .left = flags };
	const char *start = trace_seq_buffer_ptr(p);

	for (; names->name && list.left; names++)
		flag_try(&list, names->mask, names->name);
	flag_rest(&list);
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_flags_seq);

/**
 * trace_print_symbols_seq - name of a value
 * @p: where the string is built
 * @val: the value
 * @names: values and names, up to a NULL name
 *
 * Return: the string; a number if the value has no name.
 */
const char *trace_print_symbols_seq(struct trace_seq *p, unsigned long val,
				    const struct trace_print_flags *names)
{
	const char *start = trace_seq_buffer_ptr(p);

	while (names->name && names->mask != val)
		names++;
	if (names->name)
		trace_seq_puts(p, names->name);
	else
		trace_seq_printf(p, "0x%lx", val);
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_symbols_seq);

#if BITS_PER_LONG == 32
/**
 * trace_print_flags_seq_u64 - names of the bits of a 64-bit number
 * @p: where the string is built
 * @delim: between two names, or NULL
 * @flags: the bits
 * @names: masks and names, up to a NULL name
 *
 * Return: the string.
 */
const char *
trace_print_flags_seq_u64(struct trace_seq *p, const char *delim,
			  unsigned long long flags,
			  const struct trace_print_flags_u64 *names)
{
	struct flag_list list = { .p = p, .delim = delim, .left = flags };
	const char *start = trace_seq_buffer_ptr(p);

	for (; names->name && list.left; names++)
		flag_try(&list, names->mask, names->name);
	flag_rest(&list);
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_flags_seq_u64);

/**
 * trace_print_symbols_seq_u64 - name of a 64-bit value
 * @p: where the string is built
 * @val: the value
 * @names: values and names, up to a NULL name
 *
 * Return: the string; a number if the value has no name.
 */
const char *
trace_print_symbols_seq_u64(struct trace_seq *p, unsigned long long val,
			    const struct trace_print_flags_u64 *names)
{
	const char *start = trace_seq_buffer_ptr(p);

	while (names->name && names->mask != val)
		names++;
	if (names->name)
		trace_seq_puts(p, names->name);
	else
		trace_seq_printf(p, "0x%llx", val);
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_symbols_seq_u64);
#endif

/**
 * trace_print_bitmask_seq - a bitmask in hexadecimal
 * @p: where the string is built
 * @mask: the bitmask
 * @bytes: its bytes
 *
 * Return: the string.
 */
const char *trace_print_bitmask_seq(struct trace_seq *p, void *mask,
				    unsigned int bytes)
{
	const char *start = trace_seq_buffer_ptr(p);

	trace_seq_bitmask(p, mask, bytes * 8);
	return finish(p, start);
}
EXPORT_SYMBOL_GPL(trace_print_bitmask_seq);

/**
 * trace_print_hex_seq - bytes, two digits each
 * @p: where the string is built
 * @buf: the bytes
 * @len: how many
 * @joined: no spaces between them
 *
 * Return: the string.
 */
const char *trace_print_hex_seq(struct trace_seq *p, const unsigned char *buf,
				int len, bool joined)
{
	const char *start = trace_seq_buffer_ptr(p);
	char text[3];
	int i;

	for (i = 0; i < len; i++) {
		hex_byte_pack(text, buf[i]);
		text[2] = ' ';
		trace_seq_putmem(p, text, joined || i == len - 1 ? 2 : 3);
	}
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_hex_seq);

static u64 element(const void *at, size_t size)
{
	switch (size) {
	case 1:
		return *(const u8 *)at;
	case 2:
		return get_unaligned((const u16 *)at);
	case 4:
		return get_unaligned((const u32 *)at);
	default:
		return get_unaligned((const u64 *)at);
	}
}

/**
 * trace_print_array_seq - numbers in braces
 * @p: where the string is built
 * @buf: the first number
 * @count: how many
 * @size: bytes of each: 1, 2, 4 or 8
 *
 * Return: the string.
 */
const char *trace_print_array_seq(struct trace_seq *p, const void *buf,
				  int count, size_t size)
{
	const char *start = trace_seq_buffer_ptr(p);
	bool known = size <= 8 && is_power_of_2(size);
	const u8 *at = buf;
	int i;

	trace_seq_putc(p, '{');
	for (i = 0; i < count; i++, at += size) {
		if (i)
			trace_seq_putc(p, ',');
		if (known)
			trace_seq_printf(p, "0x%llx", element(at, size));
		else
			trace_seq_printf(p, "BAD SIZE:%zu 0x%x", size, *at);
	}
	trace_seq_putc(p, '}');
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_array_seq);

/**
 * trace_print_hex_dump_seq - memory as a dump of several lines
 * @p: where the string is built
 * @prefix: starts each line
 * @kind: what follows it, a DUMP_PREFIX_* value
 * @row: bytes in a line, 16 or 32
 * @group: bytes in a number: 1, 2, 4 or 8
 * @buf: the memory
 * @len: its bytes
 * @ascii: show the bytes as characters, too
 *
 * Return: the string; it begins with a line of its own.
 */
const char *trace_print_hex_dump_seq(struct trace_seq *p,
				     const char *prefix, int kind,
				     int row, int group,
				     const void *buf, size_t len, bool ascii)
{
	const char *start = trace_seq_buffer_ptr(p);

	trace_seq_putc(p, '\n');
	trace_seq_hex_dump(p, prefix, kind, row, group, buf, len, ascii);
	return finish(p, start);
}
EXPORT_SYMBOL(trace_print_hex_dump_seq);
