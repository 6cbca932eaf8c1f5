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

# Where all programs come from, for guests unlike the host, and what the host's compiler
# needs to build more of them.
PACKAGES = ("busybox-static", "bash", "coreutils", "util-linux", "iputils-ping",
            "trace-cmd", "linux-perf", "rt-tests", "bpftrace", "libtracefs-dev",
            "libtraceevent-dev")

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


class Host:
    """Programs of the host, for a guest like it."""

    plugins = Path("/usr/lib/x86_64-linux-gnu/traceevent")
    # How to build what needs libraries: arguments of make, and its environment.
    make, environment = [], {}

    @staticmethod
    def program(name):
        return shutil.which(name)

    @staticmethod
    def libraries(program):
        """Return {name in the guest: file} of the shared objects that it loads."""
        text = subprocess.run(["ldd", program], capture_output=True, text=True,
                              check=False).stdout
        return {name: os.path.realpath(name) for name in re.findall(r"(/\S+)", text)}


class Arm64:
    """Programs of Debian packages for arm64."""

    def __init__(self, build):
        self.root = fetch(build / "guest/arm64", "arm64")
        libraries = self.root / "usr/lib/aarch64-linux-gnu"
        self.plugins = libraries / "traceevent"
        self.make = ["CROSS_COMPILE=aarch64-linux-gnu-", "LD=aarch64-linux-gnu-ld",
                     f"CC=aarch64-linux-gnu-gcc -L{libraries}"]
        self.environment = {"PKG_CONFIG_SYSROOT_DIR": str(self.root),
                            "PKG_CONFIG_LIBDIR": f"{libraries}/pkgconfig"}

    def program(self, name):
        found = [place for place in ("usr/bin", "bin", "usr/sbin")
                 if (self.root / place / name).is_file()]
        return self.root / found[0] / name if found else None

    def libraries(self, program):
        """Return {name in the guest: file} of the shared objects that it loads."""
        found, left = {}, [program]
        while left:
            text = subprocess.run(["readelf", "-ld", left.pop()], capture_output=True,
                                  text=True, check=False).stdout
            for name in re.findall(r"(?:NEEDED.*\[|interpreter: .*/)(.*)\]", text):
                for place in ("lib", "lib/aarch64-linux-gnu", "usr/lib/aarch64-linux-gnu",
                              "usr/lib/llvm-14/lib"):
                    path = self.root / place / name
                    if path.is_file() and f"/lib/{name}" not in found:
                        found[f"/lib/{name}"] = path
                        left.append(path)
        return found


def source(arch, build):
    """Return where an architecture's programs come from."""
    return Arm64(build) if arch == "arm64" else Host()


def add_program(archive, origin, name):
    path = origin.program(name)
    if not path:
        return
    archive.copy(path, f"usr/bin/{name}")
    for place, library in origin.libraries(path).items():
        archive.copy(library, place)


def add_busybox(archive, path):
    """Add busybox and its applets, those of the host's in any case."""
    archive.copy(path, "bin/busybox")
    applets = subprocess.run([shutil.which("busybox"), "--list"], text=True,
                             stdout=subprocess.PIPE, check=True).stdout.split()
    for applet in applets:
        archive.link(f"bin/{applet}", "busybox")


def all_programs(origin):
    """Return the archive with the programs that every guest has."""
    archive = new_archive()
    for name in PROGRAMS:
        add_program(archive, origin, name)
    if origin.plugins.is_dir():
        archive.copy(origin.plugins, f"/usr/lib/{origin.plugins.parent.name}/traceevent")
    add_busybox(archive, origin.program("busybox"))
    return archive.bytes()


def more_programs(origin, names):
    """Return an archive with programs that most guests do without."""
    archive = Archive()
    for name in names:
        add_program(archive, origin, name)
    return archive.bytes()


def fetch(directory, machine):
    """Unpack PACKAGES of another architecture and what they need; return where they are.

    apt gets lists and a cache of its own, so that the host's stay as they are.
    """
    root, state, stamp = directory / "root", directory / "apt", directory / "packages"
    if stamp.exists() and stamp.read_text() == " ".join(PACKAGES):
        return root
    for name in ("state/lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    (state / "status").touch()
    apt = ["apt-get", "-q", "-y", "-o", f"APT::Architecture={machine}",
           "-o", f"APT::Architectures={machine}",
           "-o", f"Dir::State={state}/state", "-o", f"Dir::Cache={state}/cache",
           "-o", f"Dir::State::status={state}/status",
           "-o", "APT::Sandbox::User="]
    log = state / "log"
    with open(log, "w", encoding="utf-8") as text:
        for command in (["update"], ["install", "--download-only",
                                     "--no-install-recommends", *PACKAGES]):
            if subprocess.run(apt + command, cwd=state, stdout=text, check=False,
                              stderr=subprocess.STDOUT).returncode:
                sys.exit(f"guest: the {machine} packages do not come, see {log}")
    partial = directory / "partial"
    for old in (partial, root):
        shutil.rmtree(old, ignore_errors=True)
    for package in (state / "cache/archives").glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(partial)], check=True)
    partial.rename(root)
    stamp.write_text(" ".join(PACKAGES))
    return root


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
