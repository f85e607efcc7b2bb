"""What is payable, what differs, and whether PES get more than the required share: pure functions on numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from opencus.core.money import cost, format_quantity, round_half_up, total

ZERO = Decimal(0)
KSEF = re.compile(r"^\d{10}-\d{8}-[0-9A-F]{12}-[0-9A-F]{2}$")

#: Modes settled by a report instead of an invoice (grants, own staff); all others need an invoice with a KSeF number.
WITHOUT_INVOICE = frozenset({"own", "contest", "small_grant", "local_initiative"})


@dataclass(frozen=True)
class Difference:
    """Units of a record that nothing covers yet, and why in plain Polish; zero units: all is clear."""

    units: Decimal
    why: str


def difference(*, planned: Decimal, reported: Decimal, confirmed: Decimal, left_in_limit: Decimal) -> Difference:
    """Compare what a provider reports with the plan, the client's confirmation and what is left of the limit.

    All figures are units of the contract's measure. The reason named is the weightiest one.
    """
    covered = max(min(reported, planned, confirmed, left_in_limit), ZERO)
    units = reported - covered
    if units <= 0:
        return Difference(ZERO, "")
    if left_in_limit < min(reported, confirmed, planned):
        return Difference(units, f"Ponad limit umowy: zostało {format_quantity(max(left_in_limit, ZERO))}.")
    if confirmed == 0:
        return Difference(units, "Brak potwierdzenia klienta.")
    if confirmed < reported:
        return Difference(units, f"Klient potwierdził {format_quantity(confirmed)}, zgłoszono {format_quantity(reported)}.")
    return Difference(units, f"Dłużej niż w planie: plan {format_quantity(planned)}, zgłoszono {format_quantity(reported)}.")


def left_in_limit(
    *, units_limit: Decimal, units_used: Decimal, value_limit: Decimal, value_used: Decimal, rate: Decimal
) -> Decimal:
    """Return the units that still fit under both limits of a contract, of units and of value; never negative (R57).

    Units fit under the value when units x rate, rounded to a grosz, is not more than what is left of it.
    """
    left = units_limit - units_used
    if rate > 0:
        left = min(left, ((value_limit - value_used) / rate).quantize(Decimal("0.01"), rounding=ROUND_DOWN))
    return max(left, ZERO)


def payable_units(*, reported: Decimal, disputed: Decimal, verdict: str) -> Decimal:
    """Return the units to pay for a line: the clear part, and the disputed part once it is recognised."""
    return reported if verdict == "recognised" else reported - disputed


@dataclass(frozen=True)
class Sum:
    """Units and their value."""

    units: Decimal
    amount: Decimal

    @classmethod
    def of(cls, parts: Iterable[tuple[Decimal, Decimal]]) -> Sum:
        """Add up (units, rate) pairs; every part is rounded to a grosz before it is added."""
        rows = list(parts)
        return cls(sum((units for units, _ in rows), ZERO), total(cost(rate, units) for units, rate in rows))


@dataclass(frozen=True)
class Share:
    """A part of a whole, in percent; ``percent`` is None while there is nothing to count."""

    part: Decimal
    whole: Decimal

    @property
    def percent(self) -> Decimal | None:
        return round_half_up(self.part * 100 / self.whole) if self.whole else None

    def exceeds(self, minimum: Decimal) -> bool:
        """Tell whether the share is strictly more than the minimum; exactly the minimum is not enough."""
        return bool(self.whole) and self.part * 100 > minimum * self.whole


def ksef_problem(number: str) -> str:
    """Return what is wrong with a KSeF number in plain Polish, or an empty string."""
    if KSEF.match(number):
        return ""
    return "Numer KSeF ma postać: NIP sprzedawcy, data, 12 i 2 znaki, na przykład 1234567890-20261104-0A1B2C3D4E5F-6A."


def missing_for_submission(*, mode: str, invoice_number: str, invoice_amount: Decimal | None, ksef_number: str) -> dict[str, str]:
    """Return what a provider must still give, by field; grants and own staff submit without an invoice."""
    if mode in WITHOUT_INVOICE:
        return {}
    problems = {}
    if not invoice_number:
        problems["invoice_number"] = "Podaj numer faktury."
    if invoice_amount is None:
        problems["invoice_amount"] = "Podaj kwotę faktury."
    if problem := ksef_problem(ksef_number):
        problems["ksef_number"] = problem
    return problems


def invoice_excess(*, mode: str, invoice_amount: Decimal | None, due: Decimal) -> Decimal | None:
    """Return by how much the invoice is too high (negative: too low); None where there is no invoice to compare."""
    if mode in WITHOUT_INVOICE or invoice_amount is None:
        return None
    return invoice_amount - due


def open_differences(verdicts: Sequence[str]) -> int:
    """Count the lines that still wait for a decision."""
    return sum(verdict == "open" for verdict in verdicts)


def steps(state: str) -> list[str]:
    """Return done, now or next for the five steps: submitted, compared, checked, accepted, paid."""
    reached = {"open": 0, "disputed": 0, "submitted": 2, "checked": 3, "accepted": 4, "paid": 5}[state]
    return ["done" if i < reached else "now" if i == reached else "next" for i in range(5)]
