// SPDX-License-Identifier: GPL-2.0
/*
 * What the boot configuration says of tracing, as a text of its own: the kernel has
 * read it and forgets it when it is up, see config.c for what it means.
 */
#include <linux/bootconfig.h>
#include <linux/init.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "config.h"

static void __init put_values(struct seq_buf *s, struct xbc_node *value)
{
	const char *separator = " = ", *text;

	if (!value || !xbc_node_is_value(value))
		return;
	xbc_array_for_each_value(value, text) {
		char quote = conf_quote(text);

		seq_buf_printf(s, "%s%c%s%c", separator, quote, text, quote);
		separator = ", ";
	}
}

static void __init put_keys(struct seq_buf *s)
{
	char key[XBC_KEYLEN_MAX];
	struct xbc_node *leaf = NULL;

	while ((leaf = xbc_node_find_next_leaf(NULL, leaf))) {
		if (xbc_node_compose_key(leaf, key, sizeof(key)) < 0 ||
		    !str_has_prefix(key, "ftrace."))
			continue;
		seq_buf_puts(s, key);
		put_values(s, xbc_node_get_child(leaf));
		seq_buf_putc(s, '\n');
	}
}

/* Full keys are longer than what was written with braces. */
#define TEXT_MAX	(XBC_DATA_MAX * 8)

static int __init apply_bootconfig(void)
{
	struct seq_buf s;
	char *text;

	if (!xbc_find_node("ftrace"))
		return 0;
	text = kvmalloc(TEXT_MAX, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	seq_buf_init(&s, text, TEXT_MAX);
	put_keys(&s);
	if (seq_buf_has_overflowed(&s))
		pr_warn("tracing: bootconfig: too long, the end is missing\n");
	trace_config_apply(text, seq_buf_used(&s));
	kvfree(text);
	return 0;
}
core_initcall_sync(apply_bootconfig);
