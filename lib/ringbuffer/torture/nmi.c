// SPDX-License-Identifier: GPL-2.0
/* NMIs on demand, from CPU to CPU or to oneself. */
#include "torture.h"

#include <asm/apic.h>
#include <asm/nmi.h>

static atomic_long_t torture_nmis;

static int torture_nmi(unsigned int type, struct pt_regs *regs)
{
	atomic_long_inc(&torture_nmis);
	torture_write_here();
	return NMI_HANDLED;
}

/**
 * torture_nmi_begin - write in NMIs from now on
 *
 * Context: may sleep.
 * Return: 0 or an error.
 */
int torture_nmi_begin(void)
{
	return register_nmi_handler(NMI_LOCAL, torture_nmi, 0, "ringbuffer-torture");
}

/**
 * torture_nmi_end - end of torture_nmi_begin(); nobody sends any more
 *
 * Context: may sleep.
 */
void torture_nmi_end(void)
{
	unregister_nmi_handler(NMI_LOCAL, "ringbuffer-torture");
}

/**
 * torture_nmi_send - interrupt a CPU
 * @cpu: the CPU, online
 *
 * Context: preemption disabled, no NMI.
 */
void torture_nmi_send(int cpu)
{
	__apic_send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
}

/**
 * torture_nmi_count - how many there were
 *
 * Context: any.
 * Return: the number.
 */
unsigned long torture_nmi_count(void)
{
	return atomic_long_read(&torture_nmis);
}
