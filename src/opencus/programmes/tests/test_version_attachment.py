"""The attachment to the resolution: tagged, with all twelve elements, rules in words, tables as tables."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core import pdf
from opencus.programmes.documents import attachment
from opencus.programmes.models import ProgrammeVersion
from opencus.programmes.rules.completeness import NAMES
from opencus.programmes.tests.factories_versions import complete_draft

pytestmark = pytest.mark.usefixtures("centre")


def read(version: ProgrammeVersion) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf.render(attachment(version))))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, re.sub(r"\s+", " ", text.replace("\u00ad", ""))


def test_all_twelve_elements_stand_on_paper_in_their_order(centre: Centre) -> None:
    reader, text = read(complete_draft())
    places = [text.index(f"{number}. {name[:12]}") for number, name in NAMES.items()]
    assert places == sorted(places)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"].startswith("pl")


def test_rules_are_read_aloud_and_money_is_exact() -> None:
    _, text = read(complete_draft())
    for said in (
        "Można skorzystać, gdy: (ma 70 lat lub więcej oraz mieszka samotnie) albo ma ważne orzeczenie o niepełnosprawności.",
        "Najwyżej 2 przejazdy miesięcznie.", "Na terenie gminy: 5,00 zł za przejazd.", "Karta Seniora: opłata niższa o 50%",
        "do 160% 10% 15%", "Cena: 38,00 zł.", "100 000,00 zł", "§ 5", "Taxi jest częściowo płatna.", "art. 9 RODO", "Diagnoza potrzeb",
    ):  # fmt: skip
        assert said in text, said
    assert "Projekt, szkic" in text


def test_a_paper_of_an_empty_draft_says_what_is_not_there() -> None:
    version = complete_draft(aim="", fees_apply=False, reliefs_apply=False)
    for service in version.services.all():
        service.fee_rules.all().delete()
        service.reliefs.all().delete()
    version.stages.all().delete()
    _, text = read(version)
    assert "Nie uzupełniono." in text
    assert "Nie dotyczy: program nie przewiduje opłat ani ulg." in text


def test_a_broken_rule_does_not_stop_the_paper() -> None:
    version = complete_draft()
    version.services.filter(service__code="TAXI").update(access_rule={"fact": "shoe_size", "op": "==", "value": 1})
    _, text = read(version)
    assert "Reguła wymaga poprawki" in text


def test_taking_the_paper_is_journalled(login: Callable[[Actor], Client], make_actor: Callable[..., Actor]) -> None:
    version = complete_draft()
    answer = login(make_actor(Role.RECEPTION, name="Marek Bielecki")).get(f"/testowo/program/wersje/{version.id}/zalacznik/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    assert Entry.objects.filter(kind="programmes.version.printed", subject_id=version.id).exists()
