"""Personal numbers at rest: sealed for one row of one centre, found again by a blind index."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from opencus.core.pesel import mask
from opencus.core.secrets import aad
from opencus.core.vault import vault

TABLE = "people_person"


class Row(Protocol):
    """What is needed of a person: the place the ciphertext is bound to, and the ciphertexts."""

    id: UUID
    centre_id: UUID | None
    pesel_cipher: bytes | memoryview | None
    pesel_index: bytes | memoryview | None
    other_id_cipher: bytes | memoryview | None


def pesel_index(pesel: str, centre_id: UUID | None) -> bytes:
    """The 16 bytes under which a PESEL is found in this centre; another centre has others."""
    return vault().blind_index(pesel, tenant=centre_id, field="pesel")


def pesel_indexes(pesel: str, centre_id: UUID | None) -> list[bytes]:
    """All indexes a stored PESEL may have while the key of the index is rotated, the current first: look up by these."""
    return vault().blind_indexes(pesel, tenant=centre_id, field="pesel")


def seal_pesel(person: Row, pesel: str) -> None:
    """Set both columns of a checked PESEL, or clear them when the text is empty; saves nothing."""
    if not pesel:
        person.pesel_cipher = person.pesel_index = None
        return
    person.pesel_cipher = vault().encrypt(pesel, aad=_place(person, "pesel"))
    person.pesel_index = pesel_index(pesel, person.centre_id)


def read_pesel(person: Row) -> str:
    """The PESEL in clear, '' when there is none; SecretMoved when the ciphertext belongs to another row."""
    if person.pesel_cipher is None:
        return ""
    return vault().decrypt(person.pesel_cipher, aad=_place(person, "pesel"))


def masked_pesel(person: Row) -> str:
    """The PESEL with only the last four digits, '' when there is none."""
    pesel = read_pesel(person)
    return mask(pesel) if pesel else ""


def seal_other_id(person: Row, number: str) -> None:
    """Set the number of another document (R87), or clear it; saves nothing."""
    person.other_id_cipher = vault().encrypt(number, aad=_place(person, "other_id")) if number else None


def read_other_id(person: Row) -> str:
    """The number of another document in clear, '' when there is none."""
    if person.other_id_cipher is None:
        return ""
    return vault().decrypt(person.other_id_cipher, aad=_place(person, "other_id"))


def _place(person: Row, field: str) -> bytes:
    return aad(person.centre_id, TABLE, person.id, field)
