// SPDX-License-Identifier: GPL-2.0
/* Tests: tracepoints, the record language, formats, switching. */
#include <kunit/test.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "../core/instance.h"
#include "../core/watch.h"
#include "class.h"
#include "enable.h"
#include "evalmap.h"
#include "format.h"
#include "request.h"
#include "set_event.h"
#include "type.h"

#define CREATE_TRACE_POINTS
#include "kunit_trace.h"

/* ---- Tracepoints -------------------------------------------------------- */

static char calls[16];		/* the data of the probes, in the order of calls */
static unsigned int hooked;

int kunit_trace_reg(void)
{
	hooked++;
	return 0;
}

void kunit_trace_unreg(void)
{
	hooked--;
}

static void note(void *data, int number)
{
	size_t len = strlen(calls);

	if (len + 1 < sizeof(calls))
		calls[len] = *(char *)data;
}

static const char *fire_bare(void)
{
	memset(calls, 0, sizeof(calls));
	trace_kunit_trace_bare(1);
	return calls;
}

static void probes_in_order(struct kunit *test)
{
	char a = 'a', b = 'b', c = 'c', d = 'd';

	KUNIT_EXPECT_FALSE(test, trace_kunit_trace_bare_enabled());
	KUNIT_EXPECT_STREQ(test, fire_bare(), "");
	KUNIT_ASSERT_EQ(test, register_trace_kunit_trace_bare(note, &b), 0);
	KUNIT_EXPECT_TRUE(test, trace_kunit_trace_bare_enabled());
	KUNIT_EXPECT_STREQ(test, fire_bare(), "b");
	KUNIT_EXPECT_EQ(test, register_trace_kunit_trace_bare(note, &c), 0);
	KUNIT_EXPECT_EQ(test,
			register_trace_prio_kunit_trace_bare(note, &a, 100), 0);
	KUNIT_EXPECT_EQ(test,
			register_trace_prio_kunit_trace_bare(note, &d, 0), 0);
	KUNIT_EXPECT_STREQ(test, fire_bare(), "abcd");
	KUNIT_EXPECT_EQ(test, unregister_trace_kunit_trace_bare(note, &a), 0);
	KUNIT_EXPECT_STREQ(test, fire_bare(), "bcd");
	KUNIT_EXPECT_EQ(test, unregister_trace_kunit_trace_bare(note, &c), 0);
	KUNIT_EXPECT_EQ(test, unregister_trace_kunit_trace_bare(note, &d), 0);
	KUNIT_EXPECT_STREQ(test, fire_bare(), "b");
	KUNIT_EXPECT_EQ(test, unregister_trace_kunit_trace_bare(note, &b), 0);
	KUNIT_EXPECT_STREQ(test, fire_bare(), "");
	KUNIT_EXPECT_FALSE(test, trace_kunit_trace_bare_enabled());
	tracepoint_synchronize_unregister();
}

/* A probe that takes the place of another must not get its data. */
static void probe_replaced(struct kunit *test)
{
	char a = 'a', b = 'b';

	for (int i = 0; i < 100; i++) {
		register_trace_kunit_trace_bare(note, &a);
		KUNIT_EXPECT_STREQ(test, fire_bare(), "a");
		unregister_trace_kunit_trace_bare(note, &a);
		register_trace_kunit_trace_bare(note, &b);
		KUNIT_EXPECT_STREQ(test, fire_bare(), "b");
		unregister_trace_kunit_trace_bare(note, &b);
	}
	tracepoint_synchronize_unregister();
}

static void probe_twice(struct kunit *test)
{
	struct tracepoint *tp = &__tracepoint_kunit_trace_bare;
	char a = 'a';

	KUNIT_EXPECT_EQ(test,
			tracepoint_probe_unregister(tp, (void *)note, &a),
			-ENOENT);
	KUNIT_EXPECT_EQ(test, register_trace_kunit_trace_bare(note, &a), 0);
	KUNIT_EXPECT_EQ(test,
			tracepoint_probe_register_may_exist(tp, (void *)note, &a),
			-EEXIST);
	KUNIT_EXPECT_STREQ(test, fire_bare(), "a");
	KUNIT_EXPECT_EQ(test, unregister_trace_kunit_trace_bare(note, &a), 0);
	tracepoint_synchronize_unregister();
}

