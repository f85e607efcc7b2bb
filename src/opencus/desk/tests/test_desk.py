"""The desk of each role, the list behind each number, the search, the offices."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Department, Office, OfficeMatter
from opencus.centre.roles import Permission, Role
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.tenancy import acting_in
from opencus.delivery.tests import factories as delivery
from opencus.desk.queries.duties import DUTIES
from opencus.intake.models import RequestedService
from opencus.people.tests import factories as people
from opencus.plans.tests import factories as plans

from .conftest import Case

Get = Callable[..., str]
Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


def all_roles(make_actor: Make) -> Actor:
    return make_actor(
        Role.DIRECTOR, Role.KIPUS, Role.RECEPTION, Role.DISPATCHER, Role.ACCOUNTANT, Role.CONTRACTS, name="Teresa Zych",
        authorised=(Permission.SIGN_DECISION, Permission.QUALIFY),
    )  # fmt: skip


@pytest.fixture
def busy(case: Case) -> Case:
    """Halina's case with something waiting: an application, a draft plan, an order past its day, a visit for nobody."""
    for days in (33, 3):
        asked = plans.application(
            people.person("Zofia", "Jabłońska", pesel=False), submitted_on=today() - timedelta(days=days)
        )
        asked.state = "submitted"
        asked.save()
        RequestedService.objects.create(
            application=asked, programme_service=plans.offered(delivery.service()), state="open"
        )
    late = contracting.order(case.order.line, case.order.entitlement)
    late.reply_due_on = today() - timedelta(days=1)
    late.save()
    day = delivery.at(today(), delivery.time(18))
    delivery.visit(case.order, starts_at=day, worker=None)
    held = plans.entitlement(case.application, delivery.service(**delivery.CARE))
    plans.approved_plan(
        application=case.application,
        entitlements=[held],
        provider=case.order.line.contract.provider,
        state="submitted",
    )
    return case


def test_every_number_opens_a_list_with_the_same_total(busy: Case, make_actor: Make, get: Get) -> None:
    actor = all_roles(make_actor)
    home = get(actor, "/pulpit/")
    numbers = dict(
        re.findall(r'href="/testowo/zadania/([a-z-]+)/" class="tile[^"]*">.*?<b class="num">(\d+)</b>', home)
    )
    assert {
        "do-rozpoznania": "2",
        "zlecenia-bez-odpowiedzi": "1",
        "bez-pracownika": "1",
        "plany-do-zatwierdzenia": "1",
    }.items() <= numbers.items()
    for slug, number in numbers.items():
        page = get(actor, f"/zadania/{slug}/")
        assert f'<span class="count num">{number}</span>' in page
        assert f"razem <b>{number}</b>" in page


# Whoever looks at the papers of the staff has none here themselves, and a bare centre has no declaration: never empty here.
NEVER_EMPTY = {"braki-personelu", "przeglad-deklaracji"}


@pytest.mark.parametrize("duty", [one for one in DUTIES if one.slug not in NEVER_EMPTY], ids=lambda duty: duty.slug)
def test_an_empty_list_says_so(centre: Centre, make_actor: Make, get: Get, duty: object) -> None:
    assert "Ta lista jest pusta" in get(all_roles(make_actor), f"/zadania/{duty.slug}/")  # type: ignore[attr-defined]


def test_what_is_overdue_comes_first_with_words_and_days(busy: Case, make_actor: Make, get: Get) -> None:
    page = get(make_actor(Role.KIPUS, name="Anna Kowalik"), "/pulpit/")
    assert (
        page.index("minął 3")
        < page.index("minął wczoraj")
        < page.index("mija dziś")
        < page.index("zostało 27")
    )


def test_a_duty_of_somebody_else_is_refused(make_actor: Make, get: Get) -> None:
    assert "zatwierdzanie planu usług" in get(make_actor(Role.KIPUS), "/zadania/plany-do-zatwierdzenia/", 403)
    get(make_actor(Role.KIPUS), "/zadania/nie-ma-takich/", 404)


def test_a_list_with_names_is_written_down(busy: Case, make_actor: Make, get: Get) -> None:
    get(make_actor(Role.KIPUS), "/zadania/do-rozpoznania/")
    assert Entry.objects.get(kind="desk.duty.list").data == {"list": "Rozpoznania potrzeb", "count": 2}


def test_the_accountant_has_settlements_and_no_persons(make_actor: Make, get: Get) -> None:
    page = get(make_actor(Role.ACCOUNTANT, name="Ewa Nowicka"), "/pulpit/")
    assert "rozliczenia do akceptacji" in page
    assert "rozpoznania potrzeb" not in page


def test_the_inspector_counts_todays_looks_and_the_list_agrees(
    case: Case, make_actor: Make, get: Get
) -> None:
    get(make_actor(Role.KIPUS, name="Anna Kowalik"), f"/osoba/{case.person.id}/")
    inspector = make_actor(Role.INSPECTOR, name="Tomasz Wilk")
    home = get(inspector, "/pulpit/")
    link, number = re.findall(
        r'href="(/testowo/dziennik/[^"]*zagladanie)" class="tile">.*?<b class="num">(\d+)</b>', home
    )[0]
    assert f"{number}\u00a0wpis ·" in get(inspector, link.replace("&amp;", "&").removeprefix("/testowo"))


def test_a_room_the_centre_hides_has_no_tasks(busy: Case, centre: Centre, make_actor: Make, get: Get) -> None:
    Centre.objects.filter(id=centre.id).update(hidden_rooms=["contracting"])
    assert "Zlecenia bez odpowiedzi" not in get(all_roles(make_actor), "/pulpit/")


