"""What a request leaves behind when its transaction is over: refused attempts, and the wait after an alarm."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.audit import attempts, journal, own
from opencus.audit.pace import TooFast
from opencus.core.text import plural

Write = Callable[[], object]
REFUSALS = (403, 404, 429)


def due(request: HttpRequest, response: HttpResponse, noted: list[Write]) -> list[Write]:
    """Return what is to be written after the transaction, whether it was committed or not.

    ``noted`` is what the rooms asked for. A refusal at an address with an object's number that no room has noted is an
    attempt all the same: its page and the number, never what was typed. Many in one minute are merged.
    """
    actor = getattr(request, "actor", None)
    if actor is None or actor.user_id is None or response.status_code not in REFUSALS:
        return noted
    writes = noted or _unnoted(request, response)
    return [partial(attempts.write, by=actor, writes=writes)] if writes else []


def _unnoted(request: HttpRequest, response: HttpResponse) -> list[Write]:
    match = request.resolver_match
    ids = {name: value for name, value in (match.kwargs if match else {}).items() if isinstance(value, UUID)}
    if match is None or not ids:
        return []
    return [
        partial(
            journal.write, own.ATTEMPTED, by=request.actor, person_id=ids.get("person_id"),  # type: ignore[attr-defined]
            page=match.view_name, status=response.status_code, object=str(next(iter(ids.values()))),
        )
    ]


def slowed(request: HttpRequest, refusal: TooFast) -> HttpResponse:
    """Answer an opening that must wait after an alarm; the refusal is written down."""
    actor = request.actor  # type: ignore[attr-defined]
    request.afterwards.append(partial(journal.write, own.SLOWED, by=actor, wait=refusal.wait))  # type: ignore[attr-defined]
    minutes = -(-refusal.wait // 60)
    if refusal.wait < 60:
        words = f"{refusal.wait} {plural(refusal.wait, 'sekundę', 'sekundy', 'sekund')}"
    else:
        words = f"{minutes} {plural(minutes, 'minutę', 'minuty', 'minut')}"
    response = render(request, "429.html", {"wait": words}, status=429)
    response["Retry-After"] = str(refusal.wait)
    return response
