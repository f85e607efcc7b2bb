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
LISTED = register("intake.list.open", "przejrzano listę wniosków ({count})", scrub=keep("count"), reading=True)
LIST_EXPORTED = register("intake.list.export", "pobrano listę wniosków: {rows} ({format})", scrub=keep("rows", "format"), reading=True)

# The first step: a contact, a draft, the application.
ENQUIRY_STARTED = register("intake.enquiry.started", "przyjęto zgłoszenie ({channel})", scrub=keep("channel"))
ENQUIRY_ENDED = register("intake.enquiry.ended", "zakończono rozmowę, minut: {minutes}", scrub=keep("minutes"))
APPLICATION_DRAFTED = register("intake.application.drafted", "rozpoczęto wniosek {mark}", scrub=keep("mark", "services"))
APPLICATION_CHANGED = register(
    "intake.application.changed", "poprawiono szkic wniosku {mark}: {fields}", scrub=keep("mark", "fields")
)
APPLICATION_SUBMITTED = register(
    "intake.application.submitted", "złożono wniosek {mark}, usług: {services}",
    scrub=keep("mark", "services", "capacity", "channel", "clause"),
)  # fmt: skip
APPLICATION_WITHDRAWN = register("intake.application.withdrawn", "wycofano wniosek {mark}", scrub=keep("mark"))
