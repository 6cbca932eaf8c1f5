// SPDX-License-Identifier: GPL-2.0
/*
 * Synthetic events of kernel code, as a test and as an example.
 *
 * While the module is loaded there are three events, made in the three ways that there
 * are; each has been set off in all ways that go. What is in the trace then is for
 * tools/testing/selftests/retrace/event/synth_module.tc to look at; what has to fail is
 * looked at here.
 */
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/trace_events.h>

static struct synth_field_desc fields[] = {
	{ .type = "pid_t",		.name = "pid" },
	{ .type = "char[16]",		.name = "comm" },
	{ .type = "u64",		.name = "ns" },
	{ .type = "unsigned int",	.name = "cpu" },
	{ .type = "s8",			.name = "small" },
};

static struct synth_field_desc open_ended[] = {
	{ .type = "char[]",		.name = "text" },
	{ .type = "int",		.name = "number" },
};

static const char * const names[] = { "gen_whole", "gen_pieces", "gen_open" };
static struct trace_event_file *files[ARRAY_SIZE(names)];

/* ---- Making ------------------------------------------------------------ */

static int make_whole(void)
{
	int err = synth_event_create(names[0], fields, ARRAY_SIZE(fields), THIS_MODULE);

	if (err)
		return err;
	/* There is one already; and no such type. */
	if (synth_event_create(names[0], fields, 1, THIS_MODULE) != -EEXIST)
		return -EINVAL;
	fields[0].type = "colour";
	if (synth_event_create("gen_wrong", fields, 1, THIS_MODULE) != -EINVAL)
		return -EINVAL;
	fields[0].type = "pid_t";
	return 0;
}

static int make_pieces(char *buf)
{
	struct dynevent_cmd cmd;
	int err;

	synth_event_cmd_init(&cmd, buf, MAX_DYNEVENT_CMD_LEN);
	err = synth_event_gen_cmd_start(&cmd, names[1], THIS_MODULE, "pid_t", "pid",
					"char[16]", "comm") ?:
	      synth_event_add_field(&cmd, "u64", "ns") ?:
	      synth_event_add_field_str(&cmd, "unsigned int cpu") ?:
	      synth_event_add_fields(&cmd, &fields[4], 1) ?: synth_event_gen_cmd_end(&cmd);
	if (err)
		return err;
	/* What does not fit is not made. */
	synth_event_cmd_init(&cmd, buf, 16);
	if (synth_event_gen_cmd_start(&cmd, "gen_long", THIS_MODULE, "u64", "ns") != -E2BIG ||
	    synth_event_gen_cmd_end(&cmd) != -E2BIG)
		return -EINVAL;
	return 0;
}

static int make_open(char *buf)
{
	struct dynevent_cmd cmd;

	synth_event_cmd_init(&cmd, buf, MAX_DYNEVENT_CMD_LEN);
	return synth_event_gen_cmd_array_start(&cmd, names[2], THIS_MODULE, open_ended,
					       ARRAY_SIZE(open_ended)) ?:
	       synth_event_gen_cmd_end(&cmd);
}

static int make_all(void)
{
	char *buf __free(kfree) = kmalloc(MAX_DYNEVENT_CMD_LEN, GFP_KERNEL);

	return buf ? make_whole() ?: make_pieces(buf) ?: make_open(buf) : -ENOMEM;
}

static int switch_on(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		int err;

		files[i] = trace_get_event_file(NULL, "synthetic", names[i]);
		if (IS_ERR(files[i]))
			return PTR_ERR(files[i]);
		err = trace_array_set_clr_event(files[i]->tr, "synthetic", names[i], true);
		if (err)
			return err;
	}
	/* Somebody has hold of it. */
	return synth_event_delete(names[0]) == -EBUSY ? 0 : -EINVAL;
}

/* What is not there yet, or not any more, does not matter. */
static void remove_all(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		if (!IS_ERR_OR_NULL(files[i])) {
			trace_array_set_clr_event(files[i]->tr, "synthetic", names[i], false);
			trace_put_event_file(files[i]);
		}
		synth_event_delete(names[i]);
	}
}

/* ---- Setting off -------------------------------------------------------- */

static u64 text(const char *s)
{
	return (unsigned long)s;
}

static int trace_at_once(struct trace_event_file *file)
{
	u64 vals[] = { 2, text("array, more than fits"), U64_MAX, 3, 127 };
	int err;

	err = synth_event_trace(file, 5, (u64)1, text("list"), (u64)1000000, (u64)2, (u64)-5) ?:
	      synth_event_trace_array(file, vals, ARRAY_SIZE(vals));
	if (!err && synth_event_trace_array(file, vals, 4) != -EINVAL)
		return -EINVAL;
	return err;
}

static int trace_in_order(struct trace_event_file *file)
{
	struct synth_event_trace_state state;
	int err;

	err = synth_event_trace_start(file, &state);
	if (err)
		return err;
	err = synth_event_add_next_val(3, &state) ?:
	      synth_event_add_next_val(text("order"), &state) ?:
	      synth_event_add_next_val(5, &state) ?:
	      synth_event_add_next_val(6, &state) ?:
	      synth_event_add_next_val(7, &state);
	/* No field is left, and it is too late for names. */
	if (!err && (synth_event_add_next_val(8, &state) != -EINVAL ||
		     synth_event_add_val("ns", 9, &state) != -EINVAL))
		err = -EINVAL;
	return synth_event_trace_end(&state) ?: err;
}

static int trace_by_name(struct trace_event_file *file)
{
	struct synth_event_trace_state state;
	int err;

	err = synth_event_trace_start(file, &state);
	if (err)
		return err;
	err = synth_event_add_val("small", -1, &state) ?:
	      synth_event_add_val("comm", text("name"), &state) ?:
	      synth_event_add_val("pid", 4, &state);
	if (!err && (synth_event_add_val("nobody", 1, &state) != -EINVAL ||
		     synth_event_add_next_val(1, &state) != -EINVAL))
		err = -EINVAL;
	return synth_event_trace_end(&state) ?: err;
}

static int trace_open_ended(struct trace_event_file *file)
{
	struct synth_event_trace_state state;

	if (synth_event_trace_start(file, &state) != -EINVAL)
		return -EINVAL;
	return synth_event_trace(file, 2, text("a text of any length at all"), (u64)-1);
}

/* An event of another kind is refused. */
static int trace_another(void)
{
	struct trace_event_file *file = trace_get_event_file(NULL, "sched", "sched_switch");
	int err;

	if (IS_ERR(file))
		return PTR_ERR(file);
	err = synth_event_trace(file, 0) == -EINVAL ? 0 : -EINVAL;
	trace_put_event_file(file);
	return err;
}

static int __init gen_test_init(void)
{
	int err;

	err = make_all() ?: switch_on() ?: trace_at_once(files[0]) ?:
	      trace_in_order(files[0]) ?: trace_by_name(files[1]) ?:
	      trace_open_ended(files[2]) ?: trace_another();
	if (err)
		remove_all();
	return err;
}
module_init(gen_test_init);

static void __exit gen_test_exit(void)
{
	remove_all();
}
module_exit(gen_test_exit);

MODULE_DESCRIPTION("Synthetic events of kernel code");
MODULE_LICENSE("GPL");
