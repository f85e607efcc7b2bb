"""Two towns with the same people and cases; everything written in the other one carries a mark that must never show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any
from unittest.mock import patch
from uuid import UUID

import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models
from django.test import Client

from demo import build, cast, towns
from opencus.catalogue.models import Organisation
from opencus.centre.models import AccessPolicy, Authorisation, Centre, Membership, User
from opencus.contracting.models import ProviderSeat
from opencus.core.clock import now, today
from opencus.core.tenancy import acting_in
from opencus.core.tenancy.operations import is_tenant
from opencus.delivery.models import VisitSeries
from opencus.privacy.links import SLUGS
from tests.matrix.fill import one, some
from tests.matrix.table import PEOPLE, Person

#: Written into every text of the other town: what belongs to its people, and what it publishes for everybody.
PRIVATE, PUBLIC = "ZqxjKvy", "QzvwKvy"
PUBLISHED = ("catalogue_", "programmes_", "centre_office", "centre_department")
SINCE = date(2021, 1, 1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OWN, OTHER = "Pomocna Dłoń", "CUS"  # whose order and visit, and whose ride


@dataclass
class Town:
    """A centre and one object of each kind: name of the address's parameter -> value."""

    slug: str
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """Both towns, and the session of every person of the matrix (they work in the first)."""

    home: Town
    abroad: Town
    sessions: dict[str, str]
    admin: Callable[[], psycopg.Connection[Any]]  # past row-level security: for looking from outside


def build_world(admin: Callable[[], psycopg.Connection[Any]]) -> World:
    """Build both towns in the empty database of this process; ``admin`` connects past row-level security."""
    day = today()
    home = build.build_starachowice(day)
    abroad = town_like("sasiedzi", "obcy", day)
    world = World(objects_of(home, day), objects_of(abroad, day), {}, admin)
    with acting_in(home.id):
        # The matrix asks about roles; files outside one's own matters have tests of their own (desk/tests/test_glass.py).
        AccessPolicy.objects.create(break_glass=False, reason="Macierz pyta o role.", set_at=now())
        people = {person.key: _user(person) for person in PEOPLE if person.account}
    for key, user in people.items():
        world.sessions[key] = session_of(user)
    with admin() as connection:
        mark(connection, abroad, "obcy", PRIVATE, PUBLIC)
    return world


def town_like(slug: str, people: str, day: date) -> Centre:
    """Build a town with the cases of Starachowice under another address; ``people`` begins the e-mails of its cast."""
    members = tuple(replace(one, email=f"{people}.{one.email}") for one in cast.STARACHOWICE)
    with patch.object(towns, "STARACHOWICE", slug), patch.object(cast, "STARACHOWICE", members):
        return build.build_starachowice(day)


