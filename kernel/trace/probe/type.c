// SPDX-License-Identifier: GPL-2.0
/* Types of arguments: how they are called, and how they look. */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/trace_seq.h>
#include <linux/unaligned.h>
#include "fetch.h"
#include "names.h"
#include "type.h"

#define LOC	"__data_loc char[]"

static const struct probe_arg_type types[] = {
	{ "u8", "u8", "%u", 1, false, PROBE_NUMBER },
	{ "s8", "s8", "%d", 1, true, PROBE_NUMBER },
	{ "x8", "u8", "0x%x", 1, false, PROBE_HEX },
	{ "u16", "u16", "%u", 2, false, PROBE_NUMBER },
	{ "s16", "s16", "%d", 2, true, PROBE_NUMBER },
	{ "x16", "u16", "0x%x", 2, false, PROBE_HEX },
	{ "u32", "u32", "%u", 4, false, PROBE_NUMBER },
	{ "s32", "s32", "%d", 4, true, PROBE_NUMBER },
	{ "x32", "u32", "0x%x", 4, false, PROBE_HEX },
	{ "u64", "u64", "%Lu", 8, false, PROBE_NUMBER },
	{ "s64", "s64", "%Ld", 8, true, PROBE_NUMBER },
	{ "x64", "u64", "0x%Lx", 8, false, PROBE_HEX },
	{ "char", "u8", "'%c'", 1, false, PROBE_CHAR },
#ifdef CONFIG_64BIT
	{ "symbol", "u64", "%pS", 8, false, PROBE_ADDRESS, true },
#else
	{ "symbol", "u32", "%pS", 4, false, PROBE_ADDRESS, true },
#endif
	{ "string", LOC, "\\\"%s\\\"", 4, true, PROBE_STRING },
	{ "ustring", LOC, "\\\"%s\\\"", 4, true, PROBE_USER_STRING },
	{ "symstr", LOC, "\\\"%s\\\"", 4, true, PROBE_SYMBOL_STRING, true },
	{ "%pd", LOC, "\\\"%s\\\"", 4, true, PROBE_DENTRY, true },
	{ "%pD", LOC, "\\\"%s\\\"", 4, true, PROBE_FILE, true },
};

const struct probe_arg_type *probe_type_find(struct text_span name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++)
		if (text_equal(name, types[i].name))
			return &types[i];
	return NULL;
}

/* NULL if there is none of that size. */
const struct probe_arg_type *probe_type_number(unsigned int size, bool is_signed, bool hex)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		const struct probe_arg_type *type = &types[i];

		if (type->size == size && type->is_signed == is_signed &&
		    type->kind == (hex ? PROBE_HEX : PROBE_NUMBER))
			return type;
	}
	return NULL;
}

static s64 signed_of(const struct probe_arg_type *type, const void *value)
{
	switch (type->size) {
	case 1:
		return *(const s8 *)value;
	case 2:
		return get_unaligned((const s16 *)value);
	case 4:
		return get_unaligned((const s32 *)value);
	default:
		return get_unaligned((const s64 *)value);
	}
}

static u64 unsigned_of(const struct probe_arg_type *type, const void *value)
{
	switch (type->size) {
	case 1:
		return *(const u8 *)value;
	case 2:
		return get_unaligned((const u16 *)value);
	case 4:
		return get_unaligned((const u32 *)value);
	default:
		return get_unaligned((const u64 *)value);
	}
}

static void print_string(struct trace_seq *s, const void *value, const void *rec)
{
	u32 loc = get_unaligned((const u32 *)value);
	unsigned int len = loc >> 16;

	if (!len) {
		trace_seq_puts(s, FETCH_FAULT);
		return;
	}
	trace_seq_putc(s, '"');
	trace_seq_puts(s, rec + (loc & 0xffff));
	trace_seq_putc(s, '"');
}

/* As __print_symbolic() does. */
static void print_name(struct trace_seq *s, const struct probe_names *names, u64 number)
{
	const char *name = probe_names_find(names, number);

	if (name)
		trace_seq_puts(s, name);
	else
		trace_seq_printf(s, "0x%llx", number);
}

void probe_type_print(struct trace_seq *s, const struct probe_arg_type *type,
		      const struct probe_names *names, const void *value, const void *rec)
{
	if (names) {
		print_name(s, names, unsigned_of(type, value));
		return;
	}
	switch (type->kind) {
	case PROBE_NUMBER:
		if (type->is_signed)
			trace_seq_printf(s, "%lld", signed_of(type, value));
		else
			trace_seq_printf(s, "%llu", unsigned_of(type, value));
		break;
	case PROBE_HEX:
		trace_seq_printf(s, "0x%llx", unsigned_of(type, value));
		break;
	case PROBE_CHAR:
		trace_seq_printf(s, "'%c'", (char)unsigned_of(type, value));
		break;
	case PROBE_ADDRESS:
		trace_seq_printf(s, "%pS", (void *)(unsigned long)unsigned_of(type, value));
		break;
	default:
		print_string(s, value, rec);
	}
}
