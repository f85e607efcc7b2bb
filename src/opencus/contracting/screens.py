"""What pages of contracts and orders show. A provider's page is made only of ``ForProvider``: the minimum data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from opencus.catalogue.models import Mode, SocialEconomyStatus
from opencus.contracting.models import Contract, ContractLine, Order
from opencus.contracting.queries import units_ordered
from opencus.contracting.rules import shows_person
from opencus.core.money import cost, total
from opencus.core.words import MEASURES, measure
from opencus.people.models import Person
from opencus.plans.rules import PERIODS


def unit_name(code: str) -> str:
    """Return a measure in the genitive plural, as after "12 z 200": wizyt, godz."""
    word = MEASURES[code]
    return word.short if code == "hour" else word.many


def amount(order: Order) -> str:
    """Return the amount of an order in words: ``4 wizyty na miesiąc``."""
    return f"{measure(order.quantity, order.line.service.measure)} {PERIODS.get(order.period, '')}".strip()


@dataclass(frozen=True)
class ForProvider:
    """All a provider learns about an order (art. 50(2), R68): no PESEL, no birth date, no needs, no other services."""

    id: object
    number: str
    state: str
    state_label: str
    service: str
    icon: str
    amount: str
    schedule: str
    valid_from: date
    valid_to: date
    reply_due_on: date
    worker: str
    decline_reason: str
    name: str = ""
    address: str = ""
    town: str = ""
    phone: str = ""
    entry_note: str = ""
    special_needs: str = ""
    mobility: str = ""
    note: str = ""

    @property
    def shows_person(self) -> bool:
        return bool(self.name)


def for_provider(order: Order, on: date) -> ForProvider:
    """Return what the provider of an order sees on a day; without the person once delivery no longer needs them."""
    service = order.line.service
    values: dict[str, object] = {
        "id": order.id, "number": order.number, "state": order.state, "state_label": order.get_state_display(),
        "service": service.name, "icon": service.icon, "amount": amount(order), "schedule": order.schedule_text,
        "valid_from": order.valid_from, "valid_to": order.valid_to, "reply_due_on": order.reply_due_on,
        "worker": order.worker.full_name if order.worker else "", "decline_reason": order.decline_reason,
    }  # fmt: skip
    accepted = order.replied_at is not None and order.state != Order.State.DECLINED
    if shows_person(state=order.state, was_accepted=accepted, valid_to=order.valid_to, on=on):
        values |= _person(order.person, service.mode) | {"note": order.note}
    return ForProvider(**values)  # type: ignore[arg-type]


def _person(person: Person, mode: str) -> dict[str, object]:
    shown: dict[str, object] = {
        "name": person.full_name, "address": person.address, "town": f"{person.postcode} {person.town}".strip(),
        "phone": person.phone, "special_needs": person.special_needs,
    }  # fmt: skip
    if mode in (Mode.AT_HOME, Mode.TRANSPORT):
        shown |= {"entry_note": person.entry_note, "mobility": person.get_mobility_display()}
    return shown


@dataclass(frozen=True)
class LineUse:
    """A line of a contract with what its orders took."""

    line: ContractLine
    ordered: Decimal
    value: Decimal
    unit: str


@dataclass(frozen=True)
class ContractUse:
    """A contract with the use of its lines and the provider's status."""

    contract: Contract
    lines: list[LineUse]
    value: Decimal
    status: SocialEconomyStatus | None


def use_of(contract: Contract, status: SocialEconomyStatus | None) -> ContractUse:
    """Return how much of a contract is ordered; lines and orders must be loaded."""
    lines = []
    for line in contract.lines.all():
        ordered = units_ordered(line)
        lines.append(LineUse(line, ordered, cost(line.rate, ordered), unit_name(line.service.measure)))
    return ContractUse(contract, lines, total(line.value for line in lines), status)
