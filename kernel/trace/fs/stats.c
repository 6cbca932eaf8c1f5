// SPDX-License-Identifier: GPL-2.0
/* Numbers and lists that only show: statistics, names of tasks, formats. */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/ringbuffer/buffer.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/string_helpers.h>
#include <linux/threads.h>
#include "../core/clock.h"
#include "../core/comm.h"
#include "../core/instance.h"
#include "../core/printk.h"
#include "table.h"

static void show_time(struct seq_file *m, const char *what, u64 ts, bool in_ns)
{
	u32 usec;
	u64 sec;

	if (!in_ns) {
		seq_printf(m, "%s: %llu\n", what, ts);
		return;
	}
	sec = div_u64_rem(div_u64(ts + 500, NSEC_PER_USEC), USEC_PER_SEC, &usec);
	seq_printf(m, "%s: %5llu.%06u\n", what, sec, usec);
}

static int stats_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	bool in_ns = place->tr->clock->in_ns;
	struct ringbuf_stats s;

	ringbuf_stats(place->tr->buffer, place->cpu, &s);
	seq_printf(m, "entries: %lu\n", s.entries);
	seq_printf(m, "overrun: %lu\n", s.overrun);
	seq_printf(m, "commit overrun: %lu\n", s.commit_overrun);
	seq_printf(m, "bytes: %lu\n", s.bytes);
	show_time(m, "oldest event ts", s.oldest_ts, in_ns);
	show_time(m, "now ts", s.now_ts, in_ns);
	seq_printf(m, "dropped events: %lu\n", s.dropped);
	seq_printf(m, "read events: %lu\n", s.read);
	return 0;
}

static void show_comm(struct seq_file *m, int pid, int tgid, const char *comm)
{
	seq_printf(m, "%d %s\n", pid, comm);
}

static int comms_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	trace_comm_walk(show_comm, m);
	return 0;
}

static void show_tgid(struct seq_file *m, int pid, int tgid, const char *comm)
{
	if (tgid)
		seq_printf(m, "%d %d\n", pid, tgid);
}

static int tgids_show(struct seq_file *m, const struct trace_place *place,
		      const struct tracefs_file *row)
{
	trace_comm_walk(show_tgid, m);
	return 0;
}

static int comm_size_show(struct seq_file *m, const struct trace_place *place,
			  const struct tracefs_file *row)
{
	seq_printf(m, "%u\n", trace_comm_cache_size());
	return 0;
}

static int comm_size_store(const struct trace_place *place, const struct tracefs_file *row,
			   char *text)
{
	unsigned int nr;
	int ret = kstrtouint(text, 10, &nr);

	if (ret)
		return ret;
	return nr && nr <= PID_MAX_DEFAULT ? trace_comm_cache_resize(nr) : -EINVAL;
}

static void show_format(struct seq_file *m, const char *fmt)
{
	seq_printf(m, "0x%lx : \"", (unsigned long)fmt);
	seq_escape_mem(m, fmt, strlen(fmt), ESCAPE_SPACE | ESCAPE_SPECIAL, "\n\t\\\"");
	seq_puts(m, "\"\n");
}

static int formats_show(struct seq_file *m, const struct trace_place *place,
			const struct tracefs_file *row)
{
	trace_printk_walk_fmts(show_format, m);
	return 0;
}

static const struct trace_control stats_control = { stats_show };
static const struct trace_control comms_control = { comms_show };
static const struct trace_control tgids_control = { tgids_show };
static const struct trace_control comm_size_control = { comm_size_show, comm_size_store };
static const struct trace_control formats_control = { formats_show };

static const struct tracefs_file cpu_stats_files[] = {
	TRACE_CONTROL("stats", TRACE_MODE_READ, &stats_control),
};

TRACE_FILES(cpu_stats_files, TRACE_CPU);

static const struct tracefs_file top_stats_files[] = {
	TRACE_CONTROL("saved_cmdlines", TRACE_MODE_READ, &comms_control),
	TRACE_CONTROL("saved_cmdlines_size", TRACE_MODE_WRITE, &comm_size_control),
	TRACE_CONTROL("saved_tgids", TRACE_MODE_READ, &tgids_control),
	TRACE_CONTROL("printk_formats", TRACE_MODE_READ, &formats_control),
};

TRACE_FILES(top_stats_files, TRACE_TOP);
