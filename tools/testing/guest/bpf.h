/* SPDX-License-Identifier: GPL-2.0 */
/*
 * BPF programs of a few instructions, without a library: what they are made of, how they
 * are loaded, and where they write down what they saw.
 */
#ifndef _GUEST_BPF_H
#define _GUEST_BPF_H

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Younger than the headers of the host. */
#define TRACE_UPROBE_MULTI	48
#define TRACE_KPROBE_SESSION	56

#define SLOTS	512

/* Numbers that programs write down, shared with them; zeros at first. */
static volatile uint64_t *seen;
static int seen_fd;

struct program {
	struct bpf_insn	insn[64];
	unsigned int	nr;
};

static inline int bpf(int cmd, void *attr, size_t size)
{
	return syscall(SYS_bpf, cmd, attr, size);
}

/* ---- Instructions ----------------------------------------------------------- */

static inline void add(struct program *p, int code, int dst, int src, int off, int imm)
{
	p->insn[p->nr++] = (struct bpf_insn){
		.code = code, .dst_reg = dst, .src_reg = src, .off = off, .imm = imm,
	};
}

/* The context of the program stays in register 6. */
static inline void begin(struct program *p)
{
	p->nr = 0;
	add(p, BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0);
}

static inline void set(struct program *p, int reg, int value)
{
	add(p, BPF_ALU64 | BPF_MOV | BPF_K, reg, 0, 0, value);
}

static inline void copy(struct program *p, int to, int from)
{
	add(p, BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0);
}

/* Register 0 = what the context has at an offset. */
static inline void read_context(struct program *p, int size, int offset)
{
	add(p, BPF_LDX | BPF_MEM | size, 0, 6, offset, 0);
}

static inline void point_to(struct program *p, int reg, int slot)
{
	add(p, BPF_LD | BPF_IMM | BPF_DW, reg, BPF_PSEUDO_MAP_VALUE, 0, seen_fd);
	add(p, 0, 0, 0, 0, slot * sizeof(uint64_t));
}

/* seen[slot] = register 0 */
static inline void keep(struct program *p, int slot)
{
	point_to(p, 1, slot);
	add(p, BPF_STX | BPF_MEM | BPF_DW, 1, 0, 0, 0);
}

/* seen[slot]++ */
static inline void count(struct program *p, int slot)
{
	point_to(p, 1, slot);
	set(p, 2, 1);
	add(p, BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, BPF_ADD);
}

/* Register 0 = helper(context, registers 2 to 5) */
static inline void call(struct program *p, int helper)
{
	copy(p, 1, 6);
	add(p, BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

static inline void end(struct program *p, int value)
{
	set(p, 0, value);
	add(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* ---- Loading ---------------------------------------------------------------- */

/* The descriptor, or a negative number after the verifier's last words. */
static inline int load(const struct program *p, int type, int attach, uint32_t btf_id)
{
	static char log[65536];
	union bpf_attr attr = {
		.prog_type = type,
		.expected_attach_type = attach,
		.attach_btf_id = btf_id,
		.insns = (uintptr_t)p->insn,
		.insn_cnt = p->nr,
		.license = (uintptr_t)"GPL",
		.log_buf = (uintptr_t)log,
		.log_size = sizeof(log),
		.log_level = 1,
	};
	size_t len;
	int fd;

	fd = bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
	if (fd < 0) {
		len = strlen(log);
		printf("# %m: %s\n", log + (len > 300 ? len - 300 : 0));
	}
	return fd;
}

static inline int make_map(int type, int value, int flags)
{
	union bpf_attr attr = {
		.map_type = type, .key_size = 4, .value_size = value,
		.max_entries = type == BPF_MAP_TYPE_ARRAY ? 1 : 64, .map_flags = flags,
	};

	return bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
}

static inline bool make_seen(void)
{
	size_t size = SLOTS * sizeof(uint64_t);

	seen_fd = make_map(BPF_MAP_TYPE_ARRAY, size, BPF_F_MMAPABLE);
	seen = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, seen_fd, 0);
	return seen != MAP_FAILED;
}

/* ---- Types ------------------------------------------------------------------ */

static inline size_t size_of_type(const struct btf_type *t)
{
	unsigned int nr = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(*t) + sizeof(uint32_t);
	case BTF_KIND_ARRAY:
		return sizeof(*t) + sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return sizeof(*t) + nr * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return sizeof(*t) + nr * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return sizeof(*t) + nr * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return sizeof(*t) + nr * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return sizeof(*t) + nr * sizeof(struct btf_var_secinfo);
	default:
		return sizeof(*t);
	}
}

/* Number of the kernel's type with a name, or 0. */
static inline uint32_t find_type(const char *name, unsigned int kind)
{
	static char data[16 << 20];
	const struct btf_header *head = (void *)data;
	const char *at, *strings;
	uint32_t id;
	ssize_t len = 0, got = 1;
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY);

	while (got > 0 && len < (ssize_t)sizeof(data)) {
		got = read(fd, data + len, sizeof(data) - len);
		len += got > 0 ? got : 0;
	}
	close(fd);
	at = data + head->hdr_len + head->type_off;
	strings = data + head->hdr_len + head->str_off;
	for (id = 1; at < data + head->hdr_len + head->type_off + head->type_len; id++) {
		const struct btf_type *t = (void *)at;

		if (BTF_INFO_KIND(t->info) == kind && !strcmp(strings + t->name_off, name))
			return id;
		at += size_of_type(t);
	}
	return 0;
}

#endif /* _GUEST_BPF_H */
