"""Versions as screens show them: the list, what each waits for, what may be done next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from opencus.core import clock
from opencus.core.words import numeric_date
from opencus.programmes.models import Consultation, ProgrammeVersion
from opencus.programmes.rules import lawmaking
from opencus.programmes.rules.lawmaking import Countdown

State = ProgrammeVersion.State
VOTED = (State.ADOPTED, State.IN_FORCE, State.ENDED, State.REPORTED)
#: Tabs of the list: name in the address -> label and states.
TABS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "": ("Wszystkie", ()),
    "przygotowanie": ("W przygotowaniu", (State.DRAFT, State.IN_CONSULTATION, State.READY)),
    "uchwalone": ("Uchwalone", (State.ADOPTED,)),
    "obowiazuja": ("Obowiązują", (State.IN_FORCE,)),
    "zakonczone": ("Zakończone", (State.ENDED, State.REPORTED)),
}
#: tone and icon of a state.
LOOKS: Mapping[str, tuple[str, str]] = {
    State.DRAFT: ("", "pencil"), State.IN_CONSULTATION: ("info", "messages-square"), State.READY: ("vio", "check-check"),
    State.ADOPTED: ("info", "gavel"), State.IN_FORCE: ("ok", "circle-check"), State.ENDED: ("", "archive"),
    State.REPORTED: ("", "file-check"),
}  # fmt: skip
HEADER = ("Program", "Wersja", "Stan", "Od", "Do", "Uchwała", "Dzień uchwały", "Termin", "Dzień", "BIP urzędu", "BIP centrum")


@dataclass(frozen=True, slots=True)
class Line:
    """One version on the list."""

    version: ProgrammeVersion
    tone: str
    icon: str
    next: Countdown | None
    no_bip: str  # where it should have been published and is not (art. 5(5)); empty when all is well


def every(tab: str = "") -> QuerySet[ProgrammeVersion]:
    """Versions for the list, newest first, with what the countdown needs."""
    states = TABS.get(tab, TABS[""])[1]
    rows = ProgrammeVersion.objects.select_related("programme", "replaces").annotate(replaced=_replaced())
    return (rows.filter(state__in=states) if states else rows).order_by("-valid_from", "programme__name", "-number")


def tabs(tab: str) -> list[dict[str, Any]]:
    """The tabs with how many versions each holds."""
    counts = dict(ProgrammeVersion.objects.values_list("state").annotate(n=Count("id")).order_by())
    made = []
    for key, (label, states) in TABS.items():
        count = sum(n for state, n in counts.items() if not states or state in states)
        made.append({"label": label, "url": f"?stan={key}" if key else "?", "count": count, "active": key == tab})
    return made


def line(version: ProgrammeVersion) -> Line:
    """One version with its countdown; ``version`` comes from `every` or `one`."""
    tone, icon = LOOKS[version.state]
    return Line(version, tone, icon, waits_for(version), missing_bip(version))


def one(version_id: UUID) -> QuerySet[ProgrammeVersion]:
    """The version of a page."""
    rows = ProgrammeVersion.objects.select_related("programme", "replaces", "diagnosis", "centre")
    return rows.annotate(replaced=_replaced()).filter(id=version_id)


def waits_for(version: ProgrammeVersion) -> Countdown | None:
    """The next day that matters."""
    return lawmaking.countdown(
        version.state, session_on=version.session_on, promulgated_on=version.promulgated_on, valid_from=version.valid_from,
        valid_to=version.valid_to, replaced=version.replaced,  # type: ignore[attr-defined]
    )  # fmt: skip


def missing_bip(version: ProgrammeVersion) -> str:
    """Where the voted programme is not published yet: `BIP urzędu i BIP centrum`."""
    if version.state not in VOTED:
        return ""
    return " i ".join(where for where, day in (("BIP urzędu", version.bip_office_on), ("BIP centrum", version.bip_centre_on)) if day is None)


def export_rows(versions: Iterable[ProgrammeVersion]) -> Iterable[tuple[Any, ...]]:
    """The list as a table."""
    for version in versions:
        due = waits_for(version)
        yield (
            version.programme.name, version.number, version.get_state_display(), version.valid_from, version.valid_to,
            version.resolution_number, version.resolution_date, due.what if due else "", due.day if due else None,
            version.bip_office_on, version.bip_centre_on,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of the road from draft to law: behind, left out, the present one, or ahead."""

    title: str
    icon: str
    note: str
    state: str  # done, skipped, now, ahead


def road(version: ProgrammeVersion) -> list[Milestone]:
    """The whole way of a version, with days."""
    order = [State.DRAFT, State.IN_CONSULTATION, State.READY, State.ADOPTED, State.IN_FORCE, State.ENDED, State.REPORTED]
    at = order.index(State(version.state))
    skipped = at > 1 and not Consultation.objects.filter(version=version, state=Consultation.State.REPORTED).exists()
    notes = {
        State.DRAFT: "", State.IN_CONSULTATION: "bez konsultacji tej wersji" if skipped else "",
        State.READY: f"sesja {numeric_date(version.session_on)}" if version.session_on else "",
        State.ADOPTED: _resolution(version), State.IN_FORCE: _force(version),
        State.ENDED: f"{numeric_date(version.valid_to)}", State.REPORTED: "",
    }  # fmt: skip
    titles = {
        State.DRAFT: "Szkic", State.IN_CONSULTATION: "Konsultacje", State.READY: "Gotowy dla rady", State.ADOPTED: "Uchwała",
        State.IN_FORCE: "Obowiązuje", State.ENDED: "Koniec okresu", State.REPORTED: "Informacja z realizacji",
    }  # fmt: skip
    places = ["done" if place < at else "now" if place == at else "ahead" for place in range(len(order))]
    if skipped:
        places[1] = "skipped"
    return [Milestone(titles[state], LOOKS[state][1], notes[state], places[place]) for place, state in enumerate(order)]


def others(version: ProgrammeVersion) -> list[ProgrammeVersion]:
    """The other versions of the programme, newest first: what it can be compared with."""
    return list(ProgrammeVersion.objects.filter(programme_id=version.programme_id).exclude(id=version.id).order_by("-number"))


def default_dates(version: ProgrammeVersion) -> dict[str, date]:
    """What a form of promulgation begins with: today, and the first day that is not too early."""
    today = clock.today()
    return {"promulgated_on": today, "valid_from": max(version.valid_from, lawmaking.earliest_force(today))}


def _replaced() -> Exists:
    """Whether an amendment took the place of the version."""
    return Exists(ProgrammeVersion.objects.filter(replaces=OuterRef("pk"), state__in=VOTED))


def _resolution(version: ProgrammeVersion) -> str:
    if version.resolution_date is None:
        return ""
    published = f", ogłoszona {numeric_date(version.promulgated_on)}" if version.promulgated_on else ""
    return f"nr {version.resolution_number} z {numeric_date(version.resolution_date)}{published}"


def _force(version: ProgrammeVersion) -> str:
    return f"od {numeric_date(version.valid_from)}"
