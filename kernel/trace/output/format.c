// SPDX-License-Identifier: GPL-2.0
/*
 * printf() for what records contain.
 *
 * The arguments come out of a record that may be old, which the kernel's
 * printf() cannot know: a pointer for %s may point to memory that is gone, and
 * %p must be hashed or not as an option says.  So formats are walked here, one
 * conversion at a time.  The common ones, integers and strings with at most a
 * width, are printed here, too; any other is handed with its one argument to
 * the kernel's printf().  A reader that has seen a format before knows a shorter way
 * through it, see plan.h.
 */
#include <linux/ctype.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/trace_events.h>
#include <linux/uaccess.h>
#include <asm/sections.h>
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "format.h"
#include "merge.h"
#include "names.h"
#include "text.h"

/* User-mode Linux does not survive a look at memory that is not there. */
#define CAN_FAULT	!IS_ENABLED(CONFIG_UML)

#define PIECE_MAX	48	/* bytes of one conversion, rebuilt */
#define STALE_MAX	64	/* bytes shown of a string in foreign memory */
#define NUMBER_MAX	128	/* widest number that is printed here, and room for it */

/**
 * struct spec - one conversion
 * @conv: its letter, 0 at the end of the format
 * @size: 0, or one of h l z t as in the format; H for hh, L for ll
 * @left: flag "-"
 * @zero: flag "0"
 * @rare: flags plus, space and sharp as text
 * @width: least number of characters
 * @precision: as in the format, -1 without
 * @ext: what follows %p
 * @ext_len: its length
 */
struct spec {
	char		conv;
	char		size;
	bool		left;
	bool		zero;
	char		rare[4];
	int		width;
	int		precision;
	const char	*ext;
	unsigned int	ext_len;
};

/* Where text goes, whose it is, and the arguments that are left. */
struct out {
	char			*at;
	char			*end;
	bool			full;
	struct trace_iterator	*iter;
	va_list			args;
};

/* ---- Reading the format ----------------------------------------------- */

static const char *parse_flags(const char *fmt, struct spec *spec)
{
	unsigned int nr = 0;

	for (;; fmt++) {
		if (*fmt == '-')
			spec->left = true;
		else if (*fmt == '0')
			spec->zero = true;
		else if (*fmt && strchr("+ #", *fmt) && nr < 3)
			spec->rare[nr++] = *fmt;
		else
			return fmt;
	}
}

static const char *parse_count(struct out *o, const char *fmt, int *count)
{
	if (*fmt == '*') {
		*count = va_arg(o->args, int);
		return fmt + 1;
	}
	for (*count = 0; isdigit(*fmt); fmt++)
		*count = *count * 10 + *fmt - '0';
	return fmt;
}

static const char *parse_size(const char *fmt, struct spec *spec)
{
	if (!*fmt || !strchr("hlztLq", *fmt))
		return fmt;
	spec->size = *fmt++;
	if (spec->size == *fmt && strchr("hl", *fmt)) {
		spec->size = toupper(*fmt);
		fmt++;
	}
	return fmt;
}

/* @fmt is behind the per cent sign; returns the end of the conversion. */
static const char *parse(struct out *o, const char *fmt, struct spec *spec)
{
	*spec = (struct spec) { .precision = -1 };
	fmt = parse_flags(fmt, spec);
	fmt = parse_count(o, fmt, &spec->width);
	if (spec->width < 0) {
		spec->left = true;
		spec->width = -spec->width;
	}
	if (*fmt == '.')
		fmt = parse_count(o, fmt + 1, &spec->precision);
	fmt = parse_size(fmt, spec);
	spec->conv = *fmt;
	if (*fmt)
		fmt++;
	if (spec->conv != 'p')
		return fmt;
	spec->ext = fmt;
	while (isalnum(*fmt))
		fmt++;
	spec->ext_len = fmt - spec->ext;
	return fmt;
}

/* ---- Writing ---------------------------------------------------------- */

static void put(struct out *o, const char *text, size_t len)
{
	if (unlikely(len > o->end - o->at))
		o->full = true;
	else
		o->at = text_mem(o->at, text, len);
}

static void put_padded(struct out *o, const struct spec *spec,
		       const char *text, size_t len)
{
	int gap = spec->width - (int)len;

	if (likely(gap <= 0)) {
		put(o, text, len);
		return;
	}
	if (unlikely(spec->width > o->end - o->at)) {
		o->full = true;
		return;
	}
	if (!spec->left)
		o->at = memset(o->at, ' ', gap) + gap;
	put(o, text, len);
	if (spec->left)
		o->at = memset(o->at, ' ', gap) + gap;
}

/*
 * Let the kernel's printf() do the conversion: one that says the same, with all
 * numbers in place, is put together in @piece.
 */
