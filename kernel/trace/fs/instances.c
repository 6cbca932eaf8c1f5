// SPDX-License-Identifier: GPL-2.0
/*
 * Directories of instances, and the files in them.
 *
 * The top instance has the root of tracefs, each other one a directory in
 * instances/. Two parts of an instance make what is in there. The first, of
 * early boot, makes the directory, so that the parts that other layers register
 * find it. The second comes when all families of files are known: it adds their
 * tables, and a directory per CPU with those that are meant for it.
 *
 * Making and removing instances is the core's business.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ringbuffer/buffer.h>
#include "../core/feature.h"
#include "../core/instance.h"
#include "instances.h"
#include "table.h"

static LIST_HEAD(families);		/* under tracing_mutex */

/* Set once at boot. */
static struct tracefs_dir *instances_dir;

/**
 * trace_files_register - let a family of files appear where it belongs
 * @family: the files; stays for ever
 *
 * Context: boot, before fs_initcall() time; takes tracing_mutex.
 * Return: 0.
 */
int trace_files_register(struct trace_files *family)
{
	guard(mutex)(&tracing_mutex);
	list_add_tail(&family->list, &families);
	return 0;
}

static int add_families(struct trace_array *tr, struct tracefs_dir *dir,
			enum trace_scope scope)
{
	struct trace_files *family;
	int ret;

	list_for_each_entry(family, &families, list) {
		if (family->scope != scope)
			continue;
		ret = tracefs_dir_add_files(dir, family->files, family->nr, tr);
		if (ret)
			return ret;
	}
	return 0;
}

static int make_cpu_dir(struct trace_array *tr, unsigned int cpu)
{
	struct tracefs_dir *dir;
	char name[16];

	snprintf(name, sizeof(name), "cpu%u", cpu);
	dir = tracefs_create_dir(name, tr->percpu_dir, NULL, 0,
				 (void *)(unsigned long)cpu);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	return add_families(tr, dir, TRACE_CPU) ?:
	       add_families(tr, dir, tr->lastboot ? TRACE_MEMORY_CPU : TRACE_VOLATILE_CPU);
}

static int make_cpu_dirs(struct trace_array *tr)
{
	struct tracefs_dir *dir;
	unsigned int cpu;
	int ret;

	dir = tracefs_create_dir("per_cpu", tr->dir, NULL, 0, tr);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	tr->percpu_dir = dir;
	for_each_possible_cpu(cpu) {
		ret = ringbuf_has_cpu(tr->buffer, cpu) ? make_cpu_dir(tr, cpu) : 0;
		if (ret)
			return ret;
	}
	return 0;
}

static int make_files(struct trace_array *tr)
{
	int ret = add_families(tr, tr->dir, TRACE_INSTANCE);

	if (!ret && trace_array_is_top(tr))
		ret = add_families(tr, tr->dir, TRACE_TOP);
	if (!ret)
		ret = add_families(tr, tr->dir, tr->lastboot ? TRACE_MEMORY : TRACE_VOLATILE);
	return ret ?: make_cpu_dirs(tr);
}

/* The root, the directory of the top instance, is there already: NULL. */
static int make_dir(struct trace_array *tr)
{
	struct tracefs_dir *dir;

	if (trace_array_is_top(tr))
		return 0;
	dir = tracefs_create_dir(tr->name, instances_dir, NULL, 0, tr);
	if (IS_ERR(dir))
		return PTR_ERR(dir);
	tr->dir = dir;
	return 0;
}

static void remove_dir(struct trace_array *tr)
{
	tracefs_dir_remove(tr->dir);
}

static struct trace_array_part dir_part = {
	.create		= make_dir,
	.destroy	= remove_dir,
};

static struct trace_array_part files_part = {
	.create		= make_files,
};

/*
 * An instance is out of the list before its directory is gone.  Whoever makes
 * or removes a directory meanwhile waits, rather than be told of one that is
 * neither there nor away.  Taken outside of tracing_mutex.
 */
static DEFINE_MUTEX(instances_mutex);

static int instances_mkdir(struct tracefs_dir *dir, const char *name)
{
	guard(mutex)(&instances_mutex);
	return PTR_ERR_OR_ZERO(trace_array_create(name, NULL, NULL));
}

static int instances_rmdir(struct tracefs_dir *dir, const char *name)
{
	guard(mutex)(&instances_mutex);
	return trace_array_remove(name);
}

static const struct tracefs_dir_ops instances_ops = {
	.mkdir		= instances_mkdir,
	.rmdir		= instances_rmdir,
};

/**
 * trace_instances_init - make instances/, and directories of instances
 *
 * Context: early boot, before any part of an instance that has files.
 * Return: 0 or -ENOMEM.
 */
int __init trace_instances_init(void)
{
	instances_dir = tracefs_create_dir("instances", NULL, NULL, 0, NULL);
	if (IS_ERR(instances_dir))
		return PTR_ERR(instances_dir);
	return tracefs_dir_set_ops(instances_dir, &instances_ops) ?:
	       trace_array_register_part(&dir_part);
}

static int __init instance_files_init(void)
{
	return trace_array_register_part(&files_part);
}
fs_initcall(instance_files_init);

static struct trace_feature instance_features[] = {
	{ .name = "instances" },
};

TRACE_FEATURES(instance_features);
