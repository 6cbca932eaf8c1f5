// SPDX-License-Identifier: GPL-2.0
/*
 * Mapping: a process reads the sub-buffers where they are.
 *
 * Ids of sub-buffers are places in the mapping, and the memory behind an id
 * stays while it is mapped (rb_cpu.mapped): no store is replaced, no page is
 * given away. What goes on in the ring needs no care, since only ids move there.
 *
 * The process is a consuming reader. What it asks for is that the page it reads
 * be its own; the consuming reader of read.c does that, and the meta page says
 * which one it is. What is finished on the page is consumed at that moment.
 *
 * The count of mappings changes under the buffer's mutex and, where it leaves 0,
 * while the part is quiet: ringbuf_swap_cpu() takes no mutex. The meta page is
 * written under the reader's lock.
 */
#include "internal.h"

#include <linux/highmem.h>
#include <linux/trace_mmap.h>
#include <linux/ringbuffer/map.h>

static void rb_flush(void *from, unsigned int order)
{
	unsigned int i;

	for (i = 0; i < 1U << order; i++)
		flush_dcache_page(virt_to_page(from + i * PAGE_SIZE));
}

static void rb_meta_fill(struct rb_cpu *cpu, unsigned long lost)
{
	struct trace_buffer_meta *meta = cpu->meta;
	struct rb_store *st = rb_store_of(cpu);
	struct ringbuf_stats s;

	rb_count_records(cpu, &s);
	meta->meta_page_size = rb_subbuf_bytes(st->order);
	meta->meta_struct_len = sizeof(*meta);
	meta->subbuf_size = rb_subbuf_bytes(st->order);
	meta->nr_subbufs = st->n + 1;
	meta->reader.lost_events = lost;
	meta->reader.id = cpu->reader.sub->id;
	meta->reader.read = cpu->reader.off;
	/* What was read is on the reader's page still, or was. */
	meta->entries = s.entries + s.read;
	meta->overrun = s.overrun;
	meta->read = s.read;
	rb_flush(meta, 0);
}

/**
 * rb_meta_restart - the buffer of a CPU begins afresh
 * @cpu: it, readers locked out
 *
 * Context: any.
 */
void rb_meta_restart(struct rb_cpu *cpu)
{
	if (cpu->meta)
		rb_meta_fill(cpu, 0);
}

/* Nothing may be written, nor executed, nor kept by a child. */
static int rb_map_flags(struct vm_area_struct *vma)
{
	if (vma->vm_flags & (VM_WRITE | VM_EXEC) || !(vma->vm_flags & VM_MAYSHARE))
		return -EPERM;
	vm_flags_mod(vma, VM_DONTCOPY | VM_DONTDUMP | VM_DONTEXPAND, VM_MAYWRITE);
	return 0;
}

/* The page at an offset of the mapping, counted in pages. */
static struct page *rb_map_page(struct rb_cpu *cpu, unsigned long at)
{
	struct rb_store *st = rb_store_of(cpu);
	unsigned long within = at & ((1UL << st->order) - 1);
	unsigned long nr = at >> st->order;
	void *start = nr ? (void *)st->sub[nr - 1].data : cpu->meta;

	return virt_to_page(start + within * PAGE_SIZE);
}

static int rb_map_insert(struct rb_cpu *cpu, struct vm_area_struct *vma)
{
	struct rb_store *st = rb_store_of(cpu);
	unsigned long all = (unsigned long)(st->n + 2) << st->order;
	unsigned long i, n = vma_pages(vma);
	int err = 0;

	if (vma->vm_pgoff >= all || n > all - vma->vm_pgoff)
		return -EINVAL;
	for (i = 0; i < n && !err; i++)
		err = vm_insert_page(vma, vma->vm_start + i * PAGE_SIZE,
				     rb_map_page(cpu, vma->vm_pgoff + i));
	return err;
}

static void rb_meta_set(struct rb_cpu *cpu, void *meta)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&cpu->lock, flags);
	cpu->meta = meta;
	rb_meta_restart(cpu);
	raw_spin_unlock_irqrestore(&cpu->lock, flags);
}

/* The first mapping comes. */
static int rb_map_begin(struct rb_cpu *cpu)
{
	void *meta = rb_page_alloc(cpu->cpu, rb_store_of(cpu)->order);

	if (!meta)
		return -ENOMEM;
	rb_quiet_begin(cpu);
	cpu->mapped = 1;
	rb_meta_set(cpu, meta);
	rb_quiet_end(cpu);
	return 0;
}

/* The last mapping has gone, or there is none after all. */
static void rb_map_end(struct rb_cpu *cpu)
{
	void *meta = cpu->meta;

	rb_meta_set(cpu, NULL);
	rb_page_free(meta, rb_store_of(cpu)->order);
	rb_set(&cpu->mapped, 0);
}

/**
 * rb_map - map what an area asks for
 * @rb: the buffer
 * @cpu: the CPU
 * @vma: the area, new and empty
 *
 * To be undone by rb_unmap().
 *
 * Context: may sleep; mmap lock held for writing.
 * Return: 0; -EPERM if the area is writable or private, -EINVAL if it goes past
 * the end, -ENODEV if the CPU was never seen or the buffer is in memory of the
 * client, -ENOMEM.
 */
int rb_map(struct ringbuf *rb, int cpu, struct vm_area_struct *vma)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);
	int err = rb_map_flags(vma);

	if (err)
		return err;
	guard(mutex)(&rb->priv->lock);
	if (!rb_store_of(part) || rb_store_of(part)->head)
		return -ENODEV;
	if (!part->mapped)
		err = rb_map_begin(part);
	else
		rb_set(&part->mapped, part->mapped + 1);
	if (err)
		return err;
	err = rb_map_insert(part, vma);
	if (err && part->mapped == 1)
		rb_map_end(part);
	else if (err)
		rb_set(&part->mapped, part->mapped - 1);
	return err;
}
EXPORT_SYMBOL_GPL(rb_map);

/**
 * rb_map_dup - an area became two
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: may sleep.
 */
void rb_map_dup(struct ringbuf *rb, int cpu)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);

	guard(mutex)(&rb->priv->lock);
	rb_set(&part->mapped, part->mapped + 1);
}
EXPORT_SYMBOL_GPL(rb_map_dup);

/**
 * rb_unmap - a mapping ends
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: may sleep.
 */
void rb_unmap(struct ringbuf *rb, int cpu)
{
	struct rb_cpu *part = rb_cpu_of(rb, cpu);

	guard(mutex)(&rb->priv->lock);
	if (WARN_ON_ONCE(!part->mapped))
		return;
	if (part->mapped == 1)
		rb_map_end(part);
	else
		rb_set(&part->mapped, part->mapped - 1);
}
EXPORT_SYMBOL_GPL(rb_unmap);

/**
 * rb_map_get_reader - let a process go on
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Takes what is unread on the reader's page or, if that is nothing, the next
 * page, and brings the meta page up to date.
 *
 * Context: any. Lock-free towards writers.
 * Return: 0; -ENODEV if nothing is mapped, or it cannot be told without waiting.
 */
int rb_map_get_reader(struct ringbuf *rb, int cpu)
{
	rb_hold_scope(guard, rb_cpu_of(rb, cpu));
	unsigned long lost;

	if (!guard.cpu || !guard.cpu->meta)
		return -ENODEV;
	rb_consume_rest(guard.cpu, &lost);
	rb_flush(guard.cpu->reader.sub->data, rb_store_of(guard.cpu)->order);
	rb_meta_fill(guard.cpu, lost);
	return 0;
}
EXPORT_SYMBOL_GPL(rb_map_get_reader);
