"""The report says everything that was said and answered, and nothing about people who were named by others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from opencus.centre.models import Centre, ServedMunicipality
from opencus.core import pdf
from opencus.core.clock import today
from opencus.programmes import consultations, traces
from opencus.programmes.documents_consultation import report_sheet
from opencus.programmes.models import Conclusion, Consultation, Diagnosis
from opencus.programmes.tests.factories_consultation import (
    answered,
    comment,
    consultation,
    draft_version,
    meeting,
    whole_chain,
)


def words_of(row: Consultation, centre: Centre) -> str:
    """Everything that stands in the report, as one text."""
    sheet = report_sheet(
        row, numbers=consultations.numbers(row), meetings=consultations.meetings_of(row), comments=list(consultations.comments_of(row)),
        recommendations=consultations.recommendations_of(row), centre=centre,
    )  # fmt: skip
    assert pdf.render(sheet)[:5] == b"%PDF-"
    return " ".join(_flat(sheet.title, *(dict(block) for block in sheet.blocks)))


def _flat(*values: Any) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            found += _flat(*value.values())
        elif isinstance(value, list | tuple):
            found += _flat(*value)
    return found


def test_the_report_holds_the_whole_course(centre: Centre) -> None:
    version = draft_version(state="in_consultation")
    row = consultation(state="reported", version=version, reported_on=today())
    meeting(row)
    whole_chain(row, version)
    answered(row, 2, "rejected", channel="email", persons=1)
    said = words_of(row, centre)
    for part in (
        str(version), "Szkoła nr 9", "23 osoby", "Mówiono o dojazdach.", "Mam 67 lat", "Zmienimy wiek na 65 lat.", "Nieprzyjęta.",
        "Obniżyć wiek w taxi do 65 lat.", "§ 15 ust. 1", "pismo", "e-mail", "Razem 2 5",
    ):  # fmt: skip
        assert part in said, part
    assert "Projekt raportu" not in said


def test_a_hidden_comment_is_answered_without_its_words_and_its_author(centre: Centre) -> None:
    row = consultation(state="closed")
    answered(row, 1, text="Kowalski choruje.", who="sąsiad spod 8", visibility="hidden", hidden_reason="zdrowie innej osoby")
    comment(row, 2, text="Niesprawdzone.", who="ktoś", visibility="waiting")
    said = words_of(row, centre)
    assert "Zmienimy wiek na 65 lat." in said
    assert "Projekt raportu" in said
    for hidden in ("Kowalski", "spod 8", "zdrowie innej", "Niesprawdzone", "ktoś"):
        assert hidden not in said


def test_a_report_of_silence_says_so(centre: Centre) -> None:
    said = words_of(consultation(state="reported", reported_on=today()), centre)
    assert "Nikt nie zgłosił uwag." in said
    assert "Nie było spotkań." in said


def test_a_diagnosis_is_shown_to_residents_with_its_conclusions(centre: Centre) -> None:
    gmina = ServedMunicipality.objects.get().municipality
    diagnosis = Diagnosis.objects.create(municipality=gmina, number=1, title="Diagnoza 2026–2031", summary="Brakuje opieki.", valid_from=today(), valid_to=today(), state="in_consultation")
    Conclusion.objects.create(diagnosis=diagnosis, kind="need", area="social_assistance", text="Czeka 31 osób.")
    row = consultation(diagnosis=diagnosis, document="")
    page = Client().get(f"/testowo/konsultacje/{row.code}/").content.decode()
    assert "Brakuje opieki." in page
    assert "Czeka 31 osób." in page


def test_a_broken_rule_does_not_take_the_page_from_residents(centre: Centre) -> None:
    version = draft_version(state="in_consultation")
    version.services.update(access_rule={"fact": "wzrost", "op": ">", "value": 3})
    page = Client().get(f"/testowo/konsultacje/{consultation(version=version).code}/")
    assert page.status_code == 200
    assert "jeszcze poprawiane" in page.content.decode()


def test_numbers_count_every_comment_once(centre: Centre) -> None:
    row = consultation()
    answered(row, 1, persons=4)
    answered(row, 2, "outside", channel="email", visibility="hidden", hidden_reason="obraża")
    comment(row, 3, visibility="waiting", channel="web")
    found = consultations.numbers(row)
    assert (found.comments, found.persons, found.unanswered, found.waiting, found.hidden) == (3, 6, 1, 1, 1)
    assert sum(count for _, count, _ in found.channels) == 3
    assert sum(count for _, _, count in found.dispositions) + found.unanswered == 3


def test_the_public_page_is_bounded_however_much_was_said(centre: Centre, django_assert_max_num_queries: Callable[..., Any]) -> None:
    version = draft_version(state="in_consultation")
    row = consultation(state="reported", version=version, reported_on=today())
    whole_chain(row, version)
    held = meeting(row)
    for number in range(2, 42):
        answered(row, number, channel="meeting", meeting=held)
    url = f"/testowo/konsultacje/{row.code}/"
    Client().get(url)
    with django_assert_max_num_queries(40):
        assert Client().get(url).content.decode().count("Zmienimy wiek na 65 lat.") == 41


@pytest.mark.parametrize("end", [*traces.ENDS, "nic"])
def test_an_unknown_row_is_no_end_of_a_trace(centre: Centre, end: str) -> None:
    assert traces.find(end, centre.id) is None
