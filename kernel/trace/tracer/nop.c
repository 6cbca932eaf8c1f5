// SPDX-License-Identifier: GPL-2.0
/* The tracer that does nothing: an instance has it when it has no other. */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/printk.h>
#include "../core/tracer.h"

/* Two options without effect show that a tracer can accept and refuse. */
static int nop_set_option(struct trace_array *tr, enum trace_option opt,
			  bool on)
{
	if (opt == TRACE_OPT_NOP_REFUSE) {
		pr_debug("nop tracer: %s refused\n", trace_option_info[opt].name);
		return -EINVAL;
	}
	return 0;
}

struct tracer nop_tracer = {
	.name		= "nop",
	.set_option	= nop_set_option,
};
