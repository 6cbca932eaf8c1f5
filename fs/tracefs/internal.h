/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The tree behind tracefs, and what its files know of each other.
 *
 * tree.c	nodes: create, find, remove
 * attr.c	owner and mode of what has no inode
 * inode.c	inodes, made from a node when somebody looks
 * dir.c	lookup, listing, mkdir and rmdir
 * file.c	open
 * super.c	mount, options, mount points
 */
#ifndef _TRACEFS_INTERNAL_H
#define _TRACEFS_INTERNAL_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/lockdep.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/time64.h>
#include <linux/tracefs.h>

struct seq_file;

/**
 * struct tracefs_table - files attached to a directory after its creation
 * @next: younger table; tables are only appended, so that order is stable
 * @files: rows, of the client
 * @nr: number of rows
 * @ino: inode number of the first row, the others follow
 * @data: what i_private of these files points at
 */
struct tracefs_table {
	struct tracefs_table		*next;
	const struct tracefs_file	*files;
	unsigned int			nr;
	ino_t				ino;
	void				*data;
};

/**
 * struct tracefs_attr - what chown or chmod said about one directory or file
 * @next: of the same directory
 * @file: row of the file, NULL for the directory itself
 * @valid: which of the following count: ATTR_UID, ATTR_GID, ATTR_MODE
 * @uid: owner
 * @gid: group
 * @mode: permission bits
 */
struct tracefs_attr {
	struct tracefs_attr		*next;
	const struct tracefs_file	*file;
	unsigned int			valid;
	kuid_t				uid;
	kgid_t				gid;
	umode_t				mode;
};

/**
 * struct tracefs_owner - owner and age of a whole subtree
 * @uid: owner of everything below that nobody changed
 * @gid: group of the same
 * @time: the only time stamp there is
 *
 * The root has one, set by the mount options. Each directory made where user
 * space may mkdir gets one of its own, taken from its parent at that moment.
 */
struct tracefs_owner {
	kuid_t				uid;
	kgid_t				gid;
	struct timespec64		time;
};

/**
 * struct tracefs_extra - the parts that few directories have
 * @ops: mkdir and rmdir
 * @tables: further files
 * @attrs: changed attributes
 * @owner: default of the subtree, if @owns
 * @owns: the subtree has an owner of its own
 */
struct tracefs_extra {
	const struct tracefs_dir_ops	*ops;
	struct tracefs_table		*tables;
	struct tracefs_attr		*attrs;
	struct tracefs_owner		owner;
	bool				owns;
};

/**
 * struct tracefs_dir - a directory: all of it that exists while nobody looks
 * @parent: holds a reference until the node is freed; NULL in the root
 * @name: constant, or a copy
 * @data: of the client
 * @files: first table of files
 * @extra: what few directories have, or NULL
 * @ino: inode number; @nr_files more follow for @files
 * @children: subdirectories, sorted by name
 * @node: place in @parent->children
 * @doomed: next directory on the list of a removal in progress
 * @rcu: end of life; a path walk may still read @dead
 * @nr_children: for the link count
 * @opens: ->open() calls running in it, negative once no more may start
 * @ref: the tree, each inode, each child
 * @nr_files: rows of @files
 * @dead: out of the tree; never reset
 * @hidden: made while lockdown forbade tracefs, never shown
 * @public: everybody may list it
 *
 * There is one for every event of the kernel: 96 bytes on 64 bit.
 * Everything but @opens and @ref is written under tracefs_tree only.
 */
struct tracefs_dir {
	struct tracefs_dir		*parent;
	const char			*name;
	void				*data;
	const struct tracefs_file	*files;
	struct tracefs_extra		*extra;
	ino_t				ino;
	struct rb_root			children;
	union {
		struct rb_node		node;
		struct tracefs_dir	*doomed;
		struct rcu_head		rcu;
	};
	unsigned int			nr_children;
	atomic_t			opens;
	refcount_t			ref;
	u16				nr_files;
	bool				dead;
	bool				hidden : 1;
	bool				public : 1;
};

