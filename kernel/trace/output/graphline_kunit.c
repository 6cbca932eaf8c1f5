// SPDX-License-Identifier: GPL-2.0
/* Tests of the lines of the function graph tracer. */
#include <kunit/test.h>
#include <linux/string.h>
#include "../core/clock.h"
#include "../core/entries.h"
#include "../core/instance.h"
#include "../core/option.h"
#include "../core/tracer.h"
#include "../tracer/graph.h"

#define BIT_OF(opt)	BIT_ULL(TRACE_OPT_##opt)

#define USUAL	(BIT_OF(CONTEXT_INFO) | BIT_OF(GRAPH_DURATION) | BIT_OF(GRAPH_OVERHEAD))

static const struct trace_clock_info test_clock = { .name = "test", .in_ns = true };

/**
 * struct bench - what a test prints with
 * @tr: an instance that nobody else knows
 * @iter: prints its records, one by one
 * @entry: an entry
 * @ret: a return
 */
struct bench {
	struct trace_array		tr;
	struct trace_iterator		iter;
	struct trace_graph_ent_entry	entry;
	struct trace_graph_ret_entry	ret;
};

static struct bench *new_bench(struct kunit *test, u64 options)
{
	struct bench *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->tr.clock = &test_clock;
	b->tr.options = options;
	b->tr.tracer = &nop_tracer;
	b->iter.tr = &b->tr;
	b->entry.ent.type = TRACE_TYPE_funcgraph_entry;
	b->entry.func = (unsigned long)trace_graph_line;
	b->ret.ent.type = TRACE_TYPE_funcgraph_exit;
	b->ret.func = b->entry.func;
	return b;
}

static const char *line_of(struct bench *b, struct trace_entry *ent, size_t size)
{
	trace_seq_init(&b->iter.seq);
	b->iter.ent = ent;
	b->iter.ent_size = size;
	trace_graph_line(&b->iter);
	trace_seq_putc(&b->iter.seq, '\0');
	return b->iter.seq.buffer;
}

static const char *return_line(struct bench *b, u64 ns)
{
	b->ret.rettime = b->ret.calltime + ns;
	return line_of(b, &b->ret.ent, sizeof(b->ret));
}

#define END	"} /* trace_graph_line */\n"

/* The number has the same width whatever it is, and as many digits as fit. */
static void duration_test(struct kunit *test)
{
	static const struct {
		u64		ns;
		const char	*line;
	} cases[] = {
		{ 0,			"  0.000 us    |  " END },
		{ 7,			"  0.007 us    |  " END },
		{ 999,			"  0.999 us    |  " END },
		{ 1000,			"  1.000 us    |  " END },
		{ 10000,		"  10.000 us   |  " END },
		{ 10001,		"+ 10.001 us   |  " END },
		{ 100001,		"! 100.001 us  |  " END },
		{ 1234567,		"# 1234.567 us |  " END },
		{ 12345678,		"* 12345.67 us |  " END },
		{ 123456789,		"@ 123456.7 us |  " END },
		{ 1234567890,		"$ 1234567 us  |  " END },
		{ 12345678901,		"$ 12345678 us |  " END },
		{ 123456789012,		"$ 123456789 us |  " END },
	};
	struct bench *b = new_bench(test, USUAL);

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_STREQ(test, return_line(b, cases[i].ns), cases[i].line);
	b->tr.options = USUAL & ~BIT_OF(GRAPH_OVERHEAD);
	KUNIT_EXPECT_STREQ(test, return_line(b, 10001), "  10.001 us   |  " END);
	b->tr.options = BIT_OF(CONTEXT_INFO);
	KUNIT_EXPECT_STREQ(test, return_line(b, 10001), END);
}

static void indent_test(struct kunit *test)
{
	struct bench *b = new_bench(test, USUAL);
	const size_t size = offsetofend(struct trace_graph_ent_entry, depth);

	b->entry.depth = 2;
	KUNIT_EXPECT_STREQ(test, line_of(b, &b->entry.ent, size),
			   "              |      trace_graph_line() {\n");
	b->ret.depth = 2;
	KUNIT_EXPECT_STREQ(test, return_line(b, 1), "  0.001 us    |      " END);
	b->tr.options = 0;
	KUNIT_EXPECT_STREQ(test, return_line(b, 1), "    " END);

	/* Depths that nobody wrote there. */
	b->ret.depth = -1;
	KUNIT_EXPECT_STREQ(test, return_line(b, 1), END);
	b->ret.depth = INT_MAX;
	KUNIT_EXPECT_LT(test, strlen(return_line(b, 1)), 1000);
}

#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
static const char *result(struct bench *b, unsigned long retval)
{
	b->ret.retval = retval;
	return return_line(b, 0);
}

static void result_test(struct kunit *test)
{
	struct bench *b = new_bench(test, BIT_OF(GRAPH_RETVAL));

	KUNIT_EXPECT_STREQ(test, result(b, 0), "} /* trace_graph_line = 0x0 */\n");
	KUNIT_EXPECT_STREQ(test, result(b, 573), "} /* trace_graph_line = 0x23d */\n");
	KUNIT_EXPECT_STREQ(test, result(b, -5), "} /* trace_graph_line = -5 */\n");
	KUNIT_EXPECT_STREQ(test, result(b, (u32)-5), "} /* trace_graph_line = -5 */\n");
	KUNIT_EXPECT_STREQ(test, result(b, (u32)-5000),
			   "} /* trace_graph_line = 0xffffec78 */\n");
	b->tr.options |= BIT_OF(GRAPH_RETVAL_HEX);
	KUNIT_EXPECT_STREQ(test, result(b, (u32)-5),
			   "} /* trace_graph_line = 0xfffffffb */\n");
}
#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(duration_test),
	KUNIT_CASE(indent_test),
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	KUNIT_CASE(result_test),
#endif
	{}
};

static struct kunit_suite suite = {
	.name		= "graphline",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of lines of the function graph tracer");
MODULE_LICENSE("GPL");
