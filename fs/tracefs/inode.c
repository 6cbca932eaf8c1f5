// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: inodes
 *
 * An inode is made when a path is looked up and goes with its dentry, which
 * nobody keeps once it is unused. Each holds a reference on the node of its
 * directory; the node holds none on inodes and does not even know them. The two
 * rare jobs that need them, remount and removal, search the list of the super
 * block, where only what is in use now can be found.
 */
#include <linux/fsnotify.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "internal.h"

/* Set once at boot. */
static struct kmem_cache *inode_cache;

static void init_once(void *mem)
{
	struct tracefs_inode *ti = mem;

	inode_init_once(&ti->vfs);
}

/**
 * tracefs_dir_of - the directory an inode belongs to
 * @inode: of a file or directory of tracefs
 *
 * Context: any, while @inode is referenced, as by an open file.
 * Return: the directory itself, or the one that the file is in.
 */
struct tracefs_dir *tracefs_dir_of(const struct inode *inode)
{
	return to_tracefs(inode)->dir;
}

/**
 * tracefs_file_of - the row that describes a file
 * @inode: of a file or directory of tracefs
 *
 * Context: any, while @inode is referenced, as by an open file.
 * Return: the row, NULL for a directory.
 */
const struct tracefs_file *tracefs_file_of(const struct inode *inode)
{
	return to_tracefs(inode)->file;
}

static struct inode *new_tracefs_inode(struct super_block *sb, struct tracefs_dir *dir,
				       const struct tracefs_file *file, ino_t ino)
{
	struct inode *inode = new_inode(sb);

	lockdep_assert_held(&tracefs_tree);
	if (!inode)
		return ERR_PTR(-ENOMEM);
	to_tracefs(inode)->dir = tracefs_dir_get(dir);
	to_tracefs(inode)->file = file;
	inode->i_ino = ino;
	inode->i_mode = file ? S_IFREG : S_IFDIR;
	tracefs_attr_apply(inode);
	tracefs_attr_times(inode);
	return inode;
}

/* Returns a new inode for @dir, or an ERR_PTR. The tree has to be locked. */
struct inode *tracefs_inode_of_dir(struct super_block *sb, struct tracefs_dir *dir)
{
	struct inode *inode = new_tracefs_inode(sb, dir, NULL, dir->ino);

	if (IS_ERR(inode))
		return inode;
	inode->i_op = &tracefs_dir_iops;
	inode->i_fop = &tracefs_dir_fops;
	inode->i_private = dir->data;
	inc_nlink(inode);
	return inode;
}

/* Returns a new inode for one file of @dir, or an ERR_PTR. The tree has to be locked. */
struct inode *tracefs_inode_of_row(struct super_block *sb, struct tracefs_dir *dir,
				   const struct tracefs_row *row)
{
	struct inode *inode = new_tracefs_inode(sb, dir, row->file, row->ino);

	if (IS_ERR(inode))
		return inode;
	inode->i_op = &tracefs_file_iops;
	inode->i_fop = &tracefs_open_fops;
	inode->i_private = row->data;
	return inode;
}

/*
 * Gives every inode in use the owner and mode that the tree now says. All have
 * a directory: lookup puts an inode on the list and into the tree in one go,
 * with the tree locked for reading.
 */
void tracefs_inodes_refresh(struct super_block *sb)
{
	struct inode *inode;

	lockdep_assert_held_write(&tracefs_tree);
	spin_lock(&sb->s_inode_list_lock);
	list_for_each_entry(inode, &sb->s_inodes, i_sb_list)
		tracefs_attr_apply(inode);
	spin_unlock(&sb->s_inode_list_lock);
}

static bool is_inode_of_dir(const struct inode *inode, const struct tracefs_dir *dir)
{
	const struct tracefs_inode *ti = to_tracefs(inode);

	return ti->dir == dir && !ti->file;
}

static struct inode *grab_dir_inode(struct super_block *sb, struct tracefs_dir *dir)
{
	struct inode *inode, *found = NULL;

