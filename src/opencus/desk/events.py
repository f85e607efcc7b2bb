"""What the journal says about looking into the journal itself."""

from __future__ import annotations

from opencus.audit.events import keep, register

JOURNAL_READ = register(
    "desk.journal.read",
    "przeglądano dziennik ({filters}), strona {page}",
    scrub=keep("filters", "page"),
    reading=True,
)
JOURNAL_EXPORTED = register(
    "desk.journal.export",
    "pobrano wpisy dziennika: {rows} ({filters})",
    scrub=keep("filters", "rows"),
    reading=True,
)
JOURNAL_VERIFIED = register(
    "desk.journal.verify", "sprawdzono łańcuch dziennika: {result}", scrub=keep("result")
)
PERSON_CHOSEN = register(
    "desk.journal.choose", "szukano osoby w dzienniku, wyników: {found}", scrub=keep("found"), reading=True
)
DUTIES_LISTED = register(
    "desk.duty.list", "przejrzano zadania: {list} ({count})", scrub=keep("list", "count"), reading=True
)
SEARCHED = register(
    "desk.search.case",
    "szukano po numerze sprawy, planu lub zlecenia, wyników: {found}",
    scrub=keep("found"),
    reading=True,
)
