"""A second centre by one command: it works at once, and its administrator gives the first roles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from opencus.centre.accounts.actions import people
from opencus.centre.models import Membership, User
from opencus.centre.roles import Role
from opencus.config import centres
from opencus.config.actors import actor_of
from opencus.config.centres import CentreError, Wanted
from opencus.config.tests.operator import connected_as
from opencus.core.clock import today
from opencus.core.tenancy import acting_in

ADAMOW = Wanted(
    "Centrum Usług Społecznych w Adamowie", "adamow", {"0611012": "Adamów"}, "administrator@adamow.invalid", "Zofia Szewczyk"
)


def test_the_administrator_comes_by_the_link_and_makes_a_director(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connected_as("migrator", own_database):
        made = centres.found(ADAMOW)
    with django_db_blocker.unblock():
        client = Client()
        assert client.get("/adamow/uslugi/").status_code == 200
        assert client.get(made.invitation).status_code == 200
        typed = {"password": "Zielone-kwiaty-na-polu-7", "again": "Zielone-kwiaty-na-polu-7"}
        assert client.post(made.invitation, typed).status_code == 302
        with acting_in(made.centre.id):
            administrator = User.objects.get(email=ADAMOW.admin_email)
            assert administrator.has_usable_password()
            by = actor_of(administrator, made.centre)
            assert by is not None
            people.create_account(
                by=by, email="dyrektor@adamow.invalid", full_name="Adam Wrona", role=Role.DIRECTOR, valid_from=today()
            )
            assert Membership.objects.filter(role=Role.DIRECTOR.value).count() == 1


def test_a_joint_centre_is_founded_with_all_its_municipalities(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connected_as("migrator", own_database):
        centres.found(replace(ADAMOW, municipalities={"0611012": "Adamów", "0611102": "Wojcieszków"}))
        assert centres.listed() == ["/adamow/  Centrum Usług Społecznych w Adamowie  Adamów (0611012), Wojcieszków (0611102)"]


def test_the_operator_invites_only_who_runs_accounts_and_has_no_password(own_database: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connected_as("migrator", own_database):
        first = centres.found(ADAMOW).invitation
        again = centres.invite("adamow", ADAMOW.admin_email)
        assert again.startswith("/adamow/konto/zaproszenie/")
        assert again != first
        with pytest.raises(CentreError, match="tylko administrator"):
            centres.invite("adamow", "ktos.inny@adamow.invalid")
        User.objects.update(password="x")
        with pytest.raises(CentreError, match="ma już hasło"):
            centres.invite("adamow", ADAMOW.admin_email)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"slug": "konto"}, "zastrzeżony"),
        ({"slug": "Wielkie Litery"}, "zajęty albo zastrzeżony"),
        ({"municipalities": {"0611049": "Adamów"}}, "kod TERYT"),
        ({"municipalities": {"0611012": ""}}, "nazwę gminy"),
        ({"admin_email": "bez-malpy"}, "e-mail administratora"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_founded(
    own_database: str, django_db_blocker: Any, change: dict[str, Any], words: str
) -> None:
    with django_db_blocker.unblock(), connected_as("migrator", own_database):
        with pytest.raises(CentreError, match=words):
            centres.found(replace(ADAMOW, **change))
        assert centres.listed() == []


def test_the_application_itself_founds_nothing_outside_tests(own_database: str, django_db_blocker: Any) -> None:
    from django.db import DatabaseError, connection

    from opencus.core.tenancy import grants

    with django_db_blocker.unblock():
        with connected_as("migrator", own_database), connection.cursor() as cursor:
            grants.take_founding_back(cursor)
        with pytest.raises(DatabaseError, match="permission denied"):
            centres.found(ADAMOW)
