"""One visit on the phone: started, its tasks, the note, the client's confirmation, the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from opencus.core.clock import now
from opencus.core.text import plural
from opencus.core.words import duration
from opencus.delivery import actions
from opencus.delivery.access import open_own
from opencus.delivery.actions.codes import check_code
from opencus.delivery.models import ConfirmationCode, DeliveryRecord, State, Visit
from opencus.delivery.queries import item, record_of
from opencus.delivery.refusals import NotPossible
from opencus.field import queries
from opencus.field.access import at_the_door
from opencus.field.views.acting import act, menu, new_key

How = DeliveryRecord.Confirmation
LATER = "later"
WAYS = [(How.SIGNATURE, "Podpis na karcie"), (How.CARER, "Opiekun na miejscu"), (LATER, "Biuro zadzwoni później")]


@at_the_door
@require_GET
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Show the visit as it stands: before, running, or over."""
    return _page(request, open_own(request, Visit, visit_id))


@at_the_door
@require_POST
def start(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Begin; when it is late the page asked for a reason, and takes none as well."""
    found = open_own(request, Visit, visit_id)
    reason = request.POST.get("late_other", "").strip() or request.POST.get("late_reason", "")

    def do(device_at: datetime | None) -> str:
        actions.start(by=request.actor, booking=found, device_at=device_at, late_reason=reason)  # type: ignore[attr-defined]
        return ""

    return _act(request, found, "start", do)


@at_the_door
@require_POST
def task(request: HttpRequest, visit_id: UUID, task_id: UUID) -> HttpResponse:
    """Say what became of one task; the note typed meanwhile is kept too."""
    found = open_own(request, Visit, visit_id)
    one = found.tasks.select_related("visit").filter(id=task_id).first()
    if one is None:
        raise Http404
    state = request.POST.get("state", "")
    reason = request.POST.get(f"reason_{task_id}", "")
    if state == "other":
        state = request.POST.get(f"state_{task_id}", "")

    def do(device_at: datetime | None) -> str:
        actions.mark_task(by=request.actor, task=one, state=state, reason=reason)  # type: ignore[attr-defined]
        _keep_note(request, found)
        return ""

    return _act(request, found, "task", do)


@at_the_door
@require_POST
def note(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Keep the note."""
    found = open_own(request, Visit, visit_id)

    def do(device_at: datetime | None) -> str:
        actions.save_note(by=request.actor, visit=found, note=request.POST.get("note", ""))  # type: ignore[attr-defined]
        return "Zapisano notatkę."

    return _act(request, found, "note", do)


@at_the_door
@require_POST
def finish(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """End with the client's confirmation: PIN, or another way that is named."""
    found = open_own(request, Visit, visit_id)
    pin, how = request.POST.get("pin", "").strip(), request.POST.get("how", "")
    how = How.PIN if pin else how
    by = request.actor  # type: ignore[attr-defined]

    def do(device_at: datetime | None) -> str:
        if how not in {How.PIN, How.SIGNATURE, How.CARER, LATER}:
            raise NotPossible("Wpisz PIN klienta albo wybierz inny sposób potwierdzenia.", field="pin")
        record = actions.end(by=by, booking=found, note=request.POST.get("note"), device_at=device_at)
        if how != LATER:
            actions.confirm(by=by, record=record, how=how, pin=pin)
        return "Wizyta zakończona."

    try:
        # Before the act: a wrong PIN must be counted even though the act is undone.
        if how == How.PIN and found.state == State.UNDER_WAY:
            check_code(by=by, person=found.person, code=pin)
    except NotPossible as refused:
        return _act(request, found, "finish", _refusing(refused))
    return _act(request, found, "finish", do, then=reverse("field:today"))


@at_the_door
@require_POST
def interrupt(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Break off with a reason."""
    found = open_own(request, Visit, visit_id)
    reason = request.POST.get("interrupt_reason", "")

    def do(device_at: datetime | None) -> str:
        _keep_note(request, found)
        actions.interrupt(by=request.actor, booking=found, reason=reason, device_at=device_at)  # type: ignore[attr-defined]
        return "Wizyta przerwana. Biuro to widzi."

    return _act(request, found, "interrupt", do, then=reverse("field:today"))


@at_the_door
@require_POST
def nobody(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Nobody opens the door."""
    found = open_own(request, Visit, visit_id)

    def do(device_at: datetime | None) -> str:
        reason = request.POST.get("nobody_reason", "")
        actions.no_show(by=request.actor, booking=found, reason=reason)  # type: ignore[attr-defined]
        return "Zapisano. Zadzwoń do biura, jeśli się niepokoisz."

    return _act(request, found, "nobody", do, then=reverse("field:today"))


def _refusing(refused: NotPossible) -> Callable[[datetime | None], str]:
    def do(device_at: datetime | None) -> str:
        raise refused

    return do


def _act(request: HttpRequest, found: Visit, kind: str, do: Callable[[datetime | None], str], *, then: str = "") -> HttpResponse:
    here = reverse("field:visit", args=[found.id])

    def refused(text: str, status: int, field: str) -> HttpResponse:
        return _page(request, found, error=text, field=field, status=status)

    return act(request, found, kind, do, then=then or here, refused=refused)


def _keep_note(request: HttpRequest, found: Visit) -> None:
    typed = request.POST.get("note")
    if typed is not None and typed.strip() != found.note:
        actions.save_note(by=request.actor, visit=found, note=typed)  # type: ignore[attr-defined]


def _page(request: HttpRequest, found: Visit, *, error: str = "", field: str = "", status: int = 200) -> HttpResponse:
    tasks, moment = list(found.tasks.all()), now()
    done = sum(task.state == "done" for task in tasks)
    late = queries.minutes_late(found, moment) if found.state == State.CONFIRMED else 0
    clock = queries.clock_of(found, moment)
    address = ", ".join(filter(None, [found.person.address, found.person.town]))
    context: dict[str, Any] = {
        "visit": found, "item": item(found, moment), "order_note": queries.order_note(found),
        "tasks": tasks, "tasks_text": f"{done} z {len(tasks)} zrobione",
        "key": new_key(), "map": queries.map_link(address), "late": late, "late_text": duration(late) if late else "",
        "clock": clock, "left_text": _left(clock), "error": error, "error_field": field, "ways": WAYS,
        "note": request.POST.get("note", found.note), "how": request.POST.get("how", ""), "typed": request.POST, "tel": queries.tel_link(found.person.phone),
        "office": queries.tel_link(request.centre.phone),  # type: ignore[attr-defined]
       
        "has_code": ConfirmationCode.objects.filter(person=found.person).exists(), "record": record_of(found),
        "begun": moment >= found.starts_at, "phone_nav": menu(request, "today"),
    }  # fmt: skip
    template = "field/running.html" if found.state == State.UNDER_WAY else "field/visit.html"
    return render(request, template, context, status=status)


def _left(clock: queries.Clock | None) -> str:
    if clock is None:
        return ""
    minutes = abs(clock.left)
    words = f"{minutes} {plural(minutes, 'minuta', 'minuty', 'minut')}"
    if clock.left > 0:
        return f"{plural(minutes, 'Została', 'Zostały', 'Zostało')} {words}"
    return f"Po planie o {minutes} {plural(minutes, 'minutę', 'minuty', 'minut')}" if clock.left else "Plan się kończy"
