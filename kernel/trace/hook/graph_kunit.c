// SPDX-License-Identifier: GPL-2.0
/* Entry and return of live functions: who is told, of what, and what it must not change. */

#include <kunit/test.h>
#include <linux/fprobe.h>
#include <linux/ftrace.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include "kunit_targets.h"
#include "shadow.h"

#define EXPECTED_A	654321L
#define EXPECTED_B	123456L
#define DEEP		150
#define MAGIC		0x600d600dL

/* What a user saw. */
struct seen {
	struct fgraph_ops	gops;
	bool			refuse;
	unsigned int		entries;
	unsigned int		returns;
	int			max_depth;
	unsigned long		retval;
	unsigned long		func;
	long			data;
	unsigned int		frames;
	unsigned int		bad_frames;
};

static int note_entry(struct ftrace_graph_ent *ent, struct fgraph_ops *gops)
{
	struct seen *seen = container_of(gops, struct seen, gops);
	long *data;

	seen->entries++;
	if (seen->refuse)
		return 0;
	data = fgraph_reserve_data(gops->idx, sizeof(*data));
	if (data)
		*data = MAGIC + ent->depth;
	return 1;
}

/* A stack trace at return knows the true addresses. */
static void look_at_stack(struct seen *seen)
{
	unsigned long entry[32];

	seen->frames = stack_trace_save(entry, ARRAY_SIZE(entry), 0);
	for (unsigned int i = 0; i < seen->frames; i++)
		seen->bad_frames += entry[i] == (unsigned long)return_to_handler;
}

static void note_return(struct ftrace_graph_ret *ret, struct fgraph_ops *gops)
{
	struct seen *seen = container_of(gops, struct seen, gops);
	int size = 0;
	long *data = fgraph_retrieve_data(gops->idx, &size);

	seen->returns++;
	seen->max_depth = max(seen->max_depth, ret->depth);
	seen->func = ret->func;
#ifdef CONFIG_FUNCTION_GRAPH_RETVAL
	seen->retval = ret->retval;
#endif
	seen->data = data && size == sizeof(*data) ? *data - ret->depth : 0;
	look_at_stack(seen);
}

static void unhook(void *data)
{
	struct fgraph_ops *gops = data;

	if (gops->ops.flags & FTRACE_OPS_FL_ENABLED)
		unregister_ftrace_graph(gops);
	ftrace_free_filter(&gops->ops);
}

static struct seen *new_user(struct kunit *test)
{
	struct seen *seen = kunit_kzalloc(test, sizeof(*seen), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, seen);
	seen->gops.entryfunc = note_entry;
	seen->gops.retfunc = note_return;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unhook, &seen->gops), 0);
	return seen;
}

static void follow(struct kunit *test, struct seen *seen, void *func)
{
	KUNIT_ASSERT_EQ(test, ftrace_set_filter_ip(&seen->gops.ops, (unsigned long)func, 0, 0),
			0);
}

static void start(struct kunit *test, struct seen *seen)
{
	KUNIT_ASSERT_EQ(test, register_ftrace_graph(&seen->gops), 0);
}

static void expect_pairs(struct kunit *test, const struct seen *seen, unsigned int nr)
{
	KUNIT_EXPECT_EQ(test, seen->entries, nr);
	KUNIT_EXPECT_EQ(test, seen->returns, nr);
	KUNIT_EXPECT_EQ(test, seen->bad_frames, 0);
}

static void pair_test(struct kunit *test)
{
	struct seen *seen = new_user(test);

	follow(test, seen, hook_target_a);
	start(test, seen);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	KUNIT_EXPECT_EQ(test, hook_target_b(1, 2, 3, 4, 5, 6), EXPECTED_B);
	expect_pairs(test, seen, 1);
	KUNIT_EXPECT_EQ(test, seen->func, ftrace_location((unsigned long)hook_target_a));
	KUNIT_EXPECT_EQ(test, seen->max_depth, 0);
	KUNIT_EXPECT_EQ(test, seen->data, MAGIC);
	KUNIT_EXPECT_GT(test, seen->frames, 3);
	if (IS_ENABLED(CONFIG_FUNCTION_GRAPH_RETVAL))
		KUNIT_EXPECT_EQ(test, seen->retval, EXPECTED_A);
	unregister_ftrace_graph(&seen->gops);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	expect_pairs(test, seen, 1);
}

