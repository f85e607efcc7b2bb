"""One case as the desk shows it: Halina Wesołowska with her plan, orders and visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.contracting.models import Order
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.delivery.tests import factories as delivery
from opencus.intake.models import Application, NeedsRecognition
from opencus.people.models import Person
from opencus.people.tests import factories as people
from opencus.plans.models import PlanVersion
from opencus.plans.tests import factories as plans
from opencus.resources.tests.factories import worker

TALK = "Wymaga pomocy przy wchodzeniu po schodach."


@dataclass
class Case:
    """What the tests speak about."""

    person: Person
    daughter: Person
    application: Application
    version: PlanVersion
    order: Order


@pytest.fixture
def case(centre: Centre) -> Case:
    """Halina holds physiotherapy in an active plan, ordered from a PES, with visits behind and ahead."""
    halina = people.halina()
    joanna = people.joanna(of=halina)
    asked = plans.application(halina, submitted_on=today() - timedelta(days=20))
    service = delivery.service()
    held = plans.entitlement(asked, service)
    provider = contracting.provider()
    version = plans.approved_plan(application=asked, entitlements=[held], provider=provider)
    line = contracting.contract(provider, service)
    sowa = worker(organisation=provider, credentials=("physiotherapist",))
    order = contracting.order(line, held, state="running", worker=sowa)
    delivery.visit(order)
    delivery.done_record(order, on=today() - timedelta(days=1))
    NeedsRecognition.objects.create(
        application=asked,
        coordinator=version.plan.author,
        held_on=today(),
        place="home",
        present="Halina, Joanna",
        needs="Chodzenie",
        current_services="brak",
        assessment=TALK,
        fees_explained=True,
    )
    return Case(halina, joanna, asked, version, order)


@pytest.fixture
def get(login: Callable[[Actor], Client]) -> Callable[..., str]:
    """Return a reader of pages: ``get(actor, "/osoba/...", status=200)`` gives the text."""

    def read(actor: Actor, address: str, status: int = 200) -> str:
        response = login(actor).get(f"/testowo{address}")
        assert response.status_code == status, f"{address}: {response.status_code}"
        return response.content.decode()

    return read
