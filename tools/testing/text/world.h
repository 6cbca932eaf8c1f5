/* SPDX-License-Identifier: GPL-2.0 */
/* Random numbers, and what fails a test. */
#ifndef TEXT_TEST_WORLD_H
#define TEXT_TEST_WORLD_H

void random_seed(u64 seed);
u32 random_below(u32 n);

/* One of the strings of an array. */
#define random_of(array)	((array)[random_below(ARRAY_SIZE(array))])

#define TEST_FUNCTION	0xffff0000UL
#define TEST_FUNCTION_SIZE	0x40

/* What was being tested comes with the failure. */
void fail(const char *where, int line, const char *what, const char *text);

#define expect(cond, text) \
	do { \
		if (!(cond)) \
			fail(__func__, __LINE__, #cond, text); \
	} while (0)

#endif /* TEXT_TEST_WORLD_H */
