"""What holds for every request: headers, the centre, one transaction, and what outlives a refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from opencus.audit import journal
from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre, Office
from opencus.centre.roles import Permission, Role
from opencus.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from opencus.conftest import make_centre
from opencus.core.ids import uuid7
from opencus.core.tenancy import current_centre_id
from opencus.people import events

__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = pytest.mark.urls(__name__)

Make = Callable[..., Actor]
Login = Callable[[Actor], Client]


def _write(request: HttpRequest) -> None:
    Office.objects.create(
        name="Biuro próbne", street="ul. Próbna 1", postcode="00-001", town="Testowo", opening_hours="8–16"
    )
    journal.write(events.SEARCHED, by=request.actor, found=1)  # type: ignore[attr-defined]


def probe(request: HttpRequest, outcome: str) -> HttpResponse:
    """Write something, then end as told."""
    _write(request)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    request.afterwards.append(lambda: journal.write(events.ATTEMPTED, by=actor, reason="próba"))  # type: ignore[attr-defined]
    if outcome == "refused":
        actor.require(Permission.SIGN_DECISION)
    if outcome == "reason":
        raise Refused("Bo tak stanowi program.")
    if outcome == "missing":
        raise Http404
    if outcome == "fault":
        raise RuntimeError("kaput")
    if outcome == "answer-500":
        return HttpResponse(status=500)
    if outcome == "broken-sql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
    return HttpResponse(
        f"{request.centre.slug} {reverse('probe', args=['fine'])}", status=422 if outcome == "form" else 200
    )  # type: ignore[attr-defined]


urlpatterns = [*urlpatterns, path("proba/<slug:outcome>/", probe, name="probe")]


@pytest.fixture
def anna(centre: Centre, make_actor: Make, login: Login) -> Client:
    client = login(make_actor(Role.KIPUS, name="Anna Kowalik"))
    client.raise_request_exception = False
    return client


def written() -> tuple[int, list[str]]:
    return Office.objects.count(), list(Entry.objects.order_by("id").values_list("kind", flat=True))


# --- headers ------------------------------------------------------------------------------------------------------


ADDRESSES = [
    ("/testowo/konto/login/", 302),
    ("/testowo/pulpit/", 200),
    ("/testowo/osoby/", 200),
    ("/testowo/uslugi/", 200),
    ("/testowo/role/", 403),
    ("/testowo/nie-ma/", 404),
    ("/nie-ma/osoby/", 404),
    ("/nie-ma-nic", 404),
    ("/testowo/proba/fault/", 500),
    ("/testowo/pulpit/?a=%00", 400),
    ("/static/opencus/cus.css", 200),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_every_answer_carries_the_headers(anna: Client, address: str, status: int) -> None:
    answer = anna.get(address)
    assert answer.status_code == status
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}
    if not address.startswith("/static/"):
        assert "no-store" in answer["Cache-Control"]


def test_pages_hold_nothing_that_the_policy_forbids(anna: Client) -> None:
    for address in ("/testowo/pulpit/", "/testowo/osoby/", "/testowo/konto/login/"):
        html = anna.get(address).content.decode()
        assert "<style" not in html
        assert ' style="' not in html
        assert "<script>" not in html
        assert " onclick=" not in html


@pytest.mark.parametrize(
    "address", ["/testowo/osoby/%00/", "/%00", "/testowo/osoby/?q=a%00b", "/testowo/uslugi/?q=%00"]
)
def test_a_nul_in_the_address_is_a_bad_request(anna: Client, address: str) -> None:
    answer = anna.get(address)
    assert answer.status_code == 400
    assert "<h1" in answer.content.decode()


# --- the centre ---------------------------------------------------------------------------------------------------


def test_the_centre_is_taken_from_the_address_and_put_back_into_links(anna: Client) -> None:
    answer = anna.get("/testowo/proba/fine/")
    assert answer.content.decode() == "testowo /testowo/proba/fine/"
    assert reverse("probe", args=["fine"]) == "/proba/fine/"  # nothing is left behind for the next request


@pytest.mark.parametrize(
    "address", ["/nieznane/osoby/", "/Testowo/osoby/", "/testowo%2f/osoby/", "/test owo/osoby/"]
)
def test_an_unknown_centre_is_not_found(anna: Client, address: str) -> None:
    assert anna.get(address).status_code == 404


@pytest.mark.parametrize(
    "name", ["people:list", "directory:list", "desk:home", "intake:list", "field:today", "delivery:calendar"]
)
def test_without_a_centre_in_the_address_no_page_fails(anna: Client, name: str) -> None:
    assert anna.get(reverse(name)).status_code in {302, 403, 404}
    assert Client(raise_request_exception=False).get(reverse(name)).status_code in {302, 403, 404}


def test_the_context_ends_with_the_request(anna: Client) -> None:
    outer = current_centre_id()
    anna.get("/testowo/proba/fault/")
    anna.get("/testowo/proba/fine/")
    assert current_centre_id() == outer


# --- the transaction ----------------------------------------------------------------------------------------------


def test_what_a_view_wrote_stays_when_it_ends_well(anna: Client) -> None:
    assert anna.get("/testowo/proba/fine/").status_code == 200
    assert written() == (1, ["people.person.searched", "people.person.attempted"])


def test_an_answer_422_keeps_what_was_written(anna: Client) -> None:
    assert anna.get("/testowo/proba/form/").status_code == 422
    assert written() == (1, ["people.person.searched", "people.person.attempted"])


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("refused", 403),
        ("reason", 403),
        ("missing", 404),
        ("fault", 500),
        ("answer-500", 500),
        ("broken-sql", 500),
    ],
)
def test_a_failed_view_leaves_only_the_attempt(anna: Client, outcome: str, status: int) -> None:
    answer = anna.get(f"/testowo/proba/{outcome}/")
    assert answer.status_code == status
    assert written() == (0, ["people.person.attempted"])


def test_the_page_of_a_refusal_gives_the_reason_and_the_page_of_a_fault_does_not(anna: Client) -> None:
    assert "Bo tak stanowi program." in anna.get("/testowo/proba/reason/").content.decode()
    assert "podpisywanie decyzji" in anna.get("/testowo/proba/refused/").content.decode()
    fault = anna.get("/testowo/proba/fault/").content.decode()
    assert "kaput" not in fault
    assert "<h1" in fault


def test_the_journal_holds_no_entry_of_a_refused_act(make_actor: Make, login: Login) -> None:
    client = login(make_actor(Role.ADMINISTRATOR, name="Adam Admin"))
    assert client.get("/testowo/osoby/").status_code == 403
    assert (
        client.post("/testowo/osoby/nowa/", {"given_name": "Jan", "family_name": "Nowak"}).status_code == 403
    )
    assert not Entry.objects.exists()


def test_an_attempt_on_a_foreign_record_is_written_though_refused(anna: Client) -> None:
    assert anna.get(f"/testowo/osoba/{uuid7()}/").status_code == 404
    entry = Entry.objects.get()
    assert entry.kind == "people.person.attempted"
    assert entry.data == {"reason": "nie ma takiej osoby w tym centrum"}


def test_a_form_without_its_token_is_refused_in_plain_words(anna: Client, db: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/testowo/konto/login/", {"login": "a@example.invalid", "password": "b"})
    assert answer.status_code == 403
    assert "Strona była otwarta zbyt długo" in answer.content.decode()


def test_the_application_role_cannot_write_without_a_centre(centre: Centre, other_centre: Centre) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('opencus.centre', %s, true)", [str(other_centre.id)])
    with pytest.raises(DatabaseError):
        Office.objects.create(name="Biuro", street="x", postcode="00-001", town="x", opening_hours="x")


def test_no_centre_can_take_over_the_shared_addresses(centre: Centre) -> None:
    with pytest.raises(IntegrityError, match="centre_centre_slug"), transaction.atomic():
        make_centre("konto", "9900044", "Konto")
    assert Client().get("/konto/login/").status_code == 200
