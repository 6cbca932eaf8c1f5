#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""trace_json against what trace-cmd reads in the same buffer, field by field.

tools/testing/guest/json makes the records and prints both. Lines are paired by CPU
and order. A value of trace-cmd is text: a number in some base, the name of a
function, the bytes of an array; so both sides are brought to numbers, modulo the
size of the field, or to strings.
"""

import base64
import gzip
import json
import re
import shutil
import subprocess
from bisect import bisect_right
from collections import Counter
from functools import partial

# What the guest writes to trace_marker.
MARKERS = (b'marker: "quotes" \\ \t tab\n', b"marker: \x01\x1b\x7f control\n",
           b"marker: \xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80 letters\n",
           b"marker: \xff\xc0\x80\xed\xa0\x80\xf0\x9f\x98 bytes\n")
RAW = [0x01, 0xff, 0x00, 0x7a]

LINE = re.compile(r"\s*(?P<comm>.*)-(?P<pid>\d+)\s+\[(?P<cpu>\d+)\]\s+"
                  r"(?P<sec>\d+)\.(?P<ns>\d{9}): (?P<event>[^:]+):\s*(?P<rest>.*)")
# trace-cmd prints what they say instead of their fields.
TEXTS = {"print", "bprint", "bputs", "raw_data"}


def blocks(output):
    """Return {name: bytes} of what the guest printed."""
    found = re.findall(r"^@begin (\S+)$\n(.*?)^@end \1$", output, re.M | re.S)
    return {name: gzip.decompress(base64.b64decode(text)) for name, text in found}


class Symbols:
    """Addresses and names of functions."""

    def __init__(self, text):
        self.names = {}
        for line in text.splitlines():
            address, _, name = line.split()[:3]
            self.names.setdefault(int(address, 16), set()).add(name)
        self.addresses = sorted(self.names)

    def of(self, address):
        """Return (names, offset) of the function around an address."""
        place = bisect_right(self.addresses, address)
        if not place:
            return set(), address
        start = self.addresses[place - 1]
        return self.names[start], address - start

    def match(self, text, address):
        """Is a name, perhaps with "+0x12" behind it, right for an address?"""
        name, _, offset = text.partition("+")
        names, distance = self.of(address % 2**64)
        return name in names and (not offset or int(offset, 16) == distance)


def number(text, base=0):
    """Return a number of trace-cmd's, or None."""
    if text == "(nil)":
        return 0
    try:
        return int(text, base)
    except ValueError:
        return None


def equal(left, right):
    """Equal modulo 2^32 or 2^64, as the one may show a sign and the other not."""
    size = 2**32 if max(abs(left), abs(right)) < 2**32 else 2**64
    return left % size == right % size


