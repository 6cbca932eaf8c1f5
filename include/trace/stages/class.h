/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a record layout becomes: a structure, a field table, a printer, a probe.
 *
 * One probe serves every receiver.  Its first argument is the event in an
 * instance, or the stand-in that perf has for it; trace_event_begin() gives room
 * for the record where that receiver wants it (trace_event_begin_perf() for perf),
 * the probe fills it in place, and trace_event_end() delivers it.
 *
 * A few event headers say "entry" where they mean __entry, and name a variable
 * "ret" in TP_printk(): the functions below have both.
 */

#ifndef __TRACE_CLASS_H
#define __TRACE_CLASS_H

/* The members of the structure. */
#define __TRACE_MEMBER_1(kind, x...)	__TRACE_MEMBER_##kind(x) __TRACE_MEMBER_2
#define __TRACE_MEMBER_2(kind, x...)	__TRACE_MEMBER_##kind(x) __TRACE_MEMBER_1
#define __TRACE_MEMBER_1_END
#define __TRACE_MEMBER_2_END
#define __TRACE_MEMBER_FIX(type, item, x...)		type item;
#define __TRACE_MEMBER_ARR(type, item, len, x...)	type item[len];
#define __TRACE_MEMBER_DYN(member, x...)		u32 member;
#define __TRACE_MEMBER_REL(member, x...)		u32 member;

/* The rows of the field table. */
#define __TRACE_ROW_1(kind, x...)	__TRACE_ROW_##kind(x) __TRACE_ROW_2
#define __TRACE_ROW_2(kind, x...)	__TRACE_ROW_##kind(x) __TRACE_ROW_1
#define __TRACE_ROW_1_END
#define __TRACE_ROW_2_END
#define __TRACE_ROW(_type, _name, _size, _align, _signed, _filter, _len) {	\
		.type		= _type,				\
		.name		= _name,				\
		.size		= _size,				\
		.align		= _align,				\
		.is_signed	= _signed,				\
		.filter_type	= _filter,				\
		.len		= _len,					\
	},
#define __TRACE_ROW_FIX(ctype, item, type, name, sign, filter)		\
	__TRACE_ROW(type, name, sizeof(ctype),				\
		    __TRACE_FIELD_ALIGN(ctype), sign, filter, 0)
#define __TRACE_ROW_ARR(ctype, item, len, type, name, sign)		\
	__TRACE_ROW(type, name, sizeof(ctype[len]),			\
		    __TRACE_FIELD_ALIGN(ctype), sign, FILTER_OTHER, len)
#define __TRACE_ROW_DYN(member, loc, src, type, name, sign, x...)	\
	__TRACE_ROW(type, name, sizeof(u32), sizeof(u32), sign,		\
		    FILTER_OTHER, 0)
#define __TRACE_ROW_REL(x...)		__TRACE_ROW_DYN(x)

/* The variables of the dynamic fields. */
#define __TRACE_PLACE_1(kind, x...)	__TRACE_PLACE_##kind(x) __TRACE_PLACE_2
#define __TRACE_PLACE_2(kind, x...)	__TRACE_PLACE_##kind(x) __TRACE_PLACE_1
#define __TRACE_PLACE_1_END
#define __TRACE_PLACE_2_END
#define __TRACE_PLACE_FIX(x...)
#define __TRACE_PLACE_ARR(x...)
#define __TRACE_PLACE_DYN(member, loc, src, type, name, sign, from, bytes) \
	const void *src __maybe_unused = from;				\
	const u32 loc = __trace_place(&__end, 0, bytes);
#define __TRACE_PLACE_REL(member, loc, src, type, name, sign, from, bytes) \
	const void *src __maybe_unused = from;				\
	const u32 loc = __trace_place(&__end,				\
		offsetofend(typeof(*__entry), member), bytes);

