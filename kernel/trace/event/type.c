// SPDX-License-Identifier: GPL-2.0
/*
 * Record type numbers.
 *
 * The first field of each record is a number from which its printer and its
 * format file are found.  The tracer's own types have fixed numbers, events get
 * the next one that is free.  Numbers are handed out in a circle: one that has
 * been given back comes last, and by then the buffers that could have named it
 * have been cleared (see module.c).
 *
 * Each line of a trace begins with a look into this table, so it is made of
 * blocks that are found in one step and, once they are there, stay for ever.
 *
 * What is found there must not go while it prints.  Who prints and may sleep holds
 * the printers; who takes an event away takes back its number first, and then waits
 * until they are let go of and an RCU grace period is over.
 */
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/trace_events.h>
#include "../core/entries.h"
#include "type.h"

#define BLOCK	256		/* types, one page */
#define NR	(TRACE_EVENT_TYPE_MAX + 1)

static DEFINE_MUTEX(types_mutex);
static struct trace_event **blocks[NR / BLOCK];		/* changed under types_mutex */
static DECLARE_RWSEM(printers);				/* no data of its own */
static unsigned int next_type = TRACE_FIRST_EVENT_TYPE;	/* under types_mutex */

struct trace_event *trace_event_find(int type)
{
	struct trace_event **block;

	if ((unsigned int)type >= NR)
		return NULL;
	block = READ_ONCE(blocks[type / BLOCK]);
	return block ? READ_ONCE(block[type % BLOCK]) : NULL;
}

static int enter(unsigned int type, struct trace_event *event)
{
	struct trace_event **block = blocks[type / BLOCK];

	if (!block) {
		block = kcalloc(BLOCK, sizeof(*block), GFP_KERNEL);
		if (!block)
			return -ENOMEM;
		/* Pairs with the dependency in trace_event_find(). */
		smp_store_release(&blocks[type / BLOCK], block);
	}
	event->type = type;
	/* As above: whoever finds the event finds its number in it. */
	smp_store_release(&block[type % BLOCK], event);
	return 0;
}

/* The next number that is free, or 0. */
static unsigned int take_number(void)
{
	unsigned int tries = NR - TRACE_FIRST_EVENT_TYPE;

	while (tries--) {
		unsigned int type = next_type++;

		if (next_type == NR)
			next_type = TRACE_FIRST_EVENT_TYPE;
		if (!trace_event_find(type))
			return type;
	}
	return 0;
}

/**
 * register_trace_event - give a record type its number and its printers
 * @event: @event->type is zero for any number, else one below those of events
 *
 * Context: may sleep.
 * Return: the number, or 0: none left, or taken.
 */
int register_trace_event(struct trace_event *event)
{
	unsigned int type = event->type;

	if (WARN_ON(!event->funcs || type >= NR))
		return 0;
	guard(mutex)(&types_mutex);
	if (!type)
		type = take_number();
	else if (trace_event_find(type))
		return 0;
	return type && !enter(type, event) ? type : 0;
}
EXPORT_SYMBOL_GPL(register_trace_event);

/**
 * trace_event_type_forget - take back a number
 * @event: from register_trace_event(); if it was not, nothing happens
 *
 * Who found the event before may still print with it, see trace_printers_wait().
 *
 * Context: may sleep.
 */
void trace_event_type_forget(struct trace_event *event)
{
	guard(mutex)(&types_mutex);
	if (trace_event_find(event->type) != event)
		return;
	WRITE_ONCE(blocks[event->type / BLOCK][event->type % BLOCK], NULL);
	event->type = 0;
}

/**
 * unregister_trace_event - give a number back
 * @event: no record may have its number any more
 *
 * Context: may sleep; waits for those who look it up.
 * Return: 0.
 */
int unregister_trace_event(struct trace_event *event)
{
	trace_event_type_forget(event);
	trace_printers_wait();
	synchronize_rcu();
	return 0;
}
EXPORT_SYMBOL_GPL(unregister_trace_event);

/**
 * trace_printers_lock - keep what trace_event_find() finds where it is
 *
 * Context: may sleep.
 */
void trace_printers_lock(void)
{
	down_read(&printers);
}

/**
 * trace_printers_unlock - let go of it
 */
void trace_printers_unlock(void)
{
	up_read(&printers);
}

/**
 * trace_printers_wait - wait for those who hold the printers now
 *
 * Context: may sleep; none of the locks that a printer takes may be held.
 */
void trace_printers_wait(void)
{
	down_write(&printers);
	up_write(&printers);
}
