"""The file of a person: everything on one page, each part only for those who need it, every look written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Permission, Role
from opencus.contracting.tests.factories import seat
from opencus.core.clock import today
from opencus.core.tenancy import acting_in
from opencus.delivery.tests import factories as delivery
from opencus.desk.queries.bookings import by_day
from opencus.people.tests import factories as people

from .conftest import TALK, Case

TABS = ("", "plan/", "wizyty/", "wnioski/", "rozliczenia/", "bliscy/", "historia/")
Get = Callable[..., str]
Make = Callable[..., Actor]


def address(case: Case, tab: str = "") -> str:
    return f"/osoba/{case.person.id}/{tab}"


def test_the_coordinator_sees_halina_on_one_page(case: Case, make_actor: Make, get: Get) -> None:
    page = get(make_actor(Role.KIPUS, name="Anna Kowalik"), address(case))
    for words in (
        "Halina Wesołowska", "82", "ul. Lipowa 14 m. 3", "000 555 214", "Plan aktywny", "Mieszka sama",
        "Balkonik lub kule", "Kontakt: telefon", case.version.plan.number, "Mobilny fizjoterapeuta", "z\u00a04\u00a0sesji",
        "bezpłatnie", "Piotr Sowa", "Joanna Mróz", "000 555 456", "Słabo słyszy", "Domofon 3", case.application.case_file.mark,
        case.order.number,
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize(
    ("day", "called", "month"),
    [
        (date(2026, 11, 22), "dziś, niedziela", "listopada"),
        (date(2026, 12, 1), "wtorek", "grudnia"),
        (date(2027, 1, 2), "sobota", "stycznia 2027"),
    ],
)
def test_a_day_is_called_the_way_people_say_it(day: date, called: str, month: str) -> None:
    [shown] = by_day([SimpleNamespace(day=day)], date(2026, 11, 22))
    assert (shown.called, shown.month) == (called, month)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_and_is_written_to_the_reading_log(
    case: Case, make_actor: Make, get: Get, tab: str
) -> None:
    get(make_actor(Role.KIPUS), address(case, tab))
    entry = Entry.objects.filter(kind="people.person.opened").get()
    assert (entry.person_id, entry.purpose[:11]) == (case.person.id, "karta osoby")


def test_the_pesel_is_masked_and_shown_only_by_a_post_with_a_reason(
    case: Case, make_actor: Make, get: Get
) -> None:
    page = get(make_actor(Role.KIPUS), address(case))
    assert "•••••••" in page
    assert f'action="/testowo/osoby/{case.person.id}/pesel/"' in page


def test_reception_sees_applications_but_no_assessment_plan_or_visits(
    case: Case, make_actor: Make, get: Get
) -> None:
    reception = make_actor(Role.RECEPTION, name="Marek Bielecki")
    overview = get(reception, address(case))
    assert case.application.case_file.mark in overview
    assert case.version.plan.number not in overview
    asked = get(reception, address(case, "wnioski/"))
    assert "Mobilny fizjoterapeuta" in asked
    assert TALK not in asked
    assert "nie obejmuje tej części karty: wizyty" in get(reception, address(case, "wizyty/"), 403)
    assert "Pokaż i zapisz powód" not in overview


def test_the_coordinator_reads_the_talk(case: Case, make_actor: Make, get: Get) -> None:
    assert TALK in get(make_actor(Role.KIPUS), address(case, "wnioski/"))


def test_the_dispatcher_sees_visits_but_no_money_and_no_applications(
    case: Case, make_actor: Make, get: Get
) -> None:
    dispatcher = make_actor(Role.DISPATCHER, name="Piotr Maj")
    assert "Piotr Sowa" in get(dispatcher, address(case, "wizyty/?kiedy=byly"))
    get(dispatcher, address(case, "rozliczenia/"), 403)
    get(dispatcher, address(case, "wnioski/"), 403)


@pytest.mark.parametrize(
    "role", [Role.INSPECTOR, Role.ADMINISTRATOR, Role.ACCOUNTANT, Role.OSL, Role.FIELD_WORKER]
)
def test_who_has_nothing_to_do_with_people_is_refused_with_a_reason(
    case: Case, make_actor: Make, get: Get, role: Role
) -> None:
    page = get(make_actor(role), address(case), 403)
    assert "otwieranie karty osoby" in page
    assert "Wesołowska" not in page
    assert Entry.objects.filter(kind="people.person.attempted", person_id=case.person.id).exists()


def test_the_manager_of_a_provider_does_not_get_in(
    case: Case, make_actor: Make, login: Callable[[Actor], Client]
) -> None:
    from opencus.centre.models import User

    user = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    seat(user, case.order.line.contract.provider)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    for tab in TABS:
        assert client.get(f"/testowo{address(case, tab)}").status_code in (403, 404)


def test_a_person_of_another_centre_is_not_found(other_centre: Centre, make_actor: Make, get: Get) -> None:
    with acting_in(other_centre.id):
        stranger = people.person("Obca", "Osoba")
    page = get(make_actor(Role.KIPUS), f"/osoba/{stranger.id}/", 404)
    assert "Osoba" not in page.replace("Osoby i rodziny", "")


def test_a_visitor_is_asked_to_log_in(case: Case) -> None:
    response = Client().get(f"/testowo{address(case)}")
    assert response.status_code == 302
    assert "konto/login" in response["Location"]


def test_the_timeline_names_who_looked(case: Case, make_actor: Make, get: Get) -> None:
    get(make_actor(Role.RECEPTION, name="Marek Bielecki"), address(case))
    page = get(make_actor(Role.DIRECTOR, name="Barbara Nowicka"), address(case, "historia/?pokaz=zagladanie"))
    assert "Otwarto kartę osoby" in page
    assert "Marek Bielecki" in page


def test_the_filter_of_changes_leaves_the_looks_out(case: Case, make_actor: Make, get: Get) -> None:
    actor = make_actor(Role.KIPUS, name="Anna Kowalik")
    get(actor, address(case))
    page = get(actor, address(case, "historia/?pokaz=zmiany"))
    assert "Otwarto kartę osoby" not in page
    assert "Nie ma takich zdarzeń" in page


def test_reception_does_not_read_of_plans_in_the_timeline(case: Case, make_actor: Make, get: Get) -> None:
    from opencus.audit import journal
    from opencus.plans import events

    director = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    journal.write(
        events.APPROVED, by=director, person_id=case.person.id, number=case.version.plan.number, version=1
    )
    assert "Zatwierdzono plan" in get(director, address(case, "historia/"))
    assert "Zatwierdzono plan" not in get(make_actor(Role.RECEPTION), address(case, "historia/"))


def test_a_plan_that_ends_soon_says_so_on_top(case: Case, make_actor: Make, get: Get) -> None:
    case.version.valid_to = today() + timedelta(days=9)
    case.version.save()
    page = get(make_actor(Role.KIPUS), address(case))
    assert "Plan kończy się za 9 dni" in page


def test_a_draft_past_its_thirty_days_says_so_on_top(case: Case, make_actor: Make, get: Get) -> None:
    case.version.state = "draft"
    case.version.plan.due_on = today() - timedelta(days=2)
    case.version.plan.save()
    case.version.save()
    assert "Termin planu minął 2 dni temu" in get(make_actor(Role.KIPUS), address(case))


def test_the_number_of_queries_does_not_grow_with_visits(
    case: Case, make_actor: Make, login: Callable[[Actor], Client]
) -> None:
    client = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,)))
    url = f"/testowo{address(case)}"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for day in range(2, 42):
        delivery.done_record(case.order, on=today() - timedelta(days=day))
        delivery.visit(case.order, starts_at=delivery.tomorrow() + timedelta(days=day))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)
    assert len(many) <= 32, "\n".join(query["sql"][:120] for query in many.captured_queries)


def test_pages_of_visits_hold_every_visit_once(case: Case, make_actor: Make, get: Get) -> None:
    for day in range(2, 42):
        delivery.done_record(case.order, on=today() - timedelta(days=day))
    actor = make_actor(Role.KIPUS)
    assert "razem <b>41</b>" in get(actor, address(case, "wizyty/?kiedy=byly"))
    assert "31–41" in get(actor, address(case, "wizyty/?kiedy=byly&strona=2"))


def test_an_unknown_identifier_is_not_found(make_actor: Make, get: Get) -> None:
    get(make_actor(Role.KIPUS), f"/osoba/{UUID(int=7)}/", 404)


def test_whoever_has_no_page_of_orders_gets_no_link_to_one(case: Case, make_actor: Make, get: Get) -> None:
    case.order.state = "placed"
    case.order.save()
    link = f"/testowo/umowy/zlecenia/{case.order.id}/"
    assert link in get(make_actor(Role.KIPUS, name="Anna Kowalik"), address(case))
    assert link not in get(make_actor(Role.DISPATCHER, name="Piotr Maj"), address(case))
