// SPDX-License-Identifier: GPL-2.0
/*
 * Running fetch programs.
 *
 * This runs wherever a probe can be hit, so it takes no lock and touches no memory
 * but its own without being prepared for a fault. Strings are read once, straight
 * to where they stay: one that grows meanwhile is cut, not torn.
 */
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/percpu.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/trace_events.h>
#include <linux/uaccess.h>
#include <linux/unaligned.h>
#include "../core/number.h"
#include "fetch.h"

/* ---- Memory ------------------------------------------------------------ */

/* Is it memory of the task, where one can tell by the address? */
static __always_inline bool is_user(unsigned long addr)
{
	return IS_ENABLED(CONFIG_ARCH_HAS_NON_OVERLAPPING_ADDRESS_SPACE) && addr < TASK_SIZE;
}

static nokprobe_inline long read_user(const struct fetch_source *src, void *to,
				      unsigned long addr, size_t len)
{
	const void __user *from = (const void __user *)addr;

	if (src->may_fault)
		return copy_from_user(to, from, len) ? -EFAULT : 0;
	return copy_from_user_nofault(to, from, len);
}

static nokprobe_inline long read_memory(const struct fetch_source *src, void *to,
					unsigned long addr, size_t len, bool user)
{
	if (user || is_user(addr))
		return read_user(src, to, addr, len);
	return copy_from_kernel_nofault(to, (const void *)addr, len);
}

/* Bytes with the terminator, or negative. */
static nokprobe_inline long read_string(const struct fetch_source *src, char *to,
					unsigned long addr, size_t room, bool user)
{
	const void __user *from = (const void __user *)addr;
	long len;

	if (!user && !is_user(addr))
		return strncpy_from_kernel_nofault(to, (const void *)addr, room);
	if (!src->may_fault)
		return strncpy_from_user_nofault(to, from, room);
	len = strncpy_from_user(to, from, room);
	if (len < 0)
		return len;
	/* What is too long has no end yet. */
	if (len == room)
		to[--len] = '\0';
	return len + 1;
}

/* ---- Values ------------------------------------------------------------ */

static nokprobe_inline u64 number_at(const void *p, unsigned int size)
{
	return trace_number_load(trace_number_of(size, false), p);
}

static nokprobe_inline u64 signed_at(const void *p, unsigned int size)
{
	return trace_number_load(trace_number_of(size, true), p);
}

static nokprobe_inline unsigned long location_at(const void *words, unsigned int offset,
						 bool relative)
{
	u32 loc = get_unaligned((const u32 *)(words + offset));

	offset = relative ? offset + sizeof(loc) : 0;
	return (unsigned long)words + offset + (loc & 0xffff);
}

#ifdef CONFIG_HAVE_FUNCTION_ARG_ACCESS_API
static nokprobe_inline unsigned long argument_of(struct pt_regs *regs, unsigned int nr)
{
	return regs_get_kernel_argument(regs, nr);
}
#else
static nokprobe_inline unsigned long argument_of(struct pt_regs *regs, unsigned int nr)
{
	return 0;
}
#endif

static nokprobe_inline unsigned long stack_word(const struct fetch_source *src,
						unsigned int nr)
{
	unsigned long value = 0;

	if (!src->may_fault)
		return regs_get_kernel_stack_nth(src->regs, nr);
	read_user(src, &value, user_stack_pointer(src->regs) + nr * sizeof(value),
		  sizeof(value));
	return value;
}

static nokprobe_inline unsigned long stack_of(const struct fetch_source *src)
{
	return src->may_fault ? user_stack_pointer(src->regs) :
				kernel_stack_pointer(src->regs);
}

static nokprobe_inline unsigned long value_of(const struct fetch_op *op,
					      const struct fetch_source *src)
{
	switch (op->code) {
	case FETCH_IMMEDIATE:
		return op->imm;
	case FETCH_TEXT:
		return (unsigned long)op->text;
	case FETCH_REGISTER:
		return regs_get_register(src->regs, op->offset);
	case FETCH_ARGUMENT:
		return argument_of(src->regs, op->imm);
	case FETCH_STACK:
		return stack_of(src);
	case FETCH_STACK_WORD:
		return stack_word(src, op->imm);
	case FETCH_RETVAL:
		return regs_return_value(src->regs);
	case FETCH_COMM:
		return (unsigned long)current->comm;
	case FETCH_SLOT:
		return ((const unsigned long *)src->words)[op->imm];
	case FETCH_FILE:
		return src->file_base + op->offset;
	case FETCH_FIELD:
		return number_at(src->words + op->offset, op->size);
	case FETCH_FIELD_SIGNED:
		return signed_at(src->words + op->offset, op->size);
	case FETCH_FIELD_AT:
		return (unsigned long)src->words + op->offset;
	case FETCH_FIELD_LOC:
		return location_at(src->words, op->offset, false);
	case FETCH_FIELD_REL_LOC:
		return location_at(src->words, op->offset, true);
	case FETCH_PER_CPU:
		return op->imm ? (unsigned long)raw_cpu_ptr((void __percpu *)op->imm) : 0;
	case FETCH_CURRENT:
		return (unsigned long)current;
	}
	return 0;
}