static void refused_test(struct kunit *test)
{
	struct seen *seen = new_user(test);

	seen->refuse = true;
	follow(test, seen, hook_target_a);
	start(test, seen);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	KUNIT_EXPECT_EQ(test, seen->entries, 1);
	KUNIT_EXPECT_EQ(test, seen->returns, 0);
}

static void nested_test(struct kunit *test)
{
	struct seen *seen = new_user(test);

	follow(test, seen, hook_target_a);
	follow(test, seen, hook_target_nested);
	start(test, seen);
	KUNIT_EXPECT_EQ(test, hook_target_nested(7), 8);
	expect_pairs(test, seen, 2);
	KUNIT_EXPECT_EQ(test, seen->max_depth, 1);
	KUNIT_EXPECT_EQ(test, seen->func, ftrace_location((unsigned long)hook_target_nested));
}

/* Each user sees its own functions, with the depth among those. */
static void several_test(struct kunit *test)
{
	struct seen *one = new_user(test), *two = new_user(test), *three = new_user(test);

	follow(test, one, hook_target_a);
	follow(test, two, hook_target_a);
	follow(test, two, hook_target_nested);
	follow(test, three, hook_target_nested);
	start(test, one);
	start(test, two);
	start(test, three);
	KUNIT_EXPECT_EQ(test, hook_target_nested(7), 8);
	expect_pairs(test, one, 1);
	expect_pairs(test, two, 2);
	expect_pairs(test, three, 1);
	KUNIT_EXPECT_NE(test, one->gops.idx, two->gops.idx);
}

/* Two functions return at once. */
static void tail_call_test(struct kunit *test)
{
	struct seen *seen = new_user(test), *other = new_user(test);

	follow(test, seen, hook_target_b);
	follow(test, seen, hook_target_tail);
	follow(test, other, hook_target_tail);
	start(test, seen);
	start(test, other);
	KUNIT_EXPECT_EQ(test, hook_target_tail(1, 2, 3, 4, 5, 6), EXPECTED_B);
	expect_pairs(test, seen, 2);
	expect_pairs(test, other, 1);
	KUNIT_EXPECT_EQ(test, seen->data, MAGIC);
}

/* The shadow stack grows over several pages, and does so once. */
static void deep_test(struct kunit *test)
{
	unsigned long missed = shadow_missed();
	struct seen *seen = new_user(test);

	follow(test, seen, hook_target_deep);
	start(test, seen);
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, hook_target_deep(DEEP), DEEP);
	expect_pairs(test, seen, 3 * (DEEP + 1));
	KUNIT_EXPECT_EQ(test, seen->max_depth, DEEP);
	KUNIT_EXPECT_EQ(test, shadow_missed(), missed);
}

static void task_var_test(struct kunit *test)
{
	struct seen *seen = new_user(test);
	unsigned long *var;

	follow(test, seen, hook_target_a);
	start(test, seen);
	hook_target_a(1, 2, 3, 4, 5, 6);
	var = fgraph_get_task_var(&seen->gops);
	KUNIT_ASSERT_NOT_NULL(test, var);
	KUNIT_EXPECT_EQ(test, *var, 0);
	*var = MAGIC;
	unregister_ftrace_graph(&seen->gops);
	start(test, seen);
	KUNIT_EXPECT_EQ(test, *fgraph_get_task_var(&seen->gops), 0);
}

#ifdef CONFIG_FPROBE
/* What a probe saw. */
struct probed {
	struct fprobe	fp;
	int		answer;
	unsigned int	entries;
	unsigned int	exits;
	unsigned long	entry_ret;
	unsigned long	exit_ret;
	unsigned long	retval;
	long		data;
};

static int probe_entry(struct fprobe *fp, unsigned long ip, unsigned long ret,
		       struct pt_regs *regs, void *data)
{
	struct probed *p = container_of(fp, struct probed, fp);

	p->entries++;
	p->entry_ret = ret;
	if (data)
		*(long *)data = regs_get_kernel_argument(regs, 1);
	return p->answer;
}

static void probe_exit(struct fprobe *fp, unsigned long ip, unsigned long ret,
		       struct pt_regs *regs, void *data)
{
	struct probed *p = container_of(fp, struct probed, fp);

	p->exits++;
	p->exit_ret = ret;
	p->retval = regs_return_value(regs);
	p->data = data ? *(long *)data : 0;
}

