"""Plans for tests, with the chain below them; run inside the context of a centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from opencus.catalogue.models import Organisation, Service
from opencus.centre.models import User
from opencus.core.clock import add_months, add_years, now, today
from opencus.core.text import search_key, sort_key
from opencus.correspondence.models import CaseFile
from opencus.entitlements.models import Entitlement
from opencus.intake.models import Application, RequestedService
from opencus.people.models import Person
from opencus.plans.models import Plan, PlanItem, PlanVersion
from opencus.programmes.models import Programme, ProgrammeService, ProgrammeVersion

TUESDAY = [{"weekday": 1, "from": "09:30", "to": "10:15"}]


def coordinator(name: str = "Anna Kowalik") -> User:
    """Return the user of that name, made when missing."""
    email = "-".join(name.lower().split()) + "@example.invalid"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, full_name=name)


def person(name: str = "Halina Wesołowska", **fields: Any) -> Person:
    """Make a resident of ul. Lipowa 14 m. 3."""
    given, _, family = name.partition(" ")
    values: dict[str, Any] = {
        "given_name": given, "family_name": family, "sort_key": sort_key(f"{family} {given}"),
        "search_key": search_key(name), "birth_date": date(1944, 3, 9), "sex": "f", "street": "ul. Lipowa",
        "house_number": "14", "flat_number": "3", "postcode": "00-001", "town": "Testowo", "phone": "000555101",
        "mobility": "walker", "special_needs": "słabo słyszy, mów wolno", "entry_note": "domofon 3",
    }  # fmt: skip
    return Person.objects.create(**(values | fields))


def service(name: str = "Mobilny fizjoterapeuta", **fields: Any) -> Service:
    """Make a service of the base; by default visits of 45 minutes at home."""
    values: dict[str, Any] = {
        "code": f"T{Service.objects.count() + 1:02}", "name": name, "summary": f"{name}.", "mode": "at_home",
        "measure": "visit", "unit_minutes": 45, "areas": ["health"], "icon": "person-standing",
        "confirmed_on": today(),
    }  # fmt: skip
    return Service.objects.create(**(values | fields))


def offered(service: Service) -> ProgrammeService:
    """Return the service as the test programme in force offers it."""
    programme, _ = Programme.objects.get_or_create(name="Program usług społecznych")
    version, _ = ProgrammeVersion.objects.get_or_create(
        programme=programme, number=1,
        defaults={"state": "in_force", "valid_from": date(2026, 1, 1), "valid_to": date(2030, 12, 31)},
    )  # fmt: skip
    made, _ = ProgrammeService.objects.get_or_create(
        version=version, service=service,
        defaults={"track": "programme", "target_text": "osoby 60+", "planned_persons": 100},
    )  # fmt: skip
    return made


def application(client: Person | None = None, *, submitted_on: date | None = None, by: User | None = None) -> Application:
    """Make a submitted application of a person for themselves."""
    client = client or person()
    day, number = submitted_on or today(), CaseFile.objects.count() + 1
    file = CaseFile.objects.create(
        person=client, mark=f"CUS.8121.{number}.{day.year}", jrwa_class="8121", number=number, year=day.year,
        archival_category="B10", opened_on=day,
    )  # fmt: skip
    return Application.objects.create(
        case_file=file, client=client, applicant=client, capacity="self", channel="phone", state="decided",
        clause_given_at=now(), clause_form="spoken", submitted_on=day, created_by=by or coordinator(),
    )  # fmt: skip


def entitlement(application: Application, service: Service, **fields: Any) -> Entitlement:
    """Make an active entitlement for a service asked for in the application, for a year, free of charge."""
    asked, _ = RequestedService.objects.get_or_create(
        application=application, programme_service=offered(service), defaults={"state": "qualified"}
    )
    values: dict[str, Any] = {
        "person": application.client, "programme_service": asked.programme_service, "requested": asked,
        "valid_from": today(), "valid_to": add_years(today(), 1) - timedelta(days=1), "granted_on": today(),
        "limits": [{"quantity": "4.00", "measure": service.measure, "period": "month"}],
        "unit_fee": Decimal("0.00"), "fee_text": "bezpłatnie",
    }  # fmt: skip
    return Entitlement.objects.create(**(values | fields))


def approved_plan(
    *,
    application: Application,
    entitlements: Sequence[Entitlement],
    provider: Organisation,
    state: str = "in_force",
    author: User | None = None,
    approver: User | None = None,
) -> PlanVersion:
    """Make a complete plan with one item for each entitlement, approved and in force by default."""
    author, day = author or coordinator(), today()
    assert application.submitted_on is not None
    plan = Plan.objects.create(
        person=application.client, application=application, number=f"IPUS/{day.year}/{9001 + Plan.objects.count()}",
        author=author, monitor=author, due_on=application.submitted_on + timedelta(days=30),
    )  # fmt: skip
    done = state not in {"draft", "submitted"}
    version = PlanVersion.objects.create(
        plan=plan, number=1, state=state, valid_from=day, valid_to=add_months(day, 6) - timedelta(days=1),
        agreed_on=day, agreed_how="rozmowa w domu", submitted_by=author, submitted_at=now(),
        approved_by=(approver or coordinator("Barbara Nowicka")) if done else None, approved_at=now() if done else None,
    )  # fmt: skip
    for granted in entitlements:
        item(version, granted, provider)
    return version


def item(version: PlanVersion, entitlement: Entitlement, provider: Organisation | None, **fields: Any) -> PlanItem:
    """Make a complete item: four units a month on Tuesdays, at home."""
    values: dict[str, Any] = {
        "goal": "chodzenie bez pomocy", "quantity": Decimal("4"), "period": "month", "week": TUESDAY,
        "provider": provider, "place": "w domu",
    }  # fmt: skip
    return PlanItem.objects.create(version=version, entitlement=entitlement, **(values | fields))
