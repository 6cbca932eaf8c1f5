#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""The format files of all events: what the base says, and what we say.

tools/testing/formats/x86.txt holds those of the base's tracer with the
configuration of overlay/config, without the IDs; ARCH.txt what is different on another
architecture, where an event without a format is not there. "--record" writes them from
a booted base kernel; without it the differences of another kernel are shown.
"""

import argparse
import difflib
import re
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
FORMATS = REPO / "tools/testing/formats"

# Events of modules come and go with them; the list is about the kernel itself.
GUEST_COMMAND = ("cd /sys/kernel/tracing/events && for f in */*/format; do "
                 "echo \"@ ${f%/format}\"; grep -v '^ID: ' \"$f\"; done")


# Events of our KUnit suites, which the base has not.
OURS = "kunit_trace/"


def parse(text):
    """Return {event: format text}, without what differs from build to build."""
    text = re.sub(r"__UNIQUE_ID_(\w+?)\d+", r"__UNIQUE_ID_\1", text)
    parts = re.split(r"^@ (\S+)\n", text, flags=re.M)
    return {name: body for name, body in zip(parts[1::2], parts[2::2])
            if not name.startswith(OURS)}


def read(arch):
    """Return {event: format text}, as recorded."""
    path = FORMATS / f"{arch}.txt"
    return parse(path.read_text()) if path.exists() else {}


def expected(arch):
    """Return {event: format text} of the base; nothing if that was never recorded."""
    if not (FORMATS / f"{arch}.txt").exists():
        return {}
    events = read("x86") | read(arch)
    return {name: body for name, body in events.items() if body}


def record(arch, events):
    """Write down the formats of the base; return how many."""
    if arch != "x86":
        common = read("x86")
        missing = dict.fromkeys(set(common) - set(events), "")
        events = {name: body for name, body in (events | missing).items()
                  if common.get(name) != body}
    (FORMATS / f"{arch}.txt").write_text(show(events))
    return len(events)


def show(events):
    return "".join(f"@ {name}\n{events[name]}" for name in sorted(events))


def difference(name, base, ours):
    return "".join(difflib.unified_diff(
        base.splitlines(keepends=True), ours.splitlines(keepends=True),
        f"base/{name}", f"ours/{name}"))


def compare(arch, output, more_allowed=False):
    """Yield (verdict, name, why) for each event system."""
    base, ours = expected(arch), parse(output)
    systems = sorted({name.split("/")[0] for name in base})
    for system in systems:
        events = [name for name in sorted(base) if name.startswith(system + "/")]
        missing = [name for name in events if name not in ours]
        differ = [name for name in events
                  if name in ours and ours[name] != base[name]]
        why = []
        if missing:
            why.append(f"{len(missing)} missing: " + " ".join(missing[:4]))
        if differ:
            why.append(f"{len(differ)} differ: " + " ".join(differ[:4]))
        yield ("not ok" if why else "ok", f"{system}, {len(events)} events",
               "; ".join(why))
    more = sorted(set(ours) - set(base))
    if more and not more_allowed:
        yield ("not ok", "no event that the base has not", " ".join(more[:8]))


def guest_formats(arch, out):
    done = subprocess.run(
        [str(REPO / "scripts/boot"), "--arch", arch, "--out", str(out), "--timeout", "600",
         "--command", GUEST_COMMAND, "--log", str(REPO / "build/log/formats.console")],
        stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"formats: the guest's status is {done.returncode}")
    return done.stdout.decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--arch", default="x86")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    ours = parse(guest_formats(args.arch, args.out))
    if args.record:
        print(f"formats: {record(args.arch, ours)} events recorded for {args.arch}")
        return 0
    base = expected(args.arch)
    for name in sorted(set(base) | set(ours)):
        sys.stdout.write(difference(name, base.get(name, ""), ours.get(name, "")))
    return 0 if base == ours else 1


if __name__ == "__main__":
    sys.exit(main())
