"""How a centre guards files from its own staff: one verb, each change a new row with its author."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import keep, register
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import AccessPolicy
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.core.text import normalise_lines

SHORTEST_REASON = 20
SET = register(
    "centre.policy.set", "ustawiono ochronę kart: powód poza swoimi sprawami {glass}, rozdział pionów {wall}",
    scrub=keep("glass", "wall"),
)  # fmt: skip


def found_policy(*, division_wall: bool = False) -> AccessPolicy:
    """Give a new centre its first policy: files outside one's own matters need a reason. Nobody is its author."""
    return AccessPolicy.objects.create(division_wall=division_wall, set_at=clock.now())


@transaction.atomic
def set_policy(*, by: Actor, break_glass: bool, division_wall: bool, reason: str = "") -> AccessPolicy:
    """Decide how files are guarded from now on; the reason is demanded for opening them without one.

    Raises ``Refused`` for anybody but the director and ``ValidationError`` without a reason of at least 20 characters.
    """
    by.require(Permission.MANAGE_STAFF)
    if Role.DIRECTOR not in by.roles:
        raise Refused("O ochronie kart decyduje dyrektor, bo odpowiada za dane w centrum (art. 22 ustawy o CUS).")
    said = normalise_lines(reason)[:1000]
    if not break_glass and len(said) < SHORTEST_REASON:
        raise ValidationError({"reason": f"Napisz, dlaczego karty otwierają się bez powodu: co najmniej {SHORTEST_REASON} znaków."})
    made = AccessPolicy.objects.create(
        break_glass=break_glass, division_wall=division_wall, reason="" if break_glass else said, set_by_id=by.user_id,
        set_at=clock.now(),
    )  # fmt: skip
    words = {True: "włączony", False: "wyłączony"}
    journal.write(SET, by=by, subject=made, glass=words[break_glass], wall=words[division_wall])
    return made
