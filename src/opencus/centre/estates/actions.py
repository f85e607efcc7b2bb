"""Writing estates: one with all its addresses at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.estates import events
from opencus.centre.estates.models import Estate, EstateAddress
from opencus.centre.estates.rules import Span
from opencus.centre.models import Municipality
from opencus.centre.roles import Permission
from opencus.core.text import normalise


def save(
    *, by: Actor, municipality: Municipality, name: str, kind: str, spans: Sequence[Span], estate: Estate | None = None
) -> Estate:
    """Make an estate, or change one: its addresses are then exactly these.

    ValidationError when the name is taken or an address belongs to another estate already.
    """
    by.require(Permission.MANAGE_PROGRAMME)
    _refuse_shared(municipality, spans, estate)
    made = estate or Estate()
    made.municipality, made.name, made.kind = municipality, normalise(name), kind
    try:
        with transaction.atomic():
            made.save()
            made.addresses.all().delete()
            EstateAddress.objects.bulk_create(
                EstateAddress(
                    estate=made, municipality=municipality, town=span.town, street=span.street, town_key=span.key[0], street_key=span.key[1],
                    low=span.low, high=span.high, odd=span.odd, even=span.even,
                )
                for span in spans
            )  # fmt: skip
            journal.write(events.SAVED, by=by, subject=made, estate=str(made), count=len(spans))
    except IntegrityError as refusal:
        if "centre_estate_name" in str(refusal):
            raise ValidationError({"name": "Ta gmina ma już jednostkę o tej nazwie."}) from refusal
        if "centre_estateaddress" in str(refusal):
            raise ValidationError({"addresses": "Ktoś właśnie dodał te same adresy do innej jednostki. Sprawdź listę."}) from refusal
        raise
    return made


def _refuse_shared(municipality: Municipality, spans: Sequence[Span], estate: Estate | None) -> None:
    others = EstateAddress.objects.filter(municipality=municipality).select_related("estate")
    if estate is not None:
        others = others.exclude(estate=estate)
    taken = [(other.span, other.estate) for other in others]
    said = [
        f"Adresy „{span}” należą już do: {whose}." for span in spans for other, whose in taken if span.meets(other)
    ]
    if said:
        raise ValidationError({"addresses": said})


@transaction.atomic
def remove(*, by: Actor, estate: Estate) -> None:
    """Remove an estate with its addresses; people stay where they live."""
    by.require(Permission.MANAGE_PROGRAMME)
    journal.write(events.REMOVED, by=by, subject=estate, estate=str(estate))
    estate.delete()
