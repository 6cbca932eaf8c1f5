/* SPDX-License-Identifier: GPL-2.0 */
/* Forgets what stages/header.h has defined, and nothing that the header has. */

#ifdef __TRACE_OWN_FILE
#undef __TRACE_OWN_FILE
#undef TRACE_INCLUDE_FILE
#endif

#undef TRACE_SYSTEM_VAR
