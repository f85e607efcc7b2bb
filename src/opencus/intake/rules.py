"""Deadlines of an application, parts of a decision, order of a waiting list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from opencus.core.clock import day_of
from opencus.core.text import plural

APPEAL_DAYS = 14  # art. 129 par. 2 KPA

LEGAL_BASIS_REFUSAL = (
    "art. 42 ust. 3 ustawy z dnia 19 lipca 2019 r. o realizowaniu usług społecznych przez centrum usług społecznych "
    "(Dz.U. 2019 poz. 1818) oraz art. 104 i 107 ustawy z dnia 14 czerwca 1960 r. – Kodeks postępowania administracyjnego"
)
LEGAL_BASIS_GRANT = (
    "art. 19 ustawy z dnia 19 lipca 2019 r. o realizowaniu usług społecznych przez centrum usług społecznych "
    "(Dz.U. 2019 poz. 1818), przepisy ustawy z dnia 12 marca 2004 r. o pomocy społecznej oraz art. 104 i 107 Kodeksu "
    "postępowania administracyjnego"
)


class NotAllowed(ValueError):
    """An act the law or the state of the case forbids; plain Polish, ``field`` names the form field if any."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def appeal_instruction(centre: str) -> str:
    """How, where and until when to appeal (art. 107 par. 1 (7), 127-129 KPA)."""
    return (
        f"Od tej decyzji można się odwołać do Samorządowego Kolegium Odwoławczego. Odwołanie składa się za pośrednictwem "
        f"dyrektora {centre} w ciągu {APPEAL_DAYS} dni od dnia doręczenia decyzji. W tym czasie można zrzec się prawa "
        "do odwołania, pisząc o tym do dyrektora. Z dniem doręczenia oświadczenia o zrzeczeniu się prawa do odwołania "
        "decyzja staje się ostateczna i prawomocna."
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part a decision must have and whether it is there."""

    label: str
    present: bool
    field: str = ""  # where it is filled in


def decision_parts(
    *, factual: str, legal: str, appeal: str, resolved: bool, dated: bool, signed: bool
) -> tuple[Part, ...]:
    """The eight parts of a decision (art. 107 par. 1 KPA); the first two follow from the case itself."""
    return (
        Part("organ", True), Part("strona", True), Part("podstawa prawna", bool(legal.strip()), "legal_reasons"),
        Part("rozstrzygnięcie", resolved, "period"), Part("uzasadnienie", bool(factual.strip()), "factual_reasons"),
        Part("pouczenie (14 dni)", bool(appeal.strip()), "appeal_instruction"), Part("data", dated), Part("podpis", signed),
    )  # fmt: skip


def missing_before_signing(parts: Sequence[Part]) -> tuple[Part, ...]:
    """What must still be written; date and signature come with signing itself."""
    return tuple(part for part in parts if not part.present and part.label not in {"data", "podpis"})


def outcome_of(states: Iterable[str]) -> str:
    """What an application comes to when these are the states of its services; empty while one is open.

    Waiting for a place is an outcome: the person knows where they stand. Only a whole application is forwarded.
    """
    known = list(states)
    if not known or "open" in known:
        return ""
    if set(known) <= {"forwarded"}:
        return "forwarded"
    return "withdrawn" if set(known) <= {"withdrawn"} else "decided"


@dataclass(frozen=True, slots=True)
class Queued:
    """One entry of a waiting list, as its order needs it; ``left_at`` None: still waiting."""

    key: str
    since: date
    entered_at: datetime
    points: int = 0
    left_at: datetime | None = None

    @property
    def order(self) -> tuple[int, date, datetime, str]:
        """More points first, then the earlier application, then the earlier entry: never chance, never a clerk."""
        return (-self.points, self.since, self.entered_at, self.key)


@dataclass(frozen=True, slots=True)
class Step:
    """The place in the queue from a day on and why it changed."""

    on: date
    place: int
    why: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a queue and why."""

    place: int
    ahead_points: int
    ahead_earlier: int  # applied on an earlier day
    ahead_same_day: int  # the same day, entered earlier
    behind: int
    steps: tuple[Step, ...]

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Each reason with the number of people before, only those that count."""
        every = (
            ("mają więcej punktów", self.ahead_points),
            ("złożyły wniosek wcześniej", self.ahead_earlier),
            ("złożyły wniosek tego samego dnia, wpisane wcześniej", self.ahead_same_day),
        )
        return tuple((text, number) for text, number in every if number)


def standing(entries: Sequence[Queued], key: str) -> Standing:
    """Explain the place of one entry among all that are or were on the list."""
    mine = next(entry for entry in entries if entry.key == key)
    waiting = [entry for entry in entries if entry.left_at is None]
    ahead = [entry for entry in waiting if entry.order < mine.order]
    return Standing(
        place=len(ahead) + 1,
        ahead_points=sum(entry.points > mine.points for entry in ahead),
        ahead_earlier=sum(entry.points == mine.points and entry.since < mine.since for entry in ahead),
        ahead_same_day=sum(entry.points == mine.points and entry.since == mine.since for entry in ahead),
        behind=len(waiting) - len(ahead) - (mine.left_at is None),
        steps=_steps([entry for entry in entries if entry.order < mine.order], mine),
    )


def _steps(before: Sequence[Queued], mine: Queued) -> tuple[Step, ...]:
    changes = [(entry.entered_at, 1) for entry in before if entry.entered_at > mine.entered_at]
    changes += [(entry.left_at, -1) for entry in before if entry.left_at and entry.left_at > mine.entered_at]
    place = 1 + sum(
        entry.entered_at <= mine.entered_at and not (entry.left_at and entry.left_at <= mine.entered_at) for entry in before
    )
    steps = {day_of(mine.entered_at): Step(day_of(mine.entered_at), place, "wpis na listę")}
    for moment, change in sorted(changes):
        place += change
        why = "ktoś wcześniejszy odszedł z listy" if change < 0 else "doszedł wcześniejszy wniosek"
        steps[day_of(moment)] = Step(day_of(moment), place, why)
    return tuple(steps.values())


def people(number: int) -> str:
    """`1 osoba`, `2 osoby`, `5 osób`."""
    return f"{number} {plural(number, 'osoba', 'osoby', 'osób')}"
