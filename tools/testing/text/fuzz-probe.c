// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-probe SEED ROUNDS: arguments of probes compiled and run.
 *
 * Definitions are put together from pieces that fit and damaged then. Whatever comes
 * out, a program or an error, has to be sound: an error has a place in the text, a
 * program writes its record and nothing else, and no memory is lost, also when it ends
 * on the way. Types come from a table that is damaged half of the time.
 */
#include "probe.h"
#include "world.h"
#include "../../../kernel/trace/probe/arg.h"
#include "../../../kernel/trace/probe/btf.h"
#include "../../../kernel/trace/probe/btf_data.h"
#include <uapi/linux/btf.h>

/* ---- The machine ---------------------------------------------------------- */

static char arena[256];

static bool is_memory(const void *from, size_t size)
{
	const char *at = from;

	return at >= arena && size <= sizeof(arena) && at <= arena + sizeof(arena) - size;
}

long copy_from_kernel_nofault(void *to, const void *from, size_t size)
{
	if (!is_memory(from, size))
		return -EFAULT;
	memcpy(to, from, size);
	return 0;
}

/* Bytes with the terminator; the last one of the arena is one. */
long read_text(char *to, const void *from, long max)
{
	long len;

	if (!is_memory(from, 1))
		return -EFAULT;
	len = strscpy_to(to, from, max);
	return len + 1;
}

char *kasprintf(int gfp, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return kstrdup(text, gfp);
}

long strscpy_to(char *to, const char *from, size_t size)
{
	size_t len = strnlen(from, size - 1);

	memcpy(to, from, len);
	to[len] = '\0';
	return len;
}

int regs_query_register_offset(const char *name)
{
	return !strcmp(name, "di") ? 8 : !strcmp(name, "ax") ? 0 : -EINVAL;
}

void trace_seq_puts(struct trace_seq *s, const char *text)
{
	s->len += strlen(text);
}

void trace_seq_putc(struct trace_seq *s, char c)
{
	s->len++;
}

void trace_seq_printf(struct trace_seq *s, const char *fmt, ...)
{
	s->len += strlen(fmt);
}

static const struct trace_event_fields fields[] = {
	{ "u32", "number", 4, false, 8, 0 }, { "s8", "small", 1, true, 12, 0 },
	{ "char[8]", "text", 8, true, 16, 0 }, { "__data_loc char[]", "loc", 4, true, 24, 0 },
	{ "__rel_loc char[]", "rel", 4, true, 28, 0 }, { "u8[3]", "bytes", 3, false, 32, 0 },
};

static struct trace_event_call event = { fields, NULL };

const struct trace_event_fields *trace_event_find_field(struct trace_event_call *call,
							const char *name)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strcmp(call->fields[i].name, name))
			return &call->fields[i];
	return NULL;
}

/* A record of that event, terminated wherever a text may end. */
static u8 record[64];

/* ---- Types ------------------------------------------------------------------ */

static const struct trace_btf_data *all_types;

char __per_cpu_start[1], __per_cpu_end[1];

int trace_btf_find_type(struct trace_btf_value *value, const struct trace_btf_data *near,
			enum trace_btf_what what, struct text_span name)
{
	expect(!near || near == all_types, "table");
	return all_types ? trace_btf_find_type_in(all_types, value, what, name) : -EOPNOTSUPP;
}

#define STRINGS "\0int\0char\0outer\0number\0bits\0text\0next\0fn\0first\0second\0red\0green\0"

static const u32 types[] = {
	1, BTF_KIND_INT << 24, 4, BTF_INT_SIGNED << 24 | 32,
	5, BTF_KIND_INT << 24, 1, 8,
	0, BTF_KIND_ARRAY << 24, 0, 2, 1, 8,
	10, BTF_KIND_STRUCT << 24 | 1U << 31 | 4, 24,
		16, 1, 0, 23, 1, 5 << 24 | 35, 28, 3, 64, 33, 5, 128,
	0, BTF_KIND_PTR << 24, 4,
	0, BTF_KIND_FUNC_PROTO << 24 | 3, 5, 41, 5, 47, 2, 54, 8,
	38, BTF_KIND_FUNC << 24, 6,
	54, BTF_KIND_ENUM << 24 | 1U << 31 | 2, 4, 54, 0, 58, -1U,
	58, BTF_KIND_VAR << 24, 4, 0,
};

static struct {
	struct btf_header	hdr;
	u32			types[ARRAY_SIZE(types)];
	char			strings[sizeof(STRINGS)];
} table;

static void make_table(void)
{
	memset(&table.hdr, 0, sizeof(table.hdr));
	table.hdr.magic = BTF_MAGIC;
	table.hdr.hdr_len = sizeof(table.hdr);
	table.hdr.type_len = sizeof(types);
	table.hdr.str_off = sizeof(types);
	table.hdr.str_len = sizeof(STRINGS);
	memcpy(table.types, types, sizeof(types));
	memcpy(table.strings, STRINGS, sizeof(STRINGS));
	if (random_below(2))
		((u8 *)&table)[random_below(sizeof(table))] = random_below(256);
}

