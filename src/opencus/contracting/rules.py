"""Units, values and gates of contracts and orders, as pure functions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from opencus.core.clock import add_months, add_working_days

REPLY_DAYS = 3  # working days a provider has to answer (house rule, written into contracts)
VISIBLE_AFTER_END = timedelta(days=90)  # settling and complaints; afterwards a provider needs no personal data (art. 50(2))


def reply_due_on(placed_on: date) -> date:
    """Return the last day for the provider's answer: three working days after the order."""
    return add_working_days(placed_on, REPLY_DAYS)


def units_in(quantity: Decimal, period: str, first_day: date, last_day: date) -> Decimal:
    """Return the units an order may take from its contract: begun weeks or months times the amount.

    ``period`` is week, month or total; a one-off amount counts once.
    """
    if period == "week":
        return quantity * ((last_day - first_day).days // 7 + 1)
    if period == "month":
        months = 1
        while add_months(first_day, months) <= last_day:
            months += 1
        return quantity * months
    return quantity


def accessibility_missing(*, provider_is_public: bool, terms: str) -> bool:
    """Tell whether a contract may not begin: a non-public provider needs accessibility terms (R53).

    Source: art. 4(3) of the Act on accessibility for people with special needs (Dz.U. 2019 poz. 1696).
    """
    return not provider_is_public and not terms.strip()


def shows_person(*, state: str, was_accepted: bool, valid_to: date, on: date) -> bool:
    """Tell whether the provider still sees whom the order is for: only as long as delivery needs it (R68)."""
    if state in ("placed", "accepted", "running"):
        return True
    return state == "ended" and was_accepted and on <= valid_to + VISIBLE_AFTER_END
