"""The only door to a person's row: permission first, and looking is written down (art. 50(3) CUS Act)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.people import events
from opencus.people.models import Person


def open_person(actor: Actor, person_id: UUID | str, purpose: str, request: HttpRequest | None = None) -> Person:
    """Return the person and write that somebody looked, and what for.

    Raises ``Refused`` without the permission and ``Http404`` for a person who is not of this centre; with ``request``
    the attempt is written after the rollback, so that it survives the refusal. People of providers and in the field
    hold no such permission: they see what an order or a visit tells them.
    """
    if not actor.may(Permission.OPEN_PERSON):
        _note(request, actor, person_id, purpose, "rola nie obejmuje otwierania kart")
        actor.require(Permission.OPEN_PERSON)
    person = seen(person_id)
    if person is None:
        _note(request, actor, person_id, purpose, "nie ma takiej osoby w tym centrum")
        raise Http404
    journal.write(events.OPENED, by=actor, subject=person, person_id=person.id, purpose=purpose)
    return person


def seen(person_id: UUID | str) -> Person | None:
    """The person of the current centre with that identifier, whatever was typed in its place; logs nothing."""
    try:
        key = person_id if isinstance(person_id, UUID) else UUID(str(person_id))
    except ValueError:
        return None
    return Person.objects.select_related("municipality", "household").filter(id=key).first()


def known_ids(raws: Iterable[str]) -> list[UUID]:
    """Those of the typed identifiers that are people of this centre, in their order, each once; logs nothing."""
    keys: dict[UUID, None] = {}
    for raw in raws:
        with suppress(ValueError):
            keys[UUID(raw)] = None
    here = set(Person.objects.filter(id__in=keys).values_list("id", flat=True)) if keys else set()
    return [key for key in keys if key in here]


def log_search(actor: Actor, found: int) -> None:
    """Write that somebody searched: how many were found, never what was typed."""
    journal.write(events.SEARCHED, by=actor, found=found)


def refuse_unmasking(actor: Actor, person: Person, request: HttpRequest) -> None:
    """Write, after the rollback, that a PESEL was asked for without the permission."""
    _later(
        request,
        lambda: journal.write(
            events.UNMASK_REFUSED, by=actor, subject=person, person_id=person.id, reason="rola nie obejmuje tej czynności"
        ),
    )


def _note(request: HttpRequest | None, actor: Actor, person_id: UUID | str, purpose: str, reason: str) -> None:
    key: UUID | None = None
    with suppress(ValueError):
        key = person_id if isinstance(person_id, UUID) else UUID(str(person_id))
    _later(
        request, lambda: journal.write(events.ATTEMPTED, by=actor, person_id=key, purpose=purpose, reason=reason)
    )


def _later(request: HttpRequest | None, write: Callable[[], object]) -> None:
    if request is not None:
        request.afterwards.append(write)  # type: ignore[attr-defined]
