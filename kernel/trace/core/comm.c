// SPDX-License-Identifier: GPL-2.0
/*
 * Names of tasks, see comm.h.
 *
 * The cache is a ring of names that ended tasks left behind, newest over
 * oldest, with a hash from pid to the newest entry of that pid.  It is written
 * by exiting tasks and read by printers under a lock; a printer in an NMI or
 * an oops that finds the lock taken gets no name rather than wait.
 */
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/pid.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <trace/events/sched.h>
#include "comm.h"
#include "instance.h"
#include "option.h"

#define COMM_DEFAULT_NR	128
#define COMM_MAX_NR	1000000
#define COMM_NONE	UINT_MAX

struct comm_entry {
	int		pid;
	int		tgid;
	unsigned int	next;		/* of the same bucket, or COMM_NONE */
	bool		used;
	bool		named;		/* record-cmd was on */
	char		comm[TASK_COMM_LEN];
};

/**
 * struct comm_cache - names of ended tasks
 * @nr: size of the ring
 * @bits: log2 of the number of buckets
 * @head: next entry to overwrite
 * @bucket: first entry of each hash value
 * @entry: the ring
 */
struct comm_cache {
	unsigned int		nr;
	unsigned int		bits;
	unsigned int		head;
	unsigned int		*bucket;
	struct comm_entry	entry[] __counted_by(nr);
};

/* Guards the pointer and what it points to. */
static DEFINE_RAW_SPINLOCK(comm_lock);
static struct comm_cache *comm_cache;

static struct comm_cache *cache_alloc(unsigned int nr)
{
	struct comm_cache *c = kvzalloc(struct_size(c, entry, nr), GFP_KERNEL);

	if (!c)
		return NULL;
	c->nr = nr;
	c->bits = ilog2(roundup_pow_of_two(max(nr, 2U)));
	c->bucket = kvmalloc_array(1U << c->bits, sizeof(*c->bucket), GFP_KERNEL);
	if (!c->bucket) {
		kvfree(c);
		return NULL;
	}
	memset(c->bucket, 0xff, sizeof(*c->bucket) << c->bits);
	return c;
}

static void cache_free(struct comm_cache *c)
{
	if (c)
		kvfree(c->bucket);
	kvfree(c);
}

static struct comm_entry *cache_find(struct comm_cache *c, int pid)
{
	unsigned int i = c->bucket[hash_32(pid, c->bits)];

	while (i != COMM_NONE && c->entry[i].pid != pid)
		i = c->entry[i].next;
	return i == COMM_NONE ? NULL : &c->entry[i];
}

static void cache_unlink(struct comm_cache *c, struct comm_entry *e)
{
	unsigned int *link = &c->bucket[hash_32(e->pid, c->bits)];

	while (*link != e - c->entry)
		link = &c->entry[*link].next;
	*link = e->next;
}

static void cache_add(struct comm_cache *c, int pid, int tgid, bool named,
		      const char *comm)
{
	struct comm_entry *e = cache_find(c, pid);
	unsigned int *first;

	if (!e) {
		e = &c->entry[c->head];
		c->head = (c->head + 1) % c->nr;
		if (e->used)
			cache_unlink(c, e);
		first = &c->bucket[hash_32(pid, c->bits)];
		e->pid = pid;
		e->used = true;
		e->next = *first;
		*first = e - c->entry;
	}
	e->tgid = tgid;
	e->named = named;
	memcpy(e->comm, comm, TASK_COMM_LEN);
}

/*
 * The task exits or, if it wrote records after that, is freed. In both cases its
 * name cannot change under us.
 */
static void comm_task_ends(void *data, struct task_struct *task)
{
	bool named = trace_option(&top_trace, RECORD_CMD);
	unsigned long flags;

	if (!(task->trace_recursion & TRACE_TASK_SEEN))
		return;
	if (!named && !trace_option(&top_trace, RECORD_TGID))
		return;
	raw_spin_lock_irqsave(&comm_lock, flags);
	if (comm_cache)
		cache_add(comm_cache, task->pid, task->tgid, named, task->comm);
	raw_spin_unlock_irqrestore(&comm_lock, flags);
	task->trace_recursion &= ~TRACE_TASK_SEEN;
}

/* comm_lock is held. */
static bool copy_ended(int pid, struct comm_entry *found)
{
	struct comm_entry *e = comm_cache ? cache_find(comm_cache, pid) : NULL;

	if (e)
		*found = *e;
	return e;
}

static bool find_ended(int pid, struct comm_entry *found)
{
	unsigned long flags;
	bool known = false;

	if (likely(!in_nmi() && !oops_in_progress)) {
		raw_spin_lock_irqsave(&comm_lock, flags);
		known = copy_ended(pid, found);
		raw_spin_unlock_irqrestore(&comm_lock, flags);
	} else if (raw_spin_trylock_irqsave(&comm_lock, flags)) {
		known = copy_ended(pid, found);
		raw_spin_unlock_irqrestore(&comm_lock, flags);
	}
	return known;
}

