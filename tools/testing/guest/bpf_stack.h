/* SPDX-License-Identifier: GPL-2.0 */
/* Stacks that programs have taken. */
#ifndef _GUEST_BPF_STACK_H
#define _GUEST_BPF_STACK_H

#include <stdio.h>
#include "bpf.h"
#include "bpf_attach.h"

static inline bool is_in(const char *symbol, uint64_t ip)
{
	uint64_t from, to;

	find_symbol(symbol, &from, &to);
	return from && ip >= from && ip < to;
}

/* Are these functions on the stack, one after the other? */
static inline bool are_on_stack(const volatile uint64_t *stack, const char * const *expected,
				int nr)
{
	for (int i = 0, at = 0; i < nr; i++, at++) {
		/* What a function calls may be a function that is inlined into it. */
		if (!is_in(expected[i], stack[at]) && !is_in(expected[i], stack[++at])) {
			printf("# no %s in %lx %lx %lx %lx\n", expected[i], stack[0],
			       stack[1], stack[2], stack[3]);
			return false;
		}
	}
	return true;
}

static inline bool read_stack(int map, uint32_t id, uint64_t *stack)
{
	union bpf_attr attr = {
		.map_fd = map, .key = (uintptr_t)&id, .value = (uintptr_t)stack,
	};

	return !bpf(BPF_MAP_LOOKUP_ELEM, &attr, sizeof(attr));
}

#endif /* _GUEST_BPF_STACK_H */
