"""Screens of qualification and waiting lists, as the right people see them."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from opencus.centre.roles import Permission, Role
from opencus.core.tenancy import acting_in
from opencus.entitlements import actions
from opencus.entitlements.models import Entitlement
from opencus.entitlements.tests.factories import entitlement
from opencus.intake.actions.decisions import draft_decision
from opencus.intake.models import Decision, WaitingListEntry
from opencus.intake.tests.cases import asked_for, case
from opencus.people.tests.factories import halina, joanna, person
from opencus.programmes.tests.factories import handyman, offered, physiotherapist, senior_taxi

pytestmark = pytest.mark.usefixtures("centre")
HERE = "/testowo"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


@pytest.fixture
def kipus(make_actor):
    return make_actor(Role.KIPUS, name="Anna Kowalik", authorised=(Permission.QUALIFY,))


@pytest.fixture
def anna(kipus, login):
    return login(kipus)


def address(name: str, *args: object) -> str:
    return HERE + reverse(name, args=args)


def band(places: int = 1):
    return offered("TELE", "Opaska bezpieczeństwa", measure="month", places=places)


def test_the_page_shows_each_condition_with_its_source_and_the_proposal(anna):
    page = anna.get(address("entitlements:qualify", asked_for(halina(), handyman()).id)).content.decode()
    for words in ("ma 65 lat lub więcej", "82 lata (rejestr)", "mieszka samotnie", "Proponowany wynik: zakwalifikować", "12 napraw rocznie"):
        assert words in page


def test_one_click_qualifies_and_leads_back_to_the_case(anna):
    requested = asked_for(halina(), physiotherapist())
    answer = anna.post(address("entitlements:qualify", requested.id), {"wynik": "qualify"})
    assert (answer.status_code, answer["Location"]) == (302, address("intake:detail", requested.application_id))
    held = Entitlement.objects.get()
    assert "4 sesje miesięcznie" in anna.get(address("entitlements:detail", held.id)).content.decode()
    settled = anna.get(address("entitlements:qualify", requested.id)).content.decode()
    assert "Zakwalifikowano" in settled
    assert 'value="qualify"' not in settled


def test_a_full_service_answers_422_in_plain_words(anna, kipus):
    service = band()
    actions.qualify(by=kipus, requested=asked_for(halina(), service))
    answer = anna.post(address("entitlements:qualify", asked_for(joanna(), service).id), {"wynik": "qualify"})
    assert answer.status_code == 422
    assert "wszystkie miejsca są zajęte" in answer.content.decode()


def test_missing_answers_are_asked_for_and_kept(anna):
    requested = asked_for(halina(lives_alone=None), handyman())
    url = address("entitlements:qualify", requested.id)
    assert "Czy mieszka samotnie?" in anna.get(url).content.decode()
    assert anna.post(url, {"wynik": "qualify", "qualify-override": "bo tak"}).status_code == 422
    assert anna.post(url, {"wynik": "facts"}).status_code == 422
    assert anna.post(url, {"wynik": "facts", "facts-lives_alone": "tak"}).status_code == 302
    assert "tak (oświadczenie)" in anna.get(url).content.decode()


def test_an_outcome_against_the_rules_needs_a_reason_and_keeps_what_was_typed(anna):
    requested = asked_for(person("Jan", "Lis", birth_date=date(1990, 1, 1), lives_alone=False), handyman(), declared={"certificate_valid": False})
    answer = anna.post(address("entitlements:qualify", requested.id), {"wynik": "qualify", "qualify-reasons": "znany nam od lat"})
    assert answer.status_code == 422
    assert "wpisz dlaczego" in answer.content.decode()
    assert "znany nam od lat" in answer.content.decode()


def test_a_refusal_becomes_a_draft_signed_by_the_director(anna, make_actor, login):
    requested = asked_for(person("Jan", "Lis", birth_date=date(1990, 1, 1), lives_alone=False), handyman(), declared={"certificate_valid": False})
    answer = anna.post(address("entitlements:qualify", requested.id), {"wynik": "refuse", "refuse-factual": "Nie ma orzeczenia."})
    decision = Decision.objects.get()
    assert answer["Location"] == address("intake:decision", decision.id)
    assert anna.post(address("intake:sign", decision.id)).status_code == 403
    barbara = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,)))
    assert "Podpisz decyzję" in barbara.get(address("intake:decision", decision.id)).content.decode()
    assert barbara.post(address("intake:sign", decision.id)).status_code == 302
    sheet = barbara.get(address("intake:decision", decision.id)).content.decode()
    assert "upoważnienie nr 1/2026" in sheet
    assert barbara.post(address("intake:deliver", decision.id), {"on": "2026-11-24", "channel": "post"}).status_code == 422
    assert barbara.post(address("intake:deliver", decision.id), {"on": "2026-11-23", "channel": "post"}).status_code == 302


def test_a_draft_without_reasons_is_not_signed(anna, make_actor, login, kipus):
    decision = draft_decision(by=kipus, requested=asked_for(halina(), handyman()), kind="refusal")
    barbara = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,)))
    answer = barbara.post(address("intake:sign", decision.id))
    assert answer.status_code == 422
    assert "Brakuje: uzasadnienie" in answer.content.decode()


def test_home_care_goes_from_draft_to_signature_to_entitlement(make_actor, login):
    care = offered("UO", "Usługi opiekuńcze", measure="hour", track="decision", limits=[(80, "month")])
    requested = asked_for(halina(), care)
    barbara = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka", authorised=(Permission.SIGN_DECISION,)))
    url = address("entitlements:qualify", requested.id)
    wanted = {"wynik": "grant", "grant-start": "2026-12-01", "grant-end": "2026-12-31", "grant-per": "month", "grant-factual": "Wywiad."}
    too_much = barbara.post(url, wanted | {"grant-quantity": "81"})
    assert too_much.status_code == 422
    assert "najwyżej na 80 godzin" in too_much.content.decode()
    assert barbara.post(url, wanted | {"grant-quantity": "20"}).status_code == 302
    assert barbara.post(address("entitlements:sign", Decision.objects.get().id)).status_code == 302
    assert Entitlement.objects.get().limits[0]["quantity"] == "20.00"


def test_a_service_is_forwarded_with_receiver_and_scope(anna):
    requested = asked_for(halina(), physiotherapist())
    url = address("entitlements:qualify", requested.id)
    assert anna.post(url, {"wynik": "forward"}).status_code == 422
    answer = anna.post(url, {"wynik": "forward", "forward-receiver": "Poradnia", "forward-scope": "rehabilitacja"})
    assert answer.status_code == 302


def test_the_queue_explains_the_third_place(anna, kipus):
    service = band()
    actions.qualify(by=kipus, requested=asked_for(halina(), service))
    for day, name in ((3, "Lis"), (1, "Wilk"), (2, "Borsuk")):
        actions.wait(by=kipus, requested=asked_for(person("Jan", name), service, on=date(2026, 11, day)))
    plain = anna.get(address("entitlements:queue", service.id)).content.decode()
    assert plain.index("Jan Wilk") < plain.index("Jan Borsuk") < plain.index("Jan Lis")
    third = WaitingListEntry.objects.get(requested__application__client__family_name="Lis")
    page = anna.get(address("entitlements:queue", service.id) + f"?wpis={third.id}").content.decode()
    for words in ("Dlaczego 3. miejsce?", "złożyły wniosek wcześniej", "2\u00a0osoby"):
        assert words in page
    assert "Opaska bezpieczeństwa" in anna.get(address("entitlements:waiting")).content.decode()


def test_a_free_place_is_offered_from_the_list(anna, kipus):
    service = band()
    right = actions.qualify(by=kipus, requested=asked_for(halina(), service))
    requested = asked_for(joanna(), service)
    actions.wait(by=kipus, requested=requested)
    assert "Zaproponuj wolne miejsce" not in anna.get(address("entitlements:queue", service.id)).content.decode()
    assert anna.post(address("entitlements:resign", right.id), {"on": "2026-11-23"}).status_code == 302
    assert "Zaproponuj wolne miejsce" in anna.get(address("entitlements:queue", service.id)).content.decode()
    anna.post(address("entitlements:offer", service.id))
    requested.refresh_from_db()
    assert requested.state == "offered"


def test_a_resignation_outside_the_period_is_refused(anna):
    right = entitlement(halina(), physiotherapist())
    assert anna.post(address("entitlements:resign", right.id), {"on": "2027-05-01"}).status_code == 422
    assert anna.post(address("entitlements:pause", right.id)).status_code == 302
    assert "wstrzymane" in anna.get(address("entitlements:detail", right.id)).content.decode()


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_does_not_work_on_cases_sees_none_of_it(make_actor, login, role):
    requested = asked_for(halina(), physiotherapist())
    client = login(make_actor(role, name="Ewa Nowicka"))
    for url in (address("entitlements:qualify", requested.id), address("entitlements:waiting"), address("intake:list")):
        assert client.get(url).status_code == 403


def test_reception_sees_the_case_but_does_not_qualify(make_actor, login):
    requested = asked_for(halina(), physiotherapist())
    marek = login(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    url = address("entitlements:qualify", requested.id)
    assert marek.get(url).status_code == 200
    assert marek.post(url, {"wynik": "qualify"}).status_code == 403


def test_a_case_of_another_centre_does_not_exist(anna, other_centre):
    with acting_in(other_centre.id):
        foreign = asked_for(halina(), physiotherapist())
    assert anna.get(address("entitlements:qualify", foreign.id)).status_code == 404
    assert anna.get(address("intake:detail", foreign.application_id)).status_code == 404


def test_every_page_of_a_whole_case_opens(anna):
    application = case(halina(), physiotherapist(), handyman(), senior_taxi(), applicant=joanna())
    for name, args in (("intake:list", []), ("intake:detail", [application.id]), ("programmes:current", [])):
        assert anna.get(address(name, *args)).status_code == 200
    for requested in application.requested.all():
        assert anna.get(address("entitlements:qualify", requested.id)).status_code == 200


