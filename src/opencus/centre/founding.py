"""Founding a centre: a row no application may write, so it goes through a function of the operator."""

from __future__ import annotations

from datetime import date

from opencus.centre.models import Centre, Municipality, ServedMunicipality
from opencus.core.tenancy import acting_in
from opencus.core.tenancy.operator import operator_writes

#: First segments of addresses that belong to everybody, and words that would mislead.
RESERVED = frozenset(
    "konto static ui health metrics admin api media system robots favicon sw www pomoc login logout".split()
)


def found(centre: Centre, municipalities: dict[Municipality, date]) -> Centre:
    """Store a new centre with the municipalities it serves, each since its day.

    Needs the rights of the operator (the migrator); raises IntegrityError for a slug that is taken or reserved.
    """
    operator_writes("found_centre", centre)
    with acting_in(centre.id):
        for municipality, since in municipalities.items():
            ServedMunicipality.objects.create(centre=centre, municipality=municipality, since=since)
    centre._state.adding = False
    return centre


def municipality(code: str, **names: str) -> Municipality:
    """Return the municipality of the national register with that code, written down when it is new here."""
    known = Municipality.objects.filter(code=code).first()
    if known is None:
        known = Municipality(code=code, **names)
        operator_writes("name_municipality", known)
    return known
