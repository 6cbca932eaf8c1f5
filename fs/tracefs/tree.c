// SPDX-License-Identifier: GPL-2.0
/*
 * tracefs: the tree of directories
 *
 * The tree is what clients build, and knows nothing of the VFS. Any number of
 * path walks read it under tracefs_tree held for reading; creating and removing
 * take it for writing. Inodes hold references on nodes, so that a node outlives
 * its place in the tree while a file in it is open.
 *
 * Removal happens in three steps:
 *
 *  1. Under the lock the whole subtree leaves the tree, its nodes are marked
 *     dead and their gates are closed: no lookup finds them, no open begins.
 *  2. The dentry of the removed directory is invalidated. What a walk in
 *     progress may still hash is refused by d_revalidate, as its node is dead.
 *  3. One node after the other, wait until the opens that had begun are over.
 *
 * The gate is a count of running opens. Closing it adds a large negative number;
 * entering fails on a negative count, and the last one to leave a closed gate
 * finds exactly that number and wakes the remover. Both sides are fully ordered
 * read-modify-writes on the one word, so either the open sees the gate closed or
 * the remover sees the open.
 */
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#include "internal.h"

#define GATE_CLOSED	INT_MIN
#define ROOT_INO	1

/* Guards the shape of the tree and all that nodes hold, but not their counts. */
DECLARE_RWSEM(tracefs_tree);

static struct tracefs_extra root_extra = {
	.owns = true,
};

struct tracefs_dir tracefs_root = {
	.name		= "/",
	.extra		= &root_extra,
	.ino		= ROOT_INO,
	.children	= RB_ROOT,
	.ref		= REFCOUNT_INIT(1),
};

static atomic_long_t last_ino = ATOMIC_LONG_INIT(ROOT_INO);

/*
 * Running opens as a lock that removal takes, for lockdep to know the order. Those in the
 * root are none: nobody waits for them, and they may remove directories below it.
 */
static struct lockdep_map __maybe_unused tracefs_open_map = TRACEFS_OPEN_MAP_INIT;

/* Returns the first of @nr inode numbers in a row. */
static ino_t take_inos(unsigned int nr)
{
	return atomic_long_add_return(nr, &last_ino) - nr + 1;
}

static struct tracefs_dir *dir_of_node(const struct rb_node *node)
{
	return rb_entry(node, struct tracefs_dir, node);
}

static int cmp_name(const void *name, const struct rb_node *node)
{
	return strcmp(name, dir_of_node(node)->name);
}

static int cmp_node(struct rb_node *new, const struct rb_node *node)
{
	return cmp_name(dir_of_node(new)->name, node);
}

static void free_extra(struct tracefs_extra *extra)
{
	struct tracefs_table *table, *next_table;
	struct tracefs_attr *attr, *next_attr;

	if (!extra)
		return;
	for (table = extra->tables; table; table = next_table) {
		next_table = table->next;
		kfree(table);
	}
	for (attr = extra->attrs; attr; attr = next_attr) {
		next_attr = attr->next;
		kfree(attr);
	}
	kfree(extra);
}

struct tracefs_dir *tracefs_dir_get(struct tracefs_dir *dir)
{
	refcount_inc(&dir->ref);
	return dir;
}

/* Any context: the last reference may go in memory reclaim. */
void tracefs_dir_put(struct tracefs_dir *dir)
{
	while (dir && refcount_dec_and_test(&dir->ref)) {
		struct tracefs_dir *parent = dir->parent;

		free_extra(dir->extra);
		kfree_const(dir->name);
		kfree_rcu(dir, rcu);
		dir = parent;
	}
}

/* Returns the subdirectory @name of @dir, or NULL. */
struct tracefs_dir *tracefs_dir_child(const struct tracefs_dir *dir, const char *name)
{
	struct rb_node *node = rb_find(name, &dir->children, cmp_name);

	return node ? dir_of_node(node) : NULL;
}

