// SPDX-License-Identifier: GPL-2.0
/* KUnit: pid sets, options, task names, records, instances. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include "clock.h"
#include "comm.h"
#include "context.h"
#include "option.h"
#include "pack.h"
#include "printk.h"
#include "record_open.h"
#include "scale.h"
#include "tracer.h"

static void pidset_members(struct kunit *test)
{
	static const int pids[] = { 1, 7, 4095, 4096, 4097, PID_MAX_LIMIT - 1 };
	struct pidset *set = pidset_alloc();
	int i, pid = -1;

	KUNIT_ASSERT_NOT_NULL(test, set);
	KUNIT_EXPECT_TRUE(test, pidset_is_empty(set));
	for (i = 0; i < ARRAY_SIZE(pids); i++)
		KUNIT_EXPECT_EQ(test, pidset_add(set, pids[i], GFP_KERNEL), 0);
	for (i = 0; i < ARRAY_SIZE(pids); i++) {
		KUNIT_EXPECT_TRUE(test, pidset_has(set, pids[i]));
		pid = pidset_next(set, pid);
		KUNIT_EXPECT_EQ(test, pid, pids[i]);
	}
	KUNIT_EXPECT_EQ(test, pidset_next(set, pid), -1);
	KUNIT_EXPECT_FALSE(test, pidset_has(set, 2));
	KUNIT_EXPECT_FALSE(test, pidset_has(set, -1));
	KUNIT_EXPECT_EQ(test, pidset_add(set, PID_MAX_LIMIT, GFP_KERNEL), -EINVAL);
	pidset_del(set, 4096);
	KUNIT_EXPECT_FALSE(test, pidset_has(set, 4096));
	KUNIT_EXPECT_TRUE(test, pidset_has(set, 4097));
	pidset_free(set);
}

static void pidset_text(struct kunit *test)
{
	char good[] = " 3\t5\n 9 ", bad[] = "3 x", huge[] = "99999999";
	struct pidset *set = pidset_alloc(), *copy;

	KUNIT_ASSERT_NOT_NULL(test, set);
	KUNIT_EXPECT_EQ(test, pidset_parse(set, good), 0);
	KUNIT_EXPECT_TRUE(test, pidset_has(set, 3));
	KUNIT_EXPECT_TRUE(test, pidset_has(set, 5));
	KUNIT_EXPECT_TRUE(test, pidset_has(set, 9));
	KUNIT_EXPECT_EQ(test, pidset_parse(set, bad), -EINVAL);
	KUNIT_EXPECT_EQ(test, pidset_parse(set, huge), -EINVAL);

	copy = pidset_copy(set);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	pidset_del(set, 5);
	KUNIT_EXPECT_TRUE(test, pidset_has(copy, 5));
	pidset_free(copy);
	pidset_free(set);
}

static void pid_filter_both_lists(struct kunit *test)
{
	struct pid_filter f = { };
	struct pidset *only = pidset_alloc(), *never = pidset_alloc();

	KUNIT_ASSERT_NOT_NULL(test, only);
	KUNIT_ASSERT_NOT_NULL(test, never);
	KUNIT_EXPECT_FALSE(test, pid_filter_refuses(&f, 1));
	pidset_add(only, 1, GFP_KERNEL);
	pidset_add(only, 2, GFP_KERNEL);
	pidset_add(never, 2, GFP_KERNEL);
	RCU_INIT_POINTER(f.list[PID_LIST_ONLY], only);
	KUNIT_EXPECT_FALSE(test, pid_filter_refuses(&f, 1));
	KUNIT_EXPECT_TRUE(test, pid_filter_refuses(&f, 3));
	RCU_INIT_POINTER(f.list[PID_LIST_NEVER], never);
	KUNIT_EXPECT_TRUE(test, pid_filter_refuses(&f, 2));
	KUNIT_EXPECT_FALSE(test, pid_filter_refuses(&f, 1));
	RCU_INIT_POINTER(f.list[PID_LIST_ONLY], NULL);
	KUNIT_EXPECT_FALSE(test, pid_filter_refuses(&f, 3));
	pidset_free(only);
	pidset_free(never);
}

static bool refused_now(struct pid_filter *f)
{
	guard(preempt)();
	return pid_filter_refuses_current(f);
}

static int add_pid(struct pid_filter *f, enum pid_list which, pid_t pid)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", pid);
	guard(mutex)(&tracing_mutex);
	return pid_filter_add(f, which, text);
}

static void clear_pids(struct pid_filter *f, enum pid_list which)
{
	guard(mutex)(&tracing_mutex);
	pid_filter_clear(f, which);
}

/* Lists tell at once, and still after the CPU had other tasks. */
static void pid_filter_verdict(struct kunit *test)
{
	pid_t me = current->pid, other = me + 1;
	struct pid_filter f = { };

	KUNIT_ASSERT_EQ(test, pid_filter_init(&f), 0);
	KUNIT_EXPECT_FALSE(test, refused_now(&f));
	KUNIT_EXPECT_EQ(test, add_pid(&f, PID_LIST_ONLY, other), 0);
	KUNIT_EXPECT_TRUE(test, refused_now(&f));
	msleep(20);
	KUNIT_EXPECT_TRUE(test, refused_now(&f));
	KUNIT_EXPECT_EQ(test, add_pid(&f, PID_LIST_ONLY, me), 0);
	KUNIT_EXPECT_FALSE(test, refused_now(&f));
	msleep(20);
	KUNIT_EXPECT_FALSE(test, refused_now(&f));
	KUNIT_EXPECT_EQ(test, add_pid(&f, PID_LIST_NEVER, me), 0);
	KUNIT_EXPECT_TRUE(test, refused_now(&f));
	clear_pids(&f, PID_LIST_ONLY);
	KUNIT_EXPECT_TRUE(test, refused_now(&f));
	clear_pids(&f, PID_LIST_NEVER);
	KUNIT_EXPECT_FALSE(test, refused_now(&f));
	msleep(20);
	KUNIT_EXPECT_FALSE(test, refused_now(&f));
	pid_filter_destroy(&f);
}

