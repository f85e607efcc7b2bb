"""The call in a client without scripts: the same form, one button at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Office, OfficeMatter
from opencus.centre.roles import Role
from opencus.conftest import LONG_AGO
from opencus.core.tenancy import acting_in
from opencus.intake.models import Application, Enquiry
from opencus.people.models import Person, Relationship
from opencus.people.tests.factories import halina, joanna, person
from opencus.programmes.tests.factories import (
    handyman,
    offered,
    physiotherapist,
    programme_in_force,
    senior_taxi,
)

URL = "/testowo/wnioski/rozmowa/"
PAPER = "/testowo/wnioski/nowy/"


class Desk:
    """Marek at the call screen: keeps what the page holds and presses its buttons."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.page = client.get(URL)
        self.data: dict[str, Any] = {"key": self._hidden("key"), "channel": "phone"}

    def press(self, action: str, **typed: Any) -> Any:
        self.data |= typed
        self.page = self.client.post(URL, {**self.data, "akcja": action})
        if self.page.status_code in {200, 422}:
            self.data |= {name: self._hidden(name) for name in ("key", "caller", "client")}
        return self.page

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def _hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page.content.decode())
        assert found, name
        return found[1]


@pytest.fixture
def desk(centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Desk:
    return Desk(login(make_actor(Role.RECEPTION, name="Marek Bielecki")))


def test_joanna_is_known_by_her_number_and_applies_for_her_mother(desk: Desk) -> None:
    mother = halina()
    daughter, services = joanna(mother), [physiotherapist(), handyman(), senior_taxi()]
    found = desk.press("", caller_q="000 555 456")
    assert "rozpoznano po numerze" in desk.text
    desk.press(f"dzwoni:{daughter.id}", caller_q="")
    assert "Joanna: córka" in desk.text
    desk.press(f"klient:{mother.id}")
    assert "Może złożyć wniosek" in desk.text
    assert "Słabo słyszy" in desk.text
    desk.press("", need="Mama po złamaniu biodra, cieknie kran, trzeba dojazdu.", relation="daughter", capacity="carer")
    assert all(label in desk.text for label in ("zdrowie i ćwiczenia", "naprawy", "dojazd"))
    desk.press("", services=[str(one.id) for one in services])
    assert "1/20" in desk.text
    assert "brakuje: kiedy i dokąd" in desk.text
    _, repair, ride = (f"s_{one.id.hex}_" for one in services)
    desk.data |= {f"{ride}when": "czw. 9:30", f"{ride}where": "poradnia", f"{repair}broken": "kran", "information": "on", "clause": "on"}
    desk.press("zloz")
    made = Application.objects.get()
    assert desk.page.status_code == 302
    assert desk.page.url == f"/testowo{reverse('intake:call_done', args=[made.id])}"
    assert (made.state, made.client, made.applicant, made.capacity) == ("submitted", mother, daughter, "carer")
    assert made.requested.get(programme_service=services[2]).details == {"when": "czw. 9:30", "where": "poradnia"}
    assert found.status_code == 200


def _ready(desk: Desk) -> None:
    mother, fiz = halina(), physiotherapist()
    desk.press(f"dzwoni:{mother.id}")
    desk.press("ta-sama", services=[str(fiz.id)])
    desk.data |= {"information": "on", "clause": "on"}


def test_without_the_clause_the_page_comes_back_with_everything_typed(desk: Desk) -> None:
    _ready(desk)
    del desk.data["clause"]
    page = desk.press("zloz", need="Ćwiczenia po operacji")
    assert page.status_code == 422
    assert "Odczytaj oświadczenie" in desk.text
    assert "Ćwiczenia po operacji" in desk.text
    assert Application.objects.get().state == "draft"


def test_the_clause_is_read_in_the_words_of_the_act(desk: Desk) -> None:
    assert "Jestem świadomy odpowiedzialności karnej za złożenie fałszywego oświadczenia." in desk.text


def test_pressing_submit_twice_makes_one_application(desk: Desk) -> None:
    _ready(desk)
    desk.press("zloz")
    again = desk.press("zloz")
    assert again.status_code == 302
    assert Application.objects.filter(state="submitted").count() == 1


def test_an_empty_submission_says_everything_that_is_missing(desk: Desk) -> None:
    page = desk.press("zloz")
    assert page.status_code == 422
    for words in ("Wskaż, kto dzwoni.", "Wskaż osobę", "Wybierz co najmniej jedną usługę.", "Odczytaj oświadczenie"):
        assert words in desk.text


def test_a_neighbour_may_tell_of_a_need_and_not_apply(desk: Desk) -> None:
    mother, neighbour = halina(), person("Zofia", "Sąsiadka", pesel=False)
    desk.press(f"dzwoni:{neighbour.id}")
    desk.press(f"klient:{mother.id}", services=[str(physiotherapist().id)])
    desk.press("zloz", relation="neighbour", capacity="reporter", clause="on", information="on")
    assert desk.page.status_code == 422
    assert "wniosku nie złoży" in desk.text
    assert Application.objects.count() == 0
    assert Enquiry.objects.get().person == mother


def test_a_new_person_is_registered_inside_the_call(desk: Desk) -> None:
    desk.press("nowa:nc", **{"nc-given_name": "Joanna", "nc-family_name": "Mróz", "nc-phone": "000 555 456"})
    desk.press("nowa:nk", **{"nk-given_name": "Halina", "nk-family_name": "Wesołowska", "nk-birth_date": "14.05.1944"})
    call = Enquiry.objects.get()
    assert (str(call.caller), str(call.person)) == ("Joanna Mróz", "Halina Wesołowska")
    assert call.person.municipality.name == "Testowo"


def test_a_double_is_shown_before_saving_and_told_apart_on_demand(desk: Desk) -> None:
    known = halina()
    typed = {"nk-given_name": "Halina", "nk-family_name": "Wesolowska", "nk-birth_date": "14.05.1944"}
    desk.press("nowa:nk", **typed)
    assert desk.page.status_code == 422
    assert "Podobna osoba: Halina Wesołowska" in desk.text
    assert Person.objects.count() == 1
    desk.press(f"rozne-nowa:nk:{known.id}")
    assert Person.objects.count() == 2
    assert Entry.objects.filter(kind="people.person.told_apart").count() == 1


@pytest.mark.parametrize("verb", ["rozne:", "rozne-nowa:nk:"])
def test_only_a_person_of_this_centre_can_be_told_apart(desk: Desk, other_centre: Centre, verb: str) -> None:
    mother, known = halina(), person("Halina", "Wesołowska", pesel=False)
    with acting_in(other_centre.id):
        foreign = halina()
    desk.press(f"klient:{mother.id}")
    for other in (foreign.id, mother.id, uuid4()):
        assert desk.client.post(URL, {**desk.data, "akcja": f"{verb}{other}"}).status_code == 404
    assert not Entry.objects.filter(kind="people.person.told_apart").exists()
    desk.press(f"rozne:{known.id}", apart=[str(foreign.id)])
    assert Entry.objects.get(kind="people.person.told_apart").data == {"other": str(known.id)}
    assert str(foreign.id) not in desk.text


def test_a_colleague_sees_what_was_submitted_but_does_not_end_the_call(
    desk: Desk, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    _ready(desk)
    address, colleague = desk.press("zloz").url, login(make_actor(Role.KIPUS, name="Anna Kowalik"))
    page = colleague.get(address)
    assert (page.status_code, "Zakończ rozmowę" in page.content.decode()) == (200, False)
    refused = colleague.post(address)
    assert refused.status_code == 403
    assert "Tę rozmowę prowadzi ktoś inny" in refused.content.decode()
    assert Enquiry.objects.get().ended_at is None
    assert "Zakończ rozmowę" in desk.client.get(address).content.decode()
    assert desk.client.post(address).status_code == 302
    assert Enquiry.objects.get().ended_at is not None


def test_a_call_taken_up_again_is_a_reading_of_both_people(desk: Desk) -> None:
    mother = halina()
    daughter = joanna(mother)
    desk.press(f"dzwoni:{daughter.id}")
    desk.press(f"klient:{mother.id}")
    desk.press("odloz")
    before = Entry.objects.filter(kind="people.person.opened").count()
    assert desk.client.get(f"{URL}{Enquiry.objects.get().id}/").status_code == 200
    read = Entry.objects.filter(kind="people.person.opened").order_by("id")[before:]
    assert {entry.person_id for entry in read} == {mother.id, daughter.id}
    assert len(read) == 2


def test_a_call_put_aside_is_not_there_for_a_colleague(
    desk: Desk, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    _ready(desk)
    desk.press("odloz")
    colleague = login(make_actor(Role.KIPUS, name="Anna Kowalik"))
    assert colleague.get(f"{URL}{Enquiry.objects.get().id}/").status_code == 404


def test_a_relation_told_on_the_phone_is_kept(desk: Desk) -> None:
    mother, daughter = halina(), joanna()
    desk.press(f"dzwoni:{daughter.id}")
    desk.press(f"klient:{mother.id}")
    desk.press("", relation="daughter", capacity="carer")
    tie = Relationship.objects.get()
    assert (tie.person, tie.other, tie.kind, tie.actual_carer) == (mother, daughter, "daughter", True)


def test_only_what_the_programme_lists_is_asked(desk: Desk) -> None:
    programme_in_force(data_fields=["income"])
    _ready(desk)
    desk.press("")
    assert "Dochód netto gospodarstwa" in desk.text
    assert "Czy ma skierowanie" not in desk.text
    fact = "f_income_pct"
    desk.press("", **{fact: "2 100,50"})
    assert Application.objects.get().declared == {"income": "2100.50"}


def test_choosing_a_person_is_logged_once_in_a_call(desk: Desk) -> None:
    mother = halina()
    desk.press(f"dzwoni:{mother.id}")
    desk.press("", need="a")
    desk.press("", need="b")
    assert Entry.objects.filter(kind="people.person.opened", person_id=mother.id).count() == 1


def test_a_person_of_another_centre_cannot_be_chosen(desk: Desk, centre: Centre, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        foreign = halina()
    assert desk.press(f"klient:{foreign.id}").status_code == 404
    assert Enquiry.objects.count() == 0
    assert Entry.objects.filter(kind="people.person.attempted").count() == 1


def test_a_forged_key_saves_nothing(desk: Desk) -> None:
    page = desk.press("zloz", key="podrobiony", need="Pomoc")
    assert page.status_code == 422
    assert "otwarta zbyt długo" in desk.text
    assert Enquiry.objects.count() == 0


def test_a_call_put_aside_is_found_again(desk: Desk) -> None:
    _ready(desk)
    desk.press("odloz", need="Oddzwonić po 15")
    assert "Halina Wesołowska" in desk.client.get(URL).content.decode()
    back = desk.client.get(f"{URL}{Enquiry.objects.get().id}/").content.decode()
    assert "Oddzwonić po 15" in back
    assert "gotowe" in back


def test_ending_a_call_without_an_application_keeps_the_enquiry(desk: Desk) -> None:
    desk.press("zakoncz", need="Pytała o godziny otwarcia")
    call = Enquiry.objects.get()
    assert (call.text, call.ended_at is not None) == ("Pytała o godziny otwarcia", True)


def test_the_office_that_receives_the_matter_is_proposed(desk: Desk) -> None:
    for name, matter in (("Skałka", "zasiłki i dodatki"), ("Majówka", "usługi społeczne w domu, fizjoterapeuta")):
        office = Office.objects.create(name=name, street="ul. A", postcode="00-001", town="Testowo", opening_hours="7–15")
        OfficeMatter.objects.create(office=office, matter=matter, valid_from=LONG_AGO)
    _ready(desk)
    desk.press("")
    assert Application.objects.get().office.name == "Majówka"


@pytest.mark.parametrize(
    "typed",
    ["\x00", "\u202eabc", "😀" * 50, "x" * 1_000_000, "1" * 200, "' OR 1=1 --", "<script>alert(1)</script>", "%%%", "\ud800".encode("utf-8", "replace").decode()],
)  # fmt: skip
def test_whatever_is_typed_never_breaks_the_page(desk: Desk, typed: str) -> None:
    halina()
    for field in ("need", "caller_q", "client_q", "f_income_pct", "office", "relation", "contact", "nk-given_name"):
        assert desk.press("", **{field: typed}).status_code in {200, 422}
        desk.data.pop(field)
    for action in (typed[:300], f"klient:{typed[:300]}", f"rozne:{typed[:300]}", f"nowa:{typed[:300]}"):
        assert desk.press(action).status_code in {200, 404, 422}
    assert desk.client.post(URL + "szukaj/", {"q": typed, "role": typed[:300]}).status_code in {200, 422}
    assert "<script>alert" not in desk.text


def test_an_accountant_is_told_why_the_call_is_not_theirs(
    centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    page = login(make_actor(Role.ACCOUNTANT)).get(URL)
    assert page.status_code == 403
    assert "rejestrowanie zgłoszeń" in page.content.decode()


def test_the_paper_path_uses_the_same_screen_and_a_signature(
    centre: Centre, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    client = login(make_actor(Role.RECEPTION))
    page = client.get(PAPER).content.decode()
    assert "Podpisano oświadczenie" in page
    assert f'action="{PAPER}"' in page
    mother, key = halina(), re.search(r'name="key" value="([^"]*)"', page)
    assert key
    told = {"key": key[1], "channel": "paper", "caller": str(mother.id), "client": str(mother.id), "clause": "on", "information": "on"}
    answer = client.post(PAPER, {**told, "services": str(physiotherapist().id), "akcja": "zloz"})
    made = Application.objects.get()
    assert (answer.status_code, made.channel, made.clause_form, made.state) == (302, "paper", "signed", "submitted")


def test_keeping_a_draft_costs_the_same_for_a_short_and_a_long_offer(desk: Desk) -> None:
    _ready(desk)
    desk.press("")
    counts = []
    for batch in "AB":
        with CaptureQueriesContext(connection) as asked:
            desk.press("", need=f"Mama upadła {batch}")
        counts.append(len(asked))
        for number in range(12):
            offered(f"{batch}{number}", f"Usługa {number}")
    assert counts[0] == counts[1]
    assert counts[0] <= 70
