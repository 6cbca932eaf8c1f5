// SPDX-License-Identifier: GPL-2.0
/* The messages of errors. */
#include "platform.h"
#include "error.h"

static const char * const messages[NR_TEXT_ERRORS] = {
	[TEXT_OK] = "No error",
#define TEXT_ERROR(name, message)	[TEXT_##name] = (message),
#include "errors.def"
};

/* Those that are not EINVAL. */
static const int numbers[NR_TEXT_ERRORS] = {
#define TEXT_ERROR(name, message)
#define TEXT_ERROR_AS(name, number, message)	[TEXT_##name] = (number),
#include "errors.def"
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

/**
 * text_error_number - an error as a system call returns it
 * @error: the error
 *
 * Context: any.
 * Return: the number, negative; 0 for TEXT_OK.
 */
int text_error_number(enum text_error error)
{
	if (error == TEXT_OK)
		return 0;
	return error < NR_TEXT_ERRORS && numbers[error] ? -numbers[error] : -EINVAL;
}
