// SPDX-License-Identifier: GPL-2.0
/*
 * The text buffer that printers append to.
 *
 * An append either fits or leaves no trace: the buffer goes back to where it
 * was and is marked full, and from then on nothing is added until the owner
 * has emptied it.  So a printer may append blindly, and whoever reads the
 * text never finds half a word.
 *
 * All functions work in any context; the owner serializes them.
 */
#include <linux/export.h>
#include <linux/path.h>
#include <linux/seq_file.h>
#include <linux/trace_seq.h>
#include <linux/uaccess.h>

/* One append through a function of lib/seq_buf.c, which may overrun. */
struct append {
	struct trace_seq	*s;
	size_t			before;
};

static struct append append_begin(struct trace_seq *s)
{
	return (struct append) { .s = s, .before = s->seq.len };
}

static void append_end(const struct append *a)
{
	if (likely(!seq_buf_has_overflowed(&a->s->seq)))
		return;
	a->s->seq.len = a->before;
	a->s->full = 1;
}

DEFINE_CLASS(append, struct append, append_end(&_T), append_begin(s),
	     struct trace_seq *s)

/* Room for @len bytes at the end, or NULL; then the buffer is full. */
static char *extend(struct trace_seq *s, size_t len)
{
	char *at = s->buffer + s->seq.len;

	if (unlikely(s->full))
		return NULL;
	if (unlikely(len > s->seq.size - s->seq.len)) {
		s->full = 1;
		return NULL;
	}
	s->seq.len += len;
	return at;
}

/**
 * trace_seq_vprintf - append formatted text
 * @s: the text buffer
 * @fmt: format as of printf()
 * @args: its arguments
 */
void trace_seq_vprintf(struct trace_seq *s, const char *fmt, va_list args)
{
	CLASS(append, a)(s);

	if (!s->full)
		seq_buf_vprintf(&s->seq, fmt, args);
}
EXPORT_SYMBOL_GPL(trace_seq_vprintf);

/**
 * trace_seq_printf - append formatted text
 * @s: the text buffer
 * @fmt: format as of printf(), arguments follow
 */
