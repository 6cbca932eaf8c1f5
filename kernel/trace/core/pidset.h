/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A set of thread ids: a bitmap in pieces, so that an empty region costs one
 * pointer.  Asked without a lock in any context; changed under a lock of the
 * owner, or in place by fork and exit.
 */
#ifndef _TRACE_CORE_PIDSET_H
#define _TRACE_CORE_PIDSET_H

#include <linux/rcupdate.h>
#include <linux/threads.h>

#define PIDSET_PIECE_BITS	4096
#define PIDSET_PIECES		DIV_ROUND_UP(PID_MAX_LIMIT, PIDSET_PIECE_BITS)

/**
 * struct pidset - set of thread ids
 * @rcu: frees it after the last reader
 * @dropped: additions that found no memory
 * @piece: bitmaps of PIDSET_PIECE_BITS ids each, NULL: none of them
 */
struct pidset {
	struct rcu_head	rcu;
	atomic_t	dropped;
	unsigned long	*piece[PIDSET_PIECES];
};

struct pidset *pidset_alloc(void);
struct pidset *pidset_copy(const struct pidset *set);	/* NULL gives an empty one */
void pidset_free(struct pidset *set);
void pidset_free_rcu(struct pidset *set);
int pidset_add(struct pidset *set, pid_t pid, gfp_t gfp);
void pidset_del(struct pidset *set, pid_t pid);
bool pidset_is_empty(const struct pidset *set);
int pidset_next(const struct pidset *set, int pid);	/* first id > @pid, or -1 */
/* Adds white-space separated ids of @text; -EINVAL, -ERANGE, -ENOMEM. */
int pidset_parse(struct pidset *set, char *text);

/**
 * pidset_has - is a thread id in the set
 * @set: the set, must not be NULL
 * @pid: the thread id
 *
 * Context: any, NMI included, in an RCU read-side section.
 * Return: true if it is.
 */
static __always_inline bool pidset_has(const struct pidset *set, pid_t pid)
{
	unsigned int number = pid;
	const unsigned long *piece;

	if (unlikely(number >= PID_MAX_LIMIT))
		return false;
	piece = READ_ONCE(set->piece[number / PIDSET_PIECE_BITS]);
	return piece && test_bit(number % PIDSET_PIECE_BITS, piece);
}

#endif /* _TRACE_CORE_PIDSET_H */
