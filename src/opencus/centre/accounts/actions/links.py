"""One-time links: issued, looked at, used."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.centre.accounts import events, rules
from opencus.centre.accounts.access import open_link
from opencus.centre.accounts.models import AccountLink, LoginSession
from opencus.centre.actors import Actor
from opencus.centre.models import User
from opencus.core.clock import now

LASTS: dict[str, timedelta] = {
    AccountLink.Kind.INVITATION: rules.INVITATION,
    AccountLink.Kind.PASSWORD: rules.PASSWORD_LINK,
    AccountLink.Kind.PHONE: rules.PHONE_LINK,
}


@dataclass(frozen=True)
class Issued:
    """A fresh link: its token is known only now and to nobody later."""

    token: str
    user: User
    expires_at: datetime


def token_digest(token: str) -> str:
    """Return what is kept of a token: it has 256 bits, so one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(*, by: Actor, user: User, kind: str) -> Issued:
    """Issue a link and put aside those of its kind that were not used; whoever calls has asked for the permission."""
    moment, token = now(), secrets.token_urlsafe(32)
    open_ones = AccountLink.objects.filter(user=user, kind=kind, used_at__isnull=True, withdrawn_at__isnull=True)
    with transaction.atomic():
        open_ones.update(withdrawn_at=moment)
        made = AccountLink.objects.create(
            user=user, kind=kind, token_hash=token_digest(token), issued_by_id=by.user_id, issued_at=moment,
            expires_at=moment + LASTS[kind],
        )  # fmt: skip
        hours = round(LASTS[kind].total_seconds() / 3600, 2)
        journal.write(events.LINK_ISSUED, by=by, subject=user, kind=made.get_kind_display(), hours=f"{hours:g}")
    return Issued(token, user, made.expires_at)


def fault(link: AccountLink | None) -> str:
    """Return why a link opens nothing, in Polish; empty when it works."""
    if link is None:
        return "Ten odnośnik jest nieprawidłowy. Sprawdź, czy został skopiowany w całości."
    if link.used_at is not None:
        return "Ten odnośnik został już użyty. Działa tylko raz."
    if link.withdrawn_at is not None:
        return "Ten odnośnik zastąpiono nowszym. Użyj ostatniego."
    if link.expires_at <= now():
        return "Ten odnośnik stracił ważność."
    return "" if link.user.is_active else "To konto jest zablokowane."


def set_password(*, system: Actor, token: str, kind: str, password: str) -> User:
    """Use an invitation or a link for a new password; ``ValidationError`` for a link or password that will not do.

    ``system`` is the actor of the journal entry: whoever comes by a link has not logged in yet.
    """
    with transaction.atomic():
        link = open_link(token_digest(token), kind)
        if link is None or (words := fault(link)):
            raise ValidationError(words if link else fault(None))
        validate_password(password, link.user)
        link.user.set_password(password)
        link.user.save(update_fields=["password"])
        use(link, system)
        LoginSession.objects.filter(user=link.user).delete()
    return link.user


def use(link: AccountLink, system: Actor) -> None:
    """Write down that the link has done its work."""
    link.used_at = now()
    link.save(update_fields=["used_at"])
    journal.write(events.LINK_USED, by=system, subject=link.user, kind=link.get_kind_display())
