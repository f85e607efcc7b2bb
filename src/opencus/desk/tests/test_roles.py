"""Roles: the table in the documents is the code, and the lines of the Act that never bend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from opencus.centre.actors import Actor
from opencus.centre.roles import ALWAYS, CENTRE_ONLY, IF_AUTHORISED, PROVIDER_ROLES, Permission, Role, grant
from opencus.desk import matrix
from opencus.desk.access import panels_for

DOC = Path(__file__).resolve().parents[4] / "docs" / "reference" / "permissions.md"
P = Permission
Get = Callable[..., str]
Make = Callable[..., Actor]


def test_the_table_in_the_documents_is_the_code() -> None:
    written = DOC.read_text(encoding="utf-8").partition(matrix.BEGIN)[2].partition(matrix.END)[0].strip()
    assert written == matrix.as_markdown()


@pytest.mark.parametrize("role", sorted(PROVIDER_ROLES))
@pytest.mark.parametrize("permission", sorted(CENTRE_ONLY))
def test_a_provider_never_qualifies_recognises_or_plans(role: Role, permission: Permission) -> None:
    assert grant(role, permission) is None


def test_the_coordinator_never_approves_a_plan_not_even_authorised() -> None:
    assert grant(Role.KIPUS, P.APPROVE_PLAN) is None
    assert grant(Role.DIRECTOR, P.APPROVE_PLAN) == ALWAYS
    assert grant(Role.OUS, P.APPROVE_PLAN) == IF_AUTHORISED


def test_only_the_coordinator_recognises_needs_and_drafts_plans() -> None:
    for permission in (P.RECOGNISE_NEEDS, P.DRAFT_PLAN):
        assert [role for role in Role if grant(role, permission)] == [Role.KIPUS]


def test_reception_registers_and_decides_nothing() -> None:
    assert grant(Role.RECEPTION, P.REGISTER_APPLICATION) == ALWAYS
    assert not [one for one in CENTRE_ONLY if grant(Role.RECEPTION, one)]


def test_nobody_signs_a_decision_without_an_authorisation() -> None:
    assert {grant(role, P.SIGN_DECISION) for role in Role} == {None, IF_AUTHORISED}


def test_community_organising_stands_apart_from_persons() -> None:
    assert grant(Role.OSL, P.COMMUNITY_PLAN) == ALWAYS
    assert grant(Role.OSL, P.OPEN_PERSON) is None


def test_the_administrator_sees_the_matrix_and_members_but_no_persons(make_actor: Make, get: Get) -> None:
    make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(P.QUALIFY,))
    administrator = make_actor(Role.ADMINISTRATOR, name="Adam Zieliński")
    page = get(administrator, "/role/")
    for words in (
        "Zatwierdzanie planu usług",
        "z upoważnieniem",
        "Anna Kowalik",
        "kwalifikowanie do usług społecznych",
        "nr 1/2026",
    ):
        assert words in page
    get(administrator, "/osoby/", 403)


def test_the_coordinator_does_not_see_who_holds_which_role(make_actor: Make, get: Get) -> None:
    assert "zarządzanie kontami i rolami" in get(make_actor(Role.KIPUS), "/role/", 403)


def test_a_member_of_another_centre_is_not_listed(other_centre: object, make_actor: Make, get: Get) -> None:
    from opencus.centre.models import Centre, Membership, User
    from opencus.core.clock import today
    from opencus.core.tenancy import acting_in

    assert isinstance(other_centre, Centre)
    stranger = User.objects.create_user("obca@example.invalid", full_name="Obca Osoba")
    with acting_in(other_centre.id):
        Membership.objects.create(user=stranger, role="kipus", valid_from=today())
    assert "Obca Osoba" not in get(make_actor(Role.ADMINISTRATOR), "/role/")


def test_the_document_says_what_each_role_sees_of_a_file() -> None:
    text = (DOC.parents[1] / "explanation" / "privacy.md").read_text(encoding="utf-8")
    written = text.partition("<!-- karta: początek -->")[2].partition("<!-- karta: koniec -->")[0].strip()
    assert written == matrix.file_as_markdown()


def test_who_only_plans_visits_learns_no_degree_of_disability_and_no_needs() -> None:
    piotr = Actor(centre_id=UUID(int=0), roles=frozenset({Role.DISPATCHER}))
    panels = panels_for(piotr)
    assert (panels.visits, panels.certificate, panels.assessment, panels.money, panels.decisions) == (True, False, False, False, False)