static void hooks_once(struct kunit *test)
{
	char a = 'a', b = 'b';

	register_trace_kunit_trace_hooked(note, &a);
	KUNIT_EXPECT_EQ(test, hooked, 1);
	register_trace_kunit_trace_hooked(note, &b);
	KUNIT_EXPECT_EQ(test, hooked, 1);
	unregister_trace_kunit_trace_hooked(note, &a);
	KUNIT_EXPECT_EQ(test, hooked, 1);
	unregister_trace_kunit_trace_hooked(note, &b);
	KUNIT_EXPECT_EQ(test, hooked, 0);
	tracepoint_synchronize_unregister();
}

static void condition_holds(struct kunit *test)
{
	char a = 'a';

	register_trace_kunit_trace_odd(note, &a);
	memset(calls, 0, sizeof(calls));
	trace_kunit_trace_odd(1);
	trace_kunit_trace_odd(2);
	trace_kunit_trace_odd(3);
	KUNIT_EXPECT_STREQ(test, calls, "aa");
	unregister_trace_kunit_trace_odd(note, &a);
	tracepoint_synchronize_unregister();
}

/* ---- Records ------------------------------------------------------------ */

/* The last record of an event, as trace_event_end() saw it. */
static struct {
	unsigned int	nr;
	unsigned int	len;
	int		type;
	char		data[256] __aligned(8);
} seen;

static void see(struct trace_watcher *watcher, struct trace_record *rec)
{
	struct trace_entry *ent = rec->entry;

	if (ent->type != seen.type || rec->len > sizeof(seen.data))
		return;
	seen.nr++;
	seen.len = rec->len;
	memcpy(seen.data, rec->entry, rec->len);
}

static struct trace_watcher watcher = {
	.seen	= see,
	.kinds	= TRACE_EXPORT_EVENT,
};

static int watch_event(struct kunit *test, const char *name)
{
	struct trace_event_call *call;

	mutex_lock(&tracing_mutex);
	call = trace_event_find_call("kunit_trace", name);
	mutex_unlock(&tracing_mutex);
	KUNIT_ASSERT_NOT_NULL(test, call);
	memset(&seen, 0, sizeof(seen));
	seen.type = call->event.type;
	trace_watch(&watcher);
	return trace_set_clr_event("kunit_trace", name, 1);
}

static void unwatch_event(const char *name)
{
	trace_set_clr_event("kunit_trace", name, 0);
	trace_unwatch(&watcher);
}

static void fields_recorded(struct kunit *test)
{
	static const u16 array[KUNIT_TRACE_LEN] = { 1, 2, 3, 4 };
	struct trace_event_raw_kunit_trace_fields *__entry = (void *)seen.data;

	KUNIT_ASSERT_EQ(test, watch_event(test, "kunit_trace_fields"), 0);
	trace_kunit_trace_fields(-5, "text", array, cpumask_of(0));
	unwatch_event("kunit_trace_fields");

	KUNIT_ASSERT_EQ(test, seen.nr, 1);
	KUNIT_EXPECT_EQ(test, __entry->byte, (u8)-5);
	KUNIT_EXPECT_EQ(test, __entry->number, -5);
	KUNIT_EXPECT_EQ(test, __entry->last, 4);
	KUNIT_EXPECT_MEMEQ(test, __entry->array, array, sizeof(array));
	KUNIT_EXPECT_STREQ(test, __get_str(text), "text");
	KUNIT_EXPECT_EQ(test, __get_dynamic_array_len(text), 5);
	KUNIT_EXPECT_MEMEQ(test, __get_dynamic_array(copy), array, 6);
	KUNIT_EXPECT_STREQ(test, __get_str(part), "te");
	KUNIT_EXPECT_STREQ(test, __get_rel_str(again), "text");
	KUNIT_EXPECT_EQ(test, __get_dynamic_array_len(mask), cpumask_size());
	KUNIT_EXPECT_MEMEQ(test, __get_dynamic_array(mask), cpumask_of(0),
			   cpumask_size());
}

static void null_strings(struct kunit *test)
{
	static const u16 array[KUNIT_TRACE_LEN];
	struct trace_event_raw_kunit_trace_fields *__entry = (void *)seen.data;

	KUNIT_ASSERT_EQ(test, watch_event(test, "kunit_trace_fields"), 0);
	trace_kunit_trace_fields(0, NULL, array, cpumask_of(0));
	unwatch_event("kunit_trace_fields");

	KUNIT_ASSERT_EQ(test, seen.nr, 1);
	KUNIT_EXPECT_STREQ(test, __get_str(text), EVENT_NULL_STR);
	KUNIT_EXPECT_STREQ(test, __get_str(part), "");
	KUNIT_EXPECT_STREQ(test, __get_rel_str(again), EVENT_NULL_STR);
}