/* Bad text leaves the lists as they were. */
static void pid_filter_bad_text(struct kunit *test)
{
	struct pid_filter f = { };
	char bad[] = "1 2 three";

	KUNIT_ASSERT_EQ(test, pid_filter_init(&f), 0);
	scoped_guard(mutex, &tracing_mutex) {
		KUNIT_EXPECT_EQ(test, pid_filter_add(&f, PID_LIST_ONLY, bad), -EINVAL);
		KUNIT_EXPECT_FALSE(test, pid_filter_is_set(&f));
	}
	pid_filter_destroy(&f);
}

/* An instance for one test; tracing_mutex is free in between. */
static struct trace_array *test_instance(struct kunit *test)
{
	struct trace_array *tr = trace_array_get_by_name("kunit-core", NULL);

	KUNIT_ASSERT_NOT_NULL(test, tr);
	return tr;
}

static void end_instance(struct kunit *test, struct trace_array *tr)
{
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), -EBUSY);
	trace_array_put(tr);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), 0);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(tr), -ENODEV);
}

static void instance_life(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);

	scoped_guard(mutex, &tracing_mutex)
		KUNIT_EXPECT_PTR_EQ(test, trace_array_find("kunit-core"), tr);
	KUNIT_EXPECT_EQ(test, -EEXIST,
			PTR_ERR_OR_ZERO(trace_array_create("kunit-core", NULL, NULL)));
	KUNIT_EXPECT_PTR_EQ(test, trace_array_get_by_name("kunit-core", NULL), tr);
	trace_array_put(tr);
	end_instance(test, tr);
	KUNIT_EXPECT_EQ(test, trace_array_remove("kunit-core"), -ENODEV);
	KUNIT_EXPECT_EQ(test, trace_array_destroy(NULL), -EINVAL);
}

static void options_by_name(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);

	mutex_lock(&tracing_mutex);
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "sym-addr"), 0);
	KUNIT_EXPECT_TRUE(test, trace_option(tr, SYM_ADDR));
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "nosym-addr"), 0);
	KUNIT_EXPECT_FALSE(test, trace_option(tr, SYM_ADDR));
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "sym-addrs"), -EINVAL);
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, ""), -EINVAL);
	/* Only the top instance has a file for it, but all take it. */
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "norecord-cmd"), 0);
	KUNIT_EXPECT_FALSE(test, trace_option(tr, RECORD_CMD));
	KUNIT_EXPECT_TRUE(test, trace_option(&top_trace, RECORD_CMD));
	KUNIT_EXPECT_FALSE(test, trace_option_has_file(tr, TRACE_OPT_RECORD_CMD));
	/* A tracer may refuse. */
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "test_nop_refuse"),
			-EINVAL);
	KUNIT_EXPECT_FALSE(test, trace_option(tr, NOP_REFUSE));
	KUNIT_EXPECT_EQ(test, trace_option_set_by_name(tr, "nooverwrite"), 0);
	KUNIT_EXPECT_FALSE(test, ringbuf_overwrite(tr->buffer));
	mutex_unlock(&tracing_mutex);
	end_instance(test, tr);
}

