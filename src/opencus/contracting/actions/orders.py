"""Orders: placing them under a contract, the first booking, the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.contracting import events
from opencus.contracting.models import Contract, ContractLine, Order
from opencus.contracting.queries import OPEN_STATES, units_ordered, value_ordered
from opencus.contracting.rules import reply_due_on, units_in
from opencus.core.clock import today
from opencus.core.money import cost, format_quantity, format_zl
from opencus.core.text import normalise, normalise_lines
from opencus.core.words import measure
from opencus.core.words import numeric_date as numeric
from opencus.correspondence.actions import next_number
from opencus.entitlements.models import Entitlement
from opencus.plans.models import PlanItem, PlanVersion
from opencus.plans.rules import PERIODS, ItemParts, months_begun, over_limit


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is ordered: amount in a period, words of the schedule, a note for whoever comes, first and last day."""

    quantity: Decimal
    period: str
    schedule_text: str
    valid_from: date
    valid_to: date
    note: str = ""


def place_order(
    *, by: Actor, entitlement: Entitlement, line: ContractLine, wanted: Wanted, plan_item: PlanItem | None = None
) -> Order:
    """Order a service for a person from the provider of a contract; the answer is due in three working days.

    Refused with ``ValidationError`` naming the field: contract not in force in the period, service of another
    contract, limit of units or value used, entitlement not active, plan not approved or naming another provider.
    """
    by.require(Permission.PLACE_ORDER)
    with transaction.atomic():
        # Two orders at once wait here for each other, so a limit cannot be used twice.
        Contract.objects.select_for_update().get(id=line.contract_id)
        # Nor can one right be ordered twice at once under two contracts.
        Entitlement.objects.select_for_update().get(id=entitlement.id)
        kept = ContractLine.objects.select_related("contract__provider", "service").get(id=line.id)
        _check_words(wanted)
        _check_entitlement(entitlement, kept, wanted)
        _check_plan(plan_item, entitlement, kept)
        _check_contract(kept, wanted)
        _check_limits(kept, wanted)
        order = Order.objects.create(
            number=f"ZL/{today().year}/{next_number('ZL', today().year):04}", line=kept, entitlement=entitlement,
            plan_item=plan_item, person_id=entitlement.person_id, valid_from=wanted.valid_from,
            valid_to=wanted.valid_to, quantity=wanted.quantity, period=wanted.period,
            schedule_text=normalise(wanted.schedule_text)[:240], note=normalise_lines(wanted.note),
            reply_due_on=reply_due_on(today()), placed_by_id=by.user_id,
        )  # fmt: skip
        journal.write(
            events.PLACED, by=by, subject=order, person_id=order.person_id, number=order.number,
            service=kept.service.name, provider=kept.contract.provider.short_name,
        )  # fmt: skip
    return order


def end_order(*, by: Actor, order: Order, reason: str, on: date | None = None) -> Order:
    """Withdraw an order or end it on a day (default: today), with the reason; the provider sees it at once."""
    by.require(Permission.PLACE_ORDER)
    last = on or today()
    if not normalise(reason):
        raise ValidationError({"reason": "Napisz, dlaczego zlecenie się kończy."})
    with transaction.atomic():
        kept = _locked(order)
        _require_move(kept, Order.State.ENDED)
        kept.move_to(Order.State.ENDED)
        kept.valid_to = max(kept.valid_from, min(last, kept.valid_to))
        kept.save(update_fields=["state", "valid_to"])
        journal.write(
            events.ENDED, by=by, subject=kept, person_id=kept.person_id, purpose=normalise(reason), number=kept.number,
            on=kept.valid_to,
        )  # fmt: skip
    return kept


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("line__contract__provider").get(id=order.id)


def _require_move(order: Order, state: str) -> None:
    if not order.can_move_to(state):
        raise ValidationError(f"Zlecenie {order.number} jest w stanie „{order.get_state_display()}”. Odśwież stronę.")


