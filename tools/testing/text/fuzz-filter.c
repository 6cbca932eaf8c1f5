// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-filter SEED ROUNDS: filters compiled and run.
 *
 * A random expression is written down and worked out at once; the program made
 * of its text has to say the same. Then the text is damaged: whatever comes out,
 * a program or an error, has to be sound, and no memory is lost, also when it
 * ends on the way.
 */
#include "world.h"
#include "../../../kernel/trace/filter/filter.h"

/* The record, and how its fields are called. */
static struct record {
	struct trace_entry	ent;
	u8	u8;
	s8	s8;
	u16	u16;
	s16	s16;
	u32	u32;
	s32	s32;
	u64	u64;
	s64	s64;
	u32	loc, rel, cpus;
	char	chars[8];
	char	*pointer, *fault;
	u64	ip;
	char	data[64];
} record;

#define FIELD(ctype, member, sign)					\
	{ ctype, #member, sizeof(record.member), sign, offsetof(struct record, member), 0 }

static const struct trace_event_fields fields[] = {
	FIELD("u8", u8, false), FIELD("s8", s8, true),
	FIELD("u16", u16, false), FIELD("s16", s16, true),
	FIELD("u32", u32, false), FIELD("s32", s32, true),
	FIELD("u64", u64, false), FIELD("s64", s64, true),
	FIELD("__data_loc char[]", loc, false), FIELD("__rel_loc char[]", rel, false),
	FIELD("__data_loc cpumask_t", cpus, false), FIELD("char[8]", chars, true),
	FIELD("const char *", pointer, false), FIELD("char *", fault, false),
	FIELD("unsigned long", ip, false), FIELD("u8[64]", data, false),
};

/* Numbers that have names. */
static const char names[] =
	"\"%s %s\", __print_symbolic(REC->u8, { 1, \"one\" }, { 0x2UL, \"two\" }), "
	"__print_flags(REC->s64, \"|\", { -1, \"one\" }, { 1, \"two\" })";

static struct trace_event_call call = { fields, names };

const struct trace_event_fields *trace_event_find_field(struct trace_event_call *call,
							const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strcmp(call->fields[i].name, name))
			return &call->fields[i];
	return NULL;
}

static const char * const words[] = { "", "a", "ab", "abc", "b", "bcd", "abcdefgh" };

static void fill_record(void)
{
	const char *word = random_of(words);
	u32 at = offsetof(struct record, data);

	record.u64 = random_below(5) - 2;
	record.u32 = record.u64;
	record.u16 = record.u64;
	record.u8 = record.u64;
	record.s64 = (s64)random_below(5) - 2;
	record.s32 = record.s64;
	record.s16 = record.s64;
	record.s8 = record.s64;
	/* Not terminated if it fills its room. */
	strncpy(record.chars, word, sizeof(record.chars));
	strcpy(record.data, word);
	record.loc = at | (strlen(word) + 1) << 16;
	record.rel = (at - offsetof(struct record, rel) - 4) | (strlen(word) + 1) << 16;
	record.data[60] = random_below(256);
	record.cpus = (at + 60) | 1 << 16;
	record.pointer = record.data;
	record.fault = (char *)(uintptr_t)random_below(100);
	record.ip = TEST_FUNCTION - 1 + random_below(3) * TEST_FUNCTION_SIZE;
}

/* ---- A comparison, written and worked out ----------------------------- */

static const char * const numeric_ops[] = { "==", "!=", "<", "<=", ">", ">=", "&" };

#define COMPARE(a, op, b)						\
	(op == 0 ? (a) == (b) : op == 1 ? (a) != (b) : op == 2 ? (a) < (b) : \
	 op == 3 ? (a) <= (b) : op == 4 ? (a) > (b) : op == 5 ? (a) >= (b) : \
	 !!((a) & (b)))

