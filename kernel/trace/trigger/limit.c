// SPDX-License-Identifier: GPL-2.0
/* Limits, from text and to text. */
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/overflow.h>
#include <linux/seq_file.h>
#include <linux/time64.h>
#include "../text/number.h"
#include "../text/token.h"
#include "limit.h"

/* From the longest on, as they are tried when a limit is shown. */
static const struct {
	const char	*name;
	u64		ns;
} units[] = {
	{ "s",	NSEC_PER_SEC },
	{ "ms",	NSEC_PER_MSEC },
	{ "us",	NSEC_PER_USEC },
	{ "ns",	1 },
};

static int read_unit(struct text_span span, u64 *ns)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (text_equal(span, units[i].name)) {
			*ns = units[i].ns;
			return 0;
		}
	}
	return -EINVAL;
}

/* The number may be left out: "10/s". */
static int read_period(struct text_cursor *c, u64 *period)
{
	struct text_span span = text_take_until(c, "snum");
	u64 number = 1, ns;

	if (span.len && text_u64(span, &number))
		return -EINVAL;
	if (read_unit(text_take_until(c, ""), &ns) || !number ||
	    check_mul_overflow(number, ns, period) || *period > S64_MAX)
		return -EINVAL;
	return 0;
}

int trace_limit_read(struct trace_limit *l, struct text_cursor *c)
{
	size_t pos = text_pos(c);
	u64 nr;

	if (text_u64(text_take_until(c, "/"), &nr) || !nr || nr > INT_MAX ||
	    !text_take(c, "/") || read_period(c, &l->period))
		return text_fail(c, TEXT_BAD_LIMIT, pos);
	l->nr = nr;
	return 0;
}

void trace_limit_show(const struct trace_limit *l, struct seq_file *m)
{
	unsigned int i = 0;
	u64 rest;

	if (!l->nr)
		return;
	while (div64_u64_rem(l->period, units[i].ns, &rest), rest)
		i++;
	seq_printf(m, ":limit=%u/%llu%s", l->nr, div64_u64(l->period, units[i].ns),
		   units[i].name);
	if (atomic_long_read(&l->refused))
		seq_printf(m, ":refused=%ld", atomic_long_read(&l->refused));
}
