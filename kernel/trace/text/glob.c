// SPDX-License-Identifier: GPL-2.0
/*
 * Patterns with wildcards: "*", "?", "[a-z]", "[!a-z]", and "\" before any of
 * them to mean the character itself. They mean what glob_match() of the kernel's
 * library makes of them; two things are added: the text need not be terminated,
 * as strings in records may not be, and the usual patterns, a literal with stars
 * around it, take no search for wildcards.
 *
 * A star is tried with as few characters as possible. When what follows it does
 * not match, the last star takes one more; an earlier one never has to, since
 * what is between the two has been found at the first place possible.
 */
#include "platform.h"
#include "glob.h"

#define WILDCARDS	"*?[\\"

/**
 * text_glob_exact - a pattern that only one string matches
 * @string: the string; has to stay
 *
 * Context: any.
 * Return: the pattern.
 */
struct text_glob text_glob_exact(const char *string)
{
	return (struct text_glob){ .text = string, .len = strlen(string) };
}

/**
 * text_glob - look through a pattern
 * @pattern: the pattern; has to stay
 *
 * Context: any.
 * Return: what text_glob_match() takes.
 */
struct text_glob text_glob(const char *pattern)
{
	static const enum text_glob_kind kinds[2][2] = {
		{ TEXT_GLOB_EXACT, TEXT_GLOB_FRONT }, { TEXT_GLOB_END, TEXT_GLOB_MIDDLE },
	};
	const bool star = *pattern == '*';
	const char *literal = pattern + star;
	size_t len = strcspn(literal, WILDCARDS);
	bool more = literal[len] == '*' && !literal[len + 1];

	if (literal[len] && !more)
		return (struct text_glob){
			.text = pattern, .len = strlen(pattern), .kind = TEXT_GLOB_ANY,
		};
	return (struct text_glob){ .text = literal, .len = len, .kind = kinds[star][more] };
}

/*
 * Is @ch in the class that begins behind the "[" at @at? Returns what is behind
 * its "]", or NULL if it has none and "[" stands for itself.
 */
static const char *match_class(const char *at, const char *end, char ch, bool *in)
{
	bool inverted = at < end && *at == '!';
	unsigned char c = ch, low, high;
	const char *first;

	*in = inverted;
	at += inverted;
	/* A "]" that comes first is one of the characters. */
	for (first = at; at < end && (*at != ']' || at == first); at++) {
		low = *at;
		high = low;
		if (end - at > 2 && at[1] == '-' && at[2] != ']') {
			at += 2;
			high = *at;
		}
		if (low <= c && c <= high)
			*in = !inverted;
	}
	return at < end ? at + 1 : NULL;
}

/* Does one character match what is at @at? Moves @at behind that. */
static bool match_one(const char **at, const char *end, char ch)
{
	const char *behind;
	char want;
	bool in;

	want = *(*at)++;
	switch (want) {
	case '?':
		return true;
	case '[':
		behind = match_class(*at, end, ch, &in);
		if (!behind)
			break;
		*at = behind;
		return in;
	case '\\':
		if (*at == end)
			return false;
		want = *(*at)++;
		break;
	}
	return want == ch;
}

/* Is there nothing more to match? "\" with nothing behind it is nothing. */
static bool pattern_ends(const char *at, const char *end)
{
	return at == end || (*at == '\\' && at + 1 == end);
}

static bool match_any(const struct text_glob *glob, const char *text, size_t len)
{
	const char *at = glob->text, *end = at + glob->len, *text_end = text + len;
	const char *star = NULL, *star_text = NULL;

	for (;;) {
		if (at < end && *at == '*') {
			star = ++at;
			star_text = text;
		} else if (text == text_end) {
			return pattern_ends(at, end);
		} else if (at < end && match_one(&at, end, *text)) {
			text++;
		} else if (star) {
			at = star;
			text = ++star_text;
		} else {
			return false;
		}
	}
}

static bool find(const struct text_glob *glob, const char *text, size_t len)
{
	for (; len >= glob->len; text++, len--)
		if (!memcmp(text, glob->text, glob->len))
			return true;
	return false;
}

/**
 * text_glob_match - does a text match a pattern
 * @glob: the pattern
 * @text: the text
 * @len: its length
 *
 * Context: any.
 * Return: true if all of the text matches.
 */
bool text_glob_match(const struct text_glob *glob, const char *text, size_t len)
{
	switch (glob->kind) {
	case TEXT_GLOB_EXACT:
		return len == glob->len && !memcmp(text, glob->text, len);
	case TEXT_GLOB_FRONT:
		return len >= glob->len && !memcmp(text, glob->text, glob->len);
	case TEXT_GLOB_END:
		return len >= glob->len &&
		       !memcmp(text + len - glob->len, glob->text, glob->len);
	case TEXT_GLOB_MIDDLE:
		return find(glob, text, len);
	default:
		return match_any(glob, text, len);
	}
}