/* ---- Descriptions ------------------------------------------------------- */

static char *format_of(struct kunit *test, const char *name)
{
	struct trace_event_call *call;
	struct seq_file m = {
		.buf	= kunit_kzalloc(test, PAGE_SIZE, GFP_KERNEL),
		.size	= PAGE_SIZE,
	};

	KUNIT_ASSERT_NOT_NULL(test, m.buf);
	mutex_lock(&tracing_mutex);
	call = trace_event_find_call("kunit_trace", name);
	if (call)
		trace_event_show_format(&m, call);
	mutex_unlock(&tracing_mutex);
	KUNIT_ASSERT_NOT_NULL(test, call);
	return strstr(m.buf, "\n\n") + 2;
}

static void format_fields(struct kunit *test)
{
	static const char expected[] =
		"\tfield:u8 byte;\toffset:8;\tsize:1;\tsigned:0;\n"
		"\tfield:s64 number;\toffset:16;\tsize:8;\tsigned:1;\n"
		"\tfield:u16 array[4];\toffset:24;\tsize:8;\tsigned:0;\n"
		"\tfield:__data_loc char[] text;\toffset:32;\tsize:4;\tsigned:0;\n"
		"\tfield:__data_loc u16[] copy;\toffset:36;\tsize:4;\tsigned:0;\n"
		"\tfield:__data_loc char[] part;\toffset:40;\tsize:4;\tsigned:0;\n"
		"\tfield:__data_loc cpumask_t mask;\toffset:44;\tsize:4;\tsigned:0;\n"
		"\tfield:__rel_loc char[] again;\toffset:48;\tsize:4;\tsigned:0;\n"
		"\tfield:int last;\toffset:52;\tsize:4;\tsigned:1;\n"
		"\n"
		"print fmt: \"%s %lld %s\", __print_symbolic(REC->number, { "
		"1, \"one\" }, { "
		"1000, \"many\" }), REC->number, __get_str(text)\n";

	KUNIT_EXPECT_STREQ(test, format_of(test, "kunit_trace_fields"),
			   expected);
}

static void format_of_its_own(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, format_of(test, "kunit_trace_other"),
			   "\tfield:int number;\toffset:8;\tsize:4;\tsigned:1;\n"
			   "\n"
			   "print fmt: \"other %x\", REC->number\n");
}

struct eval_case {
	const char	*fmt;
	const char	*expected;
};

static const struct eval_case eval_cases[] = {
	{ "\"%d\", REC->x", "\"%d\", REC->x" },
	{ "\"%d\", A_NAME", "\"%d\", 7" },
	{ "\"A_NAME\", A_NAME", "\"A_NAME\", 7" },
	{ "\"a \\\" A_NAME\", A_NAME", "\"a \\\" A_NAME\", 7" },
	{ "\"\", REC->A_NAME, REC.A_NAME", "\"\", REC->A_NAME, REC.A_NAME" },
	{ "\"\", A_NAMES, xA_NAME", "\"\", A_NAMES, xA_NAME" },
	{ "\"\", A_NAME>A_NAME", "\"\", 7>7" },
	{ "\"\", A_NAME->x", "\"\", 7->x" },
	{ "\"\", NEGATIVE|A_NAME", "\"\", -1|7" },
	{ "\"\", sizeof(int)+sizeof(long)", "\"\", 4+sizeof(long)" },
	{ "\"\", OTHER", "\"\", OTHER" },
	{ "\"\", Z", "\"\", 123456" },
};

static struct trace_eval_map test_maps[] = {
	{ "test", "sizeof(int)", 4 },
	{ "test", "Z", 123456 },
	{ "other", "OTHER", 1 },
	{ "test", "NEGATIVE", -1UL },
	{ "test", "A_NAME", 7 },
	{ "other", "A_NAME", 8 },
};

static void evals_expand(struct kunit *test)
{
	struct trace_eval_map *map[ARRAY_SIZE(test_maps)];
	struct trace_evals evals = { .map = map, .nr = ARRAY_SIZE(map) };
	char text[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(map); i++)
		map[i] = &test_maps[i];
	trace_evals_sort(&evals);
	for (unsigned int i = 0; i < ARRAY_SIZE(eval_cases); i++) {
		const struct eval_case *c = &eval_cases[i];
		bool grows = false;
		unsigned int len;

		len = trace_evals_expand(&evals, "test", c->fmt, NULL, &grows);
		KUNIT_EXPECT_EQ(test, len, strlen(c->expected));
		trace_evals_expand(&evals, "test", c->fmt, text, NULL);
		KUNIT_EXPECT_STREQ(test, text, c->expected);
		KUNIT_EXPECT_EQ(test, grows, !!strstr(c->fmt, ", Z"));
		if (grows)
			continue;
		strscpy(text, c->fmt, sizeof(text));
		trace_evals_expand(&evals, "test", text, text, NULL);
		KUNIT_EXPECT_STREQ(test, text, c->expected);
	}
}

