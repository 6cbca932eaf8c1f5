// SPDX-License-Identifier: GPL-2.0
/*
 * Letting records in or not. Everybody who refuses is counted in one of two
 * words that each writer looks at: one of the buffer, one of the CPU. Writers
 * in progress finish; who needs to know that they did waits for an RCU grace
 * period.
 */
#include "internal.h"

/**
 * ringbuf_record_on - the user wants records
 * @rb: the buffer
 *
 * Context: any, NMI included.
 */
void ringbuf_record_on(struct ringbuf *rb)
{
	atomic_andnot(RB_REFUSE_OFF, &rb->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_on);

/**
 * ringbuf_record_off - the user wants no records
 * @rb: the buffer
 *
 * Context: any, NMI and writers included.
 */
void ringbuf_record_off(struct ringbuf *rb)
{
	atomic_or(RB_REFUSE_OFF, &rb->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_off);

/**
 * ringbuf_record_is_on - does the user want records
 * @rb: the buffer
 *
 * Context: any.
 * Return: what ringbuf_record_on() or ringbuf_record_off() said last.
 */
bool ringbuf_record_is_on(struct ringbuf *rb)
{
	return !(atomic_read(&rb->refuse) & RB_REFUSE_OFF);
}
EXPORT_SYMBOL_GPL(ringbuf_record_is_on);

/**
 * ringbuf_record_disable - refuse records until ringbuf_record_enable()
 * @rb: the buffer
 *
 * Calls nest.
 *
 * Context: any.
 */
void ringbuf_record_disable(struct ringbuf *rb)
{
	atomic_inc(&rb->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_disable);

/**
 * ringbuf_record_enable - take back one ringbuf_record_disable()
 * @rb: the buffer
 *
 * Context: any.
 */
void ringbuf_record_enable(struct ringbuf *rb)
{
	atomic_dec(&rb->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_enable);

/**
 * ringbuf_record_disable_cpu - the same for the records of one CPU
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any.
 */
void ringbuf_record_disable_cpu(struct ringbuf *rb, int cpu)
{
	atomic_inc(&rb_cpu_of(rb, cpu)->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_disable_cpu);

/**
 * ringbuf_record_enable_cpu - take back one ringbuf_record_disable_cpu()
 * @rb: the buffer
 * @cpu: the CPU
 *
 * Context: any.
 */
void ringbuf_record_enable_cpu(struct ringbuf *rb, int cpu)
{
	atomic_dec(&rb_cpu_of(rb, cpu)->refuse);
}
EXPORT_SYMBOL_GPL(ringbuf_record_enable_cpu);

/**
 * ringbuf_set_overwrite - what to do when the buffer is full
 * @rb: the buffer
 * @on: true: the oldest page gives way; false: new records are refused
 *
 * Only for clients that say RB_MODE_ASK.
 *
 * Context: any.
 */
void ringbuf_set_overwrite(struct ringbuf *rb, bool on)
{
	rb_set(&rb->overwrite, on);
}
EXPORT_SYMBOL_GPL(ringbuf_set_overwrite);

/**
 * ringbuf_overwrite - what happens when the buffer is full
 * @rb: the buffer
 *
 * Context: any.
 * Return: true if the oldest page gives way.
 */
bool ringbuf_overwrite(struct ringbuf *rb)
{
	return rb_get(&rb->overwrite);
}
EXPORT_SYMBOL_GPL(ringbuf_overwrite);
