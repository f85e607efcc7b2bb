"""The month of „Pomocna Dłoń” and the people around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting.models import Contract, ContractLine, Order
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.periods import MonthRef
from opencus.delivery.models import DeliveryRecord
from opencus.delivery.tests import factories as delivery
from opencus.resources.tests.factories import worker as make_worker
from opencus.settlement import actions
from opencus.settlement.models import Settlement

KSEF = "0000000000-20261104-0A1B2C3D4E5F-6A"


def last_month() -> MonthRef:
    return MonthRef.of(today()).prev()


@dataclass
class Story:
    """One provider with a contract for care by the hour (38,40 zł) and one client."""

    manager: Actor
    clerk: Actor
    accountant: Actor
    organisation: Organisation
    line: ContractLine
    order: Order

    @property
    def contract(self) -> Contract:
        return self.line.contract

    @property
    def month(self) -> date:
        return last_month().first

    def record(self, day: int, **fields: object) -> DeliveryRecord:
        """A visit of that day of the last month; two hours, confirmed by PIN unless said otherwise."""
        values = {"planned": "2", "done": "2", "on": self.month + timedelta(days=day - 1), "hour": 9}
        return delivery.done_record(self.order, **(values | fields))  # type: ignore[arg-type]

    def opened(self) -> Settlement:
        return actions.open_month(by=self.manager, contract=self.contract, month=self.month)

    def submitted(self, amount: str | None = None) -> Settlement:
        """The month as the provider submitted it, with an invoice for all that was reported."""
        settlement = self.opened()
        reported = sum((line.reported * line.rate for line in settlement.lines.all()), Decimal(0))
        actions.submit(
            by=self.manager, settlement=settlement, invoice_number="FV 10/2026/14", ksef_number=KSEF,
            invoice_amount=Decimal(amount) if amount else reported,
        )  # fmt: skip
        settlement.refresh_from_db()
        return settlement

    def checked(self, amount: str | None = None) -> Settlement:
        settlement = self.submitted(amount)
        actions.check(by=self.clerk, settlement=settlement)
        settlement.refresh_from_db()
        return settlement

    def accepted(self) -> Settlement:
        settlement = self.checked()
        actions.accept(by=self.accountant, settlement=settlement)
        settlement.refresh_from_db()
        return settlement


def manager_of(organisation: Organisation, centre: Centre, name: str = "Renata Kos") -> Actor:
    """Somebody who submits the settlements of an organisation."""
    email = name.lower().replace(" ", "-").encode("ascii", "ignore").decode() + "@example.invalid"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, full_name=name)
    contracting.seat(user, organisation)
    actor = actor_of(user, centre)
    assert actor is not None
    return actor


@pytest.fixture
def story(centre: Centre, make_actor: Callable[..., Actor]) -> Story:
    """The cast of a month; nothing has been delivered yet."""
    organisation = contracting.provider()
    line = contracting.contract(
        organisation, delivery.service(delivery.CARE) if isinstance(delivery.CARE, str) else delivery.service(**delivery.CARE),
        rate="38.40", units_limit="200", valid_from=date(today().year - 1, 1, 1), valid_to=date(today().year + 1, 12, 31),
    )  # fmt: skip
    order = delivery.bookable(line=line, quantity="80", worker=make_worker(organisation=organisation))
    return Story(
        manager_of(organisation, centre), make_actor(Role.CONTRACTS, name="Katarzyna Wrona"),
        make_actor(Role.ACCOUNTANT, name="Ewa Nowicka"), organisation, line, order,
    )  # fmt: skip
