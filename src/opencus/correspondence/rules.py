"""Marks of cases and channels of notices."""

from __future__ import annotations

from opencus.correspondence.models import Notice

#: Class of the file plan for matters of social services, and its archival category, until the centre sets its own.
DEFAULT_CLASS = "5120"
DEFAULT_CATEGORY = "B5"
UNIT = "CUS"


def case_mark(unit: str, jrwa_class: str, number: int, year: int) -> str:
    """The mark of a case: ``CUS.5120.1187.2026``.

    Source: par. 5 of the office instruction (regulation of 18 January 2011, Dz.U. 2011 nr 14 poz. 67): unit, class,
    number in the class and year, parted by full stops.
    """
    return f"{unit}.{jrwa_class}.{number}.{year}"


def channel_for(preferred: str, *, phone: str, email: str, address: str) -> str:
    """How a notice goes out: as the person prefers (R86), else what their data allow, else in person."""
    reachable = {
        Notice.Channel.PHONE: bool(phone), Notice.Channel.SMS: bool(phone), Notice.Channel.EMAIL: bool(email),
        Notice.Channel.LETTER: bool(address), Notice.Channel.IN_PERSON: True,
    }  # fmt: skip
    order = [preferred, Notice.Channel.PHONE, Notice.Channel.EMAIL, Notice.Channel.LETTER, Notice.Channel.IN_PERSON]
    if preferred == "sign_language":
        # A call is useless to a person who signs; text or a meeting with an interpreter is not.
        order = [Notice.Channel.SMS, Notice.Channel.EMAIL, Notice.Channel.IN_PERSON]
    return str(next(channel for channel in order if reachable.get(Notice.Channel(channel))))
