// SPDX-License-Identifier: GPL-2.0
/*
 * Where buffers come from and go to.
 *
 * Every possible CPU has a struct rb_cpu from the start, so that writers need
 * not ask; memory for records comes when the CPU is first seen, and stays.
 * Until then the part refuses writers with RB_REFUSE_ABSENT.
 */
#include "internal.h"

/* First records may come from a CPU whose clock is this much behind. */
#define RB_CLOCK_SLACK	BIT(20)

/* Lines of stores so far; none is 0. */
static atomic_long_t rb_lines;

/**
 * rb_slots_for - number of slots for a size
 * @bytes: size
 * @order: order of sub-buffers
 *
 * Context: any.
 * Return: the number, or 0 if that is too many.
 */
u32 rb_slots_for(unsigned long bytes, unsigned int order)
{
	unsigned long each = rb_subbuf_bytes(order) - RB_PAGE_HEADER;
	unsigned long n = bytes / each + (bytes % each ? 1 : 0);

	if (n > RB_SLOTS_MAX)
		return 0;
	return max_t(u32, n, RB_SLOTS_MIN);
}

/**
 * rb_store_free - free what rb_store_alloc() made, or a part of it
 * @st: the store, may be NULL
 *
 * Context: may sleep.
 */
void rb_store_free(struct rb_store *st)
{
	u32 i;

	if (!st)
		return;
	for (i = 0; st->sub && !st->head && i <= st->n; i++)
		if (st->sub[i].data && st->sub[i].id == i)
			rb_page_free(st->sub[i].data, st->order);
	kvfree(st->sub);
	if (!st->head)
		kvfree(st->slot);
	kfree(st);
}

DEFINE_FREE(rb_store, struct rb_store *, rb_store_free(_T))

static bool rb_store_fill(struct rb_store *st, int cpu, u32 have)
{
	u32 i;

	for (i = have; i <= st->n; i++) {
		st->sub[i].id = i;
		st->sub[i].tail = RB_TAIL_IDLE;
		st->sub[i].data = rb_page_alloc(cpu, st->order);
		if (!st->sub[i].data)
			return false;
	}
	return true;
}

/* Without slots and pages. */
static struct rb_store *rb_store_bare(u32 n, unsigned int order)
{
	struct rb_store *st __free(rb_store) = kzalloc(sizeof(*st), GFP_KERNEL);

	if (!st)
		return NULL;
	st->n = n;
	st->order = order;
	st->line = atomic_long_inc_return(&rb_lines);
	st->cap = (rb_subbuf_bytes(order) - RB_PAGE_HEADER) / 4;
	st->sub = kvcalloc(n + 1, sizeof(*st->sub), GFP_KERNEL);
	if (!st->sub)
		return NULL;
	return no_free_ptr(st);
}

/**
 * ringbuf_memory_for - is there memory for this, and some left for others?
 * @bytes: how much
 *
 * Small allocations do not fail, they have a task killed to get their memory.
 * Who is about to make very many asks first.
 *
 * Context: any.
 * Return: whether there is.
 */
bool ringbuf_memory_for(unsigned long bytes)
{
	return rb_memory_for((bytes >> PAGE_SHIFT) + 1);
}

/**
 * rb_store_alloc - memory for the buffer of a CPU
 * @cpu: the CPU, for memory near it
 * @n: number of slots
 * @order: order of sub-buffers
 * @have: sub-buffers that will get the memory of others, the first ones
 *
 * Context: may sleep.
 * Return: the store, not yet fit for use, or NULL.
 */
struct rb_store *rb_store_alloc(int cpu, u32 n, unsigned int order, u32 have)
{
	struct rb_store *st __free(rb_store) = NULL;

	have = min(have, n + 1);
	if (!rb_memory_for((unsigned long)(n + 1 - have) << order))
		return NULL;
	st = rb_store_bare(n, order);
	if (!st)
		return NULL;
	st->slot = kvcalloc(n, sizeof(*st->slot), GFP_KERNEL);
	if (!st->slot || !rb_store_fill(st, cpu, have))
		return NULL;
	return no_free_ptr(st);
}

static u64 rb_start_time(struct ringbuf *rb)
{
	u64 now = rb->priv->clock(rb->ctx);

	return now - min_t(u64, now, RB_CLOCK_SLACK);
}

/*
 * All slots are free, except the first: its page is open and empty. Numbers go
 * on from where they were, so that a reader without lock that saw a name before
 * will not see it again.
 */
