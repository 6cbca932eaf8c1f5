/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What TP_printk() and TP_fast_assign() may use, as code.
 *
 * In both, __entry is a pointer to the record.  A printer has p, the buffer for
 * text of this line; a probe has, for each dynamic field, the variables that
 * stages/fields.h names.
 */

#ifndef __TRACE_CODE_H
#define __TRACE_CODE_H

/* Copy a string whose length is known; the source may have changed since. */
static __always_inline void __trace_copy_str(char *to, const void *from, u32 loc)
{
	unsigned int len = (loc >> 16) - 1;

	memcpy(to, from, len);
	to[len] = '\0';
}

static __always_inline u64 __trace_ns_to_secs(u64 ns)
{
	do_div(ns, NSEC_PER_SEC);
	return ns;
}

static __always_inline u32 __trace_ns_rest(u64 ns)
{
	return do_div(ns, NSEC_PER_SEC);
}

#endif /* __TRACE_CODE_H */

/* The name of a variable from here on. */
#undef __entry

#undef TP_printk
#define TP_printk(fmt, args...)		fmt "\n", ##args

#undef TP_fast_assign
#define TP_fast_assign(args...)		args

/* ---- Dynamic fields --------------------------------------------------- */

#undef __get_dynamic_array
#define __get_dynamic_array(field)					\
	((void *)__entry + (u16)__entry->__data_loc_##field)
#undef __get_dynamic_array_len
#define __get_dynamic_array_len(field)					\
	(__entry->__data_loc_##field >> 16)
#undef __get_str
#define __get_str(field)						\
	((char *)__get_dynamic_array(field))
#undef __get_sockaddr
#define __get_sockaddr(field)						\
	((struct sockaddr *)__get_dynamic_array(field))
#undef __get_bitmask
#define __get_bitmask(field)						\
	trace_print_bitmask_seq(p, __get_dynamic_array(field),		\
				__get_dynamic_array_len(field))
#undef __get_cpumask
#define __get_cpumask(field)		__get_bitmask(field)

#undef __get_rel_dynamic_array
#define __get_rel_dynamic_array(field)					\
	((void *)__entry +						\
	 offsetofend(typeof(*__entry), __rel_loc_##field) +		\
	 (u16)__entry->__rel_loc_##field)
#undef __get_rel_dynamic_array_len
#define __get_rel_dynamic_array_len(field)				\
	(__entry->__rel_loc_##field >> 16)
#undef __get_rel_str
#define __get_rel_str(field)						\
	((char *)__get_rel_dynamic_array(field))
#undef __get_rel_sockaddr
#define __get_rel_sockaddr(field)					\
	((struct sockaddr *)__get_rel_dynamic_array(field))
#undef __get_rel_bitmask
#define __get_rel_bitmask(field)					\
	trace_print_bitmask_seq(p, __get_rel_dynamic_array(field),	\
				__get_rel_dynamic_array_len(field))
#undef __get_rel_cpumask
#define __get_rel_cpumask(field)	__get_rel_bitmask(field)

/* ---- For TP_fast_assign() --------------------------------------------- */

#undef __assign_str
#define __assign_str(dst)						\
	__trace_copy_str(__get_str(dst), __src_##dst, __loc_##dst)
#undef __assign_rel_str
#define __assign_rel_str(dst)						\
	__trace_copy_str(__get_rel_str(dst), __src_##dst, __loc_##dst)

#undef __assign_vstr
#define __assign_vstr(dst, fmt, va)					\
	do {								\
		va_list __assign_va;					\
									\
		va_copy(__assign_va, *(va));				\
		vsnprintf(__get_str(dst), __loc_##dst >> 16, fmt,	\
			  __assign_va);					\
		va_end(__assign_va);					\
	} while (0)
#undef __assign_rel_vstr
#define __assign_rel_vstr(dst, fmt, va)					\
	do {								\
		va_list __assign_va;					\
									\
		va_copy(__assign_va, *(va));				\
		vsnprintf(__get_rel_str(dst), __loc_##dst >> 16, fmt,	\
			  __assign_va);					\
		va_end(__assign_va);					\
	} while (0)

#undef __assign_bitmask
#define __assign_bitmask(dst, src, nr_bits)				\
	memcpy(__get_dynamic_array(dst), src, __TRACE_BITMASK_BYTES(nr_bits))
#undef __assign_rel_bitmask
#define __assign_rel_bitmask(dst, src, nr_bits)				\
	memcpy(__get_rel_dynamic_array(dst), src,			\
	       __TRACE_BITMASK_BYTES(nr_bits))
#undef __assign_cpumask
#define __assign_cpumask(dst, src)					\
	__assign_bitmask(dst, src, nr_cpumask_bits)
#undef __assign_rel_cpumask
#define __assign_rel_cpumask(dst, src)					\
	__assign_rel_bitmask(dst, src, nr_cpumask_bits)

#undef __assign_sockaddr
#define __assign_sockaddr(dst, src, len)				\
	memcpy(__get_dynamic_array(dst), src, len)
#undef __assign_rel_sockaddr
#define __assign_rel_sockaddr(dst, src, len)				\
	memcpy(__get_rel_dynamic_array(dst), src, len)

/* In TP_ARGS() of a class: whom perf shall charge, and with how much. */
#undef __perf_task
#define __perf_task(t)			(__rec.task = (t))
#undef __perf_count
#define __perf_count(c)			(__rec.count = (c))

/* ---- For TP_printk() -------------------------------------------------- */

#undef __print_flags
#define __print_flags(flag, delim, flag_array...)			\
	({								\
		static const struct trace_print_flags __table[] = {	\
			flag_array, { -1, NULL }			\
		};							\
		trace_print_flags_seq(p, delim, flag, __table);		\
	})
#undef __print_symbolic
#define __print_symbolic(value, symbol_array...)			\
	({								\
		static const struct trace_print_flags __table[] = {	\
			symbol_array, { -1, NULL }			\
		};							\
		trace_print_symbols_seq(p, value, __table);		\
	})

#undef __print_flags_u64
#undef __print_symbolic_u64
#if BITS_PER_LONG == 64
#define __print_flags_u64(flag, delim, flag_array...)			\
	__print_flags(flag, delim, flag_array)
#define __print_symbolic_u64(value, symbol_array...)			\
	__print_symbolic(value, symbol_array)
#else
#define __print_flags_u64(flag, delim, flag_array...)			\
	({								\
		static const struct trace_print_flags_u64 __table[] = {	\
			flag_array, { -1, NULL }			\
		};							\
		trace_print_flags_seq_u64(p, delim, flag, __table);	\
	})
#define __print_symbolic_u64(value, symbol_array...)			\
	({								\
		static const struct trace_print_flags_u64 __table[] = {	\
			symbol_array, { -1, NULL }			\
		};							\
		trace_print_symbols_seq_u64(p, value, __table);		\
	})
#endif

#undef __print_hex
#define __print_hex(buf, len)		trace_print_hex_seq(p, buf, len, false)
#undef __print_hex_str
#define __print_hex_str(buf, len)	trace_print_hex_seq(p, buf, len, true)
#undef __print_hex_dump
#define __print_hex_dump(prefix_str, prefix_type, rowsize, groupsize,	\
			 buf, len, ascii)				\
	trace_print_hex_dump_seq(p, prefix_str, prefix_type, rowsize,	\
				 groupsize, buf, len, ascii)

#undef __print_array
#define __print_array(array, count, el_size)				\
	({								\
		static_assert((el_size) == 1 || (el_size) == 2 ||	\
			      (el_size) == 4 || (el_size) == 8);	\
		trace_print_array_seq(p, array, count, el_size);	\
	})
#undef __print_dynamic_array
#define __print_dynamic_array(array, el_size)				\
	__print_array(__get_dynamic_array(array),			\
		      __get_dynamic_array_len(array) / (el_size), el_size)

#undef __print_ns_to_secs
#define __print_ns_to_secs(value)	__trace_ns_to_secs(value)
#undef __print_ns_without_secs
#define __print_ns_without_secs(value)	__trace_ns_rest(value)
#undef __get_buf
#define __get_buf(len)			trace_seq_acquire(p, len)
