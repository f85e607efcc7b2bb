"""What the journal says about case files and notices."""

from __future__ import annotations

from opencus.audit.events import keep, register

OPENED = register("correspondence.case.opened", "założono sprawę {mark}", scrub=keep("mark"))
REASSIGNED = register("correspondence.case.reassigned", "sprawę {mark} przypisano właściwej osobie", scrub=keep("mark"))
NOTICE_MADE = register("correspondence.notice.made", "przygotowano zawiadomienie ({channel})", scrub=keep("kind", "channel"))
NOTICE_GIVEN = register("correspondence.notice.given", "przekazano zawiadomienie ({channel})", scrub=keep("kind", "channel"))
NOTICES_LISTED = register(
    "correspondence.notice.list", "przejrzano zawiadomienia do przekazania ({count})", scrub=keep("count"), reading=True
)
NOTICE_READ = register("correspondence.notice.read", "odczytano zawiadomienie", scrub=keep(), reading=True)
