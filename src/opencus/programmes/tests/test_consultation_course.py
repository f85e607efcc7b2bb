"""A consultation is prepared, announced, held, answered and reported; nobody's comment is left without an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, ServedMunicipality
from opencus.centre.roles import Role
from opencus.core.clock import now, telling, today
from opencus.core.states import WrongMove
from opencus.programmes.actions import consultation as course
from opencus.programmes.actions import consultation_comments as comments
from opencus.programmes.actions.consultation_meetings import change_meeting, plan_meeting
from opencus.programmes.models import Comment, Consultation, Diagnosis
from opencus.programmes.rules import consultation as rules
from opencus.programmes.tests.factories_consultation import (
    answered,
    comment,
    consultation,
    draft_version,
    meeting,
)

Login = Callable[[Actor], Client]


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """The organiser of services, who keeps the programme."""
    return make_actor(Role.OUS, name="Ewa Sikora")


def prepared(by: Actor, **fields: object) -> Consultation:
    values = {"title": "Opłaty od 2027", "intro": "Część usług będzie płatna.", "opens_on": today(), "closes_on": today() + timedelta(days=14), **fields}
    return course.prepare(by=by, **values)  # type: ignore[arg-type]


def test_a_draft_goes_into_consultation_and_stays_there_after_the_report(ewa: Actor) -> None:
    version = draft_version()
    row = prepared(ewa, version=version)
    assert row.code == f"{today().year}-1"
    assert prepared(ewa, document="Inny projekt.").code == f"{today().year}-2"
    course.publish(by=ewa, consultation=row)
    version.refresh_from_db()
    assert version.state == "in_consultation"
    with telling(now() + timedelta(days=15)):
        course.close(by=ewa, consultation=row)
        course.report(by=ewa, consultation=row)
    row.refresh_from_db()
    version.refresh_from_db()
    assert (row.state, version.state) == ("reported", "in_consultation")
    assert row.reported_on == today() + timedelta(days=15)


def test_a_second_consultation_of_the_same_draft_may_be_published(ewa: Actor) -> None:
    version = draft_version(state="in_consultation")
    assert course.publish(by=ewa, consultation=prepared(ewa, version=version)).state == "open"


def test_an_adopted_programme_is_not_consulted_any_more(ewa: Actor) -> None:
    row = prepared(ewa, version=draft_version(state="in_force"))
    with pytest.raises(WrongMove):
        course.publish(by=ewa, consultation=row)


def test_a_diagnosis_becomes_consulted_with_the_report(ewa: Actor, centre: Centre) -> None:
    gmina = ServedMunicipality.objects.get().municipality
    diagnosis = Diagnosis.objects.create(municipality=gmina, number=1, title="Diagnoza 2026–2031", valid_from=today(), valid_to=today() + timedelta(days=1825))
    row = prepared(ewa, diagnosis=diagnosis)
    course.publish(by=ewa, consultation=row)
    diagnosis.refresh_from_db()
    assert diagnosis.state == "in_consultation"
    with telling(now() + timedelta(days=15)):
        course.close(by=ewa, consultation=row)
        course.report(by=ewa, consultation=row)
    diagnosis.refresh_from_db()
    assert diagnosis.state == "consulted"


def test_nothing_is_published_without_plain_words_a_text_and_days(ewa: Actor) -> None:
    row = prepared(ewa, intro="")
    with pytest.raises(ValidationError) as error:
        course.publish(by=ewa, consultation=row)
    assert len(error.value.messages) == 2
    late = prepared(ewa, document="Projekt.", opens_on=today() - timedelta(days=3), closes_on=today() - timedelta(days=1))
    with pytest.raises(ValidationError, match="już minął"):
        course.publish(by=ewa, consultation=late)
    with pytest.raises(ValidationError, match="przed pierwszym"):
        prepared(ewa, closes_on=today() - timedelta(days=1))


def test_after_publishing_only_the_last_day_moves_and_only_forward(ewa: Actor) -> None:
    row = consultation()
    with pytest.raises(ValidationError, match="już ogłoszone"):
        course.change(by=ewa, consultation=row, title="x", intro="", document="", opens_on=today(), closes_on=today())
    with pytest.raises(ValidationError, match="późniejszy"):
        course.prolong(by=ewa, consultation=row, closes_on=row.closes_on - timedelta(days=1))
    assert course.prolong(by=ewa, consultation=row, closes_on=row.closes_on + timedelta(days=7)).state == "open"


def test_the_window_is_not_shut_before_the_promised_day(ewa: Actor) -> None:
    row = consultation(closes_on=today())
    with pytest.raises(ValidationError, match="włącznie"):
        course.close(by=ewa, consultation=row)
    with telling(now() + timedelta(days=1)):
        assert course.close(by=ewa, consultation=row).state == "closed"
        again = course.prolong(by=ewa, consultation=row, closes_on=today() + timedelta(days=3))
    assert again.state == "open"


def test_a_report_waits_for_every_answer_and_names_what_is_missing(ewa: Actor, login: Login) -> None:
    row = consultation(state="closed")
    answered(row, 1)
    silent = comment(row, 2)
    unseen = answered(row, 3, visibility="waiting")
    answered(row, 4, visibility="hidden", hidden_reason="obraża")
    with pytest.raises(ValidationError) as error:
        course.report(by=ewa, consultation=row)
    assert "uwaga 2 nie ma odpowiedzi" in error.value.messages[0]
    assert "uwaga 3 czeka na sprawdzenie" in error.value.messages[0]
    assert "uwaga 4" not in error.value.messages[0]
    client = login(ewa)
    refused = client.post(f"/testowo/program/konsultacje/{row.id}/krok/raport/")
    assert refused.status_code == 422
    assert f'href="/testowo/program/uwagi/{silent.id}/"' in refused.content.decode()
    comments.show(by=ewa, comment=unseen)
    comments.answer(by=ewa, consultation=row, comments=[silent.id], disposition="rejected", answer="Nie ma na to pieniędzy.")
    assert client.post(f"/testowo/program/konsultacje/{row.id}/krok/raport/").status_code == 302
    with pytest.raises(ValidationError, match="już się nie zmieniają"):
        comments.answer(by=ewa, consultation=row, comments=[silent.id], disposition="accepted", answer="Jednak tak.")


def test_reception_reads_but_changes_nothing(make_actor: Callable[..., Actor], login: Login) -> None:
    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    row = consultation(state="closed")
    said = comment(row)
    with pytest.raises(PermissionDenied):
        course.report(by=marek, consultation=row)
    with pytest.raises(PermissionDenied):
        comments.hide(by=marek, comment=said, reason="nie podoba mi się")
    client = login(marek)
    assert client.get(f"/testowo/program/konsultacje/{row.id}/").status_code == 200
    assert client.get(f"/testowo/program/konsultacje/{row.id}/uwagi/").status_code == 403


def test_a_meeting_is_announced_and_gets_its_minutes_afterwards(ewa: Actor) -> None:
    row = consultation()
    soon = now() + timedelta(days=2)
    with pytest.raises(ValidationError, match="jeszcze nie odbyło"):
        plan_meeting(by=ewa, consultation=row, starts_at=soon, place="Szkoła", persons=10)
    made = plan_meeting(by=ewa, consultation=row, starts_at=soon, place="Szkoła nr 9")
    with telling(soon + timedelta(hours=3)):
        with pytest.raises(ValidationError, match="ile osób"):
            change_meeting(by=ewa, meeting=made, starts_at=soon, place="Szkoła nr 9", minutes="Mówiono o taxi.")
        assert change_meeting(by=ewa, meeting=made, starts_at=soon, place="Szkoła nr 9", persons=0).persons == 0


def test_the_pages_of_the_course(ewa: Actor, login: Login) -> None:
    client, version = login(ewa), draft_version()
    new = "/testowo/program/konsultacje/nowe/"
    assert str(version) in client.get(f"{new}?dotyczy=wersja:{version.id}").content.decode()
    typed = {"subject": f"wersja:{version.id}", "title": "Taxi od 65 lat", "intro": "", "opens_on": today().isoformat(), "closes_on": "kiedyś"}
    refused = client.post(new, typed)
    assert refused.status_code == 422
    assert 'value="Taxi od 65 lat"' in refused.content.decode()
    assert 'href="/testowo/program/konsultacje/">Anuluj</a>' in refused.content.decode()
    assert client.post(new, {**typed, "closes_on": today().isoformat()}).status_code == 302
    row = Consultation.objects.get()
    assert client.post(f"/testowo/program/konsultacje/{row.id}/krok/ogloszenie/").status_code == 422
    sent = {"title": "Taxi od 65 lat", "intro": "Więcej osób pojedzie.", "document": "", "opens_on": today().isoformat(), "closes_on": today().isoformat()}
    assert client.post(f"/testowo/program/konsultacje/{row.id}/zmiana/", sent).status_code == 302
    assert client.post(f"/testowo/program/konsultacje/{row.id}/krok/ogloszenie/").status_code == 302
    assert client.post(f"/testowo/program/konsultacje/{row.id}/krok/skok/").status_code == 404
    assert client.post(f"/testowo/program/konsultacje/{row.id}/termin/", {"closes_on": today().isoformat()}).status_code == 422
    meet = f"/testowo/program/konsultacje/{row.id}/spotkania/nowe/"
    assert client.post(meet, {"on": today().isoformat(), "hour": "25:00", "place": "Szkoła"}).status_code == 422
    assert client.post(meet, {"on": (today() + timedelta(days=1)).isoformat(), "hour": "17:00", "place": "Szkoła"}).status_code == 302
    page = client.get(f"/testowo/program/konsultacje/{row.id}/").content.decode()
    assert "zaplanowane" in page
    assert client.get(f"/testowo/program/konsultacje/{row.id}/raport/").content[:5] == b"%PDF-"


def test_two_people_at_one_preparation_see_both_values(ewa: Actor, login: Login) -> None:
    row = consultation(state="prepared")
    days = {"opens_on": row.opens_on.isoformat(), "closes_on": row.closes_on.isoformat()}
    opened = {f"initial-{name}": value for name, value in {"title": row.title, "intro": row.intro, "document": row.document, **days}.items()}
    Consultation.objects.update(title="Tytuł koleżanki")
    met = login(ewa).post(f"/testowo/program/konsultacje/{row.id}/zmiana/", {**opened, **days, "title": "Mój tytuł", "intro": row.intro, "document": row.document})
    assert met.status_code == 409
    assert "Tytuł koleżanki" in met.content.decode()
    assert "Mój tytuł" in met.content.decode()


def test_the_list_is_bounded_however_many_there_are(ewa: Actor, login: Login, django_assert_max_num_queries: Callable[..., object]) -> None:
    client = login(ewa)
    for number in range(23):
        comment(consultation(code=f"2026-{number}", version=None))
    client.get("/testowo/program/konsultacje/")
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        page = client.get("/testowo/program/konsultacje/").content.decode()
    assert "razem <b>23</b>" in page
    assert "Nie ma tu konsultacji" in client.get("/testowo/program/konsultacje/?stan=closed").content.decode()


def test_every_step_is_in_the_journal(ewa: Actor) -> None:
    row = prepared(ewa, document="Projekt.")
    course.publish(by=ewa, consultation=row)
    kinds = set(Entry.objects.filter(subject_id=row.id).values_list("kind", flat=True))
    assert kinds == {"programmes.consultation.prepared", "programmes.consultation.opened"}


def test_the_phases_follow_the_calendar() -> None:
    day = today()
    window = (day, day + timedelta(days=2))
    assert rules.phase("prepared", *window, day) == "prepared"
    assert rules.phase("open", *window, day - timedelta(days=1)) == "announced"
    assert [rules.phase("open", *window, day + timedelta(days=n)) for n in (0, 2, 3)] == ["open", "open", "over"]
    assert rules.phase("closed", *window, day) == "over"
    assert rules.phase("reported", *window, day) == "reported"


def test_the_table_of_moves_leads_only_forward_or_back_to_open() -> None:
    moves = {state: set(to) for state, to in Consultation.MOVES.items()}
    assert moves == {"prepared": {"open"}, "open": {"closed"}, "closed": {"open", "reported"}, "reported": set()}


def test_the_database_keeps_answers_and_reasons(ewa: Actor) -> None:
    row = consultation()
    for broken in ({"disposition": "accepted", "answer": ""}, {"visibility": "hidden", "hidden_reason": ""}, {"persons": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            comment(row, **broken)
    assert not Comment.objects.exists()
    assert meeting(row).persons == 23
