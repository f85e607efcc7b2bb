"""What the journal says about applications: numbers, dates and states, never what a person told."""

from __future__ import annotations

from opencus.audit.events import Event, keep, register

__all__ = ["Event"]

RECOGNISED = register("intake.recognition.record", "rozpoznano potrzeby dnia {on} ({place})", scrub=keep("on", "place"))
FACTS_DECLARED = register("intake.application.declare", "uzupełniono oświadczenia: {fields}", scrub=keep("fields"))
EVIDENCE_ASKED = register("intake.evidence.ask", "poproszono o dokumenty: {kinds}", scrub=keep("kinds"))
EVIDENCE_CAME = register("intake.evidence.come", "odnotowano dostarczenie dokumentów", scrub=keep())
FORWARDED = register("intake.requested.forward", "przekazano {service} do: {receiver}", scrub=keep("service", "receiver"))
WITHDRAWN = register("intake.requested.withdraw", "wycofano {service}", scrub=keep("service"))
DECIDED = register("intake.application.decide", "rozstrzygnięto wniosek {mark}", scrub=keep("mark"))
DECISION_DRAFTED = register("intake.decision.draft", "przygotowano projekt decyzji {number}: {kind}", scrub=keep("number", "kind"))
DECISION_CHANGED = register("intake.decision.change", "zmieniono projekt decyzji {number}", scrub=keep("number"))
DECISION_SIGNED = register(
    "intake.decision.sign", "podpisano decyzję {number} z upoważnienia nr {authorisation}", scrub=keep("number", "authorisation", "same_person")
)
DECISION_DELIVERED = register("intake.decision.deliver", "doręczono decyzję {number} dnia {on}", scrub=keep("number", "on"))
LIST_EXPORTED = register("intake.list.export", "pobrano listę wniosków: {rows} ({format})", scrub=keep("rows", "format"), reading=True)
