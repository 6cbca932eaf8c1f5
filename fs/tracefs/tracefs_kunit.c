// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of tracefs: a tree of the test's own, seen through a mount that
 * the kernel keeps to itself.
 */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fsnotify_backend.h>
#include <linux/kthread.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "internal.h"

#define TOP "tracefs-kunit"

/* Guards nothing: each test runs alone and sets both before use. */
static struct completion *open_begun, *open_may_end;

static int echo_open(struct inode *inode, struct file *file)
{
	if (open_begun) {
		complete(open_begun);
		wait_for_completion(open_may_end);
	}
	file->private_data = inode->i_private;
	return 0;
}

/* Reads back the data of the directory or table. */
static ssize_t echo_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	const char *text = iocb->ki_filp->private_data ?: "";
	size_t size = strlen(text);

	if (iocb->ki_pos >= size)
		return 0;
	size = copy_to_iter(text + iocb->ki_pos, size - iocb->ki_pos, to);
	iocb->ki_pos += size;
	return size;
}

static const struct file_operations echo_fops = {
	.open		= echo_open,
	.read_iter	= echo_read_iter,
	.llseek		= default_llseek,
};

static bool shown_with_data(const struct tracefs_dir *dir, const struct tracefs_file *file)
{
	return tracefs_dir_data(dir);
}

static const struct tracefs_file files[] = {
	{ .name = "one", .mode = 0440, .fops = &echo_fops, .arg = 1 },
	{ .name = "two", .mode = 0640, .fops = &echo_fops, .arg = 2 },
	{ .name = "shy", .mode = 0440, .fops = &echo_fops, .visible = shown_with_data },
};

static const struct tracefs_file more_files[] = {
	{ .name = "three", .mode = 0440, .fops = &echo_fops },
};

struct fixture {
	struct vfsmount		*mnt;
	struct tracefs_dir	*top;
};

static int fixture_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, fix);
	open_begun = NULL;
	fix->mnt = kern_mount(get_fs_type("tracefs"));
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->mnt);
	fix->top = tracefs_create_dir(TOP, NULL, files, ARRAY_SIZE(files), "top");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fix->top);
	test->priv = fix;
	return 0;
}

static void fixture_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;

	if (!fix)
		return;
	tracefs_dir_remove(fix->top);
	kern_unmount(fix->mnt);
}

static struct file *open_path(struct kunit *test, const char *path)
{
	struct fixture *fix = test->priv;

	return file_open_root_mnt(fix->mnt, path, O_RDONLY, 0);
}

static void expect_missing(struct kunit *test, const char *path)
{
	KUNIT_EXPECT_PTR_EQ(test, open_path(test, path), (struct file *)ERR_PTR(-ENOENT));
}

static void expect_text(struct kunit *test, const char *path, const char *text)
{
	struct file *file = open_path(test, path);
	char buf[32] = "";
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_EQ(test, kernel_read(file, buf, sizeof(buf) - 1, &pos), strlen(text));
	KUNIT_EXPECT_STREQ(test, buf, text);
	__fput_sync(file);
}

static struct tracefs_dir *make_dir(struct kunit *test, struct tracefs_dir *parent,
				    const char *name, void *data)
{
	struct tracefs_dir *dir;

	dir = tracefs_create_dir(name, parent, files, ARRAY_SIZE(files), data);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, dir);
	return dir;
}

static void expect_refused(struct kunit *test, const char *name, int error)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_PTR_EQ(test, tracefs_create_dir(name, fix->top, NULL, 0, NULL),
			    (struct tracefs_dir *)ERR_PTR(error));
}

static void names(struct kunit *test)
{
	struct fixture *fix = test->priv;
	char *long_name = kunit_kzalloc(test, NAME_MAX + 2, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, long_name);
	memset(long_name, 'x', NAME_MAX + 1);
	expect_refused(test, "", -EINVAL);
	expect_refused(test, ".", -EINVAL);
	expect_refused(test, "..", -EINVAL);
	expect_refused(test, "a/b", -EINVAL);
	expect_refused(test, long_name, -ENAMETOOLONG);
	expect_refused(test, "one", -EEXIST);
	make_dir(test, fix->top, "dir", NULL);
	expect_refused(test, "dir", -EEXIST);
	KUNIT_EXPECT_STREQ(test, tracefs_dir_name(fix->top), TOP);
	KUNIT_EXPECT_NULL(test, tracefs_dir_parent(fix->top));
}

