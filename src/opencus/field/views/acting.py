"""One act of a phone: the key, the phone's clock, the answer to a person or to a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from opencus.core.clock import today
from opencus.core.states import WrongMove
from opencus.delivery.actions import once
from opencus.delivery.models import Booking
from opencus.delivery.refusals import NotPossible
from opencus.entitlements.rules import LimitReached, NotEntitled
from opencus.field.access import wants_json
from opencus.field.queries import rides_on

Refusal = Callable[[str, int, str], HttpResponse]
REFUSALS = (NotPossible, WrongMove, NotEntitled, LimitReached)


def new_key() -> str:
    """A fresh key for the acts of one page."""
    return str(uuid4())


def act(
    request: HttpRequest, booking: Booking, kind: str, do: Callable[[datetime | None], str], *, then: str, refused: Refusal
) -> HttpResponse:
    """Do an act once by its key and answer: a page for a person, JSON for a script.

    ``do`` takes the phone's time and returns what to say; ``then`` is the address to go on with; ``refused`` makes
    the page for a refusal from its text, status and field.
    """
    key, device_at = _key(request), _device_time(request)
    try:
        if key is None:
            raise NotPossible("Ta strona jest nieaktualna. Spróbuj jeszcze raz.")
        reply = once(
            by=request.actor, key=key, kind=kind, booking=booking, device_at=device_at,  # type: ignore[attr-defined]
            act=lambda: {"said": do(device_at), "next": then},
        )  # fmt: skip
    except REFUSALS as error:
        status = 409 if isinstance(error, WrongMove) else 422
        if wants_json(request):
            return JsonResponse({"error": str(error)}, status=status)
        booking.refresh_from_db()
        return refused(str(error), status, getattr(error, "field", ""))
    if wants_json(request):
        return JsonResponse(reply)
    if reply["said"]:
        messages.success(request, reply["said"])
    return redirect(reply["next"])


def menu(request: HttpRequest, active: str, drives: bool | None = None) -> list[dict[str, Any]]:
    """The bar at the bottom of the phone; rides only for whoever drives today."""
    if drives is None:
        drives = bool(rides_on(request.actor.worker_ids, today()))  # type: ignore[attr-defined]
    entries = [("field:today", "Dziś", "house"), ("field:week", "Tydzień", "calendar-days"), ("field:help", "Pomoc", "circle-help")]
    if drives:
        entries.insert(1, ("field:rides", "Przejazdy", "bus"))
    return [
        {"label": label, "url": reverse(name), "icon": icon, "active": name == f"field:{active}", "count": None}
        for name, label, icon in entries
    ]


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _device_time(request: HttpRequest) -> datetime | None:
    """The phone's clock, kept as it is; what cannot be read or has no zone is no time."""
    try:
        found = parse_datetime(request.POST.get("device_at", ""))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
