"""What the journal says about workers, vehicles and their papers."""

from __future__ import annotations

from opencus.audit.events import keep, register

WORKER_ADDED = register("resources.worker.add", "dodano pracownika wykonawcy ({profession})", scrub=keep("profession"))
WORKER_LEFT = register("resources.worker.leave", "zakończono pracę pracownika z dniem {on}", scrub=keep("on"))
CREDENTIAL_ADDED = register(
    "resources.credential.add", "wpisano kwalifikacje pracownika: {kind}, ważne do {valid_to}", scrub=keep("kind", "valid_to")
)
ABSENCE_ADDED = register(
    "resources.absence.add", "wpisano nieobecność pracownika {first_day} – {last_day}", scrub=keep("first_day", "last_day")
)
VEHICLE_ADDED = register("resources.vehicle.add", "dodano pojazd {plate}", scrub=keep("plate"))
PAPERS_SET = register(
    "resources.vehicle.papers", "wpisano przegląd i ubezpieczenie pojazdu {plate}", scrub=keep("plate", "inspection", "insurance")
)