/* Returns the directory after @dir in an order that starts at the root. */
struct tracefs_dir *tracefs_dir_next(struct tracefs_dir *dir)
{
	struct rb_node *node = rb_first(&dir->children);

	while (!node && dir != &tracefs_root) {
		node = rb_next(&dir->node);
		dir = dir->parent;
	}
	return node ? dir_of_node(node) : NULL;
}

static bool walk_rows(const struct tracefs_file *files, unsigned int nr, ino_t ino,
		      void *data, tracefs_row_fn fn, void *arg)
{
	for (unsigned int i = 0; i < nr; i++) {
		struct tracefs_row row = { &files[i], ino + i, data };

		if (fn(&row, arg))
			return true;
	}
	return false;
}

/* Calls @fn for every file of @dir, until it returns true; returns that. */
bool tracefs_dir_rows(const struct tracefs_dir *dir, tracefs_row_fn fn, void *arg)
{
	const struct tracefs_table *table = dir->extra ? dir->extra->tables : NULL;

	if (walk_rows(dir->files, dir->nr_files, dir->ino + 1, dir->data, fn, arg))
		return true;
	for (; table; table = table->next)
		if (walk_rows(table->files, table->nr, table->ino, table->data, fn, arg))
			return true;
	return false;
}

bool tracefs_file_shown(const struct tracefs_dir *dir, const struct tracefs_file *file)
{
	return !file->visible || file->visible(dir, file);
}

/* Returns the extra parts of @dir, made if need be; NULL without memory. */
struct tracefs_extra *tracefs_dir_extra(struct tracefs_dir *dir)
{
	lockdep_assert_held_write(&tracefs_tree);
	if (!dir->extra)
		dir->extra = kzalloc(sizeof(*dir->extra), GFP_KERNEL);
	return dir->extra;
}

/* Returns whether an open may go on; if so, tracefs_dir_leave() has to follow. */
bool tracefs_dir_enter(struct tracefs_dir *dir)
{
	if (!atomic_inc_unless_negative(&dir->opens))
		return false;
	if (dir != &tracefs_root)
		lock_map_acquire_read(&tracefs_open_map);
	return true;
}

void tracefs_dir_leave(struct tracefs_dir *dir)
{
	if (dir != &tracefs_root)
		lock_map_release(&tracefs_open_map);
	if (atomic_dec_return(&dir->opens) == GATE_CLOSED)
		wake_up_var(&dir->opens);
}

static void drain_opens(struct tracefs_dir *dir)
{
	lock_map_acquire(&tracefs_open_map);
	wait_var_event(&dir->opens, atomic_read(&dir->opens) == GATE_CLOSED);
	lock_map_release(&tracefs_open_map);
}

static int check_name(const char *name)
{
	if (!*name || strchr(name, '/') || !strcmp(name, ".") || !strcmp(name, ".."))
		return -EINVAL;
	return strlen(name) > NAME_MAX ? -ENAMETOOLONG : 0;
}

static bool same_name(const struct tracefs_row *row, void *name)
{
	return !strcmp(row->file->name, name);
}

static struct tracefs_dir *new_dir(const char *name, const struct tracefs_file *files,
				   unsigned int nr, void *data)
{
	struct tracefs_dir *dir = kzalloc(sizeof(*dir), GFP_KERNEL);

	if (!dir)
		return NULL;
	refcount_set(&dir->ref, 1);
	dir->name = kstrdup_const(name, GFP_KERNEL);
	if (!dir->name) {
		kfree(dir);
		return NULL;
	}
	dir->ino = take_inos(1 + nr);
	dir->files = files;
	dir->nr_files = nr;
	dir->data = data;
	dir->hidden = security_locked_down(LOCKDOWN_TRACEFS);
	return dir;
}

