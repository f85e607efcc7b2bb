"""The usual week of a plan: reading it from words, saying it in words, finding times that collide.

Days are numbered from Monday = 0, times are minutes after midnight. Nothing here knows dates or the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from opencus.core.text import search_key
from opencus.core.words import WEEKDAY_SHORT

DAY_START, DAY_END = 6 * 60, 22 * 60
STEP = 15
_DAYS = {
    "pn": 0, "pon": 0, "poniedzialek": 0, "poniedzialki": 0, "wt": 1, "wto": 1, "wtorek": 1, "wtorki": 1,
    "sr": 2, "sro": 2, "sroda": 2, "srody": 2, "srode": 2, "cz": 3, "czw": 3, "czwartek": 3, "czwartki": 3,
    "pt": 4, "pia": 4, "piatek": 4, "piatki": 4, "sob": 5, "so": 5, "sobota": 5, "soboty": 5, "sobote": 5,
    "nd": 6, "niedz": 6, "nie": 6, "niedziela": 6, "niedziele": 6,
}  # fmt: skip
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?"
_PART = re.compile(rf"(?P<days>[^\d]+?)\s*(?P<from>{_CLOCK})(?:\s*(?:-|do)\s*(?P<to>{_CLOCK}))?")
_BETWEEN = re.compile(r"[\s,;]*(?:\b(?:i|oraz)\b[\s,;]*)?")


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A stretch of a usual day: weekday 0-6, minutes from midnight, whose it is."""

    weekday: int
    start: int
    end: int
    key: str = ""
    label: str = ""

    @property
    def hours(self) -> str:
        """As shown: ``9:30–10:15``."""
        return f"{clock_text(self.start)}–{clock_text(self.end)}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things at once: what comes first, what collides, and a free start for the second (None: none is near)."""

    first: Slot
    second: Slot
    shift_to: int | None

    @property
    def hours(self) -> str:
        """The time both want: ``9:30–10:00``."""
        return f"{clock_text(self.second.start)}–{clock_text(min(self.first.end, self.second.end))}"

    @property
    def shift_text(self) -> str:
        return "" if self.shift_to is None else clock_text(self.shift_to)


class UnreadableWeek(ValueError):
    """Words that are no usual week; the message is plain Polish."""


def clock_text(minutes: int) -> str:
    """Minutes after midnight as ``9:05``."""
    return f"{minutes // 60}:{minutes % 60:02}"


def slots_of(week: Iterable[Mapping[str, Any]], key: str = "", label: str = "") -> list[Slot]:
    """Return the stored week of an item as slots, in order."""
    return sorted(
        Slot(int(one["weekday"]), _minutes(one["from"]), _minutes(one["to"]), key, label) for one in week
    )


def stored(slots: Iterable[Slot]) -> list[dict[str, Any]]:
    """Return slots as they are kept in an item: ``{"weekday": 1, "from": "09:30", "to": "10:15"}``."""
    return [{"weekday": s.weekday, "from": _padded(s.start), "to": _padded(s.end)} for s in sorted(slots)]


def say(week: Sequence[Mapping[str, Any]]) -> str:
    """Return a week in words: ``pon.–pt. 8:00–10:00; śr. 12:00–13:00``."""
    by_hours: dict[tuple[int, int], list[int]] = {}
    for slot in slots_of(week):
        by_hours.setdefault((slot.start, slot.end), []).append(slot.weekday)
    parts = sorted((days[0], start, end, days) for (start, end), days in by_hours.items())
    return "; ".join(f"{_say_days(days)} {clock_text(start)}–{clock_text(end)}" for _, start, end, days in parts)


def parse(text: str, unit_minutes: int | None = None) -> list[Slot]:
    """Read a week from words: ``wt. 9:30–10:15``, ``pn–pt 8-10, sob. 9:00``.

    Without an end the visit lasts ``unit_minutes``. Raises ``UnreadableWeek`` with an example when it is unclear.
    """
    bare = re.sub(r"[–—−]", "-", text.strip().lower())
    found: list[Slot] = []
    position = 0
    while position < len(bare):
        match = _PART.match(bare, position)
        if match is None:
            raise UnreadableWeek(_example(text))
        found += _slots_in(match, unit_minutes, text)
        position = _BETWEEN.match(bare, match.end()).end()  # type: ignore[union-attr]
    for before, after in zip(sorted(found), sorted(found)[1:], strict=False):
        if before.weekday == after.weekday and after.start < before.end:
            raise UnreadableWeek(
                f"Dwa terminy tej samej usługi zachodzą na siebie: {WEEKDAY_SHORT[before.weekday]} "
                f"{before.hours} i {after.hours}. Popraw jeden z nich."
            )
    return sorted(found)