def test_a_colleague_finds_halina_by_two_beginnings_without_marks(
    case: Case, make_actor: Make, login: Login
) -> None:
    client = login(make_actor(Role.RECEPTION))
    page = client.post("/testowo/szukaj/", {"q": "weso hal"}).content.decode()
    assert f'href="/testowo/osoba/{case.person.id}/"' in page
    quick = client.post("/testowo/szukaj/", {"q": "weso"}, headers={"HX-Request": "true"}).content.decode()
    assert str(case.person.id) in quick
    assert "<html" not in quick


def test_the_search_keeps_how_much_was_found_and_never_what_was_typed(
    case: Case, make_actor: Make, login: Login
) -> None:
    login(make_actor(Role.RECEPTION)).post("/testowo/szukaj/", {"q": "wesołowska"})
    entry = Entry.objects.get(kind="people.person.searched")
    assert entry.data == {"found": 1}
    assert "weso" not in f"{entry.data}{entry.purpose}".lower()


def test_numbers_of_cases_plans_and_orders_are_found(case: Case, make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.KIPUS))
    spoken = case.application.case_file.spoken_number
    for typed in (case.application.case_file.mark, spoken, case.version.plan.number, case.order.number):
        page = client.post("/testowo/szukaj/", {"q": typed}).content.decode()
        assert "Sprawy, plany i zlecenia" in page, typed


def test_reception_does_not_find_plans(case: Case, make_actor: Make, login: Login) -> None:
    page = (
        login(make_actor(Role.RECEPTION))
        .post("/testowo/szukaj/", {"q": case.version.plan.number})
        .content.decode()
    )
    assert "plan usług," not in page


def test_the_inspector_finds_commands_and_no_people(case: Case, make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.INSPECTOR))
    assert "Wesołowska" not in client.post("/testowo/szukaj/", {"q": "wesołowska"}).content.decode().replace(
        "„wesołowska”", ""
    )
    assert "Przejdź do" in client.post("/testowo/szukaj/", {"q": "dzien"}).content.decode()


def test_a_person_of_another_centre_is_not_found_by_the_search(
    other_centre: Centre, make_actor: Make, login: Login
) -> None:
    with acting_in(other_centre.id):
        people.person("Obca", "Sąsiadka")
    assert (
        "Nic nie znaleziono"
        in login(make_actor(Role.KIPUS)).post("/testowo/szukaj/", {"q": "sąsiadka"}).content.decode()
    )


def test_an_unknown_word_says_what_to_try(make_actor: Make, login: Login) -> None:
    assert (
        "Sprawdź pisownię"
        in login(make_actor(Role.KIPUS)).post("/testowo/szukaj/", {"q": "qqqq"}).content.decode()
    )


def test_offices_show_what_moved_between_two_days(centre: Centre, make_actor: Make, get: Get) -> None:
    skalka, majowka = (
        Office.objects.create(
            name=name, street="ul. Próbna 1", postcode="00-001", town="Testowo", opening_hours="7–15"
        )
        for name in ("Skałka", "Majówka")
    )
    OfficeMatter.objects.create(
        office=skalka, matter="Dodatki", valid_from=date(2021, 1, 1), valid_to=date(2024, 12, 31)
    )
    OfficeMatter.objects.create(office=majowka, matter="Dodatki", valid_from=date(2025, 1, 1))
    page = get(make_actor(Role.RECEPTION), "/biura/?na=2021-06-01")
    assert "dziś: Majówka" in page
    assert "W dniu 1 czerwca 2021 przyjmowano tu także" in page


def test_the_structure_of_two_days_stands_side_by_side(centre: Centre, make_actor: Make, get: Get) -> None:
    division = Department.objects.create(
        name="Pion usług", kind="social_services", valid_from=date(2021, 1, 1)
    )
    Department.objects.create(
        name="Zespół planów",
        parent=division,
        kind="social_services",
        valid_from=date(2021, 1, 1),
        valid_to=date(2024, 6, 30),
    )
    Department.objects.create(
        name="Dział koordynacji", parent=division, kind="social_services", valid_from=date(2024, 7, 1)
    )
    page = get(make_actor(Role.ADMINISTRATOR), "/biura/")
    assert page.count("Zespół planów") == 1
    assert "dziś już nie ma" in page
    assert page.count("Pion usług") == 2
    assert "Podaj dzień" in get(make_actor(Role.ADMINISTRATOR), "/biura/?na=wczoraj", 422)


def test_a_visitor_chooses_a_centre(centre: Centre, other_centre: Centre) -> None:
    page = Client().get("/").content.decode()
    assert 'href="/testowo/"' in page
    assert 'href="/sasiedzi/"' in page


@pytest.mark.parametrize(
    "address", ["/pulpit/", "/biura/", "/role/", "/dziennik/", "/zadania/do-rozpoznania/"]
)
def test_the_manager_of_a_provider_has_no_desk(case: Case, address: str) -> None:
    from opencus.centre.models import User

    user = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    contracting.seat(user, case.order.line.contract.provider)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/testowo{address}").status_code == 403
    assert client.post("/testowo/szukaj/", {"q": "wesołowska"}).status_code == 403


def test_a_room_the_centre_hides_is_not_reached_from_the_desk_or_the_file(
    case: Case, centre: Centre, make_actor: Make, login: Login
) -> None:
    client, file = login(all_roles(make_actor)), f"/testowo/osoba/{case.application.client_id}/"
    assert "/testowo/kalendarz/" in client.get("/testowo/pulpit/").content.decode()
    assert "/testowo/kalendarz/" in client.get(file).content.decode()
    Centre.objects.filter(id=centre.id).update(hidden_rooms=["delivery"])
    assert "/testowo/kalendarz/" not in client.get("/testowo/pulpit/").content.decode()
    assert 'href="/testowo/kalendarz/"' not in client.get(file).content.decode()
