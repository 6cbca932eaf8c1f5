// SPDX-License-Identifier: GPL-2.0
/* The machine that the filters run on. */
#include "world.h"

int allocations_left = -1;

static struct task task = { "fuzzer" };
struct task *current = &task;

static u64 state;

void random_seed(u64 seed)
{
	state = seed * 0x9e3779b97f4a7c15 + 1;
}

u32 random_below(u32 n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 32) % n;
}

void fail(const char *where, int line, const char *what, const char *text)
{
	printf("# %s:%d: %s\n# %s\n", where, line, what, text);
	exit(1);
}

/* Single CPUs with commas between them. */
int cpulist_parse(const char *text, struct cpumask *mask)
{
	mask->bits[0] = 0;
	for (; *text; text++) {
		if (*text == ',')
			continue;
		if (*text < '0' || *text >= '0' + nr_cpu_ids)
			return -EINVAL;
		mask->bits[0] |= 1UL << (*text - '0');
	}
	return 0;
}

unsigned long kallsyms_lookup_name(const char *name)
{
	return strcmp(name, "schedule") ? 0 : TEST_FUNCTION;
}

int kallsyms_lookup_size_offset(unsigned long addr, unsigned long *size,
				unsigned long *offset)
{
	if (addr < TEST_FUNCTION || addr >= TEST_FUNCTION + TEST_FUNCTION_SIZE)
		return 0;
	*size = TEST_FUNCTION_SIZE;
	*offset = addr - TEST_FUNCTION;
	return 1;
}

/* The first page is not there. */
long strncpy_from_kernel_nofault(char *to, const char *from, long max)
{
	long len;

	if ((uintptr_t)from < 4096)
		return -EFAULT;
	for (len = 0; len < max; len++) {
		to[len] = from[len];
		if (!to[len])
			return len;
	}
	to[max - 1] = '\0';
	return max;
}