def is_hours(text: str) -> bool:
    """Tell whether the words speak of hours (a usual week) and not of an arrangement ("po uzgodnieniu")."""
    return re.search(r"\d", text) is not None and _day_of(re.split(r"[\s\d.,–-]", text.strip().lower())[0]) is not None


def conflicts(slots: Iterable[Slot]) -> list[Conflict]:
    """Return every pair of different items that wants the person at the same time, with a free start nearby.

    The later (and, at the same start, the shorter) one is to move: within the day, in quarters of an hour, first
    after the other one, else before it.
    """
    found: list[Conflict] = []
    for _, day in groupby(sorted(slots), key=lambda one: one.weekday):
        today = list(day)
        for number, first in enumerate(today):
            for second in today[number + 1 :]:
                if second.start < first.end and first.key != second.key:
                    fixed, moved = _who_moves(first, second)
                    found.append(Conflict(fixed, moved, _free_start(moved, fixed, today)))
    return found


def _who_moves(first: Slot, second: Slot) -> tuple[Slot, Slot]:
    if first.start == second.start and first.end - first.start < second.end - second.start:
        return second, first
    return first, second


def _free_start(moved: Slot, fixed: Slot, day: Sequence[Slot]) -> int | None:
    length = moved.end - moved.start
    others = [one for one in day if one is not moved]

    def free(start: int) -> bool:
        inside = start >= DAY_START and start + length <= DAY_END
        return inside and all(start >= one.end or start + length <= one.start for one in others)

    after = -(-fixed.end // STEP) * STEP
    before = (fixed.start - length) // STEP * STEP
    near = [*range(after, after + 121, STEP), *range(before, before - 121, -STEP)]
    return next((start for start in near if free(start)), None)


def _slots_in(match: re.Match[str], unit_minutes: int | None, text: str) -> list[Slot]:
    start = _minutes(match["from"])
    if match["to"] is None and not unit_minutes:
        raise UnreadableWeek(f"Podaj też godzinę końca, na przykład {match['days'].strip()} {clock_text(start)}–{clock_text(start + 60)}.")
    end = _minutes(match["to"]) if match["to"] else start + (unit_minutes or 0)
    if start >= 24 * 60 or end > 24 * 60 or any(_odd_minutes(clock) for clock in (match["from"], match["to"] or "")):
        raise UnreadableWeek(_example(text))
    if end <= start:
        raise UnreadableWeek("Godzina końca musi być późniejsza niż godzina początku.")
    return [Slot(day, start, end) for day in _days_in(match["days"], text)]


def _days_in(words: str, text: str) -> list[int]:
    days: list[int] = []
    for piece in re.split(r",|;|\bi\b|\boraz\b|\s+(?=[^\s-])(?<!-\s)", words.strip()):
        ends = [part for part in re.split(r"\s*-\s*", piece.strip(" .:")) if part]
        numbers = [_day_of(end) for end in ends]
        if not ends:
            continue
        if None in numbers or len(numbers) > 2:
            raise UnreadableWeek(_example(text))
        first, last = numbers[0], numbers[-1]
        assert first is not None
        assert last is not None
        if last < first:
            raise UnreadableWeek("Podaj dni w kolejności tygodnia, na przykład pn.–pt. 8:00–10:00.")
        days += range(first, last + 1)
    if not days:
        raise UnreadableWeek(_example(text))
    return sorted(set(days))


def _day_of(word: str) -> int | None:
    return _DAYS.get(search_key(word.strip(" .:")))


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.replace(".", ":").partition(":")
    return int(hours) * 60 + int(minutes or 0)


def _odd_minutes(clock: str) -> bool:
    return clock.replace(".", ":").partition(":")[2] > "59"


def _padded(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _say_days(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    said = []
    for run in runs:
        names = [WEEKDAY_SHORT[run[0]], WEEKDAY_SHORT[run[-1]]]
        said += [f"{names[0]}–{names[1]}"] if len(run) > 2 else [WEEKDAY_SHORT[day] for day in run]
    return ", ".join(said)


def _example(text: str) -> str:
    return f"Nie rozumiem „{text.strip()[:60]}”. Wpisz dzień i godziny, na przykład wt. 9:30–10:15, czw. 10:00–10:45."
