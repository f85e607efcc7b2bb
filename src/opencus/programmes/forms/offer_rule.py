"""The rule builder: a condition put together from rows and groups, one posted form at a time, and checked meanwhile.

Every node is sent as plain fields under its path: `rule-n` lists the paths, `rule-k-0.1` is a kind, `rule-f-`, `rule-o-`
and `rule-v-` are fact, comparison and value of a row. A button sends `zmiana` with a verb and a path. What does not fit
stays as it was typed, with the reason beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.http import QueryDict

from opencus.core.money import parse_quantity
from opencus.programmes.rules.conditions import (
    MOST_LEVELS,
    MOST_PARTS,
    BrokenRule,
    Condition,
    Test,
    facts_needed,
    parse,
    read_aloud,
)
from opencus.programmes.rules.facts import DEGREE_NAMES, FACTS, OPERATIONS, Fact, sentence

ROOT = "0"
LONGEST = 80
GROUPS = {"all": "wszystkie z tych warunków", "any": "przynajmniej jeden z tych warunków", "none": "żaden z tych warunków"}
OPS = {
    "number": {">=": "co najmniej", "<=": "najwyżej", ">": "więcej niż", "<": "mniej niż", "==": "dokładnie", "!=": "inna liczba niż"},
    "yes_no": {"==": "jest tak, że"},
    "choice": {"==": "to", "in": "to jedno z", "!=": "to nie"},
    "text": {"==": "to", "in": "to jedno z", "!=": "to nie"},
}  # fmt: skip
UNITS = {
    "age": "lat", "income_pct": "% kryterium", "household_size": "osób", "certificate_days": "dni", "days_since_hospital": "dni",
    "units_used": "jednostek",
}  # fmt: skip


def fact_choices(name: str) -> list[tuple[str, str]]:
    """The values of a fact to choose from; degrees by their names, not as they stand in a sentence."""
    return [(value, DEGREE_NAMES.get(value, label) if name == "degree" else label) for value, label in FACTS[name].choices.items()]


def fact_name(name: str) -> str:
    """A fact as it stands in a list to choose from; yes-or-no facts by their sentence."""
    known = FACTS[name]
    return known.yes if known.kind == "yes_no" else known.label


FACT_GROUPS = (
    ("Z kartoteki", [(name, fact_name(name)) for name, one in FACTS.items() if one.register]),
    ("Z wniosku i rozmowy", [(name, fact_name(name)) for name, one in FACTS.items() if not one.register]),
)


@dataclass
class Node:
    """A row or a group of the builder as it was typed."""

    kind: str  # all, any, none, test
    fact: str = ""
    op: str = ""
    values: list[str] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)
    path: str = ROOT
    errors: list[str] = field(default_factory=list)
    fresh: bool = False  # just added: the cursor goes there

    @property
    def known(self) -> Fact | None:
        return FACTS.get(self.fact)

    @property
    def is_group(self) -> bool:
        return self.kind != "test"

    @property
    def ops(self) -> list[tuple[str, str]]:
        return list(OPS[self.known.kind].items()) if self.known else []

    @property
    def choices(self) -> list[tuple[str, str]]:
        return fact_choices(self.fact) if self.known else []

    @property
    def value(self) -> str:
        return ", ".join(self.values) if self.known and self.known.kind == "text" else (self.values[0] if self.values else "")

    @property
    def unit(self) -> str:
        return UNITS.get(self.fact, "")

    @property
    def label(self) -> str:
        """Where the row stands, for screen readers: `warunek 1.2`."""
        places = [str(int(step) + 1) for step in self.path.split(".")[1:]]
        return f"{'grupa' if self.is_group else 'warunek'} {'.'.join(places)}".strip()

    @property
    def deep(self) -> bool:
        """No further group fits below this one."""
        return self.path.count(".") + 3 > MOST_LEVELS

    @property
    def said(self) -> str:
        """The row as a sentence; empty while it is unfinished."""
        try:
            test = parse(self._test())
        except (BrokenRule, ValueError):
            return ""
        return sentence(test.fact, test.op, test.value) if isinstance(test, Test) else ""

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def tree(self) -> dict[str, Any]:
        """The stored form; errors are noted on the node they belong to."""
        if self.kind == "test":
            return self._checked()
        inside = [part.tree() for part in self.parts]
        if not inside:
            self.errors.append("Grupa jest pusta. Dodaj warunek albo usuń grupę.")
        if len(inside) > MOST_PARTS:
            self.errors.append(f"Grupa ma więcej niż {MOST_PARTS} warunków.")
        if self.kind == "none":
            return {"not": inside[0] if len(inside) == 1 else {"any": inside}}
        return {self.kind: inside}

    def _checked(self) -> dict[str, Any]:
        if not self.known:
            self.errors.append("Wybierz, o jaką informację chodzi.")
            return {}
        try:
            tree = self._test()
            parse(tree)
        except BrokenRule as broken:
            self.errors += broken.errors
        except ValueError as problem:
            self.errors.append(str(problem))
        else:
            return tree
        return {}

    def _test(self) -> dict[str, Any]:
        """The row as stored; ValueError in Polish when the value cannot be read."""
        if not self.known:
            raise ValueError("Wybierz, o jaką informację chodzi.")
        if self.op not in OPERATIONS[self.known.kind]:
            raise ValueError("Wybierz, jak porównać.")
        filled = [one.strip() for one in self.values if one.strip()]
        if not filled:
            raise ValueError("Wpisz liczbę." if self.known.kind == "number" else "Wybierz wartość.")
        many = [read_value(self.known, one) for one in filled]
        return {"fact": self.fact, "op": self.op, "value": many if self.op == "in" else many[0]}


def read_value(known: Fact, typed: str) -> Any:
    """One typed value as it is stored: whole numbers as int, others as exact text; ValueError in Polish."""
    if known.kind == "yes_no":
        return typed == "tak"
    if known.kind == "number":
        number = parse_quantity(typed.replace("%", ""))
        if number == int(number):
            return int(number)
        if not known.hundredths:
            raise ValueError("Wpisz liczbę bez przecinka, na przykład 60.")
        return f"{number.normalize():f}"
    if len(typed) > LONGEST:
        raise ValueError(f"Wpisz najwyżej {LONGEST} znaków.")
    return typed


class RuleDraft:
    """The builder of one condition. ``required``: without any row the rule is refused instead of meaning everybody."""

    def __init__(self, root: Node, *, was: str = "", tries: Mapping[str, str] | None = None, required: bool = False) -> None:
        self.root, self.was, self.tries, self.required = root, was, dict(tries or {}), required
        self.stored: dict[str, Any] | None = None
        self.checked = False
        self._number()

    @classmethod
    def of(cls, tree: Mapping[str, Any] | None, *, required: bool = False) -> RuleDraft:
        """The builder of a stored rule."""
        root = _node(tree) if tree else Node("all")
        if not root.is_group:
            root = Node("all", parts=[root])
        return cls(root, was=mark(tree), required=required)

    @classmethod
    def posted(cls, data: QueryDict, *, required: bool = False) -> RuleDraft:
        """The builder as it was sent, with the change its button asks for."""
        tries = {key.removeprefix("try-"): value for key, value in data.items() if key.startswith("try-") and isinstance(value, str)}
        draft = cls(_posted(data), was=data.get("rule-was", ""), tries=tries, required=required)
        verb, _, path = data.get("zmiana", "").partition(":")
        draft.change(verb, path)
        return draft

    def change(self, verb: str, path: str) -> None:
        """Add a row or a group to a group, or take a node away; a path that is not there changes nothing."""
        found = {node.path: node for node in self.root.walk()}
        node = found.get(path)
        if verb == "usun" and node is not None and path != ROOT:
            found[path.rpartition(".")[0]].parts.remove(node)
        elif node is not None and node.is_group and verb == "warunek":
            node.parts.append(Node("test", fresh=True))
        elif node is not None and node.is_group and verb == "grupa" and not node.deep:
            other = "any" if node.kind == "all" else "all"
            node.parts.append(Node(other, parts=[Node("test", fresh=True)]))
        self._number()

    def is_valid(self) -> bool:
        """Check everything; afterwards ``stored`` is the tree, None for everybody."""
        self.checked = True
        for node in self.root.walk():
            node.errors.clear()
        if not self.root.parts:
            if self.required:
                self.root.errors.append("Dodaj przynajmniej jeden warunek.")
            return not self.required
        tree = self.root.tree()
        if self.errors:
            return False
        if self.root.kind != "none" and len(self.root.parts) == 1:
            tree = tree[self.root.kind][0]
        try:
            parse(tree)
        except BrokenRule as broken:
            self.root.errors += broken.errors
            return False
        self.stored = tree
        return True

    def notice(self) -> None:
        """Check what was typed while it is built: rows not yet filled are left in peace."""
        valid = self.is_valid()
        self.checked = False
        if valid:
            return
        for node in self.root.walk():
            unfinished = node.kind == "test" and not any(one.strip() for one in node.values)
            if unfinished or (node.is_group and not node.parts):
                node.errors.clear()

    @property
    def errors(self) -> list[str]:
        return [error for node in self.root.walk() for error in node.errors]

    @property
    def condition(self) -> Condition | None:
        """The rule as a value, once it is valid; None for everybody."""
        return parse(self.stored) if self.stored else None

    @property
    def aloud(self) -> str:
        """The whole rule in one sentence; empty while something is unfinished."""
        if self.stored is None:
            return "" if self.root.parts or self.required else "każdy, bo nie ma warunków"
        return read_aloud(self.condition)

    @property
    def aloud_now(self) -> str:
        """The sentence of a rule that has just been read from its stored form."""
        return self.aloud if self.is_valid() else "zapis z błędem"

    @property
    def asked(self) -> tuple[str, ...]:
        return facts_needed(self.condition)

    def clashes(self, tree: Mapping[str, Any] | None) -> bool:
        """Whether a colleague has stored another rule since the page was opened; the next sending counts as seen."""
        now = mark(tree)
        met = bool(self.was) and self.was != now
        self.was = now
        return met

    def facts(self) -> dict[str, Any]:
        """What the example person is said to be; unreadable and empty answers are unknown."""
        known: dict[str, Any] = {}
        for name, typed in self.tries.items():
            if name in FACTS and typed.strip():
                try:
                    value = read_value(FACTS[name], typed.strip())
                except ValueError:
                    continue
                known[name] = Decimal(value) if FACTS[name].kind == "number" else value
        return known

    def _number(self) -> None:
        def give(node: Node, path: str) -> None:
            node.path = path
            for at, part in enumerate(node.parts):
                give(part, f"{path}.{at}")

        give(self.root, ROOT)


def mark(tree: Mapping[str, Any] | None) -> str:
    """A short sign of a stored rule, to see whether it has changed."""
    return sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:16]


def _node(tree: Mapping[str, Any]) -> Node:
    """A stored tree as rows and groups; a broken one leaves an empty row to fill."""
    match tree:
        case {"all": [*parts]}:
            return Node("all", parts=[_node(part) for part in parts])
        case {"any": [*parts]}:
            return Node("any", parts=[_node(part) for part in parts])
        case {"not": {"any": [*parts]}}:
            return Node("none", parts=[_node(part) for part in parts])
        case {"not": part}:
            return Node("none", parts=[_node(part)])
        case {"fact": str(fact), "op": str(op), "value": value}:
            return Node("test", fact, op, [_typed(one) for one in (value if isinstance(value, list) else [value])])
    return Node("test")


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "tak" if value else "nie"
    text = str(value)
    return text.replace(".", ",") if text.replace(".", "", 1).isdecimal() else text


def _posted(data: QueryDict) -> Node:
    """The tree of nodes that was sent; paths without a parent are left out."""
    nodes: dict[str, Node] = {}
    for path in sorted(set(data.getlist("rule-n")), key=_steps)[:200]:
        kind = data.get(f"rule-k-{path}", "test")
        node = Node(kind if kind in GROUPS else "test", path=path)
        if node.kind == "test":
            _fill(node, data)
        parent = nodes.get(path.rpartition(".")[0])
        if path == ROOT or (parent is not None and parent.is_group):
            nodes[path] = node
        if path != ROOT and parent is not None and parent.is_group:
            parent.parts.append(node)
    root = nodes.get(ROOT)
    return root if root is not None and root.is_group else Node("all")


def _fill(node: Node, data: QueryDict) -> None:
    """Take fact, comparison and values of a row; a new fact starts with its first comparison and no old value."""
    node.fact, node.op = data.get(f"rule-f-{node.path}", ""), data.get(f"rule-o-{node.path}", "")
    node.values = [one for one in data.getlist(f"rule-v-{node.path}") if one]
    if not node.known:
        return
    if data.get(f"rule-was-f-{node.path}", node.fact) != node.fact:
        node.values = []
    if node.op not in OPS[node.known.kind]:
        node.op = next(iter(OPS[node.known.kind]))
    if node.known.kind == "text" and node.op == "in":
        node.values = [one.strip() for typed in node.values for one in typed.split(",") if one.strip()]
    if node.known.kind == "yes_no" and not node.values and data.get(f"rule-was-f-{node.path}", node.fact) != node.fact:
        node.values = ["tak"]


def _steps(path: str) -> list[int]:
    return [int(step) if step.isdecimal() and len(step) < 5 else -1 for step in path.split(".")]