/* ---- Writing ----------------------------------------------------------- */

static nokprobe_inline u64 bits_of(u64 value, const struct fetch_op *op)
{
	unsigned int unused = 64 - op->size * 8;

	return value << (unused + op->left) >> (unused + op->left + op->right);
}

static nokprobe_inline void copy_field(const struct fetch_op *op,
				       const struct fetch_source *src, void *rec)
{
	const void *from = src->words + op->offset;
	void *to = rec + op->dest;

	if (likely(op->size == sizeof(u64)))
		put_unaligned(get_unaligned((const u64 *)from), (u64 *)to);
	else
		trace_number_store(op->size, to, number_at(from, op->size));
}

static nokprobe_inline void put_memory(const struct fetch_op *op,
				       const struct fetch_source *src, void *to,
				       unsigned long addr, bool fault)
{
	size_t len = op->size * op->count;

	if (fault || read_memory(src, to, addr + op->offset, len,
				 op->code == FETCH_USER_MEMORY))
		memset(to, 0, len);
	else if (op->left || op->right)
		trace_number_store(op->size, to, bits_of(number_at(to, op->size), op));
}

static nokprobe_inline bool is_user_string(const struct fetch_op *op)
{
	return op->code == FETCH_USER_STRING || op->code == FETCH_USER_STRINGS;
}

/* Behind what is in the record so far, which is @len bytes. */
static nokprobe_inline unsigned int put_string(const struct fetch_op *op,
					       const struct fetch_source *src, void *rec,
					       void *loc, unsigned long addr,
					       unsigned int len, bool fault)
{
	unsigned int room = FETCH_ROOM - len;
	char *to = rec + len;
	long got = -EFAULT;

	/* No room for the shortest: the terminator of the one before is empty, too. */
	if (room < sizeof(FETCH_FAULT)) {
		put_unaligned((u32)(len - 1), (u32 *)loc);
		return len;
	}
	if (fault)
		got = -EFAULT;
	else if (op->code == FETCH_OWN_STRING)
		got = strscpy(to, (const char *)addr, room) + 1;
	else if (op->code == FETCH_SYMBOL)
		got = snprintf(to, min_t(size_t, room, KSYM_SYMBOL_LEN), "%pS",
			       (void *)addr) + 1;
	else
		got = read_string(src, to, addr, room, is_user_string(op));
	if (got <= 0) {
		memcpy(to, FETCH_FAULT, sizeof(FETCH_FAULT));
		put_unaligned((u32)len, (u32 *)loc);
		return len + sizeof(FETCH_FAULT);
	}
	put_unaligned((u32)(got << 16 | len), (u32 *)loc);
	return len + got;
}

static nokprobe_inline unsigned int put_strings(const struct fetch_op *op,
						const struct fetch_source *src, void *rec,
						unsigned long addr, unsigned int len,
						bool fault)
{
	void *loc = rec + op->dest;
	unsigned long pointer;
	unsigned int i;

	addr += op->offset;
	for (i = 0; i < op->count; i++, addr += sizeof(pointer), loc += sizeof(u32)) {
		bool bad = fault || read_memory(src, &pointer, addr, sizeof(pointer),
						op->code == FETCH_USER_STRINGS);

		len = put_string(op, src, rec, loc, pointer, len, bad);
	}
	return len;
}

static nokprobe_inline unsigned int write_value(const struct fetch_op *op,
						const struct fetch_source *src, void *rec,
						unsigned long value, unsigned int len,
						bool fault)
{
	void *to = rec + op->dest;

	switch (op->code) {
	case FETCH_PUT:
		trace_number_store(op->size, to, fault ? 0 : bits_of(value, op));
		return len;
	case FETCH_MEMORY:
	case FETCH_USER_MEMORY:
		put_memory(op, src, to, value, fault);
		return len;
	case FETCH_STRINGS:
	case FETCH_USER_STRINGS:
		return put_strings(op, src, rec, value, len, fault);
	default:
		return put_string(op, src, rec, to, value + op->offset, len, fault);
	}
}

