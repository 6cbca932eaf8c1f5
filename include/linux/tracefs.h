/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tracefs - the directory tree through which tracing is controlled
 *
 * Clients describe directories, not dentries: a directory is a small node with
 * a name, a pointer of the client and constant tables of the files in it.
 * Inodes and dentries come into being when a path is looked at and go away with
 * the last user of the path. The tree itself can be built as soon as kmalloc()
 * works, long before the file system is registered or mounted.
 *
 * Wherever a function takes a directory, NULL stands for the root.
 */
#ifndef _LINUX_TRACEFS_H
#define _LINUX_TRACEFS_H

#include <linux/fs.h>
#include <linux/types.h>

struct tracefs_dir;

/**
 * struct tracefs_file - one file, as a row of a table
 * @name: name inside the directory, without slash
 * @mode: permission bits; the file is always a regular one
 * @fops: operations of the client; @fops->owner is pinned while the file is open
 * @visible: whether the file exists in @dir, or NULL for always. Asked at every
 *	lookup and listing with the tree locked for reading: it may read the data
 *	of the directory, but must not block on locks of the client, nor call
 *	back into tracefs other than the accessors
 * @arg: a number for @fops, reached through tracefs_file_of()
 * @ptr: a pointer for @fops, in the place of @arg
 *
 * Tables are shared by every directory of a kind, constant, and have to live as
 * long as the directories they are attached to.
 */
struct tracefs_file {
	const char			*name;
	umode_t				mode;
	const struct file_operations	*fops;
	bool (*visible)(const struct tracefs_dir *dir,
			const struct tracefs_file *file);
	union {
		unsigned long		arg;
		const void		*ptr;
	};
};

/**
 * struct tracefs_dir_ops - what user space may do to a directory
 * @mkdir: mkdir(2) of @name in @dir; makes the child with tracefs_create_dir()
 * @rmdir: rmdir(2) of @name in @dir; ends the child with tracefs_dir_remove()
 *
 * Both are called in process context, with no lock of the VFS held on @dir or on
 * the child, so two calls for one name may run at the same time. They return
 * zero or a negative errno that the system call reports. A directory without
 * operations answers EPERM.
 */
struct tracefs_dir_ops {
	int (*mkdir)(struct tracefs_dir *dir, const char *name);
	int (*rmdir)(struct tracefs_dir *dir, const char *name);
};

struct tracefs_dir *tracefs_create_dir(const char *name, struct tracefs_dir *parent,
				       const struct tracefs_file *files,
				       unsigned int nr, void *data);
int tracefs_dir_add_files(struct tracefs_dir *dir,
			  const struct tracefs_file *files,
			  unsigned int nr, void *data);
int tracefs_dir_set_ops(struct tracefs_dir *dir,
			const struct tracefs_dir_ops *ops);
void tracefs_dir_set_public(struct tracefs_dir *dir);
void tracefs_dir_remove(struct tracefs_dir *dir);

void *tracefs_dir_data(const struct tracefs_dir *dir);
struct tracefs_dir *tracefs_dir_parent(const struct tracefs_dir *dir);
const char *tracefs_dir_name(const struct tracefs_dir *dir);

/* For the operations of a file: where the inode belongs. */
struct tracefs_dir *tracefs_dir_of(const struct inode *inode);
const struct tracefs_file *tracefs_file_of(const struct inode *inode);

/* Its content has changed by itself: tells inotify. */
void tracefs_file_modified(struct tracefs_dir *dir, const char *name);

bool tracefs_initialized(void);

#endif /* _LINUX_TRACEFS_H */
