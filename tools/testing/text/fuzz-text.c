// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz-text SEED ROUNDS: the text layer against other ways to the same result.
 *
 * Every input is copied into memory of its exact length, without a terminator, so
 * that reading behind a range is found out.
 */
#include "world.h"
#include "../../../kernel/trace/text/expr.h"
#include "../../../kernel/trace/text/glob.h"
#include "../../../kernel/trace/text/number.h"
#include "../../../kernel/trace/text/token.h"

/* A string of @alphabet. */
static char *random_string(const char *alphabet, u32 max)
{
	u32 len = random_below(max), i;
	char *text = malloc(len + 1);

	for (i = 0; i < len; i++)
		text[i] = alphabet[random_below(strlen(alphabet))];
	text[len] = '\0';
	return text;
}

/* A range that is all of @text, but nothing behind it may be touched. */
static struct text_cursor exact_range(struct text_command *cmd, const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len);

	memcpy(copy, text, len);
	*cmd = (struct text_command){ .text = copy };
	return (struct text_cursor){ .cmd = cmd, .at = copy, .end = copy + len };
}

/* ---- Globs: by trying everything -------------------------------------- */

static bool slow_class(const char **pattern, char ch, bool *in)
{
	const char *at = *pattern + 1;
	bool inverted = *at == '!', first = true;

	*in = false;
	for (at += inverted; first || *at != ']'; at++, first = false) {
		unsigned char low = *at, high = *at;

		if (!*at)
			return false;
		if (at[1] == '-' && at[2] && at[2] != ']') {
			high = at[2];
			at += 2;
		}
		*in |= low <= (unsigned char)ch && (unsigned char)ch <= high;
	}
	*in ^= inverted;
	*pattern = at + 1;
	return true;
}

static bool slow_match(const char *pattern, const char *text)
{
	bool in;

	if (*pattern == '*')
		return slow_match(pattern + 1, text) ||
		       (*text && slow_match(pattern, text + 1));
	if (!*pattern || !*text)
		return (!*pattern || !strcmp(pattern, "\\")) && !*text;
	if (*pattern == '?')
		return slow_match(pattern + 1, text + 1);
	if (*pattern == '[' && slow_class(&pattern, *text, &in))
		return in && slow_match(pattern, text + 1);
	if (*pattern == '\\')
		pattern++;
	return *pattern == *text && slow_match(pattern + 1, text + 1);
}

static void try_glob(void)
{
	char *pattern = random_string("aabbc*?[]!-\\", 9);
	char *text = random_string("aabbc-]", 9);
	struct text_glob glob = text_glob(pattern);
	struct text_command cmd;
	struct text_cursor c = exact_range(&cmd, text);

	expect(text_glob_match(&glob, c.at, strlen(text)) == slow_match(pattern, text),
	       pattern);
	free((void *)cmd.text);
	free(pattern);
	free(text);
}

/* ---- Numbers: against the C library ----------------------------------- */

/* Anything, or close to the largest numbers. */
static char *random_number(void)
{
	static const char * const ends[] = { "1844674407370955161", "922337203685477580",
					     "-922337203685477580", "0xffffffffffffffff" };
	char *text;

	if (random_below(4))
		return random_string(random_below(2) ? "0123456789" : "00x1789abfg-", 23);
	text = malloc(24);
	sprintf(text, "%s%.*s", random_of(ends), random_below(2),
		&"0123456789"[random_below(10)]);
	return text;
}

static void try_number(void)
{
	char *text = random_number();
	struct text_command cmd;
	struct text_cursor c = exact_range(&cmd, text);
	struct text_span span = { .at = c.at, .len = strlen(text) };
	const bool minus = *text == '-', plain = isalnum(text[minus]);
	char *end;
	s64 sign;
	u64 value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (!minus) {
		u64 got;
		bool ok = plain && !errno && !*end;

		expect(!text_u64(span, &got) == ok, text);
		expect(!ok || got == value, text);
	}
	errno = 0;
	value = strtoll(text, &end, 0);
	expect(!text_s64(span, &sign) == (plain && !errno && !*end), text);
	expect(text_s64(span, &sign) || sign == (s64)value, text);
	free((void *)cmd.text);
	free(text);
}

/* ---- Expressions: against the way a person would write it ------------- */

struct values {
	s64	value[64];
	u32	nr;
};

static int read_value(void *ctx, struct text_cursor *c)
{
	struct text_span span = text_take_number(c);
	struct values *v = ctx;

	if (text_u64(span, (u64 *)&v->value[v->nr]))
		return text_fail(c, TEXT_BAD_INTEGER, text_pos(c));
	v->nr++;
	return 0;
}

