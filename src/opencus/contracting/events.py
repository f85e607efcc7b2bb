"""What the journal says about contracts and orders."""

from __future__ import annotations

from opencus.audit.events import keep, keep_nothing, register

DRAFTED = register("contracting.contract.draft", "przygotowano umowę {number}", scrub=keep("number", "mode"))
LINE_ADDED = register(
    "contracting.line.add", "dodano do umowy {number} usługę: {service}, stawka {rate} zł, limit {units}",
    scrub=keep("number", "service", "rate", "units"),
)  # fmt: skip
SIGNED = register("contracting.contract.sign", "podpisano umowę {number}", scrub=keep("number", "on", "pes"))
CONTRACT_ENDED = register("contracting.contract.end", "zakończono umowę {number}", scrub=keep("number", "on"))
PLACED = register(
    "contracting.order.place", "złożono zlecenie {number}: {service}, wykonawca {provider}",
    scrub=keep("number", "service", "provider"),
)  # fmt: skip
ACCEPTED = register("contracting.order.accept", "przyjęto zlecenie {number}", scrub=keep("number"))
DECLINED = register("contracting.order.decline", "odrzucono zlecenie {number}", scrub=keep("number"))
WORKER_NAMED = register("contracting.order.worker", "wyznaczono pracownika do zlecenia {number}", scrub=keep("number"))
ENDED = register("contracting.order.end", "zakończono zlecenie {number} z dniem {on}", scrub=keep("number", "on"))
OPENED = register("contracting.order.open", "otwarto zlecenie {number}", scrub=keep("number"), reading=True)
OPENED_BY_PROVIDER = register(
    "contracting.order.open_own", "otwarto zlecenie {number} (wykonawca {provider})", scrub=keep("number", "provider"),
    reading=True,
)  # fmt: skip
PREPARED = register("contracting.order.prepare", "otwarto przyznaną usługę do zlecenia: {service}", scrub=keep("service"), reading=True)
LISTED = register("contracting.order.list", "przejrzano listę zleceń ({count})", scrub=keep("count"), reading=True)
EXPORTED = register("contracting.order.export", "pobrano listę zleceń ({count})", scrub=keep("count"), reading=True)
ATTEMPTED = register(
    "contracting.order.attempt", "próba otwarcia zlecenia innego wykonawcy", scrub=keep_nothing, reading=True
)
