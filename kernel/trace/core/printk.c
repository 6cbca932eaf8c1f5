// SPDX-License-Identifier: GPL-2.0
/*
 * trace_printk() and its relatives.
 *
 * A constant format is not printed when it is hit: the record keeps a pointer
 * to it and the arguments in binary, and the reader prints.  The arguments are
 * packed into scratch memory first, as their size is not known before.
 *
 * One instance receives what is not addressed to a particular one: the one
 * with the option trace_printk_dest.
 */
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "context.h"
#include "option.h"
#include "pack.h"
#include "printk.h"
#include "record.h"
#include "scratch.h"

#define PRINTK_BYTES	1024
#define NOTE_BYTES	80
#define PRINTK_WORDS	((int)(PRINTK_BYTES / sizeof(u32)))

/* Somebody said that trace_printk() is in use. */
static bool expected;

/* Receiver of trace_printk(); changed under tracing_mutex. */
static struct trace_array *printk_dest = &top_trace;

/* Memory for a text or for arguments. */
static void *room(void)
{
	return READ_ONCE(expected) ? trace_scratch_take(PRINTK_BYTES) : NULL;
}

/**
 * trace_printk_init_buffers - get ready for trace_printk()
 *
 * Context: may sleep, or early boot.
 */
void trace_printk_init_buffers(void)
{
	if (xchg(&expected, true))
		return;
	pr_warn("\n"
		"trace_printk() is in use. It is a debugging aid: a kernel with\n"
		"such calls left in its code is slower and must not be shipped.\n"
		"\n");
	if (system_state < SYSTEM_SCHEDULING)
		return;
	guard(mutex)(&tracing_mutex);
	if (trace_array_expand(&top_trace))
		pr_warn("trace_printk: no memory for a full-size buffer\n");
}
EXPORT_SYMBOL_GPL(trace_printk_init_buffers);

static void stack_after(struct trace_array *tr, unsigned int ctx)
{
	if (unlikely(trace_option(tr, STACKTRACE)))
		trace_record_stack(tr, ctx, 3, NULL);
}

static int record_binary(struct trace_array *tr, unsigned long ip,
			 const char *fmt, const void *args, size_t bytes)
{
	unsigned int ctx = trace_context(1);
	struct trace_bprint_entry *entry;
	struct trace_record rec __uninitialized;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_bprint,
				   sizeof(*entry) + bytes, ctx);
	if (!entry)
		return 0;
	entry->ip = ip;
	entry->fmt = fmt;
	memcpy(entry->buf, args, bytes);
	trace_record_end(&rec);
	stack_after(tr, ctx);
	return bytes / sizeof(u32);
}

static int record_text(struct trace_array *tr, unsigned long ip,
		       const char *text, int len, unsigned int ctx)
{
	struct trace_print_entry *entry;
	struct trace_record rec __uninitialized;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_print,
				   struct_size(entry, buf, len + 1), ctx);
	if (!entry)
		return 0;
	entry->ip = ip;
	memcpy(entry->buf, text, len);
	entry->buf[len] = '\0';
	trace_record_end(&rec);
	return len;
}

/* As record_text(), but the line ends with a newline in any case. */
int trace_record_puts(struct trace_array *tr, unsigned long ip,
		      const char *str, int size, unsigned int ctx)
{
	struct trace_print_entry *entry;
	struct trace_record rec __uninitialized;
	int len = size;

	entry = trace_record_begin(&rec, tr, TRACE_TYPE_print,
				   struct_size(entry, buf, size + 2), ctx);
	if (!entry)
		return 0;
	entry->ip = ip;
	memcpy(entry->buf, str, size);
	if (!size || str[size - 1] != '\n')
		entry->buf[len++] = '\n';
	entry->buf[len] = '\0';
	trace_record_end(&rec);
	return size;
}

