// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz SEED ROUNDS: definitions of histograms, read, hit, shown and removed.
 *
 * Commands are put together at random of what commands are made of, and some are
 * damaged. What is refused leaves nothing behind. What is accepted shows a text that is
 * accepted in its place and shows the same, is hit by records of any content, and can
 * be removed by that text. At the end of each world of a few dozen commands all goes,
 * and no memory is lost, also when it ends on the way.
 */
#include "../text/world.h"
#include "../../../kernel/trace/text/cursor.h"
#include "../../../kernel/trace/hist/hist.h"

struct mutex tracing_mutex;	/* of nobody: there is one thread */

/* ---- The world: two events of one instance, a synthetic event ---------- */

static struct record {
	struct trace_entry	ent;
	u8	u8;
	s8	s8;
	u16	u16;
	s32	s32;
	u64	u64;
	s64	s64;
	u32	loc, rel, stack;
	char	chars[8];
	char	*pointer;
	char	data[64];
	u64	ip[20];
} record;

#define FIELD(ctype, member, sign, filter)				\
	{ ctype, #member, sizeof(record.member), sign, offsetof(struct record, member), filter }

static const struct trace_event_fields fields[] = {
	FIELD("u8", u8, false, 0), FIELD("s8", s8, true, 0), FIELD("u16", u16, false, 0),
	FIELD("s32", s32, true, 0), FIELD("u64", u64, false, 0), FIELD("s64", s64, true, 0),
	FIELD("__data_loc char[]", loc, false, 0), FIELD("__rel_loc char[]", rel, false, 0),
	FIELD("__data_loc long[]", stack, false, FILTER_STACKTRACE),
	FIELD("char[8]", chars, true, 0), FIELD("const char *", pointer, false, 0),
	FIELD("u8[64]", data, false, 0),
	{ "int", "common_pid", 4, true, offsetof(struct trace_entry, pid), 0 },
	{ "unsigned char", "common_flags", 1, false, offsetof(struct trace_entry, flags), 0 },
};

static struct event_class class = { "fuzz" };
static struct trace_event_call calls[] = {
	{ fields, "one", &class, 0, NULL }, { fields, "two", &class, 0, NULL },
};

static u64 now;

static u64 read_clock(void)
{
	return now += 1000;
}

static const struct trace_clock_info clock_info = { "global" };
static struct trace_array tr = { LIST_HEAD_INIT(tr.events), &clock_info, read_clock };
static struct trace_event_file files[ARRAY_SIZE(calls)];

static void list_add_end(struct list_head *at, struct list_head *head)
{
	at->prev = head->prev;
	at->next = head;
	head->prev->next = at;
	head->prev = at;
}

static void make_world(void)
{
	for (u32 i = 0; i < ARRAY_SIZE(files); i++) {
		files[i].tr = &tr;
		files[i].event_call = &calls[i];
		files[i].triggers = (struct list_head)LIST_HEAD_INIT(files[i].triggers);
		list_add_end(&files[i].list, &tr.events);
	}
}

const struct trace_event_fields *event_find_field(struct trace_event_call *call,
						  const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(fields); i++)
		if (!strcmp(call->fields[i].name, name))
			return &call->fields[i];
	return NULL;
}

struct trace_event_file *trace_event_find_file(struct trace_array *where, const char *system,
					       const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(files); i++)
		if (!strcmp(system, "fuzz") && !strcmp(name, calls[i].name))
			return &files[i];
	return NULL;
}

int trace_trigger_add(struct trace_trigger *t)
{
	if (memory_ends())
		return -ENOMEM;
	list_add_end(&t->list, &t->file->triggers);
	return 0;
}

void trace_trigger_take_away(struct trace_trigger *t)
{
	t->list.prev->next = t->list.next;
	t->list.next->prev = t->list.prev;
	t->destroy(t);
}

int trace_clock_set(struct trace_array *where, const char *name)
{
	return strcmp(name, "mono") ? -EINVAL : 0;
}

static enum text_error last_error;

void trace_errlog_add(struct trace_array *where, const char *place,
		      const struct text_command *cmd)
{
	last_error = cmd->error;
	/* The caret is in the text, or one behind it. */
	expect(cmd->pos <= strlen(cmd->text), cmd->text);
}

/* Filters are another language. */
struct event_filter *trace_filter_compile(struct trace_event_call *call, struct text_cursor *c)
{
	struct event_filter *filter;

	if (text_peek(c) != 'u')
		return ERR_PTR(text_fail(c, TEXT_HIST_FIELD, text_pos(c)));
	filter = kzalloc(sizeof(*filter), GFP_KERNEL);
	if (!filter)
		return ERR_PTR(-ENOMEM);
	filter->text = kmemdup_nul(c->at, c->end - c->at, GFP_KERNEL);
	if (filter->text)
		return filter;
	kfree(filter);
	return ERR_PTR(-ENOMEM);
}

void trace_filter_free(struct event_filter *filter)
{
	if (filter)
		kfree(filter->text);
	kfree(filter);
}

