"""Which estate an address belongs to, and lines of addresses as people write them. Pure.

A municipality may divide itself into auxiliary units: sołectwa, dzielnice, osiedla (art. 5 and 35 of the Act on municipal
self-government). Their statutes name streets, often only one side of one or a range of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from opencus.core.text import normalise, search_key

Unit = TypeVar("Unit")
FIRST, LAST = 1, 9999
_PREFIX = re.compile(r"^(ulica|ul)\s+")
_NUMBER = re.compile(r"\d+")
_RANGE = re.compile(r"(?:(\d{1,4})(?:\s*[-–]\s*(\d{1,4})?)?)?\s*(parzyste|nieparzyste)?")


@dataclass(frozen=True)
class Span:
    """A town, or one street of it, or some of its house numbers. ``street`` empty: the whole town, streets or none."""

    town: str
    street: str = ""
    low: int = FIRST
    high: int = LAST
    odd: bool = True
    even: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """Town and street as addresses are compared."""
        return search_key(self.town), street_key(self.street)

    def holds(self, number: int) -> bool:
        """Whether a house number is in it."""
        return self.low <= number <= self.high and (self.odd if number % 2 else self.even)

    def meets(self, other: Span) -> bool:
        """Whether an address could be in both."""
        side = (self.odd and other.odd) or (self.even and other.even)
        return self.key == other.key and side and self.low <= other.high and other.low <= self.high

    def __str__(self) -> str:
        numbers = "" if (self.low, self.high) == (FIRST, LAST) else str(self.low) if self.low == self.high else f"{self.low}-{'' if self.high == LAST else self.high}"
        side = "" if (self.odd and self.even) or self.low == self.high else "nieparzyste" if self.odd else "parzyste"
        return "; ".join([self.town, self.street, f"{numbers} {side}".strip()]).rstrip("; ")


def street_key(street: str) -> str:
    """A street as addresses are compared: `ul. Złota` and `Złota` are one."""
    return _PREFIX.sub("", search_key(street))


def house_number(text: str) -> int | None:
    """The number a house number begins with: `12A/3` gives 12, none gives None."""
    found = _NUMBER.match(text.strip())
    return int(found.group()) if found else None


def parse(line: str) -> Span:
    """`Starachowice; Złota; 1-29 nieparzyste` as a value; ValueError in plain Polish says what is wrong."""
    parts = [normalise(part) for part in line.split(";")]
    if len(parts) > 3 or not parts[0]:
        raise ValueError("zapisz: miejscowość; ulica; numery, oddzielone średnikami")
    town, street, numbers = [*parts, "", ""][:3]
    if len(town) > 80 or len(street) > 120:
        raise ValueError("nazwa jest za długa")
    if not search_key(town) or (street and not street_key(street)):
        raise ValueError("nazwa nie zawiera żadnej litery ani cyfry")
    found = _RANGE.fullmatch(numbers.lower())
    if found is None:
        raise ValueError(f"numery „{numbers}” zapisz na przykład tak: 1-29, 1-29 nieparzyste, 12, 40-, parzyste")
    low, high, side = found.groups()
    if side and low and not high and "-" not in numbers and "–" not in numbers and (int(low) % 2 == 1) != (side == "nieparzyste"):
        raise ValueError(f"numer {low} nie jest po stronie „{side}”")
    first = int(low) if low else FIRST
    last = int(high) if high else (LAST if not low or "-" in numbers or "–" in numbers else first)
    if not FIRST <= first <= last:
        raise ValueError(f"numery „{numbers}” kończą się, zanim się zaczną")
    return Span(town, street, first, last, side != "parzyste", side != "nieparzyste")


@dataclass(frozen=True)
class Faulty:
    """A line that could not be taken: its number from 1, and why."""

    number: int
    why: str


def parse_lines(text: str) -> tuple[list[Span], list[Faulty]]:
    """Every line that is not empty; lines that meet one another are faults too."""
    spans: list[Span] = []
    faults: list[Faulty] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            span = parse(line)
        except ValueError as wrong:
            faults.append(Faulty(number, str(wrong)))
            continue
        if (twin := next((one for one in spans if one.meets(span)), None)) is not None:
            faults.append(Faulty(number, f"te adresy są już w wierszu „{twin}”"))
            continue
        spans.append(span)
    return spans, faults


class Map(Generic[Unit]):
    """Finds the unit of an address among the spans of one municipality."""

    def __init__(self, spans: Iterable[tuple[Span, Unit]]) -> None:
        self._by_key: dict[tuple[str, str], list[tuple[Span, Unit]]] = {}
        for span, unit in spans:
            self._by_key.setdefault(span.key, []).append((span, unit))

    def find(self, town: str, street: str, number: str) -> Unit | None:
        """The unit, by the street first and then by the whole town; None when it does not follow from the address."""
        of_street = self._by_key.get((search_key(town), street_key(street)), ()) if street_key(street) else ()
        if (found := self._in(of_street, house_number(number))) is not None:
            return found
        if of_street and house_number(number) is None:
            return None  # a divided street: without a number nobody knows on which side
        return self._in(self._by_key.get((search_key(town), ""), ()), house_number(number))

    @staticmethod
    def _in(spans: Sequence[tuple[Span, Unit]], number: int | None) -> Unit | None:
        if number is not None:
            return next((unit for span, unit in spans if span.holds(number)), None)
        units = [unit for _, unit in spans]
        # Without a number only a street that lies in one unit as a whole tells which.
        whole = any(span.low == FIRST and span.high == LAST and span.odd and span.even for span, _ in spans)
        return units[0] if whole and len(units) == 1 else None
