// SPDX-License-Identifier: GPL-2.0
/* The letters that block events show for a request: its rwbs field. */
#include <linux/blktrace_api.h>
#include <linux/blk_types.h>
#include <linux/export.h>

/* What the request does; the order of the table is of no meaning. */
static const struct {
	enum req_op	op;
	char		letters[3];
} rwbs_ops[] = {
	{ REQ_OP_READ,		"R" },
	{ REQ_OP_WRITE,		"W" },
	{ REQ_OP_DISCARD,	"D" },
	{ REQ_OP_SECURE_ERASE,	"DE" },
	{ REQ_OP_FLUSH,		"F" },
};

/* How it does it, in the order in which the letters follow. */
static const struct {
	blk_opf_t	flag;
	char		letter;
} rwbs_flags[] = {
	{ REQ_FUA,	'F' },
	{ REQ_RAHEAD,	'A' },
	{ REQ_SYNC,	'S' },
	{ REQ_META,	'M' },
};

static const char *op_letters(enum req_op op)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rwbs_ops); i++)
		if (rwbs_ops[i].op == op)
			return rwbs_ops[i].letters;
	return "N";
}

/**
 * blk_fill_rwbs - describe a block request in letters
 * @rwbs: room for RWBS_LEN characters
 * @opf: operation and flags of the request
 *
 * Context: any.
 */
void blk_fill_rwbs(char *rwbs, blk_opf_t opf)
{
	const char *letters = op_letters(opf & REQ_OP_MASK);
	unsigned int i;

	if (opf & REQ_PREFLUSH)
		*rwbs++ = 'F';
	while (*letters)
		*rwbs++ = *letters++;
	for (i = 0; i < ARRAY_SIZE(rwbs_flags); i++)
		if (opf & rwbs_flags[i].flag)
			*rwbs++ = rwbs_flags[i].letter;
	*rwbs = '\0';
}
EXPORT_SYMBOL_GPL(blk_fill_rwbs);
