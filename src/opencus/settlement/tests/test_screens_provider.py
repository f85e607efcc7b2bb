"""A provider's manager sees the months of their own contracts and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.models import Centre, User
from opencus.config.actors import actor_of
from opencus.contracting.models import Order
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.ids import uuid7
from opencus.settlement import actions
from opencus.settlement.models import Settlement
from opencus.settlement.tests.conftest import KSEF, Story, last_month, manager_of

URL = "/testowo"


def at(name: str, *args: Any) -> str:
    return URL + reverse(f"settlement:{name}", args=args)


def month_of(story: Story, name: str = "own_detail") -> str:
    return at(name, story.contract.id, story.month.year, story.month.month)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return str(response.content.decode())


def test_months_that_wait_are_listed_before_anything_is_opened(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    page = text(login(story.manager).get(at("own")))
    assert "do złożenia" in page
    assert last_month().label.capitalize() in page
    assert not Settlement.objects.exists()


def test_looking_shows_clients_with_minimum_data_and_writes_only_the_journal(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    story.record(3, confirmation="none")
    page = text(login(story.manager).get(month_of(story)))
    person = story.order.person
    assert person.full_name in page
    assert "Brak potwierdzenia klienta." in page
    for secret in (person.street, person.phone, person.pesel_masked):
        assert not secret or secret not in page
    assert not Settlement.objects.exists()
    assert Entry.objects.filter(kind="settlement.own.opened").count() == 1


def test_long_after_the_end_the_client_is_only_a_number(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    Order.objects.filter(id=story.order.id).update(
        state="ended", valid_from=today() - timedelta(days=200), valid_to=today() - timedelta(days=100)
    )
    page = text(login(story.manager).get(month_of(story)))
    assert story.order.person.full_name not in page
    assert f"zlecenie {story.order.number}" in page


def test_submitting_without_an_invoice_keeps_what_was_typed(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    client = login(story.manager)
    page = text(client.post(month_of(story), {"invoice_number": "FV 7", "invoice_amount": "dużo", "ksef_number": "123"}), 422)
    assert "Błąd: " in page
    assert "Wpisz kwotę samymi cyframi" in page
    assert 'value="FV 7"' in page
    page = text(client.post(month_of(story), {"invoice_number": "FV 7", "invoice_amount": "76,80", "ksef_number": "123"}), 422)
    assert "Numer KSeF ma postać" in page
    assert Settlement.objects.get().state == "open"


def test_a_month_is_submitted_and_then_waits_for_the_centre(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    client = login(story.manager)
    answer = client.post(month_of(story), {"invoice_number": "FV 7", "invoice_amount": "76,80 zł", "ksef_number": KSEF.lower()})
    assert answer.status_code == 302
    settlement = Settlement.objects.get()
    assert (settlement.state, str(settlement.invoice_amount), settlement.ksef_number) == ("submitted", "76.80", KSEF)
    assert "Złóż rozliczenie" not in text(client.get(month_of(story)))
    page = text(client.post(month_of(story), {"invoice_number": "8", "invoice_amount": "1", "ksef_number": KSEF}), 422)
    assert "już złożone" in page


def test_what_the_centre_disputed_is_answered_by_submitting_again(story: Story, login: Callable[..., Client]) -> None:
    story.record(2, confirmation="none")
    settlement = story.submitted()
    actions.decide(by=story.clerk, line=settlement.lines.get(), verdict="rejected", reason="Klientka w szpitalu.")
    actions.dispute(by=story.clerk, settlement=settlement, reason="Dołączcie podpis.")
    client = login(story.manager)
    assert "Dołączcie podpis." in text(client.get(at("own")))
    page = text(client.get(month_of(story)))
    for words in ("Dołączcie podpis.", "Klientka w szpitalu.", "Odpowiedz i złóż ponownie"):
        assert words in page
    data = {"invoice_number": "FV 7", "invoice_amount": "76,80", "ksef_number": KSEF}
    assert "Odpowiedz na to, co zakwestionowało centrum." in text(client.post(month_of(story), data), 422)
    assert client.post(month_of(story), data | {"answer": "Podpis jest w karcie."}).status_code == 302
    settlement.refresh_from_db()
    assert (settlement.state, settlement.answer) == ("submitted", "Podpis jest w karcie.")
    assert settlement.lines.get().verdict == "rejected"


def test_the_running_month_is_shown_but_not_submitted(story: Story, login: Callable[..., Client]) -> None:
    story.record(2, on=today().replace(day=1))
    client = login(story.manager)
    url = at("own_detail", story.contract.id, today().year, today().month)
    assert "Miesiąc jeszcze trwa" in text(client.get(url))
    page = text(client.post(url, {"invoice_number": "1", "invoice_amount": "76,80", "ksef_number": KSEF}), 422)
    assert "jeszcze trwa" in page


@pytest.mark.parametrize("name", ["own_detail", "own_export"])
def test_a_month_of_another_provider_does_not_exist_and_the_attempt_is_written(
    story: Story, centre: Centre, login: Callable[..., Client], name: str
) -> None:
    story.record(2)
    stranger = login(manager_of(contracting.provider("Opieka Plus sp. z o.o.", pes=False), centre, "Adam Kruk"))
    ask = stranger.post if name == "own_export" else stranger.get
    assert ask(month_of(story, name)).status_code == 404
    assert Entry.objects.filter(kind="settlement.month.attempt").count() == 1
    assert ask(at(name, uuid7(), 2026, 1)).status_code == 404
    assert last_month().label.capitalize() not in text(stranger.get(at("own")))


def test_a_worker_of_the_provider_submits_nothing(story: Story, centre: Centre, login: Callable[..., Client]) -> None:
    story.record(2)
    user = User.objects.create_user("piotr-sowa@example.invalid", full_name="Piotr Sowa")
    contracting.seat(user, story.organisation, role="worker")
    worker = actor_of(user, centre)
    assert worker is not None
    client = login(worker)
    assert client.get(at("own")).status_code == 403
    assert client.get(month_of(story)).status_code == 403


def test_staff_have_their_own_screen_not_the_providers(story: Story, login: Callable[..., Client]) -> None:
    assert login(story.clerk).get(at("own")).status_code == 403


def test_another_centre_knows_nothing_of_the_provider(story: Story, other_centre: Centre, login: Callable[..., Client]) -> None:
    story.record(2)
    path = reverse("settlement:own_detail", args=[story.contract.id, story.month.year, story.month.month])
    assert login(story.manager).get(f"/{other_centre.slug}{path}").status_code == 403


def test_impossible_months_do_not_exist(story: Story, login: Callable[..., Client]) -> None:
    client = login(story.manager)
    for year, month in ((2026, 13), (0, 1), (99999, 1), (today().year + 1, 1)):
        assert client.get(at("own_detail", story.contract.id, year, month)).status_code == 404


def test_own_lines_are_exported(story: Story, login: Callable[..., Client]) -> None:
    story.record(2)
    response = login(story.manager).post(month_of(story, "own_export"))
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.parametrize("extra", [1, 8])
def test_the_providers_pages_cost_the_same_however_many_lines(
    story: Story, login: Callable[..., Client], django_assert_max_num_queries: Any, extra: int
) -> None:
    for day in range(1, extra + 1):
        story.record(day)
    client = login(story.manager)
    with django_assert_max_num_queries(22):
        assert client.get(month_of(story)).status_code == 200
    with django_assert_max_num_queries(18):
        assert client.get(at("own")).status_code == 200
