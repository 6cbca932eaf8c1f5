// SPDX-License-Identifier: GPL-2.0
/* What cpus.c and wait.c do in the kernel. */
#include "../../../lib/ringbuffer/internal.h"

__thread int rb_test_cpu;
__thread int rb_test_nmi;
int rb_test_present = 1;
long rb_test_fail_after;
pthread_rwlock_t rb_test_rcu = PTHREAD_RWLOCK_INITIALIZER;
void (*rb_test_grace)(void);

int rb_hotplug_add(struct ringbuf *rb)
{
	int cpu, err = 0;

	for (cpu = 0; cpu < rb_test_present && !err; cpu++)
		err = rb_cpu_populate(rb, cpu);
	return err;
}

void rb_hotplug_remove(struct ringbuf *rb)
{
	(void)rb;
}

int rb_waiters_create(struct ringbuf *rb)
{
	(void)rb;
	return 0;
}

void rb_waiters_destroy(struct ringbuf *rb)
{
	(void)rb;
}

void rb_meta_restart(struct rb_cpu *cpu)
{
	(void)cpu;
}

void rb_tell_waiters(struct ringbuf *rb, int cpu)
{
	(void)rb;
	(void)cpu;
}
