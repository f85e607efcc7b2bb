"""Who may get a service: a typed tree of conditions, three-valued, that explains itself in Polish.

The stored form is JSON: ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": ...}`` and
``{"fact": "age", "op": ">=", "value": 60}``. An absent fact makes a condition unknown, never false: nobody is
refused because nobody asked. Source: art. 5(3)(6), art. 36 CUS Act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from opencus.core.words import listed
from opencus.programmes.rules.facts import FACTS, OPERATIONS, Value, sentence, value_text

Truth = bool | None  # None: unknown
FactValues = Mapping[str, Value | None]
MOST_LEVELS = 6
MOST_PARTS = 20
MOST_NUMBER = 1_000_000_000


class BrokenRule(ValueError):
    """A tree that means nothing; ``errors`` are plain Polish sentences."""

    def __init__(self, errors: Sequence[str]) -> None:
        super().__init__(" ".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with one value; for ``in`` the value is a tuple."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    fact: str
    op: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; without parts it holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold; without parts it does not hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not hold."""

    part: Condition


Condition = All | AnyOf | Not | Test


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one node came to and why; leaves name their fact and the value that was known."""

    truth: Truth
    text: str
    kind: str  # all, any, not, test
    fact: str = ""
    value: str = ""
    parts: tuple[Explanation, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Facts that would decide it: unknown leaves below undecided nodes only, each once."""
        if self.truth is not None:
            return ()
        if self.kind == "test":
            return (self.fact,)
        return tuple(dict.fromkeys(fact for part in self.parts for fact in part.missing))

    def leaves(self) -> tuple[Explanation, ...]:
        """The single conditions in reading order."""
        if self.kind == "test":
            return (self,)
        return tuple(leaf for part in self.parts for leaf in part.leaves())

    def as_json(self) -> dict[str, Any]:
        """The stored form: kept with the qualification as the grounds of its outcome."""
        stored: dict[str, Any] = {"truth": self.truth, "text": self.text, "kind": self.kind}
        if self.kind == "test":
            return stored | {"fact": self.fact, "value": self.value}
        return stored | {"parts": [part.as_json() for part in self.parts]}


EVERYBODY = Explanation(True, "bez dodatkowych warunków", "all")


def evaluate(condition: Condition | None, facts: FactValues) -> Explanation:
    """Explain whether the condition holds for the facts; None is a service for everybody.

    Strong three-valued logic of Kleene: false decides "all", true decides "any", otherwise unknown spreads.
    """
    match condition:
        case None:
            return EVERYBODY
        case Test(fact, op, value):
            known = facts.get(fact)
            truth = None if known is None else _compare(known, op, value)
            shown = "" if known is None else value_text(fact, known)
            return Explanation(truth, sentence(fact, op, value), "test", fact, shown)
        case Not(part):
            inner = evaluate(part, facts)
            return Explanation(negate(inner.truth), read_aloud(condition), "not", parts=(inner,))
        case All(parts):
            explained = tuple(evaluate(part, facts) for part in parts)
            return Explanation(conjunction(e.truth for e in explained), "wszystkie z tych warunków", "all", parts=explained)
        case AnyOf(parts):
            explained = tuple(evaluate(part, facts) for part in parts)
            return Explanation(disjunction(e.truth for e in explained), "przynajmniej jeden z tych warunków", "any", parts=explained)


def conjunction(truths: Iterable[Truth]) -> Truth:
    """False if any is false, else unknown if any is unknown, else true."""
    seen = set(truths)
    return False if False in seen else None if None in seen else True


def disjunction(truths: Iterable[Truth]) -> Truth:
    """True if any is true, else unknown if any is unknown, else false."""
    seen = set(truths)
    return True if True in seen else None if None in seen else False


