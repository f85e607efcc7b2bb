"""The terms of one grant: for how long, how much, at what fee: what an entitlement keeps as a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from opencus.core.clock import add_years
from opencus.core.periods import Period
from opencus.programmes.rules.fees import Fee
from opencus.programmes.rules.limits import Limit


@dataclass(frozen=True, slots=True)
class Terms:
    """Period with both ends, limits that apply to the person, fee of one unit."""

    period: Period
    limits: tuple[Limit, ...]
    fee: Fee


def longest_period(start: date, programme_end: date, *, certificate_end: date | None = None) -> Period:
    """From a day to the end of the programme, at most a year, and not past the certificate that opens the service.

    ValueError when the programme or the certificate has ended before the start.
    """
    ends = [programme_end, add_years(start, 1) - timedelta(days=1)]
    if certificate_end is not None:
        ends.append(certificate_end)
    return Period(start, min(ends))
