"""Checks of the people: who holds the keys without a second factor, whose account nobody uses, who guards files."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q

from opencus.centre.models import AccessPolicy, Membership, User
from opencus.centre.queries import held_on
from opencus.centre.roles import Role
from opencus.config.doctor.findings import Finding, Scope, bad, count, ok, warn
from opencus.core import clock

#: Roles whose stolen password opens accounts, everybody's files or the journal.
GUARDED = (Role.DIRECTOR.value, Role.ADMINISTRATOR.value, Role.INSPECTOR.value)
UNUSED = timedelta(days=90)


def second_factor(scope: Scope) -> Finding:
    """Directors, administrators and inspectors log in with a second factor."""
    holders = _members(scope, *GUARDED)
    safe = set(Authenticator.objects.filter(user_id__in=holders, type__in=("totp", "webauthn")).values_list("user_id", flat=True))
    without = len(holders - safe)
    if not without:
        return ok("Dyrektor, administrator i inspektor logują się dwoma składnikami.")
    who = count(without, "osoba z rolą dyrektora, administratora lub inspektora nie ma", "osoby z rolą dyrektora, administratora lub inspektora nie mają", "osób z rolą dyrektora, administratora lub inspektora nie ma")
    return bad(f"{who} drugiego składnika logowania.", "każda z tych osób: Moje konto > Logowanie dwuskładnikowe")


def unused(scope: Scope) -> Finding:
    """Accounts that nobody uses are closed: rights end with the duties (KRI par. 19(2)(5))."""
    before = clock.now() - UNUSED
    idle = Q(last_login__lt=before) | Q(last_login__isnull=True, created_at__lt=before)
    number = User.objects.filter(idle, id__in=_members(scope), is_active=True).count()
    if not number:
        return ok("Nie ma kont nieużywanych od 90 dni.")
    words = count(number, "konto nie było używane", "konta nie były używane", "kont nie było używanych")
    return warn(f"{words} od 90 dni.", "otwórz listę kont i zamknij te, których nikt nie potrzebuje")


def guards(scope: Scope) -> Finding:
    """Every centre has decided whether a file outside one's own matters needs a reason (an upgraded one has not)."""
    undecided = []
    for centre in scope.centres():
        with scope.inside(centre):
            if not AccessPolicy.objects.exists():
                undecided.append(centre.short_name)
    if not undecided:
        return ok("Wiadomo, kiedy karta osoby wymaga podania powodu.")
    who = ", ".join(undecided)
    return warn(f"Nie postanowiono, jak chronić karty osób: {who}. Każdy uprawniony otwiera je bez powodu.", "dyrektor: Role i uprawnienia > Ochrona kart")


def _members(scope: Scope, *roles: str) -> set[UUID]:
    found: set[UUID] = set()
    for centre in scope.centres():
        with scope.inside(centre):
            held = Membership.objects.filter(held_on(clock.today()), user__is_active=True)
            held = held.filter(role__in=roles) if roles else held
            found.update(held.values_list("user_id", flat=True))
    return found