/* Their values into the record. */
#define __TRACE_STORE_1(kind, x...)	__TRACE_STORE_##kind(x) __TRACE_STORE_2
#define __TRACE_STORE_2(kind, x...)	__TRACE_STORE_##kind(x) __TRACE_STORE_1
#define __TRACE_STORE_1_END
#define __TRACE_STORE_2_END
#define __TRACE_STORE_FIX(x...)
#define __TRACE_STORE_ARR(x...)
#define __TRACE_STORE_DYN(member, loc, x...)	__entry->member = loc;
#define __TRACE_STORE_REL(member, loc, x...)	__entry->member = loc;

/* Evaluates the arguments of the class, for __perf_task() and __perf_count(). */
static __always_inline void __trace_eval_args(int unused, ...)
{
}

/* Bytes behind the last member that the compiler adds to the structure. */
#define __TRACE_PADDING(type)	(sizeof(type) - offsetof(type, __data))

#define __TRACE_CODE_STRUCT(tag, tstruct)				\
	struct tag {							\
		struct trace_entry	ent;				\
		__TRACE_EACH(__TRACE_MEMBER, tstruct)			\
		char			__data[];			\
	};

#define __TRACE_CODE_FIELDS(table, tstruct)				\
	static struct trace_event_fields table[] = {			\
		__TRACE_EACH(__TRACE_ROW, tstruct)			\
		{}							\
	};

#define __TRACE_CODE_PRINTER(tag, func, print)				\
	static notrace enum print_line_t				\
	func(struct trace_iterator *iter, int flags,			\
	     struct trace_event *event)					\
	{								\
		struct trace_seq *p __maybe_unused = &iter->tmp_seq;	\
		struct tag *__entry __maybe_unused = (void *)iter->ent;	\
		int ret = trace_raw_output_prep(iter, event);		\
									\
		if (ret != TRACE_TYPE_HANDLED)				\
			return ret;					\
		trace_event_printf(iter, print);			\
		return trace_handle_return(&iter->seq);			\
	}								\
	static const struct trace_event_functions func##_funcs = {	\
		.trace = func,						\
	};

/*
 * The probe is two functions, the second a jump away, so that a hit which is
 * skipped does not pay for the stack frame of the record. The first has a handle
 * only because the arguments may set something in it, to no effect.
 */
#ifdef CONFIG_FRAME_POINTER
/* Nothing is a jump away there: in front of the frame is that of the first function. */
#define __TRACE_PROBE_CALLER	((*(unsigned long **)__builtin_frame_address(0))[1])
#else
#define __TRACE_PROBE_CALLER	_RET_IP_
#endif

#define __TRACE_CODE_PROBE(tag, func, proto, args, tstruct, assign)	\
	static noinline notrace void func##_write(void *__data, proto)	\
	{								\
		struct trace_event_file *__file = __data;		\
		struct trace_record __rec __uninitialized;		\
		unsigned int __end = offsetof(struct tag, __data);	\
		struct tag *__entry, *entry __maybe_unused;		\
									\
		__TRACE_EACH(__TRACE_PLACE, tstruct)			\
		__end += __TRACE_PADDING(struct tag);			\
		if (trace_event_for_perf(&__rec, __file)) {		\
			__trace_eval_args(0, args);			\
			__entry = trace_event_begin_perf(&__rec, __file, \
							 __end,		\
							 __TRACE_PROBE_CALLER); \
		} else {						\
			__entry = trace_event_begin(&__rec, __file, __end); \
		}							\
		entry = __entry;					\
		if (!__entry)						\
			return;						\
		__TRACE_EACH(__TRACE_STORE, tstruct)			\
		{ assign; }						\
		trace_event_end(&__rec);				\
	}								\
									\
	static notrace void func(void *__data, proto)			\
	{								\
		struct trace_record __rec __maybe_unused;		\
									\
		if (!trace_event_skip(__data))				\
			func##_write(__data, args);			\
	}

#endif /* __TRACE_CLASS_H */