static void rebuild(char piece[PIECE_MAX], const struct spec *spec,
		    const char *size)
{
	int len = scnprintf(piece, PIECE_MAX, "%%%s%s%s", spec->rare,
			    spec->left ? "-" : "", spec->zero ? "0" : "");

	if (spec->width)
		len += scnprintf(piece + len, PIECE_MAX - len, "%d", spec->width);
	if (spec->precision >= 0)
		len += scnprintf(piece + len, PIECE_MAX - len, ".%d",
				 spec->precision);
	scnprintf(piece + len, PIECE_MAX - len, "%s%c%.*s", size, spec->conv,
		  (int)spec->ext_len, spec->ext ?: "");
}

static void put_printed(struct out *o, int len)
{
	if (len >= o->end - o->at)
		o->full = true;
	else
		o->at += len;
}

/* ---- Integers --------------------------------------------------------- */

static u64 take_signed(struct out *o, char size)
{
	switch (size) {
	case 'l':
		return (s64)va_arg(o->args, long);
	case 'L':
	case 'q':
		return va_arg(o->args, long long);
	case 'z':
	case 't':
		return (s64)va_arg(o->args, ptrdiff_t);
	case 'H':
		return (s64)(signed char)va_arg(o->args, int);
	case 'h':
		return (s64)(short)va_arg(o->args, int);
	default:
		return (s64)va_arg(o->args, int);
	}
}

static u64 take_unsigned(struct out *o, char size)
{
	switch (size) {
	case 'l':
		return va_arg(o->args, unsigned long);
	case 'L':
	case 'q':
		return va_arg(o->args, unsigned long long);
	case 'z':
	case 't':
		return va_arg(o->args, size_t);
	case 'H':
		return (unsigned char)va_arg(o->args, int);
	case 'h':
		return (unsigned short)va_arg(o->args, int);
	default:
		return va_arg(o->args, unsigned int);
	}
}

static void put_number(struct out *o, const struct spec *spec, u64 v)
{
	bool minus = spec->conv == 'd' && (s64)v < 0;
	char number[TEXT_NUMBER];
	char text[NUMBER_MAX];
	char *at = text;
	int len, zeros;

	if (minus) {
		v = -v;
		*at++ = '-';
	}
	len = (spec->conv == 'x' ? text_hex(number, v) : text_number(number, v)) - number;
	zeros = spec->zero && !spec->left ? spec->width - minus - len : 0;
	if (zeros > 0)
		at = memset(at, '0', zeros) + zeros;
	put_padded(o, spec, text, text_mem(at, number, len) - text);
}

static void put_signed(struct out *o, s64 v)
{
	if (v < 0)
		*o->at++ = '-';
	o->at = text_number(o->at, v < 0 ? -(u64)v : v);
}

static void print_integer(struct out *o, struct spec *spec)
{
	char piece[PIECE_MAX];
	u64 v;

	if (spec->conv == 'i')
		spec->conv = 'd';
	v = spec->conv == 'd' ? take_signed(o, spec->size) :
				take_unsigned(o, spec->size);
	if (likely(spec->precision < 0 && !spec->rare[0] &&
		   spec->width < NUMBER_MAX - TEXT_NUMBER &&
		   (spec->conv == 'd' || spec->conv == 'u' || spec->conv == 'x'))) {
		put_number(o, spec, v);
		return;
	}
	rebuild(piece, spec, "ll");
	put_printed(o, snprintf(o->at, o->end - o->at, piece, v));
}

/* ---- Pointers and strings --------------------------------------------- */

/* Is @p a value of the record, or was it made while printing? */
static bool is_recorded(const struct trace_iterator *iter, const void *p)
{
	const void *const *words = (const void *)iter->ent;
	unsigned int i;

	for (i = 0; i < iter->ent_size / sizeof(*words); i++)
		if (words[i] == p)
			return true;
	return false;
}

/* What an address from a former kernel is now; NULL if it is nothing. */
static const void *address_now(const struct trace_iterator *iter, const void *p)
{
	if (likely(!iter->former) || !is_recorded(iter, p))
		return p;
	p = (const void *)trace_lastboot_address(iter->tr, iter->former, (unsigned long)p);
	return p;
}

static void print_pointer(struct out *o, struct spec *spec)
{
	const void *p = va_arg(o->args, const void *);
	const void *now = address_now(o->iter, p);
	char piece[PIECE_MAX];

	/* The conversion may look at what is there. */
	if (!now && p) {
		spec->ext = "x";
		spec->ext_len = 1;
	} else {
		p = now;
	}
	if (!spec->ext_len && !trace_option(o->iter->tr, HASH_PTR)) {
		spec->ext = "x";
		spec->ext_len = 1;
	}
	rebuild(piece, spec, "");
	put_printed(o, snprintf(o->at, o->end - o->at, piece, p));
}

