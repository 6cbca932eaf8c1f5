/* SPDX-License-Identifier: GPL-2.0 */
/* Who wants to know when NMIs begin and end. */
#ifndef _TRACE_EVENT_NMI_H
#define _TRACE_EVENT_NMI_H

#include <linux/list.h>

/**
 * struct trace_nmi_listener - is told of each NMI
 * @call: called in the NMI, first and last thing; must be safe there
 * @list: all listeners
 */
struct trace_nmi_listener {
	void			(*call)(bool enter);
	struct list_head	list;
};

/* Both under tracing_mutex; nothing of it runs when the second returns. */
void trace_nmi_listen(struct trace_nmi_listener *listener);
void trace_nmi_ignore(struct trace_nmi_listener *listener);

#endif /* _TRACE_EVENT_NMI_H */
