/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Field kinds of TP_STRUCT__entry(), as a list.
 *
 * TP_STRUCT__entry() becomes a sequence "(kind, ...)(kind, ...)".  One inclusion
 * of the event header then serves all that is made of the fields: each use walks
 * the sequence with another operation, see stages/class.h.  The four kinds:
 *
 *	(FIX, type, item, "type", "item", signed, filter)
 *	(ARR, type, item, len, "type[len]", "item", signed)
 *	(DYN, member, loc, src, "type[]", "item", signed, from, bytes)
 *	(REL, as DYN)
 *
 * The last two are a u32 @member that says where the data lies behind the fixed
 * part.  In the probe, @loc is a variable with its value, @src one with the
 * address of the source, set to the expression @from; the expression @bytes, the
 * size of the data, may use @src.
 *
 * Names and types are made strings, and names pasted, right here: one step
 * further, a field called like a macro would have been replaced.
 */

#ifndef __TRACE_FIELDS_H
#define __TRACE_FIELDS_H

/*
 * __TRACE_EACH(op, list): op_FIX(...) op_DYN(...) and so on, for each field.
 *
 * op_1 and op_2 take one element each and put the other one behind it, which
 * finds the next element there; a macro that called itself would be left alone.
 * What remains at the end of the list is pasted to the name of an empty macro.
 */
#define __TRACE_EACH(op, list)	__TRACE_EACH_END(op##_1 list)
#define __TRACE_EACH_END(x...)	__TRACE_EACH_CUT(x)
#define __TRACE_EACH_CUT(x...)	x##_END

/* Alignment inside a structure; some architectures have less there. */
#define __TRACE_FIELD_ALIGN(type)	__alignof__(struct { type b; })

/* __field(int, a[4]) is a mistake for __array(int, a, 4): stop at the "[". */
#define __TRACE_FIELD_PLAIN(item)	\
	(0 * sizeof(struct __trace_use_array_for_##item *))

/* Where a string comes from when there is none. */
static inline const char *__trace_str_src(const char *str)
{
	return str ?: EVENT_NULL_STR;
}

#define __TRACE_BITMASK_BYTES(nr_bits)	\
	(BITS_TO_LONGS(nr_bits) * sizeof(unsigned long))

/* __data_loc and __rel_loc: length and place, which counts from @origin. */
static __always_inline u32 __trace_place(unsigned int *end, unsigned int origin,
					 unsigned int bytes)
{
	u32 loc = (bytes << 16) | ((*end - origin) & 0xffff);

	*end += bytes;
	return loc;
}

#endif /* __TRACE_FIELDS_H */

#undef TP_STRUCT__entry
#define TP_STRUCT__entry(args...) args

#undef __field
#define __field(type, item)						\
	__field_ext(type, item, FILTER_OTHER)

#undef __field_ext
#define __field_ext(_type, item, filter)				\
	(FIX, _type, item, #_type, #item, is_signed_type(_type),	\
	 (filter) + __TRACE_FIELD_PLAIN(item))

#undef __field_struct
#define __field_struct(type, item)					\
	__field_struct_ext(type, item, FILTER_OTHER)

#undef __field_struct_ext
#define __field_struct_ext(_type, item, filter)				\
	(FIX, _type, item, #_type, #item, 0,				\
	 (filter) + __TRACE_FIELD_PLAIN(item))

#undef __array
#define __array(_type, item, len)					\
	(ARR, _type, item, len, #_type "[" __stringify(len) "]", #item,	\
	 is_signed_type(_type))

/* The dynamic kinds, for the two ways of saying where the data lies. */
#undef __TRACE_DYN
#define __TRACE_DYN(item, type, is_signed, from, bytes)			\
	(DYN, __data_loc_##item, __loc_##item, __src_##item,		\
	 "__data_loc " type, #item, is_signed, from, bytes)

#undef __TRACE_REL
#define __TRACE_REL(item, type, is_signed, from, bytes)			\
	(REL, __rel_loc_##item, __loc_##item, __src_##item,		\
	 "__rel_loc " type, #item, is_signed, from, bytes)

#undef __dynamic_array
#define __dynamic_array(_type, item, len)				\
	__TRACE_DYN(item, #_type "[]", is_signed_type(_type), NULL,	\
		    (len) * sizeof(_type))
#undef __rel_dynamic_array
#define __rel_dynamic_array(_type, item, len)				\
	__TRACE_REL(item, #_type "[]", is_signed_type(_type), NULL,	\
		    (len) * sizeof(_type))

#undef __string
#define __string(item, src)						\
	__TRACE_DYN(item, "char[]", is_signed_type(char),		\
		    __trace_str_src(src), strlen(__src_##item) + 1)
#undef __rel_string
#define __rel_string(item, src)						\
	__TRACE_REL(item, "char[]", is_signed_type(char),		\
		    __trace_str_src(src), strlen(__src_##item) + 1)

#undef __string_len
#define __string_len(item, src, len)					\
	__TRACE_DYN(item, "char[]", is_signed_type(char), src,		\
		    (__src_##item ? (len) : 0) + 1)
#undef __rel_string_len
#define __rel_string_len(item, src, len)				\
	__TRACE_REL(item, "char[]", is_signed_type(char), src,		\
		    (__src_##item ? (len) : 0) + 1)

#undef __vstring
#define __vstring(item, fmt, ap)					\
	__TRACE_DYN(item, "char[]", is_signed_type(char), NULL,		\
		    __trace_event_vstr_len(fmt, ap))
#undef __rel_vstring
#define __rel_vstring(item, fmt, ap)					\
	__TRACE_REL(item, "char[]", is_signed_type(char), NULL,		\
		    __trace_event_vstr_len(fmt, ap))

#undef __bitmask
#define __bitmask(item, nr_bits)					\
	__TRACE_DYN(item, "unsigned long[]", 0, NULL,			\
		    __TRACE_BITMASK_BYTES(nr_bits))
#undef __rel_bitmask
#define __rel_bitmask(item, nr_bits)					\
	__TRACE_REL(item, "unsigned long[]", 0, NULL,			\
		    __TRACE_BITMASK_BYTES(nr_bits))

#undef __cpumask
#define __cpumask(item)							\
	__TRACE_DYN(item, "cpumask_t", 0, NULL,				\
		    __TRACE_BITMASK_BYTES(nr_cpumask_bits))
#undef __rel_cpumask
#define __rel_cpumask(item)						\
	__TRACE_REL(item, "cpumask_t", 0, NULL,				\
		    __TRACE_BITMASK_BYTES(nr_cpumask_bits))

#undef __sockaddr
#define __sockaddr(item, len)						\
	__TRACE_DYN(item, "u8[]", 0, NULL, len)
#undef __rel_sockaddr
#define __rel_sockaddr(item, len)					\
	__TRACE_REL(item, "u8[]", 0, NULL, len)