static void reads(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir = make_dir(test, fix->top, "dir", NULL);

	KUNIT_EXPECT_EQ(test, tracefs_dir_add_files(dir, more_files, 1, "table"), 0);
	KUNIT_EXPECT_EQ(test, tracefs_dir_add_files(fix->top, more_files, 1, NULL), 0);
	expect_text(test, TOP "/one", "top");
	expect_text(test, TOP "/shy", "top");
	expect_text(test, TOP "/three", "top");
	expect_text(test, TOP "/dir/two", "");
	expect_text(test, TOP "/dir/three", "table");
	expect_missing(test, TOP "/dir/shy");
	expect_missing(test, TOP "/dir/four");
}

static void appears_and_goes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir;

	expect_missing(test, TOP "/dir/sub/one");
	dir = make_dir(test, fix->top, "dir", NULL);
	make_dir(test, dir, "sub", "sub");
	expect_text(test, TOP "/dir/sub/one", "sub");
	tracefs_dir_remove(dir);
	expect_missing(test, TOP "/dir/sub/one");
	expect_missing(test, TOP "/dir");
	make_dir(test, fix->top, "dir", "again");
	expect_text(test, TOP "/dir/one", "again");
	expect_missing(test, TOP "/dir/sub");
}

static void open_file_survives(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir = make_dir(test, fix->top, "dir", "dir");
	struct file *file = open_path(test, TOP "/dir/two");
	struct inode *inode;
	char buf[8] = "";
	loff_t pos = 0;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	tracefs_dir_remove(dir);
	inode = file_inode(file);
	KUNIT_EXPECT_STREQ(test, tracefs_dir_name(tracefs_dir_of(inode)), "dir");
	KUNIT_EXPECT_PTR_EQ(test, tracefs_dir_parent(tracefs_dir_of(inode)), fix->top);
	KUNIT_EXPECT_EQ(test, tracefs_file_of(inode)->arg, 2);
	KUNIT_EXPECT_EQ(test, kernel_read(file, buf, sizeof(buf) - 1, &pos), 3);
	KUNIT_EXPECT_PTR_EQ(test, dentry_open(&file->f_path, O_RDONLY, current_cred()),
			    (struct file *)ERR_PTR(-ENODEV));
	__fput_sync(file);
}

static int open_one(void *arg)
{
	struct kunit *test = arg;
	struct file *file = open_path(test, TOP "/dir/one");

	if (IS_ERR(file))
		return PTR_ERR(file);
	__fput_sync(file);
	return 0;
}

struct removal {
	struct tracefs_dir	*dir;
	struct completion	done;
};

static int remove_one(void *arg)
{
	struct removal *removal = arg;

	tracefs_dir_remove(removal->dir);
	complete(&removal->done);
	return 0;
}

static struct task_struct *run(struct kunit *test, int (*fn)(void *), void *arg)
{
	struct task_struct *task = kthread_create(fn, arg, "tracefs-kunit");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	get_task_struct(task);
	wake_up_process(task);
	return task;
}

static int join(struct task_struct *task)
{
	int ret = kthread_stop(task);

	put_task_struct(task);
	return ret;
}

static void removal_waits_for_open(struct kunit *test)
{
	struct fixture *fix = test->priv;
	DECLARE_COMPLETION_ONSTACK(begun);
	DECLARE_COMPLETION_ONSTACK(may_end);
	struct task_struct *opener, *remover;
	struct removal removal = {};

	open_may_end = &may_end;
	open_begun = &begun;
	init_completion(&removal.done);
	removal.dir = make_dir(test, fix->top, "dir", NULL);
	opener = run(test, open_one, test);
	wait_for_completion(&begun);
	remover = run(test, remove_one, &removal);
	KUNIT_EXPECT_EQ(test, wait_for_completion_timeout(&removal.done, HZ / 10), 0);
	expect_missing(test, TOP "/dir/one");
	complete(&may_end);
	wait_for_completion(&removal.done);
	KUNIT_EXPECT_EQ(test, join(opener), 0);
	KUNIT_EXPECT_EQ(test, join(remover), 0);
}

