"""What a person owes, month by month; read only, settlement decides."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from opencus.core.money import ZERO, total
from opencus.settlement.models import Charge

_OWED = (Charge.State.DUE, Charge.State.PARTLY_PAID, Charge.State.DECISION, Charge.State.ENFORCEMENT)
TONES = {
    Charge.State.SET: "", Charge.State.DUE: "info", Charge.State.PAID: "ok", Charge.State.PARTLY_PAID: "warn",
    Charge.State.DECISION: "bad", Charge.State.ENFORCEMENT: "bad", Charge.State.WAIVED: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """All charges, the newest month first, each with its tone, and the sum that is not yet fully paid."""

    charges: list[tuple[Charge, str]]
    owed: Decimal


def charges_of(person_id: UUID, side: Q | None = None) -> Money:
    """Return the charges of a person."""
    found = list(
        Charge.objects.filter(side or Q(), person_id=person_id)
        .select_related("entitlement__programme_service__service")
        .order_by("-month", "id")
    )
    open_ones = [one.amount for one in found if one.state in _OWED]
    return Money(
        [(one, TONES[Charge.State(one.state)]) for one in found], total(open_ones) if open_ones else ZERO
    )
