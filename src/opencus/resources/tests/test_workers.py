"""Workers, their credentials and absences: managed by their own organisation and by contract staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Role
from opencus.core.clock import add_years, today
from opencus.resources import actions, queries, rules
from opencus.resources.tests import factories as r


@pytest.fixture
def case(make_actor: Callable[..., Actor]) -> SimpleNamespace:
    own = Organisation.objects.create(name="Pomocna Dłoń", short_name="Pomocna Dłoń", kind="ngo")
    return SimpleNamespace(kasia=make_actor(Role.CONTRACTS, name="Katarzyna Wrona"), own=own, piotr=r.worker(organisation=own))


def test_a_worker_is_added_with_a_credential(case: SimpleNamespace) -> None:
    added = actions.add_worker(
        by=case.kasia, organisation=case.own, given_name=" Jan ", family_name="Kowal", profession="złota rączka", active_from=today(), phone="000 555 202"
    )
    assert added.full_name == "Jan Kowal"
    assert queries.missing_credentials(added, ["driver"], today()) == ["driver"]
    actions.add_credential(by=case.kasia, worker=added, kind="driver", number="B/1", valid_from=today())
    assert queries.missing_credentials(added, ["driver"], today()) == []
    with pytest.raises(ValidationError, match="Wybierz rodzaj"):
        actions.add_credential(by=case.kasia, worker=added, kind="wizard", number="1", valid_from=today())


def test_nobody_else_changes_an_organisations_workers(case: SimpleNamespace, make_actor: Callable[..., Actor]) -> None:
    for role in (Role.RECEPTION, Role.KIPUS, Role.DISPATCHER):
        with pytest.raises(Refused):
            actions.end_work(by=make_actor(role, name=f"Kto {role}"), worker=case.piotr, on=today())


def test_a_worker_away_or_gone_is_not_free(case: SimpleNamespace) -> None:
    day = today()
    assert list(queries.free_workers(case.own.id, day)) == [case.piotr]
    actions.add_absence(by=case.kasia, worker=case.piotr, first_day=day, last_day=day, reason="urlop")
    assert list(queries.free_workers(case.own.id, day)) == []
    with pytest.raises(ValidationError, match="już wpisana"):
        actions.add_absence(by=case.kasia, worker=case.piotr, first_day=day, last_day=day + timedelta(days=2), reason="urlop")
    actions.end_work(by=case.kasia, worker=case.piotr, on=day)
    assert list(queries.free_workers(case.own.id, day + timedelta(days=1))) == []


def test_a_vehicle_without_valid_papers_is_not_usable(case: SimpleNamespace) -> None:
    bus = r.vehicle(organisation=case.own)
    assert list(queries.usable_vehicles(case.own.id, today())) == [bus]
    yesterday = today() - timedelta(days=1)
    actions.set_papers(by=case.kasia, vehicle=bus, inspection_valid_to=yesterday, insurance_valid_to=add_years(today(), 1))
    assert list(queries.usable_vehicles(case.own.id, today())) == []
    with pytest.raises(ValidationError, match="liczbę miejsc"):
        actions.add_vehicle(
            by=case.kasia, organisation=case.own, name="Bus", plate="tst 2", seats=2, wheelchair_places=3,
            inspection_valid_to=today(), insurance_valid_to=today(),
        )  # fmt: skip


def test_papers_run_out_in_time_to_renew_them() -> None:
    day = date(2026, 11, 22)
    assert rules.validity(None, day) == "ok"
    assert rules.validity(day + timedelta(days=61), day) == "ok"
    assert rules.validity(day + timedelta(days=60), day) == "warn"
    assert rules.validity(day, day) == "warn"
    assert rules.validity(day - timedelta(days=1), day) == "bad"


def test_the_page_shows_what_runs_out_and_keeps_what_was_typed(case: SimpleNamespace, login: Callable[[Actor], Client]) -> None:
    r.credential(case.piotr, "physiotherapist", valid_to=today() + timedelta(days=20))
    client, address = login(case.kasia), "/testowo" + reverse("resources:workers", args=[case.own.id])
    assert "kończy się" in client.get(address).content.decode()
    response = client.post(address, {"given_name": "Jan", "family_name": "", "profession": "kierowca", "active_from": str(today())})
    assert response.status_code == 422
    assert 'value="kierowca"' in response.content.decode()
    worker = "/testowo" + reverse("resources:worker", args=[case.piotr.id])
    assert client.get(worker).status_code == 200
    credential = "/testowo" + reverse("resources:add_credential", args=[case.piotr.id])
    assert client.post(credential, {"kind": "driver", "number": ""}).status_code == 422
    absence = "/testowo" + reverse("resources:add_absence", args=[case.piotr.id])
    assert client.post(absence, {"first_day": str(today()), "last_day": str(today()), "reason": "urlop"}).status_code == 302