def session_of(user: User) -> str:
    """Log somebody in and return the cookie."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _user(person: Person) -> User:
    """Return the log-in of a person of the matrix: from the cast where they must have work of their own."""
    if "own_worker" in person.holds:
        return User.objects.get(email="fizjoterapeuta@pomocna-dlon.invalid")
    if "own_driver" in person.holds:
        return User.objects.get(email="kierowca@starachowice.invalid")
    user = User(email=f"{person.key}@matryca.invalid", full_name=f"Osoba {person.key}", password=_password())
    user.save()
    seat = {"own_provider": OWN, "other_provider": OTHER}.get(next(iter(person.holds), ""))
    if seat:
        organisation = Organisation.objects.get(short_name=seat)
        ProviderSeat.objects.create(user=user, organisation=organisation, role=ProviderSeat.Role.MANAGER, valid_from=SINCE)
    elif person.role:
        Membership.objects.create(user=user, role=person.role.value, valid_from=SINCE)
    for scope in person.authorised:
        Authorisation.objects.create(user=user, scope=scope.value, number="1/2026", granted_by="Burmistrz", valid_from=SINCE)
    return user


@cache
def _password() -> str:
    """One hash for all of them: Argon2 takes its time."""
    return make_password("Matryca-haslo-2026")


def objects_of(centre: Centre, day: date) -> Town:
    """Choose one object of each kind, around one visit of the provider's physiotherapist."""
    last = day.replace(day=1) - timedelta(days=1)
    with acting_in(centre.id):
        visit = one("delivery.Visit", worker__user__email__contains="fizjoterapeuta", tasks__isnull=False)
        ride = one("delivery.Ride", order__line__contract__provider__short_name=OTHER)
        decision = one("intake.Decision")
        settlement = one("settlement.Settlement", contract__provider__short_name=OWN)
        plan = one("plans.Plan", versions__state="in_approval") or one("plans.Plan")
        version = plan.versions.first()
        ids = {
            "person_id": visit.person_id, "visit_id": visit.id, "task_id": visit.tasks.first().id, "order_id": visit.order_id,
            "worker_id": visit.worker_id, "user_id": one("centre.Membership", role="kipus").user_id, "estate_id": one("centre.Estate").pk, "organisation_id": visit.worker.organisation_id,
            "entitlement_id": visit.order.entitlement_id, "contract_id": visit.order.line.contract_id,
            "ride_id": ride.id, "decision_id": decision.id, "requested_id": decision.requested_id,
            "application_id": decision.requested.application_id, "offered_id": decision.requested.programme_service_id,
            "enquiry_id": one("intake.Enquiry").id, "notice_id": one("correspondence.Notice").id,
            "settlement_id": settlement.id, "line_id": settlement.lines.first().id, "plan_id": plan.id,
            "item_id": version.items.first().id, "action_id": version.supporting_actions.first().id,
            "request_id": some("privacy.SubjectRequest").id, "access_request_id": some("privacy.AccessibilityRequest").id,
            "consent_id": some("privacy.Consent").id, "restriction_id": some("privacy.Restriction").id,
            "activity_id": some("privacy.ProcessingActivity").id, "agreement_id": some("privacy.ProcessorAgreement").id,
            "clause_id": some("privacy.Clause").id, "disposal_id": some("privacy.Disposal").id,
            "purge_id": some("privacy.FieldPurge").id, "paired_id": some("centre.PairedPhone", user=visit.worker.user).id,
            "membership_id": one("centre.Membership", role="osl").id, "alarm_id": some("audit.Alarm", actor_id=centre.id).id,
            "token": "nie-ma-takiego-odnosnika", "session_key": "nie-ma-takiej-sesji", "job_id": 1,
            "process": SLUGS[one("privacy.Clause").process], "paper_id": one("centre.Authorisation", scope="qualify").id, "pk": 1,
            "centre_id": centre.id, "year": last.year, "month": last.month, "series_id": _series(visit).id,
            "opening_id": one("people.Opening").id, "handover_id": one("worklist.Handover").id,
            "charge_id": some("settlement.Charge", basis={}).id,
            **_diagnosis(centre), **_offer(decision.requested.programme_service_id),
            "ride_order_id": ride.order_id, "service": visit.order.line.service.code.lower(), **_consulted(), **_dry_run(),
        }  # fmt: skip
    return Town(centre.slug, ids)


def _consulted() -> dict[str, Any]:
    """A consultation that ended with a report, and one row of everything about it."""
    row = one("programmes.Consultation", state="reported") or apps.get_model("programmes.Consultation").objects.create(
        title="Opłaty", code="proba", state="reported", opens_on=today(), closes_on=today(), reported_on=today(), document="Projekt."
    )
    comment = one("programmes.Comment", consultation=row) or some("programmes.Comment", consultation=row)
    clause = some("programmes.Clause")
    return {
        "consultation_id": row.id, "consultation_code": row.code, "comment_id": comment.id, "meeting_id": some("programmes.Meeting", consultation=row).id,
        "recommendation_id": some("programmes.Recommendation", consultation=row).id, "paragraph_id": clause.id, "version_id": clause.version_id,
        "measure_id": some("programmes.EffectMeasure", version_id=clause.version_id).id,
    }  # fmt: skip


def _dry_run() -> dict[str, Any]:
    """A draft that somebody asked to try."""
    base = one("programmes.ProgrammeVersion", state="in_force")
    draft = base._meta.model.objects.create(programme=base.programme, number=90, replaces=base, valid_from=today(), valid_to=today(), aim="Próba.")
    return {"run_id": some("reporting.DryRun", base=base, draft=draft).id}


def _diagnosis(centre: Centre) -> dict[str, Any]:
    row = some("programmes.Diagnosis", municipality=centre.municipalities.first())
    asked = some("programmes.Questionnaire", diagnosis=row)
    return {
        "diagnosis_id": row.id, "conclusion_id": some("programmes.Conclusion", diagnosis=row).id, "questionnaire_id": asked.id,
        "provider_id": some("programmes.LocalProvider", diagnosis=row, areas=["culture"]).id,
        "question_id": some("programmes.Question", questionnaire=asked, kind="text").id, "questionnaire_code": asked.code,
    }  # fmt: skip


def _offer(offered_id: UUID) -> dict[str, Any]:
    return {
        "fee_rule_id": one("programmes.FeeRule", programme_service=offered_id).id, "table_id": some("programmes.FeeTable").id,
        "group_id": some("programmes.TargetGroup", version=one("programmes.ProgrammeVersion", services=offered_id)).id,
        "source_id": some("programmes.FundingSource").id,
    }  # fmt: skip


def _series(visit: Any) -> Any:
    return VisitSeries.objects.create(order=visit.order, worker=visit.worker, first_day=today(), last_day=today())