/**
 * trace_comm_find - name of the task that a pid in a record belongs to
 * @pid: the pid
 * @comm: where to put the name; "<...>" if it is not known
 *
 * Context: any.
 */
void trace_comm_find(int pid, char comm[TASK_COMM_LEN])
{
	struct task_struct *task;
	struct comm_entry ended;

	if (!pid) {
		strscpy(comm, "<idle>", TASK_COMM_LEN);
		return;
	}
	if (!trace_option(&top_trace, RECORD_CMD)) {
		strscpy(comm, "<...>", TASK_COMM_LEN);
		return;
	}
	scoped_guard(rcu) {
		task = find_task_by_pid_ns(pid, &init_pid_ns);
		if (task) {
			strscpy_pad(comm, task->comm, TASK_COMM_LEN);
			return;
		}
	}
	if (find_ended(pid, &ended) && ended.named)
		memcpy(comm, ended.comm, TASK_COMM_LEN);
	else
		strscpy(comm, "<...>", TASK_COMM_LEN);
}

/**
 * trace_tgid_find - thread group of the task that a pid belongs to
 * @pid: the pid
 *
 * Context: any.
 * Return: the thread group's id, or 0 if it is not known.
 */
int trace_tgid_find(int pid)
{
	struct task_struct *task;
	struct comm_entry ended;

	if (!pid)
		return 0;
	scoped_guard(rcu) {
		task = find_task_by_pid_ns(pid, &init_pid_ns);
		if (task)
			return task->tgid;
	}
	return find_ended(pid, &ended) ? ended.tgid : 0;
}

unsigned int trace_comm_cache_size(void)
{
	struct comm_cache *c = READ_ONCE(comm_cache);

	return c ? c->nr : 0;
}

/**
 * trace_comm_cache_resize - remember more or fewer ended tasks
 * @nr: how many
 *
 * The names of the most recent ones are kept.
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0, -EINVAL, or -ENOMEM; then nothing has changed.
 */
int trace_comm_cache_resize(unsigned int nr)
{
	struct comm_cache *fresh, *old;
	unsigned int i;

	if (!nr || nr > COMM_MAX_NR)
		return -EINVAL;
	fresh = cache_alloc(nr);
	if (!fresh)
		return -ENOMEM;
	raw_spin_lock_irq(&comm_lock);
	old = comm_cache;
	for (i = 0; old && i < old->nr; i++) {
		struct comm_entry *e =
			&old->entry[(old->head + i) % old->nr];

		if (e->used)
			cache_add(fresh, e->pid, e->tgid, e->named, e->comm);
	}
	comm_cache = fresh;
	raw_spin_unlock_irq(&comm_lock);
	cache_free(old);
	return 0;
}

static struct comm_cache *cache_snapshot(void)
{
	unsigned int nr = trace_comm_cache_size();
	struct comm_cache *copy;

	if (!nr)
		return NULL;
	copy = kvzalloc(struct_size(copy, entry, nr), GFP_KERNEL);
	if (!copy)
		return NULL;
	raw_spin_lock_irq(&comm_lock);
	copy->nr = min(nr, comm_cache->nr);
	memcpy(copy->entry, comm_cache->entry, copy->nr * sizeof(*copy->entry));
	raw_spin_unlock_irq(&comm_lock);
	return copy;
}

/**
 * trace_comm_walk - list all tasks that records may name
 * @fn: called with pid, tgid and name of each
 * @m: first argument of @fn
 *
 * Context: tracing_mutex held, may sleep; @fn must not.
 */
void trace_comm_walk(void (*fn)(struct seq_file *m, int pid, int tgid,
				const char *comm), struct seq_file *m)
{
	struct task_struct *group, *task;
	struct comm_cache *ended;
	unsigned int i;

	ended = cache_snapshot();
	for (i = 0; ended && i < ended->nr; i++) {
		struct comm_entry *e = &ended->entry[i];

		if (e->used)
			fn(m, e->pid, e->tgid, e->named ? e->comm : "<...>");
	}
	kvfree(ended);

	guard(rcu)();
	for_each_process_thread(group, task)
		if (task->trace_recursion & TRACE_TASK_SEEN)
			fn(m, task->pid, task->tgid, task->comm);
}

static int __init comm_init(void)
{
	int err;

	mutex_lock(&tracing_mutex);
	err = trace_comm_cache_resize(COMM_DEFAULT_NR);
	mutex_unlock(&tracing_mutex);
	/* Last, because the tracepoint itself may be the task's first record. */
	return err ?: register_trace_prio_sched_process_exit(comm_task_ends, NULL, 0) ?:
		      register_trace_sched_process_free(comm_task_ends, NULL);
}
core_initcall(comm_init);
