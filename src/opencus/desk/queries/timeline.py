"""Everything about a person in the order in which it happened, including who looked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from opencus.audit import queries as journal
from opencus.audit.models import Entry
from opencus.desk.access import Panels
from opencus.desk.queries.names import actor_name, names_of, role_words
from opencus.desk.queries.sides import on_my_side
from opencus.people import events as people_events

PER_PAGE = 30
FILTERS = {"wszystko": "Wszystko", "zmiany": "Zmiany", "zagladanie": "Kto zaglądał", "wizyty": "Wizyty"}

_ICONS = {
    "people": "user-round", "worklist": "arrow-left-right", "correspondence": "mail", "intake": "inbox", "entitlements": "ticket-check",
    "plans": "clipboard-list", "contracting": "send", "delivery": "calendar-days", "settlement": "wallet",
    "desk": "scan-eye",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; ``times`` counts looks of the same person one after another."""

    sentence: str
    who: str
    role: str
    at: datetime
    icon: str
    reading: bool
    purpose: str
    times: int = 1


def entries_about(person_id: UUID, panels: Panels, show: str) -> QuerySet[Entry]:
    """The entries behind one filter of the timeline; rooms whose panels are hidden are left out."""
    entries = journal.about(person_id, without=panels.hidden_rooms)
    if not panels.certificate:
        entries = entries.exclude(kind=people_events.CERTIFIED.name)
    if panels.walled:
        entries = on_my_side(entries, person_id, panels)
    if show == "zmiany":
        return journal.changes(entries)
    if show == "zagladanie":
        return journal.readings(entries)
    return journal.of_rooms(entries, "delivery") if show == "wizyty" else entries


def page_of(
    person_id: UUID, panels: Panels, show: str, number: int | str
) -> tuple[Page[Entry], list[Moment]]:
    """One page of the timeline with exact counts, and its lines."""
    page = Paginator(entries_about(person_id, panels, show), PER_PAGE).get_page(number)
    return page, moments(list(page), panels)


def latest(person_id: UUID, panels: Panels, most: int) -> list[Moment]:
    """The newest lines, several looks of one person taken together."""
    entries = list(entries_about(person_id, panels, "wszystko")[: most * 6])
    return _together(moments(entries, panels))[:most]


def moments(entries: Sequence[Entry], panels: Panels) -> list[Moment]:
    """Journal entries as lines for the eye, names resolved in one query.

    Behind a wall the purpose of a look is left out: it may name a matter of the other division.
    """
    names = names_of(entry.actor_id for entry in entries)
    return [
        Moment(
            sentence=_capital(entry.sentence), who=actor_name(entry, names), role=role_words(entry.actor_role), at=entry.at,
            icon="eye" if entry.event.reading else _ICONS.get(entry.kind.partition(".")[0], "circle-dot"),
            reading=entry.event.reading, purpose="" if panels.walled and entry.event.reading else entry.purpose,
        )
        for entry in entries
    ]  # fmt: skip


def _together(lines: Iterable[Moment]) -> list[Moment]:
    """Neighbouring looks of one person become one line with their number."""
    result: list[Moment] = []
    for line in lines:
        before = result[-1] if result else None
        if (
            before
            and line.reading
            and before.reading
            and (line.who, line.sentence) == (before.who, before.sentence)
        ):
            result[-1] = Moment(
                before.sentence,
                before.who,
                before.role,
                before.at,
                before.icon,
                True,
                before.purpose,
                before.times + 1,
            )
        else:
            result.append(line)
    return result


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
