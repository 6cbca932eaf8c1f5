// SPDX-License-Identifier: GPL-2.0
/* Accesses to devices in the format of Documentation/trace/mmiotrace.rst. */
#include <linux/math64.h>
#include <linux/mmiotrace.h>
#include <linux/pci.h>
#include <linux/time64.h>
#include "../core/entries.h"
#include "../tracer/mmiotrace.h"
#include "event.h"

#define FORMAT_VERSION	"20070824"

static void put_stamp(struct trace_iterator *iter, const char *keyword)
{
	u32 usecs = div_u64(iter->ts, NSEC_PER_USEC) % USEC_PER_SEC;

	trace_seq_printf(&iter->seq, "%s %llu.%06u ", keyword,
			 div_u64(iter->ts, NSEC_PER_SEC), usecs);
}

/* Pids are not known: an access is that of whoever has the CPU. */
static void put_access(struct trace_iterator *iter)
{
	const struct trace_mmio_rw_entry *rw = (void *)iter->ent;
	char keyword[] = "R 255";

	if (rw->opcode == MMIO_UNKNOWN_OP) {
		put_stamp(iter, "UNKNOWN");
		trace_seq_printf(&iter->seq, "%d 0x%llx %02lx,%02lx,%02lx 0x%lx 0\n",
				 rw->map_id, (u64)rw->phys, rw->value >> 16 & 0xff,
				 rw->value >> 8 & 0xff, rw->value & 0xff, rw->pc);
		return;
	}
	snprintf(keyword, sizeof(keyword), "%c %u", rw->opcode == MMIO_READ ? 'R' : 'W',
		 rw->width);
	put_stamp(iter, keyword);
	trace_seq_printf(&iter->seq, "%d 0x%llx 0x%lx 0x%lx 0\n", rw->map_id, (u64)rw->phys,
			 rw->value, rw->pc);
}

static void put_mapping(struct trace_iterator *iter)
{
	const struct trace_mmio_map_entry *map = (void *)iter->ent;

	if (map->opcode == MMIO_UNPROBE) {
		put_stamp(iter, "UNMAP");
		trace_seq_printf(&iter->seq, "%d 0x0 0\n", map->map_id);
		return;
	}
	put_stamp(iter, "MAP");
	trace_seq_printf(&iter->seq, "%d 0x%llx 0x%lx 0x%lx 0x0 0\n", map->map_id,
			 (u64)map->phys, map->virt, map->len);
}

/* The text is bounded, and ends a line. */
static void put_mark(struct trace_iterator *iter)
{
	const struct trace_print_entry *print = (void *)iter->ent;
	int len = iter->ent_size - offsetof(struct trace_print_entry, buf);

	put_stamp(iter, "MARK");
	len = strnlen(print->buf, max(len, 0));
	trace_seq_printf(&iter->seq, "%.*s", len, print->buf);
	if (!len || print->buf[len - 1] != '\n')
		trace_seq_putc(&iter->seq, '\n');
}

/**
 * trace_mmio_line - print a record
 * @iter: has the record
 *
 * Context: as trace_print_line().
 * Return: as trace_print_line(); records of other types are left out.
 */
enum print_line_t trace_mmio_line(struct trace_iterator *iter)
{
	switch (iter->ent->type) {
	case TRACE_TYPE_mmiotrace_rw:
		put_access(iter);
		break;
	case TRACE_TYPE_mmiotrace_map:
		put_mapping(iter);
		break;
	case TRACE_TYPE_print:
		put_mark(iter);
		break;
	default:
		break;
	}
	return trace_handle_return(&iter->seq);
}

/* As /proc/bus/pci/devices has it. */
static void put_pci_device(struct trace_iterator *iter, struct pci_dev *dev)
{
	const struct pci_driver *drv = pci_dev_driver(dev);
	struct trace_seq *s = &iter->seq;
	int i;

	trace_seq_printf(s, "PCIDEV %04x %04x%04x %x", pci_dev_id(dev), dev->vendor,
			 dev->device, dev->irq);
	for (i = 0; i <= PCI_ROM_RESOURCE; i++)
		trace_seq_printf(s, " %llx", (u64)dev->resource[i].start |
				 (dev->resource[i].flags & PCI_REGION_FLAG_MASK));
	for (i = 0; i <= PCI_ROM_RESOURCE; i++)
		trace_seq_printf(s, " %llx", (u64)pci_resource_len(dev, i));
	trace_seq_printf(s, " %s\n", drv ? drv->name : "");
}

/**
 * trace_mmio_first_line - print a line that comes before all records
 * @iter: where to
 * @nr: the first one is 0: the version of the format; then a line for each PCI device
 *
 * Context: may sleep.
 * Return: false if there are not that many.
 */
bool trace_mmio_first_line(struct trace_iterator *iter, unsigned int nr)
{
	struct pci_dev *dev = NULL;

	if (!nr) {
		trace_seq_puts(&iter->seq, "VERSION " FORMAT_VERSION "\n");
		return true;
	}
	for_each_pci_dev(dev) {
		if (--nr)
			continue;
		put_pci_device(iter, dev);
		pci_dev_put(dev);
		return true;
	}
	return false;
}