def mark(connection: psycopg.Connection[Any], centre: Centre, people: str, private: str, public: str) -> None:
    """Put a mark in front of every free text of a town, and of the names of its people with a log-in."""
    for model in apps.get_models():
        if not is_tenant(model) or model._meta.app_label == "audit":
            continue
        words = public if model._meta.db_table.startswith(PUBLISHED) else private
        for column in model._meta.local_concrete_fields:
            if type(column) in (models.CharField, models.TextField, models.EmailField) and not column.choices and column.name != "code":
                _mark_column(connection, model._meta.db_table, column, words, centre.id)
    connection.execute("UPDATE centre_user SET full_name = %s || full_name WHERE email LIKE %s", [private, f"{people}.%"])


def _mark_column(
    connection: psycopg.Connection[Any], table: str, column: models.Field[Any, Any], mark: str, centre_id: UUID
) -> None:
    room = f'AND length("{column.column}") <= {column.max_length - len(mark)}' if column.max_length else ""
    change = (
        f'UPDATE "{table}" SET "{column.column}" = %s || "{column.column}" '
        f"""WHERE centre_id = %s AND "{column.column}" <> '' {room}"""
    )
    words = f"""SELECT 1 FROM "{table}" WHERE "{column.column}" <> '' AND "{column.column}" !~ '^[a-z0-9_.-]+$' LIMIT 1"""
    if connection.execute(words).fetchone() is None:  # type: ignore[call-overload]
        return  # codes that the program looks up, not words of people
    try:
        with connection.transaction():
            connection.execute(change, [mark, centre_id])  # type: ignore[call-overload]
    except (psycopg.errors.CheckViolation, psycopg.errors.RaiseException):
        return  # a column of codes: the database knows its values


def body(name: str, town: Town) -> dict[str, Any]:
    """What a form must say before the page asks whether it may be done; elsewhere an empty form does."""
    ids = town.ids
    bodies: dict[str, dict[str, Any]] = {
        "entitlements:qualify": {"wynik": "facts"},
        "settlement:open": {"contract": ids["contract_id"], "month": f"{ids['year']}-{ids['month']:02d}"},
        "worklist:detail": {"akcja": "wycofaj"},
        "delivery:visit": {"act": "odwolaj"},
        "delivery:ride_detail": {"act": "odwolaj"},
        "privacy:disposal_step": {"krok": "porzucenie"},
        "plans:shift": {"weekday": 1, "start": 480, "to": 540},
    }
    return bodies.get(name, {})


def parameters(name: str, wanted: tuple[str, ...], town: Town) -> dict[str, Any]:
    """The values of an address's parameters in a town."""
    special: dict[str, dict[str, Any]] = {
        "desk:duty": {"slug": "wnioski-niezlozone"},
        "ui:shell": {"shell": "telefon"},
        **{f"voice:{page}": {"code": town.ids["consultation_code"]} for page in ("consultation", "thanks", "report")},
        "programmes:consultation_step": {"step": "zamkniecie"},
        "programmes:version_step": {"step": "gotowy"},
        "programmes:version_section": {"section": "etapy"},
        "programmes:version_part": {"section": "paragrafy", "part_id": town.ids["paragraph_id"]},
        "programmes:version_part_remove": {"section": "paragrafy", "part_id": town.ids["paragraph_id"]},
        "programmes:offer_part_new": {"part": "limity"},
        "programmes:offer_part": {"part": "oplaty", "part_id": town.ids["fee_rule_id"]},
        "programmes:offer_part_remove": {"part": "oplaty", "part_id": town.ids["fee_rule_id"]},
        "programmes:trace": {"end": "uwaga", "row_id": town.ids["comment_id"]},
        "directory:service": {"code": town.ids["service"]},
        "voice:questionnaire": {"code": town.ids["questionnaire_code"]},
        "voice:questionnaire_thanks": {"code": town.ids["questionnaire_code"]},
        "delivery:ride": {"order_id": town.ids["ride_order_id"]},
        "privacy:access_request": {"request_id": town.ids["access_request_id"]},
        "privacy:access_step": {"request_id": town.ids["access_request_id"]},
        "privacy:clause": {"process": town.ids["process"]},
        "public:clause": {"process": town.ids["process"]},
        "public:clause_pdf": {"process": town.ids["process"]},
        "staff:withdraw": {"kind": "upowaznienie", "row_id": town.ids["paper_id"]},
        "staff:paper": {"row_id": town.ids["paper_id"]},
    }
    known = {**town.ids, **special.get(name, {})}
    missing = [one for one in wanted if one not in known]
    assert not missing, f"world.py has no object for {missing} of {name}"
    return {one: known[one] for one in wanted}
