"""What the journal of every centre says about the keeping of its data."""

from __future__ import annotations

from typing import Any

from opencus.audit import journal
from opencus.audit.events import Event, keep, register

KIT_PRINTED = register("config.kit.printed", "Wydrukowano kartkę z kluczami (kluczy: {keys})", scrub=keep("keys"))
KEY_ADDED = register("config.key.added", "Dodano klucz {kind} nr {number}", scrub=keep("kind", "number"))
KEY_RETIRED = register("config.key.retired", "Wycofano klucz {kind} nr {number}", scrub=keep("kind", "number"))
RESTORED = register("config.backup.restored", "Odtworzono dane z kopii z {made}", scrub=keep("made"))


def note_everywhere(event: Event, **data: Any) -> None:
    """Write one entry, by the system, into the journal of every centre of this installation."""
    from opencus.centre.actors import Actor
    from opencus.centre.models import Centre
    from opencus.core.tenancy import acting_in

    for centre_id in list(Centre.objects.values_list("id", flat=True)):
        with acting_in(centre_id):
            journal.write(event, by=Actor.system(centre_id), **data)
