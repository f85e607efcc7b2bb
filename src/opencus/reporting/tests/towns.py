"""A small town for dry runs, counted by hand: the change of Starachowice 2023 in a handful of people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.entitlements.models import EntitlementUse
from opencus.entitlements.tests.factories import entitlement
from opencus.intake.models import RequestedService
from opencus.people.models import Person
from opencus.people.tests.factories import person
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.programmes.tests.factories import offered, programme_in_force

FROM_65 = {"fact": "age", "op": ">=", "value": 65}
FROM_70 = {"fact": "age", "op": ">=", "value": 70}
FROM_75 = {"fact": "age", "op": ">=", "value": 75}
ALONE = {"fact": "lives_alone", "op": "==", "value": True}


def born(years: int) -> date:
    """A day that makes somebody this old all year."""
    return date(today().year - years - 1, 12, 31)


def both(*parts: Any) -> dict[str, Any]:
    return {"all": list(parts)}


def base() -> ProgrammeVersion:
    """In force: a taxi from 70 for 5 zł, repairs from 65 for those living alone, free."""
    version = programme_in_force()
    offered("TAXI", "Taksówka dla seniora", measure="trip", rule=FROM_70, limits=[(2, "month")], fee={"kind": "flat", "amount": 5, "measure": "trip"}, version=version)
    offered("ZLR", "Złota rączka", measure="job", rule=both(FROM_65, ALONE), limits=[(12, "year")], version=version, places=40)
    return version


def draft(of: ProgrammeVersion, *, taxi: Any = FROM_65, repairs: Any = None, fee: str = "8.00", number: int = 2) -> ProgrammeVersion:
    """The next version: the taxi from 65 for 8 zł, repairs from 75."""
    year = today().year + 1
    version = ProgrammeVersion.objects.create(
        programme=of.programme, number=number, replaces=of, valid_from=date(year, 1, 1), valid_to=date(year, 12, 31), aim="Lepiej."
    )
    offered("TAXI", "Taksówka dla seniora", measure="trip", rule=taxi, limits=[(2, "month")], fee={"kind": "flat", "amount": Decimal(fee), "measure": "trip"}, version=version)
    offered("ZLR", "Złota rączka", measure="job", rule=repairs or both(FROM_75, ALONE), limits=[(12, "year")], version=version, places=40)
    return version


def residents(count: int, years: int, *, alone: bool | None = True, town: str = "Testowo") -> list[Person]:
    """So many people of one age and household."""
    return [person("Adam", "Próbny", birth_date=born(years), lives_alone=alone, town=town, pesel=False) for _ in range(count)]


def holds(people: list[Person], code: str, version: ProgrammeVersion, **fields: Any) -> None:
    """They have the service under the version."""
    service = ProgrammeService.objects.get(version=version, service__code=code)
    for one in people:
        entitlement(one, service, **fields)


def asks(people: list[Person], code: str, version: ProgrammeVersion, state: str = RequestedService.State.WAITING) -> None:
    """They asked for the service, and it stands as the state says."""
    from opencus.entitlements.tests.factories import _requested

    service = ProgrammeService.objects.get(version=version, service__code=code)
    for one in people:
        RequestedService.objects.filter(pk=_requested(one, service).pk).update(state=state)


def used(people: list[Person], quantity: str) -> None:
    """Each used so many units of each service a week ago."""
    from datetime import timedelta

    for one in people:
        for held in one.entitlements.all():
            EntitlementUse.objects.create(entitlement=held, on=today() - timedelta(days=7), quantity=Decimal(quantity), state="used", source_id=uuid7())
