// SPDX-License-Identifier: GPL-2.0
/*
 * Events that probes feed: making, printing and recording them.
 *
 * What a hit needs hangs on one pointer, the list of receivers. It is replaced under
 * tracing_mutex and read with preemption off, so a hit sees all of an old list or
 * all of a new one; the receivers themselves outlive a grace period.
 *
 * Arguments are written straight into the record where its length is known. With
 * strings it is not: then the record is made in memory of the CPU and copied. Where
 * memory of the task may have to be brought in, it is made before preemption goes off.
 */
#include <linux/ctype.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/trace_seq.h>
#include <linux/unaligned.h>
#include "../core/instance.h"
#include "../core/record_open.h"
#include "../core/scratch.h"
#include "../event/class.h"
#include "../event/registry.h"
#include "../text/token.h"
#include "event.h"
#include "names.h"

/* ---- Names --------------------------------------------------------------- */

/**
 * struct probe_name - what an event is to be called
 * @group: name of the group
 * @event: of the event
 */
struct probe_name {
	char	group[DYNEVENT_NAME_MAX];
	char	event[DYNEVENT_NAME_MAX];
};

/* Whatever a name cannot have becomes an underscore. */
static void clean_name(char *name)
{
	for (; *name; name++)
		if (!isalnum(*name) && *name != '_')
			*name = '_';
}

static void set_one(char *to, struct text_span span, const char *other)
{
	if (span.len && span.len < DYNEVENT_NAME_MAX) {
		memcpy(to, span.at, span.len);
		to[span.len] = '\0';
	} else {
		strscpy(to, other, DYNEVENT_NAME_MAX);
	}
}

/* As the command says, or else as the place does. */
static void set_name(struct probe_name *name, const struct dynevent_head *head,
		     const struct probe_plan *plan)
{
	set_one(name->group, head->group, plan->group);
	set_one(name->event, head->event, plan->event);
	clean_name(name->event);
}

const char *probe_group(const struct dynevent *ev)
{
	return probe_of(ev)->event->group;
}

const char *probe_event_name(const struct dynevent *ev)
{
	return probe_of(ev)->event->name;
}

/* ---- Recording ------------------------------------------------------------ */

static __always_inline void put_words(void *rec, enum probe_words words, unsigned long at,
				      unsigned long returned)
{
	unsigned long *word = rec + sizeof(struct trace_entry);

	if (words >= PROBE_AT)
		word[0] = at;
	if (words == PROBE_RETURNED)
		word[1] = returned;
}

/*
 * Programs at a place in the kernel run when it is perf's turn; those at one in user code
 * may have to sleep and have run before.
 */
static noinline bool programs_keep(struct probe_event *ev, struct fetch_source *src)
{
	unsigned long ip;
	bool keep;

	if (src->may_fault)
		return !src->refused;
	ip = instruction_pointer(src->regs);
	keep = trace_call_bpf(&ev->call, src->regs);
	src->overridden = instruction_pointer(src->regs) != ip;
	return keep;
}

NOKPROBE_SYMBOL(programs_keep);

static __always_inline bool is_wanted(struct probe_event *ev,
				      const struct trace_event_file *file,
				      struct fetch_source *src)
{
	if (trace_event_skip(file))
		return false;
	return likely(file->tr) || !bpf_prog_array_valid(&ev->call) ||
	       programs_keep(ev, src);
}

static __always_inline void record_in_place(struct probe *p, struct trace_event_file *file,
					    struct fetch_source *src, enum probe_words words,
					    unsigned long at, unsigned long returned)
{
	struct trace_record open __uninitialized, seen __uninitialized;
	void *entry;
	bool plain;

	if (!is_wanted(p->event, file, src))
		return;
	plain = trace_event_is_plain(file);
	entry = trace_event_record_begin(plain, &open, &seen, file, p->args.size, src->regs);
	if (!entry)
		return;
	put_words(entry, words, at, returned);
	if (p->args.nr)
		trace_fetch(p->args.ops, src, entry, p->args.size);
	trace_event_record_end(plain, &open, &seen);
}