def _check_words(wanted: Wanted) -> None:
    problems: dict[str, str] = {}
    if wanted.quantity <= 0:
        problems["quantity"] = "Wpisz ilość większą od zera."
    if wanted.period not in PERIODS:
        problems["period"] = "Wybierz: na tydzień, na miesiąc albo łącznie."
    if not normalise(wanted.schedule_text):
        problems["schedule_text"] = "Napisz, kiedy usługa ma się odbywać."
    if wanted.valid_to < wanted.valid_from:
        problems["valid_to"] = "Ostatni dzień zlecenia nie może być przed pierwszym."
    if problems:
        raise ValidationError(problems)


def _check_entitlement(entitlement: Entitlement, line: ContractLine, wanted: Wanted) -> None:
    service = entitlement.programme_service.service
    if service.id != line.service_id:
        raise ValidationError({"line": f"Ta pozycja umowy to „{line.service.name}”, a przyznano „{service.name}”."})
    if entitlement.state != Entitlement.State.ACTIVE:
        raise ValidationError(f"Przyznanie jest {entitlement.get_state_display()}. Zlecać można tylko aktywne.")
    if wanted.valid_from < entitlement.valid_from or wanted.valid_to > entitlement.valid_to:
        start, end = numeric(entitlement.valid_from), numeric(entitlement.valid_to)
        raise ValidationError({"valid_to": f"Usługę przyznano od {start} do {end}. Zlecenie musi się w tym mieścić."})
    running = Order.objects.filter(
        entitlement=entitlement, state__in=OPEN_STATES, valid_from__lte=wanted.valid_to, valid_to__gte=wanted.valid_from
    ).first()
    if running:
        raise ValidationError(f"Ta usługa ma już w tym czasie zlecenie {running.number}. Najpierw je zakończ.")
    parts = ItemParts(
        anchor="", name=service.name, measure=service.measure, quantity=wanted.quantity, period=wanted.period,
        schedule="", provider="", place="", entitled=True, limits=entitlement.limits,
    )  # fmt: skip
    if too_much := over_limit(parts, months_begun(wanted.valid_from, wanted.valid_to)):
        raise ValidationError({"quantity": f"{too_much}."})


def _check_plan(item: PlanItem | None, entitlement: Entitlement, line: ContractLine) -> None:
    if item is None:
        return
    if item.entitlement_id != entitlement.id:
        raise ValidationError("Ta pozycja planu dotyczy innej usługi.")
    if item.version.state not in {PlanVersion.State.APPROVED, PlanVersion.State.IN_FORCE}:
        raise ValidationError("Plan nie jest zatwierdzony. Zlecenie można złożyć po zatwierdzeniu planu.")
    if item.provider_id != line.contract.provider_id:
        named = item.provider.short_name if item.provider else "brak"
        raise ValidationError({"line": f"Plan wskazuje innego wykonawcę: {named}. Wybierz go albo zmień plan."})


def _check_contract(line: ContractLine, wanted: Wanted) -> None:
    contract = line.contract
    if contract.state != Contract.State.ACTIVE:
        raise ValidationError({"line": f"Umowa {contract.number} nie obowiązuje ({contract.get_state_display()})."})
    if wanted.valid_from < contract.valid_from or wanted.valid_to > contract.valid_to:
        start, end = numeric(contract.valid_from), numeric(contract.valid_to)
        raise ValidationError(
            {"valid_to": f"Umowa {contract.number} obowiązuje od {start} do {end}. Zlecenie musi się w tym mieścić."}
        )


def _check_limits(line: ContractLine, wanted: Wanted) -> None:
    units = units_in(wanted.quantity, wanted.period, wanted.valid_from, wanted.valid_to)
    left = line.units_limit - units_ordered(line)
    if units > left:
        raise ValidationError(
            {
                "quantity": f"Umowa {line.contract.number} ma jeszcze {measure(max(left, Decimal(0)), line.service.measure)}, "
                f"a zlecenie obejmuje {format_quantity(units)}. Zmniejsz ilość, skróć okres albo wybierz inną umowę."
            }
        )
    money_left = line.contract.value_limit - value_ordered(line.contract)
    value = cost(line.rate, units)
    if value > money_left:
        raise ValidationError(
            {
                "quantity": f"Wartość zlecenia to {format_zl(value)}, a w umowie {line.contract.number} zostało "
                f"{format_zl(max(money_left, Decimal(0)))}. Zmniejsz ilość albo wybierz inną umowę."
            }
        )
