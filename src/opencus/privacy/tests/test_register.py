"""The register of processing has all that article 30 asks, and leaves in four forms."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pypdf import PdfReader

from opencus.centre.actors import Actor
from opencus.core.clock import today
from opencus.privacy.actions.founding import found_privacy
from opencus.privacy.actions.register import write_agreement
from opencus.privacy.models import ProcessingActivity, ProcessorAgreement

Login = Callable[[Actor], Client]
URL = "/testowo/ochrona-danych/"


def test_the_starting_register_leaves_nothing_of_article_30_empty(founded: None, inspector: Actor) -> None:
    rows = list(ProcessingActivity.objects.all())
    assert len(rows) >= 12
    for row in rows:
        for name in ("owner", "purposes", "grounds", "subjects", "data", "source", "recipients", "transfers", "retention", "safeguards"):
            assert getattr(row, name), f"{row}: {name}"
    assert any(row.dpia_needed and row.special_data for row in rows)
    found_privacy(by=inspector)
    assert ProcessingActivity.objects.count() == len(rows)


def test_an_entry_is_added_changed_and_numbered(login: Login, inspector: Actor, founded: None) -> None:
    client, first = login(inspector), ProcessingActivity.objects.get(number=1)
    values = {name: str(getattr(first, name) or "") for name in (
        "name", "process", "owner", "purposes", "grounds", "subjects", "data", "special_data", "source", "recipients", "transfers", "retention", "safeguards")}
    values |= {"reviewed_on": today().isoformat(), "name": "Karty seniora"}
    assert client.post(URL + "rejestr/nowa/", {**values, "purposes": ""}).status_code == 422
    assert client.post(URL + "rejestr/nowa/", values).status_code == 302
    made = ProcessingActivity.objects.get(name="Karty seniora")
    assert made.number == ProcessingActivity.objects.count()
    assert client.post(URL + f"rejestr/{made.id}/", {**values, "ended_on": today().isoformat()}).status_code == 302
    assert "zakończona" in client.get(URL + "rejestr/").content.decode()


def test_an_agreement_names_existing_activities_and_stands_once(login: Login, inspector: Actor, founded: None) -> None:
    values = {"name": "Pomocna Dłoń", "number": "POW/1/2026", "signed_on": today(), "subject": "Dane do wizyt."}
    with pytest.raises(ValidationError, match="99"):
        write_agreement(by=inspector, **values, activities=[99])
    write_agreement(by=inspector, **values, activities=[5])
    with pytest.raises(ValidationError, match="już w rejestrze"):
        write_agreement(by=inspector, **values, activities=[5])
    client, row = login(inspector), ProcessorAgreement.objects.get()
    posted = {"name": "Pomocna Dłoń", "number": "POW/1/2026", "signed_on": "2026-01-10", "ends_on": "2026-01-01", "subject": "x", "activities": "5, 7"}
    assert client.post(URL + f"powierzenia/{row.id}/", posted).status_code == 422
    assert client.post(URL + f"powierzenia/{row.id}/", {**posted, "ends_on": ""}).status_code == 302
    assert client.post(URL + "powierzenia/nowa/", {**posted, "activities": "pięć"}).status_code == 422


def test_the_register_leaves_as_document_and_tables(login: Login, inspector: Actor, founded: None) -> None:
    client = login(inspector)
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(client.post(URL + "rejestr/pobierz/", {"format": "pdf"}).content)).pages)
    assert "Indywidualne plany usług społecznych" in text
    rows = list(csv.reader(io.StringIO(client.post(URL + "rejestr/pobierz/", {"format": "csv"}).content.decode("utf-8-sig"), newline="")))
    assert len(rows) == ProcessingActivity.objects.count() + 1
    for kind in ("xlsx", "ods"):
        assert client.post(URL + "rejestr/pobierz/", {"format": kind}).content.startswith(b"PK")


def test_every_page_of_the_room_opens_and_only_for_its_keepers(login: Login, inspector: Actor, reception: Actor, founded: None) -> None:
    client, stranger = login(inspector), login(reception)
    for page in ("", "inspektor/", "klauzule/", "klauzule/zgloszenie/", "rejestr/", "zadania/", "zadania/nowe/", "przechowywanie/", "pola/", "deklaracja/", "dostepnosc/"):
        assert client.get(URL + page).status_code == 200, page
        assert stranger.get(URL + page).status_code == 403, page
    assert client.get(URL + "klauzule/nie-ma/").status_code == 404
    assert client.post(URL + "inspektor/", {"inspector_name": ""}).status_code == 422
    assert client.post(URL + "inspektor/", {"inspector_name": "Tomasz Wilk", "inspector_email": "iod@cus.invalid"}).status_code == 302
    assert client.post(URL + "klauzule/plan/", {"valid_from": ""}).status_code == 422
    assert client.post(URL + "zestaw-poczatkowy/").status_code == 302
