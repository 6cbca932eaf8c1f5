// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: directories as the VFS sees them
 *
 * Lookup turns a name into an inode under the lock of the tree. Dentries are
 * not kept when unused; while they are, d_revalidate asks whether their node is
 * still in the tree. A name that was not found is looked up anew each time, so
 * no creation has to hunt for negative dentries.
 *
 * Listing copies the names of a directory when it is opened or rewound, and
 * hands them out from there: copying to user space needs no lock, and a
 * position is an index that means the same name until the next rewind, however
 * often directories come and go meanwhile. Subdirectories are listed in the
 * order of their names, files in the order of their tables.
 *
 * Mkdir and rmdir are the client's. The VFS calls with the inodes locked, which
 * the client, who creates and removes by himself, must not have to care about:
 * the locks are given back around the call. What the VFS had checked may have
 * changed then, which is harmless: the client decides by name.
 */
#include <linux/slab.h>
#include <linux/stat.h>

#include "internal.h"

/**
 * struct tracefs_entry - one name of a listing
 * @name: in the second part of the listing
 * @ino: inode number
 * @type: DT_DIR or DT_REG
 */
struct tracefs_entry {
	const char	*name;
	ino_t		ino;
	unsigned char	type;
};

/**
 * struct tracefs_listing - the names of a directory at one moment
 * @nr: entries filled in
 * @free: where the next name goes
 * @dir: what is listed, for the time of filling
 * @entry: the entries; the names follow the last
 */
struct tracefs_listing {
	unsigned int		nr;
	char			*free;
	const struct tracefs_dir *dir;
	struct tracefs_entry	entry[];
};

/* How much a listing needs. */
struct listing_size {
	unsigned int	nr;
	size_t		bytes;
};

/* What a lookup searches and what it finds. */
struct row_search {
	const struct tracefs_dir	*dir;
	const char			*name;
	struct tracefs_row		found;
};

static bool match_row(const struct tracefs_row *row, void *arg)
{
	struct row_search *search = arg;

	if (strcmp(row->file->name, search->name) ||
	    !tracefs_file_shown(search->dir, row->file))
		return false;
	search->found = *row;
	return true;
}

/* Returns an inode for @name in @dir, NULL if there is nothing, or an ERR_PTR. */
static struct inode *find_inode(struct super_block *sb, struct tracefs_dir *dir,
				const char *name)
{
	struct row_search search = { .dir = dir, .name = name };
	struct tracefs_dir *child;

	guard(rwsem_read)(&tracefs_tree);
	if (dir->dead)
		return NULL;
	child = tracefs_dir_child(dir, name);
	if (child)
		return child->hidden ? NULL : tracefs_inode_of_dir(sb, child);
	if (tracefs_dir_rows(dir, match_row, &search))
		return tracefs_inode_of_row(sb, dir, &search.found);
	return NULL;
}

static struct dentry *tracefs_lookup(struct inode *dir, struct dentry *dentry,
				     unsigned int flags)
{
	if (dentry->d_name.len > NAME_MAX)
		return ERR_PTR(-ENAMETOOLONG);
	return d_splice_alias(find_inode(dir->i_sb, tracefs_dir_of(dir), dentry->d_name.name),
			      dentry);
}

static int tracefs_revalidate(struct dentry *dentry, unsigned int flags)
{
	const struct inode *inode = d_inode_rcu(dentry);

	return inode && !tracefs_dir_dead(to_tracefs(inode)->dir);
}

const struct dentry_operations tracefs_dentry_ops = {
	.d_revalidate	= tracefs_revalidate,
	.d_delete	= always_delete_dentry,
};

static int tracefs_getattr(struct mnt_idmap *idmap, const struct path *path,
			   struct kstat *stat, u32 mask, unsigned int flags)
{
	const struct inode *inode = d_inode(path->dentry);

	generic_fillattr(idmap, mask, d_inode(path->dentry), stat);
	stat->nlink = 2 + READ_ONCE(tracefs_dir_of(inode)->nr_children);
	return 0;
}

static int tracefs_mkdir(struct mnt_idmap *idmap, struct inode *inode,
			 struct dentry *dentry, umode_t mode)
{
	char *name __free(kfree) = kstrdup(dentry->d_name.name, GFP_KERNEL);
	struct tracefs_dir *dir = tracefs_dir_of(inode);
	int ret;

	if (!dir->extra || !dir->extra->ops)
		return -EPERM;
	if (!name)
		return -ENOMEM;
	inode_unlock(inode);
	ret = dir->extra->ops->mkdir(dir, name);
	inode_lock_nested(inode, I_MUTEX_PARENT);
	return ret;
}

