// SPDX-License-Identifier: GPL-2.0
/* The messages of errors. */
#include "platform.h"
#include "error.h"

static const char * const messages[NR_TEXT_ERRORS] = {
	[TEXT_OK] = "No error",
#define TEXT_ERROR(name, message)	[TEXT_##name] = (message),
#include "errors.def"
#undef TEXT_ERROR
};

/**
 * text_error_message - an error in words
 * @error: the error
 *
 * Context: any.
 * Return: the message, without a full stop.
 */
const char *text_error_message(enum text_error error)
{
	return error < NR_TEXT_ERRORS ? messages[error] : messages[TEXT_UNKNOWN];
}