/* Does memory at @str last as long as the kernel or the event's module? */
static bool is_static(const char *str)
{
	unsigned long addr = (unsigned long)str;

	if (system_state >= SYSTEM_FREEING_INITMEM &&
	    init_section_contains((void *)str, 1))
		return false;
	return __is_kernel(addr) || is_module_address(addr);
}

static bool is_within(const char *str, const void *start, size_t len,
		      size_t *room)
{
	size_t at = str - (const char *)start;

	if (str < (const char *)start || at >= len)
		return false;
	*room = len - at;
	return true;
}

/* Does @str belong to what is being printed, or never change, and how far does it go? */
static bool is_near(struct trace_iterator *iter, const char *str, size_t *room)
{
	if (is_within(str, iter->ent, iter->ent_size, room))
		return true;
	if (is_kernel_rodata((unsigned long)str)) {
		*room = SIZE_MAX;
		return true;
	}
	return is_within(str, iter->tmp_seq.buffer, TRACE_SEQ_BUFFER_SIZE, room) ||
	       is_within(str, iter->seq.buffer, TRACE_SEQ_BUFFER_SIZE, room);
}

/**
 * trace_static_text - the string that a pointer in a record leads to
 * @iter: has the record
 * @str: the pointer
 *
 * Context: any.
 * Return: the string if it lasts as long as the record's event, else NULL.
 */
const char *trace_static_text(const struct trace_iterator *iter, const char *str)
{
	str = (const char *)trace_lastboot_address(iter->tr, iter->former,
						    (unsigned long)str);
	return str && is_static(str) ? str : NULL;
}

static void print_stale(struct out *o, const char *str)
{
	char copy[STALE_MAX];
	int len;

	if (CAN_FAULT && strncpy_from_kernel_nofault(copy, str, sizeof(copy)) > 0)
		len = snprintf(o->at, o->end - o->at, "(0x%lx:%s)",
			       (unsigned long)str, copy);
	else
		len = snprintf(o->at, o->end - o->at, "(0x%lx)",
			       (unsigned long)str);
	put_printed(o, len);
}

static void print_string(struct out *o, const struct spec *spec, const char *was)
{
	const char *str = address_now(o->iter, was);
	size_t room;

	if (!was)
		str = "(null)";
	else if (!str)
		str = "(?)";
	if (!is_near(o->iter, str, &room)) {
		if (unlikely(!is_static(str))) {
			print_stale(o, str);
			return;
		}
		room = SIZE_MAX;
	}
	if (spec->precision >= 0)
		room = min_t(size_t, room, spec->precision);
	put_padded(o, spec, str, strnlen(str, room));
}

/* The same without width and precision: it goes where it is wanted in one go. */
static void print_plain_string(struct out *o)
{
	static const struct spec plain = { .precision = -1 };
	const char *str = va_arg(o->args, const char *);
	size_t room, left, n;

	if (unlikely(o->iter->former || !is_near(o->iter, str, &room))) {
		print_string(o, &plain, str);
		return;
	}
	left = o->end - o->at;
	n = text_until(o->at, str, min(room, left), 0);
	o->at += n;
	if (unlikely(n == left && n < room && str[n]))
		o->full = true;
}

static void print_char(struct out *o, struct spec *spec)
{
	char c = va_arg(o->args, int);

	put_padded(o, spec, &c, 1);
}

/* ---- All of it -------------------------------------------------------- */

/*
 * Most conversions have nothing but a letter, perhaps with l before it; they do
 * not need all of the above.  Returns the end, or NULL for any other conversion.
 */
static const char *parse_plain(const char *fmt, struct trace_plain *plain)
{
	for (plain->longs = 0; *fmt == 'l'; fmt++)
		plain->longs++;
	plain->letter = *fmt;
	return *fmt && strchr("dsux", *fmt) ? fmt + 1 : NULL;
}

static __always_inline s64 take_plain(struct out *o, unsigned int longs)
{
	if (!longs)
		return va_arg(o->args, int);
	if (BITS_PER_LONG == 32 && longs == 1)
		return va_arg(o->args, long);
	return va_arg(o->args, s64);
}

static __always_inline u64 take_plain_unsigned(struct out *o, unsigned int longs)
{
	if (!longs)
		return va_arg(o->args, unsigned int);
	if (BITS_PER_LONG == 32 && longs == 1)
		return va_arg(o->args, unsigned long);
	return va_arg(o->args, u64);
}

