"""Anonymous questionnaires: when one is open, how much it takes, how answers are counted and what may be shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

Phase = Literal["before", "open", "over"]

#: Answers from the web for each begun hour of the day: the only trace of time that answers leave is their day.
MOST_AN_HOUR = 120
#: A group of fewer people is never shown apart (art. 5(1)(c) GDPR, house rule of the reports).
SMALLEST = 5
SCALE = ("1", "2", "3", "4", "5")
UNANSWERED = "bez odpowiedzi"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its position, words, kind (one, many, scale, text) and what may be chosen."""

    position: int
    text: str
    kind: str
    options: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What is counted; nothing for words."""
        return SCALE if self.kind == "scale" else self.options if self.kind in ("one", "many") else ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose an option, and how many percent of those who answered the question."""

    option: str
    number: int
    percent: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one question; ``mean`` of a scale, None without answers or for other kinds."""

    asked: Asked
    answered: int
    counts: tuple[Count, ...] = ()
    mean: Decimal | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crossed:
    """Answers to one question by answers to another; None stands for a number that may not be shown."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...], int | None], ...]  # group, cells, how many in the group


def phase(opens_on: date, closes_on: date, on: date) -> Phase:
    """Where a questionnaire is on a day; both days belong to it."""
    return "before" if on < opens_on else "over" if on > closes_on else "open"


def full(today_so_far: int, hour: int) -> bool:
    """Whether the web takes no more for now: each begun hour of the day adds its share, what was not used stays."""
    return today_so_far >= MOST_AN_HOUR * (hour + 1)


def tally(asked: Asked, given: Sequence[Mapping[str, Any]]) -> Tally:
    """Count the answers to a question; ``given`` are filled-in questionnaires, position -> answer."""
    answers = [one[str(asked.position)] for one in given if one.get(str(asked.position)) not in (None, "", [])]
    if asked.kind == "text":
        return Tally(asked, len(answers), words=tuple(str(one) for one in answers))
    chosen = [str(pick) for one in answers for pick in (one if isinstance(one, list) else [one])]
    counts = tuple(Count(option, chosen.count(option), _percent(chosen.count(option), len(answers))) for option in asked.choices)
    mean = None
    if asked.kind == "scale" and answers:
        mean = (Decimal(sum(int(one) for one in answers)) / len(answers)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Tally(asked, len(answers), counts, mean)


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole) if whole else 0  # half a percent goes up


def crossed(asked: Asked, split: Asked, given: Sequence[Mapping[str, Any]]) -> Crossed:
    """Count one question by groups of another, both with one answer each, so that nobody in a small group is told."""
    groups, columns = (*split.choices, UNANSWERED), (*asked.choices, UNANSWERED)
    cells = [[0] * len(columns) for _ in groups]
    for one in given:
        row, column = (_chosen(one.get(str(question.position))) for question in (split, asked))
        if row in groups and column in columns:
            cells[groups.index(row)][columns.index(column)] += 1
    shown = hide_small(cells)
    kept = [at for at, row in enumerate(cells) if sum(row)]
    return Crossed(columns, tuple((groups[at], tuple(shown[at][:-1]), shown[at][-1]) for at in kept))


def _chosen(answer: Any) -> str:
    return UNANSWERED if answer in (None, "", []) else str(answer)


def hide_small(cells: Sequence[Sequence[int]]) -> list[list[int | None]]:
    """Each row with its total at the end, small numbers hidden, and more of them where a row or column would give one back.

    Totals of columns are known to the reader: they are the plain results of the question.
    """
    values = [[*row, sum(row)] for row in cells]
    hidden = [[0 < value < SMALLEST for value in row] for row in values]
    lines = [[(i, j) for j in range(len(row))] for i, row in enumerate(values)]
    lines += [[(i, j) for i in range(len(values))] for j in range(len(values[0]) if values else 0)]
    again = True
    while again:
        again = any(_hide_one_more(line, values, hidden) for line in lines)
    return [[None if hidden[i][j] else value for j, value in enumerate(row)] for i, row in enumerate(values)]


def _hide_one_more(line: Sequence[tuple[int, int]], values: Sequence[Sequence[int]], hidden: list[list[bool]]) -> bool:
    """Hide the smallest open number of a line whose hidden ones could be worked out; say whether one was hidden."""
    behind = [values[i][j] for i, j in line if hidden[i][j]]
    if not behind or (len(behind) > 1 and sum(behind) >= SMALLEST):
        return False
    open_ones = [(values[i][j], i, j) for i, j in line if not hidden[i][j] and values[i][j]]
    if not open_ones:
        return False
    _, i, j = min(open_ones)
    hidden[i][j] = True
    return True
