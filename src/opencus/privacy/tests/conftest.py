"""Who keeps the paper of data protection, and whose data it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.people.models import Person
from opencus.people.tests.factories import halina as make_halina
from opencus.people.tests.factories import person
from opencus.privacy.actions.founding import found_privacy

Make = Callable[..., Actor]


@pytest.fixture
def inspector(make_actor: Make) -> Actor:
    """Tomasz Wilk, inspector of data protection."""
    return make_actor(Role.INSPECTOR, name="Tomasz Wilk")


@pytest.fixture
def director(make_actor: Make) -> Actor:
    """Barbara Nowicka, director."""
    return make_actor(Role.DIRECTOR, name="Barbara Nowicka")


@pytest.fixture
def reception(make_actor: Make) -> Actor:
    """Marek Bielecki, reception."""
    return make_actor(Role.RECEPTION, name="Marek Bielecki")


@pytest.fixture
def halina(centre: Centre) -> Person:
    return make_halina()


@pytest.fixture
def joanna(centre: Centre) -> Person:
    """Joanna Mróz, Halina's daughter."""
    return person("Joanna", "Mróz", birth_date=None, pesel=False, phone="+48000555215")


@pytest.fixture
def founded(inspector: Actor) -> None:
    """The centre with its starting set."""
    found_privacy(by=inspector)
