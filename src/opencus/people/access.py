"""The only door to a person's row: permission, then a matter or a reason, and looking is written down (art. 50 CUS Act)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from opencus.audit import journal
from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.people import events
from opencus.people.models import Opening, Person

#: What a room answers when asked for an actor's matters: queries of one column, identifiers of people out of those asked.
Ties = Callable[[Actor, Sequence[UUID]], Iterable[QuerySet[Any, Any]]]
#: Whose duty covers everybody: the director answers for all the centre does (art. 24) and approves every plan (art. 41).
DUTY_OVER_ALL = frozenset({Role.DIRECTOR})
#: How long a person one has just registered is one's own matter: an application usually follows.
JUST_REGISTERED = timedelta(hours=8)

_ties: dict[str, Ties] = {}


class BehindGlass(Refused):
    """The file is of nobody the actor works for: it opens only for a reason, and somebody will read that reason."""

    def __init__(self, person: Person) -> None:
        super().__init__("Ta osoba nie jest w Twoich sprawach. Kartę otworzysz, gdy podasz powód.")
        self.person = person


def register_tie(name: str, ties: Ties) -> None:
    """Let a room above say whom an actor works for (config/reactions.py); the same name replaces the answer.

    Ties are asked anew each time and all in one query, so a matter that ended opens no file any more.
    """
    _ties[name] = ties


def bound(actor: Actor) -> bool:
    """Tell whether files outside the actor's own matters are closed to them."""
    # Who opens no files at all (contracts, accounts) sees of people what an order or a bill tells.
    return actor.caseload and actor.may(Permission.OPEN_PERSON) and not (DUTY_OVER_ALL & actor.roles)


def caseload(actor: Actor, person_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return those of the people whom the actor may open without a reason now: all of them, or those of their matters.

    One query, whatever the number of rooms and people; none for an actor who is not bound.
    """
    if not bound(actor):
        return frozenset(person_ids)
    asked = [*_own(actor, person_ids), *(rows for ties in _ties.values() for rows in ties(actor, person_ids))]
    first, *rest = [rows.order_by() for rows in asked]
    return frozenset(row[0] for row in first.union(*rest, all=True))


def require_caseload(actor: Actor, person: Person) -> None:
    """Raise ``BehindGlass`` for a person outside the actor's own matters; the page of refusals asks for the reason."""
    if person.id not in caseload(actor, [person.id]):
        raise BehindGlass(person)


def _own(actor: Actor, person_ids: Sequence[UUID]) -> list[QuerySet[Any, Any]]:
    """What this room knows itself: files opened for a reason, and people the actor has just registered."""
    now = clock.now()
    opened = Opening.objects.filter(user_id=actor.user_id, person_id__in=person_ids, until__gt=now)
    registered = Entry.objects.filter(
        person_id__in=person_ids, kind=events.REGISTERED.name, actor_id=actor.user_id, at__gt=now - JUST_REGISTERED
    )
    return [opened.values_list("person_id"), registered.values_list("person_id")]


def open_person(
    actor: Actor, person_id: UUID | str, purpose: str, request: HttpRequest | None = None, *, in_contact: bool = False
) -> Person:
    """Return the person and write that somebody looked, and what for.

    Raises ``Refused`` without the permission, ``Http404`` for a person who is not of this centre and ``BehindGlass``
    for one outside the actor's own matters, unless the actor is ``in_contact`` with them at this moment and notes the
    contact (a call, a visit at the desk). With ``request`` the attempt is written after the rollback, so that it
    survives the refusal. People of providers and in the field hold no such permission: they see what an order or a
    visit tells them.
    """
    if not actor.may(Permission.OPEN_PERSON):
        _note(request, actor, person_id, purpose, "rola nie obejmuje otwierania kart")
        actor.require(Permission.OPEN_PERSON)
    person = seen(person_id)
    if person is None:
        _note(request, actor, person_id, purpose, "nie ma takiej osoby w tym centrum")
        raise Http404
    if not in_contact:
        require_caseload(actor, person)
    journal.write(events.OPENED, by=actor, subject=person, person_id=person.id, purpose=purpose)
    return person


def behind_wall(actor: Actor, person_id: UUID, request: HttpRequest | None) -> NoReturn:
    """Answer 404 for a matter of the other division, and write, after the rollback, that the actor asked for it."""
    _note(request, actor, person_id, "", "sprawa drugiego pionu")
    raise Http404


def refused_at_glass(actor: Actor, person: Person, request: HttpRequest) -> None:
    """Write, after the rollback, that the actor stood before a closed file."""
    _note(request, actor, person.id, "", "osoba poza własnymi sprawami")


def seen(person_id: UUID | str) -> Person | None:
    """The person of the current centre with that identifier, whatever was typed in its place; logs nothing."""
    try:
        key = person_id if isinstance(person_id, UUID) else UUID(str(person_id))
    except ValueError:
        return None
    return Person.objects.select_related("municipality", "household").filter(id=key).first()


def hold(person_id: UUID) -> None:
    """Let two corrections of one person wait for each other; shows nothing of the row."""
    Person.objects.select_for_update().filter(id=person_id).values_list("id").first()


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