static __printf(3, 0)
int print_text(struct trace_array *tr, unsigned long ip, const char *fmt,
	       va_list args)
{
	unsigned int ctx;
	char *buf;
	int len;

	guard(preempt_notrace)();
	buf = room();
	if (!buf)
		return 0;
	ctx = trace_context(1);
	len = vscnprintf(buf, PRINTK_BYTES, fmt, args);
	len = record_text(tr, ip, buf, len, ctx);
	stack_after(tr, ctx);
	trace_scratch_drop();
	return len;
}

/* Words used, more than there are if it does not fit. */
static __printf(2, 0)
int pack(u32 *to, const char *fmt, va_list args)
{
	va_list again;
	int words;

	va_copy(again, args);
	words = trace_pack_integers(to, PRINTK_WORDS, fmt, args);
	if (words < 0)
		words = vbin_printf(to, PRINTK_WORDS, fmt, again);
	va_end(again);
	return words;
}

static bool printk_wanted(void)
{
	return trace_option(&top_trace, PRINTK);
}

/**
 * __ftrace_vbprintk - record a format and its arguments
 * @ip: address of the caller
 * @fmt: the format; must stay where it is
 * @args: the arguments
 *
 * Arguments that do not fit are printed, as far as there is room for the text.
 *
 * Context: any.
 * Return: 0 if nothing was recorded, or a positive number.
 */
int __ftrace_vbprintk(unsigned long ip, const char *fmt, va_list args)
{
	va_list again;
	u32 *buf;
	int words;
	int ret;

	if (unlikely(!fmt) || !printk_wanted())
		return 0;
	guard(preempt_notrace)();
	buf = room();
	if (!buf)
		return 0;
	va_copy(again, args);
	words = pack(buf, fmt, args);
	if (likely(words <= PRINTK_WORDS))
		ret = record_binary(READ_ONCE(printk_dest), ip, fmt, buf,
				    words * sizeof(u32)) ?: 1;
	else
		ret = print_text(READ_ONCE(printk_dest), ip, fmt, again);
	va_end(again);
	trace_scratch_drop();
	return ret;
}
EXPORT_SYMBOL_GPL(__ftrace_vbprintk);

/**
 * __ftrace_vprintk - print a text and record it
 * @ip: address of the caller
 * @fmt: the format; may vanish after the call
 * @args: the arguments
 *
 * Context: any.
 * Return: length of the text, 0 if nothing was recorded.
 */
int __ftrace_vprintk(unsigned long ip, const char *fmt, va_list args)
{
	return printk_wanted() ?
		print_text(READ_ONCE(printk_dest), ip, fmt, args) : 0;
}
EXPORT_SYMBOL_GPL(__ftrace_vprintk);

int __trace_bprintk(unsigned long ip, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = __ftrace_vbprintk(ip, fmt, ap);
	va_end(ap);
	return ret;
}
EXPORT_SYMBOL_GPL(__trace_bprintk);

int __trace_printk(unsigned long ip, const char *fmt, ...)
{
	va_list ap;
	int ret;

	va_start(ap, fmt);
	ret = __ftrace_vprintk(ip, fmt, ap);
	va_end(ap);
	return ret;
}
EXPORT_SYMBOL_GPL(__trace_printk);

/**
 * __trace_bputs - record the address of a constant string
 * @ip: address of the caller
 * @str: the string
 *
 * Context: any.
 * Return: 1, or 0 if nothing was recorded.
 */
int __trace_bputs(unsigned long ip, const char *str)
{
	struct trace_array *tr = READ_ONCE(printk_dest);
	struct trace_bputs_entry *entry;
	struct trace_record rec __uninitialized;
	unsigned int ctx;

	if (!printk_wanted())
		return 0;
	guard(preempt_notrace)();
	ctx = trace_context(1);
	entry = trace_record_begin(&rec, tr, TRACE_TYPE_bputs, sizeof(*entry),
				   ctx);
	if (!entry)
		return 0;
	entry->ip = ip;
	entry->str = str;
	trace_record_end(&rec);
	stack_after(tr, ctx);
	return 1;
}
EXPORT_SYMBOL_GPL(__trace_bputs);

