/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A world with one CPU: its writers, a consuming reader, an iterator, and a list
 * of what ought to be in the buffer. All of it runs in one thread; who goes on
 * at a shared access is a choice, and choices come from a generator or from an
 * enumeration.
 */
#ifndef RB_TEST_WORLD_H
#define RB_TEST_WORLD_H

#include "../../../lib/ringbuffer/internal.h"
#include <linux/ringbuffer/write.h>

/**
 * struct world_rules - how lively a world is
 * @bytes: size of the buffer
 * @overwrite: oldest pages give way
 * @writes: writers at the bottom of the stack
 * @nested: writers on top of others, at most
 * @depth: writers in progress at a time, at most
 * @switches: times that a reader or an iterator gets a turn inside a writer,
 *	at most
 * @one_in: a chance of one in so many at each shared access
 * @max_len: longest record; 0 for all lengths that fit
 * @iterator: there is one
 * @discards: some records are discarded or shortened
 * @wild_clock: long pauses, and steps back
 * @still_clock: all records have the same time
 * @changes: resets and changes of size come in between; another reader, if remote
 * @remote: readers and writers have nothing in common but @bytes of memory
 */
struct world_rules {
	unsigned long	bytes;
	bool		overwrite;
	unsigned int	writes;
	unsigned int	nested;
	unsigned int	depth;
	unsigned int	switches;
	unsigned int	one_in;
	unsigned int	max_len;
	bool		iterator;
	bool		discards;
	bool		wild_clock;
	bool		still_clock;
	bool		changes;
	bool		remote;
};

/* Set by the program: a number below @n; and yes, one time in @n. */
extern unsigned int (*world_choose)(unsigned int n);
extern bool (*world_chance)(unsigned int n);

/* Live through one world. What is wrong with it, or NULL. */
const char *world_run(const struct world_rules *rules);

/* What happened in all worlds so far, to see that tests reach what they mean. */
struct world_tally {
	unsigned long written, refused, read, lost, padded, rolled_back, trimmed;
	unsigned long shown, missed, pages, wholes, long_pause, changes;
};

extern struct world_tally world_tally;

#endif
