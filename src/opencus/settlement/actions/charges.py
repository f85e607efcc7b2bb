"""What residents owe for a settled month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Permission
from opencus.core.clock import add_months, working_day_or_next
from opencus.core.money import format_zl, round_half_up
from opencus.core.periods import MonthRef
from opencus.entitlements.models import Entitlement
from opencus.programmes.models import FeeRule
from opencus.settlement import events, rules
from opencus.settlement.models import Charge, Settlement


def due_day(month: date) -> date:
    """Return the day a month's fee is due: the 15th of the next month, or the first working day after it."""
    return working_day_or_next(add_months(month.replace(day=1), 1).replace(day=15))


def set_charges(*, by: Actor, settlement: Settlement) -> list[Charge]:
    """Set each resident's charge for the accepted month; nobody without a tariff is charged (R41, R42).

    A ride has its own fare, other services the fee of the entitlement. A second contract of the same month adds to
    the charge. ValidationError when that charge has already gone out to the resident.
    """
    by.require(Permission.ACCEPT_SETTLEMENT)
    owed = _owed(settlement)
    # Locked: another contract of the month may be accepted at the same moment and adds to the same charge.
    rows = Charge.objects.select_for_update().filter(month=settlement.month, entitlement__in=list(owed)).order_by("id")
    standing = {one.entitlement_id: one for one in rows}
    account = Centre.objects.values_list("bank_account", flat=True).get(id=by.centre_id)
    label = MonthRef.of(settlement.month).label
    charges = []
    for key, part in owed.items():
        charge = standing.get(key) or _new(part.entitlement, settlement.month, account)
        if charge.state != Charge.State.SET:
            raise ValidationError(f"Należność ({charge.person}) za ten miesiąc jest już wysłana. Wyjaśnij ją przed akceptacją.")
        charge.units += part.units
        charge.amount += part.amount
        charge.basis["parts"].append({"settlement": str(settlement.id), "units": str(part.units), "amount": str(part.amount)})
        charge.save()
        charges.append(charge)
        journal.write(
            events.CHARGED, by=by, subject=charge, person_id=charge.person_id, month=label, amount=format_zl(charge.amount)
        )
    return charges


class _Part:
    """What one settlement adds to a resident's charge."""

    def __init__(self, entitlement: Entitlement) -> None:
        self.entitlement, self.units, self.exact = entitlement, Decimal(0), Decimal(0)

    @property
    def amount(self) -> Decimal:
        """The whole month of the settlement, rounded once (`core.money.round_half_up`)."""
        return round_half_up(self.exact)


def _owed(settlement: Settlement) -> dict[UUID, _Part]:
    lines = settlement.lines.select_related(
        "record__ride", "record__order__entitlement__programme_service", "record__order__entitlement__person"
    )
    tariffs = _with_tariff(line.record.order.entitlement.programme_service_id for line in lines)
    owed: dict[UUID, _Part] = {}
    for line in lines:
        entitlement = line.record.order.entitlement
        units = rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict)
        fee = line.record.ride.fee if line.record.ride else _exact(entitlement)
        if not fee or not units or entitlement.programme_service_id not in tariffs:
            continue
        part = owed.setdefault(entitlement.id, _Part(entitlement))
        part.units += units
        part.exact += fee * units
    return owed


def _exact(entitlement: Entitlement) -> Decimal | None:
    """Return the fee of a unit before rounding, after relief, as it was granted; the rounded one where no other is kept."""
    kept = (entitlement.fee_basis or {}).get("exact")
    return entitlement.unit_fee if kept is None else Decimal(kept)


def _with_tariff(services: Any) -> set[UUID]:
    """Return the services of the programme's version that have a tariff at all (art. 5(3)(7), 43(1)).

    A deposit is paid once and given back: it is no tariff of a month.
    """
    rows = FeeRule.objects.filter(programme_service__in=set(services)).exclude(kind__in=[FeeRule.Kind.FREE, FeeRule.Kind.DEPOSIT])
    return set(rows.values_list("programme_service_id", flat=True))


def _new(entitlement: Entitlement, month: date, account: str) -> Charge:
    basis = {
        "fee": entitlement.fee_basis, "rounding": "round_half_up", "fee_text": entitlement.fee_text, "parts": [],
        "programme_version": str(entitlement.programme_service.version_id),
    }  # fmt: skip
    return Charge(
        entitlement=entitlement, person=entitlement.person, month=month, units=Decimal(0), amount=Decimal(0), basis=basis,
        due_on=due_day(month), bank_account=account,
    )  # fmt: skip