static int armed, held;

int trace_snapshot_arm(struct trace_array *where)
{
	if (memory_ends())
		return -ENOMEM;
	armed++;
	return 0;
}

void trace_snapshot_disarm(struct trace_array *where)
{
	armed--;
}

void trace_snapshot_now(struct trace_array *where, void *data)
{
	expect(armed > 0, "snapshot");
}

static char scratch[4][TRACE_SCRATCH_BYTES];
static u32 depth;

void *trace_scratch_take(size_t len)
{
	return depth < ARRAY_SIZE(scratch) && len <= sizeof(scratch[0]) ? scratch[depth++] : NULL;
}

void trace_scratch_drop(void)
{
	depth--;
}

unsigned int stack_trace_save(unsigned long *ip, unsigned int max, unsigned int skip)
{
	u32 n = random_below(max + 1);

	for (u32 i = 0; i < n; i++)
		ip[i] = 0x1000 + random_below(3);
	return n;
}

struct synth_event *fuzz_synth_find(const char *at, size_t len)
{
	static int event;

	return len == 3 && !memcmp(at, "syn", 3) ? (struct synth_event *)&event : NULL;
}

void synth_hold(struct synth_event *se)
{
	held++;
}

void synth_drop(struct synth_event *se)
{
	held--;
}

unsigned int synth_nr_fields(const struct synth_event *se)
{
	return 2;
}

int synth_field_kind(const struct synth_event *se, unsigned int i)
{
	return i;
}

void synth_write(struct synth_event *se, const u64 *args)
{
	expect(held > 0 && (!args[1] || strlen((char *)args[1]) < HIST_TEXT_BYTES), "synth");
}

/* No worker runs here. */
void hist_evict_init(struct hist_table *table)
{
}

void hist_evict_stop(struct hist_table *table)
{
}

int hist_period_start(struct hist_table *table)
{
	return 0;
}

void hist_period_stop(struct hist_table *table)
{
}

void hist_wake(struct irq_work *work)
{
}

void hist_notice(struct hist_table *table)
{
}

/* ---- Commands --------------------------------------------------------- */

static char text[4096];

static void put(const char *word)
{
	size_t len = strlen(text);

	snprintf(text + len, sizeof(text) - len, "%s", word);
}

static void put_field(void)
{
	static const char * const names[] = {
		"u8", "s8", "u16", "s32", "u64", "s64", "loc", "rel", "stack", "chars", "pointer",
		"data", "common_pid", "common_flags", "common_timestamp", "common_cpu",
		"common_stacktrace", "hitcount", "cpu", "stacktrace", "$a", "$b", "fuzz.one.$a",
		"fuzz.two.$b", "fuzz.two.u64", "nothing", "7", "0", "0x10", "18446744073709551615",
	};

	put(random_of(names));
}

static void put_modified(void)
{
	static const char * const modifiers[] = {
		"", "", "", "", "", "", ".hex", ".sym", ".sym-offset", ".log2", ".buckets=5",
		".buckets=0", ".usecs", ".execname", ".syscall", ".stacktrace", ".percent",
		".graph", ".avg", ".min", ".max", ".stddev", ".p1", ".p50", ".p99", ".p100",
		".lhist(0,100,10)", ".lhist(-5,5,3)", ".lhist(5,1,1)", ".loud", ".",
	};

	put_field();
	put(random_of(modifiers));
}

static void put_expr(u32 levels)
{
	static const char * const ops[] = { "+", "-", "*", "/" };

	if (!levels || random_below(2)) {
		put_modified();
		return;
	}
	if (!random_below(4))
		put("-");
	put(random_below(3) ? "" : "(");
	put_expr(levels - 1);
	put(random_of(ops));
	put_expr(levels - 1);
	put(random_below(3) ? "" : ")");
}

static void put_list(u32 levels)
{
	put_expr(levels);
	while (!random_below(3)) {
		put(",");
		put_expr(levels);
	}
}

static void put_action(void)
{
	static const char * const when[] = {
		"onmatch(fuzz.one)", "onmatch(fuzz.two)", "onmatch(fuzz.none)", "onmatch(x)",
		"onmax($a)", "onmax($b)", "onchange($a)", "onchange($b)", "onchange(u8)", "onmax(",
	};
	static const char * const what[] = {
		".trace(syn,", ".syn(", ".save(", ".snapshot(", ".x(",
	};

	put(random_of(when));
	put(random_of(what));
	if (random_below(4))
		put_list(0);
	put(random_below(8) ? ")" : "");
}

static void put_part(void)
{
	static const char * const words[] = {
		"pause", "cont", "clear", "nohitcount", "name=shared", "clock=mono", "clock=sand",
		"size=128", "size=200", "size=1", "size=x", "full=lru", "full=drop", "full=u8",
		"reset=10s", "reset=5ms", "reset=0s", "reset=u8", "reset=99999999999999h", "=", "",
		"keys=", "(", ")", "if",
	};

	put(":");
	switch (random_below(7)) {
	case 0:
		put("vals=");
		put_list(1);
		break;
	case 1:
		put("sort=");
		put_field();
		put(random_below(2) ? ".descending" : "");
		break;
	case 2:
	case 3:
		put(random_below(2) ? "a=" : "b=");
		put_expr(3);
		break;
	case 4:
		put_action();
		break;
	default:
		put(random_of(words));
	}
}