static nokprobe_inline void record_copy(struct probe_event *ev, struct trace_event_file *file,
					struct fetch_source *src, const void *made,
					unsigned int len)
{
	const unsigned int head = sizeof(struct trace_entry);
	struct trace_record rec __uninitialized;
	void *entry;

	if (!is_wanted(ev, file, src))
		return;
	entry = trace_event_start(&rec, file, len);
	if (!entry)
		return;
	rec.regs = src->regs;
	memcpy(entry + head, made + head, len - head);
	trace_event_end(&rec);
}

/* With strings, for one receiver alone or, if NULL, for all. */
static nokprobe_inline void record_copies(struct probe_event *ev,
					  struct trace_event_file *only,
					  struct fetch_source *src, const void *made,
					  unsigned int len)
{
	struct probe_files *files = rcu_dereference_sched(ev->files);
	unsigned int i;

	for (i = 0; files && i < files->nr; i++)
		if (!only || files->file[i] == only)
			record_copy(ev, files->file[i], src, made, len);
}

static noinline void record_strings(struct probe *p, struct trace_event_file *only,
				    struct fetch_source *src, unsigned long at,
				    unsigned long returned)
{
	void *made = trace_scratch_take(FETCH_ROOM);
	unsigned int len;

	if (!made) {
		p->missed++;
		return;
	}
	put_words(made, p->event->words, at, returned);
	len = trace_fetch(p->args.ops, src, made, p->args.size);
	record_copies(p->event, only, src, made, len);
	trace_scratch_drop();
}

NOKPROBE_SYMBOL(record_strings);

/* The task may sleep until its memory is there, so the record is nobody else's. */
static noinline void record_user(struct probe *p, struct fetch_source *src,
				 unsigned long at, unsigned long returned)
{
	void *made = kmalloc(FETCH_ROOM, GFP_KERNEL);
	unsigned int len;

	if (!made) {
		p->missed++;
		return;
	}
	put_words(made, p->event->words, at, returned);
	len = trace_fetch(p->args.ops, src, made, p->args.size);
	preempt_disable_notrace();
	record_copies(p->event, NULL, src, made, len);
	preempt_enable_notrace();
	kfree(made);
}

static nokprobe_inline void record_all(struct probe *p, struct fetch_source *src,
				       unsigned long at, unsigned long returned)
{
	struct probe_files *files = rcu_dereference_sched(p->event->files);
	unsigned int i;

	if (unlikely(!files))
		return;
	if (p->args.dynamic) {
		record_strings(p, NULL, src, at, returned);
		return;
	}
	for (i = 0; i < files->nr; i++)
		record_in_place(p, files->file[i], src, p->event->words, at, returned);
}

void probe_record(struct probe *p, struct fetch_source *src, unsigned long at,
		  unsigned long returned)
{
	if (!src->may_fault) {
		record_all(p, src, at, returned);
	} else if (p->args.dynamic || p->args.memory) {
		record_user(p, src, at, returned);
	} else {
		preempt_disable_notrace();
		record_all(p, src, at, returned);
		preempt_enable_notrace();
	}
}

NOKPROBE_SYMBOL(probe_record);

void probe_record_for(struct probe *p, struct trace_event_file *file,
		      struct fetch_source *src)
{
	if (p->args.dynamic)
		record_strings(p, file, src, 0, 0);
	else
		record_in_place(p, file, src, PROBE_NOWHERE, 0, 0);
}

/* ---- Text ------------------------------------------------------------------ */

static void print_arg(struct trace_seq *s, const struct probe_arg *arg, const void *rec)
{
	const void *value = rec + arg->offset;
	unsigned int i;

	trace_seq_printf(s, " %s=", arg->name);
	if (arg->count)
		trace_seq_putc(s, '{');
	for (i = 0; i < max_t(unsigned int, arg->count, 1); i++, value += arg->type->size) {
		if (i)
			trace_seq_putc(s, ',');
		probe_type_print(s, arg->type, arg->names, value, rec);
	}
	if (arg->count)
		trace_seq_putc(s, '}');
}

