/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ring buffers in the address space of a process, laid out as
 * Documentation/trace/ring-buffer-map.rst and linux/trace_mmap.h say: a meta
 * page as large as a sub-buffer, then all sub-buffers by id.
 *
 * While the buffer of a CPU is mapped its size and order do not change, it is
 * not swapped, and pages are copied for rb_read_page() only.
 */
#ifndef _LINUX_RINGBUFFER_MAP_H
#define _LINUX_RINGBUFFER_MAP_H

struct ringbuf;
struct vm_area_struct;

/* May sleep; from mmap(), from the area's open() and its close(). */
int rb_map(struct ringbuf *rb, int cpu, struct vm_area_struct *vma);
void rb_map_dup(struct ringbuf *rb, int cpu);
void rb_unmap(struct ringbuf *rb, int cpu);

/* TRACE_MMAP_IOCTL_GET_READER; any context. */
int rb_map_get_reader(struct ringbuf *rb, int cpu);

#endif
