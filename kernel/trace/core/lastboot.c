// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses of former kernels, see lastboot.h.
 *
 *   head       what built the kernel, where its image was, and where those of the
 *              kernels before it were
 *   types      the numbers of record types that are not those of the image
 *   modules    where the modules of this kernel are
 *   the rest   the ring buffer, which has a head of its own
 *
 * Records hold addresses of functions and of formats. The kernel image moves as a
 * whole from boot to boot, so one number per boot translates them. A module may
 * be anywhere; its table of the last boot is copied when the memory is opened, and
 * an address in it is translated if the same module is loaded now. Whose address
 * cannot be translated is nobody's. The same goes for the numbers of record types
 * that came with modules or were made by users, which are found by their names.
 *
 * If another kernel was built since, its record types may differ: then the memory
 * is cleared.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/ringbuffer/read.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/utsname.h>
#include <asm/sections.h>
#include "feature.h"
#include "instance.h"
#include "lastboot.h"

#define HEAD_BYTES	(8 * PAGE_SIZE)
#define TYPES_MAX	512
#define HEAD_MAGIC	0x52747261636531ULL

unsigned int trace_image_types = UINT_MAX;

/* The parts of a module that records have addresses of. */
static const enum mod_mem_type module_parts[] = { MOD_TEXT, MOD_RODATA };

#define MODULE_PARTS	ARRAY_SIZE(module_parts)

/**
 * struct boot_module - where a module is
 * @check: of the rest; anything else: there is none
 * @name: its name
 * @part: address and size of its parts
 */
struct boot_module {
	u64	check;
	char	name[MODULE_NAME_LEN];
	struct {
		u64	base;
		u64	size;
	} part[MODULE_PARTS];
};

/**
 * struct boot_type - the number of a record type
 * @name: stands for its system and name; 0 if there is none
 * @type: the number
 */
struct boot_type {
	u64	name;
	u64	type;
};

/**
 * struct boot_head - the beginning of the memory
 * @magic: HEAD_MAGIC
 * @build: what was built
 * @check: of @image
 * @image: where the image is, and where those of the kernels before it were
 * @type: types
 * @module: the modules
 */
struct boot_head {
	u64			magic;
	u64			build;
	u64			check;
	u64			image[RB_FORMER_MAX + 1];
	struct boot_type	type[TYPES_MAX];
	struct boot_module	module[];
};

#define MODULES_MAX	((HEAD_BYTES - sizeof(struct boot_head)) / sizeof(struct boot_module))

/**
 * struct trace_lastboot - what an instance knows about its memory
 * @head: the memory
 * @type: those of the last kernel
 * @module: the same
 */
struct trace_lastboot {
	struct boot_head	*head;
	struct boot_type	type[TYPES_MAX];
	struct boot_module	module[MODULES_MAX];
};

static u64 checksum(const void *data, size_t len)
{
	return (u64)jhash(data, len, 1) << 32 | jhash(data, len, 2);
}

static u64 module_check(const struct boot_module *m)
{
	return checksum(m->name, sizeof(*m) - offsetof(struct boot_module, name));
}

static u64 image_check(const struct boot_head *head)
{
	return checksum(head->image, sizeof(head->image));
}

static u64 this_build(void)
{
	return checksum(linux_banner, strlen(linux_banner));
}

/* ---- this kernel ---- */

/* The former kernels' places move on by one. */
static void enter_image(struct boot_head *head)
{
	memmove(&head->image[1], &head->image[0],
		sizeof(head->image) - sizeof(head->image[0]));
	head->image[0] = (unsigned long)_text;
	head->check = image_check(head);
}

static void fill_module(struct boot_module *m, const struct module *mod)
{
	unsigned int i;

	memset(m, 0, sizeof(*m));
	strscpy(m->name, mod->name, sizeof(m->name));
	for (i = 0; i < MODULE_PARTS; i++) {
		m->part[i].base = (unsigned long)mod->mem[module_parts[i]].base;
		m->part[i].size = mod->mem[module_parts[i]].size;
	}
	m->check = module_check(m);
}