static void print_words(struct trace_seq *s, const struct probe_event *ev, const void *rec)
{
	const unsigned long *word = rec + sizeof(struct trace_entry);

	if (ev->source)
		trace_seq_printf(s, "(%s)", ev->source);
	else if (ev->call.flags & TRACE_EVENT_FL_UPROBE && ev->words == PROBE_RETURNED)
		trace_seq_printf(s, "(0x%lx <- 0x%lx)", word[1], word[0]);
	else if (ev->call.flags & TRACE_EVENT_FL_UPROBE)
		trace_seq_printf(s, "(0x%lx)", word[0]);
	else if (ev->words == PROBE_RETURNED)
		trace_seq_printf(s, "(%pS <- %ps)", (void *)word[1], (void *)word[0]);
	else
		trace_seq_printf(s, "(%pS)", (void *)word[0]);
}

static enum print_line_t print_event(struct trace_iterator *iter, int flags,
				     struct trace_event *event)
{
	const struct probe_event *ev = container_of(event, struct probe_event, call.event);
	struct trace_seq *s = &iter->seq;
	unsigned int i;

	trace_seq_printf(s, "%s: ", ev->name);
	print_words(s, ev, iter->ent);
	for (i = 0; i < ev->nr; i++)
		print_arg(s, &ev->arg[i], iter->ent);
	trace_seq_putc(s, '\n');
	return trace_handle_return(s);
}

static struct trace_event_functions print_functions = {
	.trace	= print_event,
};

/* ---- Description ------------------------------------------------------------ */

/**
 * struct format_text - a text that is measured first and written then
 * @buf: NULL while it is measured
 * @size: of @buf
 * @len: so far, without terminator
 */
struct format_text {
	char	*buf;
	size_t	size;
	size_t	len;
};

static __printf(2, 3) void add_text(struct format_text *t, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	t->len += vsnprintf(t->buf ? t->buf + t->len : NULL, t->buf ? t->size - t->len : 0,
			    fmt, args);
	va_end(args);
}

static void add_format(struct format_text *t, const struct probe_arg *arg)
{
	unsigned int i;

	add_text(t, " %s=%s", arg->name, arg->count ? "{" : "");
	for (i = 0; i < max_t(unsigned int, arg->count, 1); i++)
		add_text(t, "%s%s", i ? "," : "", arg->names ? "%s" : arg->type->format);
	if (arg->count)
		add_text(t, "}");
}

static void add_names(struct format_text *t, const struct probe_names *names)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++)
		add_text(t, ", { %llu, \"%s\" }", names->of[i].number, names->of[i].name);
	add_text(t, ")");
}

static void add_reference(struct format_text *t, const struct probe_arg *arg)
{
	bool string = probe_type_is_string(arg->type);
	const char *begin = string ? "__get_str(" : arg->names ? "__print_symbolic(REC->" : "REC->";
	unsigned int i;

	for (i = 0; i < max_t(unsigned int, arg->count, 1); i++) {
		add_text(t, ", %s%s", begin, arg->name);
		if (arg->count)
			add_text(t, "[%u]", i);
		if (string)
			add_text(t, ")");
		if (arg->names)
			add_names(t, arg->names);
	}
}

static void write_format(struct format_text *t, const struct probe_event *ev)
{
	static const char * const formats[] = { "", "(%lx)", "(%lx <- %lx)" };
	static const char * const words[] = {
		"", ", REC->__probe_ip", ", REC->__probe_func, REC->__probe_ret_ip",
	};
	unsigned int i;

	t->len = 0;
	add_text(t, "\"%s", formats[ev->words]);
	for (i = 0; i < ev->nr; i++)
		add_format(t, &ev->arg[i]);
	add_text(t, "\"%s", words[ev->words]);
	for (i = 0; i < ev->nr; i++)
		add_reference(t, &ev->arg[i]);
}

