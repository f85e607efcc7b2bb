"""The centre's screens: differences first, buttons for whom they belong to, acceptance by two people."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.contracting.models import Contract
from opencus.core.ids import uuid7
from opencus.core.tenancy import acting_in
from opencus.core.tests.reading import said
from opencus.settlement import actions
from opencus.settlement.models import Settlement, SettlementLine
from opencus.settlement.tests.conftest import Story, last_month

URL = "/testowo"


@pytest.fixture
def month(story: Story) -> Settlement:
    """Submitted: one visit clear, one unconfirmed."""
    story.record(2)
    story.record(3, confirmation="none")
    return story.submitted()


def at(name: str, *args: Any) -> str:
    return URL + reverse(f"settlement:{name}", args=args)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def test_the_list_says_state_deliveries_amount_and_what_waits(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    page = text(login(story.clerk).get(at("list") + f"?miesiac={last_month()}"))
    for words in (story.contract.number, "złożone przez wykonawcę", "76,80\u00a0zł", "decyzje o różnicach"):
        assert words in page


def test_a_month_is_opened_from_the_list(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    client = login(story.clerk)
    assert "Otwórz miesiąc" in text(client.get(at("list")))
    answer = client.post(at("open"), {"contract": story.contract.id, "month": str(last_month())})
    settlement = Settlement.objects.get()
    assert answer.headers["Location"] == at("detail", settlement.id)
    for wrong in ({"contract": "x", "month": "2026-10"}, {"contract": uuid7(), "month": "2026-10"}, {"contract": story.contract.id, "month": "x"}):
        assert client.post(at("open"), wrong).status_code == 404


def test_a_month_that_is_no_month_or_not_begun_is_not_found(story: Story, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    for wrong in ("2026-13", "abc", "1999-01", "2999-01", "9999-12"):
        assert client.get(at("list") + f"?miesiac={wrong}").status_code == 404


def test_the_list_is_for_those_who_check_or_accept(story: Story, month: Settlement, login: Callable[..., Client], make_actor: Any) -> None:
    for role, name in ((Role.KIPUS, "Anna Kowalik"), (Role.RECEPTION, "Marek Bielecki")):
        client = login(make_actor(role, name=name))
        assert client.get(at("list")).status_code == 403
        assert client.get(at("detail", month.id)).status_code == 403
        assert client.post(at("detail_export", month.id)).status_code == 403
    assert login(story.manager).get(at("list")).status_code == 403
    assert Client().get(at("list")).status_code == 302


def test_the_checker_sees_differences_first_and_decides_them(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    page = text(client.get(at("detail", month.id)))
    assert page.index("Czekają na decyzję") < page.index("Bez różnic: 1\u00a0wizyta")
    assert "Brak potwierdzenia klienta." in page
    assert "Zatwierdzisz, gdy wszystkie różnice będą rozstrzygnięte." in page
    line = month.lines.get(verdict="open")
    answer = client.post(at("decide", month.id, line.id), {"verdict": "recognised"})
    assert answer.headers["Location"].endswith("#roznice")
    page = text(client.get(at("detail", month.id)))
    assert "Zatwierdź merytorycznie" in page
    assert "cofnij" in page
    assert "153,60" in page


def test_a_rejection_without_a_reason_keeps_the_page_and_says_what_is_missing(
    story: Story, month: Settlement, login: Callable[..., Client]
) -> None:
    client = login(story.clerk)
    line = month.lines.get(verdict="open")
    page = text(client.post(at("decide", month.id, line.id), {"verdict": "rejected", "reason": ""}), 422)
    assert "Błąd: " in page
    assert page.count("Napisz, dlaczego odrzucasz. Wykonawca to zobaczy.") == 2
    assert f'href="#id_reason_{line.id}"' in page
    client.post(at("decide", month.id, line.id), {"verdict": "rejected", "reason": "Klientka w szpitalu."})
    assert "Klientka w szpitalu." in text(client.get(at("detail", month.id)))


def test_a_wrong_verdict_or_a_line_of_another_month_is_refused(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    line = month.lines.get(verdict="open")
    assert client.post(at("decide", month.id, line.id), {"verdict": "clear"}).status_code == 422
    assert client.post(at("decide", month.id, uuid7()), {"verdict": "open"}).status_code == 404
    assert client.get(at("decide", month.id, line.id)).status_code == 405


def test_the_accountant_decides_no_differences(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    client = login(story.accountant)
    line = month.lines.get(verdict="open")
    assert "Uznaj" not in text(client.get(at("detail", month.id)))
    for data in ({"verdict": "recognised"}, {"verdict": "rejected", "reason": ""}):
        assert client.post(at("decide", month.id, line.id), data).status_code == 403
    assert client.post(at("recognise", month.id), {"line": line.id}).status_code == 403
    assert client.post(at("check", month.id)).status_code == 403
    line.refresh_from_db()
    assert line.verdict == "open"


def test_several_are_recognised_after_seeing_their_sum(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    line = month.lines.get(verdict="open")
    assert "Zaznacz co najmniej jedną wizytę" in text(client.post(at("recognise", month.id)), 422)
    preview = text(client.post(at("recognise", month.id), {"line": [line.id]}))
    for words in ("Uznać 1\u00a0pozycję za 76,80\u00a0zł?", "153,60\u00a0zł", "będzie zgodna"):
        assert words in preview
    assert SettlementLine.objects.get(id=line.id).verdict == "open"
    client.post(at("recognise", month.id), {"line": [line.id], "confirmed": "1"})
    assert SettlementLine.objects.get(id=line.id).verdict == "recognised"


def test_two_people_accept_and_the_transfer_is_noted(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    clerk, accountant = login(story.clerk), login(story.accountant)
    assert "Najpierw rozstrzygnij 1 różnicę" in text(clerk.post(at("check", month.id)), 422)
    clerk.post(at("decide", month.id, month.lines.get(verdict="open").id), {"verdict": "recognised"})
    assert clerk.post(at("check", month.id)).status_code == 302
    assert "Akceptuj finansowo" not in text(clerk.get(at("detail", month.id)))
    assert clerk.post(at("accept", month.id)).status_code == 403
    assert "Akceptuj finansowo" in text(accountant.get(at("detail", month.id)))
    assert accountant.post(at("accept", month.id)).status_code == 302
    page = text(accountant.get(at("detail", month.id)))
    assert "Odnotuj zapłatę" in page
    assert "kwota zamknięta" in page
    assert accountant.post(at("pay", month.id)).status_code == 302
    assert "Nie można przejść" in text(accountant.post(at("pay", month.id)), 422)
    assert Settlement.objects.get().state == "paid"


def test_the_director_who_checked_reads_why_somebody_else_accepts(
    story: Story, month: Settlement, login: Callable[..., Client], make_actor: Callable[..., Actor]
) -> None:
    director = login(make_actor(Role.DIRECTOR, name="Barbara Nowicka"))
    director.post(at("decide", month.id, month.lines.get(verdict="open").id), {"verdict": "recognised"})
    director.post(at("check", month.id))
    page = text(director.get(at("detail", month.id)))
    assert "Akceptuj finansowo</button>" not in page
    assert "Finansowo akceptuje go inna osoba." in page
    assert "inna osoba" in text(director.post(at("accept", month.id)), 403)


def test_an_invoice_that_does_not_match_is_said_and_goes_back(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    settlement = story.submitted(amount="80.00")
    clerk, accountant = login(story.clerk), login(story.accountant)
    assert "o 3,20\u00a0zł za dużo" in text(clerk.get(at("detail", settlement.id)))
    clerk.post(at("check", settlement.id))
    page = text(accountant.get(at("detail", settlement.id)))
    assert "Zwróć rozliczenie wykonawcy po fakturę korygującą." in page
    assert "Akceptuj finansowo</button>" not in page
    assert "Faktura opiewa na" in text(accountant.post(at("accept", settlement.id)), 422)
    assert "Napisz, co wykonawca ma wyjaśnić" in text(accountant.post(at("dispute", settlement.id), {"reason": ""}), 422)
    assert accountant.post(at("dispute", settlement.id), {"reason": "Korekta faktury."}).status_code == 302
    assert "Korekta faktury." in text(accountant.get(at("detail", settlement.id)))


def test_changed_evidence_is_compared_again(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    story.record(4)
    client = login(story.clerk)
    assert "Karty usług zmieniły się po porównaniu" in text(client.get(at("detail", month.id)))
    assert client.post(at("compare", month.id)).status_code == 302
    assert "zmieniły się" not in text(client.get(at("detail", month.id)))
    assert month.lines.count() == 3


def test_own_staff_is_submitted_on_the_screen(story: Story, login: Callable[..., Client]) -> None:
    Contract.objects.filter(id=story.contract.id).update(mode="own")
    story.record(2)
    client = login(story.clerk)
    client.post(at("open"), {"contract": story.contract.id, "month": str(last_month())})
    settlement = Settlement.objects.get()
    page = text(client.get(at("detail", settlement.id)))
    assert "Złóż rozliczenie własnej kadry" in page
    assert "Bez faktury" in page
    assert client.post(at("submit", settlement.id)).status_code == 302
    assert Settlement.objects.get().state == "submitted"


def test_every_page_of_a_month_writes_one_reading_entry(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    client.get(at("detail", month.id))
    assert Entry.objects.filter(kind="settlement.month.opened").count() == 1
    assert client.post(at("check", month.id)).status_code == 422  # the refusal shows the people once more
    assert Entry.objects.filter(kind="settlement.month.opened").count() == 2


def test_the_workbook_holds_exactly_the_lines_of_the_page(story: Story, month: Settlement, login: Callable[..., Client]) -> None:
    response = login(story.clerk).post(at("detail_export", month.id))
    book = ZipFile(io.BytesIO(response.content))
    sheet, words = book.read("xl/worksheets/sheet1.xml").decode(), ""
    if "xl/sharedStrings.xml" in book.namelist():
        words = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 1 + month.lines.count()
    assert "Brak potwierdzenia klienta." in sheet + words
    assert Entry.objects.filter(kind="settlement.table.exported").count() == 1
    table = login(story.clerk).post(at("list_export") + f"?miesiac={last_month()}", {"format": "csv"}).content.decode()
    assert story.contract.number in table
    assert Decimal("76.80") in [Decimal(cell) for row in table.splitlines()[1:] for cell in row.split(",") if cell == "76.80"]


def test_a_month_of_another_centre_does_not_exist_here(story: Story, month: Settlement, other_centre: Centre, login: Callable[..., Client]) -> None:
    client = login(story.clerk)
    other = f"/{other_centre.slug}"
    assert client.get(other + reverse("settlement:detail", args=[month.id])).status_code == 403
    with acting_in(other_centre.id):
        assert not Settlement.objects.exists()
        assert not SettlementLine.objects.exists()
    assert client.get(at("detail", uuid7())).status_code == 404


@pytest.mark.parametrize("extra", [1, 8])
def test_the_pages_cost_the_same_however_many_lines(
    story: Story, login: Callable[..., Client], django_assert_max_num_queries: Any, extra: int
) -> None:
    for day in range(1, extra + 1):
        story.record(day, confirmation="none" if day % 2 else "pin")
    settlement = story.submitted()
    client = login(story.clerk)
    with django_assert_max_num_queries(20):
        assert client.get(at("detail", settlement.id)).status_code == 200
    with django_assert_max_num_queries(18):
        assert client.get(at("list")).status_code == 200
    actions.recognise(
        by=story.clerk, settlement=settlement, line_ids=list(settlement.lines.filter(verdict="open").values_list("id", flat=True))
    )
    with django_assert_max_num_queries(20):
        client.post(at("detail_export", settlement.id))
    paper = said(client.get(at("detail_pdf", settlement.id)).content)
    assert settlement.contract.number in paper
    assert "Do zapłaty" in paper
