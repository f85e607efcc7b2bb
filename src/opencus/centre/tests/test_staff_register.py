"""What the Act asks of a post, who has shown it, and on whose authority somebody signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation, Centre, Membership, User
from opencus.centre.queries import authorisation_for, authorised_scopes
from opencus.centre.roles import Permission, Role
from opencus.centre.staff import actions
from opencus.centre.staff.models import StaffDocument, StaffTraining
from opencus.centre.staff.queries import register, wanting
from opencus.centre.staff.rules import (
    COURSE_HOURS,
    REQUIREMENTS,
    Course,
    Document,
    Proof,
    days_of_work,
    standings,
)
from opencus.config.actors import actor_of
from opencus.core.clock import now, today
from opencus.core.periods import Period

Make = Callable[..., Actor]
DAY = date(2026, 11, 20)
PAPER: dict[str, Any] = {"number": "7/2026", "granted_by": "Prezydent Miasta", "valid_from": date(2026, 1, 2)}


@pytest.fixture
def barbara(make_actor: Make) -> Actor:
    return make_actor(Role.DIRECTOR, name="Barbara Nowicka")


@pytest.fixture
def anna(make_actor: Make) -> Actor:
    return make_actor(Role.KIPUS, name="Anna Kowalik")


def user_of(actor: Actor) -> User:
    return User.objects.get(id=actor.user_id)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_the_hours_of_the_three_trainings_are_those_of_the_regulation() -> None:
    assert COURSE_HOURS == {Course.MANAGEMENT: 60, Course.PLANS: 52, Course.COMMUNITY: 57}  # Dz.U. 2020 poz. 664


@pytest.mark.parametrize(("hours", "met"), [(0, False), (51, False), (52, True), (60, True)])
def test_a_coordinator_needs_fifty_two_hours(hours: int, met: bool) -> None:
    found = {one.requirement.course: one for one in standings(Role.KIPUS, [], {Course.PLANS: hours}, DAY)}
    assert found[Course.PLANS].met is met
    assert f"{hours} z 52 godz." in found[Course.PLANS].words


def test_a_community_organiser_needs_the_specialisation_or_the_training_not_both() -> None:
    special = [Document(Proof.COMMUNITY_SPECIALISATION, date(2020, 1, 1))]
    assert not standings(Role.OSL, [], {Course.COMMUNITY: 56}, DAY)[2].met
    assert standings(Role.OSL, [], {Course.COMMUNITY: 57}, DAY)[2].met
    assert standings(Role.OSL, special, {}, DAY)[2].met


def test_two_years_of_social_work_may_be_interrupted_and_each_day_counts_once() -> None:
    first, second = Period(date(2018, 1, 1), date(2018, 12, 31)), Period(date(2018, 7, 1), date(2019, 12, 31))
    held = [Document(Proof.SOCIAL_WORK, DAY, one) for one in (first, second)]
    assert days_of_work([first, second], DAY) == 730
    assert standings(Role.KIPUS, held, {}, DAY)[1].met
    assert not standings(Role.KIPUS, held[:1], {}, DAY)[1].met
    assert "1 rok i 0 dni z 2 lat" in standings(Role.KIPUS, held[:1], {}, DAY)[1].missing


def test_a_diploma_dated_tomorrow_shows_nothing_today() -> None:
    tomorrow = [Document(Proof.HIGHER_EDUCATION, DAY + timedelta(days=1))]
    assert not standings(Role.OUS, tomorrow, {}, DAY)[0].met


def test_the_act_asks_nothing_of_reception_and_each_requirement_names_its_article() -> None:
    assert standings(Role.RECEPTION, [], {}, DAY) == ()
    assert all(one.source.startswith("art. ") for asked in REQUIREMENTS.values() for one in asked)


days = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(days, st.integers(0, 900)), max_size=8), days)
def test_days_of_work_are_the_days_covered_by_any_post(spans: list[tuple[date, int]], on: date) -> None:
    periods = [Period(start, start + timedelta(days=length)) for start, length in spans]
    covered = {day for one in periods for day in one.each_day() if day <= on}
    assert days_of_work(periods, on) == len(covered)


# --- the register --------------------------------------------------------------------------------------------------


def test_the_director_records_a_diploma_and_the_requirement_is_met(barbara: Actor, anna: Actor) -> None:
    actions.record_document(
        by=barbara, user=user_of(anna), proof="social_worker", name="dyplom", issuer="Kolegium", issued_on=date(2010, 6, 25)
    )
    found = {one.user.full_name: one for one in register(today())}["Anna Kowalik"]
    assert [one.met for one in found.posts[0].standings] == [True, False, False, False]
    assert "upoważnienie do przetwarzania danych" in found.faults
    assert Entry.objects.filter(kind="centre.staff.document").exists()


def test_experience_without_its_days_is_refused_by_the_form_and_by_the_database(barbara: Actor, anna: Actor) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.record_document(
            by=barbara, user=user_of(anna), proof="social_work", name="świadectwo", issuer="MOPS", issued_on=date(2020, 1, 1)
        )
    assert "starts_on" in refused.value.message_dict
    with pytest.raises(IntegrityError, match="centre_staffdocument_period"), transaction.atomic():
        StaffDocument.objects.create(
            user=user_of(anna), proof="social_work", name="x", issuer="x", issued_on=DAY, recorded_by=user_of(barbara), recorded_at=now()
        )


def test_one_certificate_counts_once(barbara: Actor, anna: Actor) -> None:
    entry: dict[str, Any] = {
        "course": "plans", "hours": 52, "organiser": "ROPS", "certificate": "12/2021", "completed_on": date(2021, 3, 26),
    }  # fmt: skip
    made = actions.record_training(by=barbara, user=user_of(anna), **entry)
    with pytest.raises(ValidationError, match="już wpisane"):
        actions.record_training(by=barbara, user=user_of(anna), **entry)
    actions.withdraw_training(by=barbara, training=made, reason="pomyłka w liczbie godzin")
    actions.record_training(by=barbara, user=user_of(anna), **entry | {"hours": 26})
    assert [one.words for one in register(today(), anna.user_id)[0].posts[0].standings][2] == "26 z 52 godz."
    assert StaffTraining.objects.count() == 2  # nothing is deleted


def test_nobody_vouches_for_themselves_while_somebody_else_could(barbara: Actor, make_actor: Make) -> None:
    entry = {"proof": "no_conviction", "name": "KRK", "issuer": "Ministerstwo", "issued_on": date(2020, 1, 1)}
    actions.record_document(by=barbara, user=user_of(barbara), **entry)  # type: ignore[arg-type]  # alone in a small centre
    make_actor(Role.ADMINISTRATOR, name="Adam Sowa")
    with pytest.raises(Refused, match="Poproś inną osobę"):
        actions.record_document(by=barbara, user=user_of(barbara), **entry)  # type: ignore[arg-type]


def test_a_coordinator_may_not_write_in_the_register(anna: Actor, barbara: Actor) -> None:
    with pytest.raises(Refused):
        actions.grant_authorisation(by=anna, user=user_of(barbara), scope="qualify", **PAPER)


# --- authorisations ------------------------------------------------------------------------------------------------


def test_an_authorisation_of_the_mayor_counts_from_its_first_to_its_last_day_and_ends_when_withdrawn(barbara: Actor) -> None:
    user, scope = user_of(barbara), Permission.SIGN_DECISION
    made = actions.grant_authorisation(
        by=barbara, user=user, scope="sign_decision", **PAPER | {"valid_from": DAY, "valid_to": DAY + timedelta(days=9)}
    )
    assert [authorised_scopes(user.id, DAY + timedelta(days=n)) == {scope} for n in (-1, 0, 9, 10)] == [False, True, True, False]
    actions.withdraw_authorisation(by=barbara, authorisation=made, reason="zmiana zakresu obowiązków")
    assert authorised_scopes(user.id, DAY) == frozenset()
    with pytest.raises(ValidationError):
        actions.withdraw_authorisation(by=barbara, authorisation=made, reason="drugi raz")


def test_an_authorisation_for_two_services_covers_no_third(barbara: Actor) -> None:
    user, scope = user_of(barbara), Permission.SIGN_DECISION
    actions.grant_authorisation(by=barbara, user=user, scope="sign_decision", services="uo, SUO", **PAPER)
    assert authorisation_for(user.id, scope, today(), "UO") is not None
    assert authorisation_for(user.id, scope, today(), "DDS") is None
    with pytest.raises(ValidationError) as refused:
        actions.grant_authorisation(by=barbara, user=user, scope="sign_decision", services="usługi opiekuńcze!", **PAPER)
    assert "services" in refused.value.message_dict


def test_a_scope_that_no_role_can_use_is_refused(barbara: Actor, make_actor: Make) -> None:
    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    with pytest.raises(ValidationError, match="Najpierw nadaj rolę"):
        actions.grant_authorisation(by=barbara, user=user_of(marek), scope="sign_decision", **PAPER)


def test_an_authorisation_to_process_data_says_which_and_gives_no_right_of_its_own(barbara: Actor, anna: Actor) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.grant_authorisation(by=barbara, user=user_of(anna), scope="process_data", **PAPER)
    assert "extent" in refused.value.message_dict
    actions.grant_authorisation(
        by=barbara, user=user_of(anna), scope="process_data", extent="Dane osób w sprawach, które prowadzi.", **PAPER
    )
    assert authorised_scopes(anna.user_id, today()) == frozenset()  # type: ignore[arg-type]
    assert "upoważnienie do przetwarzania danych" not in register(today(), anna.user_id)[0].faults


def test_an_authorisation_that_ends_this_month_is_named_among_the_faults_until_the_next_one(barbara: Actor, anna: Actor) -> None:
    soon = today() + timedelta(days=10)
    extent = "Dane w sprawach, które prowadzi."
    actions.grant_authorisation(by=barbara, user=user_of(anna), scope="process_data", extent=extent, **PAPER | {"valid_to": soon})
    assert any("nr 7/2026 kończy się" in fault for fault in register(today(), anna.user_id)[0].faults)
    actions.grant_authorisation(by=barbara, user=user_of(anna), scope="process_data", extent=extent, **PAPER | {"number": "8/2026"})
    assert not any("kończy się" in fault for fault in register(today(), anna.user_id)[0].faults)


def test_a_withdrawn_authorisation_is_gone_at_the_next_request_of_an_open_session(
    centre: Centre, barbara: Actor, make_actor: Make
) -> None:
    ewa = make_actor(Role.OUS, name="Ewa Sikora", authorised=(Permission.QUALIFY,))
    assert ewa.may(Permission.QUALIFY)
    actions.withdraw_authorisation(by=barbara, authorisation=Authorisation.objects.get(user_id=ewa.user_id), reason="odwołanie")
    again = actor_of(user_of(ewa), centre)
    assert again is not None
    assert not again.may(Permission.QUALIFY)


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_register_shows_who_lacks_what_and_the_number_opens_the_list(
    barbara: Actor, anna: Actor, login: Callable[[Actor], Client]
) -> None:
    page = login(barbara).get("/testowo/personel/?braki=1").content.decode()
    assert "Anna Kowalik" in page
    assert "Co najmniej 2 lata pracy socjalnej" in page
    assert len(wanting(today())) == 2


def test_what_was_typed_stays_when_a_document_is_refused(barbara: Actor, anna: Actor, login: Callable[[Actor], Client]) -> None:
    answer = login(barbara).post(
        f"/testowo/personel/{anna.user_id}/dokument/",
        {"dokument-proof": "social_work", "dokument-name": "świadectwo pracy", "dokument-issuer": "MOPS", "dokument-issued_on": "2020-01-01"},
    )
    assert answer.status_code == 422
    assert "podaj pierwszy i ostatni dzień pracy" in answer.content.decode()
    assert "świadectwo pracy" in answer.content.decode()


def test_the_file_holds_a_line_for_each_requirement_and_is_journalled(
    barbara: Actor, anna: Actor, login: Callable[[Actor], Client]
) -> None:
    answer = login(barbara).post("/testowo/personel/pobierz/", {"format": "xlsx"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert sheet.max_row == 1 + len(REQUIREMENTS[Role.DIRECTOR]) + len(REQUIREMENTS[Role.KIPUS])
    assert Entry.objects.filter(kind="centre.staff.export").exists()


def test_the_inspector_reads_the_register_but_changes_nothing(
    anna: Actor, make_actor: Make, login: Callable[[Actor], Client]
) -> None:
    client = login(make_actor(Role.INSPECTOR, name="Tomasz Wilk"))
    assert "Dodaj upoważnienie" not in client.get(f"/testowo/personel/{anna.user_id}/").content.decode()
    assert client.post(f"/testowo/personel/{anna.user_id}/upowaznienie/", {}).status_code == 403
    assert login(anna).get("/testowo/personel/").status_code == 403


def test_papers_of_somebody_who_left_stay_but_a_stranger_has_no_page(
    barbara: Actor, anna: Actor, other_centre: Centre, login: Callable[[Actor], Client]
) -> None:
    Membership.objects.filter(user_id=anna.user_id).update(valid_to=today() - timedelta(days=1))
    client = login(barbara)
    assert client.get(f"/testowo/personel/{anna.user_id}/").status_code == 200
    stranger = User.objects.create_user("obcy@example.invalid", full_name="Obcy Pracownik")
    assert client.get(f"/testowo/personel/{stranger.id}/").status_code == 404


def test_an_authorisation_to_process_data_is_printed_to_be_signed_and_the_mayors_is_not(
    barbara: Actor, anna: Actor, login: Callable[[Actor], Client]
) -> None:
    own = actions.grant_authorisation(
        by=barbara, user=user_of(anna), scope="process_data", extent="#import dane_i_$cele$", **PAPER | {"number": "ODO/3"}
    )
    mayors = actions.grant_authorisation(by=barbara, user=user_of(barbara), scope="sign_decision", **PAPER)
    client = login(barbara)
    words = PdfReader(BytesIO(client.get(f"/testowo/personel/upowaznienie/{own.id}/pdf/").content)).pages[0].extract_text()
    assert "Upoważnienie nr ODO/3" in words
    assert "#import dane_i_$cele$" in words
    assert "Anna Kowalik" in words
    assert client.get(f"/testowo/personel/upowaznienie/{mayors.id}/pdf/").status_code == 404
