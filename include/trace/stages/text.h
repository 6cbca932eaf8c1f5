/* SPDX-License-Identifier: GPL-2.0 */
/*
 * TP_printk() as the text that format files show after "print fmt: ".
 *
 * Programs outside the kernel evaluate it.  They know the helpers by name, so
 * none of these may be a macro while the text is made; what the event header
 * defines for itself is expanded.
 */

#undef __entry
#define __entry REC

#undef TP_printk
#define TP_printk(fmt, args...)	"\"" fmt "\", " __stringify(args)

#undef __get_dynamic_array
#undef __get_dynamic_array_len
#undef __get_str
#undef __get_bitmask
#undef __get_cpumask
#undef __get_sockaddr
#undef __get_rel_dynamic_array
#undef __get_rel_dynamic_array_len
#undef __get_rel_str
#undef __get_rel_bitmask
#undef __get_rel_cpumask
#undef __get_rel_sockaddr
#undef __get_buf
#undef __print_flags
#undef __print_symbolic
#undef __print_hex
#undef __print_hex_str
#undef __print_hex_dump
#undef __print_array
#undef __print_dynamic_array

/* Their names on 64 bit, and on 32 bit their own. */
#undef __print_flags_u64
#undef __print_symbolic_u64
#if BITS_PER_LONG == 64
#define __print_flags_u64(flag, delim, flag_array...)			\
	__print_flags(flag, delim, flag_array)
#define __print_symbolic_u64(value, symbol_array...)			\
	__print_symbolic(value, symbol_array)
#endif

/* These two are arithmetic that needs no helper. */
#undef __print_ns_to_secs
#define __print_ns_to_secs(val)		(val) / 1000000000UL
#undef __print_ns_without_secs
#define __print_ns_without_secs(val)	(val) % 1000000000UL