/* Names are unique, but one that goes may come again somewhere else. */
static void enter_module(struct boot_head *head, const struct module *mod)
{
	struct boot_module *free = NULL;
	unsigned int i;

	for (i = 0; i < MODULES_MAX; i++) {
		struct boot_module *m = &head->module[i];

		if (!strncmp(m->name, mod->name, sizeof(m->name))) {
			free = m;
			break;
		}
		if (!free && !m->name[0])
			free = m;
	}
	if (free)
		fill_module(free, mod);
}

static struct boot_type *find_type(struct boot_type *types, u64 name)
{
	unsigned int i;

	for (i = 0; i < TYPES_MAX; i++)
		if (types[i].name == name)
			return &types[i];
	return NULL;
}

static u64 name_of_type(const char *system, const char *name)
{
	return checksum(system, strlen(system)) ^ (checksum(name, strlen(name)) << 1 | 1);
}

void trace_lastboot_enter_type(unsigned int type, const char *system, const char *name)
{
	u64 id = name_of_type(system, name);
	struct trace_array *tr;

	lockdep_assert_held(&tracing_mutex);
	for_each_trace_array(tr) {
		struct boot_type *entry;

		if (!tr->lastboot)
			continue;
		entry = find_type(tr->lastboot->head->type, id) ?:
			find_type(tr->lastboot->head->type, 0);
		if (entry)
			*entry = (struct boot_type){ .name = id, .type = type };
	}
}

#ifdef CONFIG_MODULES
/* A module that went stays listed: records of it may be there. */
static int module_comes(struct notifier_block *nb, unsigned long action, void *data)
{
	struct trace_array *tr;

	if (action != MODULE_STATE_COMING)
		return NOTIFY_DONE;
	guard(mutex)(&tracing_mutex);
	for_each_trace_array(tr)
		if (tr->lastboot)
			enter_module(tr->lastboot->head, data);
	return NOTIFY_OK;
}

static struct notifier_block module_nb = { .notifier_call = module_comes };

static int __init lastboot_init(void)
{
	return register_module_notifier(&module_nb);
}
core_initcall(lastboot_init);
#endif

/* ---- former kernels ---- */

static bool head_sound(const struct boot_head *head)
{
	return head->magic == HEAD_MAGIC && head->build == this_build() &&
		head->check == image_check(head);
}

/* Take over what the last kernel left, or clear it, and enter this one. */
static void take_over(struct trace_lastboot *last, size_t size)
{
	struct boot_head *head = last->head;

	if (head_sound(head)) {
		memcpy(last->module, head->module, sizeof(last->module));
		memset(head->module, 0, sizeof(last->module));
		memcpy(last->type, head->type, sizeof(last->type));
		memset(head->type, 0, sizeof(last->type));
	} else {
		memset(head, 0, size);
		head->magic = HEAD_MAGIC;
		head->build = this_build();
	}
	enter_image(head);
}

/**
 * trace_lastboot_open - let an instance have its buffer in given memory
 * @tr: the instance, new
 * @memory: the memory
 * @params: of the buffer; what is about memory is filled in
 *
 * Context: may sleep.
 * Return: 0, -EINVAL if that is too little, -ENOMEM.
 */
int trace_lastboot_open(struct trace_array *tr, const struct trace_memory *memory,
			struct ringbuf_params *params)
{
	struct trace_lastboot *last;

