// SPDX-License-Identifier: GPL-2.0
/* What stands above the records of osnoise and timerlat. */
#include <linux/seq_file.h>
#include "../core/instance.h"
#include "../core/tracer.h"
#include "../tracer/osnoise.h"

/* The names of the letters, and what else is in those lines. */
static void put_letters(struct seq_file *m, const char * const lines[6])
{
	static const char * const pictures[6] = {
		"  _-----=> irqs-off",
		" / _----=> need-resched",
		"| / _---=> hardirq/softirq",
		"|| / _--=> preempt-depth",
		"||| / _-=> migrate-disable",
		"|||| /     delay",
	};

	for (int i = 0; i < 6; i++)
		seq_printf(m, "#%30s%s%s\n", "", pictures[i], lines[i]);
}

/**
 * trace_osnoise_header - lines above the records of osnoise
 * @m: the reader's
 * @iter: at the oldest record
 */
void trace_osnoise_header(struct seq_file *m, struct trace_iterator *iter)
{
	static const char * const lines[6] = {
		"", "", "", "",
		"                         MAX",
		"                                   SINGLE      Interference counters:",
	};

	seq_printf(m, "# tracer: %s\n#\n", iter->tr->tracer->name);
	put_letters(m, lines);
	seq_puts(m, "#                              |||||               RUNTIME      NOISE   % OF CPU  NOISE    +-----------------------------+\n"
		    "#           TASK-PID      CPU# |||||   TIMESTAMP    IN US       IN US  AVAILABLE  IN US     HW    NMI    IRQ   SIRQ THREAD\n"
		    "#              | |         |   |||||      |           |             |    |            |      |      |      |      |      |\n");
}

/**
 * trace_timerlat_header - lines above the records of timerlat
 * @m: the reader's
 * @iter: at the oldest record
 */
void trace_timerlat_header(struct seq_file *m, struct trace_iterator *iter)
{
	static const char * const lines[6] = { "", "", "", "", "", "" };

	seq_printf(m, "# tracer: %s\n#\n", iter->tr->tracer->name);
	put_letters(m, lines);
	seq_puts(m, "#                              |||||            ACTIVATION\n"
		    "#           TASK-PID      CPU# |||||   TIMESTAMP   ID            CONTEXT                 LATENCY\n"
		    "#              | |         |   |||||      |         |                  |                       |\n");
}
