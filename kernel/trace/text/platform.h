/* SPDX-License-Identifier: GPL-2.0 */
/* This layer's only door to the kernel; replaced where it is built outside. */
#ifndef _TRACE_TEXT_PLATFORM_H
#define _TRACE_TEXT_PLATFORM_H

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

#endif /* _TRACE_TEXT_PLATFORM_H */
