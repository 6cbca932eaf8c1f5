/* SPDX-License-Identifier: GPL-2.0 */
/* What can be wrong with a command: names and messages. */
#ifndef _TRACE_TEXT_ERROR_H
#define _TRACE_TEXT_ERROR_H

enum text_error {
	TEXT_OK,
#define TEXT_ERROR(name, message)	TEXT_##name,
#include "errors.def"
	NR_TEXT_ERRORS
};

const char *text_error_message(enum text_error error);
int text_error_number(enum text_error error);

#endif /* _TRACE_TEXT_ERROR_H */
