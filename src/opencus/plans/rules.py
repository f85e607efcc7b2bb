"""What the Act says about individual plans, as pure functions on values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from opencus.core.clock import add_months, add_years
from opencus.core.money import ZERO, cost, format_quantity, format_zl, total
from opencus.core.words import listed, measure

PLAN_DAYS = 30  # art. 40
WEEKS_IN_MONTH = Decimal(52) / Decimal(12)
PERIODS = {"week": "na tydzień", "month": "na miesiąc", "total": "łącznie"}


class PlanProblem(ValueError):
    """Why an act on a plan is refused, in plain Polish; ``field`` is the form field, ``missing`` the missing parts."""

    def __init__(self, message: str, *, field: str = "", missing: Sequence[Missing] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.missing = tuple(missing)


def latest_end(valid_from: date) -> date:
    """Return the last day a plan may have: one year, its first day counted.

    A plan from 29 February ends on 28 February of the next year, the last day of that month.
    Source: art. 40 CUS Act; art. 112 of the Civil Code.
    """
    if valid_from.month == 2 and valid_from.day == 29:
        return add_years(valid_from, 1)
    return add_years(valid_from, 1) - timedelta(days=1)


def due_on(submitted_on: date) -> date:
    """Return the last day for drawing up a plan: 30 days from the application (art. 40)."""
    return submitted_on + timedelta(days=PLAN_DAYS)


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the 30 days stand: days used (0-30), days left (negative when overdue), the last day."""

    used: int
    left: int
    due: date

    @property
    def overdue(self) -> bool:
        return self.left < 0


def clock(due: date, today: date) -> Clock:
    """Return the state of the 30-day limit on a day (art. 40)."""
    left = (due - today).days
    return Clock(used=max(0, min(PLAN_DAYS, PLAN_DAYS - left)), left=left, due=due)


def plan_mandatory(periods: Sequence[tuple[date, date]]) -> bool:
    """Tell whether a plan must be drawn up: two services or more run side by side for three months (art. 38(2))."""
    for number, (start, end) in enumerate(periods):
        for other_start, other_end in periods[number + 1 :]:
            first, last = max(start, other_start), min(end, other_end)
            if last >= add_months(first, 3) - timedelta(days=1):
                return True
    return False


@dataclass(frozen=True, slots=True)
class ItemParts:
    """What one item of a plan says; ``anchor`` is the address of its row on the page."""

    anchor: str
    name: str
    measure: str
    quantity: Decimal | None
    period: str
    schedule: str
    provider: str
    place: str
    entitled: bool  # its entitlement is still active
    limits: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """A part that is still missing: a plain sentence and where on the page to mend it."""

    text: str
    anchor: str
    part: str


def missing_parts(
    items: Sequence[ItemParts], *, agreed_on: date | None, valid_from: date, valid_to: date
) -> list[Missing]:
    """Return what keeps a version from being approved, in the order of the page; empty when nothing does.

    Every service needs an amount, a schedule, a provider and a place (art. 39(1)); the period is at most a year
    (art. 40); the plan is agreed with the person.
    """
    found: list[Missing] = []
    if valid_to > latest_end(valid_from):
        found.append(Missing("Plan trwa dłużej niż rok. Skróć okres.", "id_valid_to", "period"))
    if not items:
        found.append(Missing("Plan nie ma żadnej usługi. Dodaj usługę.", "dodaj", "service"))
    months = months_begun(valid_from, valid_to)
    for item in items:
        found += _missing_in(item, months)
    if agreed_on is None:
        found.append(Missing("Ustalenie planu z osobą: kiedy i jak", "ustalenie", "agreement"))
    return found


def _missing_in(item: ItemParts, months: int) -> Iterable[Missing]:
    if not item.entitled:
        yield Missing(f"{item.name}: przyznanie nie jest już aktywne, usuń tę usługę", item.anchor, "service")
    if item.quantity is None or not item.period:
        yield Missing(f"{item.name}: ile i na jaki czas", f"{item.anchor}-quantity", "amount")
    elif too_much := over_limit(item, months):
        yield Missing(too_much, f"{item.anchor}-quantity", "amount")
    if not item.schedule:
        yield Missing(f"{item.name}: harmonogram", f"{item.anchor}-schedule", "schedule")
    if not item.provider:
        yield Missing(f"{item.name}: wykonawca", f"{item.anchor}-provider", "provider")
    if not item.place:
        yield Missing(f"{item.name}: miejsce", f"{item.anchor}-place", "place")