static void unprobe(void *fp)
{
	unregister_fprobe(fp);
}

static struct probed *new_probe(struct kunit *test, bool exit)
{
	struct probed *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	p->fp.entry_handler = probe_entry;
	p->fp.exit_handler = exit ? probe_exit : NULL;
	p->fp.entry_data_size = sizeof(long);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, unprobe, &p->fp), 0);
	return p;
}

static void fprobe_test(struct kunit *test)
{
	struct probed *p = new_probe(test, true), *entry = new_probe(test, false);
	const char *name = "hook_target_a";

	KUNIT_ASSERT_EQ(test, register_fprobe(&p->fp, "hook_target_[ab]", "hook_target_b"), 0);
	KUNIT_ASSERT_EQ(test, register_fprobe_syms(&entry->fp, &name, 1), 0);
	KUNIT_EXPECT_TRUE(test, fprobe_is_registered(&p->fp));
	KUNIT_EXPECT_EQ(test, register_fprobe(&p->fp, name, NULL), -EBUSY);
	KUNIT_EXPECT_EQ(test, hook_target_a(1, 2, 3, 4, 5, 6), EXPECTED_A);
	KUNIT_EXPECT_EQ(test, hook_target_b(1, 2, 3, 4, 5, 6), EXPECTED_B);
	KUNIT_EXPECT_EQ(test, p->entries, 1);
	KUNIT_EXPECT_EQ(test, p->exits, 1);
	KUNIT_EXPECT_EQ(test, p->data, 2);
	KUNIT_EXPECT_EQ(test, p->retval, EXPECTED_A);
	KUNIT_EXPECT_EQ(test, p->exit_ret, p->entry_ret);
	KUNIT_EXPECT_EQ(test, entry->entries, 1);
	KUNIT_EXPECT_EQ(test, entry->entry_ret, p->entry_ret);
	KUNIT_EXPECT_EQ(test, p->fp.nmissed + entry->fp.nmissed, 0);
}

static void fprobe_refused_test(struct kunit *test)
{
	struct probed *p = new_probe(test, true);

	p->answer = 1;
	KUNIT_ASSERT_EQ(test, register_fprobe(&p->fp, "hook_target_a", NULL), 0);
	hook_target_a(1, 2, 3, 4, 5, 6);
	KUNIT_EXPECT_EQ(test, p->entries, 1);
	KUNIT_EXPECT_EQ(test, p->exits, 0);
	disable_fprobe(&p->fp);
	hook_target_a(1, 2, 3, 4, 5, 6);
	KUNIT_EXPECT_EQ(test, p->entries, 1);
	KUNIT_EXPECT_EQ(test, unregister_fprobe(&p->fp), 0);
	KUNIT_EXPECT_EQ(test, unregister_fprobe(&p->fp), -EINVAL);
}

static void fprobe_errors_test(struct kunit *test)
{
	struct probed *p = new_probe(test, true);
	const char *names[2] = { "hook_target_a", "no_such_function_anywhere" };
	unsigned long nowhere = 1;

	KUNIT_EXPECT_EQ(test, register_fprobe(&p->fp, NULL, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_fprobe(&p->fp, names[1], NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_fprobe_syms(&p->fp, names, 2), -ENOENT);
	KUNIT_EXPECT_EQ(test, register_fprobe_syms(&p->fp, names, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, register_fprobe_ips(&p->fp, &nowhere, 1), -EINVAL);
	p->fp.entry_data_size = SHADOW_DATA_MAX + 1;
	KUNIT_EXPECT_EQ(test, register_fprobe(&p->fp, names[0], NULL), -EINVAL);
	KUNIT_EXPECT_FALSE(test, fprobe_is_registered(&p->fp));
}
#endif

static struct kunit_case cases[] = {
	KUNIT_CASE(pair_test),
	KUNIT_CASE(refused_test),
	KUNIT_CASE(nested_test),
	KUNIT_CASE(several_test),
	KUNIT_CASE(tail_call_test),
	KUNIT_CASE(deep_test),
	KUNIT_CASE(task_var_test),
#ifdef CONFIG_FPROBE
	KUNIT_CASE(fprobe_test),
	KUNIT_CASE(fprobe_refused_test),
	KUNIT_CASE(fprobe_errors_test),
#endif
	{}
};

static struct kunit_suite suite = {
	.name		= "graph",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit tests of entry and return");
MODULE_LICENSE("GPL");