	BUILD_BUG_ON(MODULES_MAX < 64);
	if (memory->size <= HEAD_BYTES || !PAGE_ALIGNED(memory->start))
		return -EINVAL;
	last = kvzalloc(sizeof(*last), GFP_KERNEL);
	if (!last)
		return -ENOMEM;
	last->head = memremap(memory->start, memory->size, MEMREMAP_WB);
	if (!last->head) {
		kvfree(last);
		return -ENOMEM;
	}
	take_over(last, memory->size);
	tr->lastboot = last;
	params->memory = (void *)last->head + HEAD_BYTES;
	params->memory_size = memory->size - HEAD_BYTES;
	return 0;
}

/* The end of trace_lastboot_open(), after that of the buffer. */
void trace_lastboot_close(struct trace_array *tr)
{
	if (!tr->lastboot)
		return;
	memunmap(tr->lastboot->head);
	kvfree(tr->lastboot);
	tr->lastboot = NULL;
}

/* Returns where @addr, which was in part @part of @was, is now, or 0. */
static unsigned long module_address(const struct boot_module *was, unsigned int part,
				    unsigned long addr)
{
	const struct module_memory *mem;
	const struct module *mod;

	guard(preempt)();
	mod = find_module(was->name);
	if (!mod)
		return 0;
	mem = &mod->mem[module_parts[part]];
	if (mem->size != was->part[part].size)
		return 0;
	return (unsigned long)mem->base + (addr - was->part[part].base);
}

static unsigned long in_modules(const struct trace_lastboot *last, unsigned long addr)
{
	unsigned int i, part;

	for (i = 0; i < MODULES_MAX; i++) {
		const struct boot_module *m = &last->module[i];

		if (!m->name[0] || m->check != module_check(m))
			continue;
		for (part = 0; part < MODULE_PARTS; part++)
			if (addr - m->part[part].base < m->part[part].size)
				return module_address(m, part, addr);
	}
	return 0;
}

/**
 * trace_lastboot_address - what an address in a record means now
 * @tr: the instance
 * @former: rb_record.former
 * @addr: the address
 *
 * Context: any.
 * Return: the address now, or 0 if nobody knows.
 */
unsigned long trace_lastboot_address(const struct trace_array *tr, unsigned int former,
				     unsigned long addr)
{
	const struct trace_lastboot *last = tr->lastboot;
	unsigned long image;

	if (!former)
		return addr;
	if (!last || former > RB_FORMER_MAX)
		return 0;
	image = last->head->image[former];
	if (image && addr - image < (unsigned long)(_end - _text))
		return (unsigned long)_text + (addr - image);
	return former == 1 ? in_modules(last, addr) : 0;
}

/**
 * trace_lastboot_type - what a record type is called now
 * @tr: the instance
 * @former: rb_record.former
 * @type: the number in the record
 *
 * Types of the image have the same numbers in every boot.
 *
 * Context: any.
 * Return: the number now, or 0 if there is no such type.
 */
unsigned int trace_lastboot_type(const struct trace_array *tr, unsigned int former,
				 unsigned int type)
{
	struct trace_lastboot *last = tr->lastboot;
	const struct boot_type *now;
	unsigned int i;

	if (likely(!former) || type <= trace_image_types)
		return type;
	if (!last || former > 1)
		return 0;
	for (i = 0; i < TYPES_MAX; i++) {
		if (last->type[i].type != type || !last->type[i].name)
			continue;
		now = find_type(last->head->type, last->type[i].name);
		return now ? now->type : 0;
	}
	return 0;
}

/**
 * trace_lastboot_show - print how far this kernel is from where the last one was
 * @tr: an instance with memory
 * @m: the reader's
 *
 * Context: any.
 */
void trace_lastboot_show(const struct trace_array *tr, struct seq_file *m)
{
	const struct boot_head *head = tr->lastboot->head;
	long delta = head->image[1] ? head->image[0] - head->image[1] : 0;

	/* The image moves as a whole. */
	seq_printf(m, "text delta:\t%ld\ndata delta:\t%ld\n", delta, delta);
}

static struct trace_feature lastboot_features[] = {
	{ .name = "last-boot" },
};

TRACE_FEATURES(lastboot_features);
