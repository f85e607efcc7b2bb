"""Everybody is told what happens to their data, in a version that can be shown later."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.core.clock import today
from opencus.people.models import Person
from opencus.people.tests.factories import related as relate
from opencus.privacy import queries, rules
from opencus.privacy.actions.informing import TEXTS, first_clauses, give_clause, set_contact, write_clause
from opencus.privacy.models import Clause, ClauseGiven, Process
from opencus.privacy.starting.clauses import first_text

Login = Callable[[Actor], Client]


def test_a_new_centre_has_a_clause_for_each_process_with_every_element(founded: None) -> None:
    found = queries.clauses_in_force(today())
    assert [one.process for one in found] == Process.values
    for one in found:
        assert all(getattr(one, name) for name in TEXTS if name not in {"source", "categories"})
        assert len(one.spoken.split()) < 80  # read aloud in less than a minute
    relative = next(one for one in found if one.process == Process.RELATIVE)
    assert relative.source
    assert relative.categories


def test_a_change_is_a_new_version_and_what_was_given_stays(founded: None, inspector: Actor, reception: Actor, halina: Person) -> None:
    given = give_clause(by=reception, people=[halina], process=Process.APPLICATION, form="spoken")[0]
    texts = {**first_text(Process.APPLICATION), "purposes": "Nowe cele."}
    made = write_clause(by=inspector, process=Process.APPLICATION, valid_from=today() + timedelta(days=1), **texts)
    assert made.number == 2
    assert queries.clause_in_force(Process.APPLICATION, today()) == given.clause
    assert queries.clause_in_force(Process.APPLICATION, made.valid_from) == made
    again = write_clause(by=inspector, process=Process.APPLICATION, valid_from=today() + timedelta(days=2), **texts)
    assert not Clause.objects.filter(id=made.id).exists()  # a version nobody was given yet is replaced
    assert again.number == 2


def test_a_clause_without_an_element_or_backwards_in_time_is_refused(inspector: Actor) -> None:
    texts = first_text(Process.RELATIVE)
    with pytest.raises(ValidationError, match="Uzupełnij"):
        write_clause(by=inspector, process=Process.RELATIVE, valid_from=today(), **{**texts, "retention": " "})
    with pytest.raises(ValidationError, match="źródło"):
        write_clause(by=inspector, process=Process.RELATIVE, valid_from=today(), **{**texts, "source": ""})
    with pytest.raises(ValidationError, match="wstecz"):
        write_clause(by=inspector, process=Process.RELATIVE, valid_from=today() - timedelta(days=1), **texts)


def test_only_who_keeps_data_protection_writes_clauses(reception: Actor) -> None:
    with pytest.raises(PermissionDenied):
        write_clause(by=reception, process=Process.PLAN, valid_from=today(), **first_text(Process.PLAN))


def test_giving_is_recorded_once_a_day_with_form_and_version(reception: Actor, halina: Person) -> None:
    for _ in range(2):
        give_clause(by=reception, people=[halina], process=Process.APPLICATION, form="spoken")
    row = ClauseGiven.objects.get()
    assert (row.person, row.form, row.given_by_id, row.clause.number) == (halina, "spoken", reception.user_id, 1)
    entry = Entry.objects.get(kind="privacy.clause.given")
    assert entry.person_id == halina.id
    assert "odczytana przez telefon" in entry.sentence


def test_a_daughter_named_by_her_mother_is_to_be_told_within_a_month(reception: Actor, halina: Person, joanna: Person) -> None:
    relate(halina, joanna, "daughter")
    assert set(queries.untold()) == {halina, joanna}
    assert queries.information_due(joanna) == rules.information_due(today())
    give_clause(by=reception, people=[joanna], process=Process.RELATIVE, form="posted")
    assert list(queries.untold()) == [halina]


def test_the_month_of_article_14_ends_on_a_working_day() -> None:
    assert rules.information_due(date(2026, 10, 22)) == date(2026, 11, 23)  # 22 November is a Sunday


def test_the_list_counts_down_and_one_click_records(login: Login, reception: Actor, halina: Person, joanna: Person) -> None:
    relate(halina, joanna, "daughter")
    client = login(reception)
    page = client.get("/testowo/ochrona-danych/klauzule/do-przekazania/").content.decode()
    assert "Joanna Mróz" in page
    assert re.search("został[oy]", page)
    client.post("/testowo/ochrona-danych/klauzule/do-przekazania/", {"osoba": joanna.id, "form": "handed"})
    assert ClauseGiven.objects.get().get_form_display() == "wręczona na papierze"
    client.post("/testowo/ochrona-danych/klauzule/do-przekazania/", {"osoba": joanna.id, "form": "fax"})
    assert ClauseGiven.objects.count() == 1


def test_everybody_reads_the_clause_and_takes_it_as_a_tagged_document(client: Client, founded: None, inspector: Actor) -> None:
    set_contact(by=inspector, inspector_name="Tomasz Wilk", inspector_email="iod@cus.invalid", inspector_phone="000555300", inspector_address="")
    page = client.get("/testowo/dane-osobowe/zgloszenie/").content.decode()
    for said in ("Tomasz Wilk", "art. 9 ust. 2 lit. b i g", "Prezesa Urzędu Ochrony Danych", "ul. Próbna 1"):
        assert said in page
    blob = client.get("/testowo/dane-osobowe/zgloszenie/pdf/")
    reader = PdfReader(io.BytesIO(blob.content))
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    text = " ".join(one.extract_text() for one in reader.pages)
    assert "iod@cus.invalid" in text
    assert "W skrócie" in text
    assert client.get("/testowo/dane-osobowe/nie-ma/").status_code == 404
    assert "Zgłoszenie, wniosek" in client.get("/testowo/dane-osobowe/").content.decode()


def test_text_of_a_clause_is_no_code_of_the_document(client: Client, founded: None, inspector: Actor) -> None:
    evil = '#sys.inputs.data $x$ *b* @ref \\ <tag> {{ 7*7 }}'
    write_clause(by=inspector, process=Process.PLAN, valid_from=today(), **{**first_text(Process.PLAN), "purposes": evil})
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(client.get("/testowo/dane-osobowe/plan/pdf/").content)).pages)
    assert "".join(evil.split()) in "".join(text.split())
    assert "{{ 7*7 }}" in client.get("/testowo/dane-osobowe/plan/").content.decode()


def test_starting_clauses_are_made_once(inspector: Actor) -> None:
    assert first_clauses(by=inspector) == len(Process.values)
    assert first_clauses(by=inspector) == 0