/* Needs room for a number and its sign. */
static __always_inline void print_plain(struct out *o, struct trace_plain plain)
{
	if (plain.letter == 's')
		print_plain_string(o);
	else if (plain.letter == 'd')
		put_signed(o, take_plain(o, plain.longs));
	else if (plain.letter == 'x')
		o->at = text_hex(o->at, take_plain_unsigned(o, plain.longs));
	else
		o->at = text_number(o->at, take_plain_unsigned(o, plain.longs));
}

/* Copies up to a per cent sign or the end. */
static const char *copy_literal(struct out *o, const char *fmt)
{
	size_t n = text_until(o->at, fmt, o->end - o->at, '%');

	o->at += n;
	fmt += n;
	if (unlikely(*fmt && *fmt != '%'))
		o->full = true;
	return fmt;
}

/* False for what is no conversion. */
static bool print_one(struct out *o, struct spec *spec)
{
	switch (spec->conv) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		print_integer(o, spec);
		return true;
	case 's':
		print_string(o, spec, va_arg(o->args, const char *));
		return true;
	case 'p':
		print_pointer(o, spec);
		return true;
	case 'c':
		print_char(o, spec);
		return true;
	case '%':
		put(o, "%", 1);
		return true;
	default:
		return false;
	}
}

/*
 * Returns the end of the conversion at @fmt.  Behind something that is none the
 * arguments cannot be told apart, so the rest of the format is shown as it is.
 */
static const char *print_any(struct out *o, const char *fmt)
{
	struct spec spec;
	const char *end = parse(o, fmt + 1, &spec);

	if (likely(print_one(o, &spec)))
		return end;
	put(o, fmt, strlen(fmt));
	return fmt + strlen(fmt);
}

/* What is at @fmt: a per cent sign or the end. Returns where the format goes on. */
static const char *print_conversion(struct out *o, const char *fmt, struct trace_plain *plain)
{
	const char *end;

	plain->letter = PLAN_END;
	if (!*fmt)
		return fmt;
	end = parse_plain(fmt + 1, plain);
	if (!end)
		plain->letter = PLAN_ANY;
	if (unlikely(!end || o->end - o->at < TEXT_NUMBER + 1))
		return print_any(o, fmt);
	print_plain(o, *plain);
	return end;
}

/* Writes down what it finds if there is a @plan. */
static void print_all(struct out *o, const char *fmt, struct trace_plan *plan)
{
	struct trace_plain plain;
	const char *start = fmt;
	const char *text, *end;

	if (plan)
		trace_plan_begin(plan);
	do {
		text = fmt;
		end = copy_literal(o, text);
		if (o->full)
			return;
		fmt = print_conversion(o, end, &plain);
		if (plan)
			trace_plan_add(plan, start, text, end, plain);
	} while (plain.letter != PLAN_END);
	if (plan)
		trace_plan_end(plan, start);
}

static void print_by_plan(struct out *o, const struct trace_plan *plan)
{
	const struct trace_step *step;

	for (step = plan->step; o->end - o->at > PLAN_TEXT + TEXT_NUMBER; step++) {
		memcpy(o->at, step->text, PLAN_TEXT);
		o->at += step->len;
		if (likely(step->plain.letter > PLAN_MORE))
			print_plain(o, step->plain);
		else if (step->plain.letter == PLAN_END)
			return;
		else if (step->plain.letter == PLAN_ANY)
			print_any(o, plan->fmt + step->at + step->len);
	}
	print_all(o, plan->fmt + step->at, NULL);
}

/* The place of a plan for @fmt, which may be there; NULL if there must not be one. */
static struct trace_plan *find_plan(const struct trace_iterator *iter, const char *fmt)
{
	struct trace_names *names = trace_merge_names(iter);
	struct trace_plan *plan;

	if (!names)
		return NULL;
	plan = &names->plan[hash_ptr(fmt, ilog2(NAMES_PLANS))];
	return plan->fmt == fmt || is_kernel_rodata((unsigned long)fmt) ? plan : NULL;
}

/**
 * trace_format - append formatted text to a line
 * @iter: prints
 * @fmt: the format
 * @args: its arguments
 *
 * Context: any.
 */
void trace_format(struct trace_iterator *iter, const char *fmt, va_list args)
{
	struct trace_plan *plan = find_plan(iter, fmt);
	struct trace_seq *s = &iter->seq;
	struct out o = {
		.at	= s->buffer + s->seq.len,
		.end	= s->buffer + s->seq.size,
		.full	= s->full,
		.iter	= iter,
	};

	va_copy(o.args, args);
	if (likely(plan && plan->fmt == fmt))
		print_by_plan(&o, plan);
	else
		print_all(&o, fmt, plan);
	va_end(o.args);
	if (o.full)
		s->full = 1;
	else
		text_end(s, o.at);
}
