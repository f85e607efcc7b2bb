"""Every write of a hand-over: offered, accepted or declined, taken back."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.audit.events import Event
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Division
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.text import normalise
from opencus.people.models import Person
from opencus.worklist import access, events
from opencus.worklist.matters import matters_of
from opencus.worklist.models import HandedMatter, Handover

SHORTEST = 10
OTHER_SIDE = {Division.SERVICES: Division.ASSISTANCE, Division.ASSISTANCE: Division.SERVICES}


@transaction.atomic
def offer(
    *, by: Actor, person: Person, from_division: str, matters: Sequence[str], purpose: str, basis: str, basis_words: str = ""
) -> Handover:
    """Offer chosen matters of a person to the other division; nothing is seen there before somebody accepts.

    ``matters`` are keys of ``matters_of``. Raises ``ValidationError`` for no matter, one that is not of the giving
    division, a purpose or a basis that is not said; ``Refused`` for somebody of the other division.
    """
    by.require(Permission.HAND_OVER)
    if from_division not in Division.values or not by.sees(from_division):
        raise Refused("Przekazać możesz tylko sprawy swojego pionu.")
    chosen = [one for one in matters_of(by, person.id) if one.key in set(matters) and one.division == from_division]
    said, ground = normalise(purpose)[:400], normalise(basis_words)[:200]
    problems: dict[str, str] = {}
    if not chosen or len(chosen) != len(set(matters)):
        problems["matters"] = "Wybierz, co przekazujesz. Przekazać można tylko sprawy pionu, który przekazuje."
    if len(said) < SHORTEST:
        problems["purpose"] = f"Napisz, po co przekazujesz sprawy: co najmniej {SHORTEST} znaków."
    if basis not in Handover.Basis.values:
        problems["basis"] = "Wybierz podstawę prawną."
    if basis == Handover.Basis.OTHER and len(ground) < SHORTEST:
        problems["basis_words"] = "Wpisz podstawę prawną: artykuł i ustawę."
    if problems:
        raise ValidationError(problems)
    made = Handover.objects.create(
        person=person, from_division=from_division, to_division=OTHER_SIDE[Division(from_division)], purpose=said,
        basis=basis, basis_words=ground, offered_by_id=by.user_id, offered_at=clock.now(),
    )  # fmt: skip
    HandedMatter.objects.bulk_create(
        [HandedMatter(centre_id=by.centre_id, handover=made, kind=one.kind, matter_id=one.id, mark=one.mark) for one in chosen]
    )
    _write(events.OFFERED, by, made, matters=len(chosen))
    return made


@transaction.atomic
def accept(*, by: Actor, handover: Handover) -> Handover:
    """Take the matters for the actor's division: from now on it sees them. A second time changes nothing."""
    kept = _locked(handover)
    _require_answer(by, kept)
    if kept.state != Handover.State.ACCEPTED:
        kept.move_to(Handover.State.ACCEPTED)
        kept.answered_by_id, kept.answered_at = by.user_id, clock.now()
        kept.save(update_fields=["state", "answered_by", "answered_at"])
        _write(events.ACCEPTED, by, kept, matters=kept.matters.count())
    return kept


@transaction.atomic
def decline(*, by: Actor, handover: Handover, answer: str) -> Handover:
    """Say why the matters are not for this division; they stay where they are."""
    kept = _locked(handover)
    _require_answer(by, kept)
    kept.answer = _said(answer, "answer", "Napisz, dlaczego nie przyjmujesz tych spraw")
    kept.move_to(Handover.State.DECLINED)
    kept.answered_by_id, kept.answered_at = by.user_id, clock.now()
    kept.save(update_fields=["state", "answered_by", "answered_at", "answer"])
    _write(events.DECLINED, by, kept)
    return kept


@transaction.atomic
def withdraw(*, by: Actor, handover: Handover, reason: str) -> Handover:
    """Take the matters back: the other division does not see them any more, from its next page on."""
    kept = _locked(handover)
    by.require(Permission.HAND_OVER)
    if not access.may_withdraw(by, kept):
        raise Refused("Wycofać przekazanie może tylko pion, który przekazał sprawy.")
    kept.withdrawal = _said(reason, "reason", "Napisz, dlaczego wycofujesz przekazanie")
    kept.move_to(Handover.State.WITHDRAWN)
    kept.withdrawn_by_id, kept.withdrawn_at = by.user_id, clock.now()
    kept.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawal"])
    _write(events.WITHDRAWN, by, kept)
    return kept


def _locked(handover: Handover) -> Handover:
    return Handover.objects.select_for_update().get(id=handover.id)


def _require_answer(by: Actor, handover: Handover) -> None:
    by.require(Permission.HAND_OVER)
    if handover.offered_by_id == by.user_id:
        raise Refused("To Twoje przekazanie. Przyjąć je musi ktoś z drugiego pionu.")
    if not access.may_answer(by, handover):
        raise Refused("To przekazanie przyjmuje drugi pion.")


def _said(words: str, field: str, ask: str) -> str:
    said = normalise(words)[:300]
    if len(said) < SHORTEST:
        raise ValidationError({field: f"{ask}: co najmniej {SHORTEST} znaków."})
    return said


def _write(event: Event, by: Actor, handover: Handover, **data: int) -> None:
    journal.write(
        event, by=by, subject=handover, person_id=handover.person_id, purpose=handover.purpose,
        origin=handover.get_from_division_display(), target=handover.get_to_division_display(), **data,
    )  # fmt: skip
