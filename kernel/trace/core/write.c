// SPDX-License-Identifier: GPL-2.0
/* Files that are read as text and written as commands. */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
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

/**
 * trace_text_allow_pwrite - let pwrite() be as good as write()
 * @file: the file, opened by seq_file, which does not
 *
 * Context: any, in open().
 */
void trace_text_allow_pwrite(struct file *file)
{
	if (file->f_mode & FMODE_WRITE)
		file->f_mode |= FMODE_PWRITE;
}

/**
 * trace_text_lseek - the lseek() of a file that is read by seq_file
 * @file: the file; its private_data is a seq_file if it can be read
 * @offset: see lseek()
 * @whence: see lseek()
 *
 * What is written has no position. Like a file without a length, it ends where it begins:
 * who opens it to append looks for its end first.
 *
 * Context: may sleep.
 * Return: the position, or -EINVAL.
 */
loff_t trace_text_lseek(struct file *file, loff_t offset, int whence)
{
	if (whence == SEEK_END && !offset)
		whence = SEEK_SET;
	if (file->f_mode & FMODE_READ)
		return seq_lseek(file, offset, whence);
	file->f_pos = 0;
	return 0;
}