/**
 * __trace_array_puts - record a string in an instance
 * @tr: the instance
 * @ip: address of the caller
 * @str: the string
 * @size: its length
 *
 * Context: any.
 * Return: bytes recorded, 0 if nothing was.
 */
int __trace_array_puts(struct trace_array *tr, unsigned long ip,
		       const char *str, int size)
{
	if (!printk_wanted())
		return 0;
	guard(preempt_notrace)();
	return trace_record_puts(tr, ip, str, size, trace_context(1));
}
EXPORT_SYMBOL_GPL(__trace_array_puts);

int __trace_puts(unsigned long ip, const char *str, int size)
{
	return __trace_array_puts(READ_ONCE(printk_dest), ip, str, size);
}
EXPORT_SYMBOL_GPL(__trace_puts);

/**
 * trace_array_printk - print into one instance
 * @tr: the instance, not the top one: that is for trace_printk()
 * @ip: address of the caller, _THIS_IP_
 * @fmt: the format
 *
 * trace_array_init_printk() must have been called before.
 *
 * Context: any.
 * Return: length of the text, 0 if it was not recorded, -ENOENT without @tr.
 */
int trace_array_printk(struct trace_array *tr, unsigned long ip,
		       const char *fmt, ...)
{
	va_list ap;
	int ret;

	if (!tr)
		return -ENOENT;
	if (trace_array_is_top(tr))
		return 0;
	va_start(ap, fmt);
	ret = print_text(tr, ip, fmt, ap);
	va_end(ap);
	return ret;
}
EXPORT_SYMBOL_GPL(trace_array_printk);

/**
 * trace_note - tell the reader of an instance what tracing itself has done
 * @tr: the instance, the top one, too
 * @ip: address of the caller, _THIS_IP_
 * @fmt: the format; what it makes is cut off at NOTE_BYTES
 *
 * Context: any; nothing has to be there for it.
 */
void trace_note(struct trace_array *tr, unsigned long ip, const char *fmt, ...)
{
	char text[NOTE_BYTES];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vscnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	guard(preempt_notrace)();
	record_text(tr, ip, text, len, trace_context(1));
}

/**
 * trace_array_init_printk - get ready for trace_array_printk()
 * @tr: the instance
 *
 * Context: may sleep.
 * Return: 0, -ENOENT without an instance, -EINVAL for the top one, -ENOMEM.
 */
int trace_array_init_printk(struct trace_array *tr)
{
	if (!tr)
		return -ENOENT;
	if (trace_array_is_top(tr))
		return -EINVAL;
	trace_printk_init_buffers();
	guard(mutex)(&tracing_mutex);
	return trace_array_expand(tr);
}
EXPORT_SYMBOL_GPL(trace_array_init_printk);

/**
 * trace_printk_set_dest - choose the instance that receives trace_printk()
 * @tr: the instance
 * @on: make it the one; else, if it is, the top instance becomes it
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -ENOMEM, or -EINVAL when the top instance would hand over to itself.
 */
int trace_printk_set_dest(struct trace_array *tr, bool on)
{
	struct trace_array *next = on ? tr : &top_trace;
	u64 bit = BIT_ULL(TRACE_OPT_PRINTK_DEST);

	if (!on && trace_array_is_top(tr))
		return -EINVAL;
	if (on && trace_array_expand(tr))
		return -ENOMEM;
	WRITE_ONCE(printk_dest->options, printk_dest->options & ~bit);
	WRITE_ONCE(next->options, next->options | bit);
	WRITE_ONCE(printk_dest, next);
	return 0;
}

/* An instance goes: it receives nothing any more. */
void trace_printk_forget(struct trace_array *tr)
{
	if (printk_dest == tr)
		trace_printk_set_dest(tr, false);
}