static bool make_named(char *text)
{
	u32 op = random_below(7);

	if (random_below(2)) {
		sprintf(text + strlen(text), "u8 %s two", numeric_ops[op]);
		return COMPARE(record.u8, op, (u8)2);
	}
	sprintf(text + strlen(text), "s64%sone", numeric_ops[op]);
	return COMPARE(record.s64, op, (s64)-1);
}

static bool make_number(char *text)
{
	u32 field = random_below(8), op = random_below(7);
	s64 value = random_below(5) - (field & 1 ? 2 : 0);

	sprintf(text + strlen(text), "%s%s%s%lld", fields[field].name,
		random_below(2) ? " " : "", numeric_ops[op], (long long)value);
	switch (field) {
	case 0:
		return COMPARE(record.u8, op, (u8)value);
	case 1:
		return COMPARE(record.s8, op, (s8)value);
	case 2:
		return COMPARE(record.u16, op, (u16)value);
	case 3:
		return COMPARE(record.s16, op, (s16)value);
	case 4:
		return COMPARE(record.u32, op, (u32)value);
	case 5:
		return COMPARE(record.s32, op, (s32)value);
	case 6:
		return COMPARE(record.u64, op, (u64)value);
	default:
		return COMPARE(record.s64, op, value);
	}
}

static bool make_string(char *text)
{
	static const char * const names[] = { "loc", "rel", "chars", "pointer", "pointer.ustring",
					      "fault" };
	const char *name = random_of(names), *word = random_of(words);
	bool same = !strcmp(record.data, word), front, not = random_below(2);

	front = !strncmp(record.data, word, strlen(word));
	text += strlen(text);
	if (random_below(2)) {
		sprintf(text, "%s ~ '%s%s*'", name, not ? "!" : "", word);
		same = front;
	} else {
		sprintf(text, "%s %s \"%s\"", name, not ? "!=" : "==", word);
	}
	return strcmp(name, "fault") ? same != not : false;
}

static bool make_special(char *text)
{
	u32 cpu = random_below(8), not = random_below(2);
	u8 mask = record.data[60];

	text += strlen(text);
	switch (random_below(6)) {
	case 0:
		sprintf(text, "ip.function %s schedule", not ? "!=" : "==");
		return (record.ip - TEST_FUNCTION < TEST_FUNCTION_SIZE) != not;
	case 1:
		sprintf(text, "cpus & CPUS{%u,%u}", cpu, cpu ^ 1);
		return mask & (1 << cpu | 1 << (cpu ^ 1));
	case 2:
		sprintf(text, "cpus %s CPUS{%u}", not ? "!=" : "==", cpu);
		return (mask == 1 << cpu) != not;
	case 3:
		sprintf(text, "u8 & CPUS{%u,%u}", cpu, cpu ^ 1);
		return record.u8 == cpu || record.u8 == (cpu ^ 1);
	case 4:
		sprintf(text, "s32 %s CPUS{%u}", not ? "!=" : "==", cpu);
		return (record.s32 == (s32)cpu) != not;
	default:
		sprintf(text, "%s %s %u", random_below(2) ? "cpu" : "CPU", not ? "!=" : "==", cpu);
		return (cpu == raw_smp_processor_id()) != not;
	}
}

static bool make_expr(char *text, u32 level, u32 depth)
{
	bool value;
	u32 kind;

	if (level < 2) {
		value = make_expr(text, level + 1, depth);
		while (!random_below(3) && strlen(text) < 1000) {
			bool right;

			strcat(text, level ? "&&" : " || ");
			right = make_expr(text, level + 1, depth);
			value = level ? value && right : value || right;
		}
		return value;
	}
	kind = random_below(depth ? 5 : 3);
	if (kind == 0 && !random_below(4))
		return make_named(text);
	if (kind == 3) {
		strcat(text, "!");
		return !make_expr(text, 2, depth - 1);
	}
	if (kind == 4) {
		strcat(text, "(");
		value = make_expr(text, 0, depth - 1);
		strcat(text, " )");
		return value;
	}
	return kind == 0 ? make_number(text) : kind == 1 ? make_string(text) : make_special(text);
}

