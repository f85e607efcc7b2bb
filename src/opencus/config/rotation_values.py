"""The values that keys protect: where they are, which key each was written with, and writing them anew.

Batches are short transactions that lock only their rows. Nothing remembers how far a run has come: a value tells by its
first byte (sealed) or by being computed again (indexed) whether it is done.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, models, transaction

from opencus.centre.models import Centre
from opencus.config.login import _AAD as MFA_PLACE
from opencus.core.secrets import Vault, aad
from opencus.core.tenancy import acting_in
from opencus.core.vault import vault
from opencus.delivery.actions import codes
from opencus.delivery.models import ConfirmationCode
from opencus.people.models import Person

BATCH = 500
#: Sealed columns: model, column, the name of the field the ciphertext is bound to.
SEALED: list[tuple[type[models.Model], str, str]] = [
    (Person, "pesel_cipher", "pesel"),
    (Person, "other_id_cipher", "other_id"),
]
#: What an authenticator keeps sealed, as text in base64.
MFA_TEXTS = ("secret", "seed")
Say = Callable[[str], None]


def count_sealed() -> Counter[int]:
    """How many sealed values there are by the number of their key."""
    found: Counter[int] = Counter()
    for centre_id in _centres():
        with acting_in(centre_id):
            for model, column, _ in SEALED:
                values = model._default_manager.filter(**{f"{column}__isnull": False}).values_list(column, flat=True)
                found.update(bytes(value)[0] for value in values.iterator(BATCH))
    for one in Authenticator.objects.all():
        found.update(base64.b64decode(text)[0] for text in _texts(one))
    return found


def reseal(say: Say) -> int:
    """Write every sealed value anew that an older key has sealed; return how many."""
    sealer, done = vault(), 0
    for centre_id in _centres():
        for model, column, field in SEALED:
            for ids in _ids(centre_id, model, column):
                with acting_in(centre_id):
                    done += _reseal_batch(sealer, model, column, field, ids)
                say(f"przepisano {done}")
    return done + _reseal_authenticators(sealer)


def _reseal_batch(sealer: Vault, model: Any, column: str, field: str, ids: list[UUID]) -> int:
    rows = [
        row for row in model.objects.select_for_update().filter(id__in=ids)
        if getattr(row, column) is not None and sealer.needs_rotation(getattr(row, column))
    ]  # fmt: skip
    for row in rows:
        place = aad(row.centre_id, model._meta.db_table, row.id, field)
        setattr(row, column, sealer.encrypt(sealer.decrypt(getattr(row, column), aad=place), aad=place))
    # Not save(): the row has not changed for anybody, so neither has the time of its last change.
    model.objects.bulk_update(rows, [column])
    return len(rows)


def _reseal_authenticators(sealer: Vault) -> int:
    done = 0
    for number in list(Authenticator.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            one = Authenticator.objects.select_for_update().filter(pk=number).first()
            if one is None:
                continue
            for name in (name for name in MFA_TEXTS if one.data.get(name)):
                done += _reseal_text(sealer, one.data, name)
            codes_left = list(one.data.get("migrated_codes") or ())
            for place in range(len(codes_left)):
                done += _reseal_text(sealer, one.data["migrated_codes"], place)
            one.save(update_fields=["data"])
    return done


def _reseal_text(sealer: Vault, held: Any, name: Any) -> int:
    blob = base64.b64decode(held[name])
    if not sealer.needs_rotation(blob):
        return 0
    held[name] = base64.b64encode(sealer.encrypt(sealer.decrypt(blob, aad=MFA_PLACE), aad=MFA_PLACE)).decode()
    return 1


def _texts(one: Authenticator) -> list[str]:
    """The sealed texts of an authenticator; a passkey has none."""
    return [*(one.data[name] for name in MFA_TEXTS if one.data.get(name)), *(one.data.get("migrated_codes") or ())]


def count_indexed() -> Counter[int]:
    """How many index values there are by the number of the key they were computed with."""
    from django.conf import settings

    numbers = [key.id for key in settings.KEYS.at_this_moment().all("blind")]
    sealer, found = vault(), Counter[int]()
    for centre_id in _centres():
        with acting_in(centre_id):
            for person in Person.objects.filter(pesel_index__isnull=False).iterator(BATCH):
                found[_age_of_index(sealer, person, numbers)] += 1
            for code in ConfirmationCode.objects.all() if len(numbers) > 1 else ():
                found[_age_of_code(sealer, code, numbers)] += 1
            if len(numbers) == 1:
                found[numbers[0]] += ConfirmationCode.objects.count()
    return found


def reindex(say: Say) -> int:
    """Compute every index value anew that an older key has given; return how many.

    Meanwhile people are looked up under all keys in service (`numbers.pesel_indexes`), so nobody is missed.
    """
    sealer, done = vault(), 0
    for centre_id in _centres():
        for ids in _ids(centre_id, Person, "pesel_index"):
            with acting_in(centre_id):
                done += _reindex_people(sealer, ids, say)
            say(f"przepisano {done}")
        for ids in _ids(centre_id, ConfirmationCode, "digest"):
            with acting_in(centre_id):
                done += sum(_reindex_code(sealer, one) for one in ConfirmationCode.objects.select_for_update().filter(id__in=ids))
    return done


def _reindex_people(sealer: Vault, ids: list[UUID], say: Say) -> int:
    rows = []
    for person in Person.objects.select_for_update().filter(id__in=ids):
        new = _indexes(sealer, person)[0] if person.pesel_cipher is not None else None
        if new is not None and bytes(person.pesel_index or b"") != new:
            person.pesel_index = new
            rows.append(person)
    try:
        with transaction.atomic():
            Person.objects.bulk_update(rows, ["pesel_index"])
    except IntegrityError:
        return sum(_reindex_person(person, say) for person in rows)
    return len(rows)


def _reindex_person(person: Person, say: Say) -> int:
    try:
        with transaction.atomic():
            Person.objects.filter(id=person.id).update(pesel_index=person.pesel_index)
    except IntegrityError:  # two rows for one number, told apart until now by two keys: a person must look
        say(f"UWAGA: osoba {person.id} ma ten sam PESEL co inna. Połącz te kartoteki i uruchom: opencus keys resume blind")
        return 0
    return 1


def _indexes(sealer: Vault, person: Person) -> list[bytes]:
    from opencus.people import numbers

    return sealer.blind_indexes(numbers.read_pesel(person), tenant=person.centre_id, field="pesel")


def _age_of_index(sealer: Vault, person: Person, numbers: list[int]) -> int:
    known = dict(zip(_indexes(sealer, person), numbers, strict=True))
    return known.get(bytes(person.pesel_index or b""), 0)


def _reindex_code(sealer: Vault, code: ConfirmationCode) -> int:
    """Find the four digits again: the old key and ten thousand tries tell them, which takes a twentieth of a second."""
    digits, place = _digits(sealer, code)
    if digits is None or place == 0:
        return 0
    ConfirmationCode.objects.filter(id=code.id).update(digest=_code_indexes(sealer, code, digits)[0])
    return 1


def _age_of_code(sealer: Vault, code: ConfirmationCode, numbers: list[int]) -> int:
    digits, place = _digits(sealer, code)
    return 0 if digits is None else numbers[place]


def _digits(sealer: Vault, code: ConfirmationCode) -> tuple[str | None, int]:
    stored = bytes(code.digest)
    for digits in (f"{number:04}" for number in range(10_000)):
        if stored in (found := _code_indexes(sealer, code, digits)):
            return digits, found.index(stored)
    return None, 0


def _code_indexes(sealer: Vault, code: ConfirmationCode, digits: str) -> list[bytes]:
    return sealer.blind_indexes(f"{code.person_id}:{digits}", tenant=code.centre_id, field=codes.FIELD)


def _centres() -> list[UUID]:
    return list(Centre.objects.order_by("slug").values_list("id", flat=True))


def _ids(centre_id: UUID, model: Any, column: str) -> Iterator[list[UUID]]:
    """The ids of a centre's rows that hold a value, in batches; rows added meanwhile have the new key anyway."""
    last: UUID | None = None
    while True:
        with acting_in(centre_id):
            rows = model.objects.filter(**{f"{column}__isnull": False}).order_by("id")
            rows = rows if last is None else rows.filter(id__gt=last)
            ids = list(rows.values_list("id", flat=True)[:BATCH])
        if not ids:
            return
        last = ids[-1]
        yield ids
