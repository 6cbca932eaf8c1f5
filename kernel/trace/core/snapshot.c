// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots, see snapshot.h.
 *
 * A user who writes to the file `snapshot` waits, and gets what all CPUs wrote
 * up to one moment (ringbuf_swap()). The kernel takes a snapshot wherever it is,
 * and cannot wait: then each CPU exchanges its part for itself, this one at once
 * and the others as soon as an interrupt has reached them. Where a writer was
 * interrupted, the exchange is put off to the next tick. Parts of CPUs that are
 * offline stay where they are.
 *
 * @pending of a snapshot counts the CPUs that are still to do it, and who tells
 * them. A snapshot that is asked for meanwhile is the same one. The spare buffer
 * changes its shape, or is exchanged for a user, only while @state is another than
 * SNAPSHOT_READY and @pending is 0: who takes a snapshot raises the one before it
 * looks at the other. What is asked for then is taken afterwards: who asks sets @asked
 * before it looks at @state again, who is done sets @state before it looks at @asked,
 * so one of them sees the other.
 *
 * The spare buffer has its full size while it is in use, else next to none. It
 * exists from the first use to the end of the instance, so that nobody has to
 * care who still looks at it.
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include "clock.h"
#include "feature.h"
#include "instance.h"
#include "printk.h"
#include "snapshot.h"

/* Ticks that a user's snapshot of one CPU tries to find it without a writer. */
#define TAKE_TRIES	100

/**
 * struct snapshot_part - what a CPU has to do
 * @snapshot: for this one
 * @soon: does it
 * @later: does it at the next tick
 */
struct snapshot_part {
	struct trace_snapshot	*snapshot;
	struct irq_work		soon;
	struct irq_work		later;
};

/**
 * struct snapshot_cond - who decides whether a snapshot is taken
 * @data: for tracing_cond_snapshot_data()
 * @update: decides
 * @rcu: its end
 */
struct snapshot_cond {
	void		*data;
	bool		(*update)(struct trace_array *tr, void *cond_data);
	struct rcu_head	rcu;
};

/**
 * enum snapshot_state - of the spare buffer
 * @SNAPSHOT_EMPTY: it has next to no memory
 * @SNAPSHOT_READY: it has the shape of the instance's
 * @SNAPSHOT_HELD: it had, and will again; now somebody is at work on both
 */
enum snapshot_state { SNAPSHOT_EMPTY, SNAPSHOT_READY, SNAPSHOT_HELD };

/**
 * struct trace_snapshot - the spare buffer of an instance
 * @tr: the instance
 * @buffer: the buffer
 * @state: see above
 * @asked: for a snapshot, while it was held
 * @pending: see above
 * @cond: NULL: always
 * @part: of each CPU
 */
struct trace_snapshot {
	struct trace_array		*tr;
	struct ringbuf			*buffer;
	enum snapshot_state		state;
	bool				asked;
	atomic_t			pending;
	struct snapshot_cond __rcu	*cond;
	struct snapshot_part __percpu	*part;
};

/* ---- the exchange ---- */

static int swap_here(struct trace_snapshot *s)
{
	return ringbuf_swap_cpu(s->tr->buffer, s->buffer, smp_processor_id());
}

static void part_turn(struct snapshot_part *part)
{
	if (swap_here(part->snapshot) == -EBUSY)
		irq_work_queue(&part->later);
	else
		atomic_dec(&part->snapshot->pending);
}

static void part_soon(struct irq_work *work)
{
	part_turn(container_of(work, struct snapshot_part, soon));
}

static void part_later(struct irq_work *work)
{
	part_turn(container_of(work, struct snapshot_part, later));
}

/* With interrupts off no CPU goes offline. */
static void swap_everywhere(struct trace_snapshot *s)
{
	int cpu, here = smp_processor_id();

	lockdep_assert_irqs_disabled();
	for_each_online_cpu(cpu) {
		struct snapshot_part *part = per_cpu_ptr(s->part, cpu);

		atomic_inc(&s->pending);
		if (cpu == here)
			part_turn(part);
		else
			irq_work_queue_on(&part->soon, cpu);
	}
}

