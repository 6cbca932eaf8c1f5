/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the inline part of the ring buffer needs from its surroundings.
 *
 * The library touches shared words only through the accessors below. A user
 * space build or a hypervisor supplies its own version of this file (and of
 * lib/ringbuffer/platform.h) and compiles everything else unchanged; a test
 * version calls a hook in every accessor and may run nested writers there.
 */
#ifndef _LINUX_RINGBUFFER_PLATFORM_H
#define _LINUX_RINGBUFFER_PLATFORM_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <asm/barrier.h>

/* Plain, but never torn, repeated or merged by the compiler. */
#define rb_get(p)		READ_ONCE(*(p))
#define rb_set(p, v)		WRITE_ONCE(*(p), v)

/* Ordered against other CPUs. */
#define rb_get_acquire(p)	smp_load_acquire(p)
/* Each use says what it pairs with. */
#define rb_set_release(p, v)	smp_store_release(p, v)

/* A counter with one writer at a time; others may look at it. */
#define rb_plus(p, n)		data_race(*(p) += (n))

/* A counter of rare events that nested writers of one CPU share. */
#define rb_count(p)		raw_atomic_long_inc(p)

/*
 * Compare and exchange against interrupts of this CPU only: no ordering, no
 * atomicity towards other CPUs. The raw forms keep sanitizers out of writers.
 */
#define rb_cas_local(p, old, new)	raw_try_cmpxchg_local(p, old, new)

/* Compare and exchange against everybody, fully ordered. */
#define rb_cas(p, old, new)		raw_try_cmpxchg(p, old, new)

/* Keeps the compiler from moving record stores over changes of the nesting. */
#define rb_barrier()		barrier()

/* The part of @table (one pointer per CPU) that belongs to this CPU. */
#define rb_this_cpu(table)	raw_cpu_read(*(table))

#endif
