"""A programme that has ended: six people used the physiotherapist, three the handyman, an open talk was for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from opencus.catalogue.models import Organisation
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.delivery.tests import factories as delivery
from opencus.entitlements.models import EntitlementUse
from opencus.intake.tests.cases import user
from opencus.people.models import Person
from opencus.people.tests.factories import person
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.settlement.models import Settlement, SettlementLine

HANDYMAN = {"code": "ZLR", "name": "Złota rączka", "mode": "at_home", "measure": "job", "unit_minutes": 60,
            "worker_requirements": [], "icon": "wrench"}  # fmt: skip
TALK = {"code": "POR", "name": "Poradnia", "mode": "appointment", "measure": "session", "worker_requirements": [], "icon": "message-circle"}


def ended_version(end: date | None = None, *, people: int = 6, few: int = 3) -> ProgrammeVersion:
    """The version with deliveries, accepted costs of 100 zł for each person, and an open service nobody counts here."""
    for number in range(people):
        _served(delivery.PHYSIO, person("Ewa", f"Pierwsza{number}"), "Pomocna Dłoń")
    for number in range(few):
        _served(HANDYMAN, person("Jan", f"Drugi{number}"), "Spółdzielnia")
    talk = delivery.offered(delivery.service(**TALK), track="open", planned_persons=200)
    version = talk.version
    last = end or today() - timedelta(days=30)
    ProgrammeVersion.objects.filter(pk=version.pk).update(
        state="ended", valid_from=last.replace(year=last.year - 1), valid_to=last, resolution_number="XII/88/2025", resolution_date=date(2025, 1, 10)
    )
    return ProgrammeVersion.objects.select_related("programme").get(pk=version.pk)


def _served(kind: dict[str, object], who: Person, provider: str) -> None:
    """One unit delivered, used in the ledger, settled and accepted."""
    organisation = Organisation.objects.filter(name=provider).first() or contracting.provider(name=provider)
    line = contracting.contract(organisation, delivery.service(**kind), rate="100.00", number=f"CUS/{uuid7().hex[-8:]}")
    order = delivery.bookable(line=line, person=who)
    on = today() - timedelta(days=40)
    record = delivery.done_record(order, on=on, planned="1", done="1")
    EntitlementUse.objects.create(
        entitlement=order.entitlement, on=on, quantity=1, state=EntitlementUse.State.USED, source_id=uuid7()
    )
    settlement = Settlement.objects.create(contract=line.contract, month=on.replace(day=1), state="open")
    SettlementLine.objects.create(
        settlement=settlement, record=record, contract_line=line, rate=Decimal(100), planned=1, reported=1, confirmed=1, verdict="clear"
    )
    Settlement.objects.filter(pk=settlement.pk).update(state="accepted", amount=Decimal(100), accepted_by=user("Ewa Nowicka"))


def offered_of(version: ProgrammeVersion, code: str) -> ProgrammeService:
    return ProgrammeService.objects.get(version=version, service__code=code)
