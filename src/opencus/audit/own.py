"""What the journal says about itself: attempts at closed doors, alarms, anchors, periods that were closed."""

from __future__ import annotations

from opencus.audit.events import Group, Keep, keep, register

ATTEMPTED = register(
    "audit.page.attempted", "próba wejścia bez dostępu: {page}, odpowiedź {status}",
    scrub=keep("page", "status", "object", "times"), reading=True,
)  # fmt: skip
ATTEMPTS_MERGED = register(
    "audit.page.attempts_merged", "dalsze próby wejścia bez dostępu w tej samej minucie, razem {times}",
    scrub=keep("times"), reading=True, group=Group.ATTEMPT,
)  # fmt: skip
WARNED = register(
    "audit.pace.warned", "otworzono wiele kart: {openings} w {minutes} min", scrub=keep("openings", "minutes"),
    group=Group.WATCH, keep=Keep.SYSTEM,
)  # fmt: skip
ALARMED = register(
    "audit.pace.alarmed", "alarm: otworzono bardzo wiele kart, {openings} w {minutes} min",
    scrub=keep("openings", "minutes"), group=Group.WATCH, keep=Keep.SYSTEM,
)  # fmt: skip
SLOWED = register(
    "audit.pace.refused", "wstrzymano otwieranie kart po alarmie, następna możliwa za {wait} s",
    scrub=keep("wait"), reading=True,
)  # fmt: skip
LIFTED = register(
    "audit.pace.lifted", "wyjaśniono {what}: {reason}", scrub=keep("what"), group=Group.WATCH, keep=Keep.SYSTEM
)
VERIFIED = register(
    "audit.chain.verified", "sprawdzono cały łańcuch: {result}", scrub=keep("result", "links"), group=Group.WATCH,
    keep=Keep.SYSTEM,
)  # fmt: skip
EXPLAINED = register(
    "audit.anchor.explained", "wyjaśniono odcisk, który się nie zgadza (ogniwo {number}): {reason}",
    scrub=keep("number", "hash"), group=Group.WATCH,
)  # fmt: skip
COMPARED = register(
    "audit.anchor.compared", "porównano odcisk z innego miejsca (ogniwo {number}): {result}",
    scrub=keep("number", "result"), group=Group.WATCH, keep=Keep.SYSTEM,
)  # fmt: skip
# Written by guard.close_period; the head is what the rest of the chain hangs on, so all of it is kept.
CLOSED = register(
    "audit.period.closed", "zamknięto okres dziennika: ogniwa {first}–{last}, wpisów {count}, od {from} do {to}",
    scrub=keep("first", "last", "count", "head", "from", "to"), group=Group.WATCH,
)  # fmt: skip
SCRUBBED = register(
    "audit.words.scrubbed", "wyczyszczono treść wpisów po upływie czasu: {count}", scrub=keep("count"), group=Group.WATCH,
    keep=Keep.SYSTEM,
)  # fmt: skip
TERM_SET = register(
    "audit.term.set", "przedłużono czas przechowywania ({what}): {years} lat", scrub=keep("what", "years"),
    group=Group.WATCH,
)  # fmt: skip