static int set_format(struct probe_event *ev)
{
	struct format_text t = {};

	write_format(&t, ev);
	t.size = t.len + 1;
	t.buf = kvmalloc(t.size, GFP_KERNEL);
	if (!t.buf)
		return -ENOMEM;
	write_format(&t, ev);
	ev->call.print_fmt = t.buf;
	return 0;
}

static void set_word_field(struct trace_event_fields *field, const char *name, unsigned int nr)
{
	*field = (struct trace_event_fields) {
		.type	= "unsigned long",
		.name	= name,
		.offset	= probe_words_size(nr),
		.size	= sizeof(unsigned long),
		.align	= 1,
	};
}

static int set_fields(struct probe_event *ev)
{
	struct trace_event_fields *field;
	unsigned int i;

	field = kcalloc(ev->words + ev->nr + 1, sizeof(*field), GFP_KERNEL);
	if (!field)
		return -ENOMEM;
	ev->class.fields_array = field;
	if (ev->words == PROBE_AT) {
		set_word_field(field++, "__probe_ip", 0);
	} else if (ev->words == PROBE_RETURNED) {
		set_word_field(field++, "__probe_func", 0);
		set_word_field(field++, "__probe_ret_ip", 1);
	}
	for (i = 0; i < ev->nr; i++, field++) {
		const struct probe_arg *arg = &ev->arg[i];

		*field = (struct trace_event_fields) {
			.type		= arg->field,
			.name		= arg->name,
			.offset		= arg->offset,
			.size		= probe_arg_size(arg),
			.align		= 1,
			.is_signed	= arg->type->is_signed,
		};
	}
	return 0;
}

/* ---- Making events --------------------------------------------------------------- */

static void event_free(struct probe_event *ev)
{
	unsigned int i;

	for (i = 0; i < ev->nr; i++) {
		kfree(ev->arg[i].name);
		kfree(ev->arg[i].field);
		probe_names_put(ev->arg[i].names);
	}
	kfree(ev->arg);
	kfree(ev->class.fields_array);
	kvfree(ev->call.print_fmt);
	kfree(ev->source);
	kfree(ev->group);
	kfree(ev->name);
	kfree(ev);
}

/* Probes come and go, so the event has names of its own. */
static int copy_args(struct probe_event *ev, const struct probe_args *args)
{
	unsigned int i;

	ev->arg = kcalloc(args->nr, sizeof(*ev->arg), GFP_KERNEL);
	if (!ev->arg)
		return -ENOMEM;
	for (i = 0; i < args->nr; i++) {
		const struct probe_arg *from = &args->arg[i];
		struct probe_arg *to = &ev->arg[ev->nr++];

		to->name = kstrdup(from->name, GFP_KERNEL);
		to->field = kstrdup(from->field, GFP_KERNEL);
		to->type = from->type;
		to->names = probe_names_get(from->names);
		to->count = from->count;
		to->offset = from->offset;
		if (!to->name || !to->field)
			return -ENOMEM;
	}
	return 0;
}

static struct probe_event *event_alloc(const struct probe *p, const struct probe_name *name,
				       const struct probe_plan *plan)
{
	const struct probe_kind *kind = probe_kind_of(p);
	struct probe_event *ev = kzalloc(sizeof(*ev), GFP_KERNEL);

	if (!ev)
		return NULL;
	INIT_LIST_HEAD(&ev->probes);
	INIT_LIST_HEAD(&ev->tasks.list);
	rwlock_init(&ev->tasks.lock);
	ev->kind = kind;
	ev->words = plan->words;
	ev->group = kstrdup(name->group, GFP_KERNEL);
	ev->name = kstrdup(name->event, GFP_KERNEL);
	ev->source = plan->source ? kstrdup(plan->source, GFP_KERNEL) : NULL;
	ev->class.system = ev->group;
	ev->class.reg = probe_event_reg;
	ev->class.raw_init = trace_event_raw_init;
	ev->call.class = &ev->class;
	ev->call.name = ev->name;
	ev->call.event.funcs = &print_functions;
	ev->call.flags = TRACE_EVENT_FL_DYNAMIC | kind->flag;
	/* One of its own; users of the event count from there. */
	atomic_set(&ev->call.refcnt, 1);
	if (!ev->group || !ev->name || (plan->source && !ev->source) ||
	    copy_args(ev, &p->args) || set_fields(ev) || set_format(ev)) {
		event_free(ev);
		return NULL;
	}
	return ev;
}