/* A directory made where user space may make some starts a subtree of its own. */
static int inherit(struct tracefs_dir *dir, const struct tracefs_dir *parent)
{
	struct tracefs_extra *extra;

	if (!parent->extra || !parent->extra->ops)
		return 0;
	extra = tracefs_dir_extra(dir);
	if (!extra)
		return -ENOMEM;
	tracefs_owner_inherit(&extra->owner, parent);
	extra->owns = true;
	return 0;
}

static int attach(struct tracefs_dir *dir, struct tracefs_dir *parent)
{
	int ret;

	guard(rwsem_write)(&tracefs_tree);
	if (parent->dead)
		return -ENOENT;
	if (tracefs_dir_rows(parent, same_name, (void *)dir->name))
		return -EEXIST;
	ret = inherit(dir, parent);
	if (ret)
		return ret;
	if (rb_find_add(&dir->node, &parent->children, cmp_node))
		return -EEXIST;
	dir->parent = tracefs_dir_get(parent);
	dir->public = parent->public;
	parent->nr_children++;
	return 0;
}

/**
 * tracefs_create_dir - make a directory
 * @name: one component of a path; copied unless it is constant data of the kernel
 * @parent: where, NULL for the root
 * @files: table of its files, may be NULL if @nr is zero
 * @nr: number of files
 * @data: of the client: i_private of the files, and tracefs_dir_data()
 *
 * The directory and its files can be found when this returns, and may be opened
 * before: @data has to be ready. Under lockdown the directory is made, but never
 * shown.
 *
 * Context: process context, may sleep; early boot with kmalloc() working.
 * Return: the directory, which ends with tracefs_dir_remove() of it or of one
 * above; or an ERR_PTR: %-EEXIST for a name in use, %-ENOENT if @parent is being
 * removed, %-EINVAL or %-ENAMETOOLONG for a bad name, %-ENOMEM.
 */
struct tracefs_dir *tracefs_create_dir(const char *name, struct tracefs_dir *parent,
				       const struct tracefs_file *files,
				       unsigned int nr, void *data)
{
	struct tracefs_dir *dir;
	int ret;

	ret = nr > U16_MAX ? -EINVAL : check_name(name);
	if (ret)
		return ERR_PTR(ret);
	dir = new_dir(name, files, nr, data);
	if (!dir)
		return ERR_PTR(-ENOMEM);
	ret = attach(dir, parent ?: &tracefs_root);
	if (ret) {
		tracefs_dir_put(dir);
		return ERR_PTR(ret);
	}
	return dir;
}

/**
 * tracefs_dir_add_files - attach one more table of files to a directory
 * @dir: the directory, NULL for the root
 * @files: table, which lives as long as the directory
 * @nr: number of files
 * @data: i_private of these files, NULL for the data of the directory
 *
 * Names are not compared with those that exist: the older one is found.
 * Under lockdown nothing is attached.
 *
 * Context: process context, may sleep.
 * Return: zero, %-ENOENT if @dir is being removed, or %-ENOMEM.
 */
int tracefs_dir_add_files(struct tracefs_dir *dir, const struct tracefs_file *files,
			  unsigned int nr, void *data)
{
	struct tracefs_table *table, **end;
	struct tracefs_extra *extra;

	dir = dir ?: &tracefs_root;
	if (security_locked_down(LOCKDOWN_TRACEFS))
		return 0;
	guard(rwsem_write)(&tracefs_tree);
	if (dir->dead)
		return -ENOENT;
	extra = tracefs_dir_extra(dir);
	table = extra ? kzalloc(sizeof(*table), GFP_KERNEL) : NULL;
	if (!table)
		return -ENOMEM;
	table->files = files;
	table->nr = nr;
	table->ino = take_inos(nr);
	table->data = data ?: dir->data;
	for (end = &extra->tables; *end; end = &(*end)->next)
		;
	*end = table;
	return 0;
}

