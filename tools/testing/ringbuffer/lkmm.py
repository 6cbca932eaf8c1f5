#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""lkmm.py MODEL TEST...: may this happen under the kernel's memory model?

MODEL is a folder with linux-kernel.bell and linux-kernel.cat, the kernel's
tools/memory-model. A TEST is a litmus test in C as herd7 reads it; the answer is
Never, Sometimes or Always, and must be what the test itself says after
"Result:". This does for small tests what herd7 does for all: it makes every
execution that a test could have (values read, where they come from, the order of
stores) and keeps those that the model allows. Locks, SRCU, loops and arithmetic
are not understood and are refused.
"""

import itertools
import re
import sys
from pathlib import Path

# ---- relations: sets of events, and sets of pairs of them ----


def compose(r, s):
    """The relation r ; s."""
    follow = {}
    for a, b in s:
        follow.setdefault(a, []).append(b)
    return frozenset((a, c) for a, b in r for c in follow.get(b, ()))


def closure(r):
    """The transitive closure."""
    while True:
        more = r | compose(r, r)
        if more == r:
            return r
        r = more


def inverse(r):
    return frozenset((b, a) for a, b in r)


def identity(events):
    return frozenset((e, e) for e in events)


# ---- the language of models ----

WORD = re.compile(r"""\s*(?:(?P<tag>'[\w-]+)|(?P<text>"[^"]*")|
    (?P<inv>\^-1)|(?P<name>_?[A-Za-z][\w]*(?:-[A-Za-z][\w]*)*)|
    (?P<op>\|\||[][(){}|;\\&*+?~=,_]))""", re.X)
KEYWORDS = {"let", "rec", "and", "in", "as", "acyclic", "irreflexive", "empty",
            "flag", "include", "enum", "instructions", "show"}


def words(text):
    """Split a model into words; comments may be nested."""
    depth, kept, at = 0, [], 0
    for part in re.finditer(r"\(\*(?!\))|\*\)|//[^\n]*", text):
        if not depth:
            kept.append(text[at:part.start()])
        if not part.group().startswith("//"):
            depth += 1 if part.group() == "(*" else -1
        at = part.end()
    text = "".join(kept + [text[at:]]).strip()
    found, at = [], 0
    while at < len(text):
        match = WORD.match(text, at)
        if not match:
            raise SyntaxError(f"model: {text[at:at + 30]!r}")
        found.append(match.group().strip())
        at = match.end()
    return found


class Parser:
    """Turns a model into a list of statements, expressions into functions."""

    BINARY = ("|", ";", "\\", "&")      # loosest first

    def __init__(self, text):
        self.words = words(text)
        self.at = 0

    def look(self):
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self, wanted=None):
        word = self.look()
        if wanted and word != wanted:
            raise SyntaxError(f"model: {wanted} expected, not {word!r}")
        self.at += 1
        return word

    def accept(self, word):
        if self.look() == word:
            self.at += 1
            return True
        return False

    def statements(self):
        while self.at < len(self.words):
            yield self.statement()

    def statement(self):
        word = self.take()
        if word == "let":
            return self.bindings()
        if word == "enum":
            self.take()
            self.take("=")
            tags = [self.take()]
            while self.accept("||"):
                tags.append(self.take())
            return ("enum", tags)
        if word == "instructions":
            while self.take() != "]":
                pass
            return ("skip",)
        if word == "include" or word.startswith('"'):
            if word == "include":
                self.take()
            return ("skip",)
        flagged = word == "flag"
        if flagged:
            word = self.take()
        negated = word == "~"
        if negated:
            word = self.take()
        expr = self.expression()
        self.take("as")
        return ("flag" if flagged else "check", word, negated, expr, self.take())

    def bindings(self):
        """Names, parameters and values of a let, after that word."""
        recursive = self.accept("rec")
        bound = []
        while True:
            name, params = self.take(), None
            if self.accept("("):
                params = [self.take()]
                while self.accept(","):
                    params.append(self.take())
                self.take(")")
            self.take("=")
            bound.append((name, params, self.expression()))
            if not self.accept("and"):
                return ("let", recursive, bound)

    def expression(self, level=0):
        if level == len(self.BINARY):
            return self.product()
        left = self.expression(level + 1)
        while self.look() == self.BINARY[level]:
            left = self.join(self.take(), left, self.expression(level + 1))
        return left

    @staticmethod
    def join(op, left, right):
        act = {"|": lambda a, b: a | b, "&": lambda a, b: a & b,
               "\\": lambda a, b: a - b, ";": compose}[op]
        return lambda env: act(left(env), right(env))

    def product(self):
        left = self.postfix()
        while self.look() == "*":
            self.take()
            right, first = self.postfix(), left
            left = (lambda f, r: lambda env: frozenset(
                itertools.product(f(env), r(env))))(first, right)
        return left

    def starts_term(self):
        word = self.words[self.at + 1] if self.at + 1 < len(self.words) else ""
        return word not in KEYWORDS and (word in ("(", "[", "~", "_") or
                                         word[:1].isalpha())

    def postfix(self):
        term = self.term()
        while True:
            word = self.look()
            if word == "*" and self.starts_term():
                return term
            if word not in ("*", "+", "?", "^-1"):
                return term
            self.take()
            act = {"*": lambda r, e: closure(r) | identity(e),
                   "+": lambda r, e: closure(r),
                   "?": lambda r, e: r | identity(e),
                   "^-1": lambda r, e: inverse(r)}[word]
            term = (lambda f, t: lambda env: f(t(env), env["_"]))(act, term)

    def term(self):
        word = self.take()
        if word == "(":
            inner = self.expression()
            self.take(")")
            return inner
        if word == "[":
            inner = self.expression()
            self.take("]")
            return lambda env: identity(inner(env))
        if word == "~":
            inner = self.postfix()
            return lambda env: env["_"] - inner(env)
        if word == "let":
            binding = self.bindings()
            self.take("in")
            inner = self.expression()
            return lambda env: inner(bind(dict(env), binding))
        if self.look() == "(":
            self.take()
            argument = self.expression()
            self.take(")")
            return lambda env: env[word](argument(env))
        return lambda env: env[word]


def function(env, params, body):
    def call(*arguments):
        return body({**env, **dict(zip(params, arguments))})
    return call


def bind(env, statement):
    """Carry out a let."""
    _, recursive, bound = statement
    if not recursive:
        env.update({name: function(dict(env), params, expr) if params
                    else expr(env) for name, params, expr in bound})
        return env
    env.update({name: frozenset() for name, _, _ in bound})
    while True:
        before = [env[name] for name, _, _ in bound]
        for name, _, expr in bound:
            env[name] = expr(env)
        if before == [env[name] for name, _, _ in bound]:
            return env


def acyclic(r):
    return all(a != b for a, b in closure(r))


CHECKS = {"acyclic": acyclic, "empty": lambda r: not r,
          "irreflexive": lambda r: all(a != b for a, b in r)}


class Model:
    """The axioms."""

    def __init__(self, folder):
        self.tags = []
        self.body = []
        for name in ("linux-kernel.bell", "linux-kernel.cat"):
            for statement in Parser((folder / name).read_text()).statements():
                if statement[0] == "enum":
                    self.tags += statement[1]
                elif statement[0] in ("let", "check"):
                    self.body.append(statement)

    def allows(self, env):
        for statement in self.body:
            if statement[0] == "let":
                bind(env, statement)
                continue
            _, check, negated, expr, _ = statement
            if CHECKS[check](expr(env)) == negated:
                return False
        return True


# ---- litmus tests ----

# What a call makes: loads, stores and fences, each with the model's tag for it.
LOADS = {"READ_ONCE": "once", "smp_load_acquire": "acquire",
         "rcu_dereference": "once"}
STORES = {"WRITE_ONCE": "once", "smp_store_release": "release",
          "rcu_assign_pointer": "release"}
BY_ADDRESS = ("smp_load_acquire", "smp_store_release")
FENCES = {"smp_mb": "mb", "smp_rmb": "rmb", "smp_wmb": "wmb",
          "barrier": "barrier", "rcu_read_lock": "rcu-lock",
          "rcu_read_unlock": "rcu-unlock", "synchronize_rcu": "sync-rcu",
          "smp_mb__before_atomic": "before-atomic",
          "smp_mb__after_atomic": "after-atomic"}
EXCHANGE = re.compile(r"(cmpxchg|xchg)(_relaxed|_acquire|_release)?$")


class Test:
    """A litmus test, taken apart."""

    def __init__(self, text):
        said = re.search(r"Result:\s*(\w+)", text)
        self.said = said.group(1) if said else None
        # A pointer in brackets looks like the start of a comment.
        text = re.sub(r"\(\*\s.*?\*\)|//[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
        start, end = text.index("{"), text.index("}")
        self.initial = self.assignments(text[start + 1:end])
        self.threads, end = [], end + 1
        for head in re.finditer(r"\bP\d+\s*\(([^)]*)\)\s*(?=\{)", text):
            body, end = self.block(text, head.end())
            params = re.findall(r"(\w+)\s*(?:,|$)", head.group(1))
            self.threads.append((params, body))
            for name in params:
                self.initial.setdefault(name, 0)
        self.condition = self.compile(text[end:])

    @staticmethod
    def assignments(text):
        found = {}
        for part in filter(None, (p.strip() for p in text.split(";"))):
            match = re.match(r"(?:\w+\s+)?\**\s*(\w+)(?:\s*=\s*&?(\w+))?$", part)
            if not match:
                raise SyntaxError(f"initial value: {part}")
            value = match.group(2) or "0"
            found[match.group(1)] = int(value) if value.isdigit() else value
        return found

    def block(self, text, at):
        """Statements in braces from at on, and where they end."""
        assert text[at] == "{"
        at += 1
        found = []
        while True:
            at += len(text[at:]) - len(text[at:].lstrip())
            if text[at] == "}":
                return found, at + 1
            statement, at = self.statement(text, at)
            found.append(statement)

    def statement(self, text, at):
        at += len(text[at:]) - len(text[at:].lstrip())
        if text[at] == "{":
            body, at = self.block(text, at)
            return ("block", body), at
        head = re.match(r"if\s*\(", text[at:])
        if not head:
            end = text.index(";", at)
            return ("do", text[at:end].strip()), end + 1
        begin = at = at + head.end()
        depth = 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            at += 1
        condition = text[begin:at - 1]
        yes, at = self.statement(text, at)
        no = None
        other = re.match(r"\s*else\b", text[at:])
        if other:
            no, at = self.statement(text, at + other.end())
        return ("if", condition, yes, no), at

    @staticmethod
    def compile(text):
        text = text[text.index("exists") + 6:].strip()
        text = re.sub(r"(\d+):(\w+)\s*=\s*(\w+)",
                      lambda m: f"(regs[{m[1]}].get('{m[2]}', 0) == "
                      f"{m[3] if m[3].isdigit() else repr(m[3])})", text)
        text = re.sub(r"(?<![\w'\[(=] )\b([a-z]\w*)=(\d+)",
                      r"(final['\1'] == \2)", text)
        text = text.replace("/\\", " and ").replace("\\/", " or ")
        return compile(" ".join(text.replace("~", " not ").split()), "exists",
                       "eval")


class Thread:
    """Runs one thread, asking an oracle what each load finds."""

    def __init__(self, number, params, oracle):
        self.number = number
        self.regs = {name: name for name in params}
        self.params = set(params)
        self.taint = {}         # register: loads that its value depends on
        self.control = frozenset()
        self.events = []
        self.oracle = oracle

    def event(self, kind, tag, loc=None, value=None, **more):
        """Append an event; returns its index in this thread."""
        self.events.append({"kind": kind, "tag": tag, "loc": loc, "value": value,
                            "ctrl": self.control, "addr": frozenset(),
                            "data": frozenset(), "rmw": None, "atomic": False,
                            **more})
        return len(self.events) - 1

    def value(self, text):
        """Value of an expression without memory access, and its taint."""
        text = text.strip()
        while text.startswith("(") and text.endswith(")"):
            text = text[1:-1].strip()
        for op in ("==", "!="):
            if op in text:
                left, right = text.split(op)
                a, b = self.value(left), self.value(right)
                return int((a[0] == b[0]) == (op == "==")), a[1] | b[1]
        if text.startswith("!"):
            value, taint = self.value(text[1:])
            return int(not value), taint
        if text.startswith("&"):
            return text[1:], frozenset()
        if text.isdigit():
            return int(text), frozenset()
        if re.fullmatch(r"\w+", text):
            return self.regs.get(text, 0), self.taint.get(text, frozenset())
        raise SyntaxError(f"expression: {text}")

    def place(self, text, by_address):
        """The location that an lvalue or an address means, and its taint."""
        text = text.strip()
        if not by_address:
            if not text.startswith("*"):
                raise SyntaxError(f"not a memory access: {text}")
            text = text[1:]
        return self.value(text)

    def load(self, name, argument):
        loc, addr = self.place(argument, name in BY_ADDRESS)
        value = self.oracle()
        at = self.event("R", LOADS.get(name), loc, value, addr=addr)
        return value, frozenset([at])

    def store(self, name, arguments):
        place, value = arguments
        loc, addr = self.place(place, name in BY_ADDRESS)
        value, data = self.value(value)
        self.event("W", STORES.get(name), loc, value, addr=addr, data=data)

    def exchange(self, name, arguments):
        """Successful: between full fences, if it is a fully ordered one."""
        kind, order = EXCHANGE.match(name).groups()
        loc, addr = self.place(arguments[0], True)
        found = self.oracle()
        fails = kind == "cmpxchg" and found != self.value(arguments[1])[0]
        value, data = self.value(arguments[-1])
        if not order and not fails:
            self.event("F", "mb")
        tag = "acquire" if order == "_acquire" and not fails else "once"
        at = self.event("R", tag, loc, found, addr=addr, atomic=True)
        if not fails:
            self.event("W", "release" if order == "_release" else "once", loc,
                       value, addr=addr, data=data, rmw=at, atomic=True)
            if not order:
                self.event("F", "mb")
        return found, frozenset([at])

    def call(self, text):
        """Value and taint of a right-hand side."""
        match = re.fullmatch(r"(\w+)\s*\((.*)\)", text, re.S)
        if match and match.group(1) in LOADS:
            return self.load(match.group(1), match.group(2))
        if match and EXCHANGE.match(match.group(1)):
            return self.exchange(match.group(1), match.group(2).split(","))
        if text.startswith("*"):
            return self.load(None, text)
        return self.value(text)

    def simple(self, text):
        match = re.fullmatch(r"(\w+)\s*\((.*)\)", text, re.S)
        if match and match.group(1) in FENCES:
            self.event("F", FENCES[match.group(1)])
        elif match and match.group(1) in STORES:
            self.store(match.group(1), match.group(2).split(","))
        elif re.match(r"(int|u?intptr_t)\s[\s\*]*\w+$", text):
            pass
        elif re.match(r"\*\s*\w+\s*=", text):
            self.store(None, text.split("=", 1))
        elif re.match(r"(int\s+\**)?\w+\s*=[^=]", text):
            name, right = text.split("=", 1)
            name = re.search(r"\w+\s*$", name).group().strip()
            self.regs[name], self.taint[name] = self.call(right.strip())
        else:
            self.call(text)

    def run(self, statements):
        for statement in filter(None, statements):
            if statement[0] == "block":
                self.run(statement[1])
            elif statement[0] == "if":
                value, taint = self.value(statement[1])
                self.control |= taint
                self.run([statement[2] if value else statement[3]])
            else:
                self.simple(statement[1])
        return self


def runs(number, thread, values):
    """All runs of a thread whose loads find any of some values."""
    params, body = thread
    pending = [()]
    while pending:
        script = pending.pop()
        left = list(script)
        asked = []

        def oracle():
            asked.append(1)
            return left.pop(0) if left else None

        try:
            done = Thread(number, params, oracle).run(body)
        except SyntaxError:
            if len(asked) <= len(script):
                raise
            done = None
        if len(asked) > len(script):
            pending += [script + (value,) for value in values]
        elif done:
            yield done


def values_of(test):
    """Everything that a load may find: a fixed point."""
    values = set(test.initial.values()) | {0}
    while True:
        more = {event["value"]
                for number, thread in enumerate(test.threads)
                for run in runs(number, thread, sorted(values, key=str))
                for event in run.events if event["kind"] == "W"} | values
        if more == values:
            return sorted(values, key=str)
        values = more


class Candidate:
    """One run of each thread; makes the executions that these could be."""

    def __init__(self, test, threads):
        self.events = [{"kind": "W", "tag": None, "loc": loc, "value": value,
                        "thread": -1, "atomic": False} for loc, value in test.initial.items()]
        self.first = len(self.events)
        self.relations = {name: set() for name in
                          ("po", "addr", "data", "ctrl", "rmw")}
        for thread in threads:
            self.add(thread)
        self.regs = [thread.regs for thread in threads]

    def add(self, thread):
        base = len(self.events)
        for at, event in enumerate(thread.events):
            me = base + at
            self.events.append({**event, "thread": thread.number})
            self.relations["po"] |= {(e, me) for e in range(base, me)}
            for kind in ("addr", "data", "ctrl"):
                self.relations[kind] |= {(base + e, me) for e in event[kind]}
            if event["rmw"] is not None:
                self.relations["rmw"].add((base + event["rmw"], me))

    def choose(self, wanted):
        return [e for e, event in enumerate(self.events) if wanted(event)]

    def sources(self):
        """For each load, the stores that it may have read."""
        for load in self.choose(lambda e: e["kind"] == "R"):
            event = self.events[load]
            yield [(store, load) for store in self.choose(
                lambda e, like=event: e["kind"] == "W" and
                e["loc"] == like["loc"] and e["value"] == like["value"])]

    def orders(self):
        """For each location, the orders in which it may have been stored to."""
        for loc in {e["loc"] for e in self.events if e["kind"] == "W"}:
            stores = self.choose(lambda e, at=loc: e["kind"] == "W" and
                                 e["loc"] == at)
            yield [(stores[0],) + rest
                   for rest in itertools.permutations(stores[1:])]

    def executions(self):
        sources = list(self.sources())
        orders = list(self.orders())
        for rf in itertools.product(*sources):
            for order in itertools.product(*orders):
                yield frozenset(rf), order

    def environment(self, rf, order, tags):
        """All names that the model takes for granted."""
        events, everything = self.events, frozenset(range(len(self.events)))
        kinds = {k: frozenset(self.choose(lambda e, k=k: e["kind"] == k))
                 for k in "RWF"}
        co = frozenset(pair for stores in order
                       for pair in itertools.combinations(stores, 2))
        env = {"_": everything, **kinds, "M": kinds["R"] | kinds["W"],
               "IW": frozenset(range(self.first)), "id": identity(everything),
               "rf": rf, "co": co, "fr": compose(inverse(rf), co) - identity(everything),
               "RMW": frozenset(self.choose(lambda e: e["atomic"])),
               "domain": lambda r: frozenset(a for a, b in r),
               "range": lambda r: frozenset(b for a, b in r),
               "different-values": lambda r: frozenset()}
        env.update({name: frozenset() for name in
                    ("LKR", "LKW", "UL", "LF", "RL", "RU")})
        env.update({n: frozenset(r) for n, r in self.relations.items()})
        env["int"] = frozenset((a, b) for a in everything for b in everything
                               if events[a]["thread"] == events[b]["thread"])
        env["ext"] = frozenset(itertools.product(everything, everything)) - env["int"]
        env["loc"] = frozenset((a, b) for a in env["M"] for b in env["M"]
                               if events[a]["loc"] == events[b]["loc"])
        env["po-loc"] = env["po"] & env["loc"]
        for name in ("rf", "co", "fr"):
            env[name + "e"] = env[name] & env["ext"]
            env[name + "i"] = env[name] & env["int"]
        for tag in tags:
            env[tag[1:].capitalize()] = frozenset(
                self.choose(lambda e, t=tag[1:]: e["tag"] == t))
        po = env["po"]
        env["fencerel"] = lambda s: compose(compose(po, identity(s)), po)
        return env

    def final(self, order):
        return {self.events[stores[-1]]["loc"]: self.events[stores[-1]]["value"]
                for stores in order}


def answer(model, test):
    """Never, Sometimes or Always."""
    yes = no = 0
    values = values_of(test)
    threads = [list(runs(number, thread, values))
               for number, thread in enumerate(test.threads)]
    for combination in itertools.product(*threads):
        candidate = Candidate(test, combination)
        for rf, order in candidate.executions():
            if not model.allows(candidate.environment(rf, order, model.tags)):
                continue
            names = {"regs": candidate.regs, "final": candidate.final(order)}
            if eval(test.condition, {}, names):     # pylint: disable=eval-used
                yes += 1
            else:
                no += 1
    if not yes + no:
        raise SyntaxError("no execution is allowed")
    return "Never" if not yes else "Sometimes" if no else "Always"


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    model, wrong = Model(Path(arguments[0])), 0
    for name in arguments[1:]:
        try:
            test = Test(Path(name).read_text())
            said, found = test.said, answer(model, test)
        except (SyntaxError, ValueError) as error:
            said, found = "?", f"not understood: {error}"
        good = said == found
        wrong += not good
        print(f"{'ok' if good else 'not ok'} {Path(name).stem}: {found}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