	guard(rwsem_read)(&tracefs_tree);
	spin_lock(&sb->s_inode_list_lock);
	list_for_each_entry(inode, &sb->s_inodes, i_sb_list) {
		if (is_inode_of_dir(inode, dir))
			found = igrab(inode);
		if (found)
			break;
	}
	spin_unlock(&sb->s_inode_list_lock);
	return found;
}

/* Makes path walks forget @dir, which is dead, and what is mounted there. */
void tracefs_inode_forget(struct super_block *sb, struct tracefs_dir *dir)
{
	struct inode *inode = grab_dir_inode(sb, dir);
	struct dentry *dentry = inode ? d_find_any_alias(inode) : NULL;

	if (dentry)
		d_invalidate(dentry);
	dput(dentry);
	iput(inode);
}

static bool is_inode_of_file(const struct inode *inode, const struct tracefs_dir *dir,
			     const char *name)
{
	const struct tracefs_inode *ti = to_tracefs(inode);

	return ti->dir == dir && ti->file && !strcmp(ti->file->name, name);
}

/* The next inode in use of a file, behind @from, whose reference is dropped. */
static struct inode *next_inode_of_file(struct super_block *sb, struct inode *from,
					const struct tracefs_dir *dir, const char *name)
{
	struct inode *found = NULL, *inode;

	scoped_guard(rwsem_read, &tracefs_tree) {
		spin_lock(&sb->s_inode_list_lock);
		inode = list_prepare_entry(from, &sb->s_inodes, i_sb_list);
		list_for_each_entry_continue(inode, &sb->s_inodes, i_sb_list) {
			if (is_inode_of_file(inode, dir, name))
				found = igrab(inode);
			if (found)
				break;
		}
		spin_unlock(&sb->s_inode_list_lock);
	}
	iput(from);
	return found;
}

/**
 * tracefs_file_modified - tell those who watch a file that it has changed
 * @dir: its directory
 * @name: its name
 *
 * For what changes without a write(). A watch keeps an inode but not its dentry,
 * so there may be several inodes of the file.
 *
 * Context: may sleep.
 */
void tracefs_file_modified(struct tracefs_dir *dir, const char *name)
{
	struct super_block *sb = tracefs_sb();
	struct inode *inode = NULL;

	if (!sb)
		return;
	while ((inode = next_inode_of_file(sb, inode, dir, name)))
		fsnotify_inode(inode, FS_MODIFY);
}

static struct inode *alloc_tracefs_inode(struct super_block *sb)
{
	struct tracefs_inode *ti = alloc_inode_sb(sb, inode_cache, GFP_KERNEL);

	if (!ti)
		return NULL;
	ti->dir = NULL;
	ti->file = NULL;
	return &ti->vfs;
}

static void free_tracefs_inode(struct inode *inode)
{
	kmem_cache_free(inode_cache, to_tracefs(inode));
}

/* The pointer stays: a path walk under RCU may read the node behind it. */
static void evict_tracefs_inode(struct inode *inode)
{
	clear_inode(inode);
	tracefs_dir_put(to_tracefs(inode)->dir);
}

static int show_options(struct seq_file *seq, struct dentry *root)
{
	tracefs_attr_show(seq);
	return 0;
}

const struct super_operations tracefs_super_ops = {
	.alloc_inode	= alloc_tracefs_inode,
	.free_inode	= free_tracefs_inode,
	.evict_inode	= evict_tracefs_inode,
	.drop_inode	= generic_delete_inode,
	.statfs		= simple_statfs,
	.show_options	= show_options,
};

int __init tracefs_inode_init(void)
{
	inode_cache = kmem_cache_create("tracefs_inode", sizeof(struct tracefs_inode), 0,
					SLAB_RECLAIM_ACCOUNT | SLAB_ACCOUNT, init_once);
	return inode_cache ? 0 : -ENOMEM;
}