static void latency_is_per_instance(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);

	KUNIT_EXPECT_EQ(test, trace_latency_max(tr), 0);
	trace_latency_set(tr, 1234567);
	KUNIT_EXPECT_EQ(test, trace_latency_max(tr), 1234567);
	/* The end waits for what tells watchers. */
	trace_latency_set(tr, U64_MAX);
	end_instance(test, tr);
}

static __printf(3, 4)
void expect_packed(struct kunit *test, int words, const char *fmt, ...)
{
	u32 want[16] = {}, got[16] = {};
	va_list args;
	int n;

	va_start(args, fmt);
	n = trace_pack_integers(got, ARRAY_SIZE(got), fmt, args);
	va_end(args);
	KUNIT_EXPECT_EQ_MSG(test, n, words, "%s", fmt);
	if (n < 0)
		return;
	va_start(args, fmt);
	KUNIT_EXPECT_EQ_MSG(test, vbin_printf(want, ARRAY_SIZE(want), fmt, args), n,
			    "%s", fmt);
	va_end(args);
	KUNIT_EXPECT_MEMEQ(test, got, want, n * sizeof(u32));
}

static void integers_are_packed_like_others(struct kunit *test)
{
	int l = sizeof(long) / sizeof(u32);

	expect_packed(test, 0, "none");
	expect_packed(test, 1, "%d", -5);
	expect_packed(test, 3, "a %d, %u and %x.", INT_MIN, 7U, UINT_MAX);
	expect_packed(test, 3 * l, "%ld %lu %lx", -5L, ULONG_MAX, 0xabcdefUL);
	expect_packed(test, 6, "%lld %llu %llx", S64_MIN, U64_MAX, 1ULL);
	expect_packed(test, 4, "%d%lld%x", 1, 0x123456789abcdefLL, 2);
	/* Who does more than that does it elsewhere. */
	expect_packed(test, -1, "%5d", 1);
	expect_packed(test, -1, "%d%%", 1);
	expect_packed(test, -1, "%s", "text");
	expect_packed(test, -1, "%d %pS", 1, test);
	expect_packed(test, -1, "%zu", sizeof(int));
	expect_packed(test, -1, "%hd", 1);
	/* No room for one more of any size. */
	expect_packed(test, -1, "%lld%lld%lld%lld%lld%lld%lld%lld%d", 1LL, 2LL, 3LL, 4LL,
		      5LL, 6LL, 7LL, 8LL, 9);
}

static void printk_has_one_receiver(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);

	mutex_lock(&tracing_mutex);
	KUNIT_EXPECT_TRUE(test, trace_option(&top_trace, PRINTK_DEST));
	KUNIT_EXPECT_FALSE(test, trace_option(tr, PRINTK_DEST));
	KUNIT_EXPECT_EQ(test, trace_option_set(&top_trace,
					       TRACE_OPT_PRINTK_DEST, false),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, trace_option_set(tr, TRACE_OPT_PRINTK_DEST, true), 0);
	KUNIT_EXPECT_FALSE(test, trace_option(&top_trace, PRINTK_DEST));
	mutex_unlock(&tracing_mutex);
	/* The receiver goes: back to the top instance. */
	end_instance(test, tr);
	KUNIT_EXPECT_TRUE(test, trace_option(&top_trace, PRINTK_DEST));
}

static void long_printk_is_cut(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);
	struct trace_print_entry *entry;
	char *text = kunit_kzalloc(test, 3000, GFP_KERNEL);
	struct rb_record r;

	KUNIT_ASSERT_NOT_NULL(test, text);
	memset(text, 'y', 2999);
	mutex_lock(&tracing_mutex);
	KUNIT_EXPECT_EQ(test, trace_option_set(tr, TRACE_OPT_PRINTK_DEST, true), 0);
	mutex_unlock(&tracing_mutex);
	trace_printk_init_buffers();
	migrate_disable();
	__trace_bprintk(0x1234, "%s", text);
	KUNIT_EXPECT_TRUE(test, rb_peek(tr->buffer, smp_processor_id(), &r));
	migrate_enable();
	entry = r.data;
	KUNIT_EXPECT_EQ(test, entry->ent.type, TRACE_TYPE_print);
	KUNIT_EXPECT_EQ(test, entry->ip, 0x1234UL);
	KUNIT_EXPECT_EQ(test, strspn(entry->buf, "y"), 1023);
	KUNIT_EXPECT_EQ(test, strlen(entry->buf), 1023);
	end_instance(test, tr);
}

