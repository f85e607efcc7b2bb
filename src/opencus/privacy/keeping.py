"""Kinds of records with an end of their own: when a matter ended, what holds it open, how long it is kept (R72)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max, QuerySet

from opencus.core import clock
from opencus.people.models import Person
from opencus.privacy import rules
from opencus.privacy.copying import rows, words
from opencus.privacy.models import AccessibilityRequest, Consent, DisposalItem, RetentionClass, SubjectRequest

CLIENT_FILE, CONTACT = "client_file", "contact"
KINDS: dict[str, str] = {
    CLIENT_FILE: "akta klienta: wnioski, plany, realizacja, rozliczenia", CONTACT: "dane osoby bez własnej sprawy (bliski, zgłaszający)",
    "data_request": "żądania dotyczące danych", "consent": "zgody cofnięte", "access_request": "żądania dostępności",
}  # fmt: skip
#: Rooms whose rows alone make nobody a client.
_NO_MATTER = frozenset({"people", "privacy", "worklist", "audit"})
#: A name in place of a name that was erased; an erased row has no key to be found by.
ERASED_NAME = ("Dane", "usunięte")

#: Says which of these people have something open: asked before any file is listed or disposed of.
HoldsOpen = Callable[[Sequence[UUID]], Iterable[UUID]]
_open: dict[str, HoldsOpen] = {}


def register_open(name: str, ask: HoldsOpen) -> None:
    """Let a room above say whose matters are open (config/reactions.py); ``name`` is said to people in Polish."""
    _open[name] = ask


@dataclass(frozen=True, slots=True)
class Ended:
    """A record whose matter ended: what, which, when, until when it must be kept (``due``: the first day after)."""

    kind: str
    record_id: UUID
    mark: str
    category: str
    ended_on: date
    due: date


def classes() -> dict[str, RetentionClass]:
    """The centre's retention classes by kind."""
    return {row.kind: row for row in RetentionClass.objects.all()}


def due(on: date) -> list[Ended]:
    """Records that may be disposed of on the day, or will within three months, the first due first.

    Nobody's open matters are among them, nor what stands on another list that waits.
    """
    waiting = set(
        DisposalItem.objects.filter(disposal__state__in=["draft", "approved", "ready"]).values_list("record_id", flat=True)
    )
    found: list[Ended] = []
    for kind, rule in classes().items():
        years = rules.kept_years(rule.category)
        if years is None or kind not in KINDS:
            continue
        found += [one for one in _ended(kind, rule.category, on) if one.record_id not in waiting and rules.countdown_from(one.due) <= on]
    return sorted(found, key=lambda one: (one.due, one.mark))


def still_due(kind: str, record_id: UUID, on: date) -> str:
    """Why a listed record may not be disposed of any more, '' when it may."""
    rule = classes().get(kind)
    if rule is None or rules.kept_years(rule.category) is None:
        return "dla tego rodzaju akt nie ma okresu przechowywania"
    if kind in {CLIENT_FILE, CONTACT} and (reasons := open_reasons([record_id]).get(record_id)):
        return f"sprawa jest otwarta: {', '.join(reasons)}"
    ended = next((one for one in _ended(kind, rule.category, on, only=record_id)), None)
    if ended is None:
        return "w aktach pojawiły się nowsze zapisy" if kind in {CLIENT_FILE, CONTACT} else "tego zapisu już nie ma"
    return "" if ended.due <= on else f"okres przechowywania mija dopiero {ended.due:%d.%m.%Y}"


def open_reasons(person_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """What holds people's files open, in Polish, by person."""
    found: dict[UUID, list[str]] = {}
    for name, ask in _open.items():
        for person_id in ask(person_ids):
            found.setdefault(person_id, []).append(name)
    for person_id in SubjectRequest.objects.filter(state="open", person_id__in=person_ids).values_list("person_id", flat=True):
        found.setdefault(person_id, []).append("żądanie dotyczące danych")
    return found


def _ended(kind: str, category: str, on: date, only: UUID | None = None) -> list[Ended]:
    if kind in {CLIENT_FILE, CONTACT}:
        return _people(kind, category, on, only)
    asked: dict[str, tuple[QuerySet[Any], str]] = {
        "data_request": (SubjectRequest.objects.exclude(state="open"), "answered_on"),
        "access_request": (AccessibilityRequest.objects.exclude(state="open"), "answered_on"),
        "consent": (Consent.objects.filter(withdrawn_on__isnull=False), "withdrawn_on"),
    }
    found, field = asked[kind]
    found = found.filter(id=only) if only else found
    return [one for row in found if (one := _one(kind, category, row.id, _mark(row), getattr(row, field))) is not None]


def _mark(row: Any) -> str:
    return f"zgoda z {row.given_on:%d.%m.%Y}" if isinstance(row, Consent) else str(row)


def _one(kind: str, category: str, record_id: UUID, mark: str, ended_on: date) -> Ended | None:
    first = rules.disposal_due(ended_on, category)
    return Ended(kind, record_id, mark, category, ended_on, first) if first else None


def _people(kind: str, category: str, on: date, only: UUID | None) -> list[Ended]:
    """People whose last written day is so far back that their file is due or nearly."""
    candidates = Person.objects.exclude(sort_key="")
    if only:
        candidates = candidates.filter(id=only)
    years = rules.kept_years(category) or 0
    newest = clock.add_years(clock.add_months(on, 3), -years)  # whoever was registered later cannot be due yet
    ids = list(candidates.filter(created_at__lt=clock.at(newest, datetime.min.time())).values_list("id", flat=True))
    if not ids:
        return []
    last, clients = _last_days(ids)
    busy = open_reasons(ids)
    marks = _marks(ids)
    found = []
    for person_id in ids:
        if person_id in busy or (person_id in clients) != (kind == CLIENT_FILE):
            continue
        one = _one(kind, category, person_id, marks.get(person_id, f"osoba {str(person_id)[-8:]}"), last[person_id])
        found += [one] if one and last[person_id] <= on else []  # a day to come means that something goes on
    return found


def _last_days(ids: list[UUID]) -> tuple[dict[UUID, date], set[UUID]]:
    """The last day written in anybody's rows, and who has a matter of their own."""
    last = {row[0]: clock.day_of(row[1]) for row in Person.objects.filter(id__in=ids).values_list("id", "created_at")}
    clients: set[UUID] = set()
    for table in rows.tables():
        days = [
            field for field in table.model._meta.local_fields
            if isinstance(field, models.DateField) and field.name not in words.TECHNICAL_FIELDS
        ]  # fmt: skip
        own = table.model._meta.app_label not in _NO_MATTER
        for path in table.paths:
            asked = table.model._default_manager.filter(**{f"{path}__in": ids}).order_by().values_list(path)
            for person_id, *found in asked.annotate(*(Max(field.name) for field in days)):
                clients |= {person_id} if own else set()
                moments = [clock.day_of(one) if isinstance(one, datetime) else one for one in found if one is not None]
                last[person_id] = max([last[person_id], *moments])
    return last, clients


def _marks(ids: list[UUID]) -> dict[UUID, str]:
    """The marks of people's cases, from whichever table of theirs has a mark; never a name."""
    found: dict[UUID, list[str]] = {}
    for table in rows.tables():
        if any(field.name == "mark" for field in table.model._meta.local_fields) and table.depth == 1:
            path = table.paths[0]
            for person_id, mark in table.model._default_manager.filter(**{f"{path}__in": ids}).values_list(path, "mark"):
                found.setdefault(person_id, []).append(mark)
    return {person_id: ", ".join(sorted(marks))[:120] for person_id, marks in found.items()}
