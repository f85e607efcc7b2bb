"""What residents owe for a settled month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.clock import add_months
from opencus.core.money import cost, format_zl
from opencus.core.periods import MonthRef
from opencus.settlement import events, rules
from opencus.settlement.models import Charge, Settlement


def due_day(month: date) -> date:
    """Return the day a month's fee is due: the 15th of the next month."""
    return add_months(month.replace(day=1), 1).replace(day=15)


def set_charges(*, by: Actor, settlement: Settlement) -> list[Charge]:
    """Set each resident's charge for the accepted month; nobody without a tariff is charged (R41, R42).

    A ride has its own fare, other services the fee of the entitlement. Charges set before are left alone.
    """
    units: dict[UUID, Decimal] = defaultdict(Decimal)
    amounts: dict[UUID, Decimal] = defaultdict(Decimal)
    entitlements = {}
    for line in settlement.lines.select_related("record__ride", "record__order__entitlement"):
        entitlement = line.record.order.entitlement
        quantity = rules.payable_units(reported=line.reported, disputed=line.disputed, verdict=line.verdict)
        fee = line.record.ride.fee if line.record.ride else entitlement.unit_fee
        if not fee or not quantity:
            continue
        entitlements[entitlement.id] = entitlement
        units[entitlement.id] += quantity
        amounts[entitlement.id] += cost(fee, quantity)
    account = Centre.objects.values_list("bank_account", flat=True).get(id=by.centre_id)
    made = []
    for key, entitlement in entitlements.items():
        basis = {"units": str(units[key]), "fee": entitlement.fee_basis, "fee_text": entitlement.fee_text,
                 "programme_version": str(entitlement.programme_service.version_id), "settlement": str(settlement.id)}  # fmt: skip
        charge, created = Charge.objects.get_or_create(
            entitlement=entitlement, month=settlement.month,
            defaults={"person": entitlement.person, "units": units[key], "amount": amounts[key], "basis": basis,
                      "due_on": due_day(settlement.month), "bank_account": account},
        )  # fmt: skip
        if created:
            made.append(charge)
            label = MonthRef.of(settlement.month).label
            journal.write(events.CHARGED, by=by, subject=charge, person_id=charge.person_id, month=label, amount=format_zl(charge.amount))
    return made
