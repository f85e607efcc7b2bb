"""With whom a limit is shared: with nobody, with everybody who cares for one person, with the household."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from opencus.core.text import plural
from opencus.entitlements.models import Entitlement
from opencus.people.models import Person, Relationship
from opencus.programmes.rules.limits import Limit, Scope

HOLDING = (Entitlement.State.ACTIVE, Entitlement.State.SUSPENDED)


def pool(held: Entitlement, scope: Scope) -> Q:
    """Which entitlements draw on the same limit, as a filter; the same one for everybody who shares it.

    A household is the one its members live in today; without a household the limit is the person's own. What a carer
    holds counts for the person cared for, whoever of the carers uses it (R58).
    """
    service = Q(programme_service__service_id=held.programme_service.service_id)
    if scope == "household" and held.person.household_id:
        return service & Q(person__household_id=held.person.household_id)
    if scope == "cared_for":
        whom = held.cared_for_id or held.person_id
        return service & (Q(cared_for_id=whom) | Q(person_id=whom, cared_for__isnull=True))
    return service & Q(person_id=held.person_id)


def pools(held: Entitlement, limits: Sequence[Limit]) -> Q:
    """Every entitlement that a booking must wait for: one's own and those that share a limit."""
    every = pool(held, "person")
    for scope in sorted({limit.scope for limit in limits}):
        every |= pool(held, scope)
    return every


@dataclass(frozen=True, slots=True)
class Shared:
    """How many other people draw on a limit; never who they are."""

    scope: Scope
    others: int

    @property
    def text(self) -> str:
        """`wspólnie z gospodarstwem domowym, korzystają jeszcze 2 osoby`; empty when nobody shares it by its scope."""
        whom = {"household": "wspólnie z gospodarstwem domowym", "cared_for": "wspólnie dla osoby i jej opiekunów"}.get(self.scope, "")
        if not whom:
            return ""
        if not self.others:
            return f"{whom}, teraz nie korzysta nikt inny"
        verb, word = plural(self.others, "korzysta", "korzystają", "korzysta"), plural(self.others, "osoba", "osoby", "osób")
        return f"{whom}, {verb} jeszcze {self.others} {word}"


def shared(held: Entitlement, limit: Limit) -> Shared:
    """With how many others a limit is shared now."""
    if limit.scope == "person":
        return Shared(limit.scope, 0)
    rows = Entitlement.objects.filter(pool(held, limit.scope), state__in=HOLDING)
    return Shared(limit.scope, rows.exclude(person_id=held.person_id).values("person_id").distinct().count())


@dataclass(frozen=True, slots=True)
class Subjects:
    """For whom a service with a limit shared by carers may be meant; ``choices`` only when it has to be said."""

    only: UUID | None = None  # None: for the client
    choices: tuple[Person, ...] = ()


def subjects(client: Person, limits: Sequence[Limit]) -> Subjects:
    """Whose limit a new right would draw on: the client's, or that of the one person the client cares for.

    Somebody who cares for several, or cares for one and is cared for too, has to say for whom it is.
    """
    if not any(limit.scope == "cared_for" for limit in limits):
        return Subjects()
    cared = [row.person for row in Relationship.objects.filter(other=client, actual_carer=True).select_related("person").order_by("person__sort_key", "id")]
    if not cared:
        return Subjects()
    if len(cared) == 1 and not Relationship.objects.filter(person=client, actual_carer=True).exists():
        return Subjects(only=cared[0].pk)
    return Subjects(choices=(*cared, client))
