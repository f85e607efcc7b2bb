"""Points for a place in the queue: which rule gave how many, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from opencus.core.words import listed
from opencus.intake.models import RequestedService, WaitingListEntry
from opencus.programmes import queries as programmes
from opencus.programmes.models import Order, ProgrammeService
from opencus.programmes.rules.conditions import FactValues, Truth, evaluate, read_aloud
from opencus.programmes.rules.facts import FACTS


@dataclass(frozen=True, slots=True)
class Scored:
    """One rule of the queue and what it gives this person; an unknown one gives nothing yet."""

    label: str
    points: int
    truth: Truth
    text: str
    missing: tuple[str, ...] = ()  # facts that would decide it

    @property
    def given(self) -> int:
        return self.points if self.truth else 0

    @property
    def lacking(self) -> str:
        """What is not known, in words: `wiek i mieszka samotnie`."""
        return listed([FACTS[fact].label for fact in self.missing if fact in FACTS])

    def as_json(self) -> dict[str, Any]:
        return {"label": self.label, "points": self.points, "truth": self.truth, "text": self.text, "missing": list(self.missing)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Scored:
        return cls(stored["label"], stored["points"], stored["truth"], stored["text"], tuple(stored["missing"]))


def by_points(offered: ProgrammeService) -> bool:
    """Whether the programme orders the queue of this service by points."""
    return offered.order == Order.POINTS


def scored(offered: ProgrammeService, facts: FactValues) -> tuple[Scored, ...]:
    """What every rule of the queue gives for these facts; nothing when the order is that of applications."""
    if not by_points(offered):
        return ()
    rows = []
    for rule in programmes.points_of(offered):
        found = evaluate(rule.condition, facts)
        rows.append(Scored(rule.label, rule.points, found.truth, read_aloud(rule.condition), found.missing))
    return tuple(rows)


def basis(offered: ProgrammeService, rows: tuple[Scored, ...], on: date) -> dict[str, Any]:
    """What an entry of the list keeps: by which text of the programme and on what day its points were counted."""
    if not by_points(offered):
        return {}
    return {
        "version": str(offered.version_id), "resolution": offered.version.resolution_number, "on": on.isoformat(),
        "rules": [row.as_json() for row in rows],
    }  # fmt: skip


def kept(entry: WaitingListEntry) -> tuple[Scored, ...]:
    """The rules an entry's points were counted by."""
    return tuple(Scored.from_json(row) for row in (entry.points_basis or {}).get("rules", ()))


def total(rows: tuple[Scored, ...]) -> int:
    """The sum of what the rules give."""
    return sum(row.given for row in rows)


def ahead_of(requested: RequestedService, points: int) -> int:
    """How many who wait would come before somebody with these points who is not on the list yet."""
    service = requested.programme_service.service_id
    waiting = WaitingListEntry.objects.filter(
        programme_service__service_id=service, left_at__isnull=True, requested__state=RequestedService.State.WAITING
    )
    since = requested.application.submitted_on
    more = waiting.filter(points__gt=points).count()
    equal = waiting.filter(points=points)
    return more + (equal.filter(since__lte=since).count() if since else equal.count())
