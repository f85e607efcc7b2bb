"""Notices that wait: seen, passed on, written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core import clock
from opencus.core.tenancy import acting_in
from opencus.core.tests.reading import said
from opencus.correspondence.models import Notice
from opencus.people.models import Person
from opencus.people.tests.factories import halina, joanna

URL = "/testowo/pisma/"
Enter = Callable[[Actor], Client]


def waiting(who: Person, subject: str = "Wynik kwalifikacji", **fields: object) -> Notice:
    return Notice.objects.create(
        **{"person": who, "kind": "qualified", "subject": subject, "text": "Zakwalifikowano.\n\nOddzwonimy.", "channel": "phone", **fields}
    )


@pytest.fixture
def marek(centre: Centre, make_actor: Callable[..., Actor], login: Enter) -> Client:
    return login(make_actor(Role.RECEPTION, name="Marek Bielecki"))


def test_what_waits_is_shown_with_the_person_the_way_and_the_words(marek: Client) -> None:
    who = halina()
    waiting(who)
    page = marek.get(URL).content.decode()
    assert f'href="/testowo/osoba/{who.id}/"' in page
    for words in ("Halina Wesołowska", "telefon", "Wynik kwalifikacji", "Oddzwonimy.", "razem <b>1</b> zawiadomienie"):
        assert words in page


def test_a_notice_is_a_tagged_letter_and_its_words_run_nothing(marek: Client) -> None:
    one = waiting(halina(), "Wynik #panic()", text="Treść: #sys.inputs $x$ *b* @ref <tag> {{ 7*7 }}")
    letter = said(marek.get(f"{URL}{one.id}/pdf/").content)
    for words in ("Halina Wesołowska", "Wynik #panic()", "#sys.inputs $x$ *b* @ref <tag> {{ 7*7 }}"):
        assert words in letter
    assert Entry.objects.filter(kind="correspondence.notice.read", person_id=one.person_id).exists()
    assert marek.get(f"{URL}{uuid4()}/pdf/").status_code == 404


def test_the_newest_stands_first(marek: Client) -> None:
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        waiting(halina(), "Starsze pismo")
    waiting(joanna(), "Nowsze pismo")
    page = marek.get(URL).content.decode()
    assert page.index("Nowsze pismo") < page.index("Starsze pismo")


def test_an_empty_list_says_so(marek: Client) -> None:
    assert "Nic nie czeka na przekazanie" in marek.get(URL).content.decode()


def test_reading_is_written_for_the_list_and_for_each_person_once(marek: Client) -> None:
    mother, daughter = halina(), joanna()
    for who in (mother, mother, daughter):
        waiting(who)
    marek.get(URL)
    assert Entry.objects.get(kind="correspondence.notice.list").data == {"count": 3}
    read = Entry.objects.filter(kind="correspondence.notice.read").values_list("person_id", flat=True)
    assert sorted(read) == sorted([mother.id, daughter.id])


def test_a_notice_passed_on_leaves_the_list_and_the_second_time_changes_nothing(marek: Client) -> None:
    made = waiting(halina())
    page = marek.post(f"{URL}{made.id}/przekazane/", {"strona": "1"}, follow=True)
    assert "Przekazano: Wynik kwalifikacji" in page.content.decode()
    assert "Nic nie czeka na przekazanie" in page.content.decode()
    first = Notice.objects.get().given_at
    assert first is not None
    again = marek.post(f"{URL}{made.id}/przekazane/", follow=True).content.decode()
    assert "było już przekazane" in again
    assert Notice.objects.get().given_at == first
    assert Entry.objects.filter(kind="correspondence.notice.given").count() == 1


def test_an_accountant_neither_reads_nor_marks(make_actor: Callable[..., Actor], login: Enter, centre: Centre) -> None:
    made, ewa = waiting(halina()), login(make_actor(Role.ACCOUNTANT, name="Ewa Nowicka"))
    for answer in (ewa.get(URL), ewa.post(f"{URL}{made.id}/przekazane/")):
        assert answer.status_code == 403
        assert "otwieranie karty osoby" in answer.content.decode()
    assert Notice.objects.get().given_at is None


def test_a_notice_of_another_centre_is_not_there(marek: Client, other_centre: Centre) -> None:
    with acting_in(other_centre.id):
        foreign = waiting(halina(), "Obce pismo")
    assert "Obce pismo" not in marek.get(f"{URL}?zawiadomienie={foreign.id}").content.decode()
    for unknown in (foreign.id, uuid4()):
        assert marek.post(f"{URL}{unknown}/przekazane/").status_code == 404
    with acting_in(other_centre.id):
        assert Notice.objects.get().given_at is None


def test_long_lists_have_pages_with_an_exact_count_and_a_notice_is_found_on_its_page(marek: Client) -> None:
    who = halina()
    with time_machine.travel(clock.now() - timedelta(days=2), tick=False):
        oldest = waiting(who, "Najstarsze pismo")
    for number in range(21):
        waiting(who, f"Pismo {number}")
    first = marek.get(URL).content.decode()
    assert "razem <b>22</b> zawiadomienia" in first
    assert "Najstarsze pismo" not in first
    found = marek.get(f"{URL}?zawiadomienie={oldest.id}").content.decode()
    assert f'id="z-{oldest.id}" class="on" aria-current="true"' in found
    assert marek.post(f"{URL}{oldest.id}/przekazane/", {"strona": "2"}).url == f"{URL}?strona=2"


def test_the_desk_leads_to_the_notice(marek: Client) -> None:
    made = waiting(halina())
    assert f"{URL}?zawiadomienie={made.id}" in marek.get("/testowo/zadania/zawiadomienia/").content.decode()


@pytest.mark.parametrize("typed", ["9" * 20, "x" * 5000, "<script>alert(1)</script>", "-1", "²"])
def test_whatever_is_typed_never_breaks_the_page(marek: Client, typed: str) -> None:
    made = waiting(halina())
    page = marek.get(URL, {"zawiadomienie": typed, "strona": typed})
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert marek.post(f"{URL}{made.id}/przekazane/", {"strona": typed}).status_code == 302
