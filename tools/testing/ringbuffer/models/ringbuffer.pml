/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The protocol of lib/ringbuffer, for Spin.
 *
 * One CPU with writers that interrupt each other, a consuming reader and an
 * iterator on other CPUs. Every access to a shared word is one step, so all
 * interleavings of them are looked at; memory is sequentially consistent here,
 * what weaker machines do is the subject of Documentation/litmus-tests.
 *
 * Names follow the sources: where the model says cur, pub, tail[], slot[] and
 * the C code cpu->cur, cpu->pub, sub->tail, st->slot[], they mean the same.
 * What begins with "g_" is known to the model alone and only asserted about.
 *
 * The world is small. A record is one word, a page holds CAP of them, and a
 * buffer has N slots. Options, all given to spin with -D:
 *
 *   N, CAP          size of the buffer
 *   W0, W1, W2      writes of the task, the interrupt and the NMI
 *   DISCARD         a full buffer refuses, instead of losing its oldest page
 *   CLOCK           time goes on, or stands still; otherwise always the latter
 *   LATE_READER     the reader waits for the writers to end
 *   ITERATOR        there is an iterator
 *
 * and those with which something is left out of the protocol, which must then
 * fail: see models/worlds.
 *
 * What is asserted, by the numbers of lib/ringbuffer/internal.h: I1, I2 and I9
 * whenever the CPU has no writer (at_rest), I1 after each change of a slot, I3
 * and I6 where a record is met, I4 for free as all records have one length, I5
 * at each store into a page, I7 per gap and at the end, I10 at each store. I8:
 * the state space is finite and each reservation makes it smaller, so who
 * retries for ever goes in a circle without progress; "ends" in models/worlds looks
 * for these.
 */

#ifndef N
#define N	2
#endif
#ifndef CAP
#define CAP	1
#endif
#ifndef W0
#define W0	2
#endif
#ifndef W1
#define W1	1
#endif
#ifndef W2
#define W2	0
#endif
#define RECORDS	(W0 + W1 + W2)
#define LEVELS	3

/* A name: page number, free, sub-buffer; see internal.h. */
#define NAME(n, id)	((n) * 8 + (id))
#define FREE		4
#define NR(name)	((name) / 8)
#define ID(name)	((name) & 3)

/* A tail: time since the base, words in use; see layout.h. */
#define TIME(t)		((t) / 8)
#define WORDS(t)	((t) & 7)
#define CLOSED		6
#define IDLE		7
#define OPEN(t)		(WORDS(t) < CLOSED)

#define NEXT(i)		(((i) + 1) % N)

/* struct rb_cpu */
byte cur = 1, pub = 1, nest, commit = NAME(N, 1);
byte slot[N];

/* struct rb_subbuf, by id; commit and the records are in the page */
byte tail[N + 1] = IDLE;
byte base[N + 1], nr[N + 1], slot_of[N + 1], end[N + 1], first[N + 1];
byte page_commit[N + 1];
typedef cells { byte level[LEVELS] };
cells count[N + 1];
typedef page { byte id[CAP]; byte delta[CAP] };
page rec[N + 1];

/* struct rb_reader */
byte r_sub, r_off, r_next = N, r_expect, r_ts;
bool r_holds;

byte now;		/* the clock */
byte top;		/* 1 + the level that the CPU executes, 0 for none */
byte left = 3;		/* writers that are not through */

byte g_next;		/* records reserved so far; also the next one's id */
byte g_ts[RECORDS + 1];
bool g_done[RECORDS + 1];

/* I1: the sub-buffers in slots and the reader's are all different. */
#if N == 2
#define OWNED_ONCE \
	(ID(slot[0]) != ID(slot[1]) && ID(slot[0]) != r_sub && \
	 ID(slot[1]) != r_sub)
#else
#define OWNED_ONCE \
	(ID(slot[0]) != ID(slot[1]) && ID(slot[0]) != ID(slot[2]) && \
	 ID(slot[1]) != ID(slot[2]) && ID(slot[0]) != r_sub && \
	 ID(slot[1]) != r_sub && ID(slot[2]) != r_sub)
