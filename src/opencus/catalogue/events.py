"""What the journal says about the base of services."""

from __future__ import annotations

from opencus.audit.events import keep, register

CONFIRMED = register("catalogue.service.confirm", "potwierdzono aktualność usługi {service}", scrub=keep("service", "on"))
STATUS_CHANGED = register("catalogue.service.status", "zmieniono stan usługi {service}: {status}", scrub=keep("service", "status"))
