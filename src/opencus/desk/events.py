"""What the journal says about looking into the journal itself."""

from __future__ import annotations

from opencus.audit.events import Group, keep, register

# Looking into the journal is watching, not a look at a person's data: it is journalled and never counted as an opening.
JOURNAL_READ = register(
    "desk.journal.read",
    "przeglądano dziennik ({filters}), strona {page}",
    scrub=keep("filters", "page"),
    reading=True,
    group=Group.WATCH,
)
JOURNAL_EXPORTED = register(
    "desk.journal.export",
    "pobrano wpisy dziennika: {rows} ({filters})",
    scrub=keep("filters", "rows"),
    reading=True,
    group=Group.WATCH,
)
JOURNAL_VERIFIED = register(
    "desk.journal.verify", "sprawdzono łańcuch dziennika: {result}", scrub=keep("result"), group=Group.WATCH
)
PERSON_CHOSEN = register(
    "desk.journal.choose", "szukano osoby w dzienniku, wyników: {found}", scrub=keep("found"), reading=True,
    group=Group.WATCH,
)  # fmt: skip
REPORTED = register(
    "desk.journal.report", "zestawiono, kto oglądał dane osoby: {rows} ({how})", scrub=keep("rows", "how"), reading=True,
    group=Group.WATCH,
)  # fmt: skip
SIGNALS_READ = register(
    "desk.journal.signals", "przejrzano sygnały z dziennika, otwartych alarmów: {alarms}", scrub=keep("alarms"),
    reading=True, group=Group.WATCH,
)  # fmt: skip
CHAIN_READ = register(
    "desk.journal.chain", "przejrzano stan łańcucha i odcisków", scrub=keep(), reading=True, group=Group.WATCH
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