/* Follows the pointers between source and end of an argument; true is a fault. */
static nokprobe_inline bool follow(const struct fetch_op **op,
				   const struct fetch_source *src, unsigned long *value)
{
	bool fault = false;

	for (; (*op)->code < FETCH_PUT; (*op)++) {
		unsigned long addr = *value + (*op)->offset;

		fault = fault || read_memory(src, value, addr, sizeof(*value),
					     (*op)->code == FETCH_USER_DEREF);
	}
	return fault;
}

static noinline unsigned int fetch_any(const struct fetch_op *op,
				       const struct fetch_source *src, void *rec,
				       unsigned int len)
{
	for (; op->code != FETCH_END; op++) {
		unsigned long value;
		bool fault;

		if (op->code == FETCH_COPY) {
			copy_field(op, src, rec);
			continue;
		}
		value = value_of(op++, src);
		fault = follow(&op, src, &value);
		len = write_value(op, src, rec, value, len, fault);
	}
	return len;
}

NOKPROBE_SYMBOL(fetch_any);

/* ---- Words ------------------------------------------------------------- */

/* False: it is not that simple. */
static nokprobe_inline bool take_word(const struct fetch_op *op,
				      const struct fetch_source *src, unsigned long *value)
{
	switch (op->code) {
	case FETCH_REGISTER:
		*value = regs_get_register(src->regs, op->offset);
		return true;
	case FETCH_ARGUMENT:
		*value = argument_of(src->regs, op->imm);
		return true;
	case FETCH_STACK:
		*value = stack_of(src);
		return true;
	case FETCH_RETVAL:
		*value = regs_return_value(src->regs);
		return true;
	case FETCH_FIELD:
	case FETCH_FIELD_SIGNED:
		*value = get_unaligned((const unsigned long *)(src->words + op->offset));
		return op->size == sizeof(*value);
	default:
		return false;
	}
}

/* As read_memory() does, for a word of the kernel's. */
static nokprobe_inline bool read_word(unsigned long *value, unsigned long addr)
{
	const void *from = (const void *)addr;

	if (is_user(addr) || !copy_from_kernel_nofault_allowed(from, sizeof(*value)))
		return false;
	pagefault_disable();
	__get_kernel_nofault(value, from, unsigned long, fault);
	pagefault_enable();
	return true;
fault:
	pagefault_enable();
	return false;
}

static nokprobe_inline bool put_word(const struct fetch_op *op, void *rec,
				     unsigned long value)
{
	if (op->left || op->right)
		return false;
	if (op->code == FETCH_MEMORY) {
		if (op->size != sizeof(value) || op->count != 1 ||
		    !read_word(&value, value + op->offset))
			return false;
	} else if (op->code != FETCH_PUT) {
		return false;
	}
	if (op->size == sizeof(u64))
		put_unaligned((u64)value, (u64 *)(rec + op->dest));
	else if (op->size == sizeof(u32))
		put_unaligned((u32)value, (u32 *)(rec + op->dest));
	else
		return false;
	return true;
}

/* Most arguments are a number that is at hand, or where that points to. */
static noinline unsigned int fetch_words(const struct fetch_op *op,
					 const struct fetch_source *src, void *rec,
					 unsigned int len)
{
	unsigned long value;

	for (; op->code != FETCH_END; op += 2)
		if (!take_word(op, src, &value) || !put_word(&op[1], rec, value))
			return fetch_any(op, src, rec, len);
	return len;
}

NOKPROBE_SYMBOL(fetch_words);

/**
 * trace_fetch - get the arguments of a hit
 * @op: the program
 * @src: the hit
 * @rec: the record; with room for FETCH_ROOM bytes if there are strings
 * @len: its bytes without strings
 *
 * Context: any where a probe can be; may sleep if the task's memory may be brought in.
 * Return: the bytes with strings.
 */
unsigned int trace_fetch(const struct fetch_op *op, const struct fetch_source *src,
			 void *rec, unsigned int len)
{
	for (; op->code == FETCH_COPY; op++)
		copy_field(op, src, rec);
	return op->code == FETCH_END ? len : fetch_words(op, src, rec, len);
}

NOKPROBE_SYMBOL(trace_fetch);

/**
 * trace_fetch_words - keep what is there at entry only
 * @op: a program of sources alone, one for each word
 * @src: the hit
 * @words: where the words go
 *
 * Context: any where a probe can be.
 */
void trace_fetch_words(const struct fetch_op *op, const struct fetch_source *src,
		       unsigned long *words)
{
	for (; op->code != FETCH_END; op++)
		*words++ = value_of(op, src);
}

NOKPROBE_SYMBOL(trace_fetch_words);