/* ---- Switching ---------------------------------------------------------- */

static struct trace_event_file *top_file(const char *name)
{
	return trace_event_find_file(&top_trace, "kunit_trace", name);
}

static void soft_mode(struct kunit *test)
{
	struct trace_event_file *file;
	unsigned long plain, soft;
	bool on;

	mutex_lock(&tracing_mutex);
	file = top_file("kunit_trace_plain");
	trace_event_soft_mode(file, true);
	soft = file->flags;
	trace_event_enable(file, true);
	trace_event_soft_mode(file, false);
	on = trace_event_is_on(file);
	trace_event_enable(file, false);
	plain = file->flags;
	mutex_unlock(&tracing_mutex);

	KUNIT_EXPECT_TRUE(test, soft & EVENT_FILE_FL_ENABLED);
	KUNIT_EXPECT_TRUE(test, soft & EVENT_FILE_FL_SOFT_DISABLED);
	KUNIT_EXPECT_TRUE(test, on);
	KUNIT_EXPECT_FALSE(test, plain & EVENT_FILE_FL_ENABLED);
	KUNIT_EXPECT_FALSE(test, trace_kunit_trace_plain_enabled());
}

/* A probe written by hand, as modules have it. */
static void by_hand(void *data, int number)
{
	struct trace_event_raw_kunit_trace_class *entry;
	struct trace_event_buffer fbuffer;

	if (trace_event_ignore_this_pid(data) || trace_trigger_soft_disabled(data))
		return;
	entry = trace_event_buffer_reserve(&fbuffer, data, sizeof(*entry));
	if (!entry)
		return;
	entry->number = number * 2;
	trace_event_buffer_commit(&fbuffer);
}

static void probe_by_hand(struct kunit *test)
{
	struct trace_event_raw_kunit_trace_class *entry = (void *)seen.data;
	struct trace_event_file *file;

	mutex_lock(&tracing_mutex);
	file = top_file("kunit_trace_plain");
	mutex_unlock(&tracing_mutex);
	KUNIT_ASSERT_EQ(test, watch_event(test, "kunit_trace_plain"), 0);
	KUNIT_EXPECT_EQ(test, register_trace_kunit_trace_plain(by_hand, file), 0);
	trace_kunit_trace_plain(21);
	unregister_trace_kunit_trace_plain(by_hand, file);
	unwatch_event("kunit_trace_plain");

	/* The event's own probe was there first. */
	KUNIT_EXPECT_EQ(test, seen.nr, 2);
	KUNIT_EXPECT_EQ(test, entry->number, 42);
}

struct request_case {
	const char	*text;
	int		err;
	bool		plain, odd;	/* which events are on afterwards */
};

static const struct request_case request_cases[] = {
	{ "kunit_trace:kunit_trace_plain", 0, true, false },
	{ "!kunit_trace_plain kunit_trace_odd", 0, false, true },
	{ "kunit_trace: !*:kunit_trace_odd", 0, true, false },
	{ "!kunit_trace:*", 0, false, false },
	{ "kunit_trace_plain no_such_event", -EINVAL, false, false },
	{ "no_such_system:", -EINVAL, false, false },
	{ "!", -EINVAL, false, false },
	{ "kunit_trace:kunit_trace_?dd", 0, false, true },
	{ "!kunit_trace", 0, false, false },
	/* Modules that are not there may come; what is in the kernel is in none. */
	{ "kunit_trace:kunit_trace_plain:mod:no_such_module", 0, false, false },
	{ ":mod:no-such-module !*:odd:mod:no_such_module", 0, false, false },
	{ "kunit_trace_plain no_such_event :mod:no_such_module", -EINVAL, false, false },
	{ "kunit_trace_plain:mod:", -EINVAL, false, false },
};