/**
 * tracefs_dir_set_ops - let user space make and remove subdirectories
 * @dir: the directory, NULL for the root
 * @ops: what to call, constant
 *
 * Every subdirectory made from then on, by whomever, has files that belong to
 * the owner that @dir has at that time.
 *
 * Context: process context, may sleep.
 * Return: zero or %-ENOMEM.
 */
int tracefs_dir_set_ops(struct tracefs_dir *dir, const struct tracefs_dir_ops *ops)
{
	struct tracefs_extra *extra;

	guard(rwsem_write)(&tracefs_tree);
	extra = tracefs_dir_extra(dir ?: &tracefs_root);
	if (!extra)
		return -ENOMEM;
	extra->ops = ops;
	return 0;
}

static struct tracefs_dir *deepest(struct tracefs_dir *dir)
{
	struct rb_node *node;

	while ((node = rb_first(&dir->children)))
		dir = dir_of_node(node);
	return dir;
}

/* Takes @dir, which has no children any more, out of the tree. */
static void detach(struct tracefs_dir *dir)
{
	rb_erase(&dir->node, &dir->parent->children);
	dir->parent->nr_children--;
	WRITE_ONCE(dir->dead, true);
	atomic_add(GATE_CLOSED, &dir->opens);
}

/* Takes @top and all below out of the tree, and returns them as a list. */
static struct tracefs_dir *detach_all(struct tracefs_dir *top)
{
	struct tracefs_dir *dir, *list = NULL;

	guard(rwsem_write)(&tracefs_tree);
	if (WARN_ON_ONCE(top->dead))
		return NULL;
	do {
		dir = deepest(top);
		detach(dir);
		dir->doomed = list;
		list = dir;
	} while (dir != top);
	return list;
}

/**
 * tracefs_dir_remove - remove a directory with all that is below
 * @dir: the directory; NULL or an ERR_PTR is ignored
 *
 * When this returns, no ->open() of a file below is running or will start, so
 * that whatever ->open() relies on may go. Files that are open stay open: what
 * their other operations use has to be pinned by ->open(). @dir and all
 * directories below are gone for the caller, too.
 *
 * Context: process context, may sleep. The caller must not hold a lock that an
 * ->open() takes, and must not be inside one.
 */
void tracefs_dir_remove(struct tracefs_dir *dir)
{
	struct tracefs_dir *list;

	if (IS_ERR_OR_NULL(dir) || WARN_ON_ONCE(dir == &tracefs_root))
		return;
	list = detach_all(dir);
	if (list && tracefs_sb())
		tracefs_inode_forget(tracefs_sb(), dir);
	while (list) {
		dir = list;
		list = dir->doomed;
		drain_opens(dir);
		tracefs_dir_put(dir);
	}
}

/**
 * tracefs_dir_set_public - let everybody list a directory, and those made in it
 * @dir: a directory without others in it; who may enter those above is another question
 *
 * Context: may sleep.
 */
void tracefs_dir_set_public(struct tracefs_dir *dir)
{
	guard(rwsem_write)(&tracefs_tree);
	dir->public = true;
}

/**
 * tracefs_dir_data - what the client gave when it made the directory
 * @dir: a directory
 *
 * Context: any.
 * Return: the @data of tracefs_create_dir().
 */
void *tracefs_dir_data(const struct tracefs_dir *dir)
{
	return dir->data;
}

/**
 * tracefs_dir_parent - the directory above
 * @dir: a directory
 *
 * Context: any. The result is good as long as @dir is.
 * Return: the parent, NULL if that is the root.
 */
struct tracefs_dir *tracefs_dir_parent(const struct tracefs_dir *dir)
{
	return dir->parent == &tracefs_root ? NULL : dir->parent;
}

/**
 * tracefs_dir_name - the last component of the path
 * @dir: a directory
 *
 * Context: any. The result is good as long as @dir is.
 * Return: the name.
 */
const char *tracefs_dir_name(const struct tracefs_dir *dir)
{
	return dir->name;
}