_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "season": 12, "total": 12}  # a plan lasts a year at most


def months_begun(valid_from: date, valid_to: date) -> int:
    """Return how many months of a plan begin in its period, at least 1."""
    months = 1
    while add_months(valid_from, months) <= valid_to:
        months += 1
    return months


def most_allowed(limits: Sequence[Mapping[str, Any]], unit: str, months: int) -> tuple[Decimal, str] | None:
    """Return the largest amount and its period that fit every limit for so many months.

    By the month when that fits, else in total; None when nothing but a daily limit, or no limit, is written.
    """
    granted = [
        (Decimal(str(limit["quantity"])), _MONTHS_IN[str(limit["period"])])
        for limit in limits
        if limit.get("measure") in (None, unit) and limit["period"] in _MONTHS_IN
    ]
    if not granted:
        return None
    monthly = [quantity for quantity, span in granted if span == 1]
    if monthly and all(min(monthly) * min(span, months) <= quantity for quantity, span in granted):
        return min(monthly), "month"
    return min(quantity * -(-months // span) for quantity, span in granted), "total"


def over_limit(item: ItemParts, months: int = 12) -> str:
    """Return a sentence when the item plans more in so many months than was granted, '' when it fits.

    A weekly amount is compared by its whole monthly count, so "once a week" fits "4 a month".
    """
    for limit in item.limits:
        granted, period = Decimal(str(limit["quantity"])), str(limit["period"])
        if limit.get("measure") not in (None, item.measure) or item.quantity is None:
            continue
        if item.period == "total":
            planned = item.quantity if period in ("total", "year", "season") else ZERO
        else:
            planned = per_month(item.quantity, item.period) * min(_MONTHS_IN.get(period, 0), months)
        if planned > granted:
            return f"{item.name}: {format_quantity(planned)} to więcej niż przyznane {measure(granted, item.measure)}"
    return ""


def per_month(quantity: Decimal, period: str) -> Decimal:
    """Return whole units in an average month: a weekly amount times 52/12, rounded down; 0 for a one-off amount."""
    if period == "week":
        return (quantity * WEEKS_IN_MONTH).to_integral_value(rounding="ROUND_FLOOR")
    return quantity if period == "month" else Decimal(0)


@dataclass(frozen=True, slots=True)
class FeePart:
    """What a person pays for one service: units in a month (or once) at a fee; ``fee`` None is set at each use."""

    name: str
    measure: str
    quantity: Decimal | None
    period: str
    fee: Decimal | None


@dataclass(frozen=True, slots=True)
class Cost:
    """The client's cost: an average month, services planned in total apart, how each was counted, what is not counted."""

    monthly: Decimal
    once: Decimal
    explained: str
    open_names: str
    once_explained: str = ""

    @property
    def is_free(self) -> bool:
        """Nothing to pay, and nothing left to be set later."""
        return not (self.monthly or self.once or self.open_names)


def client_cost(parts: Sequence[FeePart]) -> Cost:
    """Return about how much the person pays in a month (R42: the fee is the one granted)."""
    monthly, once, said, said_once, unknown = [], [], [], [], []
    for part in parts:
        if part.fee is None:
            unknown.append(part.name)
        elif part.fee and part.quantity:
            units = per_month(part.quantity, part.period)
            if part.period == "total":
                once.append(cost(part.fee, part.quantity))
                said_once.append(f"{part.name}: {measure(part.quantity, part.measure, short=True)} × {format_zl(part.fee)}")
            else:
                monthly.append(cost(part.fee, units))
                said.append(f"{part.name}: {measure(units, part.measure, short=True)} × {format_zl(part.fee)}")
    return Cost(total(monthly), total(once), " + ".join(said), listed(unknown), " + ".join(said_once))


def fee_parts(text: str) -> tuple[str, str]:
    """Return what is paid and the remark below it: `25 zł za sesję`, `dochód powyżej 150% kryterium`."""
    if ";" in text:  # each destination or meal has its own
        return "różna", text
    fee, mark, rest = text.partition(" (")
    if mark:
        return fee, rest.removesuffix(")")
    fee, _, rest = text.partition(", ")
    return fee, rest
