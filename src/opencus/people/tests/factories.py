"""People for tests: invented, with right PESELs and telephone numbers no operator has."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from opencus.centre.models import ServedMunicipality
from opencus.core.pesel import generate
from opencus.people import keys, numbers
from opencus.people.models import DisabilityCertificate, Person, Relationship

_serial = count(1)


def person(given_name: str = "Adam", family_name: str = "Próbny", *, pesel: str | bool = True, **fields: Any) -> Person:
    """A saved person of the current centre; ``pesel=False`` for one without, or a number of your own."""
    fields.setdefault("birth_date", date(1950, 5, 17))
    fields.setdefault("sex", Person.Sex.FEMALE if given_name.endswith("a") else Person.Sex.MALE)
    if "municipality" not in fields:
        fields["municipality"] = ServedMunicipality.objects.get(centre_id=Person().centre_id).municipality
    made = Person(given_name=given_name, family_name=family_name, **fields)
    if pesel is True:
        pesel = generate(made.birth_date, "F" if made.sex == "f" else "M", next(_serial))
    numbers.seal_pesel(made, pesel or "")
    keys.set_keys(made)
    made.save()
    keys.save_tokens(made)
    return made


def halina(**changes: Any) -> Person:
    """Halina Wesołowska, 82, lives alone at ul. Lipowa 14 m. 3, walks with a walker, hard of hearing."""
    fields: dict[str, Any] = {
        "birth_date": date(1944, 5, 14), "street": "ul. Lipowa", "house_number": "14", "flat_number": "3",
        "postcode": "27-200", "town": "Starachowice", "phone": "+48000555214", "lives_alone": True,
        "mobility": Person.Mobility.WALKER, "special_needs": "Słabo słyszy, mów wolno i wyraźnie.",
        "entry_note": "Domofon 3, drzwi otwiera powoli.",
    }  # fmt: skip
    return person("Halina", "Wesołowska", **(fields | changes))


def joanna(of: Person | None = None, **changes: Any) -> Person:
    """Joanna Mróz, the daughter who calls; related to ``of`` as actual carer when it is given."""
    fields: dict[str, Any] = {"birth_date": date(1971, 9, 2), "phone": "+48000555456", "pesel": False}
    made = person("Joanna", "Mróz", **(fields | changes))
    if of is not None:
        related(of, made, Relationship.Kind.DAUGHTER, actual_carer=True, contact_first=True)
    return made


def related(of: Person, other: Person, kind: str = "daughter", **fields: Any) -> Relationship:
    """Say how ``other`` stands to ``of``."""
    return Relationship.objects.create(person=of, other=other, kind=kind, **fields)


def certificate(of: Person, degree: str = "severe", **fields: Any) -> DisabilityCertificate:
    """A permanent disability certificate unless ``valid_to`` says otherwise."""
    fields.setdefault("valid_from", date(2024, 1, 1))
    return DisabilityCertificate.objects.create(person=of, degree=degree, **fields)