class Comparison:
    """Compares lines and counts."""

    def __init__(self, symbols):
        self.symbols = symbols
        self.fields = 0
        self.unclear = Counter()
        self.wrong = []

    def string(self, value, text):
        if value == text:
            return True
        if value.startswith("0x"):
            address, other = int(value, 16), number(text)
            if other is not None:
                return equal(address, other)
            return self.symbols.match(text, address)
        # A text of the kernel, of which trace-cmd only has the address.
        return None if number(text) else False

    def array(self, values, text):
        inside = re.fullmatch(r"ARRAY\[(.*)\]", text)
        if not inside:
            return None
        data = bytes(int(byte, 16) for byte in inside[1].split(", ") if byte)
        if not values:
            return not any(data)
        if isinstance(values[0], str):
            return self.addresses(values, data)
        size, rest = divmod(len(data), len(values))
        if rest:
            return None
        found = [int.from_bytes(data[i:i + size], "little")
                 for i in range(0, len(data), size)]
        return all(value % 2**(8 * size) == other for value, other in zip(values, found))

    def addresses(self, values, data):
        """Functions, or places in user space; trace-cmd shows as many as fit."""
        for place, value in enumerate(values[:len(data) // 8]):
            address = int.from_bytes(data[8 * place:8 * place + 8], "little")
            if value.startswith("0x"):
                if int(value, 16) != address:
                    return False
            elif not self.symbols.match(value, address):
                return False
        return True

    def value(self, value, text):
        """Return whether both say the same, None if that cannot be told."""
        if isinstance(value, list):
            return self.array(value, text)
        if isinstance(value, str):
            return self.string(value, text.rstrip("\n"))
        # Print formats choose the base and often do not show it.
        found = [other for other in map(partial(number, text), (0, 8, 10, 16))
                 if other is not None]
        if found:
            return any(equal(value, other) for other in found)
        return self.symbols.match(text, value) or None

    def record(self, ours, theirs):
        """Compare one line with its counterpart."""
        stamp = int(theirs["sec"]) * 10**9 + int(theirs["ns"])
        same = (ours["ts"], ours["pid"], ours["event"]) == \
            (stamp, int(theirs["pid"]), theirs["event"])
        if not same:
            self.wrong.append(f"{ours} is {theirs[0]}")
            return
        if ours["event"] in TEXTS:
            return
        texts = split(theirs["rest"], list(ours["fields"]))
        if texts is None:
            self.wrong.append(f"other fields: {ours} is {theirs[0]}")
            return
        for name, value in ours["fields"].items():
            verdict = self.value(value, texts[name])
            self.fields += 1
            if verdict is None:
                self.unclear[f"{ours['event']}.{name} {value} {texts[name]}"] += 1
            elif not verdict:
                self.wrong.append(f"{ours['event']}.{name} {value} is {texts[name]}")


def split(text, names):
    """Return {name: text} of "name=text name=text", or None."""
    found = {}
    for place, name in enumerate(names):
        if not text.startswith(name + "="):
            return None
        text = text[len(name) + 1:]
        end = text.find(f" {names[place + 1]}=") if place + 1 < len(names) else len(text)
        if end < 0:
            return None
        found[name], text = text[:end], text[end + 1:]
    return found


def by_cpu(lines, cpu):
    """Return {cpu: lines}, in order."""
    found = {}
    for line in lines:
        found.setdefault(cpu(line), []).append(line)
    return found


def compare(data, number_of_records):
    """Return [(passed, name, why)]."""
    text = data["json"].decode("utf-8", "strict")
    ours = [json.loads(line) for line in text.splitlines()]
    records = [line for line in ours if "ts" in line]
    report = data["report"].decode(errors="surrogateescape").split("\n")
    theirs = [match for match in map(LINE.match, report) if match]
    run = Comparison(Symbols(data["kallsyms"].decode()))
    ours_by, theirs_by = (by_cpu(records, lambda line: line["cpu"]),
                          by_cpu(theirs, lambda match: int(match["cpu"])))
    counts = [{cpu: len(lines) for cpu, lines in sorted(side.items())}
              for side in (ours_by, theirs_by)]
    for cpu in set(ours_by) & set(theirs_by):
        for pair in zip(ours_by[cpu], theirs_by[cpu]):
            run.record(*pair)
    kinds = len({line["event"] for line in records})
    return [
        (len(records) >= number_of_records and kinds >= 100,
         f"{len(records)} records of {kinds} kinds are JSON", f"lines {len(ours)}"),
        (counts[0] == counts[1], "trace-cmd finds as many", f"{counts}"),
        (not run.wrong and run.fields > len(records), f"{run.fields} fields agree",
         f"{len(run.wrong)} do not: {run.wrong[:3]}"),
        (sum(run.unclear.values()) * 50 < run.fields, "few of them cannot be compared",
         f"{sum(run.unclear.values())}: {run.unclear.most_common(5)}"),
        *markers(records), *jq(data["json"], len(ours)),
    ]


def markers(records):
    """The bytes of markers come back."""
    texts = [line["fields"]["buf"] for line in records if line["event"] == "print"]
    found = {text.encode("utf-8", "surrogateescape") for text in texts}
    raw = [line["fields"] for line in records if line["event"] == "raw_data"]
    yield set(MARKERS) <= found, "any text is lossless", f"{found}"
    yield (any(line["buf"][:len(RAW)] == RAW for line in raw), "raw bytes are lossless",
           f"{raw}")


def jq(lines, number_of_lines):
    """Another parser agrees, where there is one."""
    if not shutil.which("jq"):
        return
    done = subprocess.run(["jq", "-c", "keys | length"], input=lines, capture_output=True,
                          check=False)
    found = len(done.stdout.splitlines())
    yield (done.returncode == 0 and found == number_of_lines, "jq reads all lines",
           f"{found} of {number_of_lines}: {done.stderr[:200]}")