static void requests(struct kunit *test)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(request_cases); i++) {
		const struct request_case *c = &request_cases[i];
		char *text = kunit_kstrdup(test, c->text, GFP_KERNEL);
		bool plain, odd;
		int err;

		mutex_lock(&tracing_mutex);
		err = trace_set_event(&top_trace, text, " ");
		plain = trace_event_is_on(top_file("kunit_trace_plain"));
		odd = trace_event_is_on(top_file("kunit_trace_odd"));
		mutex_unlock(&tracing_mutex);
		KUNIT_EXPECT_EQ_MSG(test, err, c->err, "%s", c->text);
		KUNIT_EXPECT_EQ_MSG(test, plain, c->plain, "%s", c->text);
		KUNIT_EXPECT_EQ_MSG(test, odd, c->odd, "%s", c->text);
	}
}

/* Two wishes are left by the requests above. */
static void wishes(struct kunit *test)
{
	struct module *mod = kunit_kzalloc(test, sizeof(*mod), GFP_KERNEL);
	struct trace_event_file *plain;

	KUNIT_ASSERT_NOT_NULL(test, mod);
	guard(mutex)(&tracing_mutex);
	plain = top_file("kunit_trace_plain");
	KUNIT_ASSERT_EQ(test, trace_event_enable_text(&top_trace, "!:mod:no-such-module"), 0);
	KUNIT_ASSERT_TRUE(test, list_is_singular(&top_trace.event_wishes));
	strscpy(mod->name, "other_module");
	trace_event_wishes_grant(&top_trace, mod);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&top_trace.event_wishes));
	KUNIT_EXPECT_FALSE(test, trace_event_is_on(plain));
	strscpy(mod->name, "no_such_module");
	plain->event_call->module = mod;
	trace_event_wishes_grant(&top_trace, mod);
	plain->event_call->module = NULL;
	KUNIT_EXPECT_TRUE(test, list_empty(&top_trace.event_wishes));
	KUNIT_EXPECT_TRUE(test, trace_event_is_on(plain));
	KUNIT_EXPECT_FALSE(test, trace_event_is_on(top_file("kunit_trace_odd")));
	KUNIT_EXPECT_EQ(test, trace_event_enable(plain, false), 0);
}

static void type_numbers(struct kunit *test)
{
	struct trace_event_call *call;
	struct trace_event *found;

	mutex_lock(&tracing_mutex);
	call = trace_event_find_call("kunit_trace", "kunit_trace_plain");
	mutex_unlock(&tracing_mutex);
	KUNIT_ASSERT_NOT_NULL(test, call);
	KUNIT_EXPECT_GE(test, call->event.type, 20);
	found = trace_event_find(call->event.type);
	KUNIT_EXPECT_PTR_EQ(test, found, &call->event);
	KUNIT_EXPECT_NULL(test, trace_event_find(0));
	KUNIT_EXPECT_NULL(test, trace_event_find(TRACE_EVENT_TYPE_MAX + 1));
}

static void type_numbers_come_back_last(struct kunit *test)
{
	static struct trace_event_functions none;
	struct trace_event one = { .funcs = &none }, two = { .funcs = &none };
	int first;

	first = register_trace_event(&one);
	KUNIT_ASSERT_GT(test, first, 0);
	KUNIT_EXPECT_PTR_EQ(test, trace_event_find(first), &one);
	unregister_trace_event(&one);
	KUNIT_EXPECT_NULL(test, trace_event_find(first));
	KUNIT_EXPECT_EQ(test, one.type, 0);
	KUNIT_EXPECT_NE(test, register_trace_event(&two), first);
	/* One that is not there any more. */
	unregister_trace_event(&one);
	one.type = two.type;
	KUNIT_EXPECT_EQ(test, register_trace_event(&one), 0);
	unregister_trace_event(&two);
}

static struct kunit_case event_cases[] = {
	KUNIT_CASE(probes_in_order),
	KUNIT_CASE(probe_replaced),
	KUNIT_CASE(probe_twice),
	KUNIT_CASE(hooks_once),
	KUNIT_CASE(condition_holds),
	KUNIT_CASE(fields_recorded),
	KUNIT_CASE(null_strings),
	KUNIT_CASE(format_fields),
	KUNIT_CASE(format_of_its_own),
	KUNIT_CASE(evals_expand),
	KUNIT_CASE(soft_mode),
	KUNIT_CASE(probe_by_hand),
	KUNIT_CASE(requests),
	KUNIT_CASE(wishes),
	KUNIT_CASE(type_numbers),
	KUNIT_CASE(type_numbers_come_back_last),
	{}
};

static struct kunit_suite event_suite = {
	.name		= "trace_event",
	.test_cases	= event_cases,
};

kunit_test_suite(event_suite);

MODULE_DESCRIPTION("KUnit tests of trace events");
MODULE_LICENSE("GPL");
