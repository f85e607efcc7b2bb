"""Attacks 1-8, 10 and 11: what is typed, pasted or forged into fields and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.tenancy import acting_in
from opencus.people.models import Person
from opencus.people.tests.factories import halina, person
from tests.consistency.tree import product_modules, short, text

LIST, NEW, SEARCH = "/testowo/osoby/", "/testowo/osoby/nowa/", "/testowo/szukaj/"
TOLD = {
    "given_name": "Ewa", "family_name": "Próbna", "birth_date": "12.05.1940", "sex": "f", "no_pesel_reason": "not_given", "municipality": "9900011",
    "town": "Testowo", "street": "Polna", "house_number": "1", "flat_number": "", "postcode": "", "lives_alone": "", "household": "", "phone": "", "email": "",
    "preferred_contact": "phone", "mobility": "unaided", "special_needs": "", "entry_note": "",
}  # fmt: skip
TEXTS = ("given_name", "family_name", "town", "street", "special_needs", "entry_note")
EVERY_ROLE = tuple(Role(role) for role in Role if role not in {Role.PROVIDER_MANAGER, Role.PROVIDER_WORKER})


@pytest.fixture
def marek(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Client:
    client = login(make_actor(Role.RECEPTION, Role.DIRECTOR, name="Marek Bielecki"))
    client.raise_request_exception = False
    return client


@pytest.fixture
def anybody(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Client:
    """Somebody with every role of a centre, so that no door stops the attack early."""
    client = login(make_actor(*EVERY_ROLE, name="Teresa Zych"))
    client.raise_request_exception = False
    return client


def shown(answer: Any) -> str:
    return answer.content.decode()


# --- 1: NUL


@pytest.mark.parametrize("field", [*TOLD, "pesel", "other_id", "once", "csrfmiddlewaretoken"])
def test_1_a_nul_in_any_field_is_an_error_of_that_field(marek: Client, field: str) -> None:
    """Attack 1: `%00` in a text field ends in a message, never in 500, and is never stored."""
    answer = marek.post(NEW, TOLD | {field: "Ewa\x00Nowak"})
    assert answer.status_code in {302, 422}
    assert not [one for one in Person.objects.all() if "\x00" in "".join(str(getattr(one, name)) for name in TEXTS)]


@pytest.mark.parametrize("address", ["/testowo/osoby/%00/", "/testowo/osoby/?strona=%00", "/%00/osoby/", "/testowo/uslugi/?dla=%00"])
def test_1_a_nul_in_an_address_is_a_bad_request(marek: Client, address: str) -> None:
    """Attack 1: `%00` in the address is 400 or 404."""
    assert marek.get(address).status_code in {400, 404}


# --- 2: nothing


@pytest.mark.parametrize("typed", ["", "   ", "\t", "\u0301\u0301", "\u200b\u200d", "\ufeff"])
@pytest.mark.parametrize("address", [SEARCH, LIST])
def test_2_searching_for_nothing_shows_a_page_and_nobody(marek: Client, address: str, typed: str) -> None:
    """Attack 2: empty, blank or only combining marks: 200."""
    halina()
    assert marek.post(address, {"q": typed}).status_code == 200


# --- 3: wild numbers


def _routes(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        elif isinstance(one, URLPattern) and "<" in route and "(?P" not in route:
            yield route


ROUTES = sorted(dict.fromkeys(_routes(get_resolver().url_patterns)))
WILD = ("100000000000000000000", "9999-12-31")


@pytest.mark.parametrize("number", WILD)
def test_3_a_wild_number_in_any_address_finds_nothing(anybody: Client, number: str) -> None:
    """Attack 3: id, day or page = 10^20, -1, 1e9, an Arabic digit: an answer, never 500."""
    answers = {}
    for route in ROUTES:
        prefix = "/" if route.startswith(("konto/", "ui/", "health")) else "/testowo/"
        address = prefix + re.sub(r"<[^>]+>", number, route)
        answers[address] = anybody.get(address).status_code
    assert len(answers) > 60
    assert {address: status for address, status in answers.items() if status >= 500} == {}


@pytest.mark.parametrize("number", [*WILD, "", "\u0663", "x" * 5_000, "-1", "1e9"])
def test_3_a_wild_number_behind_the_question_mark_is_answered(anybody: Client, number: str) -> None:
    """Attack 3: the same in the query of lists."""
    names = ("strona", "dzien", "od", "do", "miesiac", "rok", "tydzien", "stan", "osoba", "pracownik", "na")
    for address in ("osoby/", "wnioski/", "plany/", "kalendarz/", "rozliczenia/", "umowy/", "dziennik/", "uslugi/"):
        assert anybody.get(f"/testowo/{address}", dict.fromkeys(names, number)).status_code < 500, (address, number)


# --- 4: too much


@pytest.mark.parametrize("field", ["given_name", "family_name", "street", "special_needs", "email", "phone", "pesel", "birth_date"])
def test_4_a_megabyte_in_a_short_field_is_an_error_of_that_field(marek: Client, field: str) -> None:
    """Attack 4: 1 MB of text in a field for a hundred signs."""
    answer = marek.post(NEW, TOLD | {field: "ż" * 524_288})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in shown(answer)
    assert not Person.objects.exists()


def test_4_ten_thousand_fields_are_refused(marek: Client) -> None:
    """Attack 4: 10,001 fields: 400."""
    assert marek.post(NEW, TOLD | {f"field{n}": "x" for n in range(10_001)}).status_code == 400


def test_4_a_body_of_six_megabytes_is_refused(marek: Client) -> None:
    """Attack 4: more than five megabytes in one request: 400."""
    assert marek.post(NEW, b"a=" + b"x" * 6_000_000, content_type="application/x-www-form-urlencoded").status_code == 400


# --- 5: signs nobody sees


def test_5_names_are_stored_composed_and_without_what_cannot_be_seen(marek: Client) -> None:
    """Attack 5: emoji, right-to-left override, zero width, decomposed letters."""
    answer = marek.post(NEW, TOLD | {"given_name": "Zo\u0301sia\u202e", "family_name": "Wes\u200boł\ufeffowska", "special_needs": "Uśmiech 🙂\u2066x"})
    assert answer.status_code == 302
    kept = Person.objects.get()
    assert (kept.given_name, kept.family_name) == ("Zósia", "Wesołowska")
    assert kept.special_needs == "Uśmiech 🙂x"


# --- 6: signs that mean something to a database


@pytest.mark.parametrize("typed", ["'; drop table people_person; --", "%' or 1=1 --", "\\", "_", "%", "W%ska", "W_solowska", "w*ska", "') or ('1'='1"])
def test_6_signs_of_a_database_are_searched_for_literally(marek: Client, typed: str) -> None:
    """Attack 6: quotes, wildcards and comments find nobody and harm nothing."""
    halina()
    for address in (SEARCH, LIST):
        answer = marek.post(address, {"q": typed}, headers={"HX-Request": "true"} if address == SEARCH else {})
        assert answer.status_code == 200
        assert "Wesołowska" not in shown(answer)
    assert Person.objects.count() == 1


# --- 7 and 8: markup and template signs

MARKUP = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "</textarea><svg onload=alert(1)>")


@pytest.mark.parametrize("attack", MARKUP)
def test_7_markup_in_every_field_is_shown_as_text_on_every_page(marek: Client, attack: str) -> None:
    """Attack 7: the name, the note, the file, the correction, the list, the search, the journal and the CSV."""
    assert marek.post(NEW, TOLD | dict.fromkeys(TEXTS, attack[:60])).status_code == 302
    who = Person.objects.get()
    pages = [f"/testowo/osoby/{who.id}/popraw/", f"/testowo/osoba/{who.id}/", LIST, "/testowo/pulpit/", "/testowo/dziennik/"]
    for address in pages:
        answer = marek.get(address)
        assert _live_markup(shown(answer)) == [], address
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    found = marek.post(SEARCH, {"q": attack}, headers={"HX-Request": "true"})
    assert _live_markup(shown(found)) == []
    csv = marek.post("/testowo/osoby/pobierz/", {"q": "", "format": "csv"})
    assert csv["Content-Type"].startswith("text/csv")
    assert csv["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in csv["Content-Disposition"]


def _live_markup(page: str) -> list[str]:
    return re.findall(r"<script>alert|<img src=x|<svg onload|href=[\"']?javascript:", page)


def test_8_template_signs_in_a_letter_are_letters(marek: Client) -> None:
    """Attack 8: `{{7*7}}` and `{% load %}` are stored and shown as they are."""
    attack = "{{7*7}} {% load x %} ${7*7} #{7*7}"
    marek.post(NEW, TOLD | {"special_needs": attack})
    text_of = shown(marek.get(f"/testowo/osoby/{Person.objects.get().id}/popraw/"))
    assert "{{7*7}} {% load x %} ${7*7} #{7*7}" in text_of
    assert "49 " not in text_of.split("special_needs")[-1][:200]


def test_8_no_code_makes_a_template_of_a_text(marek: Client) -> None:
    """Attack 8: letters are words of our own; nothing typed ever becomes a template."""
    maker = re.compile(r"\bTemplate\(|from_string\(")
    assert [short(path) for path in product_modules() if "django.template" in text(path) and maker.search(text(path))] == []


# --- 10 and 11: PESEL


@pytest.mark.parametrize(
    "number", ["44051401358", "4405140135", "440514013599", "44051A01359", "44052301359", "44139901350", "99999999999", "00000000000", "٤٤٠٥١٤٠١٣٥٩", "27222900018"]
)
def test_10_a_wrong_pesel_is_told_and_not_saved(marek: Client, number: str) -> None:
    """Attack 10: wrong check digit, letters, days that never were, births to come."""
    answer = marek.post(NEW, TOLD | {"pesel": number, "no_pesel_reason": ""})
    assert answer.status_code == 422
    assert 'href="#id_pesel"' in shown(answer)
    assert number not in "".join(str(entry.data) for entry in Entry.objects.all())
    assert not Person.objects.exists()


def test_10_without_a_pesel_a_person_is_saved_and_counts_as_one_without(marek: Client) -> None:
    """Attack 10: a caller is registered before the number is known; the reason may follow, a made-up number may not."""
    assert marek.post(NEW, TOLD | {"no_pesel_reason": "zmyślony"}).status_code == 422
    assert marek.post(NEW, TOLD | {"no_pesel_reason": "not_given"}).status_code == 302
    assert Person.objects.get().pesel_index is None


def test_11_a_pesel_of_another_centre_leaves_no_hint(marek: Client, other_centre: Centre) -> None:
    """Attack 11: searching and registering behave as if the number were new; nothing tells that it is known next door."""
    with acting_in(other_centre.id):
        halina(pesel="44051401359")
    known = person("Adam", "Tutejszy", pesel="02270803628")
    nobody = shown(marek.post(LIST, {"q": "44051401359"}))
    unknown = shown(marek.post(LIST, {"q": "90090515836"}))
    assert _without_tokens(nobody, "44051401359") == _without_tokens(unknown, "90090515836")
    assert marek.post(NEW, TOLD | {"pesel": "44051401359", "no_pesel_reason": "", "birth_date": "", "sex": ""}).status_code == 302
    twice = marek.post(NEW, TOLD | {"pesel": "02270803628", "no_pesel_reason": "", "birth_date": "", "sex": ""})
    assert twice.status_code == 422, "the same number here is told"
    assert Person.objects.filter(pesel_index=known.pesel_index).count() == 1


def _without_tokens(page: str, typed: str) -> str:
    page = re.sub(r'value="[A-Za-z0-9-]{32,}"|"x-csrftoken": "[^"]+"', "", page)
    return page.replace(typed, "N")
