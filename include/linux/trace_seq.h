/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A bounded text buffer for one piece of trace output.
 *
 * Printers append without checking; whoever owns the buffer asks once at the
 * end whether everything fitted.  A piece that does not fit is withdrawn
 * whole: either all of an append is in the buffer, or none of it and the
 * buffer is marked full, so that a line is never cut in the middle of a word.
 */
#ifndef _LINUX_TRACE_SEQ_H
#define _LINUX_TRACE_SEQ_H

#include <linux/seq_buf.h>

struct path;
struct seq_file;

/* The whole structure, so that one can be allocated in two pages. */
#define TRACE_SEQ_SIZE		8192
#define TRACE_SEQ_BUFFER_SIZE	\
	(TRACE_SEQ_SIZE - sizeof(struct seq_buf) - 2 * sizeof(size_t))

/**
 * struct trace_seq - text of bounded length
 * @buffer: the text
 * @seq: describes how much of @buffer is in use
 * @readpos: first byte that user space has not yet been given
 * @full: an append was withdrawn; later ones are refused
 */
struct trace_seq {
	char		buffer[TRACE_SEQ_BUFFER_SIZE];
	struct seq_buf	seq;
	size_t		readpos;
	int		full;
};

/**
 * trace_seq_init - make @s empty
 * @s: the text buffer; need not have been initialised before
 */
static inline void trace_seq_init(struct trace_seq *s)
{
	seq_buf_init(&s->seq, s->buffer, TRACE_SEQ_BUFFER_SIZE);
	s->readpos = 0;
	s->full = 0;
}

/**
 * trace_seq_used - number of valid bytes in the buffer
 * @s: the text buffer
 *
 * Return: a length that never exceeds the buffer, also after an overflow.
 */
static inline int trace_seq_used(struct trace_seq *s)
{
	return seq_buf_used(&s->seq);
}

/**
 * trace_seq_buffer_ptr - where the next append will start
 * @s: the text buffer
 *
 * A helper that prints into @s and wants to return its text as a C string
 * keeps this pointer, prints, and appends a NUL.
 *
 * Return: address of the first unused byte.
 */
static inline char *trace_seq_buffer_ptr(struct trace_seq *s)
{
	return s->buffer + trace_seq_used(s);
}

/**
 * trace_seq_has_overflowed - did any append fail to fit
 * @s: the text buffer
 *
 * Return: true if something is missing from the text.
 */
static inline bool trace_seq_has_overflowed(struct trace_seq *s)
{
	return s->full || seq_buf_has_overflowed(&s->seq);
}

#ifdef CONFIG_TRACING
__printf(2, 3) void trace_seq_printf(struct trace_seq *s, const char *fmt, ...);
__printf(2, 0) void trace_seq_vprintf(struct trace_seq *s, const char *fmt,
				      va_list args);
__printf(2, 0) void trace_seq_bprintf(struct trace_seq *s, const char *fmt,
				      const u32 *binary);
int trace_print_seq(struct seq_file *m, struct trace_seq *s);
int trace_seq_to_user(struct trace_seq *s, char __user *ubuf, int cnt);
void trace_seq_puts(struct trace_seq *s, const char *str);
void trace_seq_putc(struct trace_seq *s, unsigned char c);
void trace_seq_putmem(struct trace_seq *s, const void *mem, unsigned int len);
void trace_seq_putmem_hex(struct trace_seq *s, const void *mem,
			  unsigned int len);
int trace_seq_path(struct trace_seq *s, const struct path *path);
void trace_seq_bitmask(struct trace_seq *s, const unsigned long *maskp,
		       int nmaskbits);
int trace_seq_hex_dump(struct trace_seq *s, const char *prefix_str,
		       int prefix_type, int rowsize, int groupsize,
		       const void *buf, size_t len, bool ascii);
char *trace_seq_acquire(struct trace_seq *s, unsigned int len);
#else
static inline __printf(2, 3)
void trace_seq_printf(struct trace_seq *s, const char *fmt, ...) { }
static inline __printf(2, 0)
void trace_seq_bprintf(struct trace_seq *s, const char *fmt,
		       const u32 *binary)
{
}

static inline int trace_print_seq(struct seq_file *m, struct trace_seq *s)
{
	return 0;
}

static inline int trace_seq_to_user(struct trace_seq *s, char __user *ubuf,
				    int cnt)
{
	return 0;
}

static inline void trace_seq_puts(struct trace_seq *s, const char *str) { }
static inline void trace_seq_putc(struct trace_seq *s, unsigned char c) { }
static inline void trace_seq_putmem(struct trace_seq *s, const void *mem,
				    unsigned int len) { }
static inline void trace_seq_putmem_hex(struct trace_seq *s, const void *mem,
					unsigned int len) { }
static inline int trace_seq_path(struct trace_seq *s, const struct path *path)
{
	return 0;
}

static inline void trace_seq_bitmask(struct trace_seq *s,
				     const unsigned long *maskp,
				     int nmaskbits) { }
static inline char *trace_seq_acquire(struct trace_seq *s, unsigned int len)
{
	return NULL;
}
#endif /* CONFIG_TRACING */

#endif /* _LINUX_TRACE_SEQ_H */
