// SPDX-License-Identifier: GPL-2.0
/*
 * Bringing the sites into agreement with what the registered ops want.
 *
 * What a site should call follows from the ops that have it in their set: nothing if
 * there is none, the trampoline of the ops if there is one, that of their bundle if there
 * are several, and the dispatcher where there is no such trampoline. The state of a site
 * says what it calls now. A change of anything, an ops registered, a filter changed, a
 * module loaded, comes down to the same step: for each site that the change may concern,
 * work out what it should call and patch it if that differs.
 *
 * The sites are looked at in ascending order, 64 at a time, one word of each set, so
 * that sites that no set has cost next to nothing.
 */

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/ftrace.h>
#include <linux/ftrace_patch.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "bundle.h"
#include "ops.h"
#include "patch.h"
#include "slot.h"

static unsigned long ops_address(const struct ftrace_ops *ops)
{
	return ops->flags & FTRACE_OPS_FL_DIRECT ? ops->direct_call : ops->trampoline;
}

unsigned long hook_target_address(u32 state)
{
	u32 target = state & HOOK_TARGET_MASK;

	switch (target) {
	case HOOK_TARGET_REST:
		return 0;
	case HOOK_TARGET_LIST:
		return (unsigned long)ftrace_caller;
	case HOOK_TARGET_LIST_REGS:
		return (unsigned long)ftrace_regs_caller;
	default:
		return ops_address(hook_slot_ops(target));
	}
}

static u32 ops_state(const struct ftrace_ops *ops)
{
	u32 state = HOOK_TOUCHED;

	if (ops->flags & FTRACE_OPS_FL_SAVE_REGS)
		state |= HOOK_REGS;
	if (ops->flags & FTRACE_OPS_FL_IPMODIFY)
		state |= HOOK_IPMODIFY | HOOK_MODIFIED;
	if (ops->flags & FTRACE_OPS_FL_DIRECT)
		state |= HOOK_DIRECT | HOOK_MODIFIED;
	return state;
}

/* The state of a site at which @ops joins the ops that made it @state. */
static u32 state_with(u32 state, const struct ftrace_ops *ops)
{
	bool alone = !(state & HOOK_TARGET_MASK);

	state = (state & ~HOOK_TARGET_MASK) | ops_state(ops);
	if (alone && ops->slot)
		return state | ops->slot;
	return state | (state & (HOOK_REGS | HOOK_DIRECT) ? HOOK_TARGET_LIST_REGS :
							     HOOK_TARGET_LIST);
}

#define HOOK_PAST	(HOOK_TOUCHED | HOOK_MODIFIED)

/* What the 64 sites of a word should be in; @slots has a bit for each of their ops. */
struct wanted {
	u32	state[HOOK_WORD_BITS];
	u64	slots[HOOK_WORD_BITS];
};

static void wanted_states(u32 word, u64 changed, struct wanted *w)
{
	struct ftrace_ops *ops;

	memset(w, 0, sizeof(*w));
	for_each_hook_ops(ops) {
		u64 bits;

		if (!hook_ops_active(ops))
			continue;
		for (bits = changed & hook_set_word(hook_ops_sites(ops), word); bits;
		     bits &= bits - 1) {
			unsigned int i = __ffs64(bits);

			w->state[i] = state_with(w->state[i], ops);
			w->slots[i] |= hook_bundle_bit(ops);
		}
	}
}

/* With a bundle in the dispatcher's place, if there is or can be one. */
static u32 bundled(u32 state, u64 slots)
{
	u32 target = state & HOOK_TARGET_MASK, slot;

	if (target != HOOK_TARGET_LIST && target != HOOK_TARGET_LIST_REGS)
		return state;
	slot = hook_bundle_slot(slots, target == HOOK_TARGET_LIST_REGS);
	return slot ? (state & ~HOOK_TARGET_MASK) | slot : state;
}

/* The text is not what it should be: touch nothing any more. */
static void patch_failed(unsigned long ip, u32 from)
{
	WARN(1, "hook: %pS reads %*ph, not a call of %pS; function hooks are off for good\n",
	     (void *)ip, MCOUNT_INSN_SIZE, (void *)ip, (void *)hook_target_address(from));
	ftrace_kill();
}

static bool patch_site(struct hook_section *sec, u32 idx, u32 wanted)
{
	unsigned long ip = sec->base + sec->offset[idx];
	u32 state = sec->state[idx];

	if ((state ^ wanted) & HOOK_TARGET_MASK &&
	    arch_hook_patch_site(ip, hook_target_address(state), hook_target_address(wanted))) {
		patch_failed(ip, state);
		return false;
	}
	WRITE_ONCE(sec->state[idx], wanted | (state & HOOK_PAST));
	return true;
}

/* Sites of the section among the 64 of its word number @i. */
static u64 section_mask(const struct hook_section *sec, u32 i)
{
	u32 left = sec->nr - i * HOOK_WORD_BITS;

	return GENMASK_ULL(min(left, HOOK_WORD_BITS) - 1, 0);
}

static bool patch_word(struct hook_section *sec, u32 i, u64 changed)
{
	struct wanted w;

	wanted_states(sec->first / HOOK_WORD_BITS + i, changed, &w);
	for (; changed; changed &= changed - 1) {
		u32 bit = __ffs64(changed);

		if (!patch_site(sec, i * HOOK_WORD_BITS + bit,
				bundled(w.state[bit], w.slots[bit])))
			return false;
	}
	return true;
}

static bool patch_words(struct hook_section *sec, const struct hook_set *changed)
{
	u32 first = sec->first / HOOK_WORD_BITS;

	for (u32 i = 0; i < DIV_ROUND_UP(sec->nr, HOOK_WORD_BITS); i++) {
		u64 bits = hook_set_word(changed, first + i) & section_mask(sec, i);

		if (bits && !patch_word(sec, i, bits))
			return false;
	}
	return true;
}

/* Sites of one section only; see hook_patch(). */
void hook_patch_section(struct hook_section *sec, const struct hook_set *changed)
{
	if (hook_dead || !sec->live || hook_set_is_empty(changed))
		return;
	arch_hook_patch_begin();
	patch_words(sec, changed);
	arch_hook_patch_end();
}

/**
 * hook_patch - make sites call what they should
 * @changed: the sites to look at
 *
 * Context: needs hook_mutex, may sleep. When it returns no CPU executes what a site
 * called before, except those that had entered it already.
 */
void hook_patch(const struct hook_set *changed)
{
	struct hook_section *sec;

	if (hook_dead || hook_set_is_empty(changed))
		return;
	arch_hook_patch_begin();
	for_each_hook_section(sec)
		if (sec->live && !patch_words(sec, changed))
			break;
	arch_hook_patch_end();
}
