"""What the screens of a month show: steps, sums, invoice, and who may do what now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.contracting.models import Contract
from opencus.contracting.rules import shows_person
from opencus.core.clock import day_of, today
from opencus.core.money import cost
from opencus.core.text import plural
from opencus.core.words import MEASURES, WEEKDAY_SHORT, day_month, hour_minute, noun
from opencus.settlement import rules
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.queries.months import Summary

State = Settlement.State
TONES = {"open": "", "submitted": "info", "checked": "info", "disputed": "warn", "accepted": "ok", "paid": "ok"}


@dataclass(frozen=True)
class Step:
    """One station of the month: done, now or next."""

    label: str
    note: str
    status: str


def _when(moment: datetime | None) -> str:
    return f"{day_month(day_of(moment))}, {hour_minute(moment)}" if moment else ""


def steps(settlement: Settlement, count: int) -> list[Step]:
    """Return the way of the month with who and when."""
    by = settlement.submitted_by.full_name if settlement.submitted_by else ""
    checked = settlement.checked_by.full_name if settlement.checked_by else ""
    accepted = settlement.accepted_by.full_name if settlement.accepted_by else ""
    own = settlement.contract.mode == Contract.Mode.OWN
    notes = [
        " · ".join(filter(None, (_when(settlement.submitted_at), by))) or "jeszcze nie",
        f"porównano {count} {plural(count, 'pozycję', 'pozycje', 'pozycji')}" if count else "nie ma jeszcze wizyt",
        " · ".join(filter(None, (_when(settlement.checked_at), checked))) or "zespół umów i zleceń",
        " · ".join(filter(None, (_when(settlement.accepted_at), accepted))) or "inna osoba niż w kroku 3",
        "przelew odnotowany" if settlement.state == State.PAID else "po akceptacji finansowej",
    ]
    labels = ["Centrum złożyło" if own else "Wykonawca złożył", "System sprawdził", "Akceptacja merytoryczna",
              "Akceptacja finansowa", "Wypłata"]  # fmt: skip
    if settlement.state == State.DISPUTED:
        notes[0] = "zwrócono do wyjaśnienia"
    return [Step(*parts) for parts in zip(labels, notes, rules.steps(settlement.state), strict=True)]


@dataclass(frozen=True)
class Rights:
    """What this person may do with the month now, and why a next step must wait."""

    decide: bool
    check: bool
    accept: bool
    pay: bool
    give_back: bool
    submit: bool
    compare: bool
    hold: str  # why the step that is theirs cannot be done yet; empty when it can or is not theirs


def rights(actor: Actor, settlement: Settlement, waiting: int, excess: Decimal | None) -> Rights:
    """Tell which buttons belong to the actor in this state."""
    may_check, may_accept = actor.may(Permission.CHECK_SETTLEMENT), actor.may(Permission.ACCEPT_SETTLEMENT)
    state = settlement.state
    hold = ""
    if may_check and state == State.SUBMITTED and waiting:
        hold = "Zatwierdzisz, gdy wszystkie różnice będą rozstrzygnięte."
    elif may_accept and state == State.CHECKED and settlement.checked_by_id == actor.user_id:
        hold = "To Ty zatwierdzasz miesiąc merytorycznie. Finansowo akceptuje go inna osoba."
    elif may_accept and state == State.CHECKED and excess:
        hold = "Kwota faktury się nie zgadza. Zwróć rozliczenie wykonawcy po fakturę korygującą."
    own = settlement.contract.mode == Contract.Mode.OWN
    return Rights(
        decide=may_check and state == State.SUBMITTED,
        check=may_check and state == State.SUBMITTED,
        accept=may_accept and state == State.CHECKED,
        pay=may_accept and state == State.ACCEPTED,
        give_back=(may_check or may_accept) and state in (State.SUBMITTED, State.CHECKED),
        submit=may_check and own and state in (State.OPEN, State.DISPUTED),
        compare=may_check and state in (State.OPEN, State.SUBMITTED, State.DISPUTED),
        hold=hold,
    )


@dataclass(frozen=True)
class Shown:
    """A line as the table shows it; ``worth`` is the value of the disputed units."""

    line: SettlementLine
    when: str
    hours: str
    unit: str
    worth: Decimal
    form: Any = None  # a rejection that was sent without a reason, with its error


def shown(lines: Iterable[SettlementLine], forms: dict[Any, Any] | None = None) -> list[Shown]:
    """Prepare lines for the table: day, weekday, hours, unit."""
    rows = []
    for line in lines:
        booking = line.record.visit or line.record.ride
        day: date = line.record.on
        begins, ends = booking.started_at or booking.starts_at, booking.ended_at or booking.ends_at
        unit = line.contract_line.service.measure
        worth = cost(line.rate, line.reported) - cost(line.rate, line.reported - line.disputed)
        rows.append(Shown(
            line, f"{day.day}.{day.month:02d}", f"{WEEKDAY_SHORT[day.weekday()]}, {hour_minute(begins)}–{hour_minute(ends)}",
            MEASURES[unit].short or noun(line.reported, unit), worth, (forms or {}).get(line.id),
        ))  # fmt: skip
    return rows


def one_unit(lines: Iterable[SettlementLine]) -> str:
    """Return the unit all lines share, or nothing: hours and repairs are not added up."""
    units = {line.contract_line.service.measure for line in lines}
    return units.pop() if len(units) == 1 else ""


def strip(summary: Summary) -> list[tuple[str, str, str]]:
    """Return kind, start and width (of 300) of the parts of what is disputed, by value."""
    parts = [("less", summary.recognised), ("more", summary.waiting), ("lose", summary.rejected)]
    whole = sum((part.amount for _, part in parts), Decimal(0))
    bars, start = [], 0.0
    for kind, part in parts:
        width = float(part.amount / whole) * 300 if whole else 0.0
        if width:
            bars.append((kind, f"{start:.1f}", f"{max(width - 2, 1):.1f}"))
        start += width
    return bars


@dataclass
class Client:
    """What one client received in a month, as their provider sees it."""

    name: str
    service: str
    unit: str
    visits: int = 0
    planned: Decimal = Decimal(0)
    reported: Decimal = Decimal(0)
    confirmed: Decimal = Decimal(0)
    disputed: Decimal = Decimal(0)


def client_name(line: SettlementLine) -> str:
    """Return whom the line is for: the name as long as delivery needs it, then the order's number (R68)."""
    order = line.record.order
    visible = shows_person(state=order.state, was_accepted=True, valid_to=order.valid_to, on=today())
    return str(line.record.person.full_name) if visible else f"zlecenie {order.number}"


def per_client(lines: Sequence[SettlementLine]) -> list[Client]:
    """Add the lines up by client and service; by name."""
    found: dict[tuple[Any, Any], Client] = {}
    for line in lines:
        service = line.contract_line.service
        key = (line.record.person_id, service.id)
        word = MEASURES[service.measure]
        one = found.setdefault(key, Client(client_name(line), service.name, word.short or word.one))
        one.visits += 1
        one.planned += line.planned
        one.reported += line.reported
        one.confirmed += line.confirmed
        one.disputed += line.disputed if line.verdict != SettlementLine.Verdict.RECOGNISED else 0
    return sorted(found.values(), key=lambda one: (one.name, one.service))