/**
 * struct tracefs_inode - inode of a directory or file
 * @vfs: what the VFS sees
 * @dir: the directory, or the one that the file is in; referenced
 * @file: row of the file, NULL for a directory
 */
struct tracefs_inode {
	struct inode			vfs;
	struct tracefs_dir		*dir;
	const struct tracefs_file	*file;
};

#define TRACEFS_DEFAULT_MODE	0700	/* of the root */
#define TRACEFS_DIR_MODE	0750	/* of other directories */
#define TRACEFS_PUBLIC_MODE	0755	/* of those that all may list */

/* A lock that only lockdep knows; without it there is nothing to initialise. */
#ifdef CONFIG_LOCKDEP
#define TRACEFS_OPEN_MAP_INIT	\
	STATIC_LOCKDEP_MAP_INIT("tracefs_open", &tracefs_open_map)
#else
#define TRACEFS_OPEN_MAP_INIT	{ }
#endif

extern struct rw_semaphore tracefs_tree;
extern struct tracefs_dir tracefs_root;

static inline struct tracefs_inode *to_tracefs(const struct inode *inode)
{
	return container_of(inode, struct tracefs_inode, vfs);
}

static inline bool tracefs_dir_dead(const struct tracefs_dir *dir)
{
	return READ_ONCE(dir->dead);
}

/* tree.c */
struct tracefs_dir *tracefs_dir_get(struct tracefs_dir *dir);
void tracefs_dir_put(struct tracefs_dir *dir);
struct tracefs_dir *tracefs_dir_child(const struct tracefs_dir *dir, const char *name);
struct tracefs_dir *tracefs_dir_next(struct tracefs_dir *dir);
bool tracefs_file_shown(const struct tracefs_dir *dir, const struct tracefs_file *file);
struct tracefs_extra *tracefs_dir_extra(struct tracefs_dir *dir);
bool tracefs_dir_enter(struct tracefs_dir *dir);
void tracefs_dir_leave(struct tracefs_dir *dir);

/**
 * struct tracefs_row - one file of a directory, wherever its table hangs
 * @file: the row of the client
 * @ino: inode number
 * @data: what i_private points at
 */
struct tracefs_row {
	const struct tracefs_file	*file;
	ino_t				ino;
	void				*data;
};

/* Returns true to end the walk. */
typedef bool (*tracefs_row_fn)(const struct tracefs_row *row, void *arg);

bool tracefs_dir_rows(const struct tracefs_dir *dir, tracefs_row_fn fn, void *arg);

/* attr.c */
void tracefs_owner_inherit(struct tracefs_owner *owner, const struct tracefs_dir *dir);
void tracefs_attr_apply(struct inode *inode);
void tracefs_attr_times(struct inode *inode);
void tracefs_attr_reset(const struct iattr *attr);
void tracefs_attr_show(struct seq_file *seq);
int tracefs_setattr(struct mnt_idmap *idmap, struct dentry *dentry,
		    struct iattr *attr);

/* inode.c */
struct inode *tracefs_inode_of_dir(struct super_block *sb, struct tracefs_dir *dir);
struct inode *tracefs_inode_of_row(struct super_block *sb, struct tracefs_dir *dir,
				   const struct tracefs_row *row);
void tracefs_inodes_refresh(struct super_block *sb);
void tracefs_inode_forget(struct super_block *sb, struct tracefs_dir *dir);
int tracefs_inode_init(void);

/* dir.c */
extern const struct inode_operations tracefs_dir_iops;
extern const struct file_operations tracefs_dir_fops;
extern const struct dentry_operations tracefs_dentry_ops;

/* file.c */
extern const struct inode_operations tracefs_file_iops;
extern const struct file_operations tracefs_open_fops;

/* super.c */
extern const struct super_operations tracefs_super_ops;

struct super_block *tracefs_sb(void);

#endif /* _TRACEFS_INTERNAL_H */
