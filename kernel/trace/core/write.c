// SPDX-License-Identifier: GPL-2.0
/* What is written to a file, as text. */
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "write.h"

/**
 * trace_write_text - the write() of a file that understands text
 * @ubuf: what was written
 * @size: how much, after a check that it is not too much
 * @pos: of the file, moved if all went well
 * @run: does what the text says
 * @data: for @run
 *
 * Context: may sleep.
 * Return: @size, -ENOMEM, -EFAULT, or what @run says.
 */
ssize_t trace_write_text(const char __user *ubuf, size_t size, loff_t *pos,
			 trace_text_fn run, void *data)
{
	char *text = memdup_user_nul(ubuf, size);
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	err = run(data, text);
	kfree(text);
	if (err)
		return err;
	*pos += size;
	return size;
}
