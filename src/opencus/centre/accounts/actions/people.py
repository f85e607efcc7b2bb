"""Accounts of the centre's people: made, given roles, relieved of them, blocked, opened again."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from opencus.audit import journal
from opencus.centre.accounts import access, events, rules
from opencus.centre.accounts.actions.links import Issued, issue
from opencus.centre.accounts.models import AccountChange, AccountLink, LoginSession, PairedPhone
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Department, Membership, User
from opencus.centre.queries import held_on
from opencus.centre.roles import PROVIDER_ROLES, ROLE_LABELS, Permission, Role
from opencus.core.clock import now, today
from opencus.core.text import normalise

Kind = AccountChange.Kind
NOT_GIVEN = PROVIDER_ROLES | {Role.SYSTEM}


def create_account(
    *, by: Actor, email: str, full_name: str, role: Role, valid_from: date, valid_to: date | None = None,
    department: Department | None = None,
) -> tuple[User, Issued | None]:  # fmt: skip
    """Make a log-in for a new employee with a first role and an invitation.

    A log-in of that e-mail that exists already (in another centre) only gets the role: None instead of a link.
    """
    by.require(Permission.MANAGE_STAFF)
    address, name = email.strip().lower(), normalise(full_name)
    faults = {"full_name": "Wpisz imię i nazwisko."} if len(name.split()) < 2 else {}
    try:
        validate_email(address)
    except ValidationError:
        faults["email"] = "Wpisz adres e-mail, na przykład anna.nowak@gmina.pl."
    if faults:
        raise ValidationError(faults)
    with transaction.atomic():
        user = User.objects.filter(email=address).first()
        if user is not None and not user.is_active:
            raise ValidationError({"email": "Konto o tym adresie jest zablokowane. Odblokuje je centrum, które je zablokowało."})
        made = user is None
        if user is None:
            user = User.objects.create_user(address, full_name=name)
            journal.write(events.CREATED, by=by, subject=user)
        give_role(by=by, user=user, role=role, valid_from=valid_from, valid_to=valid_to, department=department)
        return user, issue(by=by, user=user, kind=AccountLink.Kind.INVITATION) if made else None


def give_role(
    *, by: Actor, user: User, role: Role, valid_from: date, valid_to: date | None = None, department: Department | None = None
) -> Membership:
    """Give a role with its first and last day; nobody gives one to themselves."""
    access.require_other(by, user)
    if role in NOT_GIVEN:
        raise ValidationError({"role": "Wybierz rolę."})
    if valid_to is not None and valid_to < max(valid_from, today()):
        raise ValidationError({"valid_to": "Ostatni dzień nie może być przed pierwszym ani przed dzisiejszym."})
    with transaction.atomic():
        access.require_may_give(by, role, today())
        later = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        held = Membership.objects.filter(later, user=user, role=role.value, ended_at__isnull=True)
        if held.exclude(valid_from__gt=valid_to or date.max).exists():
            raise ValidationError({"role": "Ta osoba ma już tę rolę w tych dniach."})
        made, _ = Membership.objects.update_or_create(
            user=user, role=role.value, valid_from=valid_from,
            defaults={"valid_to": valid_to, "department": department, "ended_at": None},
        )  # fmt: skip
        journal.write(
            events.ROLE_GIVEN, by=by, subject=user, role=ROLE_LABELS[role], valid_from=valid_from, valid_to=valid_to or "odwołania"
        )
    return made


def end_role(*, by: Actor, membership: Membership, last_day: date | None = None) -> None:
    """End a role: now (``last_day`` None, open sessions lose it at the next request) or with a later day."""
    access.require_other(by, membership.user)
    day = today()
    if last_day is not None and last_day < max(day, membership.valid_from):
        raise ValidationError({"last_day": "Podaj dzień od dziś. Żeby zakończyć od razu, zostaw pole puste."})
    with transaction.atomic():
        if last_day is None:
            access.require_successor(membership.user, Role(membership.role), day)
            membership.ended_at = now()
            membership.valid_to = max(day, membership.valid_from)
        else:
            membership.valid_to = last_day
        membership.save(update_fields=["valid_to", "ended_at"])
        role = ROLE_LABELS[Role(membership.role)]
        journal.write(events.ROLE_ENDED, by=by, subject=membership.user, role=role, last_day=last_day or day)


def block(*, by: Actor, user: User, reason: str) -> bool:
    """Close an account at once; True when the whole log-in was closed.

    A log-in that works in another centre stays open there: only its roles here end (False).
    """
    access.require_other(by, user)
    why = _reason(reason)
    with transaction.atomic():
        roles = list(Membership.objects.filter(held_on(today()), user=user).select_related("user"))
        for one in roles:
            access.require_successor(user, Role(one.role), today())
        _end_phones(by, user)
        if access.works_elsewhere(user, by):
            for one in roles:
                end_role(by=by, membership=one)
            _note(by, user, Kind.ROLES_ENDED, why)
            journal.write(events.ROLES_ENDED, by=by, subject=user, roles=len(roles))
            return False
        user.is_active = False
        user.save(update_fields=["is_active"])
        _note(by, user, Kind.BLOCKED, why)
        journal.write(events.BLOCKED, by=by, subject=user, sessions=_end_sessions(user))
    return True


def unblock(*, by: Actor, user: User, reason: str) -> None:
    """Open a log-in again; only the centre that closed it may."""
    access.require_other(by, user)
    if user.is_active:
        raise ValidationError("To konto nie jest zablokowane.")
    if not AccountChange.objects.filter(user=user, kind=Kind.BLOCKED).exists():
        raise Refused("To konto zablokowało inne centrum i ono może je odblokować.")
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        _note(by, user, Kind.UNBLOCKED, _reason(reason))
        journal.write(events.UNBLOCKED, by=by, subject=user)


def reset_factor(*, by: Actor, user: User, reason: str) -> None:
    """Take away all second factors of a person who lost them; their sessions end."""
    access.require_other(by, user)
    _require_ours(by, user)
    access.require_not_alone(by, user, Kind.NEW_PASSWORD, now() - rules.SAME_HANDS)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        _note(by, user, Kind.FACTOR_RESET, _reason(reason))
        journal.write(events.FACTOR_RESET, by=by, subject=user, sessions=_end_sessions(user))


def invite_again(*, by: Actor, user: User) -> Issued:
    """Issue a fresh invitation to somebody who has not begun yet; the earlier one stops working."""
    access.require_other(by, user)
    if user.has_usable_password():
        raise ValidationError("Ta osoba już zaczęła pracę z kontem. Wydaj odnośnik do nowego hasła.")
    return issue(by=by, user=user, kind=AccountLink.Kind.INVITATION)


def new_password(*, by: Actor, user: User, reason: str) -> Issued:
    """Issue a link with which somebody who forgot the password sets a new one; the old one works until then."""
    access.require_other(by, user)
    _require_ours(by, user)
    access.require_not_alone(by, user, Kind.FACTOR_RESET, now() - rules.SAME_HANDS)
    if not user.has_usable_password() or not user.is_active:
        raise ValidationError("Nowe hasło można wydać tylko do czynnego konta, z którego ktoś już korzystał.")
    with transaction.atomic():
        _note(by, user, Kind.NEW_PASSWORD, _reason(reason))
        return issue(by=by, user=user, kind=AccountLink.Kind.PASSWORD)


def demand_factor(*, by: Actor, centre: Centre, demanded: bool) -> None:
    """Demand a second factor of everybody in the centre, or stop demanding it."""
    by.require(Permission.MANAGE_STAFF)
    with transaction.atomic():
        centre.second_factor = demanded
        centre.save(update_fields=["second_factor"])
        journal.write(events.FACTOR_DEMANDED, by=by, subject=centre, demanded="tak" if demanded else "nie")


def _require_ours(by: Actor, user: User) -> None:
    if access.works_elsewhere(user, by):
        raise Refused(
            "Ta osoba pracuje też poza tym centrum, więc jej hasła i drugiego składnika nie zmienia się stąd. "
            "Może to zrobić sama na stronie „Moje konto” albo operator instalacji."
        )
    if Role.DIRECTOR not in by.roles and Membership.objects.filter(
        held_on(today()), user=user, role=Role.DIRECTOR.value
    ).exists() and _another_director(user):
        raise Refused("Hasło i drugi składnik dyrektora zmienia inny dyrektor.")


def _another_director(user: User) -> bool:
    held = Membership.objects.filter(held_on(today()), role=Role.DIRECTOR.value, user__is_active=True)
    return held.exclude(user=user).exists()


def _end_phones(by: Actor, user: User) -> None:
    open_ones = PairedPhone.objects.filter(user=user, ended_at__isnull=True)
    ids = list(open_ones.values_list("id", flat=True))
    open_ones.update(ended_at=now(), ended_by_id=by.user_id, ended_reason="zablokowano konto")
    LoginSession.objects.filter(phone_id__in=ids).delete()


def _end_sessions(user: User) -> int:
    return int(LoginSession.objects.filter(user=user).delete()[0])


def _note(by: Actor, user: User, kind: str, reason: str) -> None:
    AccountChange.objects.create(user=user, kind=kind, reason=reason, by_id=by.user_id, at=now())


def _reason(typed: str) -> str:
    reason = normalise(typed)[:200]
    if len(reason) < 5:
        raise ValidationError({"reason": "Napisz w kilku słowach, dlaczego."})
    return reason