/* ---- Definitions -------------------------------------------------------------- */

static const char * const sources[] = {
	"$arg1", "$arg2", "$retval", "$stack", "$stack3", "$comm", "$current", "%di", "%ax",
	"@_sdata", "@0x1000", "@+16", "\\12", "\\-1", "\\\"text\"", "first", "second", "$arg*",
	"first->number", "first->next->bits", "first->text", "$retval->number", "$number",
	"$small", "$text", "$loc", "$rel", "$bytes", "@arena", "%none", "$none", "hoge", "",
	"red", "(outer)$arg2->text", "(outer)+8(first->next)->bits", "(struct outer *)%di->next",
	"(outer)(first->next)->number", "(int)first", "(outer)$bytes->text", "(first)->number",
	"(outer)$stack->next->text", "this_cpu_read(green)", "this_cpu_read(green).text",
	"this_cpu_ptr(green)->next", "this_cpu_ptr(none)", "(outer)@arena->number",
};

static const char * const kinds[] = {
	":u8", ":s16", ":x32", ":u64", ":char", ":symbol", ":string", ":ustring", ":symstr",
	":%pd", ":%pD", ":b4@4/32", ":b33@3/64", ":b9@0/8", ":u8[3]", ":x64[64]", ":string[2]",
	":char[0]", ":none", ":", ":u8[", ":u8[2]x",
};

static void add_argument(char *text)
{
	u32 depth = random_below(random_below(8) ? 4 : 15), i;

	text += strlen(text);
	if (random_below(3) == 0)
		text += sprintf(text, "a%u=", random_below(4));
	for (i = 0; i < depth; i++)
		text += sprintf(text, "%c%s%u(", random_below(4) ? '+' : '-',
				random_below(4) ? "" : "u", random_below(20));
	text += sprintf(text, "%s", random_of(sources));
	for (i = 0; i < depth; i++)
		text += sprintf(text, ")");
	if (random_below(2))
		text += sprintf(text, "%s", random_of(kinds));
	sprintf(text, " ");
}

static void damage(char *text)
{
	static const char letters[] = "$%@+-()[]:=\\\"* .>au09";
	u32 n = random_below(3);

	while (n-- && *text)
		text[random_below(strlen(text))] = letters[random_below(sizeof(letters) - 1)];
}

static void run(struct probe_args *args, const char *text)
{
	static u8 rec[FETCH_ROOM + 16];
	unsigned long words[PROBE_MAX_ARGS] = { (unsigned long)arena };
	struct pt_regs regs = { { (unsigned long)arena, (unsigned long)arena + 8 } };
	struct fetch_source src = { .regs = &regs, .words = record };
	struct trace_seq s = {};
	unsigned int len, i;

	memset(rec + FETCH_ROOM, 0xa5, 16);
	if (args->nr_words) {
		trace_fetch_words(args->entry_ops, &src, words);
		src.words = words;
	}
	len = trace_fetch(args->ops, &src, rec, args->size);
	expect(len <= FETCH_ROOM, text);
	for (i = 0; i < 16; i++)
		expect(rec[FETCH_ROOM + i] == 0xa5, text);
	for (i = 0; i < args->nr; i++)
		probe_type_print(&s, args->arg[i].type, args->arg[i].names,
				 rec + args->arg[i].offset, rec);
}

static void one_round(void)
{
	struct trace_btf_function fn;
	struct probe_scope scope = {
		.user = random_below(4) == 0, .returns = random_below(2),
		.entry = random_below(4),
	};
	struct text_command cmd;
	struct text_cursor c;
	struct probe_args args = {};
	struct trace_btf_data d = {};
	char text[2048] = "";
	u32 n = random_below(6);
	int err;

	while (n--)
		add_argument(text);
	if (random_below(2))
		damage(text);
	make_table();
	if (!random_below(4))
		scope = (struct probe_scope){ .event = &event };
	if (!trace_btf_open(&d, &table, sizeof(table), NULL))
		all_types = &d;
	if (all_types && !scope.event && !trace_btf_find_in(&d, &fn, "fn"))
		scope.function = &fn;
	allocations_left = random_below(4) ? -1 : (int)random_below(30);
	cmd.text = text;
	c = text_start(&cmd);
	err = probe_args_read(&args, &c, &scope, sizeof(struct trace_entry) + 16);
	allocations_left = -1;
	expect(err == text_error_number(cmd.error) || (!cmd.error && err == -ENOMEM), text);
	expect(cmd.pos <= strlen(text), text);
	if (!err) {
		probe_args_resolve(&args);
		run(&args, text);
	}
	probe_args_free(&args);
	trace_btf_close(&d);
	all_types = NULL;
}

int main(int argc, char **argv)
{
	u32 rounds = argc > 2 ? atoi(argv[2]) : 1000;

	random_seed(argc > 1 ? atoll(argv[1]) : 1);
	memset(arena, 'x', sizeof(arena) - 1);
	while (rounds--)
		one_round();
	return 0;
}