struct collect {
	struct dir_context	ctx;
	char			text[128];
	unsigned int		room;
};

static bool collect_name(struct dir_context *ctx, const char *name, int len, loff_t pos,
			 u64 ino, unsigned int type)
{
	struct collect *collect = container_of(ctx, struct collect, ctx);
	size_t used = strlen(collect->text);

	if (!collect->room)
		return false;
	collect->room--;
	snprintf(collect->text + used, sizeof(collect->text) - used, "%.*s%s ", len, name,
		 type == DT_DIR ? "/" : "");
	return true;
}

/* Expects that the next @room names of @file, from its position on, are @text. */
static void expect_names(struct kunit *test, struct file *file, unsigned int room,
			 const char *text)
{
	struct collect collect = { .ctx.actor = collect_name, .room = room };

	KUNIT_EXPECT_EQ(test, iterate_dir(file, &collect.ctx), 0);
	KUNIT_EXPECT_STREQ(test, collect.text, text);
}

static void listing(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir = make_dir(test, fix->top, "dir", NULL);
	struct tracefs_dir *b = make_dir(test, dir, "b", NULL);
	struct file *file = open_path(test, TOP "/dir");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	make_dir(test, dir, "c", NULL);
	make_dir(test, dir, "a", NULL);
	expect_names(test, file, 3, "./ ../ a/ ");
	tracefs_dir_remove(b);
	make_dir(test, dir, "aa", NULL);
	expect_names(test, file, 9, "b/ c/ one two ");
	expect_names(test, file, 9, "");
	vfs_llseek(file, 3, SEEK_SET);
	expect_names(test, file, 1, "b/ ");
	vfs_llseek(file, 0, SEEK_SET);
	expect_names(test, file, 9, "./ ../ a/ aa/ c/ one two ");
	tracefs_dir_remove(dir);
	vfs_llseek(file, 0, SEEK_SET);
	KUNIT_EXPECT_EQ(test, iterate_dir(file, &(struct dir_context){}), -ENOENT);
	__fput_sync(file);
}

static void set_owner(struct kunit *test, const char *path, unsigned int id)
{
	struct file *file = open_path(test, path);
	struct iattr attr = {
		.ia_valid	= ATTR_UID | ATTR_GID | ATTR_MODE,
		.ia_uid		= KUIDT_INIT(id),
		.ia_gid		= KGIDT_INIT(id),
		.ia_mode	= 0700,
	};

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	inode_lock(file_inode(file));
	KUNIT_EXPECT_EQ(test, notify_change(&nop_mnt_idmap, file->f_path.dentry, &attr, NULL), 0);
	inode_unlock(file_inode(file));
	__fput_sync(file);
}

static void expect_owner(struct kunit *test, const char *path, unsigned int uid,
			 unsigned int gid, umode_t mode)
{
	struct file *file = open_path(test, path);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	KUNIT_EXPECT_EQ(test, __kuid_val(file_inode(file)->i_uid), uid);
	KUNIT_EXPECT_EQ(test, __kgid_val(file_inode(file)->i_gid), gid);
	KUNIT_EXPECT_EQ(test, file_inode(file)->i_mode & S_IALLUGO, mode);
	__fput_sync(file);
}

static int no_dir(struct tracefs_dir *dir, const char *name)
{
	return -EPERM;
}

static const struct tracefs_dir_ops no_dir_ops = { .mkdir = no_dir, .rmdir = no_dir };

static void owners(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir;

	expect_owner(test, TOP "/one", 0, 0, 0440);
	set_owner(test, TOP "/one", 7);
	expect_owner(test, TOP "/one", 7, 7, 0700);
	expect_owner(test, TOP "/two", 0, 0, 0640);
	set_owner(test, TOP, 8);
	expect_owner(test, TOP, 8, 8, 0700);
	expect_owner(test, TOP "/two", 0, 0, 0640);
	make_dir(test, fix->top, "before", NULL);
	KUNIT_EXPECT_EQ(test, tracefs_dir_set_ops(fix->top, &no_dir_ops), 0);
	dir = make_dir(test, fix->top, "after", NULL);
	make_dir(test, dir, "sub", NULL);
	expect_owner(test, TOP "/before/one", 0, 0, 0440);
	expect_owner(test, TOP "/after", 8, 8, TRACEFS_DIR_MODE);
	expect_owner(test, TOP "/after/sub/one", 8, 8, 0440);
}

