"""Gates: a stranger sees the public pages and nothing else, and somebody from another centre is a stranger here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from opencus.centre.models import Centre, Membership, User
from opencus.centre.roles import Role
from opencus.core.ids import uuid7
from opencus.core.tenancy import acting_in

PUBLIC_ROOMS = {"ui", "directory", "public", "voice", "entrance"}  # entrance: one-time links and PINs, for who has no session yet
SAMPLES: dict[str, Any] = {"UUIDConverter": uuid7(), "IntConverter": 7, "SlugConverter": "moje", "StringConverter": "dokument"}


def addresses() -> Iterator[tuple[str, str]]:
    """Every page of a room that is not public, by name and address in the centre under test."""
    for room in get_resolver("opencus.config.urls").url_patterns:
        if not isinstance(room, URLResolver) or room.namespace is None or room.namespace in PUBLIC_ROOMS:
            continue
        for page in room.url_patterns:
            name = f"{room.namespace}:{page.name}"
            values = {key: SAMPLES[type(kind).__name__] for key, kind in page.pattern.converters.items()}
            yield name, "/testowo" + reverse(name, kwargs=values)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_is_sent_to_log_in_from_every_page_that_is_not_public(centre: Centre, method: str) -> None:
    client = Client()
    answers = {name: getattr(client, method)(address) for name, address in addresses()}
    assert len(answers) > 100
    let_in = {
        name: answer.status_code
        for name, answer in answers.items()
        if answer.status_code != 405 and "/konto/login/" not in answer.headers.get("Location", "")
    }
    assert let_in == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_director_of_another_centre_is_refused_on_every_page(centre: Centre, other_centre: Centre, method: str) -> None:
    user = User.objects.create_user("obca@example.invalid", full_name="Olga Obca")
    with acting_in(other_centre.id):
        Membership.objects.create(user=user, role=Role.DIRECTOR.value, valid_from=other_centre.created_on)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = {
        name: getattr(client, method)(address).status_code
        for name, address in addresses()
        if not name.startswith("own:")  # one's own account is nobody else's in any centre
    }
    assert {name: status for name, status in answers.items() if status not in {403, 405}} == {}