void trace_seq_printf(struct trace_seq *s, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	trace_seq_vprintf(s, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(trace_seq_printf);

/**
 * trace_seq_bprintf - append text whose arguments were packed by vbin_printf()
 * @s: the text buffer
 * @fmt: format as of printf()
 * @binary: the packed arguments
 */
void trace_seq_bprintf(struct trace_seq *s, const char *fmt, const u32 *binary)
{
	CLASS(append, a)(s);

	if (!s->full)
		seq_buf_bprintf(&s->seq, fmt, binary);
}
EXPORT_SYMBOL_GPL(trace_seq_bprintf);

/**
 * trace_seq_puts - append a string
 * @s: the text buffer
 * @str: the string
 */
void trace_seq_puts(struct trace_seq *s, const char *str)
{
	trace_seq_putmem(s, str, strlen(str));
}
EXPORT_SYMBOL_GPL(trace_seq_puts);

/**
 * trace_seq_putc - append a character
 * @s: the text buffer
 * @c: the character; zero is one like any other
 */
void trace_seq_putc(struct trace_seq *s, unsigned char c)
{
	char *at = extend(s, 1);

	if (at)
		*at = c;
}
EXPORT_SYMBOL_GPL(trace_seq_putc);

/**
 * trace_seq_putmem - append bytes as they are
 * @s: the text buffer
 * @mem: the bytes
 * @len: how many
 */
void trace_seq_putmem(struct trace_seq *s, const void *mem, unsigned int len)
{
	char *at = extend(s, len);

	if (at)
		memcpy(at, mem, len);
}
EXPORT_SYMBOL_GPL(trace_seq_putmem);

/**
 * trace_seq_putmem_hex - append a number of any size in hexadecimal
 * @s: the text buffer
 * @mem: the number, in the byte order of the machine
 * @len: its bytes; more than eight are taken as several numbers
 *
 * Each number is followed by a space.
 */
void trace_seq_putmem_hex(struct trace_seq *s, const void *mem,
			  unsigned int len)
{
	CLASS(append, a)(s);

	if (!s->full)
		seq_buf_putmem_hex(&s->seq, mem, len);
}
EXPORT_SYMBOL_GPL(trace_seq_putmem_hex);

/**
 * trace_seq_path - append the name of a file
 * @s: the text buffer
 * @path: where the file is
 *
 * Return: 1 if it fitted, else 0.
 */
int trace_seq_path(struct trace_seq *s, const struct path *path)
{
	scoped_class(append, a, s) {
		if (!s->full)
			seq_buf_path(&s->seq, path, "\n");
	}
	return !s->full;
}
EXPORT_SYMBOL_GPL(trace_seq_path);

/**
 * trace_seq_bitmask - append a bitmask in hexadecimal
 * @s: the text buffer
 * @mask: the bitmask
 * @bits: its bits
 */
void trace_seq_bitmask(struct trace_seq *s, const unsigned long *mask,
		       int bits)
{
	trace_seq_printf(s, "%*pb", bits, mask);
}
EXPORT_SYMBOL_GPL(trace_seq_bitmask);

/**
 * trace_seq_hex_dump - append a dump of memory, several lines
 * @s: the text buffer
 * @prefix: starts each line
 * @kind: what follows it, a DUMP_PREFIX_* value
 * @row: bytes in a line, 16 or 32
 * @group: bytes in a number: 1, 2, 4 or 8
 * @buf: the memory
 * @len: its bytes
 * @ascii: show the bytes as characters, too
 *
 * Return: 1 if it fitted, else 0.
 */
int trace_seq_hex_dump(struct trace_seq *s, const char *prefix,
		       int kind, int row, int group,
		       const void *buf, size_t len, bool ascii)
{
	scoped_class(append, a, s) {
		if (!s->full)
			seq_buf_hex_dump(&s->seq, prefix, kind,
					 row, group, buf, len, ascii);
	}
	return !s->full;
}
EXPORT_SYMBOL_GPL(trace_seq_hex_dump);

/**
 * trace_seq_acquire - room that the caller fills
 * @s: the text buffer
 * @len: bytes wanted, less than TRACE_SEQ_BUFFER_SIZE
 *
 * Callers write without looking at the result.  If the room is not there they
 * get the start of the buffer, which is then full and counts as lost.
 *
 * Return: @len bytes, or NULL if no buffer could ever hold them.
 */
char *trace_seq_acquire(struct trace_seq *s, unsigned int len)
{
	char *at = extend(s, len);

	if (likely(at))
		return at;
	return WARN_ON_ONCE(len > s->seq.size) ? NULL : s->buffer;
}
EXPORT_SYMBOL_GPL(trace_seq_acquire);

/**
 * trace_print_seq - move the text into a seq_file
 * @m: the seq_file
 * @s: the text buffer; empty afterwards if @m had room
 *
 * Return: 0, or a negative number if @m is full.
 */
int trace_print_seq(struct seq_file *m, struct trace_seq *s)
{
	int ret = seq_write(m, s->buffer, trace_seq_used(s));

	if (!ret)
		trace_seq_init(s);
	return ret;
}

/**
 * trace_seq_to_user - move text to user space
 * @s: the text buffer, which remembers how much has been moved
 * @ubuf: where to
 * @cnt: bytes that fit there
 *
 * Context: may fault.
 * Return: bytes moved, -EBUSY if none were left, -EFAULT.
 */
int trace_seq_to_user(struct trace_seq *s, char __user *ubuf, int cnt)
{
	size_t left = trace_seq_used(s) - s->readpos;
	size_t missed;

	if (!cnt)
		return 0;
	if (!left)
		return -EBUSY;
	left = min_t(size_t, left, cnt);
	missed = copy_to_user(ubuf, s->buffer + s->readpos, left);
	if (missed == left)
		return -EFAULT;
	s->readpos += left - missed;
	return left - missed;
}
EXPORT_SYMBOL_GPL(trace_seq_to_user);
