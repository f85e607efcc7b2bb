"""A diagnosis from its first day to mayor and council, by the organiser Ewa Sikora."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from opencus.centre.actors import Actor, Refused
from opencus.centre.founding import municipality
from opencus.centre.models import Centre, ServedMunicipality
from opencus.centre.roles import Role
from opencus.core.clock import WARSAW, today
from opencus.core.states import WrongMove
from opencus.programmes import queries_diagnosis
from opencus.programmes.actions import consultation
from opencus.programmes.actions import diagnosis as actions
from opencus.programmes.actions import diagnosis_parts as parts
from opencus.programmes.models import Consultation, Diagnosis, LocalProvider
from opencus.programmes.rules.diagnosis import usual_end
from opencus.programmes.tests.factories import programme_in_force
from opencus.programmes.tests.factories_diagnosis import asked_by, diagnosis, handed_over, reported

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]
ROOM = "/testowo/program/diagnozy/"
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=WARSAW)


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


def test_it_is_for_five_years_and_not_a_day_more(ewa: Actor) -> None:
    row = diagnosis(ewa)
    assert (row.number, row.state, row.valid_to) == (1, "draft", usual_end(today()))
    with pytest.raises(ValidationError, match="najwyżej 5 lat"):
        diagnosis(ewa, valid_to=usual_end(today()) + timedelta(days=1))


def test_reception_reads_but_does_not_write(make_actor: Make, login: Login, ewa: Actor) -> None:
    row, reception = diagnosis(ewa), make_actor(Role.RECEPTION, name="Marek Bielecki")
    with pytest.raises(Refused):
        diagnosis(reception)
    client = login(reception)
    assert client.get(f"{ROOM}{row.id}/").status_code == 200
    assert client.get(f"{ROOM}nowa/").status_code == 403


def test_handing_over_before_a_consultation_is_refused_and_says_why(ewa: Actor, login: Login) -> None:
    row, client = diagnosis(ewa), login(ewa)
    sent = {"to_mayor_on": today().isoformat(), "to_council_on": today().isoformat()}
    page = client.post(f"{ROOM}{row.id}/przekazanie/", sent)
    assert page.status_code == 422
    assert "Najpierw konsultacje ze społecznością" in page.content.decode()
    reported(row)
    assert client.post(f"{ROOM}{row.id}/przekazanie/", sent).status_code == 422  # recorded, but its end did not reach the diagnosis
    actions.consulted(row, by=ewa)
    assert client.post(f"{ROOM}{row.id}/przekazanie/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.to_mayor_on) == ("handed_over", today())


def test_it_goes_through_a_real_consultation(ewa: Actor) -> None:
    row = diagnosis(ewa, summary="Mieszkańcy się starzeją.")
    with time_machine.travel(NOON, tick=False):
        asked = consultation.prepare(by=ewa, title="Czego potrzebujemy?", intro="Powiedz, co pominęliśmy.", opens_on=NOON.date(), closes_on=NOON.date(), diagnosis=row)
        consultation.publish(by=ewa, consultation=asked)
        row.refresh_from_db()
        assert row.state == "in_consultation"
        with pytest.raises(ValidationError, match="jeszcze trwają"):
            actions.back_to_draft(by=ewa, diagnosis=row)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        consultation.close(by=ewa, consultation=asked)
        consultation.report(by=ewa, consultation=asked)
        row.refresh_from_db()
        assert (row.state, row.consulted_on) == ("consulted", today())
        assert actions.hand_over(by=ewa, diagnosis=row, to_mayor_on=today(), to_council_on=today()).state == "handed_over"


def test_a_consultation_that_still_runs_is_none(ewa: Actor) -> None:
    row = diagnosis(ewa)
    Consultation.objects.create(diagnosis=row, title="Trwa", code="k", state="open", opens_on=today(), closes_on=today())
    with pytest.raises(ValidationError, match="nie ma konsultacji zakończonych"):
        actions.consulted(row, by=ewa)


@pytest.mark.parametrize("state", ["draft", "consulted", "handed_over"])
def test_the_database_refuses_it_too(ewa: Actor, state: str) -> None:
    row = diagnosis(ewa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Diagnosis.objects.filter(id=row.id).update(state=state, to_mayor_on=today(), to_council_on=today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Diagnosis.objects.filter(id=row.id).update(
            state="handed_over", consulted_on=today(), to_mayor_on=today() - timedelta(days=1), to_council_on=today()
        )
    assert Diagnosis.objects.filter(id=row.id).update(state="handed_over", consulted_on=today(), to_mayor_on=today(), to_council_on=today()) == 1


def test_while_people_read_it_the_text_stands_still(ewa: Actor) -> None:
    row = diagnosis(ewa)
    row.move_to("in_consultation")
    row.save()
    with pytest.raises(ValidationError, match="treść się nie zmienia"):
        actions.write_text(by=ewa, diagnosis=row, title="Inna", valid_from=row.valid_from, valid_to=row.valid_to)
    with pytest.raises(ValidationError, match="treść się nie zmienia"):
        parts.write_conclusion(by=ewa, diagnosis=row, kind="need", area="culture", text="Kino.")
    reported(row)
    actions.consulted(row, by=ewa)
    assert actions.write_text(by=ewa, diagnosis=row, title="Po uwagach", valid_from=row.valid_from, valid_to=row.valid_to).title == "Po uwagach"


def test_back_to_the_draft_means_to_consult_again(ewa: Actor) -> None:
    row = diagnosis(ewa)
    reported(row)
    actions.consulted(row, by=ewa)
    actions.back_to_draft(by=ewa, diagnosis=row)
    row.refresh_from_db()
    assert (row.state, row.consulted_on) == ("draft", None)
    with pytest.raises(WrongMove):
        actions.back_to_draft(by=ewa, diagnosis=row)


def test_an_update_takes_conclusions_and_providers_along_and_replaces_when_handed_over(ewa: Actor) -> None:
    old = diagnosis(ewa)
    parts.write_conclusion(by=ewa, diagnosis=old, kind="need", area="culture", text="Kino na osiedlu.", persons=40)
    parts.write_provider(by=ewa, diagnosis=old, name="Dom Kultury", kind="municipal", services="kino", areas=["culture"])
    with pytest.raises(ValidationError, match="przekazaną wójtowi"):
        actions.update(by=ewa, diagnosis=old, change_reason="Więcej seniorów.", valid_from=today(), valid_to=old.valid_to)
    reported(old)
    actions.consulted(old, by=ewa)
    actions.hand_over(by=ewa, diagnosis=old, to_mayor_on=today(), to_council_on=today())
    with pytest.raises(ValidationError, match="istotnie"):
        actions.update(by=ewa, diagnosis=old, change_reason=" ", valid_from=today(), valid_to=old.valid_to)
    new = actions.update(by=ewa, diagnosis=old, change_reason="Więcej seniorów.", valid_from=today(), valid_to=old.valid_to)
    assert (new.number, new.conclusions.get().persons, new.providers.get().name) == (2, 40, "Dom Kultury")
    assert old.conclusions.count() == 1
    with pytest.raises(ValidationError, match="już rozpoczęta"):
        actions.update(by=ewa, diagnosis=old, change_reason="Jeszcze raz.", valid_from=today(), valid_to=old.valid_to)
    assert queries_diagnosis.holding_on(today())["9900011"] == old
    reported(new)
    actions.consulted(new, by=ewa)
    actions.hand_over(by=ewa, diagnosis=new, to_mayor_on=today(), to_council_on=today())
    old.refresh_from_db()
    assert old.state == "superseded"
    assert queries_diagnosis.holding_on(today())["9900011"] == new


def test_a_joint_centre_has_one_for_each_municipality(ewa: Actor, centre: Centre, login: Login) -> None:
    other = municipality("9900033", name="Sąsiednia", kind="gmina", county="powiat", voivodeship="województwo")
    client = login(ewa)
    assert "Gmina" not in str(client.get(f"{ROOM}nowa/").context["form"].fields.keys())
    with pytest.raises(ValidationError, match="obsługuje centrum"):
        diagnosis(ewa, municipality=other)
    ServedMunicipality.objects.create(centre=centre, municipality=other, since=today())
    handed_over(ewa)
    sent = {"title": "Diagnoza Sąsiedniej", "valid_from": today().isoformat(), "valid_to": usual_end(today()).isoformat()}
    assert client.post(f"{ROOM}nowa/", sent).status_code == 422  # which one?
    assert client.post(f"{ROOM}nowa/", {**sent, "municipality": "9900033"}).status_code == 302
    made = Diagnosis.objects.get(municipality=other)
    assert made.number == 1
    assert set(queries_diagnosis.holding_on(today())) == {"9900011"}
    page = client.get(f"{ROOM}?gmina=9900033").content.decode()
    assert "Diagnoza Sąsiedniej" in page
    assert "brak diagnozy" in page


def test_the_page_shows_the_programmes_that_rest_on_it(ewa: Actor, login: Login) -> None:
    row = handed_over(ewa)
    programme_in_force(name="Program Testowa", diagnosis=row)
    assert "Program Testowa, wersja 1" in login(ewa).get(f"{ROOM}{row.id}/").content.decode()


def test_two_people_at_one_text_see_both_values(ewa: Actor, login: Login) -> None:
    row, client = diagnosis(ewa, summary="Dawniej."), login(ewa)
    url = f"{ROOM}{row.id}/tresc/"
    opened = client.get(url).context["form"]
    sent = {f"initial-{name}": opened[name].initial or "" for name in ("title", "summary", "method")}
    Diagnosis.objects.filter(id=row.id).update(summary="Wpis Barbary.")
    sent |= {"title": row.title, "summary": "Wpis Ewy.", "method": "", "valid_from": row.valid_from.isoformat(), "valid_to": row.valid_to.isoformat()}
    page = client.post(url, sent)
    assert page.status_code == 409
    assert "Wpis Barbary." in page.content.decode()
    assert "Wpis Ewy." in page.content.decode()


def test_the_whole_of_it_prints_as_a_tagged_document(ewa: Actor, login: Login) -> None:
    row = diagnosis(ewa, summary="Mieszkańcy się starzeją.")
    parts.write_conclusion(by=ewa, diagnosis=row, kind="need", area="culture", text="Kino.", persons=40, evidence="ankieta")
    LocalProvider.objects.create(diagnosis=row, name="Dom Kultury", kind="municipal", services="kino", areas=["culture"])
    reported(row)
    client = login(ewa)
    made = client.post(f"{ROOM}{row.id}/pdf/")
    assert made.content.startswith(b"%PDF")
    assert b"StructTreeRoot" in made.content or b"/MarkInfo" in made.content
    assert client.get(f"{ROOM}{row.id}/pdf/").status_code == 405
    for kind in ("xlsx", "csv", "ods"):
        assert client.post(f"{ROOM}pobierz/", {"format": kind}).status_code == 200


def test_the_list_asks_the_same_number_of_questions_for_one_and_for_many(ewa: Actor, login: Login) -> None:
    client = login(ewa)
    diagnosis(ewa, title="Pierwsza")
    client.get(ROOM)
    one = asked_by(client, ROOM)
    for number in range(12):
        diagnosis(ewa, title=f"Diagnoza {number}")
    assert asked_by(client, ROOM) == one
