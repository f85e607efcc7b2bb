"""The wall between the two divisions: matters stay on their side until they are handed over, accepted, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Department, Division, Membership, User
from opencus.centre.policy import found_policy
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.conftest import LONG_AGO
from opencus.contracting.tests import factories as contracting
from opencus.core.states import WrongMove
from opencus.delivery.tests import factories as delivery
from opencus.intake.models import Application
from opencus.intake.tests import factories as intake
from opencus.people.models import Person
from opencus.people.tests import factories as people
from opencus.plans.models import PlanVersion
from opencus.plans.tests import factories as plans
from opencus.programmes.tests import factories as programmes
from opencus.worklist import actions
from opencus.worklist.models import Handover

Login = Callable[[Actor], Client]
PURPOSE = "Ocena, czy potrzebne są usługi opiekuńcze."


@dataclass
class Divided:
    """Halina with a plan of social services, Łucja with care services, and somebody of each division."""

    halina: Person
    lucja: Person
    services: Application
    care: Application
    version: PlanVersion
    anna: Actor
    ewa: Actor
    grazyna: Actor
    barbara: Actor
    marek: Actor


@pytest.fixture
def divided(centre: Centre) -> Divided:
    found_policy(division_wall=True)
    kinds = {
        kind: Department.objects.create(name=f"Pion {kind}", kind=kind, valid_from=LONG_AGO)
        for kind in (Department.Kind.SOCIAL_SERVICES, Department.Kind.SOCIAL_ASSISTANCE)
    }
    services, assistance = kinds.values()

    def member(name: str, role: Role, department: Department | None) -> Actor:
        user = plans.coordinator(name)
        Membership.objects.create(user=user, role=role.value, department=department, valid_from=LONG_AGO)
        actor = actor_of(user, centre)
        assert actor is not None
        return actor

    marek = member("Marek Bielecki", Role.RECEPTION, None)
    anna, grazyna = member("Anna Kowalik", Role.KIPUS, services), member("Grażyna Zięba", Role.ASSISTANCE_ORGANISER, assistance)
    halina, lucja = people.halina(), people.person("Łucja", "Ćwik")
    asked = plans.application(halina)
    service = delivery.service()
    held = plans.entitlement(asked, service)
    version = plans.approved_plan(application=asked, entitlements=[held], provider=contracting.provider())
    order = contracting.order(contracting.contract(version.items.get().provider, service), held, state="running")
    delivery.visit(order)
    offered_care = programmes.offered("UO", "Usługi opiekuńcze", track="decision", division=Division.ASSISTANCE)
    care = intake.submitted_application(lucja, [offered_care], by=marek)
    return Divided(
        halina, lucja, asked, care, version, anna, member("Ewa Sikora", Role.OUS, services), grazyna,
        member("Barbara Nowicka", Role.DIRECTOR, None), marek,
    )  # fmt: skip


def offered(divided: Divided, *matters: str) -> Handover:
    """Anna offers the application of Halina to social assistance."""
    keys = matters or (f"application:{divided.services.id}",)
    return actions.offer(
        by=divided.anna, person=divided.halina, from_division=Division.SERVICES, matters=keys, purpose=PURPOSE, basis="cus_38"
    )


def case(one: Application) -> str:
    return f"/testowo/wnioski/{one.id}/"


def statuses(login: Login, actor: Actor, *addresses: str) -> list[int]:
    client = login(actor)
    return [client.get(address).status_code for address in addresses]


def test_an_application_belongs_to_the_division_that_handles_everything_asked_for(divided: Divided) -> None:
    both = [programmes.handyman(), divided.care.requested.get().programme_service]
    mixed = intake.submitted_application(people.person("Jan", "Mieszany"), both)
    assert (divided.services.division, divided.care.division, mixed.division) == ("social_services", "social_assistance", "social_services")


def test_each_division_opens_its_own_cases_and_the_other_does_not_exist(divided: Divided, login: Login) -> None:
    assert statuses(login, divided.anna, case(divided.services), case(divided.care)) == [200, 404]
    assert statuses(login, divided.grazyna, case(divided.services), case(divided.care)) == [404, 200]
    assert statuses(login, divided.barbara, case(divided.services), case(divided.care)) == [200, 200]
    entry = Entry.objects.filter(actor_id=divided.grazyna.user_id, kind="people.person.attempted").latest("id")
    assert entry.sentence.endswith("sprawa drugiego pionu")


def test_lists_searches_and_files_hold_one_side_only(divided: Divided, login: Login) -> None:
    marks = {"own": divided.care.case_file.mark, "other": divided.services.case_file.mark}
    client = login(divided.grazyna)
    listed = client.get("/testowo/wnioski/?widok=wszystkie").content.decode()
    assert marks["own"] in listed
    assert marks["other"] not in listed
    exported = client.get("/testowo/wnioski/pobierz/?widok=wszystkie").content.decode()
    assert marks["other"] not in exported
    searched = client.post("/testowo/szukaj/", {"q": marks["other"]}).content.decode()
    assert divided.halina.full_name not in searched
    assert "Halina" not in client.get("/testowo/kalendarz/").content.decode()


def test_search_tells_that_the_person_is_known_and_the_file_opens_for_a_reason_without_the_other_matters(
    divided: Divided, login: Login
) -> None:
    client = login(divided.grazyna)
    assert "Wesołowska" in client.post("/testowo/szukaj/", {"q": "wesołowska"}).content.decode()
    address = f"/testowo/osoba/{divided.halina.id}/"
    assert client.get(address).status_code == 403
    client.post(f"/testowo/osoby/{divided.halina.id}/otworz/", {"reason": "calling"})
    for tab in ("", "plan/", "wizyty/", "wnioski/", "historia/"):
        page = client.get(f"{address}{tab}").content.decode()
        for hidden in (divided.services.case_file.mark, "Mobilny fizjoterapeuta", divided.version.plan.number):
            assert hidden not in page, (tab, hidden)
    assert "Sprawy drugiego pionu zobaczysz po przekazaniu" in client.get(f"{address}wnioski/").content.decode()


def test_the_timeline_leaves_out_acts_and_purposes_of_the_other_side(divided: Divided, login: Login) -> None:
    barbara = login(divided.barbara)
    barbara.get(case(divided.care))
    anna = login(divided.anna)
    anna.post(f"/testowo/osoby/{divided.lucja.id}/otworz/", {"reason": "calling"})
    page = anna.get(f"/testowo/osoba/{divided.lucja.id}/historia/").content.decode()
    assert "Otwarto kartę osoby" in page
    assert divided.care.case_file.mark not in page
    assert divided.care.case_file.mark in barbara.get(f"/testowo/osoba/{divided.lucja.id}/historia/").content.decode()


def test_duties_and_ties_stop_at_the_wall(divided: Divided, login: Login) -> None:
    assert "Łucja" not in login(divided.anna).get("/testowo/zadania/do-rozpoznania/").content.decode()
    assert statuses(login, divided.anna, f"/testowo/osoba/{divided.lucja.id}/") == [403]
    assert statuses(login, divided.grazyna, f"/testowo/osoba/{divided.lucja.id}/") == [200]


def test_a_handed_case_is_seen_once_it_is_accepted_and_no_more_when_taken_back(divided: Divided, login: Login) -> None:
    given = offered(divided)
    assert statuses(login, divided.grazyna, case(divided.services)) == [404]
    client = login(divided.grazyna)
    page = f"/testowo/przekazania/{given.id}/"
    assert PURPOSE in client.get("/testowo/zadania/przekazania/").content.decode()
    assert client.post(page, {"akcja": "przyjmij"}).status_code == 302
    assert client.get(case(divided.services)).status_code == 200
    assert divided.services.case_file.mark in client.get(f"/testowo/osoba/{divided.halina.id}/wnioski/").content.decode()
    assert login(divided.anna).post(page, {"akcja": "wycofaj", "words": "krótko"}).status_code == 422
    assert login(divided.anna).post(page, {"akcja": "wycofaj", "words": "Sprawa załatwiona u nas."}).status_code == 302
    assert client.get(case(divided.services)).status_code == 404
    assert client.get(case(divided.care)).status_code == 200


def test_a_handed_plan_is_read_by_who_was_handed_it_and_written_by_nobody_of_them(divided: Divided, login: Login) -> None:
    address = f"/testowo/plany/{divided.version.plan_id}/"
    assert statuses(login, divided.grazyna, address) == [403]
    given = offered(divided, f"plan:{divided.version.plan_id}")
    actions.accept(by=divided.grazyna, handover=given)
    assert statuses(login, divided.grazyna, address) == [200]
    assert login(divided.grazyna).post(f"{address}zapisz/", {}).status_code == 403


def test_every_step_stands_on_the_timeline_of_both(divided: Divided, login: Login) -> None:
    actions.accept(by=divided.grazyna, handover=offered(divided))
    for actor in (divided.anna, divided.grazyna):
        page = login(actor).get(f"/testowo/osoba/{divided.halina.id}/historia/").content.decode()
        assert "Zaproponowano przekazanie spraw (1)" in page
        assert "Przyjęto przekazane sprawy (1)" in page
    kinds = Entry.objects.filter(person_id=divided.halina.id, kind__startswith="worklist.").values_list("kind", flat=True)
    assert sorted(kinds) == ["worklist.handover.accepted", "worklist.handover.offered"]


def test_whoever_hands_over_does_not_accept_and_a_division_answers_for_itself(divided: Divided) -> None:
    given = offered(divided)
    for wrong in (divided.anna, divided.ewa):
        with pytest.raises(Refused):
            actions.accept(by=wrong, handover=given)
    with pytest.raises(Refused):
        actions.withdraw(by=divided.grazyna, handover=given, reason="Nie nasza sprawa, oddajemy.")
    with pytest.raises(ValidationError, match="dlaczego nie przyjmujesz"):
        actions.decline(by=divided.grazyna, handover=given, answer="nie")
    assert actions.decline(by=divided.grazyna, handover=given, answer="To zadanie usług społecznych.").state == "declined"
    with pytest.raises(WrongMove):
        actions.accept(by=divided.grazyna, handover=given)
    assert actions.accept(by=divided.barbara, handover=offered(divided)).state == "accepted"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"matters": []}, "matters"),
        ({"matters": ["application:0190b0a0-0000-7000-8000-000000000000"]}, "matters"),
        ({"purpose": "bo tak"}, "purpose"),
        ({"basis": ""}, "basis"),
        ({"basis": "other", "basis_words": ""}, "basis_words"),
    ],
)
def test_nothing_is_handed_over_without_what_why_and_on_what_ground(divided: Divided, typed: dict[str, object], field: str) -> None:
    whole: dict[str, object] = {"matters": [f"application:{divided.services.id}"], "purpose": PURPOSE, "basis": "cus_38"}
    with pytest.raises(ValidationError) as refused:
        actions.offer(by=divided.anna, person=divided.halina, from_division=Division.SERVICES, **(whole | typed))  # type: ignore[arg-type]
    assert field in refused.value.message_dict


def test_nobody_hands_over_matters_of_the_other_division(divided: Divided) -> None:
    with pytest.raises(Refused):
        actions.offer(
            by=divided.grazyna, person=divided.halina, from_division=Division.SERVICES,
            matters=[f"application:{divided.services.id}"], purpose=PURPOSE, basis="cus_38",
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.offer(by=divided.marek, person=divided.halina, from_division=Division.SERVICES, matters=[], purpose=PURPOSE, basis="cus_38")


def test_the_form_keeps_what_was_typed(divided: Divided, login: Login) -> None:
    client, address = login(divided.anna), f"/testowo/przekazania/nowe/{divided.halina.id}/"
    assert divided.services.case_file.mark in client.get(address).content.decode()
    refused = client.post(address, {"purpose": PURPOSE, "basis": "cus_50"})
    assert refused.status_code == 422
    assert PURPOSE in refused.content.decode()
    typed = {"matters": f"application:{divided.services.id}", "purpose": PURPOSE, "basis": "cus_50"}
    assert client.post(address, typed).status_code == 302
    assert "czeka na przyjęcie" in client.get("/testowo/przekazania/?widok=wszystkie").content.decode()


def test_a_foreign_hand_over_does_not_exist(divided: Divided, login: Login, other_centre: Centre) -> None:
    given = offered(divided)
    stranger = User.objects.create_user("obcy@example.invalid", full_name="Obcy Pracownik")
    client = Client()
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/sasiedzi/przekazania/{given.id}/").status_code == 403
    assert statuses(login, divided.grazyna, "/testowo/przekazania/0190b0a0-0000-7000-8000-000000000000/") == [404]


def test_who_works_for_both_divisions_or_for_the_whole_centre_has_no_wall(divided: Divided, login: Login, centre: Centre) -> None:
    assert statuses(login, divided.marek, case(divided.services), case(divided.care))[1] == 200
    services = Department.objects.get(kind=Department.Kind.SOCIAL_SERVICES)
    Membership.objects.create(
        user_id=divided.grazyna.user_id, role=Role.KIPUS.value, department=services, valid_from=LONG_AGO
    )
    both = actor_of(User.objects.get(id=divided.grazyna.user_id), centre)
    assert both is not None
    assert both.divisions == frozenset()


def test_without_the_wall_both_divisions_see_every_case(divided: Divided, login: Login) -> None:
    found_policy(division_wall=False)
    assert statuses(login, divided.anna, case(divided.care)) == [200]