static void rb_store_start(struct rb_store *st, u64 first, u64 time)
{
	u32 i;

	for (i = 0; i <= st->n; i++) {
		struct rb_subbuf *sub = &st->sub[i];

		rb_set(&sub->tail, RB_TAIL_IDLE);
		memset(sub->count, 0, sizeof(sub->count));
		rb_set(&sub->former, 0);
		rb_set(&sub->data->commit, 0);
	}
	for (i = 0; i < st->n; i++)
		rb_set(&st->slot[i], rb_name(first - st->n + i, i + 1) | RB_FREE);

	rb_set(&st->slot[0], rb_name(first, 1));
	st->sub[1].nr = first;
	st->sub[1].slot = 0;
	rb_set(&st->sub[1].first, 0);
	rb_set(&st->sub[1].base, time);
	st->sub[1].data->time_stamp = time;
	rb_set(&st->sub[1].tail, 0);
	if (st->head)
		rb_save(st, &st->sub[1]);
}

/**
 * rb_store_disown - make all pages of a store unknown
 * @st: the store
 *
 * What iterators copy from now on is not taken for what it was: O4, with this
 * in the place of a claim.
 *
 * Context: any; no writers, readers locked out.
 */
void rb_store_disown(struct rb_store *st)
{
	u32 i;

	for (i = 0; i < st->n; i++)
		rb_set(&st->slot[i], rb_name(0, i));
	/* O4: pairs with the barriers in rb_fill_ring(). */
	smp_wmb();
}

static void rb_counts_start(struct rb_counts *counts)
{
	atomic_long_set(&counts->commit_overrun, 0);
	atomic_long_set(&counts->dropped, 0);
	atomic_long_set(&counts->nested, 0);
	atomic_long_set(&counts->too_long, 0);
	atomic_long_set(&counts->clock_back, 0);
}

/**
 * rb_store_install - begin afresh, with this store
 * @rb: the buffer
 * @cpu: its part, without writers and with readers locked out
 * @st: the store; may be the one in use
 *
 * Context: any.
 */
void rb_store_install(struct ringbuf *rb, struct rb_cpu *cpu, struct rb_store *st)
{
	u64 seen = rb_name_nr(rb_get(&cpu->commit)) + 1;
	/* A multiple of n, so that page h is in slot h mod n. */
	u64 first = (seen / st->n + 2) * st->n;

	rb_store_start(st, first, rb_start_time(rb));
	rb_reader_start(cpu, &st->sub[0], first);
	rb_counts_start(cpu->counts);
	cpu->cap = st->cap;
	rb_set(&cpu->cur, &st->sub[1]);
	rb_set(&cpu->pub, &st->sub[1]);
	/* O8 */
	rcu_assign_pointer(cpu->store, st);
	rb_show(cpu, st, rb_name(first, 1));
}

/* The first store of a CPU, in memory of the client. */
static int rb_store_begin_in(struct ringbuf *rb, struct rb_cpu *part,
			     const struct rb_memory *m)
{
	struct rb_store *st = rb_store_bare(m->slots, m->order);

	if (!st)
		return -ENOMEM;
	rb_memory_attach(part, st, m);
	if (rb_remote_writer(part))
		rb_remote_begin(part, st);
	else if (!(rb_remote_reader(part) ? rb_resume : rb_recover)(part, st, rb_start_time(rb)))
		rb_store_install(rb, part, st);
	return 0;
}

/* The first store of a CPU. */
static int rb_store_begin(struct ringbuf *rb, struct rb_cpu *part)
{
	struct rb_store *st;

	if (rb->priv->memory.start)
		return rb_store_begin_in(rb, part, &rb->priv->memory);
	st = rb_store_alloc(part->cpu, part->want, rb->priv->order, 0);
	if (!st)
		return -ENOMEM;
	rb_store_install(rb, part, st);
	return 0;
}

/* Not a CPU of those that write. */
static bool rb_foreign(struct ringbuf *rb, int cpu)
{
	return rb->priv->memory.start && cpu >= rb->priv->memory.cpus;
}

/**
 * rb_cpu_populate - a CPU was seen
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int rb_cpu_populate(struct ringbuf *rb, int cpu)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);

	guard(mutex)(&rb->priv->lock);
	if (rb_store_of(part) || rb_foreign(rb, cpu))
		return 0;
	if (rb_store_begin(rb, part))
		return -ENOMEM;
	if (rb_remote_writer(part))
		return 0;
	/* O8: whoever finds the bit cleared finds the store. */
	smp_mb__before_atomic();
	atomic_sub(RB_REFUSE_ABSENT, &part->refuse);
	return 0;
}

static struct rb_cpu *rb_cpu_alloc(int cpu, const struct rb_memory *m)
{
	struct rb_cpu *part = kzalloc_node(sizeof(*part), GFP_KERNEL,
					   cpu_to_node(cpu));

