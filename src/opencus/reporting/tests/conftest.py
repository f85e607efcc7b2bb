"""Who runs a dry run and who only reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.programmes.models import ProgrammeVersion
from opencus.reporting.tests import towns

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def organiser(make_actor: Callable[..., Actor]) -> Actor:
    """Marek Zięba, organiser of social services."""
    return make_actor(Role.OUS, name="Marek Zięba")


@pytest.fixture
def accountant(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Rachunek, who reads reports but keeps no programme."""
    return make_actor(Role.ACCOUNTANT, name="Ewa Rachunek")


@pytest.fixture
def base(organiser: Actor) -> ProgrammeVersion:
    return towns.base()


@pytest.fixture
def draft(base: ProgrammeVersion) -> ProgrammeVersion:
    return towns.draft(base)
