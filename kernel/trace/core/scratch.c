// SPDX-License-Identifier: GPL-2.0
/* See scratch.h. */
#include "scratch.h"

DEFINE_PER_CPU(struct trace_scratch, trace_scratch);
