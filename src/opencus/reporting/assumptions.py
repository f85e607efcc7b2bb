"""What is assumed when nobody's data say it: data on a form, each with its source plainly named. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

SOURCE = "założenie"
#: Age groups of every table, and of the synthetic population: from, to (None: without end).
AGES: tuple[tuple[int, int | None], ...] = ((0, 17), (18, 59), (60, 64), (65, 69), (70, 79), (80, None))
#: Steps of the income per person, in percent of the income criterion: from, to.
INCOMES: tuple[tuple[int, int], ...] = ((0, 100), (100, 150), (150, 200), (200, 300), (300, 600))
DEGREES = ("severe", "moderate", "light")


@dataclass(frozen=True)
class Place:
    """A municipality and how many people live there."""

    code: str
    name: str
    persons: int


@dataclass(frozen=True)
class Band:
    """One age group: its share of the people, and of it the women, those living alone and the disabled, in percent."""

    share: int
    women: int
    alone: int
    disabled: int


@dataclass(frozen=True)
class Assumptions:
    """Everything a dry run assumes; percents are whole and exact."""

    places: tuple[Place, ...] = ()
    ages: tuple[Band, ...] = (
        Band(17, 49, 0, 4), Band(54, 49, 11, 6), Band(7, 53, 19, 15), Band(7, 55, 24, 17), Band(10, 59, 32, 22), Band(5, 68, 46, 38),
    )  # fmt: skip
    degrees: tuple[int, ...] = (30, 45, 25)  # severe, moderate, light, of those with a certificate
    incomes: tuple[int, ...] = (10, 20, 25, 30, 15)  # shares of the steps of INCOMES
    use: int = 70  # percent of the monthly limit people use, where delivery does not say it
    take_up: int = 50  # percent of those newly allowed who will come
    reserve: int = 0  # percent of the money of the year that is put by
    seed: int = 2026
    source: str = SOURCE
    notes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.ages) != len(AGES) or len(self.incomes) != len(INCOMES) or len(self.degrees) != len(DEGREES):
            raise ValueError("Założenia nie mają wszystkich grup.")
        for shares in ([band.share for band in self.ages], self.incomes, self.degrees):
            if sum(shares) != 100:
                raise ValueError("Udziały muszą dać razem 100%.")

    @property
    def persons(self) -> int:
        return sum(place.persons for place in self.places)

    def as_json(self) -> dict[str, Any]:
        """The stored form; `from_json` reads it back unchanged."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Assumptions:
        """Read the stored form; anything absent is as usual."""
        given = dict(data)
        if "places" in given:
            given["places"] = tuple(Place(**one) for one in given["places"])
        if "ages" in given:
            given["ages"] = tuple(Band(**one) for one in given["ages"])
        for name in ("degrees", "incomes"):
            if name in given:
                given[name] = tuple(given[name])
        return cls(**given)


def age_label(position: int) -> str:
    """`65–69 lat`, `60–64 lata`, `80 lat i więcej`; the group after the last is of people whose age is not known."""
    if position >= len(AGES):
        return "wiek nieznany"
    low, high = AGES[position]
    if high is None:
        return f"{low} lat i więcej"
    return f"{low}–{high} {'lata' if high % 10 in (2, 3, 4) and high % 100 not in (12, 13, 14) else 'lat'}"


def age_group(age: int | None) -> int:
    """The position of the group of an age; after the last when it is not known."""
    if age is None:
        return len(AGES)
    return next((at for at, (_, high) in enumerate(AGES) if high is None or age <= high), len(AGES) - 1)


def shared_out(total: int, shares: Sequence[int]) -> list[int]:
    """Whole parts of a number of people by shares of 100, the largest remainders first; they add up to it."""
    exact = [total * share for share in shares]
    parts = [one // 100 for one in exact]
    order = sorted(range(len(shares)), key=lambda at: (-(exact[at] % 100), at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts
