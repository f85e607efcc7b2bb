"""The client's four digits: issued by staff, checked with few tries, kept only as a keyed digest."""

from __future__ import annotations

import hmac
import re
import secrets

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.text import plural
from opencus.core.vault import vault
from opencus.delivery import events
from opencus.delivery.models import ConfirmationCode
from opencus.delivery.refusals import NotPossible
from opencus.people.models import Person

FIELD = "delivery.confirmation_code"


def issue_code(*, by: Actor, person: Person) -> str:
    """Give the person a fresh code and return it: shown once, to be handed over; the old one is void at once."""
    by.require(Permission.SCHEDULE)
    code = f"{secrets.randbelow(10_000):04d}"
    with transaction.atomic():
        ConfirmationCode.objects.update_or_create(
            person=person, defaults={"digest": _digests(person, code)[0], "failed_tries": 0, "issued_by_id": by.user_id}
        )
        journal.write(events.CODE_ISSUED, by=by, subject=person, person_id=person.id)
    return code


def check_code(*, by: Actor, person: Person, code: str) -> None:
    """Return quietly for the right code; raise NotPossible and count the try otherwise.

    The count must survive the refusal: answer it with a page, not with an exception that rolls back.
    """
    code = re.sub(r"\s", "", code)
    if not re.fullmatch(r"[0-9]{4}", code):
        raise NotPossible("PIN ma 4 cyfry.", field="pin")
    known = ConfirmationCode.objects.select_for_update().filter(person=person).first()
    if known is None:
        raise NotPossible("Ta osoba nie ma jeszcze kodu PIN. Wybierz inny sposób potwierdzenia.", field="pin")
    if known.is_blocked:
        raise NotPossible(
            "PIN jest zablokowany po pięciu pomyłkach. Wybierz inny sposób potwierdzenia i poproś biuro o nowy PIN.", field="pin"
        )
    if any(hmac.compare_digest(bytes(known.digest), one) for one in _digests(person, code)):
        if known.failed_tries:
            known.failed_tries = 0
            known.save(update_fields=["failed_tries"])
        return
    known.failed_tries += 1
    known.save(update_fields=["failed_tries"])
    journal.write(events.CODE_REFUSED, by=by, subject=person, person_id=person.id, tries=known.failed_tries)
    left = ConfirmationCode.MOST_TRIES - known.failed_tries
    tries = f"{plural(left, 'Została', 'Zostały', 'Zostało')} {left} {plural(left, 'próba', 'próby', 'prób')}."
    raise NotPossible(f"To nie jest ten PIN. {tries if left else 'PIN jest teraz zablokowany.'}", field="pin")


def _digests(person: Person, code: str) -> list[bytes]:
    """The digest of a code now, and those under keys that are being rotated out."""
    # The person is part of the text: equal digits of two people give different digests.
    return vault().blind_indexes(f"{person.id}:{code}", tenant=person.centre_id, field=FIELD)
