"""Reads of cases: the list with its filters and counts, one case, the queue of a service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from opencus.core.clock import now
from opencus.core.export import Cell
from opencus.core.words import listed
from opencus.intake.applying import plan_due
from opencus.intake.models import Application, Decision, Qualification, RequestedService, WaitingListEntry
from opencus.intake.rules import Queued, Standing, standing
from opencus.programmes.models import ProgrammeService

State = Application.State
TO_DO = (State.SUBMITTED, State.EVIDENCE_REQUESTED, State.IN_RECOGNITION)
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "do-rozpatrzenia": ("Do rozpatrzenia", TO_DO),
    "szkice": ("Szkice", (State.DRAFT,)),
    "rozstrzygniete": ("Rozstrzygnięte", (State.DECIDED, State.CLOSED, State.FORWARDED, State.WITHDRAWN)),
    "wszystkie": ("Wszystkie", tuple(State.values)),
}
PER_PAGE = 25
HEADER = ("Znak sprawy", "Klient", "Wnioskodawca", "W jakim charakterze", "Usługi", "Złożony", "Termin planu", "Dni do terminu", "Stan", "Koordynator")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list was asked for; nothing personal, because it stands in the address."""

    group: str = "do-rozpatrzenia"
    service: str = ""  # code
    mine: UUID | None = None  # coordinator
    soon: bool = False  # the plan is due within a week
    municipality: str = ""  # TERYT code of the client's municipality, in a joint centre
    side: Q | None = None  # cases the actor may see (access.on_my_side); None: all

    def narrow(self, rows: QuerySet[Application], today: date) -> QuerySet[Application]:
        """Everything but the group, so that the tabs can count."""
        if self.side:
            rows = rows.filter(self.side)
        if self.service:
            rows = rows.filter(requested__programme_service__service__code=self.service).distinct()
        if self.municipality:
            rows = rows.filter(client__municipality_id=self.municipality)
        if self.mine:
            rows = rows.filter(coordinator_id=self.mine)
        if self.soon:
            rows = rows.filter(id__in=_due_within(rows, today, 7))
        return rows


def _due_within(rows: QuerySet[Application], today: date, days: int) -> list[UUID]:
    submitted = rows.filter(submitted_on__isnull=False).values_list("id", "submitted_on")
    return [key for key, on in submitted if on and (plan_due(on) - today).days <= days]


def applications(asked: Asked, today: date) -> QuerySet[Application]:
    """The cases of the list: the nearest deadline first among those to do, else the newest."""
    rows = asked.narrow(Application.objects.all(), today).filter(state__in=GROUPS[asked.group][1])
    loaded = RequestedService.objects.select_related("programme_service__service").order_by("programme_service__service__name")
    order = ("submitted_on", "created_at") if asked.group == "do-rozpatrzenia" else ("-submitted_on", "-created_at")
    return (
        rows.select_related("client__municipality", "applicant", "case_file", "coordinator")
        .prefetch_related(Prefetch("requested", loaded))
        .order_by(*order, "id")
    )


def page(asked: Asked, number: str, today: date) -> Page[Application]:
    """One page of the list; a page that does not exist is the nearest one."""
    return Paginator(applications(asked, today), PER_PAGE).get_page(number)


def counts(asked: Asked, today: date) -> dict[str, int]:
    """How many cases each tab holds under the other filters."""
    by_state = dict(
        asked.narrow(Application.objects.all(), today).order_by().values_list("state").annotate(Count("id", distinct=True))
    )
    return {group: sum(by_state.get(state, 0) for state in states) for group, (_, states) in GROUPS.items()}


def header(joint: bool) -> tuple[str, ...]:
    """The heads of the exported columns; a joint centre tells its municipalities apart."""
    return (*HEADER, "Gmina klienta") if joint else HEADER


def export_rows(rows: Iterable[Application], today: date, *, joint: bool = False) -> list[list[Cell]]:
    """The list as a table: exactly what the filters show, in the columns of ``header``."""
    table: list[list[Cell]] = []
    for one in rows:
        due = plan_due(one.submitted_on) if one.submitted_on else None
        services = listed([f"{asked} ({asked.get_state_display()})" for asked in one.requested.all()], ",")
        table.append([
            str(one.case_file), str(one.client), str(one.applicant), one.get_capacity_display(), services, one.submitted_on,
            due, (due - today).days if due else None, one.get_state_display(), str(one.coordinator or ""),
            *([str(one.client.municipality or "")] if joint else []),
        ])  # fmt: skip
    return table


def services_of(application: Application) -> QuerySet[RequestedService]:
    """The services asked for, with their last outcome and decisions loaded."""
    return (
        application.requested.select_related("programme_service__service", "programme_service__version")
        .prefetch_related(
            Prefetch("qualifications", Qualification.objects.select_related("qualified_by").order_by("-created_at", "-id")),
            "waiting",
            Prefetch("decisions", Decision.objects.select_related("signed_by").order_by("-id")),
        )
        .order_by("programme_service__service__name")
    )


def awaits_plan(application: Application) -> bool:
    """Whether something was granted on a submitted application and no plan was started from it."""
    granted = application.requested.filter(entitlements__state="active")  # the rooms above are asked by name of relation
    return application.submitted_on is not None and granted.filter(application__plans__isnull=True).exists()


def queue_of(offered: ProgrammeService) -> list[WaitingListEntry]:
    """Who waits for a service, whichever version of the programme they asked under, in the order of the list."""
    return list(
        WaitingListEntry.objects.filter(programme_service__service_id=offered.service_id, left_at__isnull=True)
        .select_related(
            "requested__application__client__municipality", "requested__application__applicant", "requested__application__case_file"
        )
    )


def standing_of(entry: WaitingListEntry) -> Standing:
    """Why this entry has its place: computed from the whole history of the queue."""
    service = entry.programme_service.service_id
    every = WaitingListEntry.objects.filter(programme_service__service_id=service)
    return standing(
        [Queued(str(one.id), one.since, one.entered_at or now(), one.points, one.left_at) for one in every], str(entry.id)
    )


def open_and_refused(offered: ProgrammeService) -> dict[str, int]:
    """How many ask for the service and are still undecided, and how many were refused."""
    return RequestedService.objects.filter(programme_service__service_id=offered.service_id).aggregate(
        open=Count("id", filter=Q(state="open") & ~Q(application__state__in=["draft", "withdrawn"])),
        refused=Count("id", filter=Q(state="refused")),
    )


def services_asked_for() -> list[tuple[str, str]]:
    """Code and name of every service anybody ever asked for: the choices of the filter."""
    asked = RequestedService.objects.values_list("programme_service__service__code", "programme_service__service__name")
    return sorted(set(asked), key=lambda pair: pair[1])


def open_for(people: Sequence[UUID]) -> QuerySet[Application, UUID]:
    """Those of the people whose application is under way: their records are not disposed of."""
    ended = [Application.State.DECIDED, Application.State.CLOSED, Application.State.WITHDRAWN, Application.State.FORWARDED]
    return Application.objects.filter(client_id__in=people).exclude(state__in=ended).values_list("client_id", flat=True)