static struct probe_event *find_event(const struct probe_kind *kind,
				      const struct probe_name *name)
{
	struct dynevent *ev;

	list_for_each_entry(ev, &dynevents, list) {
		if (ev->kind == &kind->dyn && !strcmp(probe_event_name(ev), name->event) &&
		    !strcmp(probe_group(ev), name->group))
			return probe_of(ev)->event;
	}
	return NULL;
}

/* Have the arguments the names and types of the event's? */
static int check_args(const struct probe_event *ev, const struct probe_args *args,
		      const struct text_cursor *c)
{
	unsigned int i;

	for (i = 0; i < args->nr; i++) {
		const struct probe_arg *arg = &args->arg[i];

		if (i >= ev->nr || strcmp(ev->arg[i].name, arg->name) ||
		    ev->arg[i].type != arg->type || ev->arg[i].count != arg->count ||
		    !probe_names_equal(ev->arg[i].names, arg->names))
			return text_fail(c, TEXT_PROBE_OTHER_ARGS, arg->pos);
	}
	return i < ev->nr ? text_fail(c, TEXT_PROBE_OTHER_ARGS, text_pos(c)) : 0;
}

static bool same_args(const struct probe_args *a, const struct probe_args *b)
{
	unsigned int i;

	for (i = 0; i < a->nr; i++)
		if (strcmp(a->arg[i].text, b->arg[i].text))
			return false;
	return true;
}

static int start_text(const struct text_cursor *c, enum text_error error)
{
	const char *at = c->cmd->text;

	while (isspace(*at))
		at++;
	return text_fail_at(c, error, at);
}

int probe_start(struct probe *p)
{
	const struct probe_kind *kind = probe_kind_of(p);

	return kind->start ? kind->start(p) : 0;
}

void probe_stop(struct probe *p)
{
	const struct probe_kind *kind = probe_kind_of(p);

	if (kind->stop)
		kind->stop(p);
}

/* The place may be one that cannot be. */
static int start_at(struct probe *p, const struct text_cursor *c, const char *place)
{
	int err = probe_start(p);

	if (err == -EILSEQ)
		text_fail_at(c, TEXT_PLACE_BOUNDARY, place);
	else if (err && err != -ENOMEM)
		text_fail_at(c, TEXT_PLACE_REFUSED, place);
	return err;
}

/* Hits that somebody wants already are wanted of the new probe, too. */
static int attach_to_all(struct probe_event *ev, struct probe *p)
{
	struct probe_files *files = probe_event_files(ev);
	unsigned int i;
	int err = 0;

	for (i = 0; files && i < files->nr && !err; i++)
		err = ev->kind->attach(p, files->file[i], !i);
	if (err && --i)
		while (i--)
			ev->kind->detach(p, files->file[i], !i);
	return err;
}

static int join(struct probe *p, struct probe_event *ev, const struct probe_plan *plan,
		const struct text_cursor *c, const char *place)
{
	struct probe *other;
	int err;

	if (ev->words != plan->words || (plan->source && strcmp(plan->source, ev->source)))
		return start_text(c, TEXT_PROBE_OTHER_TYPE);
	err = check_args(ev, &p->args, c);
	if (err)
		return err;
	list_for_each_entry(other, &ev->probes, list)
		if (ev->kind->same_place(p, other) && same_args(&p->args, &other->args))
			return start_text(c, TEXT_PROBE_SAME) ? -EEXIST : 0;
	p->event = ev;
	/* Whether hits are wanted must not change meanwhile. */
	guard(mutex)(&tracing_mutex);
	err = start_at(p, c, place);
	if (err)
		return err;
	err = attach_to_all(ev, p);
	if (err)
		probe_stop(p);
	else
		list_add_tail(&p->list, &ev->probes);
	return err;
}