static void inode_numbers(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir = make_dir(test, fix->top, "dir", NULL);
	struct file *one = open_path(test, TOP "/dir/one");
	struct file *two = open_path(test, TOP "/dir/two");

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, one);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, two);
	KUNIT_EXPECT_EQ(test, file_inode(one)->i_ino, dir->ino + 1);
	KUNIT_EXPECT_EQ(test, file_inode(two)->i_ino, dir->ino + 2);
	KUNIT_EXPECT_GT(test, make_dir(test, dir, "sub", NULL)->ino, dir->ino + 3);
	__fput_sync(one);
	__fput_sync(two);
}

#ifdef CONFIG_FSNOTIFY
/* How often something was heard; each test that uses it sets it before. */
static atomic_t heard;

static int hear(struct fsnotify_mark *mark, u32 mask, struct inode *inode,
		struct inode *dir, const struct qstr *name, u32 cookie)
{
	atomic_inc(&heard);
	return 0;
}

static void free_mark(struct fsnotify_mark *mark)
{
	kfree(mark);
}

static const struct fsnotify_ops hearing = {
	.handle_inode_event	= hear,
	.free_mark		= free_mark,
};

/* Watches a file that is not open any more when this returns. */
static void watch(struct kunit *test, struct fsnotify_group *group, const char *path)
{
	struct fsnotify_mark *mark = kzalloc(sizeof(*mark), GFP_KERNEL);
	struct file *file = open_path(test, path);

	KUNIT_ASSERT_NOT_NULL(test, mark);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, file);
	fsnotify_init_mark(mark, group);
	mark->mask = FS_MODIFY;
	KUNIT_EXPECT_EQ(test, fsnotify_add_inode_mark(mark, file_inode(file), 0), 0);
	fsnotify_put_mark(mark);
	__fput_sync(file);
}

static void watchers_hear_of_changes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	struct tracefs_dir *dir = make_dir(test, fix->top, "dir", NULL);
	struct fsnotify_group *group = fsnotify_alloc_group(&hearing, 0);

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, group);
	atomic_set(&heard, 0);
	watch(test, group, TOP "/one");
	tracefs_file_modified(fix->top, "two");
	tracefs_file_modified(fix->top, "none");
	tracefs_file_modified(dir, "one");
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 0);
	tracefs_file_modified(fix->top, "one");
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 1);
	/* Both have an inode of their own now. */
	watch(test, group, TOP "/one");
	tracefs_file_modified(fix->top, "one");
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 3);
	fsnotify_destroy_group(group);
	tracefs_file_modified(fix->top, "one");
	KUNIT_EXPECT_EQ(test, atomic_read(&heard), 3);
}
#else
static void watchers_hear_of_changes(struct kunit *test)
{
	kunit_skip(test, "this kernel has no watchers");
}
#endif

static void node_size(struct kunit *test)
{
	KUNIT_EXPECT_LE(test, sizeof(struct tracefs_dir), 96);
}

static struct kunit_case tracefs_cases[] = {
	KUNIT_CASE(names),
	KUNIT_CASE(reads),
	KUNIT_CASE(appears_and_goes),
	KUNIT_CASE(open_file_survives),
	KUNIT_CASE(removal_waits_for_open),
	KUNIT_CASE(listing),
	KUNIT_CASE(owners),
	KUNIT_CASE(inode_numbers),
	KUNIT_CASE(watchers_hear_of_changes),
	KUNIT_CASE(node_size),
	{}
};

static struct kunit_suite tracefs_suite = {
	.name		= "tracefs",
	.init		= fixture_init,
	.exit		= fixture_exit,
	.test_cases	= tracefs_cases,
};

kunit_test_suite(tracefs_suite);
