// SPDX-License-Identifier: GPL-2.0
/* Sets of thread ids, see pidset.h. */
#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include "pidset.h"

#define PIECE_LONGS	BITS_TO_LONGS(PIDSET_PIECE_BITS)

struct pidset *pidset_alloc(void)
{
	return kzalloc(sizeof(struct pidset), GFP_KERNEL);
}

void pidset_free(struct pidset *set)
{
	unsigned int i;

	if (!set)
		return;
	for (i = 0; i < PIDSET_PIECES; i++)
		kfree(set->piece[i]);
	kfree(set);
}

static void pidset_free_cb(struct rcu_head *rcu)
{
	pidset_free(container_of(rcu, struct pidset, rcu));
}

void pidset_free_rcu(struct pidset *set)
{
	if (set)
		call_rcu(&set->rcu, pidset_free_cb);
}

struct pidset *pidset_copy(const struct pidset *set)
{
	struct pidset *copy = pidset_alloc();
	unsigned int i;

	for (i = 0; copy && set && i < PIDSET_PIECES; i++) {
		const unsigned long *piece = READ_ONCE(set->piece[i]);

		if (!piece)
			continue;
		copy->piece[i] = kmemdup(piece, PIECE_LONGS * sizeof(long),
					 GFP_KERNEL);
		if (!copy->piece[i]) {
			pidset_free(copy);
			return NULL;
		}
	}
	return copy;
}

/**
 * pidset_add - put a thread id into the set
 * @set: the set
 * @pid: the thread id
 * @gfp: how to allocate
 *
 * Context: any that @gfp allows; several may add at once.
 * Return: 0, -EINVAL for an impossible id, or -ENOMEM.
 */
int pidset_add(struct pidset *set, pid_t pid, gfp_t gfp)
{
	unsigned long **slot, *piece;

	if ((unsigned int)pid >= PID_MAX_LIMIT)
		return -EINVAL;
	slot = &set->piece[pid / PIDSET_PIECE_BITS];
	piece = READ_ONCE(*slot);
	if (!piece) {
		unsigned long *fresh = kcalloc(PIECE_LONGS, sizeof(long), gfp);

		if (!fresh) {
			atomic_inc(&set->dropped);
			return -ENOMEM;
		}
		/* Full ordering: readers see the cleared piece. */
		piece = cmpxchg(slot, NULL, fresh);
		if (piece)
			kfree(fresh);
		else
			piece = fresh;
	}
	set_bit(pid % PIDSET_PIECE_BITS, piece);
	return 0;
}

void pidset_del(struct pidset *set, pid_t pid)
{
	unsigned long *piece;

	if ((unsigned int)pid >= PID_MAX_LIMIT)
		return;
	piece = READ_ONCE(set->piece[pid / PIDSET_PIECE_BITS]);
	if (piece)
		clear_bit(pid % PIDSET_PIECE_BITS, piece);
}

int pidset_next(const struct pidset *set, int pid)
{
	unsigned int from = pid + 1;

	while (from < PID_MAX_LIMIT) {
		unsigned int i = from / PIDSET_PIECE_BITS;
		const unsigned long *piece = READ_ONCE(set->piece[i]);
		unsigned long bit = PIDSET_PIECE_BITS;

		if (piece)
			bit = find_next_bit(piece, PIDSET_PIECE_BITS,
					    from % PIDSET_PIECE_BITS);
		if (bit < PIDSET_PIECE_BITS)
			return i * PIDSET_PIECE_BITS + bit;
		from = (i + 1) * PIDSET_PIECE_BITS;
	}
	return -1;
}

bool pidset_is_empty(const struct pidset *set)
{
	return pidset_next(set, -1) < 0;
}

int pidset_parse(struct pidset *set, char *text)
{
	char *word;

	while ((word = strsep(&text, " \t\n\v\f\r"))) {
		unsigned long pid;
		int err;

		if (!*word)
			continue;
		if (kstrtoul(word, 0, &pid) || pid >= PID_MAX_LIMIT)
			return -EINVAL;
		err = pidset_add(set, pid, GFP_KERNEL);
		if (err)
			return err;
	}
	return 0;
}
