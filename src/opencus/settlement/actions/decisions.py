"""What the centre decides about a submitted month: each difference, the merits, a return to the provider."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.clock import now
from opencus.core.text import normalise, plural
from opencus.core.words import measure
from opencus.settlement import events, rules
from opencus.settlement.actions.gathering import headroom, locked, write
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries.months import changed_since

Verdict = SettlementLine.Verdict


@transaction.atomic
def decide(*, by: Actor, line: SettlementLine, verdict: str, reason: str = "") -> None:
    """Recognise or reject the disputed units of a line, or take the decision back; a rejection says why.

    ValidationError when nothing is disputed, when the contract's limit does not allow it, or outside the check.
    """
    by.require(Permission.CHECK_SETTLEMENT)
    words = normalise(reason)[:240]
    if verdict == Verdict.REJECTED and not words:
        raise ValidationError({"reason": "Napisz, dlaczego odrzucasz. Wykonawca to zobaczy."})
    _decide(by, locked(line.settlement), [line.pk], verdict, words)


@transaction.atomic
def recognise(*, by: Actor, settlement: Settlement, line_ids: Collection[UUID]) -> int:
    """Recognise several waiting lines at once, all or none; return how many."""
    by.require(Permission.CHECK_SETTLEMENT)
    if not line_ids:
        raise ValidationError("Zaznacz co najmniej jedną wizytę.")
    return _decide(by, locked(settlement), line_ids, Verdict.RECOGNISED, "")


def _decide(by: Actor, settlement: Settlement, line_ids: Collection[UUID], verdict: str, words: str) -> int:
    if settlement.state != Settlement.State.SUBMITTED:
        raise ValidationError("Różnice rozstrzyga się, gdy wykonawca złożył rozliczenie i zanim je sprawdzono.")
    found = settlement.lines.filter(id__in=list(line_ids)).select_related("contract_line__service", "record").order_by("record__on", "id")
    lines = list(found)
    known = verdict in (Verdict.RECOGNISED, Verdict.REJECTED, Verdict.OPEN)
    if len(lines) != len(set(line_ids)) or not known or any(line.disputed == 0 for line in lines):
        raise ValidationError("W tej pozycji nie ma czego rozstrzygać.")
    if verdict == Verdict.RECOGNISED:
        _within_limit(settlement, lines)
    for line in lines:
        line.verdict, line.verdict_reason = verdict, words
        line.decided_by_id = None if verdict == Verdict.OPEN else by.user_id
        units = measure(line.disputed, line.contract_line.service.measure)
        label = str(Verdict(verdict).label)
        journal.write(events.DECIDED, by=by, subject=line, person_id=line.record.person_id, verdict=label, units=units)
    SettlementLine.objects.bulk_update(lines, ["verdict", "verdict_reason", "decided_by"])
    return len(lines)


def _within_limit(settlement: Settlement, lines: Sequence[SettlementLine]) -> None:
    """Nothing over the contract's limit is paid, whoever recognises it (R57)."""
    room = headroom(settlement.contract, besides=[line.id for line in lines])
    for line in lines:
        left = room.left(line.contract_line)
        if line.reported > left:
            units = line.contract_line.service.measure
            raise ValidationError(
                f"Limit umowy nie pozwala zapłacić za wizytę z {line.record.on.day}.{line.record.on.month:02d}: "
                f"trzeba {measure(line.reported, units)}, w limicie: {measure(left, units)}. "
                "Podnieś limit aneksem do umowy albo odrzuć tę pozycję."
            )
        room.take(line.contract_line, line.reported)


@transaction.atomic
def check(*, by: Actor, settlement: Settlement) -> None:
    """Confirm the merits: every difference is decided and the evidence has not changed since it was compared."""
    by.require(Permission.CHECK_SETTLEMENT)
    settlement = locked(settlement)
    waiting = rules.open_differences(list(settlement.lines.values_list("verdict", flat=True)))
    if waiting:
        words = plural(waiting, "różnicę", "różnice", "różnic")
        raise ValidationError(f"Najpierw rozstrzygnij {waiting} {words}.")
    require_fresh(settlement)
    settlement.move_to(Settlement.State.CHECKED)
    settlement.checked_by_id, settlement.checked_at = by.user_id, now()
    settlement.save()
    write(events.CHECKED, by, settlement)


def require_fresh(settlement: Settlement) -> None:
    """Raise ValidationError when deliveries were corrected, confirmed or added after they were compared."""
    changed = changed_since(settlement)
    if changed:
        words = plural(changed, "wizyty", "wizyt", "wizyt")
        raise ValidationError(f"Dane {changed} {words} zmieniły się po porównaniu. Porównaj je ponownie.")


@transaction.atomic
def dispute(*, by: Actor, settlement: Settlement, reason: str) -> None:
    """Send the month back to the provider with a reason."""
    if not by.may(Permission.ACCEPT_SETTLEMENT):
        by.require(Permission.CHECK_SETTLEMENT)
    settlement = locked(settlement)
    words = normalise(reason)
    if not words:
        raise ValidationError({"reason": "Napisz, co wykonawca ma wyjaśnić lub poprawić."})
    settlement.move_to(Settlement.State.DISPUTED)
    settlement.dispute_reason, settlement.answer = words, ""
    settlement.checked_by, settlement.checked_at = None, None
    settlement.save()
    write(events.DISPUTED, by, settlement)
