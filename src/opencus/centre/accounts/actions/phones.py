"""A worker's phone: paired by a one-time link, opened by a PIN, ended by the office."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.accounts import events, rules
from opencus.centre.accounts.access import open_link
from opencus.centre.accounts.actions.links import fault, token_digest, use
from opencus.centre.accounts.models import AccountLink, LoginSession, PairedPhone
from opencus.centre.actors import Actor
from opencus.core.clock import now
from opencus.core.text import normalise


def pair(*, system: Actor, token: str, pin: str, name: str) -> tuple[PairedPhone, str]:
    """Use the office's link and set the PIN; return the phone and the secret for its cookie, known only now."""
    with transaction.atomic():
        link = open_link(token_digest(token), AccountLink.Kind.PHONE)
        if link is None or fault(link):
            raise ValidationError(fault(link))
        if words := rules.pin_fault(pin):
            raise ValidationError({"pin": words})
        secret, moment = secrets.token_urlsafe(32), now()
        phone = PairedPhone.objects.create(
            user=link.user, name=normalise(name)[:60] or "telefon", token_hash=token_digest(secret), pin=make_password(pin),
            paired_by=link.issued_by, paired_at=moment, seen_at=moment, expires_at=moment + rules.PHONE_LASTS,
        )  # fmt: skip
        use(link, system)
        journal.write(events.PHONE_PAIRED, by=system, subject=link.user)
    return phone, secret


def open_by_pin(*, system: Actor, phone_id: UUID, pin: str) -> PairedPhone | None:
    """Return the phone when the PIN is right; count a wrong one, and end the pairing at the fifth."""
    with transaction.atomic():
        phone = PairedPhone.objects.select_for_update(of=("self",)).select_related("user").filter(id=phone_id).first()
        if phone is None or not works(phone):
            return None
        if check_password(pin, phone.pin):
            phone.failures, phone.seen_at = 0, now()
            phone.expires_at = phone.seen_at + rules.PHONE_LASTS
            phone.save(update_fields=["failures", "seen_at", "expires_at"])
            return phone
        phone.failures += 1
        phone.save(update_fields=["failures"])
        if phone.failures >= rules.PIN_TRIES:
            _end(phone, None, "błędne PIN-y")
            journal.write(events.PHONE_GUESSED, by=system, subject=phone.user, tries=phone.failures)
        return None


def end(*, by: Actor, phone: PairedPhone, reason: str) -> None:
    """End a pairing: the open session dies at its next request; the caller has asked for the permission."""
    with transaction.atomic():
        ended = _end(phone, by.user_id, normalise(reason)[:200] or "odłączono w biurze")
        journal.write(events.PHONE_ENDED, by=by, subject=phone.user, sessions=ended)


def works(phone: PairedPhone) -> bool:
    """Whether the pairing is in force now."""
    return phone.ended_at is None and phone.expires_at > now() and phone.user.is_active


def _end(phone: PairedPhone, by: UUID | None, reason: str) -> int:
    phone.ended_at, phone.ended_by_id, phone.ended_reason = now(), by, reason
    phone.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    return int(LoginSession.objects.filter(phone_id=phone.id).delete()[0])