/* False if the last one is not done yet, or if the buffer has just gone. */
static bool take_if_ready(struct trace_snapshot *s)
{
	unsigned long flags;
	bool ready;

	if (atomic_cmpxchg(&s->pending, 0, 1))
		return false;
	ready = READ_ONCE(s->state) == SNAPSHOT_READY;
	if (ready) {
		local_irq_save(flags);
		swap_everywhere(s);
		local_irq_restore(flags);
	}
	atomic_dec(&s->pending);
	return ready;
}

static bool take_here_if_ready(struct trace_snapshot *s)
{
	bool done;

	if (atomic_cmpxchg(&s->pending, 0, 1))
		return false;
	done = READ_ONCE(s->state) == SNAPSHOT_READY && !swap_here(s);
	atomic_dec(&s->pending);
	return done;
}

/**
 * trace_snapshot_try - take a snapshot for a tracer
 * @tr: the instance, between trace_snapshot_arm() and trace_snapshot_disarm()
 * @here: of this CPU alone, which is done on return
 *
 * Context: interrupts off; not NMI.
 * Return: false if that is not possible now.
 */
bool trace_snapshot_try(struct trace_array *tr, bool here)
{
	struct trace_snapshot *s = READ_ONCE(tr->snapshot);

	if (!s)
		return false;
	return here ? take_here_if_ready(s) : take_if_ready(s);
}

/* Wait for those that have begun; may sleep. */
void trace_snapshot_wait(struct trace_array *tr)
{
	struct trace_snapshot *s = READ_ONCE(tr->snapshot);

	while (s && atomic_read(&s->pending))
		schedule_timeout_uninterruptible(1);
}

static bool wanted(struct trace_snapshot *s, void *cond_data)
{
	struct snapshot_cond *cond;

	guard(rcu)();
	cond = rcu_dereference(s->cond);
	return !cond || cond->update(s->tr, cond_data);
}

static void take_nothing(struct trace_array *tr)
{
	trace_note(tr, _THIS_IP_, "no snapshot: no memory for it; tracing stops\n");
	tracer_tracing_off(tr);
}

/* False if who holds the buffers will see it. */
static bool ask(struct trace_snapshot *s)
{
	WRITE_ONCE(s->asked, true);
	/* Pairs with that in let_go(). */
	smp_mb();
	return READ_ONCE(s->state) != SNAPSHOT_HELD && xchg(&s->asked, false);
}

static void take_or_ask(struct trace_snapshot *s)
{
	if (READ_ONCE(s->state) == SNAPSHOT_HELD && !ask(s))
		return;
	if (READ_ONCE(s->state) == SNAPSHOT_EMPTY)
		take_nothing(s->tr);
	else
		take_if_ready(s);
}

/* The buffers are held no longer. True if somebody has asked meanwhile. */
static bool let_go(struct trace_snapshot *s, enum snapshot_state state)
{
	WRITE_ONCE(s->state, state);
	/* Pairs with that in ask(). */
	smp_mb();
	return xchg(&s->asked, false);
}

/**
 * trace_snapshot_now - take a snapshot, wherever this is
 * @tr: the instance
 * @cond_data: for who decides, see tracing_snapshot_cond_enable()
 *
 * Without a spare buffer tracing stops, so that what is there stays.
 *
 * Context: any but NMI, where nothing happens.
 */
void trace_snapshot_now(struct trace_array *tr, void *cond_data)
{
	struct trace_snapshot *s = READ_ONCE(tr->snapshot);

	if (in_nmi()) {
		trace_note(tr, _THIS_IP_, "no snapshot: this is an NMI\n");
		return;
	}
	if (!s)
		take_nothing(tr);
	else if (wanted(s, cond_data))
		take_or_ask(s);
}

/* ---- the spare buffer ---- */

static u64 spare_clock(void *ctx)
{
	struct trace_array *tr = ctx;

	return tr->read_clock();
}

static void snapshot_free(struct trace_snapshot *s)
{
	if (!IS_ERR_OR_NULL(s->buffer))
		ringbuf_destroy(s->buffer);
	free_percpu(s->part);
	kfree(s);
}

