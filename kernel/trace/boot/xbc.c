// SPDX-License-Identifier: GPL-2.0
/* See xbc.h: lib/bootconfig.c once more, with memory as it is to be had after the boot. */
#include <linux/memblock.h>
#include <linux/slab.h>
#include "xbc.h"

/* What is embedded in the kernel is none of ours. */
#undef CONFIG_BOOT_CONFIG_EMBED

#define memblock_alloc(size, align)	kvzalloc(ALIGN(size, align), GFP_KERNEL)
#define memblock_free(address, size)	kvfree_sensitive(address, size)
#define memblock_free_late(start, size)	((void)(start), (void)(size))	/* is not called */

#include "../../../lib/bootconfig.c"
