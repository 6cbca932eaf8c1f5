# SPDX-License-Identifier: GPL-2.0
#
# Build, boot and check a Linux 6.12 whose tracing subsystem is the one here.
# "make help" lists the targets.

ARCH ?= x86
MEM ?= 512M
CPUS ?= 2
APPEND ?=
JOBS ?= $(shell nproc)
SECONDS ?= 300

# The values that people type reach the scripts untouched.
override CMD := $(value CMD)
override APPEND := $(value APPEND)
export CMD APPEND

# make ARCH=x86_64 and what uname -m says are understood, too.
arch := $(patsubst aarch64,arm64,$(patsubst x86_64,x86,$(ARCH)))
ifeq ($(filter x86 arm64 um,$(arch)),)
$(error ARCH is x86, arm64 or um, not $(ARCH))
endif
# What was given on the command line must not reach the kernel's own make.
MAKEOVERRIDES :=
unexport ARCH

top := $(CURDIR)
build := $(top)/build
log := $(build)/log
# DEBUG=1 is lockdep and KASAN, DEBUG=kcsan what finds data races, DEBUG=branch counts
# likely() and unlikely().
debug := $(if $(DEBUG),$(or $(filter kcsan branch,$(DEBUG)),debug))
flavour := $(or $(debug),$(arch))
out := $(build)/$(if $(BASE),base-)$(flavour)
tree := $(build)/linux$(if $(BASE),-base)
fragments := $(if $(BASE),,ours) $(debug)

karch := $(if $(filter x86,$(arch)),x86_64,$(arch))
cross := $(if $(filter arm64,$(arch)),aarch64-linux-gnu-)
image := $(if $(filter x86,$(arch)),bzImage,$(if $(filter um,$(arch)),linux,Image))
packages := $(if $(filter arm64,$(arch)),gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
	qemu-system-arm)

# A home that cannot be written to is no place for a cache.
ifeq ($(CCACHE_DIR)$(shell test -w "$$HOME" && echo home),)
export CCACHE_DIR := $(build)/ccache
endif

kmake = $(MAKE) -C $(tree) O=$(out) ARCH=$(karch) CROSS_COMPILE=$(cross) \
	CC="ccache $(cross)gcc" HOSTCC="ccache gcc"
boot = scripts/boot --arch $(arch) --out $(out) --mem $(MEM) --cpus $(CPUS) \
	--append "$$APPEND"
configuration := $(patsubst %,overlay/config/%.config,common machine $(arch) $(fragments)) \
	scripts/configure \
	$(if $(BASE),,$(shell find kernel lib fs arch samples -name "Kconfig*" 2> /dev/null))

.PHONY: all setup source tree config kernel run menuconfig overlay patch \
	lint check check-debug check-long torture bench formats clean help

all: kernel

setup:
	@scripts/setup $(packages)

source: setup
	@scripts/source $(build)

tree: source
	@$(if $(BASE),:,scripts/overlay $(build)/linux)

$(out)/.config: $(configuration) | tree
	@scripts/configure $(tree) $(out) $(arch) $(fragments)
	@touch $@

config: $(out)/.config

kernel: tree config
	@scripts/step "kernel $(notdir $(out))" $(log)/kernel-$(notdir $(out)).log \
		$(kmake) -j$(JOBS) $(image) modules
	@rm -rf $(out)/root && scripts/step modules $(log)/modules.log \
		$(kmake) INSTALL_MOD_PATH=$(out)/root INSTALL_MOD_STRIP=1 modules_install
	@$(if $(BASE),:,scripts/objects $(tree) $(out))

run: kernel
	@if [ -n "$$CMD" ]; then $(boot) --command "$$CMD"; else $(boot); fi

menuconfig: config
	@$(kmake) menuconfig

overlay: $(if $(LINUX),,source)
	@scripts/overlay $(if $(COPY),--copy) $(if $(UNDO),--undo) \
		$(or $(LINUX),$(build)/linux)

patch: tree
	@scripts/overlay --patch $(build)/linux > $(build)/retrace.patch
	@echo "patch: $(build)/retrace.patch, for patch -p1 in a 6.12 tree"

lint: tree config
	@scripts/lint $(tree) $(out)

check: kernel
	@scripts/check --arch $(arch) --out $(out) --tree $(tree) $(if $(BASE),--base)

check-debug:
	@$(MAKE) --no-print-directory DEBUG=1 ARCH=$(arch) kernel
	@scripts/check --arch $(arch) --out $(build)/debug --tree $(build)/linux --debug

check-long: kernel
	@scripts/setup spin
	@scripts/reboots.py 200
	@$(MAKE) --no-print-directory -s -C tools/testing/ringbuffer check-long \
		TREE=$(build)/linux
	@$(MAKE) --no-print-directory -s -C tools/testing/text long
	@FUZZ_COMMANDS=100000 scripts/check --out $(out) --tree $(tree) --only fuzz
	@$(MAKE) --no-print-directory ARCH=$(arch) SECONDS=$(SECONDS) torture
	@for how in 1 kcsan; do $(MAKE) --no-print-directory ARCH=$(arch) \
		DEBUG=$$how SECONDS=$(SECONDS) torture || exit; done

# The second run without what drops records uncounted: its sums are exact.
torture: kernel
	@$(boot) --log $(log)/torture.console --timeout $$(($(SECONDS) * 4 + 120)) \
		--command 'for how in reset=1 "reset=0 order=0"; do \
			modprobe ringbuffer-torture seconds=$(SECONDS) $$how || exit; \
			rmmod ringbuffer-torture; done' && \
		grep -o 'ringbuffer-torture: .* records.*' $(log)/torture.console && \
		echo "ok ringbuffer-torture" || \
		{ echo "not ok ringbuffer-torture"; exit 1; }
	@HOOK_SECONDS=$(SECONDS) scripts/check --arch $(arch) --out $(out) --tree $(tree) \
		$(if $(DEBUG),--debug) --only hooks

bench: kernel
	@$(MAKE) --no-print-directory BASE=1 kernel
	@$(MAKE) --no-print-directory ARCH=um kernel
	@$(MAKE) --no-print-directory ARCH=um BASE=1 kernel
	@scripts/bench $(build)

formats:
	@$(MAKE) --no-print-directory BASE=1 ARCH=$(arch) kernel
	@scripts/formats.py --record --arch $(arch) --out $(build)/base-$(arch)

clean:
	rm -rf $(build)/x86 $(build)/arm64 $(build)/um $(build)/debug $(build)/kcsan $(build)/branch \
		$(build)/*-lint $(build)/base-* $(build)/bench-* $(build)/guest $(build)/log

help:
	@sed -n 's/^#: //p' $(firstword $(MAKEFILE_LIST))

#: make              build the kernel
#: make run          boot it in QEMU and give you its shell; Ctrl-a x ends it
#: make run CMD=...  run that in the guest's /sys/kernel/tracing and exit with
#:                   its status; the kernel's messages go to build/log/console.log
#: make check        boot it and run all tests; a line for each, a summary
#: make check-debug  the same on a kernel with lockdep and KASAN
#: make check-long   what takes minutes: all interleavings and memory orderings of
#:                   the ring buffer, all ways to break it, its torture and that of
#:                   function hooks on three kernels, 200 reboots in mid-trace
#: make torture      its torture alone, two times SECONDS=300; DEBUG=1 on the kernel
#:                   of check-debug, DEBUG=kcsan on one that finds data races
#: make lint         checkpatch, sparse, W=1, kernel-doc, layers
#: make bench        instructions and nanoseconds per event, ours beside the base's
#: make formats      record the event formats of the base (tools/testing/formats)
#: make menuconfig   change the configuration, until overlay/config changes
#: make overlay      lay the sources over build/linux, or LINUX=dir: your own 6.12
#:                   tree (COPY=1: copies instead of links; UNDO=1: take it back)
#: make patch        the same as a patch: build/retrace.patch
#: make clean        remove what was built (not the unpacked base)
#:
#: ARCH=x86|arm64|um  the machine         BASE=1   the base with its own tracer
#: MEM=512M CPUS=2    its size            DEBUG=1  lockdep, KASAN, more checks
#:                                        DEBUG=kcsan, DEBUG=branch: see overlay/config
#: APPEND='...'       more words for the kernel command line
