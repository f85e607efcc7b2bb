"""Deadlines and terms of the room, each with its source; no clock, no database."""

from __future__ import annotations

import re
from datetime import date

from opencus.core.clock import add_months, add_years, deadline_days, deadline_months

WARN_DAYS = 7


def answer_due(received_on: date) -> date:
    """The last day to answer a request about data: a month (art. 12(3) GDPR; counted as in art. 57 KPA)."""
    return deadline_months(received_on, 1)


def longest_answer(received_on: date) -> date:
    """The last day an extension may reach: two further months (art. 12(3) GDPR)."""
    return deadline_months(received_on, 3)


def extension_problem(received_on: date, due_on: date, until: date, reason: str, today: date) -> str:
    """Why a deadline cannot be moved there, '' when it can (art. 12(3) GDPR: told within the first month)."""
    if today > due_on:
        return "Termin już minął. O przedłużeniu trzeba zawiadomić osobę w ciągu pierwszego miesiąca."
    if until <= due_on:
        return "Nowy termin musi być późniejszy niż obecny."
    if until > longest_answer(received_on):
        return f"Termin można przedłużyć najwyżej o dwa miesiące, do {longest_answer(received_on):%d.%m.%Y}."
    return "" if reason.strip() else "Napisz, dlaczego odpowiedź się opóźni. Osoba dostanie ten powód."


def information_due(obtained_on: date) -> date:
    """The last day to inform a person whose data somebody else gave: a month (art. 14(3)(a) GDPR)."""
    return deadline_months(obtained_on, 1)


def accessibility_due(received_on: date) -> date:
    """The last day to ensure accessibility asked for: 7 days (art. 18(4) of Dz.U. 2019 poz. 848)."""
    return deadline_days(received_on, 7)


def accessibility_problem(received_on: date, until: date, reason: str) -> str:
    """Why the day cannot be moved there, '' when it can: at most two months, with a reason (art. 18(5))."""
    if until > deadline_months(received_on, 2):
        return f"Najpóźniejszy dzień to {deadline_months(received_on, 2):%d.%m.%Y}: dwa miesiące od żądania."
    return "" if reason.strip() else "Napisz, dlaczego nie da się w 7 dni. Osoba dostanie ten powód."


def review_due(reviewed_on: date, today: date) -> date | None:
    """The day until which the declaration must be reviewed, None while nothing is due.

    Source: art. 11 of Dz.U. 2019 poz. 848: each year until 31 March. The reminder begins on 1 February; a review made
    since 1 January of the year counts for it. A review missing in an earlier year stays due.
    """
    if reviewed_on.year >= today.year:
        return None
    if reviewed_on.year < today.year - 1:
        return date(reviewed_on.year + 1, 3, 31)
    return date(today.year, 3, 31) if today >= date(today.year, 2, 1) else None


def kept_years(category: str) -> int | None:
    """Years a record of the archival category is kept after the end of its matter, None for ever.

    Source: par. 2 and 3 of the archival instruction: A for ever, B and BE with a number of years, Bc as long as useful.
    """
    if category == "A":
        return None
    found = re.search(r"\d+", category)
    return int(found.group()) if found else 0


def disposal_due(ended_on: date, category: str) -> date | None:
    """The first day a record may be disposed of: whole calendar years after the one its matter ended in; None: never."""
    years = kept_years(category)
    return None if years is None else date(add_years(ended_on, years).year + 1, 1, 1)


def countdown_from(due_on: date) -> date:
    """From when a coming disposal is listed: three months before its day."""
    return add_months(due_on, -3)
