"""The permission matrix, cell by cell where the law speaks, and the dates of everything in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation, Centre, Department, Membership, User
from opencus.centre.queries import (
    authorisation_for,
    authorised_scopes,
    centres_of,
    departments_on,
    roles_of,
    staff_holding,
)
from opencus.centre.roles import (
    ALWAYS,
    CENTRE_ONLY,
    IF_AUTHORISED,
    PERMISSION_LABELS,
    PROVIDER_ROLES,
    ROLE_DESCRIPTIONS,
    ROLE_LABELS,
    Permission,
    Role,
    grant,
    permissions_of,
)
from opencus.config.actors import actor_of
from opencus.conftest import LONG_AGO
from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.core.tenancy import acting_in

Make = Callable[..., Actor]
P = Permission
EVERYTHING = frozenset(Permission)
RESIDENTS_DATA = {P.SEARCH_PERSONS, P.OPEN_PERSON, P.EDIT_PERSON, P.UNMASK_PESEL}


def acting(*roles: Role, authorised: frozenset[Permission] = frozenset()) -> Actor:
    return Actor(centre_id=uuid7(), roles=frozenset(roles), authorised=authorised)


# --- the matrix ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("permission", sorted(CENTRE_ONLY))
@pytest.mark.parametrize("role", sorted(PROVIDER_ROLES))
def test_a_provider_holds_nothing_that_only_the_centre_may_do_whatever_is_signed(
    role: Role, permission: Permission
) -> None:
    assert grant(role, permission) is None  # art. 49 CUS Act
    assert not acting(role, authorised=EVERYTHING).may(permission)


@pytest.mark.parametrize("role", sorted(PROVIDER_ROLES))
def test_a_provider_neither_searches_nor_opens_residents(role: Role) -> None:
    assert not permissions_of(frozenset({role}), EVERYTHING) & RESIDENTS_DATA


def test_anna_the_kipus_never_approves_a_plan_even_with_an_authorisation() -> None:
    assert grant(Role.KIPUS, P.APPROVE_PLAN) is None  # art. 41(1): whoever drafts does not approve
    assert not acting(Role.KIPUS, authorised=EVERYTHING).may(P.APPROVE_PLAN)
    with pytest.raises(Refused, match="zatwierdzanie planu usług"):
        acting(Role.KIPUS, authorised=EVERYTHING).require(P.APPROVE_PLAN)


@pytest.mark.parametrize(
    "permission", [P.QUALIFY, P.RECOGNISE_NEEDS, P.DRAFT_PLAN, P.APPROVE_PLAN, P.SIGN_DECISION]
)
def test_marek_at_reception_registers_but_does_not_decide(permission: Permission) -> None:
    marek = acting(Role.RECEPTION, authorised=EVERYTHING)
    assert marek.may(P.REGISTER_APPLICATION)
    assert not marek.may(permission)


def test_marek_at_reception_does_not_unmask_a_pesel() -> None:
    assert not acting(Role.RECEPTION, authorised=EVERYTHING).may(P.UNMASK_PESEL)


def test_ewa_the_ous_approves_only_while_authorised() -> None:
    assert grant(Role.OUS, P.APPROVE_PLAN) == IF_AUTHORISED  # art. 41(1)
    assert not acting(Role.OUS).may(P.APPROVE_PLAN)
    assert acting(Role.OUS, authorised=frozenset({P.APPROVE_PLAN})).may(P.APPROVE_PLAN)
    assert not acting(Role.OUS, authorised=frozenset({P.QUALIFY})).may(P.APPROVE_PLAN)


def test_barbara_the_director_approves_by_office_but_signs_decisions_by_authorisation() -> None:
    assert grant(Role.DIRECTOR, P.APPROVE_PLAN) == ALWAYS
    assert not acting(Role.DIRECTOR).may(P.SIGN_DECISION)  # art. 26: the mayor's authorisation
    assert acting(Role.DIRECTOR, authorised=frozenset({P.SIGN_DECISION})).may(P.SIGN_DECISION)


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.ACCOUNTANT, Role.INSPECTOR, Role.FIELD_WORKER, Role.OSL]
)
def test_these_roles_open_no_resident(role: Role) -> None:
    assert not permissions_of(frozenset({role}), EVERYTHING) & RESIDENTS_DATA


def test_the_system_has_no_rights_on_screens() -> None:
    assert permissions_of(frozenset({Role.SYSTEM}), EVERYTHING) == frozenset()
    assert not acting(Role.SYSTEM).is_staff


def test_who_checks_a_settlement_is_not_who_accepts_it_unless_director() -> None:
    both = {role for role in Role if grant(role, P.CHECK_SETTLEMENT) and grant(role, P.ACCEPT_SETTLEMENT)}
    assert both == {Role.DIRECTOR}


def test_teresa_holds_the_union_of_four_roles_without_switching() -> None:
    roles = (Role.DIRECTOR, Role.OUS, Role.KIPUS, Role.RECEPTION)
    teresa = acting(*roles)
    for role in roles:
        assert acting(role).permissions <= teresa.permissions
    assert teresa.role_label.startswith("Dyrektor, Organizator")


def test_an_authorisation_gives_nothing_to_a_role_it_is_not_meant_for() -> None:
    for role in Role:
        conditional = {permission for permission in P if grant(role, permission) == IF_AUTHORISED}
        assert (
            permissions_of(frozenset({role}), EVERYTHING) - permissions_of(frozenset({role}), frozenset())
            == conditional
        )


def test_every_role_and_permission_has_its_polish_words() -> None:
    assert set(ROLE_LABELS) == set(ROLE_DESCRIPTIONS) == set(Role)
    assert set(PERMISSION_LABELS) == set(Permission)
    assert all(any(grant(role, permission) for role in Role) for permission in Permission)


def test_every_scope_of_an_authorisation_is_a_permission_but_the_one_to_process_data() -> None:
    assert {scope.value for scope in Authorisation.Scope} - {"process_data"} == {
        permission.value for permission in P if any(grant(role, permission) == IF_AUTHORISED for role in Role)
    }


# --- the database -------------------------------------------------------------------------------------------------


@pytest.fixture
def renata(centre: Centre) -> User:
    return User.objects.create_user("renata-kos@example.invalid", full_name="Renata Kos")


@pytest.mark.parametrize("role", sorted(PROVIDER_ROLES))
def test_the_database_refuses_a_membership_of_a_provider(renata: User, role: Role) -> None:
    with pytest.raises(IntegrityError, match="centre_membership_no_provider"), transaction.atomic():
        Membership.objects.create(user=renata, role=role.value, valid_from=LONG_AGO)


def test_the_database_refuses_dates_that_end_before_they_begin(renata: User) -> None:
    backwards: dict[str, Any] = {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 1)}
    with pytest.raises(IntegrityError, match="centre_membership_dates"), transaction.atomic():
        Membership.objects.create(user=renata, role=Role.OUS.value, **backwards)
    with pytest.raises(IntegrityError, match="centre_authorisation_dates"), transaction.atomic():
        Authorisation.objects.create(
            user=renata, scope="qualify", number="1", granted_by="Burmistrz", **backwards
        )
    with pytest.raises(IntegrityError, match="centre_department_dates"), transaction.atomic():
        Department.objects.create(name="Dział", kind="support", **backwards)


def test_the_database_refuses_a_second_account_with_the_same_e_mail(renata: User) -> None:
    with pytest.raises(IntegrityError, match="centre_user_email"), transaction.atomic():
        User.objects.create(email="RENATA-KOS@example.invalid", full_name="Ktoś inny", password="!")


# --- dates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_role_and_an_authorisation_hold_from_their_first_to_their_last_day(
    renata: User, day: date, holds: bool
) -> None:
    dates: dict[str, Any] = {"valid_from": date(2026, 3, 2), "valid_to": date(2026, 3, 31)}
    Membership.objects.create(user=renata, role=Role.OUS.value, **dates)
    Authorisation.objects.create(
        user=renata, scope=P.APPROVE_PLAN.value, number="1", granted_by="Dyrektor", **dates
    )
    assert (Role.OUS in roles_of(renata.id, day)) is holds
    assert (P.APPROVE_PLAN in authorised_scopes(renata.id, day)) is holds
    assert (authorisation_for(renata.id, P.APPROVE_PLAN, day) is not None) is holds
    assert (renata in staff_holding(frozenset({Role.OUS}), day)) is holds


def test_ewa_loses_the_approval_the_day_after_her_authorisation_ended(
    centre: Centre, make_actor: Make
) -> None:
    ewa = make_actor(Role.OUS, name="Ewa Sikora", authorised=(P.APPROVE_PLAN,))
    assert ewa.may(P.APPROVE_PLAN)
    user = User.objects.get(id=ewa.user_id)
    Authorisation.objects.update(valid_to=today() - timedelta(days=1))
    later = actor_of(user, centre)
    assert later is not None
    assert not later.may(P.APPROVE_PLAN)
    assert later.may(P.MANAGE_PROGRAMME)


def test_a_role_that_begins_tomorrow_gives_nothing_today(centre: Centre, renata: User) -> None:
    Membership.objects.create(user=renata, role=Role.KIPUS.value, valid_from=today() + timedelta(days=1))
    assert actor_of(renata, centre) is None
    assert centres_of(renata.id) == []


def test_a_role_in_one_centre_is_nothing_in_another(
    centre: Centre, other_centre: Centre, renata: User
) -> None:
    Membership.objects.create(user=renata, role=Role.DIRECTOR.value, valid_from=LONG_AGO)
    assert actor_of(renata, centre) is not None
    assert centres_of(renata.id) == [centre]
    with acting_in(other_centre.id):
        assert actor_of(renata, other_centre) is None


def test_departments_of_2021_and_of_today_stand_side_by_side(centre: Centre) -> None:
    Department.objects.create(
        name="Dział pomocy", kind="social_assistance", valid_from=LONG_AGO, valid_to=date(2024, 12, 31)
    )
    Department.objects.create(name="Dział usług", kind="social_services", valid_from=date(2025, 1, 1))
    assert [one.name for one in departments_on(date(2024, 12, 31))] == ["Dział pomocy"]
    assert [one.name for one in departments_on(date(2025, 1, 1))] == ["Dział usług"]
