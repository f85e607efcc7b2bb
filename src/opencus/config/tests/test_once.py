"""A form counts once: double clicks, the back button, resends, thirty-two at the same moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client
from django.urls import path

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, Office, User
from opencus.centre.roles import Role
from opencus.config import once
from opencus.config.models import Submission
from opencus.config.tasks import forget_submissions
from opencus.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from opencus.conftest import LONG_AGO, make_centre
from opencus.core.clock import now
from opencus.core.tenancy import acting_in

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = pytest.mark.urls(__name__)

HERE = "/testowo/proba-wyslania/"


def office(request: HttpRequest) -> HttpResponse:
    """Open an office, or answer as the form asks."""
    match request.POST.get("answer", ""):
        case "errors":
            return HttpResponse("błędy", status=422)
        case "fault":
            Office.objects.create(name="ginie", street="", postcode="", town="", opening_hours="")
            raise RuntimeError("kaput")
    made = Office.objects.create(
        name=request.POST["name"], street="ul. Próbna 1", postcode="00-001", town="Testowo", opening_hours="8–16"
    )
    return HttpResponseRedirect(f"/testowo/biura/{made.id}/")


urlpatterns = [*urlpatterns, path("proba-wyslania/", office)]


def form(**more: str) -> dict[str, str]:
    return {"once": str(uuid4()), "name": "Punkt w Lipowym", **more}


@pytest.fixture
def marek(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Client:
    client = login(make_actor(Role.RECEPTION, name="Marek Bielecki"))
    client.raise_request_exception = False
    return client


def test_every_form_of_a_page_carries_a_token_of_its_own(marek: Client) -> None:
    page = marek.get("/testowo/osoby/nowa/").content.decode()
    tokens = re.findall(r'name="once" value="([0-9a-f-]{36})"', page)
    assert len(tokens) == page.count('name="csrfmiddlewaretoken"') > 1
    assert len(set(tokens)) == len(tokens)


def test_a_double_click_opens_one_office_and_both_clicks_get_its_page(marek: Client) -> None:
    sent = form()
    first, second = marek.post(HERE, sent), marek.post(HERE, sent)
    assert Office.objects.count() == 1
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_going_back_and_sending_the_same_again_changes_nothing(marek: Client) -> None:
    sent = form()
    first = marek.post(HERE, sent)
    marek.get("/testowo/pulpit/")
    again = marek.post(HERE, sent | {"csrfmiddlewaretoken": "inny", "device_at": "2026-11-22T10:00:00Z"})
    assert again["Location"] == first["Location"]
    assert Office.objects.count() == 1


def test_other_words_under_a_used_token_are_shown_and_can_be_sent_as_new(marek: Client) -> None:
    sent = form()
    marek.post(HERE, sent)
    page = marek.post(HERE, sent | {"name": "Punkt na Orłowie & <b>"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Ten formularz był już wysłany" in text
    assert 'name="name" value="Punkt na Orłowie &amp; &lt;b&gt;"' in text
    assert 'href="/testowo/"' in text
    fresh = re.findall(r'name="once" value="([0-9a-f-]{36})"', text)[0]
    assert marek.post(HERE, {"once": fresh, "name": "Punkt na Orłowie & <b>"}).status_code == 302
    assert set(Office.objects.values_list("name", flat=True)) == {"Punkt w Lipowym", "Punkt na Orłowie & <b>"}


def test_the_same_token_at_another_address_is_not_the_same_form(marek: Client) -> None:
    sent = form()
    marek.post(HERE, sent)
    assert marek.post(HERE + "?drugi=1", sent).status_code == 422


@pytest.mark.parametrize(("answer", "status"), [("errors", 422), ("fault", 500)])
def test_what_was_not_carried_out_can_be_sent_again_with_the_same_token(marek: Client, answer: str, status: int) -> None:
    sent = form(answer=answer)
    assert marek.post(HERE, sent).status_code == status
    assert Submission.objects.count() == Office.objects.count() == 0
    assert marek.post(HERE, sent | {"answer": ""}).status_code == 302


@pytest.mark.parametrize("token", ["", "nie-uuid", "\x00", "1" * 5000])
def test_a_form_without_a_good_token_works_as_before(marek: Client, token: str) -> None:
    for _ in range(2):
        assert marek.post(HERE, {"once": token, "name": "Punkt"}).status_code == 302
    assert Office.objects.count() == 2


def test_scripts_that_stay_on_their_page_are_left_alone(marek: Client) -> None:
    sent = form()
    for _ in range(2):
        marek.post(HERE, sent, headers={"HX-Request": "true"})
        marek.post(HERE, sent, headers={"X-Requested-With": "fetch"})
    assert Office.objects.count() == 4


def test_a_token_of_one_user_means_nothing_in_the_hands_of_another(
    marek: Client, make_actor: Callable[..., Actor], login: Callable[[Actor], Client]
) -> None:
    sent = form()
    marek.post(HERE, sent)
    assert login(make_actor(Role.KIPUS, name="Anna Kowalik")).post(HERE, sent).status_code == 302
    assert Office.objects.count() == 2


def test_a_forged_form_learns_nothing_of_the_first_answer(marek: Client) -> None:
    sent = form()
    marek.post(HERE, sent)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = marek.cookies
    assert strict.post(HERE, sent).status_code == 403


def test_it_costs_two_small_statements(marek: Client, django_assert_num_queries: Callable[..., object]) -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as plain:
        marek.post(HERE, {"name": "Punkt"})
    with CaptureQueriesContext(connection) as once_only:
        marek.post(HERE, form())
    assert len(once_only) == len(plain) + 2


def test_old_sendings_are_thrown_away_after_a_week(marek: Client) -> None:
    marek.post(HERE, form())
    with time_machine.travel(now() + timedelta(days=6)):
        forget_submissions()
        assert Submission.objects.count() == 1
    with time_machine.travel(now() + timedelta(days=8)):
        assert once.forget() == 1


def test_thirty_two_at_the_same_moment_have_one_effect_and_one_answer(own_database: str) -> None:
    made: Centre = make_centre("testowo", "9900011", "Testowo")
    user = User.objects.create_user("marek@example.invalid", full_name="Marek Bielecki")
    with acting_in(made.id):
        Membership.objects.create(user=user, role=Role.RECEPTION.value, valid_from=LONG_AGO)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    sent, ready = form(), Barrier(32)
    answers: list[tuple[int, str]] = []

    def click() -> None:
        mine = Client()
        mine.cookies = client.cookies
        ready.wait()
        try:
            answer = mine.post(HERE, sent)
            answers.append((answer.status_code, answer["Location"]))
        finally:
            connection.close()

    threads = [Thread(target=click) for _ in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 32
    assert len(set(answers)) == 1
    with acting_in(made.id):
        assert Office.objects.count() == 1
