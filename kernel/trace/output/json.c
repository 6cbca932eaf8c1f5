// SPDX-License-Identifier: GPL-2.0
/* Writing JSON into memory, see json.h. */
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "json.h"
#include "text.h"

#define FIRST_SIZE	(16UL << 10)
/* Most that a byte becomes. */
#define ESCAPED		6
/* A number with its sign, a comma, quotes and "0x". */
#define NUMBER_MAX	(TEXT_NUMBER + 5)

/**
 * json_grow - get more room
 * @j: the text, which stays
 *
 * Context: may sleep.
 * Return: 0; -ENOMEM if there is no memory or the text is as large as it may be.
 */
int json_grow(struct json *j)
{
	size_t size = j->size ? j->size * 2 : FIRST_SIZE;
	char *buf;

	if (size > JSON_MAX)
		return -ENOMEM;
	buf = kvmalloc(size, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	memcpy(buf, j->buf, j->len);
	kvfree(j->buf);
	j->buf = buf;
	j->size = size;
	return 0;
}

void json_free(struct json *j)
{
	kvfree(j->buf);
	*j = (struct json){};
}

/* Room for @max bytes, or NULL; then the text is full. */
static __always_inline char *room(struct json *j, size_t max)
{
	if (unlikely(j->full || j->size - j->len < max)) {
		j->full = true;
		return NULL;
	}
	return j->buf + j->len;
}

static __always_inline void done(struct json *j, const char *at)
{
	j->len = at - j->buf;
}

/* The same for a value, with a comma if there has to be one. */
static __always_inline char *value_room(struct json *j, size_t max)
{
	char *at = room(j, max + 1);

	if (at && j->comma)
		*at++ = ',';
	j->comma = true;
	return at;
}

void json_put(struct json *j, const char *text, size_t len)
{
	char *at = room(j, len);

	if (at)
		done(j, text_mem(at, text, len));
}

void json_begin(struct json *j, char bracket)
{
	char *at = value_room(j, 1);

	j->comma = false;
	if (!at)
		return;
	*at++ = bracket;
	done(j, at);
}

void json_end(struct json *j, char bracket)
{
	json_put(j, &bracket, 1);
	j->comma = true;
}

void json_put_key(struct json *j, const char *text, size_t len)
{
	char *at = value_room(j, len);

	if (at)
		done(j, text_mem(at, text, len));
	j->comma = false;
}

void json_name(struct json *j, const char *name)
{
	json_string(j, name, strlen(name));
	json_literal(j, ":");
	j->comma = false;
}

/* ---- Strings ---------------------------------------------------------- */

static bool is_plain(u8 c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* The bytes of the UTF-8 sequence at @text, 0 if there is none. */
static unsigned int utf8_length(const u8 *text, size_t len)
{
	/* By the first byte: the length, and where the second one has to be. */
	static const struct {
		u8	first, last;
		u8	len;
		u8	low, high;
	} forms[] = {
		{ 0xc2, 0xdf, 2, 0x80, 0xbf },
		{ 0xe0, 0xe0, 3, 0xa0, 0xbf },
		{ 0xe1, 0xec, 3, 0x80, 0xbf },
		{ 0xed, 0xed, 3, 0x80, 0x9f },
		{ 0xee, 0xef, 3, 0x80, 0xbf },
		{ 0xf0, 0xf0, 4, 0x90, 0xbf },
		{ 0xf1, 0xf3, 4, 0x80, 0xbf },
		{ 0xf4, 0xf4, 4, 0x80, 0x8f },
	};
	unsigned int i, k;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		if (text[0] >= forms[i].first && text[0] <= forms[i].last)
			break;
	if (i == ARRAY_SIZE(forms) || len < forms[i].len ||
	    text[1] < forms[i].low || text[1] > forms[i].high)
		return 0;
	for (k = 2; k < forms[i].len; k++)
		if ((text[k] & 0xc0) != 0x80)
			return 0;
	return forms[i].len;
}

static char *put_unicode(char *at, u16 code)
{
	*at++ = '\\';
	*at++ = 'u';
	at = hex_byte_pack(at, code >> 8);
	return hex_byte_pack(at, code);
}

static char *put_ascii(char *at, u8 c)
{
	static const char letters[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	const char *letter;

	for (letter = letters; *letter; letter += 2) {
		if (*letter != c)
			continue;
		*at++ = '\\';
		*at++ = letter[1];
		return at;
	}
	return put_unicode(at, c);
}

/* Writes what is not plain at the start of @text; returns its bytes. */
static unsigned int put_rare(char **at, const u8 *text, size_t len)
{
	unsigned int n;

	if (*text < 0x80) {
		*at = put_ascii(*at, *text);
		return 1;
	}
	n = utf8_length(text, len);
	if (n)
		*at = text_mem(*at, text, n);
	else
		*at = put_unicode(*at, 0xdc00 | *text);
	return n ?: 1;
}

/**
 * json_string - append a string
 * @j: the text
 * @text: any bytes
 * @len: how many
 */
void json_string(struct json *j, const char *text, size_t len)
{
	const char *end = text + len;
	char *at = value_room(j, len * ESCAPED + 2);

	if (!at)
		return;
	*at++ = '"';
	while (text < end) {
		if (likely(is_plain(*text)))
			*at++ = *text++;
		else
			text += put_rare(&at, (const u8 *)text, end - text);
	}
	*at++ = '"';
	done(j, at);
}

/* ---- Other values ----------------------------------------------------- */

void json_u64(struct json *j, u64 value)
{
	char *at = value_room(j, NUMBER_MAX);

	if (at)
		done(j, text_number(at, value));
}

void json_s64(struct json *j, s64 value)
{
	char *at = value_room(j, NUMBER_MAX);

	if (!at)
		return;
	if (value < 0)
		*at++ = '-';
	done(j, text_number(at, value < 0 ? -(u64)value : value));
}

void json_null(struct json *j)
{
	char *at = value_room(j, 4);

	if (at)
		done(j, text_mem(at, "null", 4));
}

void json_hex(struct json *j, u64 value)
{
	char *at = value_room(j, NUMBER_MAX);

	if (!at)
		return;
	at = text_mem(at, "\"0x", 3);
	at = text_hex(at, value);
	*at++ = '"';
	done(j, at);
}

void json_bytes(struct json *j, const void *bytes, size_t len)
{
	char *at = value_room(j, 2 * len + 2);

	if (!at)
		return;
	*at++ = '"';
	at = bin2hex(at, bytes, len);
	*at++ = '"';
	done(j, at);
}
