"""The log tells what happened and never about whom: Halina's name and number are nowhere in it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Office
from opencus.centre.roles import Role
from opencus.config import logs
from opencus.config.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]
pytestmark = pytest.mark.urls(__name__)

PESEL, NAME, PHONE = "44051401359", "Wesołowska", "600700800"
SECRETS = (PESEL, NAME, "Wesolowska", PHONE, "Weso%C5%82owska", "haslo-Haliny")


def burst(request: HttpRequest) -> HttpResponse:
    """Fail as programs fail: with what was typed in the message, in a variable, in the cause."""
    typed = request.POST.get("q", "")
    logging.getLogger("somebody.else").error("looked for %s", typed)
    logging.getLogger("somebody.else").error(f"found {typed}")
    try:
        int(typed + NAME)
    except ValueError as error:
        raise RuntimeError(f"no such person: {typed}") from error
    return HttpResponse()


def broken_row(request: HttpRequest) -> HttpResponse:
    """Let the database refuse a row; its message repeats the row."""
    Office.objects.create(name=NAME, street=PESEL, postcode=PHONE * 9, town=NAME, opening_hours=PESEL)
    return HttpResponse()


def broken_query(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{NAME}', {PESEL} FROM no_such_table")
    return HttpResponse()


urlpatterns = [
    *urlpatterns,
    path("burst/", burst, name="burst"),
    path("broken-row/", broken_row, name="broken_row"),
    path("broken-query/", broken_query, name="broken_query"),
]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything the product logs, formatted as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLine())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.fixture
def client(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Client:
    made = login(make_actor(Role.KIPUS, name="Anna Kowalik"))
    made.raise_request_exception = False
    return made


def test_names_and_numbers_typed_everywhere_are_nowhere_in_the_log(client: Client, log: io.StringIO) -> None:
    client.get(f"/testowo/osoby/?q={PESEL}&imie={NAME}")
    client.get(f"/testowo/{NAME}/{PESEL}/")
    client.get(f"/{NAME}/{PESEL}")
    client.post("/testowo/szukaj/", {"q": f"{NAME} {PESEL}"})
    client.post("/testowo/osoby/nowa/", {"given_name": "Halina", "family_name": NAME, "pesel": PESEL, "phone": PHONE})
    client.post("/testowo/konto/login/", {"login": f"{NAME}@example.invalid", "password": "haslo-Haliny"})
    client.get("/testowo/osoby/", headers={"User-Agent": NAME, "Referer": f"https://x/{PESEL}", "Host": f"{PESEL}.example"})
    for address in ("burst", "broken-row", "broken-query"):
        assert client.post(f"/testowo/{address}/", {"q": PESEL}).status_code == 500
    text = log.getvalue()
    assert [secret for secret in SECRETS if secret in text] == []
    assert len([line for line in lines(log) if line["event"] == "answered"]) == 10


def test_a_line_tells_who_what_and_how_long(client: Client, centre: Centre, log: io.StringIO) -> None:
    answer = client.get("/testowo/pulpit/")
    line = lines(log)[-1]
    user = client.session["_auth_user_id"]
    assert line["request"] == answer["X-Request-Id"]
    assert (line["centre"], line["url"], line["method"], line["status"]) == ("testowo", "desk:home", "GET", 200)
    assert line["ms"] >= 0
    assert line["time"].endswith("+00:00")
    assert len(line["user"]) == 12
    assert user not in log.getvalue()
    assert "127.0.0.1" not in log.getvalue()


def test_a_fault_is_found_by_the_number_on_its_page(client: Client, log: io.StringIO) -> None:
    answer = client.post("/testowo/burst/", {"q": PESEL})
    fault = next(line for line in lines(log) if "exception" in line)
    assert fault["request"] == answer["X-Request-Id"]
    assert answer["X-Request-Id"] in answer.content.decode()
    assert [one["class"] for one in fault["exception"]] == ["RuntimeError", "ValueError"]
    assert any("test_logs.py" in place and place.endswith(" burst") for place in fault["exception"][0]["at"])


def test_a_refusal_of_the_database_keeps_its_code_only(client: Client, log: io.StringIO) -> None:
    client.post("/testowo/broken-row/")
    fault = next(line for line in lines(log) if "exception" in line)
    assert fault["exception"][-1]["sqlstate"] == "22001"


def test_a_number_can_be_read_out_over_the_telephone() -> None:
    assert len({logs.number() for _ in range(200)}) == 200
    assert not set("".join(logs.number() for _ in range(200))) & set("01IO")


def test_what_nobody_caught_is_logged_the_same_way(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    import threading

    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.hook()

    def fail() -> None:
        raise RuntimeError(PESEL)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert lines(log)[-1]["exception"][0]["class"] == "RuntimeError"
    assert PESEL not in log.getvalue()


def test_no_traceback_is_mailed_to_anybody() -> None:
    assert settings.DEBUG is False
    assert settings.ADMINS == []
    handlers = [one for name in ("", "django", "django.request", "django.security") for one in logging.getLogger(name).handlers]
    assert not [one for one in handlers if type(one).__name__ == "AdminEmailHandler"]


def test_a_grown_file_is_set_aside_and_five_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 400)
    file = tmp_path / "log" / "opencus.log"
    one, two = (logs.SharedFile(str(file), encoding="utf-8", delay=True) for _ in range(2))
    for number in range(60):
        for handler in (one, two):
            handler.emit(logging.LogRecord("x", logging.INFO, "x", 1, f"line {number} " + "y" * 40, None, None))
    assert sorted(path.name for path in file.parent.glob("opencus.log*") if path.suffix != ".lock") == [
        "opencus.log", *(f"opencus.log.{number}" for number in range(1, 6))
    ]  # fmt: skip
    assert file.stat().st_mode & 0o777 == 0o640
    assert file.stat().st_size < 1000
