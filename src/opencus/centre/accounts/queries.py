"""Reads for the screens of accounts: people with their state, sessions, phones, recent changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from opencus.centre.accounts import rules
from opencus.centre.accounts.models import AccountChange, AccountLink, LoginSession, PairedPhone
from opencus.centre.models import Membership, User
from opencus.centre.queries import centres_of, held_on
from opencus.centre.roles import Role
from opencus.core.clock import now, today

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(slots=True)
class Account:
    """One person of the centre as the list of accounts shows them."""

    user: User
    roles: list[Membership] = field(default_factory=list)
    coming: list[Membership] = field(default_factory=list)
    factor: bool = False
    sessions: int = 0
    invited: bool = False
    dormant: bool = False
    homeless: bool = False  # no valid role in any centre

    @property
    def state(self) -> tuple[str, str]:
        """The tone and the Polish words of the account's state."""
        if not self.user.is_active:
            return "bad", "zablokowane"
        if self.homeless:
            return "warn", "bez roli"
        if not self.user.has_usable_password():
            return ("info", "zaproszenie wysłane") if self.invited else ("warn", "zaproszenie wygasło")
        return ("warn", "nieużywane") if self.dormant else ("ok", "czynne")


def accounts() -> list[Account]:
    """Return everybody who has or had a role in the centre, by family name."""
    day, moment = today(), now()
    users = {user.id: Account(user) for user in User.objects.filter(id__in=Membership.objects.values("user_id"))}
    held = set(Membership.objects.filter(held_on(day)).values_list("id", flat=True))
    order = {role.value: place for place, role in enumerate(Role)}
    for one in Membership.objects.filter(ended_at__isnull=True).exclude(valid_to__lt=day).select_related("department"):
        (users[one.user_id].roles if one.id in held else users[one.user_id].coming).append(one)
    for user_id in Authenticator.objects.filter(user_id__in=users, type__in=FACTORS).values_list("user_id", flat=True):
        users[user_id].factor = True
    for user_id in LoginSession.objects.filter(user_id__in=users, expire_date__gt=moment).values_list("user_id", flat=True):
        users[user_id].sessions += 1
    waiting = AccountLink.objects.filter(
        kind=AccountLink.Kind.INVITATION, used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=moment
    )
    invited = set(waiting.values_list("user_id", flat=True))
    for one_account in users.values():
        user = one_account.user
        one_account.roles.sort(key=lambda held_role: order[held_role.role])
        one_account.invited = user.id in invited
        one_account.dormant = user.is_active and rules.is_dormant(user.last_login, user.created_at, moment)
        one_account.homeless = user.is_active and not one_account.roles and not one_account.coming and not centres_of(user.id)
    return sorted(users.values(), key=lambda found: found.user.full_name.split()[::-1])


def account_of(user: User) -> Account:
    """Return the account of one user as the list shows it."""
    return next(one for one in accounts() if one.user.id == user.id)


def history_of(user: User) -> list[AccountChange]:
    """Return why the account was changed, the newest first."""
    return list(AccountChange.objects.filter(user=user).select_related("by")[:20])


def recent_changes(count: int = 8) -> list[AccountChange]:
    """Return the last changes of accounts that called for a reason: managers see what other managers do."""
    return list(AccountChange.objects.select_related("by", "user")[:count])


def past_roles(user: User) -> list[Membership]:
    """Return roles that are over, the last one first."""
    over = Q(ended_at__isnull=False) | Q(valid_to__lt=today())
    return list(Membership.objects.filter(over, user=user).select_related("department").order_by("-valid_to"))


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session as its owner sees it."""

    key: str
    kind: str
    agent: str
    network: str
    started_at: datetime
    seen_at: datetime
    current: bool


def sessions_of(user_id: UUID, current_key: str) -> list[OwnSession]:
    """Return the living sessions of a user, the current one first, then by last use; keys are digests."""
    moment = now()
    rows = LoginSession.objects.filter(user_id=user_id, expire_date__gt=moment, started_at__gt=moment - rules.ABSOLUTE)
    found = [
        OwnSession(
            row.session_key, row.get_kind_display(), row.agent or "nieznana przeglądarka", row.network, row.started_at,
            row.seen_at, row.session_key == current_key,
        )
        for row in rows.order_by("-seen_at")
        if row.started_at
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.current)


def phones_of(user_ids: list[UUID]) -> dict[UUID, list[PairedPhone]]:
    """Return the paired phones of users in this centre, living ones first."""
    found: dict[UUID, list[PairedPhone]] = defaultdict(list)
    rows = PairedPhone.objects.filter(user_id__in=user_ids).select_related("user", "paired_by", "ended_by")
    for phone in sorted(rows.order_by("-paired_at"), key=lambda one: one.ended_at is not None):
        found[phone.user_id].append(phone)
    return found
