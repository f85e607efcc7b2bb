"""What the journal says about hand-overs: the divisions and how many matters, never their contents."""

from __future__ import annotations

from opencus.audit.events import keep, register

OFFERED = register(
    "worklist.handover.offered", "zaproponowano przekazanie spraw ({matters}): {origin} – {target}",
    scrub=keep("matters", "origin", "target"),
)  # fmt: skip
ACCEPTED = register("worklist.handover.accepted", "przyjęto przekazane sprawy ({matters}): {target}", scrub=keep("matters", "target"))
DECLINED = register("worklist.handover.declined", "nie przyjęto przekazania: {target}", scrub=keep("target"))
WITHDRAWN = register("worklist.handover.withdrawn", "wycofano przekazanie: {origin} – {target}", scrub=keep("origin", "target"))
LISTED = register("worklist.handover.listed", "przejrzano przekazania: {found}", scrub=keep("found"), reading=True)