	if (!part)
		return NULL;
	part->cpu = cpu;
	part->want = m->slots;
	part->share = m->share;
	part->counts = &part->own_counts;
	atomic_set(&part->refuse, RB_REFUSE_ABSENT);
	raw_spin_lock_init(&part->lock);
	return part;
}

static int rb_parts_alloc(struct ringbuf *rb, const struct rb_memory *m)
{
	int cpu;

	rb->cpu = alloc_percpu(struct rb_cpu *);
	if (!rb->cpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct rb_cpu *part = rb_cpu_alloc(cpu, m);

		if (!part)
			return -ENOMEM;
		*per_cpu_ptr(rb->cpu, cpu) = part;
	}
	return 0;
}

static void rb_part_free(struct rb_cpu *part)
{
	if (!part)
		return;
	if (part->reader.parked)
		rb_page_free(part->reader.parked, part->reader.parked_order);
	rb_store_free(rb_store_of(part));
	kfree(part);
}

static void rb_free(struct ringbuf *rb)
{
	int cpu;

	if (IS_ERR_OR_NULL(rb))
		return;
	if (rb->priv && rb->priv->waiters)
		rb_waiters_destroy(rb);
	if (rb->cpu)
		for_each_possible_cpu(cpu)
			rb_part_free(rb_cpu_of(rb, cpu));
	free_percpu(rb->cpu);
	kfree(rb->priv);
	kfree(rb);
}

DEFINE_FREE(ringbuf, struct ringbuf *, rb_free(_T))

static struct ringbuf *rb_alloc(const struct ringbuf_params *p,
				const struct rb_memory *m)
{
	struct ringbuf *rb __free(ringbuf) = kzalloc(sizeof(*rb), GFP_KERNEL);

	if (!rb)
		return NULL;
	rb->priv = kzalloc(sizeof(*rb->priv), GFP_KERNEL);
	if (!rb->priv)
		return NULL;
	rb->overwrite = p->overwrite;
	rb->ctx = p->ctx;
	rb->priv->rb = rb;
	rb->priv->name = p->name;
	rb->priv->order = m->order;
	rb->priv->clock = p->clock;
	rb->priv->memory = *m;
	mutex_init(&rb->priv->lock);
	if (rb_waiters_create(rb) || rb_parts_alloc(rb, m))
		return NULL;
	return no_free_ptr(rb);
}

/* How many slots there will be, and where. */
static int rb_size_up(struct rb_memory *m, unsigned long bytes)
{
	if (m->start)
		return m->share == RINGBUF_READ ? rb_memory_find(m) : rb_memory_divide(m);
	m->slots = rb_slots_for(bytes, m->order);
	return m->slots && m->share == RINGBUF_OWN ? 0 : -EINVAL;
}

/* The CPUs that write need not be here. */
static int rb_populate_all(struct ringbuf *rb)
{
	int cpu, err = 0;

	for_each_possible_cpu(cpu)
		err = err ?: rb_cpu_populate(rb, cpu);
	return err;
}

/**
 * ringbuf_create - make a buffer
 * @p: what it shall look like
 *
 * Context: may sleep.
 * Return: the buffer, recording; ERR_PTR(-EINVAL) for impossible parameters,
 * ERR_PTR(-ENOMEM).
 */
struct ringbuf *ringbuf_create(const struct ringbuf_params *p)
{
	struct rb_memory m = {
		.start = p->memory, .size = p->memory_size, .share = p->share,
		.order = p->order,
	};
	struct ringbuf *rb __free(ringbuf) = NULL;
	int err;

	if (!p->clock || p->order > RB_ORDER_MAX || rb_size_up(&m, p->bytes))
		return ERR_PTR(-EINVAL);
	rb = rb_alloc(p, &m);
	if (!rb)
		return ERR_PTR(-ENOMEM);
	err = m.share == RINGBUF_READ ? rb_populate_all(rb) : 0;
	if (!err)
		err = rb_hotplug_add(rb);
	if (err)
		return ERR_PTR(err);
	return no_free_ptr(rb);
}
EXPORT_SYMBOL_GPL(ringbuf_create);

/**
 * ringbuf_destroy - end a buffer
 * @rb: the buffer; readers, iterators and waiters are gone, and no new writers
 *	come
 *
 * Context: may sleep; waits for writers in progress, and for a grace period.
 */
void ringbuf_destroy(struct ringbuf *rb)
{
	int cpu;

	ringbuf_record_disable(rb);
	rb_hotplug_remove(rb);
	for_each_possible_cpu(cpu)
		rb_drain(rb_cpu_of(rb, cpu));
	/* Who is on the way out still looks at a tail. */
	synchronize_rcu();
	rb_free(rb);
}
EXPORT_SYMBOL_GPL(ringbuf_destroy);
