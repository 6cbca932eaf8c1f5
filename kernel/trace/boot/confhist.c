// SPDX-License-Identifier: GPL-2.0
/*
 * Histograms in the boot configuration, put together to what users write:
 *
 *	keys = a, b					hist:keys=a,b
 *	values = c					:values=c
 *	var.x = c - $y					:x=c - $y
 *	onmatch { event = g.e; trace = s, a, $x }	:onmatch(g.e).trace(s,a,$x)
 *	onmax { var = x; save = a }			:onmax($x).save(a)
 *	filter = "c > 0"				if c > 0
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/seq_buf.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "confhist.h"
#include "xbc.h"

#define TEXT_MAX	4096

/* Values with commas between them; are there any? */
static bool put_values(struct seq_buf *s, struct xbc_node *node, const char *key)
{
	struct xbc_node *anode = xbc_first_value(node, key);
	const char *value, *separator = "";

	if (!anode)
		return false;
	xbc_array_for_each_value(anode, value) {
		seq_buf_printf(s, "%s%s", separator, value);
		separator = ",";
	}
	return true;
}

static void put_setting(struct seq_buf *s, struct xbc_node *node, const char *key)
{
	if (!xbc_node_find_subkey(node, key))
		return;
	seq_buf_printf(s, ":%s=", key);
	put_values(s, node, key);
}

static void put_variables(struct seq_buf *s, struct xbc_node *node)
{
	struct xbc_node *vars = xbc_node_find_subkey(node, "var"), *var, *value;

	if (!vars)
		return;
	xbc_node_for_each_subkey(vars, var) {
		value = xbc_node_get_child(var);
		if (value && xbc_node_is_value(value))
			seq_buf_printf(s, ":%s=%s", xbc_node_get_data(var),
				       xbc_node_get_data(value));
	}
}

static void put_switches(struct seq_buf *s, struct xbc_node *node)
{
	static const char * const switches[] = { "pause", "continue", "clear" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(switches); i++)
		if (xbc_node_find_subkey(node, switches[i]))
			seq_buf_printf(s, ":%s", switches[i]);
}

/* The first of the actions that is there. */
static bool put_action(struct seq_buf *s, struct xbc_node *node)
{
	static const char * const actions[] = { "trace", "save", "snapshot" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		if (!xbc_node_find_subkey(node, actions[i]))
			continue;
		seq_buf_printf(s, ".%s(", actions[i]);
		put_values(s, node, actions[i]);
		seq_buf_puts(s, ")");
		return true;
	}
	return false;
}

static bool put_handler(struct seq_buf *s, struct xbc_node *node, const char *handler)
{
	const bool match = !strcmp(handler, "onmatch");
	const char *of = xbc_node_find_value(node, match ? "event" : "var", NULL);

	if (!of)
		return false;
	seq_buf_printf(s, ":%s(%s%s)", handler, match || *of == '$' ? "" : "$", of);
	return put_action(s, node);
}

/* Several are told apart by a number. */
static bool put_handlers(struct seq_buf *s, struct xbc_node *node, const char *handler)
{
	struct xbc_node *all = xbc_node_find_subkey(node, handler), *one;
	bool good = true, numbered = false;

	if (!all)
		return true;
	xbc_node_for_each_subkey(all, one) {
		if (!isdigit(*xbc_node_get_data(one)))
			continue;
		good &= put_handler(s, one, handler);
		numbered = true;
	}
	return numbered ? good : put_handler(s, all, handler);
}

static bool put_hist(struct seq_buf *s, struct xbc_node *node)
{
	const char *filter = xbc_node_find_value(node, "filter", NULL);
	bool good;

	seq_buf_puts(s, "hist:keys=");
	good = put_values(s, node, "keys");
	put_setting(s, node, "values");
	put_setting(s, node, "sort");
	put_setting(s, node, "size");
	put_setting(s, node, "name");
	put_variables(s, node);
	put_switches(s, node);
	good &= put_handlers(s, node, "onmatch");
	good &= put_handlers(s, node, "onmax");
	good &= put_handlers(s, node, "onchange");
	if (filter)
		seq_buf_printf(s, " if %s", filter);
	return good;
}

char *conf_hist_text(struct xbc_node *node)
{
	char *text = kmalloc(TEXT_MAX, GFP_KERNEL);
	struct seq_buf s;
	int err = 0;

	if (!text)
		return ERR_PTR(-ENOMEM);
	seq_buf_init(&s, text, TEXT_MAX);
	if (!put_hist(&s, node))
		err = -EINVAL;
	else if (seq_buf_has_overflowed(&s))
		err = -E2BIG;
	if (!err) {
		seq_buf_str(&s);
		return text;
	}
	kfree(text);
	return ERR_PTR(err);
}
