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
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent

# Programs beyond busybox, as {name in the guest: name on the host}.
PROGRAMS = ("bash", "chrt", "taskset", "ping", "stat", "timeout", "mktemp",
            "trace-cmd", "getconf")

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


def add_busybox(archive):
    path = shutil.which("busybox")
    archive.copy(path, "bin/busybox")
    applets = subprocess.run([path, "--list"], capture_output=True, text=True,
                             check=True).stdout.split()
    for applet in applets:
        archive.link(f"bin/{applet}", "busybox")


def host_programs():
    """Return the archive with the programs, for a guest like the host."""
    archive = Archive()
    for name in DIRECTORIES:
        archive.directory(name)
    for name in PROGRAMS:
        add_program(archive, name)
    plugins = Path("/usr/lib/x86_64-linux-gnu/traceevent")
    if plugins.is_dir():
        archive.copy(plugins, str(plugins))
    add_busybox(archive)
    add_common(archive)
    return archive.bytes()


def add_common(archive):
    archive.file("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n"
                               b"nobody:x:65534:65534:nobody:/:/bin/false\n")
    archive.file("etc/group", b"root:x:0:\ntty:x:5:\nnogroup:x:65534:\n")
    archive.file("etc/hosts", b"127.0.0.1 localhost retrace\n")
    archive.link("etc/mtab", "/proc/mounts")


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
