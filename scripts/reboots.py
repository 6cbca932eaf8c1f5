#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Records that outlive the kernel: pull the plug while it traces, and look.

The guest's memory is a file. A round boots, shows what the last kernel left,
writes numbered marks, and is killed in the middle of that. In every other round
the file is damaged before the next boot. Without damage all marks must be there up
to the last one that the guest had announced, in order, without a gap that is not
announced, and functions must have their names, although the kernel is somewhere
else in memory; trace_json must say the same. With damage the kernel must work all the
same.

reboots.py [ROUNDS [SEED]] runs by itself.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
START, SIZE = 256 << 20, 8 << 20
MEMORY = 512 << 20
WAIT = 300
# Where memory begins, what keeps a part of it from the kernel, who calls system calls.
MACHINES = {
    "x86": (0, f"memmap={SIZE}${START}", "do_syscall_64"),
    "arm64": (1 << 30, f"mem={START}", "do_el0_svc"),
}

GUEST = """
cd /sys/kernel/tracing/instances/kept || exit 1
[ ! -e snapshot ] && [ ! -e per_cpu/cpu0/snapshot_raw ] || exit 1
echo "@info $(cat last_boot_info)"
cat per_cpu/cpu*/buffer_meta > /dev/null
cat trace > /tmp/old
grep -v '^#' /tmp/old | sed 's/^/@old /'
cat trace_json > /tmp/json
grep -F '"event":"print"' /tmp/json | sed 's/^/@json /'
grep -F '"event":"kernel_stack"' /tmp/json | grep %(caller)s | tail -n 5 | sed 's/^/@json /'
echo "@end"
[ %(keep)d = 1 ] || echo > trace
echo 1 > options/stacktrace
echo 1 > tracing_on
echo 1 > events/sched/enable
i=0
while [ $i -lt 100000 ]; do
	echo "mark %(round)d $i" > trace_marker
	i=$((i + 1))
	[ $((i %% 20)) != 0 ] || echo "@said $i"
done
"""


class Round:
    """One life of the guest."""

    def __init__(self, args, log, ram, number, keep):
        self.old, self.json = [], []
        self.said = 0
        self.ended = False
        base, option, caller = MACHINES[args.arch]
        guest = GUEST % {"round": number, "keep": keep, "caller": caller}
        command = [str(REPO / "scripts/boot"), "--arch", args.arch, "--out", str(args.out),
                   "--mem", "512M", "--cpus", "2", "--ram", str(ram),
                   "--log", str(log), "--append",
                   f"{option} trace_instance=kept^traceoff@{base + START}:{SIZE}",
                   "--timeout", str(WAIT), "--command", guest]
        # pylint: disable-next=consider-using-with
        self.boot = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                     stderr=subprocess.DEVNULL, errors="replace")

    def live(self, marks):
        """Go on until the guest has said that many; return what is wrong."""
        for line in self.boot.stdout:
            if line.startswith("@old "):
                self.old.append(line[5:].rstrip("\n"))
            elif line.startswith("@json "):
                self.json.append(line[6:])
            elif line.startswith("@end"):
                self.ended = True
            elif line.startswith("@said "):
                self.said = int(line.split()[1])
                if self.said >= marks:
                    return None
        return "the guest ended" if self.ended else "the guest did not come up"

    def kill(self):
        self.boot.send_signal(signal.SIGTERM)
        self.boot.stdout.read()
        self.boot.wait()


def damage(ram, dice):
    """Random faults in the memory that is kept."""
    with open(ram, "r+b") as file:
        for _ in range(dice.randint(1, 30)):
            length = dice.choice((1, 1, 8, 64, 4096))
            # The tables at the beginning are small and deserve their share.
            reach = dice.choice((64 << 10, SIZE)) - length
            file.seek(START + dice.randrange(reach))
            kind = dice.randrange(3)
            file.write(bytes(length) if kind == 0 else b"\xff" * length
                       if kind == 1 else dice.randbytes(length))


def marks_of(lines, number):
    """Return the marks of a round in the order in which they are shown."""
    found = [re.search(r"tracing_mark_write: mark (\d+) (\d+)$", line)
             for line in lines]
    return [int(m.group(2)) for m in found if m and int(m.group(1)) == number]


def judge(lines, number, said, damaged, whole, caller):
    """
    Return what is wrong with what was kept of a round, or None. Unless it is whole,
    records are among it that were damaged before that round.
    """
    marks = marks_of(lines, number)
    if damaged:
        return None
    lost = any("LOST" in line for line in lines)
    if not marks or marks[-1] < said - 1:
        return f"mark {said - 1} was announced, the last one is {marks[-1:]}"
    calls = [line for line in lines if line.startswith(" => ")]
    if not any(caller in call for call in calls):
        return "no function has the name that it had"
    nameless = [call for call in calls if call.startswith(" => 0x")]
    if nameless and whole:
        return f"{nameless[0].strip()} has lost its name"
    for before, after in zip(marks, marks[1:]):
        if after != before + 1 and not lost:
            return f"mark {after} comes after {before}"
    return None


def judge_json(lines, old, number, caller):
    """The same of trace_json, beside the text that was right."""
    try:
        records = [json.loads(line) for line in lines]
    except ValueError as error:
        return f"trace_json: {error}"
    found = [re.fullmatch(r"mark (\d+) (\d+)\n", str(record["fields"].get("buf")))
             for record in records if record["event"] == "print"]
    marks = [int(m.group(2)) for m in found if m and int(m.group(1)) == number]
    if marks != marks_of(old, number):
        return f"trace_json has {len(marks)} marks, and not those of trace"
    if not all(record.get("former") for record in records):
        return "trace_json does not tell that a record is of a former kernel"
    stacks = [record for record in records if record["event"] == "kernel_stack"]
    if not any(caller in str(record["fields"]) for record in stacks):
        return "trace_json: no function has the name that it had"
    return None


def run(args, rounds, seed, log):
    """Return (number of rounds that went well, what was wrong with the next)."""
    dice = random.Random(seed)
    said, damaged, whole = 0, True, True
    caller = MACHINES[args.arch][2]
    with tempfile.TemporaryDirectory() as directory:
        ram = Path(directory) / "ram"
        with open(ram, "wb") as file:
            file.truncate(MEMORY)
        for number in range(rounds + 1):
            keep = dice.randrange(2)
            life = Round(args, log, ram, number, keep)
            try:
                wrong = life.live(dice.randint(20, 400))
            finally:
                life.kill()
            if not wrong and number:
                wrong = judge(life.old, number - 1, said, damaged, whole, caller)
            if not wrong and number and not damaged:
                wrong = judge_json(life.json, life.old, number - 1, caller)
            if wrong:
                return number, f"round {number}: {wrong}"
            said = life.said
            whole = not keep or (whole and not damaged)
            damaged = number % 2 == 1
            if damaged:
                damage(ram, dice)
    return rounds, None


def main():
    class Args:
        """What check passes."""
        arch = "x86"
        out = REPO / "build/x86"

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 4
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else os.getpid()
    log = REPO / "build/log/reboots.console"
    good, wrong = run(Args, rounds, seed, log)
    print(f"# {good} rounds, seed {seed}" + (f": {wrong}" if wrong else ""))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
