"""A consultation: when it takes comments, what stands in the way of its report, which forms look sent by a machine.

Source: art. 21(5) CUS Act for the diagnosis; programmes are consulted by custom (art. 5a of the municipal act).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

Phase = Literal["prepared", "announced", "open", "over", "reported"]
FormFault = Literal["", "fast", "old"]

#: Nobody reads the page and writes a comment faster; a form kept open longer is made anew.
FASTEST = timedelta(seconds=4)
OLDEST = timedelta(hours=12)
#: Comments from the web that one consultation takes in an hour: a meeting full of telephones fits, a machine does not.
MOST_AN_HOUR = 60
#: Dispositions that promise a change.
PROMISED = frozenset({"accepted", "partly"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the report must know of one comment."""

    number: int
    disposition: str
    answer: str
    visibility: str


def phase(state: str, opens_on: date, closes_on: date, today: date) -> Phase:
    """Where a consultation is for residents: published ahead of its first day it is announced."""
    if state in ("prepared", "reported"):
        return "prepared" if state == "prepared" else "reported"
    if state == "closed" or today > closes_on:
        return "over"
    return "announced" if today < opens_on else "open"


def open_problems(*, intro: str, has_text: bool, closes_on: date, today: date) -> list[str]:
    """What is missing before residents may be asked."""
    found = []
    if not intro.strip():
        found.append("Napisz prostymi słowami, co się zmienia i dlaczego. Bez tego mieszkańcy nie wiedzą, o co pytacie.")
    if not has_text:
        found.append("Dodaj treść dokumentu albo wskaż wersję programu lub diagnozę.")
    if closes_on < today:
        found.append("Ostatni dzień na uwagi już minął. Wpisz późniejszy.")
    return found


def report_blockers(comments: Iterable[Said]) -> dict[int, str]:
    """Comments that stand in the way of the report, by number, each with what it lacks."""
    return {one.number: lacks for one in comments if (lacks := _lacks(one))}


def _lacks(one: Said) -> str:
    found = []
    if one.visibility == "waiting":
        found.append("czeka na sprawdzenie")
    if not one.disposition or not one.answer.strip():
        found.append("nie ma odpowiedzi")
    return ", ".join(found)


def form_fault(made_at: datetime, now: datetime) -> FormFault:
    """Whether a form came back too fast for a person, or so late that what it shows may have changed."""
    passed = now - made_at
    if passed < FASTEST:
        return "fast"
    return "old" if passed > OLDEST else ""


def way(baseline: Decimal | None, target: Decimal, value: Decimal | None, *, fewer_is_better: bool) -> int | None:
    """How far on the way from the baseline to the target a reading is, in whole percent from 0 to 100.

    Without a baseline the way begins at zero; None when nothing was read or, where fewer is better, nothing to begin from.
    """
    if value is None:
        return None
    if reached(target, value, fewer_is_better=fewer_is_better):
        return 100
    if baseline is None and fewer_is_better:
        return None
    start = baseline if baseline is not None else Decimal(0)
    if start == target:
        return 0
    return max(0, min(99, int((value - start) * 100 / (target - start))))


def reached(target: Decimal, value: Decimal, *, fewer_is_better: bool) -> bool:
    """Whether a reading meets the target."""
    return value <= target if fewer_is_better else value >= target
