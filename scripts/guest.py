#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""What the guest finds: an initramfs made of programs of the host.

The archive format is the kernel's own ("newc"); several archives behind one
another count as one, so the programs, the modules of one kernel, and the files
of one run are packed separately and joined at boot.
"""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent

# Programs beyond busybox.
PROGRAMS = ("bash", "chrt", "taskset", "nice", "ping", "stat", "timeout", "mktemp",
            "trace-cmd")

# Where they and their libraries come from, for guests unlike the host.
PACKAGES = ("busybox-static", "bash", "coreutils", "util-linux", "iputils-ping",
            "trace-cmd", "libc6", "libtinfo6", "libcap2", "libidn2-0",
            "libunistring2", "libselinux1", "libpcre2-8-0", "libtracefs1",
            "libtraceevent1", "libzstd1")

DIRECTORIES = ("bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "dev",
               "proc", "sys", "tmp", "run", "root", "etc", "lib", "lib64",
               "mnt", "opt", "var")


class Archive:
    """A newc archive under construction; everything in it belongs to root."""

    def __init__(self):
        self.parts = []
        self.names = set()
        self.inode = 0

    def _entry(self, name, mode, data):
        self.inode += 1
        encoded = name.encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                  len(encoded), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields)
        for part in (head + encoded, data):
            self.parts.append(part + b"\0" * (-len(part) % 4))
        self.names.add(name)

    def directory(self, name):
        """Add a directory and those above it, unless they are there."""
        name = name.strip("/")
        if not name or name in self.names:
            return
        self.directory(os.path.dirname(name))
        self._entry(name, stat.S_IFDIR | 0o755, b"")

    def file(self, name, data, mode=0o644):
        name = name.strip("/")
        if name in self.names:
            return
        self.directory(os.path.dirname(name))
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        name = name.strip("/")
        if name in self.names:
            return
        self.directory(os.path.dirname(name))
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def copy(self, source, name):
        """Add a file or a directory of the host under a name of the guest."""
        source = Path(source)
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                if path.is_file():
                    self.copy(path, f"{name}/{path.relative_to(source)}")
            return
        mode = 0o755 if os.access(source, os.X_OK) else 0o644
        self.file(name, source.read_bytes(), mode)

    def bytes(self):
        """Return the finished archive."""
        self._entry("TRAILER!!!", 0, b"")
        data = b"".join(self.parts)
        return data + b"\0" * (-len(data) % 512)


def libraries(program):
    """Return the shared objects that a program of the host loads."""
    text = subprocess.run(["ldd", program], capture_output=True, text=True,
                          check=False).stdout
    return re.findall(r"(/\S+)", text)


def add_program(archive, name):
    path = shutil.which(name)
    if not path:
        return
    archive.copy(path, f"usr/bin/{name}")
    for library in libraries(path):
        archive.copy(os.path.realpath(library), library)


def add_busybox(archive, path):
    """Add busybox and its applets, those of the host's in any case."""
    archive.copy(path, "bin/busybox")
    applets = subprocess.run([shutil.which("busybox"), "--list"], text=True,
                             stdout=subprocess.PIPE, check=True).stdout.split()
    for applet in applets:
        archive.link(f"bin/{applet}", "busybox")


def host_programs():
    """Return the archive with the programs, for a guest like the host."""
    archive = new_archive()
    for name in PROGRAMS:
        add_program(archive, name)
    plugins = Path("/usr/lib/x86_64-linux-gnu/traceevent")
    if plugins.is_dir():
        archive.copy(plugins, str(plugins))
    add_busybox(archive, shutil.which("busybox"))
    return archive.bytes()


def more_programs(names):
    """Return an archive with programs that most guests do without."""
    archive = Archive()
    for name in names:
        add_program(archive, name)
    return archive.bytes()


def fetch(directory, machine):
    """Unpack PACKAGES of another architecture; return where they are.

    apt gets lists and a cache of its own, so that the host's stay as they are.
    """
    root, state = directory / "root", directory / "apt"
    if root.is_dir():
        return root
    for name in ("state/lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    apt = ["apt-get", "-q", "-o", f"APT::Architecture={machine}",
           "-o", f"APT::Architectures={machine}",
           "-o", f"Dir::State={state}/state", "-o", f"Dir::Cache={state}/cache",
           "-o", f"Dir::State::status={state}/status",
           "-o", "APT::Sandbox::User="]
    log = state / "log"
    with open(log, "w", encoding="utf-8") as text:
        for command in (["update"], ["download", *PACKAGES]):
            if subprocess.run(apt + command, cwd=state, stdout=text, check=False,
                              stderr=subprocess.STDOUT).returncode:
                sys.exit(f"guest: the {machine} packages do not come, see {log}")
    partial = directory / "partial"
    shutil.rmtree(partial, ignore_errors=True)
    for package in state.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(partial)], check=True)
    partial.rename(root)
    return root


def arm64_programs(build):
    """Return the archive with the programs, for an arm64 guest."""
    root = fetch(build / "guest/arm64", "arm64")
    archive = new_archive()
    for name in PROGRAMS:
        for place in ("usr/bin", "bin"):
            if (root / place / name).is_file():
                archive.copy(root / place / name, f"usr/bin/{name}")
    for path in sorted([*root.glob("lib/**/*.so*"), *root.glob("usr/lib/*/*.so*")]):
        if path.is_file():
            archive.copy(path, str(path.relative_to(root)))
    add_busybox(archive, root / "bin/busybox")
    return archive.bytes()


def new_archive():
    """Return an archive with the usual directories and tables."""
    archive = Archive()
    for name in DIRECTORIES:
        archive.directory(name)
    archive.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n"
                               b"nobody:x:65534:65534:nobody:/:/bin/false\n")
    archive.file("etc/group", b"root:x:0:\ntty:x:5:\nnogroup:x:65534:\n")
    archive.file("etc/hosts", b"127.0.0.1 localhost retrace\n")
    archive.link("etc/mtab", "/proc/mounts")
    return archive


def run_files(command, modules, extra):
    """Return the archive of one run: init, modules, command, other files."""
    archive = Archive()
    init = REPO / "tools/testing/guest/init"
    archive.file("init", init.read_bytes(), 0o755)
    if modules and modules.is_dir():
        archive.copy(modules, "lib/modules")
    if command is not None:
        archive.file("command", command.encode() + b"\n", 0o755)
    for source, name in extra:
        archive.copy(source, name)
    return archive.bytes()
