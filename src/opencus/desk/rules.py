"""What is due about a person, as pure functions on values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from opencus.core.clock import add_working_days
from opencus.core.words import full_date
from opencus.plans.rules import due_on

WARN_DUE = 10  # days before the 30-day limit of art. 40 at which the file itself says so
WARN_END = 30  # days before the end of a plan: time for a new version and its approval
SILENT = 30  # days without a monitoring note; the Act says "ongoing" (art. 45(1)), the number is the house's


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do with its last day; ``url`` is where it is done, '' when only known here."""

    text: str
    due: date | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Warning:
    """The notice across the file: what, until when, what else to know, where to go."""

    title: str
    text: str
    url: str
    link_text: str
    tone: str = "warn"


def by_urgency(todos: Iterable[Todo]) -> list[Todo]:
    """Overdue first, then by last day; what has no day comes last."""
    return sorted(todos, key=lambda todo: (todo.due is None, todo.due or date.max, todo.text))


def recognition_due(submitted_on: date) -> date:
    """The last day for the plan, so the latest for everything before it (art. 40: 30 days from the application)."""
    return due_on(submitted_on)


def look_due(opened_on: date) -> date:
    """Until when somebody should look at a file opened outside one's own matters: three working days (house rule)."""
    return add_working_days(opened_on, 3)


def days_words(days: int) -> str:
    """`za 9 dni`, `dziś`, `jutro`, `2 dni temu`."""
    if days == 0:
        return "dziś"
    if days == 1:
        return "jutro"
    if days == -1:
        return "wczoraj"
    return f"za {days} dni" if days > 0 else f"{-days} dni temu"


def ago_words(days: int) -> str:
    """How long ago a note was made: `dziś`, `wczoraj`, `12 dni temu`, `6 tygodni temu`."""
    if days < 21:
        return days_words(-days)
    weeks = days // 7
    noun = "tygodnie" if weeks % 10 in (2, 3, 4) and weeks % 100 not in (12, 13, 14) else "tygodni"
    return f"{weeks} {noun} temu"


def plan_warning(
    *, state: str, due: date, valid_to: date, last_note: date | None, today: date, url: str
) -> Warning | None:
    """What the file of a person with a plan says on top, None when nothing presses.

    ``due`` is the last day for approval, ``valid_to`` the end of the plan, ``last_note`` the last monitoring note.
    """
    if state in ("draft", "submitted"):
        left = (due - today).days
        if left > WARN_DUE:
            return None
        said = "Termin planu minął" if left < 0 else "Termin planu mija"
        what = "Plan czeka na zatwierdzenie." if state == "submitted" else "Plan jest w opracowaniu."
        return Warning(
            f"{said} {days_words(left)}", f"— {full_date(due)}, 30 dni od wniosku. {what}", url, "Otwórz plan",
            "bad" if left < 0 else "warn",
        )  # fmt: skip
    if state != "in_force":
        return None
    left = (valid_to - today).days
    talk = (
        f" Ostatni wpis z monitorowania: {ago_words((today - last_note).days)}."
        if last_note
        else " Nie ma jeszcze wpisu z monitorowania."
    )
    if left <= WARN_END:
        said = "Plan skończył się" if left < 0 else "Plan kończy się"
        return Warning(
            f"{said} {days_words(left)}",
            f"— {full_date(valid_to)}.{talk}",
            url,
            "Otwórz plan",
            "bad" if left < 0 else "warn",
        )
    if last_note and (today - last_note).days > SILENT:
        return Warning("Czas porozmawiać o planie.", talk.strip(), url, "Dodaj wpis", "info")
    return None


def missing_plan_warning(
    *, mandatory: bool, submitted_on: Sequence[date], today: date, url: str
) -> Warning | None:
    """That a plan must be drawn up and there is none (art. 38(2), 40)."""
    if not mandatory or not submitted_on:
        return None
    due = due_on(min(submitted_on))
    left = (due - today).days
    said = f"Termin minął {days_words(left)}" if left < 0 else f"Termin mija {days_words(left)}"
    return Warning(
        "Trzeba opracować plan usług.", f"{said} — {full_date(due)}. Kilka usług razem trwa co najmniej 3 miesiące.", url,
        "Zobacz wniosek", "bad" if left < 0 else "warn",
    )  # fmt: skip
