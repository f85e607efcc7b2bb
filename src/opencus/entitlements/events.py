"""What the journal says about entitlements."""

from __future__ import annotations

from opencus.audit.events import Event, keep, register

__all__ = ["Event"]

GRANTED = register("entitlements.entitlement.grant", "przyznano usługę {service}", scrub=keep("service", "valid_from", "valid_to", "limits", "unit_fee"))
RESIGNED = register("entitlements.entitlement.resign", "odnotowano rezygnację z usługi {service} z dniem {on}", scrub=keep("service", "on"))
SUSPENDED = register("entitlements.entitlement.suspend", "wstrzymano usługę {service} od {on}", scrub=keep("service", "on"))
RESUMED = register("entitlements.entitlement.resume", "wznowiono usługę {service} od {on}", scrub=keep("service", "on"))
RESERVED = register("entitlements.use.reserve", "zarezerwowano {quantity} na {on}", scrub=keep("quantity", "on"))
USED = register("entitlements.use.use", "odnotowano wykorzystanie dnia {on}: {quantity}", scrub=keep("quantity", "on"))
RELEASED = register("entitlements.use.release", "zwolniono rezerwację na {on}: {quantity}", scrub=keep("quantity", "on"))
OFFERED = register("entitlements.place.offer", "zaproponowano miejsce: {service}, odpowiedź do {until}", scrub=keep("service", "until"))
QUALIFIED = register("entitlements.place.qualify", "zakwalifikowano do usługi {service}", scrub=keep("service", "overridden"))
WAITS = register("entitlements.place.wait", "wpisano na listę oczekujących: {service}", scrub=keep("service", "since"))
GRANTED_BY_DECISION = register("entitlements.decision.grant", "przyznano decyzją {number} usługę {service}", scrub=keep("number", "service"))
QUEUE_OPENED = register("entitlements.queue.open", "przejrzano listę oczekujących: {service} ({count})", scrub=keep("service", "count"), reading=True)
LAPSED = register("entitlements.place.lapse", "oferta miejsca wygasła {until}: {service}", scrub=keep("service", "until"))
RAISED = register("entitlements.entitlement.raise", "podwyższono wymiar usługi {service}: {limits}", scrub=keep("service", "limits"))
RECOUNTED = register("entitlements.place.recount", "przeliczono punkty na liście oczekujących: {service}, zmian: {changed}", scrub=keep("service", "changed"))
QUEUE_EXPORTED = register("entitlements.queue.export", "pobrano listę oczekujących: {service} ({count})", scrub=keep("service", "count"), reading=True)
