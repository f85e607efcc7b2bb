"""An application is submitted by the right person, with the clause, once."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.states import WrongMove
from opencus.correspondence.models import CaseFile
from opencus.intake import applying
from opencus.intake.actions.applications import Asked, draft, end_call, register_call, submit, withdraw
from opencus.intake.models import Application, Enquiry, RequestedService
from opencus.intake.tests.factories import call, drafted_application, receptionist, submitted_application
from opencus.people.tests.factories import halina, joanna
from opencus.programmes.tests.factories import handyman, physiotherapist, programme_in_force, senior_taxi

pytestmark = pytest.mark.usefixtures("centre")


@time_machine.travel(date(2026, 11, 23))
def test_joanna_applies_for_three_services_for_her_mother() -> None:
    mother = halina()
    made = submitted_application(mother, [physiotherapist(), handyman(), senior_taxi()], applicant=joanna(mother))
    assert made.state == Application.State.SUBMITTED
    assert (made.client, made.capacity, made.submitted_on) == (mother, "carer", date(2026, 11, 23))
    assert made.applicant.full_name == "Joanna Mróz"
    assert made.requested.count() == 3
    assert made.case_file.spoken_number == "1/2026"
    assert applying.plan_due(made.submitted_on) == date(2026, 12, 23)
    assert Entry.objects.get(kind="intake.application.submitted").sentence == "złożono wniosek CUS.5120.1.2026, usług: 3"


def test_without_the_clause_nothing_is_submitted() -> None:
    made = drafted_application(halina(), [physiotherapist()])
    with pytest.raises(ValidationError) as refusal:
        submit(by=receptionist(), application=made, clause_form="", information_given=True)
    assert "Odczytaj oświadczenie" in refusal.value.message_dict["clause"][0]
    made.refresh_from_db()
    assert (made.state, made.submitted_on) == ("draft", None)


def test_without_the_information_about_data_nothing_is_submitted() -> None:
    made = drafted_application(halina(), [physiotherapist()])
    with pytest.raises(ValidationError) as refusal:
        submit(by=receptionist(), application=made, clause_form="spoken")
    assert set(refusal.value.message_dict) == {"information"}


def test_the_clause_has_the_wording_of_the_act() -> None:
    assert applying.CLAUSE == "Jestem świadomy odpowiedzialności karnej za złożenie fałszywego oświadczenia."


def test_a_ride_without_a_destination_is_not_submitted() -> None:
    mother, taxi = halina(), senior_taxi()
    made = draft(
        by=receptionist(), enquiry=call(), client=mother, applicant=mother, capacity="self",
        services=[Asked(taxi.id, details={"when": "w czwartek"})],
    )  # fmt: skip
    with pytest.raises(ValidationError) as refusal:
        submit(by=receptionist(), application=made, clause_form="spoken", information_given=True)
    assert refusal.value.message_dict["services"] == ["Taxówka dla seniora: wpisz, dokąd."]


def test_submitting_twice_makes_one_application() -> None:
    made = drafted_application(halina(), [physiotherapist()])
    first = submit(by=receptionist(), application=made, clause_form="spoken", information_given=True)
    second = submit(by=receptionist(), application=made, clause_form="spoken", information_given=True)
    assert first == second
    assert Entry.objects.filter(kind="intake.application.submitted").count() == 1


def test_the_same_call_drafts_one_application_and_one_case() -> None:
    mother, enquiry, services = halina(), call(), [Asked(physiotherapist().id)]
    told = {"enquiry": enquiry, "client": mother, "applicant": mother, "capacity": "self", "services": services}
    assert draft(by=receptionist(), **told) == draft(by=receptionist(), **told)
    assert (Application.objects.count(), CaseFile.objects.count()) == (1, 1)


def test_a_service_taken_off_the_draft_is_gone_and_the_number_stays() -> None:
    mother, enquiry, fiz, fix = halina(), call(), physiotherapist(), handyman()
    told = {"enquiry": enquiry, "client": mother, "applicant": mother, "capacity": "self"}
    before = draft(by=receptionist(), services=[Asked(fiz.id), Asked(fix.id)], **told)
    after = draft(by=receptionist(), services=[Asked(fix.id, "rano")], **told)
    assert before.case_file == after.case_file
    assert [(row.programme_service, row.wish) for row in RequestedService.objects.all()] == [(fix, "rano")]


@pytest.mark.parametrize(("capacity", "word"), [("self", "Dzwoni kto inny"), ("reporter", "wniosku nie złoży"), ("", "Wybierz")])
def test_a_daughter_needs_the_right_capacity(capacity: str, word: str) -> None:
    mother = halina()
    with pytest.raises(ValidationError) as refusal:
        drafted_application(mother, [physiotherapist()], applicant=joanna(mother), capacity=capacity)
    assert word in refusal.value.message_dict["capacity"][0]
    assert CaseFile.objects.count() == 0


def test_what_the_programme_does_not_list_may_not_be_asked() -> None:
    mother = halina()
    with pytest.raises(ValidationError) as refusal:
        drafted_application(mother, [physiotherapist()], declared={"income": "2100"})
    assert "Program nie pozwala" in refusal.value.message_dict["declared"][0]


def test_what_the_programme_lists_and_a_service_needs_is_kept() -> None:
    programme_in_force(data_fields=["income", "household_size", "referral"])
    made = drafted_application(halina(), [physiotherapist()], declared={"income": "2100", "household_size": 1})
    assert made.declared == {"income": "2100", "household_size": 1}


def test_a_service_of_no_programme_in_force_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        draft(
            by=receptionist(), enquiry=call(), client=(one := halina()), applicant=one, capacity="self",
            services=[Asked(one.id)],
        )  # fmt: skip
    assert "nie ma w obowiązującym programie" in refusal.value.message_dict["services"][0]


def test_an_accountant_may_not_register_a_call(make_actor: Callable[..., Actor]) -> None:
    with pytest.raises(Refused, match="rejestrowanie zgłoszeń"):
        register_call(by=make_actor(Role.ACCOUNTANT), key=halina().id)
    assert Enquiry.objects.count() == 0


def test_a_call_knows_its_start_its_end_and_who_took_it() -> None:
    by, key = receptionist(), halina().id
    with time_machine.travel("2026-11-23T13:28:00Z", tick=False):
        made = register_call(by=by, key=key, caller_phone="000 555 456")
    with time_machine.travel("2026-11-23T13:32:12Z", tick=False):
        ended = end_call(by=by, enquiry=made)
        end_call(by=by, enquiry=made)
    assert (ended.ended_at - ended.started_at).seconds == 252
    assert ended.taken_by_id == by.user_id
    assert Entry.objects.get(kind="intake.enquiry.ended").data == {"minutes": 4}


def test_a_call_that_ended_is_not_rewritten() -> None:
    by, made = receptionist(), call(text="Mama upadła.")
    end_call(by=by, enquiry=made)
    assert register_call(by=by, key=made.id, text="co innego").text == "Mama upadła."


def test_a_withdrawn_application_takes_its_services_along_and_cannot_come_back() -> None:
    made = submitted_application(halina(), [physiotherapist(), handyman()])
    withdraw(by=receptionist(), application=made, reason="syn pomoże")
    assert set(made.requested.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(WrongMove):
        withdraw(by=receptionist(), application=made)


def test_every_move_of_an_application_is_in_the_table() -> None:
    for start, ends in Application.MOVES.items():
        for end in Application.State.values:
            one = Application(state=start)
            assert one.can_move_to(end) == (end in ends)


def test_a_centre_sees_only_its_own_applications(centre: Centre, other_centre: Centre) -> None:
    from opencus.core.tenancy import acting_in

    made = submitted_application(halina(), [physiotherapist()])
    with acting_in(other_centre.id):
        assert not Application.objects.filter(id=made.id).exists()
