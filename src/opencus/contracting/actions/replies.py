"""The provider's answer: accepting, declining, naming who comes. Never a decision of the centre (art. 49)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission
from opencus.contracting import events
from opencus.contracting.models import Order
from opencus.contracting.queries import OPEN_STATES, managed_by
from opencus.core.clock import now, today
from opencus.core.text import normalise_lines
from opencus.core.words import listed
from opencus.resources.models import Credential, Worker
from opencus.resources.queries import is_away, missing_credentials


def accept_order(*, by: Actor, order: Order, worker: Worker | None = None) -> Order:
    """Take an order for the actor's own organisation, at once naming the worker when given."""
    with transaction.atomic():
        kept = _own(by, order)
        _require_move(kept, Order.State.ACCEPTED)
        kept.move_to(Order.State.ACCEPTED)
        kept.replied_at = now()
        kept.save(update_fields=["state", "replied_at"])
        _note(events.ACCEPTED, by, kept)
        if worker is not None:
            name_worker(by=by, order=kept, worker=worker)
            kept.worker = worker
    return kept


def decline_order(*, by: Actor, order: Order, reason: str) -> Order:
    """Say no to an order, with the reason the centre will read."""
    with transaction.atomic():
        kept = _own(by, order)
        if not reason.strip():
            raise ValidationError({"reason": "Napisz, dlaczego organizacja nie przyjmuje zlecenia."})
        _require_move(kept, Order.State.DECLINED)
        kept.move_to(Order.State.DECLINED)
        kept.replied_at, kept.decline_reason = now(), normalise_lines(reason)
        kept.save(update_fields=["state", "replied_at", "decline_reason"])
        _note(events.DECLINED, by, kept)
    return kept


def name_worker(*, by: Actor, order: Order, worker: Worker) -> Order:
    """Name who will come: an own worker, employed, present and with every credential the service requires (R54)."""
    with transaction.atomic():
        kept = _own(by, order)
        if kept.state not in OPEN_STATES or kept.state == Order.State.PLACED:
            raise ValidationError("Pracownika wyznacza się po przyjęciu zlecenia.")
        day = max(today(), kept.valid_from)
        if problem := worker_problem(kept, worker, day):
            raise ValidationError({"worker": problem})
        kept.worker = worker
        kept.save(update_fields=["worker"])
        _note(events.WORKER_NAMED, by, kept)
    return kept


def worker_problem(order: Order, worker: Worker, day: date) -> str:
    """Return why a worker cannot be named for an order on a day, '' when they can."""
    if worker.organisation_id != order.line.contract.provider_id:
        return "Ta osoba nie pracuje w organizacji, która ma zlecenie."
    if worker.active_from > day or (worker.active_to is not None and worker.active_to < day):
        return f"{worker.full_name} nie jest wtedy zatrudniona lub zatrudniony."
    missing = missing_credentials(worker, list(order.line.service.worker_requirements), day)
    if missing:
        names = listed([Credential.Kind(kind).label for kind in missing])
        return f"{worker.full_name} nie ma ważnych kwalifikacji: {names}. Wpisz je albo wyznacz inną osobę."
    if is_away(worker, day):
        return f"{worker.full_name} ma wtedy nieobecność. Wyznacz inną osobę."
    return ""


def _own(by: Actor, order: Order) -> Order:
    by.require(Permission.HANDLE_OWN_ORDERS)
    found = Order.objects.select_for_update(of=("self",)).select_related("line__contract", "line__service")
    kept = found.get(id=order.id)
    if kept.line.contract.provider_id not in managed_by(by, today()):
        raise Refused("To zlecenie ma inna organizacja.")
    return kept


def _require_move(order: Order, state: str) -> None:
    if not order.can_move_to(state):
        raise ValidationError(f"Zlecenie {order.number} jest w stanie „{order.get_state_display()}”. Odśwież stronę.")


def _note(event: Event, by: Actor, order: Order) -> None:
    journal.write(event, by=by, subject=order, person_id=order.person_id, number=order.number)