/* ---- Damage ----------------------------------------------------------- */

static void damage(char *text)
{
	static const char * const bits[] = {
		"(", ")", "\"", "'", "!", "&", "|", "&&", "||", "~", "==", "<", "CPUS", "{",
		"}", "-", "0x", "9", " ", "\t", ".", ".function", ".ustring", "comm", "data",
		"99999999999999999999", "\xff", "*", "[", "\\", "one", "two",
	};
	size_t len = strlen(text), at = random_below(len + 1), cut = random_below(6);
	char rest[4096];

	strcpy(rest, text + (at + cut < len ? at + cut : len));
	strcpy(text + at, random_below(3) ? random_of(bits) : "");
	strcat(text, rest);
}

static struct event_filter *compile(const char *text, struct text_command *cmd)
{
	struct text_cursor c;

	cmd->text = text;
	c = text_start(cmd);
	return trace_filter_compile(&call, &c);
}

static void check_program(const struct event_filter *filter, const char *text)
{
	const size_t first = struct_size(filter, pred, 0);
	u32 i, way;

	expect(filter->nr, text);
	for (i = 0; i < filter->nr; i++)
		for (way = 0; way < 2; way++) {
			u32 next = filter->pred[i].next[way];
			u32 to = (next - first) / sizeof(filter->pred[0]);

			expect(next <= FILTER_ACCEPT ||
			       (next == struct_size(filter, pred, to) && to > i &&
				to < filter->nr), text);
		}
}

static void try_damaged(const char *text)
{
	struct text_command cmd;
	struct event_filter *filter = compile(text, &cmd);

	if (!IS_ERR(filter)) {
		check_program(filter, text);
		filter_match_preds(filter, &record);
		trace_filter_free(filter);
		expect(!cmd.error, text);
		return;
	}
	expect(PTR_ERR(filter) == -EINVAL, text);
	expect(cmd.error > TEXT_OK && cmd.error < NR_TEXT_ERRORS, text);
	/* Two behind the end: the brace that is missing behind "CPUS". */
	expect(cmd.pos <= strlen(text) + 2, text);
}

static void try_without_memory(const char *text)
{
	struct text_command cmd;
	struct event_filter *filter;
	int left = 0;

	do {
		allocations_left = left++;
		filter = compile(text, &cmd);
		expect(!IS_ERR(filter) || PTR_ERR(filter) == -ENOMEM, text);
	} while (IS_ERR(filter));
	allocations_left = -1;
	trace_filter_free(filter);
}

static void try_filter(void)
{
	struct trace_record rec = { .entry = &record };
	char text[8192] = "";
	struct event_filter *filter;
	struct text_command cmd;
	bool value;
	u32 i;

	fill_record();
	value = make_expr(text, 0, 4);
	filter = compile(text, &cmd);
	expect(!IS_ERR(filter) && !cmd.error, text);
	check_program(filter, text);
	expect(filter_match_preds(filter, &record) == value, text);
	expect(trace_filter_keeps(filter, &rec) == value, text);
	expect(!strcmp(filter->text, text), text);
	trace_filter_free(filter);
	if (!random_below(20))
		try_without_memory(text);
	for (i = random_below(6); i; i--) {
		damage(text);
		try_damaged(text);
	}
}

/* As deep as a filter of one page can be. */
static void try_deep(void)
{
	char text[4096];
	u32 depth = 2040;

	fill_record();
	record.u8 = 1;
	memset(text, '(', depth);
	strcpy(text + depth, "u8==1");
	memset(text + depth + 5, ')', depth);
	text[2 * depth + 5] = '\0';
	try_damaged(text);
	memset(text, '!', depth);
	text[depth + 5] = '\0';
	try_damaged(text);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u32 rounds = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000;

	printf("# seed %llu\n", (unsigned long long)seed);
	random_seed(seed);
	try_deep();
	while (rounds--)
		try_filter();
	return 0;
}
