"""Orders ready to be booked, visits, rides and records for tests; run inside the context of a centre."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from opencus.catalogue.models import Area, Organisation, Service
from opencus.centre.models import User
from opencus.contracting.models import ContractLine, Order
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import at, next_working_day, today
from opencus.correspondence.models import CaseFile
from opencus.delivery.models import DeliveryRecord, Ride, State, Visit, VisitTask
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application, RequestedService
from opencus.people.models import Person
from opencus.people.tests.factories import halina
from opencus.programmes.models import FeeRule, Programme, ProgrammeService, ProgrammeVersion
from opencus.resources.models import Worker
from opencus.resources.tests.factories import vehicle as make_vehicle
from opencus.resources.tests.factories import worker as make_worker

LONG_AGO = date(2021, 1, 1)
_serial = count(1)

PHYSIO = {"code": "FIZ", "name": "Mobilny fizjoterapeuta", "mode": "at_home", "measure": "session",
          "unit_minutes": 45, "worker_requirements": ["physiotherapist"], "icon": "person-standing"}  # fmt: skip
CARE = {"code": "UO", "name": "Usługi opiekuńcze", "mode": "at_home", "measure": "hour", "unit_minutes": 60,
        "worker_requirements": [], "icon": "heart-handshake"}  # fmt: skip
TAXI = {"code": "TAXI", "name": "Taksówka dla seniora", "mode": "transport", "measure": "trip",
        "worker_requirements": ["driver"], "icon": "bus"}  # fmt: skip
TAXI_RULES = {"min_ahead_working_days": 3, "cut_off": "20:00", "max_ahead_days": 60,
              "cancel_by": "12:00", "hours": ["07:00", "18:00"]}  # fmt: skip


def service(**fields: Any) -> Service:
    """Return the service of that code, made when missing; physiotherapy unless said otherwise."""
    Area.objects.get_or_create(code="health", defaults={"name": "promocja i ochrona zdrowia", "valid_from": LONG_AGO})
    values = {**PHYSIO, **fields}
    code = values.pop("code")
    defaults = {"summary": "Pomoc u osoby w domu.", "areas": ["health"], "confirmed_on": today(), **values}
    return Service.objects.get_or_create(code=code, defaults=defaults)[0]


def offered(of: Service, **fields: Any) -> ProgrammeService:
    """Return the service as the programme in force offers it, made when missing."""
    programme = Programme.objects.get_or_create(name="Program próbny")[0]
    version = ProgrammeVersion.objects.get_or_create(
        programme=programme, number=1,
        defaults={"state": "in_force", "valid_from": LONG_AGO, "valid_to": date(2035, 12, 31)},
    )[0]  # fmt: skip
    found = ProgrammeService.objects.filter(version=version, service=of).first()
    if found is None:
        rules = TAXI_RULES if of.mode == "transport" else {}
        values = {"track": "programme", "target_text": "60+", "planned_persons": 50, "booking_rules": rules}
        found = ProgrammeService.objects.create(version=version, service=of, **(values | fields))
        if of.mode == "transport":
            _fare(found, "in_gmina", "w gminie", "flat", "5.00")
            _fare(found, "to_powiat", "do powiatu", "flat", "10.00")
            _fare(found, "day_home", "Dzienny Dom Senior+", "free", None)
    return found


def _fare(of: ProgrammeService, variant: str, label: str, kind: str, amount: str | None) -> None:
    FeeRule.objects.create(
        programme_service=of, variant=variant, label=label, kind=kind, measure="trip",
        amount=Decimal(amount) if amount else None,
    )  # fmt: skip


def granted(person: Person, of: Service, *, quantity: str = "4", period: str = "month", **fields: Any) -> Entitlement:
    """Make an active entitlement to a service with one limit, valid for a year around today."""
    user = User.objects.first() or User.objects.create_user("przyznania@example.invalid", full_name="Anna Kowalik")
    number = next(_serial)
    mark = f"CUS.5230.{number}.2026"
    case = CaseFile.objects.create(
        person=person, mark=mark, jrwa_class="5230", number=number, year=2026, archival_category="B10", opened_on=today()
    )
    application = Application.objects.create(
        case_file=case, client=person, applicant=person, capacity="self", channel="phone", state="draft", created_by=user
    )
    in_programme = offered(of)
    requested = RequestedService.objects.create(application=application, programme_service=in_programme, state="qualified")
    values: dict[str, Any] = {
        "valid_from": today() - timedelta(days=60), "valid_to": today() + timedelta(days=300), "fee_text": "bezpłatnie",
        "limits": [{"quantity": f"{Decimal(quantity):.2f}", "measure": of.measure, "period": period}],
        "unit_fee": None if of.mode == "transport" else Decimal(0), "granted_on": today() - timedelta(days=60),
    }  # fmt: skip
    return Entitlement.objects.create(person=person, programme_service=in_programme, requested=requested, **(values | fields))


def bookable(
    kind: dict[str, Any] | None = None,
    *,
    person: Person | None = None,
    provider: Organisation | None = None,
    line: ContractLine | None = None,
    quantity: str = "4",
    period: str = "month",
    state: str = "accepted",
    worker: Worker | None = None,
    credentials: tuple[str, ...] | None = None,
) -> Order:
    """Make an accepted order with a named worker who holds the papers it needs: PHYSIO, CARE or TAXI."""
    of = line.contract and line.service if line else service(**(kind or PHYSIO))
    client = person or Person.objects.filter(family_name="Wesołowska").first() or halina()
    organisation = line.contract.provider if line else provider or contracting.provider(name=f"Wykonawca {next(_serial)}")
    line = line or contracting.contract(organisation, of)
    papers = tuple(of.worker_requirements) if credentials is None else credentials
    who = worker or make_worker(organisation=organisation, credentials=papers)
    return contracting.order(
        line, granted(client, of, quantity=quantity, period=period), state=state, quantity=quantity, period=period,
        worker=who, valid_from=today() - timedelta(days=60),
    )  # fmt: skip


def tomorrow(hour: int = 9, minute: int = 0) -> datetime:
    """The moment on the next working day, Polish time."""
    return at(next_working_day(today()), time(hour, minute))


def visit(order: Order | None = None, *, starts_at: datetime | None = None, minutes: int = 45, tasks: tuple[str, ...] = (), **fields: Any) -> Visit:
    """Save a visit as it stands (confirmed, next working day 9:00, the order's worker) without any rule or ledger."""
    order = order or bookable()
    start = starts_at or tomorrow()
    values: dict[str, Any] = {"worker": order.worker, "ends_at": start + timedelta(minutes=minutes)}
    made = Visit.objects.create(order=order, person=order.person, starts_at=start, **(values | fields))
    for position, text in enumerate(tasks, 1):
        VisitTask.objects.create(visit=made, position=position, text=text)
    return made


def ride(order: Order | None = None, *, starts_at: datetime | None = None, minutes: int = 40, **fields: Any) -> Ride:
    """Save a ride as it stands (confirmed, in the municipality, 5 zł) without any rule or ledger."""
    order = order or bookable(TAXI, quantity="2")
    start = starts_at or tomorrow()
    values: dict[str, Any] = {
        "worker": order.worker, "ends_at": start + timedelta(minutes=minutes), "pickup_address": order.person.address,
        "dropoff_address": "Przychodnia, ul. Radomska 35", "purpose": "health", "fee_variant": "in_gmina",
        "fee": Decimal("5.00"), "mobility": order.person.mobility,
    }  # fmt: skip
    if "vehicle" not in fields:
        values["vehicle"] = make_vehicle(organisation=order.line.contract.provider)
    return Ride.objects.create(order=order, person=order.person, starts_at=start, **(values | fields))


def done_record(
    order: Order | None = None,
    *,
    on: date | None = None,
    planned: str = "1",
    done: str = "1",
    confirmed: str | None = None,
    confirmation: str = "pin",
    booking: Visit | Ride | None = None,
    hour: int | None = None,
) -> DeliveryRecord:
    """Save a visit that is over with its record; ``confirmation="none"`` for one the client has not confirmed.

    Without ``hour`` each record of the process takes an hour of its own, so that one worker's days do not clash.
    """
    order = order or (booking.order if booking else bookable())
    day = on or today() - timedelta(days=1)
    taken = Visit.objects.filter(worker=order.worker, starts_at__gte=at(day, time(0)), starts_at__lt=at(day + timedelta(days=1), time(0)))
    start = at(day, time(hour if hour is not None else 6 + taken.count()))
    minutes = int(Decimal(planned) * 60) if order.line.service.measure == "hour" else 45
    state = State.DONE if confirmation == "none" else State.CONFIRMED_BY_CLIENT
    booking = booking or visit(
        order, starts_at=start, minutes=minutes, state=state, started_at=start, ended_at=start + timedelta(minutes=minutes)
    )
    return DeliveryRecord.objects.create(
        order=order, person=order.person, worker=booking.worker, on=day, planned=Decimal(planned), done=Decimal(done),
        visit=booking if isinstance(booking, Visit) else None, ride=booking if isinstance(booking, Ride) else None,
        confirmed=Decimal(0) if confirmation == "none" else Decimal(confirmed if confirmed is not None else done),
        confirmation=confirmation, confirmed_at=None if confirmation == "none" else booking.ends_at,
    )  # fmt: skip