static int make_event(struct probe *p, const struct probe_name *name,
		      const struct probe_plan *plan, const struct text_cursor *c,
		      const char *place)
{
	struct probe_event *ev = event_alloc(p, name, plan);
	int err;

	if (!ev)
		return -ENOMEM;
	p->event = ev;
	list_add_tail(&p->list, &ev->probes);
	err = start_at(p, c, place);
	if (!err) {
		err = trace_add_event_call(&ev->call);
		if (!err)
			return 0;
		probe_stop(p);
	}
	list_del(&p->list);
	event_free(ev);
	p->event = NULL;
	if (err == -EEXIST)
		start_text(c, TEXT_EVENT_TAKEN);
	return err;
}

int probe_add(struct probe *p, const struct dynevent_head *head,
	      const struct probe_plan *plan, const struct text_cursor *c,
	      const char *place)
{
	const struct probe_kind *kind = probe_kind_of(p);
	struct probe_event *ev;
	struct probe_name name;
	int err;

	lockdep_assert_held(&dynevent_mutex);
	set_name(&name, head, plan);
	ev = find_event(kind, &name);
	err = ev ? join(p, ev, plan, c, place) : make_event(p, &name, plan, c, place);
	if (!err)
		dynevent_add(&p->dyn, &kind->dyn);
	return err;
}

int probe_add_alone(struct probe *p, const struct probe_plan *plan)
{
	static const struct probe_name name = { "perf", "probe" };

	p->event = event_alloc(p, &name, plan);
	if (!p->event)
		return -ENOMEM;
	list_add_tail(&p->list, &p->event->probes);
	return 0;
}

void probe_remove_alone(struct probe *p)
{
	event_free(p->event);
}

/* Its place is let go of while nobody finds the event, and before that is freed. */
static int remove_event(struct probe *p)
{
	struct trace_event_removal removal;
	int err = trace_event_unlink(&p->event->call, &removal);

	if (err)
		return err;
	probe_stop(p);
	trace_event_finish(&removal);
	event_free(p->event);
	return 0;
}

int probe_remove(struct probe *p)
{
	int err;

	lockdep_assert_held(&dynevent_mutex);
	if (probe_is_busy(p))
		return -EBUSY;
	if (list_is_singular(&p->event->probes)) {
		err = remove_event(p);
		if (err)
			return err;
	} else {
		probe_stop(p);
		guard(mutex)(&tracing_mutex);
		list_del(&p->list);
	}
	dynevent_del(&p->dyn);
	return 0;
}

/* ---- Questions -------------------------------------------------------------------- */

bool probe_is_on(const struct probe *p)
{
	return rcu_access_pointer(p->event->files);
}

bool probe_is_busy(const struct probe *p)
{
	return probe_is_on(p) || atomic_read(&p->event->call.refcnt) > 1;
}

unsigned long probe_hits(const struct probe *p)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += *per_cpu_ptr(p->hits, cpu);
	return sum;
}

void probe_show_args(const struct probe *p, struct seq_file *m)
{
	unsigned int i;

	for (i = 0; i < p->args.nr; i++)
		seq_printf(m, " %s=%s", p->args.arg[i].name, p->args.arg[i].text);
}

bool probe_args_match(const struct probe *p, struct text_span words)
{
	struct text_command cmd = { .text = words.at };
	struct text_cursor c = { .cmd = &cmd, .at = words.at, .end = words.at + words.len };
	unsigned int i = 0;

	for (text_skip_spaces(&c); !text_at_end(&c); text_skip_spaces(&c), i++) {
		struct text_span word = probe_arg_take(&c);
		struct text_cursor w = text_within(&c, word);
		struct text_span name = text_take_until(&w, "=\"");

		if (i >= p->args.nr)
			return false;
		if (text_take(&w, "=")) {
			if (!text_equal(name, p->args.arg[i].name))
				return false;
			word = text_take_until(&w, "");
		}
		if (!text_equal(word, p->args.arg[i].text))
			return false;
	}
	return true;
}
