"""Who looked is written down, also when the page came back with a refusal; a worker's seat is no manager's seat."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting.tests.factories import provider, seat
from opencus.delivery.tests.factories import TAXI, bookable, visit

pytestmark = pytest.mark.django_db
Login = Callable[[Actor], Client]


def url(name: str, *args: object) -> str:
    return "/testowo" + reverse(f"delivery:{name}", args=args)


@pytest.fixture
def desk(make_actor: Callable[..., Actor], login: Login) -> Client:
    return login(make_actor(Role.DISPATCHER, name="Piotr Maj"))


def kinds() -> list[str]:
    return [entry.kind for entry in Entry.objects.order_by("id")]


def test_the_page_to_book_on_is_a_reading(centre: Centre, desk: Client) -> None:
    care, taxi = bookable(), bookable(TAXI)
    desk.get(url("book", care.id))
    desk.get(url("ride", taxi.id))
    assert kinds() == ["delivery.order.open", "delivery.order.open"]
    assert {entry.person_id for entry in Entry.objects.all()} == {care.person_id, taxi.person_id}


def test_a_refused_act_shows_the_visit_and_is_a_reading(centre: Centre, desk: Client) -> None:
    made = visit()
    assert desk.post(url("visit", made.id), {"act": "nic"}).status_code == 400
    assert kinds() == ["delivery.booking.open"]


def test_a_manager_who_works_elsewhere_sees_nothing_of_the_other_organisation(centre: Centre) -> None:
    user = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    order = bookable()
    made, other = visit(order), order.line.contract.provider
    seat(user, provider("Fundacja „Oddech”"))
    seat(user, other, "worker")
    actor = actor_of(user, centre)
    assert actor is not None
    assert other.id not in actor.provider_ids
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(url("book", order.id)).status_code == 404
    assert client.get(url("visit", made.id)).status_code == 404
    assert order.person.family_name not in client.get(url("own_visits")).content.decode()
