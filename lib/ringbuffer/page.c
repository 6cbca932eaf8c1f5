// SPDX-License-Identifier: GPL-2.0
/*
 * The only decoder of pages.
 *
 * A page may come from a writer, from a copy that was checked afterwards, or
 * from memory that survived a crash. So nothing is believed: a record is handed
 * out only if it lies below the end of the page as a whole.
 */
#include "internal.h"

/* Bytes of a record and where its data are, by type. */
static void rb_measure(const u32 *head, struct rb_item *item)
{
	u32 type = rb_head_type(head[0]);

	item->type = type;
	switch (type) {
	case RB_TYPE_LONG:
		item->data = head + 2;
		item->len = head[1] - 4;
		item->size = 4 + ALIGN(head[1], 4);
		break;
	case RB_TYPE_PADDING:
		item->size = 4 + ALIGN(head[1], 4);
		break;
	case RB_TYPE_TIME_EXTEND:
	case RB_TYPE_TIME_STAMP:
		item->size = 8;
		break;
	default:
		item->type = RB_TYPE_LONG;
		item->data = head + 1;
		item->len = type * 4;
		item->size = 4 + item->len;
	}
}

/* The time of a record that comes after @ts. */
static u64 rb_time(const u32 *head, u64 ts)
{
	u64 low = (1ULL << RB_STAMP_BITS) - 1;
	u64 wide;

	switch (rb_head_type(head[0])) {
	case RB_TYPE_TIME_EXTEND:
	case RB_TYPE_TIME_STAMP:
		wide = ((u64)head[1] << RB_DELTA_BITS) + rb_head_delta(head[0]);
		break;
	default:
		return ts + rb_head_delta(head[0]);
	}
	if (rb_head_type(head[0]) == RB_TYPE_TIME_EXTEND)
		return ts + wide;
	return (ts & ~low) | (wide & low);
}

/* The length word, where there is one, says something possible. */
static bool rb_length_valid(const u32 *head)
{
	switch (rb_head_type(head[0])) {
	case RB_TYPE_LONG:
		return head[1] >= 4 && head[1] < RB_SUBBUF_MAX;
	case RB_TYPE_PADDING:
		return head[1] < RB_SUBBUF_MAX;
	default:
		return true;
	}
}

/**
 * rb_decode - look at the record at a position
 * @at: the position
 * @item: filled in
 *
 * Context: any.
 * Return: false if no complete record is there.
 */
bool rb_decode(const struct rb_cursor *at, struct rb_item *item)
{
	const u32 *head = (const u32 *)(at->data + at->off);

	/* The shortest record has two words, and both are looked at. */
	if (at->off + 8 > at->size || !rb_length_valid(head))
		return false;
	rb_measure(head, item);
	item->ts = rb_time(head, at->ts);
	return item->size <= at->size - at->off;
}

/**
 * rb_step - go past a record
 * @at: the position
 * @item: what rb_decode() found there
 *
 * Context: any.
 */
void rb_step(struct rb_cursor *at, const struct rb_item *item)
{
	at->off += item->size;
	at->ts = item->ts;
}

/**
 * rb_find_data - go to the next record with data
 * @at: the position; afterwards that of the record found, or as far as records
 *	are complete
 * @item: filled in
 *
 * Context: any.
 * Return: false if there is none.
 */
bool rb_find_data(struct rb_cursor *at, struct rb_item *item)
{
	while (rb_decode(at, item)) {
		if (item->type == RB_TYPE_LONG)
			return true;
		rb_step(at, item);
	}
	return false;
}