def negate(truth: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return None if truth is None else not truth


def facts_needed(condition: Condition | None) -> tuple[str, ...]:
    """Every fact the tree may ask for, each once, in reading order: what a form has to ask (art. 5(3)(9))."""
    match condition:
        case None:
            return ()
        case Test(fact):
            return (fact,)
        case Not(part):
            return facts_needed(part)
        case All(parts) | AnyOf(parts):
            return tuple(dict.fromkeys(fact for part in parts for fact in facts_needed(part)))


def read_aloud(condition: Condition | None) -> str:
    """The whole rule as one Polish sentence without a full stop."""
    match condition:
        case None:
            return EVERYBODY.text
        case Test(fact, op, value):
            return sentence(fact, op, value)
        case Not(Test(fact, op, value)) if FACTS[fact].kind == "yes_no" and op == "==":
            return sentence(fact, op, not value)
        case Not(part):
            return f"nie jest prawdą, że {_bracketed(part)}"
        case All(parts):
            return listed([_bracketed(part) for part in parts], "oraz") or EVERYBODY.text
        case AnyOf(parts):
            return listed([_bracketed(part) for part in parts], "albo") or "nikt"


def _bracketed(part: Condition) -> str:
    many = isinstance(part, All | AnyOf) and len(part.parts) > 1
    return f"({read_aloud(part)})" if many else read_aloud(part)


def validate(tree: object) -> list[str]:
    """Everything wrong with a stored tree, in plain Polish; an empty list means that it can be used."""
    return list(_errors(tree, 1))


def parse(tree: object) -> Condition:
    """Read the stored form; BrokenRule with every error when it cannot be used."""
    if errors := validate(tree):
        raise BrokenRule(errors)
    return _build(tree)


def as_json(condition: Condition) -> dict[str, Any]:
    """The stored form of a tree; `parse` reads it back unchanged."""
    match condition:
        case Test(fact, op, value):
            stored: Any = [_plain(one) for one in value] if isinstance(value, tuple) else _plain(value)
            return {"fact": fact, "op": op, "value": stored}
        case Not(part):
            return {"not": as_json(part)}
        case All(parts):
            return {"all": [as_json(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [as_json(part) for part in parts]}


def _plain(value: Value) -> bool | int | str:
    return str(value) if isinstance(value, Decimal) else value


def _compare(known: Value, op: str, value: Value | tuple[Value, ...]) -> bool:
    if op == "in":
        return isinstance(value, tuple) and known in value
    if op == "==":
        return known == value
    if op == "!=":
        return known != value
    # Comparisons are of numbers only: `validate` has seen to it, and facts of kind number are numbers.
    left, right = Decimal(str(known)), Decimal(str(value))
    match op:
        case ">=":
            return left >= right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case "<":
            return left < right
    raise ValueError(f"Nieznane porównanie: {op}")


def _build(tree: Any) -> Condition:
    match tree:
        case {"all": parts}:
            return All(tuple(_build(part) for part in parts))
        case {"any": parts}:
            return AnyOf(tuple(_build(part) for part in parts))
        case {"not": part}:
            return Not(_build(part))
    fact, op, value = tree["fact"], tree["op"], tree["value"]
    if isinstance(value, list):
        return Test(fact, op, tuple(_typed(fact, one) for one in value))
    return Test(fact, op, _typed(fact, value))


def _typed(fact: str, value: Any) -> Value:
    if FACTS[fact].kind == "number":
        return value if isinstance(value, int) else Decimal(str(value))
    typed: Value = value
    return typed


def _errors(tree: object, level: int) -> Iterable[str]:
    if level > MOST_LEVELS:
        yield f"Warunki są zagnieżdżone głębiej niż {MOST_LEVELS} poziomów."
        return
    match tree:
        case {"all": parts} | {"any": parts} if isinstance(tree, dict) and len(tree) == 1:
            if not isinstance(parts, list) or not parts:
                yield "Grupa warunków jest pusta."
            elif len(parts) > MOST_PARTS:
                yield f"Grupa ma więcej niż {MOST_PARTS} warunków."
            else:
                for part in parts:
                    yield from _errors(part, level + 1)
        case {"not": part} if isinstance(tree, dict) and len(tree) == 1:
            yield from _errors(part, level + 1)
        case {"fact": fact, "op": op, "value": value} if isinstance(tree, dict) and len(tree) == 3:
            yield from _test_errors(fact, op, value)
        case _:
            yield "Nie rozumiem warunku. Użyj grupy „wszystkie”, „przynajmniej jeden”, „nie” albo porównania."


def _test_errors(fact: object, op: object, value: object) -> Iterable[str]:
    if not isinstance(fact, str) or fact not in FACTS:
        yield f"Nieznana informacja: {fact}."
        return
    known = FACTS[fact]
    if op not in OPERATIONS[known.kind]:
        yield f"Informacji „{known.label}” nie można porównać znakiem {op}."
        return
    values = value if op == "in" else [value]
    if not isinstance(values, list) or not values:
        yield f"Dla informacji „{known.label}” podaj przynajmniej jedną wartość."
        return
    for one in values:
        if not _fits(known.kind, one):
            yield f"Wartość {one!r} nie pasuje do informacji „{known.label}”."
        elif known.kind == "number" and (problem := _number_problem(fact, Decimal(str(one)))):
            yield problem
        elif known.choices and one not in known.choices:
            yield f"Informacja „{known.label}” nie ma wartości {one!r}."


def _number_problem(fact: str, value: Decimal) -> str:
    """Numbers are compared as whole ones (hundredths for quantities), so that both evaluators see the same edge."""
    if abs(value) > MOST_NUMBER:
        return f"Liczba {value} jest za duża."
    if fact == "income_pct" and value != int(value):
        return "Dochód porównuje się z pełnym procentem kryterium, bez miejsc po przecinku."
    return ""


def _fits(kind: str, value: object) -> bool:
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "number":
        # Money and percents may come as text, so that JSON keeps them exact; binary fractions are refused.
        try:
            return not isinstance(value, bool | float) and isinstance(value, int | str) and Decimal(value).is_finite()
        except InvalidOperation:
            return False
    return isinstance(value, str) and bool(value) and value.isprintable()