static int tracefs_rmdir(struct inode *inode, struct dentry *dentry)
{
	char *name __free(kfree) = kstrdup(dentry->d_name.name, GFP_KERNEL);
	struct tracefs_dir *dir = tracefs_dir_of(inode);
	struct inode *child = d_inode(dentry);
	int ret;

	if (!dir->extra || !dir->extra->ops)
		return -EPERM;
	if (!name)
		return -ENOMEM;
	inode_unlock(child);
	inode_unlock(inode);
	ret = dir->extra->ops->rmdir(dir, name);
	inode_lock_nested(inode, I_MUTEX_PARENT);
	inode_lock(child);
	return ret;
}

const struct inode_operations tracefs_dir_iops = {
	.lookup		= tracefs_lookup,
	.getattr	= tracefs_getattr,
	.setattr	= tracefs_setattr,
	.mkdir		= tracefs_mkdir,
	.rmdir		= tracefs_rmdir,
};

static bool size_row(const struct tracefs_row *row, void *arg)
{
	struct listing_size *size = arg;

	size->nr++;
	size->bytes += strlen(row->file->name) + 1;
	return false;
}

/* Returns what @dir needs at most. */
static struct listing_size listing_size(const struct tracefs_dir *dir)
{
	struct listing_size size = {};
	struct rb_node *node;

	for (node = rb_first(&dir->children); node; node = rb_next(node)) {
		size.nr++;
		size.bytes += strlen(rb_entry(node, struct tracefs_dir, node)->name) + 1;
	}
	tracefs_dir_rows(dir, size_row, &size);
	return size;
}

static void add_entry(struct tracefs_listing *list, const char *name, ino_t ino,
		      unsigned char type)
{
	size_t size = strlen(name) + 1;

	list->entry[list->nr++] = (struct tracefs_entry){ list->free, ino, type };
	memcpy(list->free, name, size);
	list->free += size;
}

static bool list_row(const struct tracefs_row *row, void *arg)
{
	struct tracefs_listing *list = arg;

	if (tracefs_file_shown(list->dir, row->file))
		add_entry(list, row->file->name, row->ino, DT_REG);
	return false;
}

/* Returns the names of @dir, to be ended with kvfree(), or an ERR_PTR. */
static struct tracefs_listing *make_listing(const struct tracefs_dir *dir)
{
	struct tracefs_listing *list;
	struct listing_size size;
	struct rb_node *node;

	guard(rwsem_read)(&tracefs_tree);
	if (dir->dead)
		return ERR_PTR(-ENOENT);
	size = listing_size(dir);
	list = kvmalloc(struct_size(list, entry, size.nr) + size.bytes, GFP_KERNEL_ACCOUNT);
	if (!list)
		return ERR_PTR(-ENOMEM);
	list->nr = 0;
	list->free = (char *)&list->entry[size.nr];
	list->dir = dir;
	for (node = rb_first(&dir->children); node; node = rb_next(node)) {
		const struct tracefs_dir *child = rb_entry(node, struct tracefs_dir, node);

		if (!child->hidden)
			add_entry(list, child->name, child->ino, DT_DIR);
	}
	tracefs_dir_rows(dir, list_row, list);
	return list;
}

static int refresh_listing(struct file *file)
{
	struct tracefs_listing *list = make_listing(tracefs_dir_of(file_inode(file)));

	if (IS_ERR(list))
		return PTR_ERR(list);
	kvfree(file->private_data);
	file->private_data = list;
	return 0;
}

/* Positions: 0 and 1 are the two dots, and entry n of the listing is n + 2. */
static int tracefs_iterate(struct file *file, struct dir_context *ctx)
{
	const struct tracefs_listing *list;
	int ret;

	if (!ctx->pos || !file->private_data) {
		ret = refresh_listing(file);
		if (ret)
			return ret;
	}
	if (!dir_emit_dots(file, ctx))
		return 0;
	for (list = file->private_data; ctx->pos - 2 < list->nr; ctx->pos++) {
		const struct tracefs_entry *entry = &list->entry[ctx->pos - 2];

		if (!dir_emit(ctx, entry->name, strlen(entry->name), entry->ino, entry->type))
			break;
	}
	return 0;
}

static int tracefs_dir_release(struct inode *inode, struct file *file)
{
	kvfree(file->private_data);
	return 0;
}

const struct file_operations tracefs_dir_fops = {
	.read		= generic_read_dir,
	.iterate_shared	= tracefs_iterate,
	.llseek		= generic_file_llseek,
	.release	= tracefs_dir_release,
};