static int negate(void *ctx, char ch)
{
	struct values *v = ctx;

	v->value[v->nr - 1] = ch == '-' ? 0 - (u64)v->value[v->nr - 1] : !v->value[v->nr - 1];
	return 0;
}

static s64 work_out(s64 a, u32 nr, s64 b)
{
	switch (nr) {
	case 0:
		return (u64)a << 1 ^ b;
	case 1:
		return (u64)a + b;
	case 2:
		return (u64)a - b;
	default:
		return (u64)a * b;
	}
}

static int join(void *ctx, unsigned int nr)
{
	struct values *v = ctx;

	v->nr--;
	v->value[v->nr - 1] = work_out(v->value[v->nr - 1], nr, v->value[v->nr]);
	return 0;
}

static const struct text_operator operators[] = {
	{ "<<^", 1 }, { "+", 2 }, { "-", 2 }, { "*", 3 },
};

static const struct text_language language = {
	.operators = operators, .nr = ARRAY_SIZE(operators), .prefixes = "-!",
	.operand = read_value, .prefix = negate, .join = join,
};

static void add(char *text, const char *more)
{
	strcat(text, more);
	if (!random_below(4))
		strcat(text, " ");
}

/* Writes an expression of operators from @level on, and returns its value. */
static s64 make_expr(char *text, u32 level, u32 depth)
{
	char number[16];
	s64 value;
	u32 i;

	if (level == 4) {
		if (depth && !random_below(3)) {
			i = random_below(2);
			add(text, i ? "-" : "!");
			value = make_expr(text, 4, depth - 1);
			return i ? 0 - (u64)value : !value;
		}
		if (depth && !random_below(2)) {
			add(text, "(");
			value = make_expr(text, 1, depth - 1);
			add(text, ")");
			return value;
		}
		value = random_below(9);
		snprintf(number, sizeof(number), "%d", (int)value);
		add(text, number);
		return value;
	}
	value = make_expr(text, level + 1, depth);
	while (!random_below(3) && strlen(text) < 40) {
		do
			i = random_below(ARRAY_SIZE(operators));
		while (operators[i].level != level);
		add(text, operators[i].text);
		value = work_out(value, i, make_expr(text, level + 1, depth));
	}
	return value;
}

static void try_expr(void)
{
	char text[4096] = "";
	s64 value = make_expr(text, 1, 3);
	struct values v = { .nr = 0 };
	struct text_command cmd;
	struct text_cursor c = exact_range(&cmd, text);

	if (strlen(text) < 60) {
		expect(!text_expr(&c, &language, &v), text);
		expect(v.nr == 1 && v.value[0] == value && text_at_end(&c), text);
	}
	free((void *)cmd.text);
}

/* ---- Noise: nothing but errors, in the right place -------------------- */

/* At least one byte. */
static struct text_span take_something(struct text_cursor *c)
{
	const char *from = c->at;
	struct text_span inner;

	if (text_is_quote(*from))
		text_take_quoted(c, &inner);
	else if (random_below(2))
		text_take_name(c);
	else
		text_take_number(c);
	if (c->at == from)
		text_skip_spaces(c);
	if (c->at == from && !text_take(c, "<<^"))
		c->at++;
	return text_since(c, from);
}

static void try_noise(void)
{
	char *text = random_string("12 ()(\"'-!+*<<^a", 40);
	struct values v = { .nr = 0 };
	struct text_command cmd;
	struct text_cursor c = exact_range(&cmd, text), whole = c;
	struct text_span part;
	size_t sum = 0, parts = 0;
	int err = text_expr(&c, &language, &v);

	expect(!err == !cmd.error && (!err || err == -EINVAL), text);
	expect(cmd.pos <= strlen(text), text);
	expect(err || v.nr == 1, text);
	for (c = whole; text_take_part(&c, ' ', &part); parts++)
		sum += part.len;
	/* Each but the last one is followed by a separator, the last may be. */
	expect(sum + parts == strlen(text) || sum + parts == strlen(text) + 1, text);
	for (c = whole, sum = 0; !text_at_end(&c); sum += part.len)
		part = take_something(&c);
	expect(sum == strlen(text), text);
	free((void *)cmd.text);
	free(text);
}

int main(int argc, char **argv)
{
	u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	u32 rounds = argc > 2 ? strtoul(argv[2], NULL, 0) : 1000;

	printf("# seed %llu\n", (unsigned long long)seed);
	random_seed(seed);
	while (rounds--) {
		try_glob();
		try_number();
		try_expr();
		try_noise();
	}
	return 0;
}
