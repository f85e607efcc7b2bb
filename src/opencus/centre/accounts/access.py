"""Whose account a manager of accounts may touch, and what nobody may do to themselves or to the centre."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404

from opencus.centre.accounts.models import AccountChange, AccountLink
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Membership, User
from opencus.centre.queries import centres_of, held_on
from opencus.centre.roles import ROLE_LABELS, Permission, Role

#: Each must have a successor before the last holder goes: without them nobody could give a role again.
KEPT = (Role.DIRECTOR, Role.ADMINISTRATOR)


def account(by: Actor, user_id: UUID) -> User:
    """Return a user who has or had a role in this centre; anybody else does not exist here."""
    by.require(Permission.MANAGE_STAFF)
    user = User.objects.filter(id=user_id).first()
    if user is None or not Membership.objects.filter(user_id=user_id).exists():
        raise Http404("Nie ma takiego konta w tym centrum.")
    return user


def require_other(by: Actor, user: User) -> None:
    """Raise ``Refused`` when somebody is about to change their own account: that takes a second pair of eyes."""
    by.require(Permission.MANAGE_STAFF)
    if by.user_id == user.id:
        raise Refused("Własnych ról i własnego konta nie zmieniasz. Poproś inną osobę, która zarządza kontami.")


def require_may_give(by: Actor, role: Role, on: date) -> None:
    """Raise ``Refused`` when an administrator makes a director: only a director may, as long as there is one."""
    if role is Role.DIRECTOR and Role.DIRECTOR not in by.roles and _holders(Role.DIRECTOR, on):
        raise Refused("Rolę dyrektora nadaje dyrektor.")


def require_successor(user: User, role: Role, on: date) -> None:
    """Raise ``Refused`` when the last director or the last administrator would go; locks the rows it counted."""
    if role in KEPT and _holders(role, on) == {user.id}:
        raise Refused(
            f"To ostatnia osoba z rolą: {ROLE_LABELS[role]}. Najpierw nadaj tę rolę komuś innemu, potem zakończ tutaj."
        )


def _holders(role: Role, on: date) -> set[UUID]:
    rows = Membership.objects.select_for_update(of=("self",)).filter(held_on(on), role=role.value, user__is_active=True)
    return set(rows.values_list("user_id", flat=True))


def works_elsewhere(user: User, by: Actor) -> bool:
    """Whether the user holds a role in another centre today: then only what they hold here is ours to change."""
    return any(centre.id != by.centre_id for centre in centres_of(user.id))


def require_not_alone(by: Actor, user: User, other: str, since: object) -> None:
    """Raise ``Refused`` when the same hands would take away the factor and give the password within a day."""
    if AccountChange.objects.filter(user=user, by_id=by.user_id, kind=other, at__gte=since).exists():
        raise Refused(
            "Drugi składnik i hasło tej samej osoby może w ciągu doby zmienić tylko dwoje różnych zarządzających. "
            "Poproś drugą osobę albo zrób to jutro."
        )


def open_link(token_hash: str, kind: str) -> AccountLink | None:
    """Return the one-time link, locked until the end of the transaction; None when it was never issued here."""
    links = AccountLink.objects.select_for_update(of=("self",)).select_related("user", "issued_by")
    return links.filter(token_hash=token_hash, kind=kind).first()