static void record_and_read(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);
	struct trace_fn_entry *entry;
	struct rb_record r;
	int cpu;

	preempt_disable();
	cpu = smp_processor_id();
	trace_function(tr, 0x1234, 0x5678, trace_context(1));
	preempt_enable();

	KUNIT_ASSERT_TRUE(test, rb_peek(tr->buffer, cpu, &r));
	entry = r.data;
	KUNIT_EXPECT_EQ(test, entry->ent.type, TRACE_TYPE_function);
	KUNIT_EXPECT_EQ(test, entry->ent.pid, current->pid);
	KUNIT_EXPECT_EQ(test, entry->ent.preempt_count & 0xf, 0);
	KUNIT_EXPECT_EQ(test, entry->ip, 0x1234UL);
	KUNIT_EXPECT_EQ(test, entry->parent_ip, 0x5678UL);
	KUNIT_EXPECT_NE(test, current->trace_recursion & TRACE_TASK_SEEN, 0UL);
	rb_consume(tr->buffer, cpu);
	KUNIT_EXPECT_FALSE(test, rb_peek(tr->buffer, cpu, &r));
	end_instance(test, tr);
}

static void cpumask_stops_a_cpu(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);
	struct trace_record rec;

	scoped_guard(mutex, &tracing_mutex)
		trace_array_set_cpumask(tr, cpu_none_mask);
	scoped_guard(preempt)
		KUNIT_EXPECT_NULL(test,
				  trace_record_begin(&rec, tr, TRACE_TYPE_print,
						     32, 0));
	scoped_guard(mutex, &tracing_mutex)
		trace_array_set_cpumask(tr, cpu_all_mask);
	preempt_disable();
	KUNIT_EXPECT_NOT_NULL(test,
			      trace_record_begin(&rec, tr, TRACE_TYPE_print,
						 32, 0));
	trace_record_discard(&rec);
	preempt_enable();
	end_instance(test, tr);
}

static void clocks(struct kunit *test)
{
	struct trace_array *tr = test_instance(test);
	u64 before, after;
	unsigned int i;

	mutex_lock(&tracing_mutex);
	for (i = 0; i < nr_trace_clocks; i++) {
		KUNIT_EXPECT_EQ(test, trace_clock_set(tr, trace_clocks[i].name), 0);
		before = trace_clocks[i].read();
		after = trace_clocks[i].read();
		KUNIT_EXPECT_LE(test, before, after);
	}
	KUNIT_EXPECT_EQ(test, trace_clock_set(tr, "sundial"), -EINVAL);
	mutex_unlock(&tracing_mutex);
	end_instance(test, tr);
}

static void comm_of_the_living(struct kunit *test)
{
	char comm[TASK_COMM_LEN];

	trace_comm_find(current->pid, comm);
	KUNIT_EXPECT_STREQ(test, comm, current->comm);
	trace_comm_find(0, comm);
	KUNIT_EXPECT_STREQ(test, comm, "<idle>");
	trace_comm_find(PID_MAX_LIMIT - 1, comm);
	KUNIT_EXPECT_STREQ(test, comm, "<...>");
	KUNIT_EXPECT_EQ(test, trace_tgid_find(current->pid), current->tgid);
}

static void scaling(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, trace_scale(7, 5, 2), 17);
	KUNIT_EXPECT_EQ(test, trace_scale(U64_MAX, U64_MAX, U64_MAX), U64_MAX);
	KUNIT_EXPECT_EQ(test, trace_scale(1ULL << 63, 10000, 1ULL << 63), 10000);
	/* The processor would trap at these. */
	KUNIT_EXPECT_EQ(test, trace_scale(1ULL << 63, 10000, 1), U64_MAX);
	KUNIT_EXPECT_EQ(test, trace_scale(1ULL << 32, 1ULL << 32, 1), U64_MAX);
	KUNIT_EXPECT_EQ(test, trace_scale(1, 1, 0), U64_MAX);
}

static struct kunit_case core_cases[] = {
	KUNIT_CASE(pidset_members),
	KUNIT_CASE(pidset_text),
	KUNIT_CASE(pid_filter_both_lists),
	KUNIT_CASE(pid_filter_verdict),
	KUNIT_CASE(pid_filter_bad_text),
	KUNIT_CASE(instance_life),
	KUNIT_CASE(options_by_name),
	KUNIT_CASE(latency_is_per_instance),
	KUNIT_CASE(integers_are_packed_like_others),
	KUNIT_CASE(printk_has_one_receiver),
	KUNIT_CASE(long_printk_is_cut),
	KUNIT_CASE(record_and_read),
	KUNIT_CASE(cpumask_stops_a_cpu),
	KUNIT_CASE(clocks),
	KUNIT_CASE(comm_of_the_living),
	KUNIT_CASE(scaling),
	{ }
};

static struct kunit_suite core_suite = {
	.name = "trace-core",
	.test_cases = core_cases,
};

kunit_test_suite(core_suite);