static int snapshot_init(struct trace_snapshot *s, struct trace_array *tr)
{
	struct ringbuf_params params = {
		.name		= "snapshot",
		.bytes		= 1,
		.order		= ringbuf_subbuf_order(tr->buffer),
		.overwrite	= true,
		.clock		= spare_clock,
		.ctx		= tr,
	};
	int cpu;

	s->tr = tr;
	s->part = alloc_percpu(struct snapshot_part);
	if (!s->part)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct snapshot_part *part = per_cpu_ptr(s->part, cpu);

		part->snapshot = s;
		part->soon = IRQ_WORK_INIT_HARD(part_soon);
		part->later = IRQ_WORK_INIT_LAZY(part_later);
	}
	s->buffer = ringbuf_create(&params);
	return PTR_ERR_OR_ZERO(s->buffer);
}

static struct trace_snapshot *snapshot_of(struct trace_array *tr)
{
	struct trace_snapshot *s = tr->snapshot;
	int err;

	lockdep_assert_held(&tracing_mutex);
	if (s)
		return s;
	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return ERR_PTR(-ENOMEM);
	err = snapshot_init(s, tr);
	if (err) {
		snapshot_free(s);
		return ERR_PTR(err);
	}
	/* trace_snapshot_now() depends on what it points to. */
	smp_store_release(&tr->snapshot, s);
	return s;
}

/**
 * trace_snapshot_buffer - where snapshots are
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the buffer, which lives as long as the instance, or an ERR_PTR.
 */
struct ringbuf *trace_snapshot_buffer(struct trace_array *tr)
{
	struct trace_snapshot *s = snapshot_of(tr);

	return IS_ERR(s) ? ERR_CAST(s) : s->buffer;
}

bool trace_snapshot_ready(const struct trace_array *tr)
{
	return tr->snapshot && tr->snapshot->state == SNAPSHOT_READY;
}

/* Bring the spare buffer to the shape of the other. */
static int match(struct trace_snapshot *s)
{
	struct ringbuf *like = s->tr->buffer;
	int cpu, err;

	err = ringbuf_set_subbuf_order(s->buffer, ringbuf_subbuf_order(like));
	for_each_possible_cpu(cpu)
		err = err ?: ringbuf_set_size(s->buffer, cpu, ringbuf_size(like, cpu));
	return err;
}

/* No snapshot is taken from now on, and none is going on. */
static void stop(struct trace_snapshot *s, enum snapshot_state state)
{
	WRITE_ONCE(s->state, state);
	/* Pairs with atomic_cmpxchg() in take_if_ready(). */
	smp_mb();
	while (atomic_read(&s->pending))
		schedule_timeout_uninterruptible(1);
}

/**
 * trace_snapshot_pause - no snapshots while the buffer changes its shape
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 * Return: the spare buffer, whose shape has to change likewise, or NULL if there
 * is none. Then trace_snapshot_resume() has nothing to do.
 */
struct ringbuf *trace_snapshot_pause(struct trace_array *tr)
{
	if (!trace_snapshot_ready(tr))
		return NULL;
	stop(tr->snapshot, SNAPSHOT_HELD);
	return tr->snapshot->buffer;
}

/**
 * trace_snapshot_resume - the buffer has its shape
 * @tr: the instance, paused
 *
 * If there is no memory to make the spare buffer like it, there is none any more.
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_snapshot_resume(struct trace_array *tr)
{
	struct trace_snapshot *s = tr->snapshot;
	int err = match(s);

	if (let_go(s, err ? SNAPSHOT_EMPTY : SNAPSHOT_READY))
		take_or_ask(s);
	if (err)
		trace_snapshot_free(tr);
}

/**
 * trace_snapshot_alloc - be ready to take snapshots
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0 or -ENOMEM; then nothing has changed.
 */
int trace_snapshot_alloc(struct trace_array *tr)
{
	struct trace_snapshot *s = snapshot_of(tr);
	int err;

	if (IS_ERR(s))
		return PTR_ERR(s);
	if (s->state == SNAPSHOT_READY)
		return 0;
	err = trace_array_expand(tr) ?: match(s);
	if (err) {
		trace_snapshot_free(tr);
		return err;
	}
	WRITE_ONCE(s->state, SNAPSHOT_READY);
	return 0;
}

