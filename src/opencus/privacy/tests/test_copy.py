"""A person gets a copy of everything about them, and nothing about anybody else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.test import Client
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.tenancy.operations import is_tenant
from opencus.intake.tests.cases import case, recognition
from opencus.people.access import open_person
from opencus.people.models import Person
from opencus.people.numbers import read_pesel
from opencus.people.tests.factories import related as relate
from opencus.privacy.actions.rights import register_request
from opencus.privacy.copying import rows, words
from opencus.privacy.copying.actions import make_copy
from opencus.privacy.copying.copy import as_json, as_rows, copy_of
from opencus.programmes.tests.factories import physiotherapist

Login = Callable[[Actor], Client]


def told(person: Person) -> str:
    return "\n".join(f"{label}: {value}" for section in copy_of(person).sections for record in section.records for label, value in record)


def test_every_table_that_refers_to_a_person_is_in_the_copy_and_has_polish_words() -> None:
    covered = {table.model for table in rows.tables()}
    referring = {
        model for model in apps.get_models() for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.model is Person
    }
    assert referring <= covered
    assert {table.name for table in rows.tables()} - set(words.TABLES) == set()
    nameless = {
        f"{model._meta.model_name}.{field.name}"
        for model in {Person, *covered} for field in model._meta.local_fields
        if model._meta.model_name not in words.TECHNICAL_TABLES and field.name not in words.TECHNICAL_FIELDS
        and field.name not in words.FIELDS and f"{model._meta.model_name}.{field.name}" not in words.FIELDS
    }
    assert nameless == set()


def test_no_table_knows_a_person_by_a_bare_number_the_copy_does_not_follow() -> None:
    bare = {
        model._meta.label for model in apps.get_models() if is_tenant(model) for field in model._meta.local_fields
        if isinstance(field, models.UUIDField) and field.name in {"person_id", "client_id", "resident_id"}
    }
    assert bare == {"audit.Entry"}  # the journal: in the copy as who looked


def test_a_table_is_found_however_far_from_the_person_it_stands() -> None:
    by_name = {table.name: table for table in rows.tables()}
    assert by_name["qualification"].paths == ("requested__application__client",)
    assert by_name["application"].others == ("applicant",)
    assert by_name["relationship"].others == ("other",)


def test_halina_reads_her_whole_case_and_joanna_stays_hidden(centre: Centre, halina: Person, joanna: Person) -> None:
    relate(halina, joanna, "daughter")
    recognition(case(halina, physiotherapist(), applicant=joanna, on=date(2026, 10, 28)))
    text = told(halina)
    assert f"PESEL: {read_pesel(halina)}" in text
    assert "Potrzeby: Pomoc w chodzeniu" in text
    assert "Obecni: inna osoba (dane zasłonięte)" in text
    assert "Mróz" not in text
    assert "Rodzaj: córka" in text


def test_joanna_reads_that_she_applied_but_not_what_her_mother_needs(centre: Centre, halina: Person, joanna: Person) -> None:
    relate(halina, joanna, "daughter")
    recognition(case(halina, physiotherapist(), applicant=joanna, on=date(2026, 10, 28)))
    text = told(joanna)
    assert "Twoja rola: wnioskodawca" in text
    assert "Wesołowska" not in text
    assert "Pomoc w chodzeniu" not in text


def test_the_copy_says_who_looked_by_role_and_by_name_only_when_asked(halina: Person, director: Actor) -> None:
    open_person(director, halina.id, "sprawdzenie planu")
    look = copy_of(halina).looks[0]
    assert (look.role, look.purpose, look.who) == ("Dyrektor", "sprawdzenie planu", "")
    assert copy_of(halina, names_of_staff=True).looks[0].who == "Barbara Nowicka"


def test_making_a_copy_is_a_reading_and_not_for_everybody(halina: Person, reception: Actor, inspector: Actor) -> None:
    with pytest.raises(PermissionDenied):
        make_copy(by=reception, person=halina, form="pdf")
    make_copy(by=inspector, person=halina, form="pdf")
    entry = Entry.objects.get(kind="privacy.copy.made")
    assert entry.person_id == halina.id
    assert entry.event.reading


def test_the_copy_comes_as_document_table_and_data(halina: Person, inspector: Actor, login: Login, founded: None) -> None:
    asked = register_request(by=inspector, kind="access", channel="letter", demand="Co o mnie wiecie?", received_on=date(2026, 11, 2), person=halina)
    client, url = login(inspector), f"/testowo/ochrona-danych/zadania/{asked.id}/kopia/"
    reader = PdfReader(io.BytesIO(client.post(url, {"format": "pdf"}).content))
    assert bool(reader.trailer["/Root"]["/MarkInfo"]["/Marked"])
    assert "Wesołowska" in reader.pages[0].extract_text()
    data = json.loads(client.post(url, {"format": "json"}).content)
    assert data["osoba"] == "Halina Wesołowska"
    sheet = openpyxl.load_workbook(io.BytesIO(client.post(url, {"format": "xlsx"}).content)).active
    assert sheet is not None
    assert sheet["A2"].value == "Dane podstawowe"
    asked.refresh_from_db()
    assert asked.copied_at is not None
    assert client.get(url).status_code == 405


def test_tables_and_data_say_the_same(halina: Person) -> None:
    copy = copy_of(halina)
    assert len(list(as_rows(copy))) == sum(len(record) for section in copy.sections for record in section.records) + 3 * len(copy.looks)
    assert json.loads(as_json(copy, "CUS"))["administrator"] == "CUS"
