/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The macros that define events, reduced to four.
 *
 * A pass over an event header says what it makes of
 *
 *	__TRACE_CLASS(name, proto, args, tstruct, assign, print)
 *		a record layout
 *	__TRACE_EVENT(class, name, proto, args)
 *		an event that is printed as its class says
 *	__TRACE_EVENT_PRINT(class, name, proto, args, print)
 *		an event that is printed in its own way
 *	__TRACE_POINT(name, proto, args), __TRACE_POINT_FN(.., reg, unreg)
 *		a tracepoint
 *
 * and need not know by which macro an event was defined.
 */

#undef TRACE_EVENT
#define TRACE_EVENT(name, proto, args, tstruct, assign, print)		\
	__TRACE_POINT(name, PARAMS(proto), PARAMS(args))		\
	__TRACE_CLASS(name, PARAMS(proto), PARAMS(args),		\
		      PARAMS(tstruct), PARAMS(assign), PARAMS(print))	\
	__TRACE_EVENT(name, name, PARAMS(proto), PARAMS(args))

#undef TRACE_EVENT_FN
#define TRACE_EVENT_FN(name, proto, args, tstruct, assign, print, reg,	\
		       unreg)						\
	__TRACE_POINT_FN(name, PARAMS(proto), PARAMS(args), reg, unreg)	\
	__TRACE_CLASS(name, PARAMS(proto), PARAMS(args),		\
		      PARAMS(tstruct), PARAMS(assign), PARAMS(print))	\
	__TRACE_EVENT(name, name, PARAMS(proto), PARAMS(args))

/* The condition was used up where the tracepoint was declared. */
#undef TRACE_EVENT_CONDITION
#define TRACE_EVENT_CONDITION(name, proto, args, cond, tstruct, assign,	\
			      print)					\
	TRACE_EVENT(name, PARAMS(proto), PARAMS(args), PARAMS(tstruct),	\
		    PARAMS(assign), PARAMS(print))

#undef TRACE_EVENT_FN_COND
#define TRACE_EVENT_FN_COND(name, proto, args, cond, tstruct, assign,	\
			    print, reg, unreg)				\
	TRACE_EVENT_FN(name, PARAMS(proto), PARAMS(args),		\
		       PARAMS(tstruct), PARAMS(assign), PARAMS(print),	\
		       reg, unreg)

#undef DECLARE_EVENT_CLASS
#define DECLARE_EVENT_CLASS(name, proto, args, tstruct, assign, print)	\
	__TRACE_CLASS(name, PARAMS(proto), PARAMS(args),		\
		      PARAMS(tstruct), PARAMS(assign), PARAMS(print))

#undef DEFINE_EVENT
#define DEFINE_EVENT(template, name, proto, args)			\
	__TRACE_POINT(name, PARAMS(proto), PARAMS(args))		\
	__TRACE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_FN
#define DEFINE_EVENT_FN(template, name, proto, args, reg, unreg)	\
	__TRACE_POINT_FN(name, PARAMS(proto), PARAMS(args), reg, unreg)	\
	__TRACE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_CONDITION
#define DEFINE_EVENT_CONDITION(template, name, proto, args, cond)	\
	DEFINE_EVENT(template, name, PARAMS(proto), PARAMS(args))

#undef DEFINE_EVENT_PRINT
#define DEFINE_EVENT_PRINT(template, name, proto, args, print)		\
	__TRACE_POINT(name, PARAMS(proto), PARAMS(args))		\
	__TRACE_EVENT_PRINT(template, name, PARAMS(proto), PARAMS(args), \
			    PARAMS(print))

#undef DECLARE_TRACE
#define DECLARE_TRACE(name, proto, args)				\
	__TRACE_POINT(name, PARAMS(proto), PARAMS(args))

#undef DECLARE_TRACE_CONDITION
#define DECLARE_TRACE_CONDITION(name, proto, args, cond)		\
	__TRACE_POINT(name, PARAMS(proto), PARAMS(args))

/* What the configuration leaves out has no tracepoint either. */
#undef TRACE_EVENT_NOP
#define TRACE_EVENT_NOP(name, proto, args, tstruct, assign, print)

#undef DECLARE_EVENT_CLASS_NOP
#define DECLARE_EVENT_CLASS_NOP(name, proto, args, tstruct, assign, print)

#undef DEFINE_EVENT_NOP
#define DEFINE_EVENT_NOP(template, name, proto, args)

#undef DECLARE_EVENT_NOP
#define DECLARE_EVENT_NOP(name, proto, args)