static void make_command(void)
{
	text[0] = '\0';
	put("hist:keys=");
	put_list(random_below(8) ? 0 : 1);
	while (random_below(5) > 1)
		put_part();
	if (!random_below(6))
		put(random_below(4) ? " if u8 > 3" : " if x");
}

static void damage(void)
{
	size_t len = strlen(text), at = len ? random_below(len) : 0;

	switch (random_below(3)) {
	case 0:
		text[at] = '\0';
		break;
	case 1:
		text[at] = 32 + random_below(95);
		break;
	default:
		memmove(text + at, text + at + 1, len - at);
	}
}

/* ---- What comes of them ----------------------------------------------- */

static int run(struct trace_event_file *file, const char *command)
{
	struct text_command cmd = { .text = command };
	struct text_cursor c = text_start(&cmd);
	bool remove = text_take(&c, "!");

	last_error = TEXT_OK;
	if (!text_take(&c, "hist"))
		return -EINVAL;
	return hist_trigger.command(file, &c, remove);
}

static u32 nr_of(struct trace_event_file *file)
{
	struct trace_trigger *t;
	u32 n = 0;

	list_for_each_entry(t, &file->triggers, list)
		n++;
	return n;
}

static void show(const struct trace_trigger *t, char *to, size_t size)
{
	struct seq_file m = { .buf = to, .size = size };
	char *state;

	to[0] = '\0';
	hist_print(t, &m);
	state = strstr(to, " [active]\n") ?: strstr(to, " [paused]\n");
	expect(state, to);
	*state = '\0';
}

static void fill_record(void)
{
	u32 at = offsetof(struct record, data), len = random_below(60);

	for (u32 i = 0; i < sizeof(record); i++)
		((u8 *)&record)[i] = random_below(3) ? random_below(4) : random_below(256);
	record.loc = at | len << 16;
	record.rel = (at - offsetof(struct record, rel) - 4) | len << 16;
	record.stack = offsetof(struct record, ip) | (8 * random_below(20)) << 16;
	record.pointer = random_below(2) ? record.data : NULL;
	record.data[63] = '\0';
}

static void hit_all(void)
{
	struct trace_record rec = { &record };
	struct trace_trigger *t;

	for (u32 i = 0; i < ARRAY_SIZE(files); i++) {
		fill_record();
		list_for_each_entry(t, &files[i].triggers, list)
			t->action->run(t, &rec);
		expect(!depth, text);
	}
}

/* The last one that was accepted is told by its text from all others. */
static void check_shown(struct trace_event_file *file)
{
	static char shown[16384], again[sizeof(shown) + 1];
	struct trace_trigger *t = list_entry(file->triggers.prev, struct trace_trigger, list);
	u32 nr = nr_of(file);

	show(t, shown, sizeof(shown));
	/* It is there, or its variables are. */
	expect(run(file, shown), shown);
	expect(nr_of(file) == nr, shown);
	snprintf(again, sizeof(again), "!%s", shown);
	if (run(file, again)) {
		/* Its variables are used. */
		expect(nr_of(file) == nr, shown);
		return;
	}
	expect(nr_of(file) < nr, shown);
	if (run(file, shown))
		return;
	t = list_entry(file->triggers.prev, struct trace_trigger, list);
	show(t, again, sizeof(again));
	expect(!strcmp(shown, again), shown);
}

static void remove_all(void)
{
	for (u32 turn = 0; turn < 100; turn++)
		for (u32 i = 0; i < ARRAY_SIZE(files); i++)
			hists_remove(&files[i]);
	expect(!nr_of(&files[0]) && !nr_of(&files[1]), text);
	expect(!armed && !held, text);
}

static u32 accepted;

static void one_round(void)
{
	struct trace_event_file *file = &files[random_below(ARRAY_SIZE(files))];
	u32 nr = nr_of(file);

	make_command();
	if (!random_below(8))
		damage();
	if (!random_below(8))
		allocations_left = random_below(60);
	if (!run(file, text) && nr_of(file) > nr && allocations_left < 0) {
		accepted++;
		hit_all();
		check_shown(file);
		hit_all();
	} else {
		allocations_left = -1;
	}
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u32 rounds = argc > 2 ? atoi(argv[2]) : 10000;

	printf("# seed %llu\n", (unsigned long long)seed);
	random_seed(seed);
	make_world();
	for (u32 i = 0; i < rounds; i++) {
		one_round();
		if (i % 32 == 31)
			remove_all();
	}
	remove_all();
	printf("# %u of %u accepted\n", accepted, rounds);
	return accepted < rounds / 100;
}
