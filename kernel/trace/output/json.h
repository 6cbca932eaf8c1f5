/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writing JSON into memory.
 *
 * Values follow each other; commas come by themselves.  What does not fit is
 * left out and marks the text as full; then its owner goes back to where a
 * value began and starts it again with more room.
 *
 * Strings are UTF-8, and any bytes can be one.  Quotes, backslashes and control
 * characters are escaped as usual.  A byte 0xNN that is no part of valid UTF-8
 * becomes \udcNN, half of a pair that UTF-8 cannot have: so nothing else is
 * written like that, and the bytes can be had back.
 */
#ifndef _TRACE_OUTPUT_JSON_H
#define _TRACE_OUTPUT_JSON_H

#include <linux/types.h>

/**
 * struct json - a text that is being written
 * @buf: where; NULL before the first json_grow()
 * @len: bytes of it
 * @size: bytes at @buf
 * @full: something did not fit
 * @comma: the next value comes behind another one
 */
struct json {
	char	*buf;
	size_t	len;
	size_t	size;
	bool	full;
	bool	comma;
};

/* No text has more bytes. */
#define JSON_MAX	(4UL << 20)

/* Room for as much again.  May sleep; -ENOMEM, also at JSON_MAX. */
int json_grow(struct json *j);
void json_free(struct json *j);

/* Bytes that the caller has made sure of, such as braces and names. */
void json_put(struct json *j, const char *text, size_t len);
#define json_literal(j, text)	json_put(j, text, sizeof(text) - 1)

/* An object or an array: @bracket is one of { } [ ]. */
void json_begin(struct json *j, char bracket);
void json_end(struct json *j, char bracket);

/* The name of the value that comes next; json_key() is for plain constants. */
void json_name(struct json *j, const char *name);
void json_put_key(struct json *j, const char *text, size_t len);
#define json_key(j, name)	json_put_key(j, "\"" name "\":", sizeof(name) + 2)

void json_string(struct json *j, const char *text, size_t len);
void json_u64(struct json *j, u64 value);
void json_s64(struct json *j, s64 value);
void json_null(struct json *j);
/* A number in hexadecimal, which has to be a string: "0x1f". */
void json_hex(struct json *j, u64 value);
/* Bytes, two hexadecimal digits each. */
void json_bytes(struct json *j, const void *bytes, size_t len);

#endif /* _TRACE_OUTPUT_JSON_H */
