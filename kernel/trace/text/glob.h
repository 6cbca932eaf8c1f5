/* SPDX-License-Identifier: GPL-2.0 */
/* Patterns with wildcards. */
#ifndef _TRACE_TEXT_GLOB_H
#define _TRACE_TEXT_GLOB_H

#include "platform.h"

enum text_glob_kind {
	TEXT_GLOB_EXACT,	/* abc */
	TEXT_GLOB_FRONT,	/* abc* */
	TEXT_GLOB_END,		/* *abc */
	TEXT_GLOB_MIDDLE,	/* *abc* */
	TEXT_GLOB_ANY,		/* whatever else there is */
};

/**
 * struct text_glob - a pattern, looked through once so that matching is fast
 * @text: of TEXT_GLOB_ANY the pattern, else the literal in it; not owned
 * @len: its length
 * @kind: where the literal has to be
 */
struct text_glob {
	const char		*text;
	unsigned int		len;
	enum text_glob_kind	kind;
};

struct text_glob text_glob_exact(const char *string);
struct text_glob text_glob(const char *pattern);
bool text_glob_match(const struct text_glob *glob, const char *text, size_t len);

#endif /* _TRACE_TEXT_GLOB_H */
