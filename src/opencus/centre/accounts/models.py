"""Sessions of all log-ins; a centre's links for its people, its changes of accounts and its paired phones."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from opencus.centre.models import User
from opencus.centre.tenant import TenantModel


class LoginSession(AbstractBaseSession):
    """A session with the facts its owner needs to recognise it; ``session_key`` holds a digest of the cookie.

    Global like the log-in itself: deleting the row ends the session at the next request.
    """

    class Kind(models.TextChoices):
        DESK = "desk", "hasło"
        PHONE = "phone", "telefon z PIN-em"

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")  # null: a visitor
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.DESK)
    phone_id = models.UUIDField(null=True, db_index=True)  # the paired phone that opened it; null: none did
    started_at = models.DateTimeField(null=True)  # null: a visitor
    seen_at = models.DateTimeField()
    agent = models.CharField(max_length=80, blank=True)  # "Chrome, Windows", never the whole header
    network = models.CharField(max_length=64, blank=True)  # a part of the address, enough to see a move

    @classmethod
    def get_session_store_class(cls) -> type:
        from opencus.centre.accounts.sessions import SessionStore

        return SessionStore


class UsedCode(models.Model):
    """A one-time code that was used, so that no process accepts it again; kept for a few minutes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="centre_usedcode_once")]


class AccountLink(TenantModel):
    """A one-time link handed to a person: to begin with an account, to set a new password, to pair a phone."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "zaproszenie"
        PASSWORD = "password", "nowe hasło"
        PHONE = "phone", "połączenie telefonu"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    token_hash = models.CharField(max_length=64)  # SHA-256; the link itself is shown once and kept nowhere
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # null: not used yet
    withdrawn_at = models.DateTimeField(null=True)  # null: not replaced by a newer one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "token_hash"], name="centre_accountlink_token"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="centre_accountlink_dates"),
        ]


class AccountChange(TenantModel):
    """Why an account was blocked, opened again or relieved of its second factor: words the journal must not hold."""

    class Kind(models.TextChoices):
        BLOCKED = "blocked", "zablokowano konto"
        UNBLOCKED = "unblocked", "odblokowano konto"
        ROLES_ENDED = "roles_ended", "zakończono role w tym centrum"
        FACTOR_RESET = "factor_reset", "usunięto drugi składnik logowania"
        NEW_PASSWORD = "new_password", "wydano odnośnik do nowego hasła"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")


class PairedPhone(TenantModel):
    """A phone that opens a worker's day with a PIN; its cookie is kept as a digest, its PIN as a password."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    token_hash = models.CharField(max_length=64)
    pin = models.CharField(max_length=128)
    failures = models.PositiveSmallIntegerField(default=0)  # wrong PINs since the last right one
    paired_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")  # who showed the code
    paired_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null: works
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")  # null: the PIN was guessed at
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-paired_at",)
        constraints = [
            models.UniqueConstraint(fields=["centre", "token_hash"], name="centre_pairedphone_token"),
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | ~Q(ended_reason=""), name="centre_pairedphone_ended"),
        ]