#endif

/*
 * Compare and exchange: one step. "done" is false afterwards if somebody else
 * was first.
 */
inline cas(word, old, new)
{
	d_step {
		done = (word == old);
		if
		:: done -> word = new
		:: else
		fi
	}
}

/* The same, done wrong: as two steps. */
inline store(word, new)
{
	word = new;
	done = true
}

/* What holds when the CPU has no writer. */
inline at_rest()
{
	assert(nest == 0);
	/* I9 */
	assert(pub == cur && NR(commit) == nr[cur]);
	assert(page_commit[cur] == WORDS(tail[cur]));
	i = 0;
	do
	:: i <= N ->
		assert(i == cur || tail[i] == IDLE);
		i++
	:: else -> break
	od;
	i = 0;
	/* I2 */
	assert(slot[nr[cur] % N] == NAME(nr[cur], cur) || r_sub == cur)
}

/*
 * Writers. Level 0 is the task; a higher one may start whenever no writer of
 * its own level or a higher one is in progress, and nobody below moves until it
 * has finished. That is all there is to an interrupt.
 */
proctype writer(byte level; byte writes) provided (top <= _pid)
{
	byte under;		/* what was interrupted */
	byte lv;		/* slot->level */
	byte sub, old, ts, delta, id, words;
	byte a, b, next, name, i, sum;
	bool done, refused;

	do
	:: writes == 0 -> break
	:: else ->
		atomic {
			writes--;
			under = top;
			top = level + 1;
			refused = false
		}

		/* rb_enter() */
		lv = nest;
		nest = lv + 1;

		/* rb_try(), until it reserved */
again:		sub = cur;
		old = tail[sub];
		atomic {
#ifdef CLOCK
			/* Two records may have the same time. */
			if
			:: now++
			:: skip
			fi;
#endif
			ts = now;
			delta = ts - base[sub] - TIME(old)
		}
		words = WORDS(old);
		if
		:: words >= CAP -> goto turn
		:: else
		fi;
#ifdef RESERVE_STORE
		if
		:: tail[sub] != old -> goto again
		:: else
		fi;
		atomic {
			tail[sub] = old + delta * 8 + 1;
#else
		atomic {
			cas(tail[sub], old, old + delta * 8 + 1);
			if
			:: !done -> goto again
			:: else
			fi;
#endif
			/* From here on the record has a place in the order. */
			id = g_next;
			g_ts[id] = ts;
			g_next++
		}
		goto reserved;

		/* rb_turn(): the six steps of switch.c */
turn:		a = sub;
		next = NEXT(slot_of[a]);

		/* 1 claim */
		name = slot[next];
		if
		:: NR(name) == nr[a] + 1 -> goto claimed
		:: else
		fi;
		if
		:: name & FREE
		:: else ->
#ifndef NO_CLAIM_RULE
			if
			:: NR(name) >= nr[pub] -> refused = true; goto leave
			:: else
			fi;
#endif
#ifdef DISCARD
			refused = true;
			goto leave
#else
			skip
#endif
		fi;
		atomic {
#ifdef CLAIM_STORE
			store(slot[next], NAME(nr[a] + 1, ID(name)));
#else
			cas(slot[next], name, NAME(nr[a] + 1, ID(name)));
#endif
			assert(OWNED_ONCE);
			if
			:: !done -> goto again
			:: else -> name = slot[next]
			fi
		}
claimed:
		/* 2 prepare */
		b = ID(name);
		/* I5: nobody reads b, and nobody has written to it. */
		atomic {
			assert(b != r_sub && nr[a] + 1 > NR(commit));
			nr[b] = nr[a] + 1
		}
		slot_of[b] = next;
#ifndef NOT_ZEROED
		page_commit[b] = 0;
#endif
		/* 3 close */
		if
		:: OPEN(old) ->
			cas(tail[a], old, old - WORDS(old) + CLOSED);
			if
			:: !done -> goto again
			:: else -> end[a] = WORDS(old)
			fi
		:: else
		fi;
		/* 4 base */
#ifdef BASE_FROM_CLOCK
		base[b] = ts;
#else
		base[b] = base[a] + TIME(tail[a]);
#endif
		/* 5 open */
#ifdef OPEN_STORE
		store(tail[b], 0);
#else
		cas(tail[b], IDLE, 0);
#endif
		/* 6 move */
		cas(cur, a, b);
		goto again;

reserved:
		/* rb_start(), then the data */
		atomic {
			/* I5 */
			assert(nr[sub] >= NR(commit));
			rec[sub].delta[words] = delta
		}
#ifdef COUNT_SHARED
		sum = count[sub].level[0];
		count[sub].level[0] = sum + 1;
#else
		sum = count[sub].level[lv];
		count[sub].level[lv] = sum + 1;
#endif
		atomic {
			assert(nr[sub] >= NR(commit));
			rec[sub].id[words] = id;
			g_done[id] = true
		}

leave:
#ifdef NO_LEAVE
		if
		:: refused -> nest = lv; goto left_it
		:: else
		fi;
#endif
		if
		:: lv > 0 -> nest = lv; goto left_it
		:: else
		fi;

		/* rb_publish() */
publish:	a = pub;
		old = tail[a];
#ifdef NEST_EARLY
		nest = 0;
#endif
		if
		:: cur != a -> goto pages
		:: else
		fi;
		atomic {
			/* I10 */
			assert(page_commit[a] <= WORDS(old));
			page_commit[a] = WORDS(old)
		}
		nest = 0;
#ifndef NO_SECOND_LOOK
		if
		:: tail[a] == old -> goto left_it
		:: else -> nest = 1; goto publish
		fi;
#else
		goto left_it;
#endif

		/* rb_publish_pages() */
pages:		do
		:: cur == pub -> break
		:: else ->
			a = pub;
			next = NEXT(slot_of[a]);
			name = slot[next];
			b = ID(name);
			sum = 0;
			i = 0;
			do
			:: i < LEVELS ->
				sum = sum + count[a].level[i];
				count[a].level[i] = 0;
				i++
			:: else -> i = 0; break
			od;
			first[b] = first[a] + sum;
#ifndef LATE_IDLE
#ifndef NEVER_IDLE
			tail[a] = IDLE;
#endif
#endif
			atomic {
				assert(page_commit[a] <= end[a]);
				page_commit[a] = end[a]
			}
			atomic {
				assert(commit < name);
				commit = name
			}
			pub = b;
#ifdef LATE_IDLE
			tail[a] = IDLE;
#endif
		od;
		goto publish;

left_it:
progress_written:
		skip;
		d_step {
			/* The first is left to refuse, as nobody needs to. */
			assert(!refused || lv > 0 || g_next > 0);
			if
			:: under == 0 -> at_rest()
			:: else
			fi;
			lv = 0; sub = 0; old = 0; ts = 0; delta = 0; id = 0;
			words = 0; a = 0; b = 0; next = 0; name = 0; sum = 0;
			done = false;
			top = under;
			under = 0
		}
	od;
	left--
}

/*
 * A record is met: it is finished (I3), it is the one whose turn it is when
 * losses are taken into account (I7), and its time is right (I6).
 */
inline meet(id, ts, expected)
{
	assert(id < g_next && g_done[id]);
	assert(id == expected);
	assert(ts == g_ts[id])
}

#define EMPTY_PAGE	(page_commit[ID(name)] == 0)

/* rb_refill(), rb_take() and going past records, until nobody writes any more */
proctype reader()
{
	byte last, size, n, name, found, id;
	bool over, done;

#ifdef LATE_READER
	left == 0;
#endif
	do
	:: over = (left == 0);
		/* rb_refill() */
#ifdef SIZE_FIRST
		size = (r_holds -> page_commit[r_sub] : 0);
		last = NR(commit);
#else
		last = NR(commit);
		size = (r_holds -> page_commit[r_sub] : 0);
#endif
		if
		:: r_off < size ->
			id = rec[r_sub].id[r_off];
			d_step {
				r_ts = r_ts + rec[r_sub].delta[r_off];
				meet(id, r_ts, r_expect);
				r_off++;
				r_expect++;
				id = 0
			}
			goto next
		:: else
		fi;
#ifndef GIVE_GROWING
		if
		:: r_holds && nr[r_sub] == last -> goto nothing
		:: else
		fi;
#endif

		/* rb_take() */
take:		last = NR(commit);
		/* rb_oldest() */
		n = r_next;
		do
		:: n > last -> break
		:: else ->
			name = slot[n % N];
			found = NR(name);
			if
			:: found == n && !(name & FREE) -> break
			:: else
			fi;
			n = (found > n + N -> found - N + 1 : n + 1)
		od;
		if
		:: n > last -> goto nothing
		:: else -> name = slot[n % N]
		fi;
		if
		:: name != NAME(n, ID(name)) -> goto take
		:: else
		fi;
		if
		:: n == last ->
			if
			:: EMPTY_PAGE ->
				if
				:: slot[n % N] == name -> goto nothing
				:: else
				fi
			:: else
			fi
		:: else
		fi;
		/* The exchange; whose the sub-buffers are changes with it. */
		atomic {
#ifdef TAKE_STORE
			store(slot[n % N], NAME(n, r_sub) + FREE);
#else
			cas(slot[n % N], name, NAME(n, r_sub) + FREE);
#endif
			if
			:: !done -> goto take
			:: else
			fi;
			/* I7: nothing is lost that the reader had. */
			assert(!r_holds || r_off == end[r_sub]);
			r_sub = ID(name);
			assert(OWNED_ONCE)
		}
		/* rb_hold_page() */
		d_step {
			r_holds = true;
			r_off = 0;
			r_next = n + 1;
			r_ts = base[r_sub];
			/* I7: what is missing is what was overwritten. */
			assert(first[r_sub] >= r_expect);
#ifdef DISCARD
			assert(first[r_sub] == r_expect);
#endif
			r_expect = first[r_sub]
		}
		goto next;

nothing:
progress_nothing:
		if
		:: over -> break
		:: else
		fi;
next:		skip;
		d_step { last = 0; size = 0; n = 0; name = 0; found = 0; done = false }
	od;
	/* I7: nothing is left, and nothing is missing without notice. */
	assert(r_expect == g_next)
}

/* rb_fill_ring() for a page somewhere in the ring, once */
proctype iterator()
{
	byte n, name, size, i, start, ts;
	byte id[CAP], delta[CAP];

	n = NR(commit);
	if
	:: n > N -> n = n - 1
	:: skip
	fi;
	name = slot[n % N];
	if
	:: NR(name) != n || (name & FREE) -> goto gone
	:: else
	fi;
	size = page_commit[ID(name)];
	ts = base[ID(name)];
	start = first[ID(name)];
	do
	:: i < size ->
		id[i] = rec[ID(name)].id[i];
		delta[i] = rec[ID(name)].delta[i];
		i++
	:: else -> i = 0; break
	od;
#ifndef ITERATOR_TRUSTS
	if
	:: slot[n % N] != name -> goto gone
	:: else
	fi;
#endif
	skip;
	d_step {
		do
		:: i < size ->
			ts = ts + delta[i];
			meet(id[i], ts, start + i);
			i++
		:: else -> break
		od
	}
gone:	skip
}

init
{
	byte i;

	/* rb_store_start() */
	d_step {
		do
		:: i < N ->
			slot[i] = NAME(i, i + 1) + FREE;
			i++
		:: else -> break
		od;
		slot[0] = NAME(N, 1);
		nr[1] = N;
		tail[1] = 0
	}
	atomic {
		run writer(0, W0);
		run writer(1, W1);
		run writer(2, W2);
		run reader();
#ifdef ITERATOR
		run iterator()
#endif
	}
}