/**
 * trace_snapshot_free - give the memory back
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_snapshot_free(struct trace_array *tr)
{
	struct trace_snapshot *s = tr->snapshot;

	lockdep_assert_held(&tracing_mutex);
	if (!s)
		return;
	stop(s, SNAPSHOT_EMPTY);
	ringbuf_reset(s->buffer);
	ringbuf_set_size(s->buffer, RB_ALL_CPUS, 1);
}

/**
 * trace_snapshot_clear - forget what is in a snapshot
 * @tr: the instance
 * @cpu: the CPU, or RB_ALL_CPUS
 *
 * Context: tracing_mutex held, may sleep.
 */
void trace_snapshot_clear(struct trace_array *tr, int cpu)
{
	lockdep_assert_held(&tracing_mutex);
	if (!trace_snapshot_ready(tr))
		return;
	if (cpu == RB_ALL_CPUS)
		ringbuf_reset(tr->snapshot->buffer);
	else
		ringbuf_reset_cpu(tr->snapshot->buffer, cpu);
}

/* ---- a user takes one ---- */

struct turn {
	struct trace_snapshot	*s;
	int			err;
};

static void turn_of_cpu(void *arg)
{
	struct turn *turn = arg;

	turn->err = swap_here(turn->s);
}

static int take_cpu(struct trace_snapshot *s, int cpu)
{
	struct turn turn = { .s = s };
	int tries = TAKE_TRIES;
	int err;

	do {
		err = smp_call_function_single(cpu, turn_of_cpu, &turn, true) ?: turn.err;
		if (err == -EBUSY)
			schedule_timeout_uninterruptible(1);
	} while (err == -EBUSY && --tries);
	return err == -ENXIO ? -EBUSY : err;
}

/**
 * trace_snapshot_take - take a snapshot for a user
 * @tr: the instance
 * @cpu: the CPU, or RB_ALL_CPUS
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0; -EBUSY while user space maps the buffer or if the CPU is offline;
 * -ENOMEM.
 */
int trace_snapshot_take(struct trace_array *tr, int cpu)
{
	int err = trace_snapshot_alloc(tr);

	if (err)
		return err;
	trace_snapshot_pause(tr);
	if (cpu == RB_ALL_CPUS)
		err = ringbuf_swap(tr->buffer, tr->snapshot->buffer);
	else
		err = take_cpu(tr->snapshot, cpu);
	/* What was asked for meanwhile is this one. */
	if (let_go(tr->snapshot, SNAPSHOT_READY) && err)
		take_or_ask(tr->snapshot);
	return err;
}

/* ---- who takes them without a user ---- */

/**
 * trace_snapshot_arm - something is going to take snapshots by itself
 * @tr: the instance
 *
 * Context: tracing_mutex held, may sleep.
 * Return: 0; -EBUSY while user space maps the buffer; -ENOMEM.
 */
int trace_snapshot_arm(struct trace_array *tr)
{
	int err;

	if (!atomic_dec_unless_positive(&tr->maps))
		return -EBUSY;
	err = trace_snapshot_alloc(tr);
	if (err)
		atomic_inc(&tr->maps);
	return err;
}

/* The end of trace_snapshot_arm(); tracing_mutex held. */
void trace_snapshot_disarm(struct trace_array *tr)
{
	atomic_inc(&tr->maps);
}

/* User space wants to map the buffer: false if it cannot. Any context. */
bool trace_snapshot_exclude(struct trace_array *tr)
{
	return atomic_inc_unless_negative(&tr->maps);
}

/* A mapping has ended. */
void trace_snapshot_admit(struct trace_array *tr)
{
	atomic_dec(&tr->maps);
}

/**
 * trace_snapshot_destroy - the instance ends
 * @tr: the instance, which nobody uses
 *
 * Context: may sleep.
 */
void trace_snapshot_destroy(struct trace_array *tr)
{
	struct trace_snapshot *s = tr->snapshot;

	if (!s)
		return;
	stop(s, SNAPSHOT_EMPTY);
	kfree(rcu_dereference_raw(s->cond));
	snapshot_free(s);
}

