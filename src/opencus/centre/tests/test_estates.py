"""Which estate an address belongs to, who may say so, and that no address is in two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.estates import actions, queries
from opencus.centre.estates.models import Estate, EstateAddress
from opencus.centre.estates.rules import Map, Span, parse, parse_lines
from opencus.centre.models import Municipality, ServedMunicipality
from opencus.centre.roles import Role

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def gmina(ewa: Actor) -> Municipality:
    return ServedMunicipality.objects.get(centre_id=ewa.centre_id).municipality


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("Rawa", Span("Rawa")),
        ("Rawa; ul. Złota", Span("Rawa", "ul. Złota")),
        (" Rawa ;  Złota ; 1-29 nieparzyste", Span("Rawa", "Złota", 1, 29, even=False)),
        ("Rawa; Złota; parzyste", Span("Rawa", "Złota", odd=False)),
        ("Rawa; Złota; 40-", Span("Rawa", "Złota", 40)),
        ("Rawa; Złota; 12", Span("Rawa", "Złota", 12, 12)),
        ("Rawa;;7", Span("Rawa", "", 7, 7)),
    ],
)
def test_a_line_is_read_as_people_write_it(line: str, span: Span) -> None:
    assert parse(line) == span
    assert parse(str(span)) == span


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("; Złota", "miejscowość"), ("Rawa; Złota; 1; 2", "średnikami"), ("Rawa; Złota; od 3", "zapisz na przykład"),
        ("Rawa; Złota; 9-3", "zanim się zaczną"), ("Rawa; Złota; 0", "zanim się zaczną"), ("Rawa; Złota; 12 nieparzyste", "nie jest po stronie"), ("R" * 81, "za długa"), ("!!!", "litery"),
    ],
)  # fmt: skip
def test_a_wrong_line_says_what_is_wrong(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse(line)


def test_every_faulty_line_is_named_and_the_rest_is_read() -> None:
    spans, faults = parse_lines("Rawa; Złota\n\nRawa; Lipowa; x\nRawa; ul. złota; 5\nŁęg")
    assert [str(one) for one in spans] == ["Rawa; Złota", "Łęg"]
    assert [(one.number, "już w wierszu" in one.why) for one in faults] == [(3, False), (4, True)]


def test_the_street_decides_before_the_town() -> None:
    lie = Map([(Span("Rawa"), "Centrum"), (Span("Rawa", "Złota", 1, 29, even=False), "Złote"), (Span("Rawa", "ul. Lipowa"), "Lipy")])
    assert lie.find("RAWA", "ul. Zlota", "13A/2") == "Złote"
    assert lie.find("Rawa", "Złota", "14") == "Centrum"
    assert lie.find("Rawa", "Lipowa", "") == "Lipy"
    assert lie.find("Rawa", "", "8") == "Centrum"
    assert lie.find("Łęg", "Lipowa", "3") is None


def test_without_a_number_a_divided_street_tells_nothing() -> None:
    lie = Map([(Span("Rawa"), "Centrum"), (Span("Rawa", "Złota", odd=False), "Parzyste"), (Span("Rawa", "Złota", even=False), "Nieparzyste")])
    assert lie.find("Rawa", "Złota", "") is None
    assert (lie.find("Rawa", "Złota", "2"), lie.find("Rawa", "Złota", "3")) == ("Parzyste", "Nieparzyste")


spans = st.builds(
    lambda low, width, odd, even: Span("Rawa", "Złota", low, low + width, odd or not even, even),
    st.integers(1, 40), st.integers(0, 40), st.booleans(), st.booleans(),
)  # fmt: skip


@given(spans, spans)
def test_two_spans_meet_when_a_number_could_be_in_both_sides(one: Span, two: Span) -> None:
    shared = any(one.holds(number) and two.holds(number) for number in range(1, 90))
    assert one.meets(two) == two.meets(one)
    assert not shared or one.meets(two)


def test_an_estate_is_saved_with_its_addresses_and_journalled(ewa: Actor, gmina: Municipality) -> None:
    made = actions.save(by=ewa, municipality=gmina, name=" Złote ", kind="estate", spans=[Span("Rawa", "ul. Złota"), Span("Łęg")])
    assert str(made) == "osiedle Złote"
    assert queries.maps()[gmina.code].find("Rawa", "złota", "3") == "osiedle Złote"
    actions.save(by=ewa, municipality=gmina, name="Złote", kind="estate", spans=[Span("Łęg")], estate=made)
    assert [str(one.span) for one in made.addresses.all()] == ["Łęg"]
    assert [entry.data["count"] for entry in Entry.objects.filter(kind="centre.estate.save").order_by("id")] == [2, 1]
    actions.remove(by=ewa, estate=made)
    assert not EstateAddress.objects.exists()


def test_an_address_of_another_estate_is_refused_by_name(ewa: Actor, gmina: Municipality) -> None:
    actions.save(by=ewa, municipality=gmina, name="Złote", kind="estate", spans=[Span("Rawa", "Złota", 1, 29)])
    with pytest.raises(ValidationError, match="należą już do: osiedle Złote"):
        actions.save(by=ewa, municipality=gmina, name="Nowe", kind="estate", spans=[Span("Rawa", "ul. Złota", 29, 40)])
    with pytest.raises(ValidationError, match="o tej nazwie"):
        actions.save(by=ewa, municipality=gmina, name="Złote", kind="estate", spans=[Span("Łęg")])


def test_the_database_refuses_it_too(ewa: Actor, gmina: Municipality) -> None:
    one = actions.save(by=ewa, municipality=gmina, name="A", kind="estate", spans=[Span("Rawa", "Złota", 1, 29, even=False)])
    two = actions.save(by=ewa, municipality=gmina, name="B", kind="estate", spans=[Span("Rawa", "Złota", 1, 29, odd=False)])
    row = one.addresses.get()
    with pytest.raises(IntegrityError, match="centre_estateaddress_odd"), transaction.atomic():
        EstateAddress.objects.create(estate=two, municipality=gmina, town="Rawa", street="Złota", town_key=row.town_key, street_key=row.street_key, low=29, high=29)


def test_only_whoever_keeps_the_programme_may_change_estates(make_actor: Make, gmina: Municipality, login: Login, ewa: Actor) -> None:
    accountant = make_actor(Role.ACCOUNTANT, name="Ewa Rachunek")
    with pytest.raises(Refused):
        actions.save(by=accountant, municipality=gmina, name="A", kind="estate", spans=[Span("Rawa")])
    client = login(accountant)
    assert client.get("/testowo/osiedla/").status_code == 200
    assert client.get("/testowo/osiedla/nowe/").status_code == 403


def test_pasting_a_list_through_the_form_keeps_what_was_typed_and_names_the_lines(ewa: Actor, gmina: Municipality, login: Login) -> None:
    client = login(ewa)
    assert "Nie wpisano jeszcze" in client.get("/testowo/osiedla/").content.decode()
    typed = {"name": "Złote", "kind": "estate", "municipality": gmina.code, "addresses": "Rawa; Złota; 1-9\nRawa; Lipowa; sto"}
    answer = client.post("/testowo/osiedla/nowe/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Wiersz 2: numery „sto”" in page
    assert "Rawa; Lipowa; sto</textarea>" in page
    answer = client.post("/testowo/osiedla/nowe/", typed | {"addresses": "Rawa; Złota; 1-9\nRawa; Lipowa"}, follow=True)
    assert "Zapisano: osiedle Złote." in answer.content.decode()
    estate = Estate.objects.get()
    assert "Rawa; Złota; 1-9</textarea>" in client.get(f"/testowo/osiedla/{estate.pk}/").content.decode()
    client.post(f"/testowo/osiedla/{estate.pk}/usun/")
    assert not Estate.objects.exists()
