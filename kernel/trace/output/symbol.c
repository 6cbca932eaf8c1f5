// SPDX-License-Identifier: GPL-2.0
/* Numbers to names: tasks, kernel addresses, user addresses. */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include "../core/comm.h"
#include "../core/instance.h"
#include "../core/lastboot.h"
#include "../core/option.h"
#include "merge.h"
#include "names.h"
#include "symbol.h"
#include "text.h"

unsigned int trace_names_task(struct trace_iterator *iter, int pid,
			      char comm[TASK_COMM_LEN])
{
	struct trace_names *names = trace_merge_names(iter);
	unsigned int i = (unsigned int)pid % NAMES_TASKS;
	unsigned long now = jiffies;

	/* Who had the number then is not known. */
	if (unlikely(iter->former && pid)) {
		strscpy(comm, "<...>", TASK_COMM_LEN);
		return strlen(comm);
	}
	if (names && names->task[i].len && names->task[i].pid == pid &&
	    names->task[i].when == now) {
		memcpy(comm, names->task[i].comm, TASK_COMM_LEN);
		return names->task[i].len;
	}
	trace_comm_find(pid, comm);
	comm[TASK_COMM_LEN - 1] = 0;
	if (!names)
		return strlen(comm);
	names->task[i].pid = pid;
	names->task[i].when = now;
	names->task[i].len = strlen(comm);
	memcpy(names->task[i].comm, comm, TASK_COMM_LEN);
	return names->task[i].len;
}

/* Writes the name at @at, which has room for KSYM_SYMBOL_LEN bytes. */
static unsigned int look_up(char *at, unsigned long ip, bool offset)
{
	if (offset)
		return sprint_symbol(at, ip);
	if (!kallsyms_lookup(ip, NULL, NULL, NULL, at))
		return sprintf(at, "0x%lx", ip);
	return strlen(at);
}

static void remember(struct trace_names *names, unsigned int i,
		     unsigned long ip, bool offset, const char *text,
		     unsigned int len)
{
	if (len > NAMES_TEXT || !core_kernel_text(ip))
		return;
	names->symbol[i].ip = ip;
	names->symbol[i].offset = offset;
	names->symbol[i].len = len;
	memcpy(names->symbol[i].text, text, len);
}

void trace_names_symbol(struct trace_names *names, struct trace_seq *s,
			unsigned long ip, bool offset)
{
	unsigned int i = hash_long(ip, ilog2(NAMES_SYMBOLS));
	unsigned int len;
	char *at;

	if (names && names->symbol[i].ip == ip && names->symbol[i].len &&
	    names->symbol[i].offset == offset) {
		trace_seq_putmem(s, names->symbol[i].text, names->symbol[i].len);
		return;
	}
	at = text_begin(s, KSYM_SYMBOL_LEN);
	if (!at)
		return;
	len = look_up(at, ip, offset);
	text_end(s, at + len);
	if (names)
		remember(names, i, ip, offset, at, len);
}

static void print_ip(struct trace_iterator *iter, unsigned long ip, bool offset, bool address)
{
	struct trace_seq *s = &iter->seq;
	unsigned long now = trace_lastboot_address(iter->tr, iter->former, ip);

	if (!ip) {
		trace_seq_putc(s, '0');
		return;
	}
	if (!now) {
		trace_seq_printf(s, "0x%lx", ip);
		return;
	}
	trace_names_symbol(trace_merge_names(iter), s, now, offset);
	if (address)
		trace_seq_printf(s, " <%lx>", ip);
}

/**
 * trace_print_ip - name of the function at an address
 * @iter: prints; its options tell about offset and address
 * @ip: the address
 *
 * Context: any.
 */
void trace_print_ip(struct trace_iterator *iter, unsigned long ip)
{
	print_ip(iter, ip, trace_option(iter->tr, SYM_OFFSET), trace_option(iter->tr, SYM_ADDR));
}

/**
 * trace_print_function - name of a function, and no more, whatever the options say
 * @iter: prints
 * @ip: its address
 *
 * Context: any.
 */
void trace_print_function(struct trace_iterator *iter, unsigned long ip)
{
	print_ip(iter, ip, false, false);
}

/**
 * trace_print_mapping - name of the file that a place in user space is in
 * @s: where to
 * @mm: where files are mapped
 * @ip: the address
 *
 * Context: may sleep.
 * Return: false if there is none, or its name does not fit.
 */
bool trace_print_mapping(struct trace_seq *s, struct mm_struct *mm, unsigned long ip)
{
	struct vm_area_struct *vma;
	bool found = false;

	mmap_read_lock(mm);
	vma = vma_lookup(mm, ip);
	if (vma && vma->vm_file) {
		found = trace_seq_path(s, &vma->vm_file->f_path);
		if (found)
			trace_seq_printf(s, "[+0x%lx]", ip - vma->vm_start);
	}
	mmap_read_unlock(mm);
	return found;
}

/**
 * trace_print_user_ip - name of a place in user space
 * @iter: prints
 * @mm: where the task's files are mapped, or NULL if nobody knows or asks
 * @ip: the address
 *
 * Context: may sleep if there is an @mm, else any.
 */
void trace_print_user_ip(struct trace_iterator *iter, struct mm_struct *mm,
			 unsigned long ip)
{
	struct trace_seq *s = &iter->seq;

	if (!ip) {
		trace_seq_putc(s, '0');
		return;
	}
	if (!mm || !trace_print_mapping(s, mm, ip) || trace_option(iter->tr, SYM_ADDR))
		trace_seq_printf(s, " <%0*lx>", (int)sizeof(ip) * 2, ip);
}