/* ---- for the rest of the kernel ---- */

/**
 * tracing_snapshot - take a snapshot of the top instance
 *
 * Context: any but NMI.
 */
void tracing_snapshot(void)
{
	trace_snapshot_now(&top_trace, NULL);
}
EXPORT_SYMBOL_GPL(tracing_snapshot);

/**
 * tracing_alloc_snapshot - be ready for tracing_snapshot()
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0 or -ENOMEM.
 */
int tracing_alloc_snapshot(void)
{
	guard(mutex)(&tracing_mutex);
	return trace_snapshot_alloc(&top_trace);
}
EXPORT_SYMBOL_GPL(tracing_alloc_snapshot);

/**
 * tracing_snapshot_alloc - get memory if there is none, and take a snapshot
 *
 * Context: takes tracing_mutex, may sleep.
 */
void tracing_snapshot_alloc(void)
{
	if (!tracing_alloc_snapshot())
		tracing_snapshot();
}
EXPORT_SYMBOL_GPL(tracing_snapshot_alloc);

/**
 * tracing_snapshot_cond - take a snapshot if the condition says so
 * @tr: the instance
 * @cond_data: for the function of tracing_snapshot_cond_enable()
 *
 * Context: any but NMI.
 */
void tracing_snapshot_cond(struct trace_array *tr, void *cond_data)
{
	trace_snapshot_now(tr, cond_data);
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond);

/**
 * tracing_snapshot_cond_enable - let a function decide about snapshots
 * @tr: the instance
 * @cond_data: what tracing_cond_snapshot_data() returns from now on
 * @update: called with what tracing_snapshot_cond() was given; true: take it.
 *	Called where the snapshot is asked for, under RCU.
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0; -EBUSY if there is a condition or user space maps the buffer;
 * -ENOMEM.
 */
int tracing_snapshot_cond_enable(struct trace_array *tr, void *cond_data,
				 bool (*update)(struct trace_array *tr, void *cond_data))
{
	struct snapshot_cond *cond;
	int err;

	guard(mutex)(&tracing_mutex);
	if (tr->snapshot && rcu_access_pointer(tr->snapshot->cond))
		return -EBUSY;
	cond = kzalloc(sizeof(*cond), GFP_KERNEL);
	if (!cond)
		return -ENOMEM;
	cond->data = cond_data;
	cond->update = update;
	err = trace_snapshot_arm(tr);
	if (err) {
		kfree(cond);
		return err;
	}
	rcu_assign_pointer(tr->snapshot->cond, cond);
	return 0;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_enable);

/**
 * tracing_snapshot_cond_disable - the end of a condition
 * @tr: the instance
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: 0, or -EINVAL if there is none.
 */
int tracing_snapshot_cond_disable(struct trace_array *tr)
{
	struct snapshot_cond *cond;

	guard(mutex)(&tracing_mutex);
	if (!tr->snapshot || !rcu_access_pointer(tr->snapshot->cond))
		return -EINVAL;
	cond = rcu_replace_pointer(tr->snapshot->cond, NULL,
				   lockdep_is_held(&tracing_mutex));
	trace_snapshot_disarm(tr);
	kfree_rcu(cond, rcu);
	return 0;
}
EXPORT_SYMBOL_GPL(tracing_snapshot_cond_disable);

/**
 * tracing_cond_snapshot_data - what a condition was enabled with
 * @tr: the instance
 *
 * Context: takes tracing_mutex, may sleep.
 * Return: the pointer, or NULL if there is no condition.
 */
void *tracing_cond_snapshot_data(struct trace_array *tr)
{
	struct snapshot_cond *cond = NULL;

	guard(mutex)(&tracing_mutex);
	if (tr->snapshot)
		cond = rcu_dereference_protected(tr->snapshot->cond,
						 lockdep_is_held(&tracing_mutex));
	return cond ? cond->data : NULL;
}
EXPORT_SYMBOL_GPL(tracing_cond_snapshot_data);

static struct trace_feature snapshot_features[] = {
	{ .name = "snapshot", .values = "instance cpu" },
};

TRACE_FEATURES(snapshot_features);
