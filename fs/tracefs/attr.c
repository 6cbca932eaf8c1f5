// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: owner, group and mode
 *
 * Inodes come and go, so what belongs to whom cannot be kept in them. It is
 * computed from three places, the first that knows wins:
 *
 *  1. what chown(2) or chmod(2) said about this file or directory, kept in a
 *     list of its directory;
 *  2. the owner of the subtree: of the closest directory upwards that user
 *     space made, taken from the directory it was made in at that time; or of
 *     the root, that is the mount options;
 *  3. for the mode: the row of the file, or the constant for directories.
 *
 * A mount option given on remount is meant for everything: it replaces the
 * owner in all subtrees and makes every answer of chown to that question void.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "internal.h"

/* The "mode" option. Guarded by tracefs_tree. */
static umode_t root_mode = TRACEFS_DEFAULT_MODE;

static struct tracefs_owner *owner_of(const struct tracefs_dir *dir)
{
	while (!dir->extra || !dir->extra->owns)
		dir = dir->parent;
	return &dir->extra->owner;
}

static struct tracefs_attr *find_attr(const struct tracefs_extra *extra,
				      const struct tracefs_file *file)
{
	struct tracefs_attr *attr = extra ? extra->attrs : NULL;

	while (attr && attr->file != file)
		attr = attr->next;
	return attr;
}

static umode_t default_mode(const struct tracefs_inode *ti)
{
	if (ti->file)
		return ti->file->mode;
	if (ti->dir == &tracefs_root)
		return root_mode;
	return ti->dir->public ? TRACEFS_PUBLIC_MODE : TRACEFS_DIR_MODE;
}

/* Fills @owner with what a subtree made in @dir now is to start with. */
void tracefs_owner_inherit(struct tracefs_owner *owner, const struct tracefs_dir *dir)
{
	const struct tracefs_attr *attr = find_attr(dir->extra, NULL);

	*owner = *owner_of(dir);
	if (attr && attr->valid & ATTR_UID)
		owner->uid = attr->uid;
	if (attr && attr->valid & ATTR_GID)
		owner->gid = attr->gid;
	ktime_get_real_ts64(&owner->time);
}

/* Sets owner, group and mode of @inode. Does not sleep. */
void tracefs_attr_apply(struct inode *inode)
{
	const struct tracefs_inode *ti = to_tracefs(inode);
	const struct tracefs_attr *attr = find_attr(ti->dir->extra, ti->file);
	const struct tracefs_owner *owner = owner_of(ti->dir);
	unsigned int valid = attr ? attr->valid : 0;
	umode_t mode = valid & ATTR_MODE ? attr->mode : default_mode(ti);

	lockdep_assert_held(&tracefs_tree);
	inode->i_uid = valid & ATTR_UID ? attr->uid : owner->uid;
	inode->i_gid = valid & ATTR_GID ? attr->gid : owner->gid;
	inode->i_mode = (inode->i_mode & S_IFMT) | (mode & S_IALLUGO);
}

/* Sets the times of a new inode. */
void tracefs_attr_times(struct inode *inode)
{
	const struct tracefs_owner *owner = owner_of(to_tracefs(inode)->dir);

	inode_set_atime_to_ts(inode, owner->time);
	inode_set_mtime_to_ts(inode, owner->time);
	inode_set_ctime_to_ts(inode, owner->time);
}

static void reset_dir(struct tracefs_dir *dir, const struct iattr *opts)
{
	struct tracefs_extra *extra = dir->extra;
	struct tracefs_attr *attr = extra ? extra->attrs : NULL;

	for (; attr; attr = attr->next)
		attr->valid &= ~(opts->ia_valid & (ATTR_UID | ATTR_GID));
	if (!extra || !extra->owns)
		return;
	if (opts->ia_valid & ATTR_UID)
		extra->owner.uid = opts->ia_uid;
	if (opts->ia_valid & ATTR_GID)
		extra->owner.gid = opts->ia_gid;
}

/* Brings mount options to the whole tree; inodes have to be refreshed after. */
void tracefs_attr_reset(const struct iattr *opts)
{
	struct tracefs_attr *attr = find_attr(tracefs_root.extra, NULL);

	lockdep_assert_held_write(&tracefs_tree);
	for (struct tracefs_dir *dir = &tracefs_root; dir; dir = tracefs_dir_next(dir))
		reset_dir(dir, opts);
	if (!(opts->ia_valid & ATTR_MODE))
		return;
	root_mode = opts->ia_mode;
	if (attr)
		attr->valid &= ~ATTR_MODE;
}

/* Prints the options that differ from the defaults, as mount(8) takes them. */
void tracefs_attr_show(struct seq_file *seq)
{
	const struct tracefs_owner *owner = owner_of(&tracefs_root);

	guard(rwsem_read)(&tracefs_tree);
	if (!uid_eq(owner->uid, GLOBAL_ROOT_UID))
		seq_printf(seq, ",uid=%u", from_kuid_munged(&init_user_ns, owner->uid));
	if (!gid_eq(owner->gid, GLOBAL_ROOT_GID))
		seq_printf(seq, ",gid=%u", from_kgid_munged(&init_user_ns, owner->gid));
	if (root_mode != TRACEFS_DEFAULT_MODE)
		seq_printf(seq, ",mode=%o", root_mode);
}

static struct tracefs_attr *get_attr(const struct tracefs_inode *ti)
{
	struct tracefs_extra *extra = tracefs_dir_extra(ti->dir);
	struct tracefs_attr *attr;

	if (!extra)
		return NULL;
	attr = find_attr(extra, ti->file);
	if (attr)
		return attr;
	attr = kzalloc(sizeof(*attr), GFP_KERNEL);
	if (!attr)
		return NULL;
	attr->file = ti->file;
	attr->next = extra->attrs;
	extra->attrs = attr;
	return attr;
}

static int keep_attr(struct mnt_idmap *idmap, struct inode *inode, const struct iattr *iattr)
{
	unsigned int valid = iattr->ia_valid & (ATTR_UID | ATTR_GID | ATTR_MODE);
	struct tracefs_attr *attr;

	guard(rwsem_write)(&tracefs_tree);
	attr = valid ? get_attr(to_tracefs(inode)) : NULL;
	if (valid && !attr)
		return -ENOMEM;
	setattr_copy(idmap, inode, iattr);
	if (!valid)
		return 0;
	attr->valid |= valid;
	attr->uid = inode->i_uid;
	attr->gid = inode->i_gid;
	attr->mode = inode->i_mode & S_IALLUGO;
	return 0;
}

/*
 * Truncation is accepted and means nothing here: what O_TRUNC does to a file is
 * up to its ->open().
 */
int tracefs_setattr(struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *iattr)
{
	int ret = setattr_prepare(idmap, dentry, iattr);

	return ret ?: keep_attr(idmap, d_inode(dentry), iattr);
}
