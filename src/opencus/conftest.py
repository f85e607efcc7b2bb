"""Fixtures shared by the rooms: two centres, people who act, a browser-less client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.founding import found, municipality
from opencus.centre.models import Authorisation, Centre, Membership, User
from opencus.centre.roles import Permission, Role
from opencus.config.actors import actor_of
from opencus.core.tenancy import acting_in

LONG_AGO = date(2021, 1, 1)


def make_centre(slug: str, code: str, town: str) -> Centre:
    """Create a centre that serves one municipality."""
    gmina = municipality(code, name=town, kind="gmina", county="powiat", voivodeship="województwo")
    centre = Centre(
        slug=slug, name=f"Centrum Usług Społecznych w {town}", short_name=f"CUS {town}", created_on=LONG_AGO,
        street="ul. Próbna 1", postcode="00-001", town=town, phone="000555000", email="cus@example.invalid", second_factor=False,
        opening_hours="pn.–pt. 7:30–15:30", bank_account="00 0000 0000 0000 0000 0000 0000",
    )  # fmt: skip
    return found(centre, {gmina: LONG_AGO})


@pytest.fixture
def centre(db: None) -> Iterator[Centre]:
    """The centre under test; the test runs inside its context."""
    made = make_centre("testowo", "9900011", "Testowo")
    with acting_in(made.id):
        yield made


@pytest.fixture
def other_centre(db: None) -> Centre:
    """Another centre whose rows must never show."""
    return make_centre("sasiedzi", "9900022", "Sąsiedzi")


@pytest.fixture
def make_actor(centre: Centre) -> Callable[..., Actor]:
    """Return a maker of actors with log-ins: ``make_actor(Role.KIPUS, name="Anna Kowalik")``."""

    def make(*roles: Role, name: str = "Anna Próbna", authorised: tuple[Permission, ...] = ()) -> Actor:
        email = "-".join(name.lower().split()) + "@example.invalid"
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, full_name=name)
        for role in roles:
            Membership.objects.get_or_create(user=user, role=role.value, valid_from=LONG_AGO)
        for scope in authorised:
            Authorisation.objects.create(
                user=user, scope=scope.value, number="1/2026", granted_by="Burmistrz", valid_from=LONG_AGO
            )
        actor = actor_of(user, centre)
        assert actor is not None
        return actor

    return make


@pytest.fixture
def login(centre: Centre) -> Callable[[Actor], Client]:
    """Return a client logged in as the actor; addresses begin with ``/testowo``."""

    def enter(actor: Actor) -> Client:
        client = Client()
        user = User.objects.get(id=actor.user_id)
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return enter
