"""Heads of the journal leave the database every day; what does not get through is seen and tried again."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from opencus.audit import journal, own
from opencus.audit.anchor import read
from opencus.audit.models import Alarm, AnchorCopy, Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.config import anchors, watching
from opencus.config.mail import parse
from opencus.core.clock import now

Make = Callable[..., Actor]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    target = tmp_path / "odciski" / "journal.jsonl"
    monkeypatch.setenv("OPENCUS_ANCHOR_FILE", str(target))
    return target


@pytest.fixture
def town(centre: Centre, file: Path) -> Centre:
    for n in range(3):
        journal.write(own.LIFTED, by=Actor.system(centre.id), what=f"ostrzeżenie {n}", reason="próba")
    journal.seal()
    return centre


@pytest.fixture
def mailbox(settings: Any) -> None:
    settings.MAIL = replace(settings.MAIL, configured=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_the_head_goes_to_the_file_line_by_line(town: Centre, file: Path) -> None:
    assert anchors.take([town]) == 0
    assert anchors.take([town]) == 0
    lines = file.read_text().splitlines()
    assert [json.loads(line)["number"] for line in lines] == [3, 3]
    assert file.stat().st_mode & 0o077 == 0
    assert anchors.known()[0] == replace(read(anchors.known()[0].line())[0], centre_id=town.id)
    assert anchors.state_here("testowo").well


def test_the_inspector_gets_a_letter_without_personal_data(town: Centre, mailbox: None, make_actor: Make) -> None:
    make_actor(Role.INSPECTOR, name="Tomasz Wilk")
    make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    assert anchors.take([town]) == 0
    letter = mail.outbox[0]
    assert letter.to == ["tomasz-wilk@example.invalid"]
    assert read(str(letter.body))[0].number == 3
    assert "Wilk" not in str(letter.body)


def test_a_log_server_gets_one_message_of_rfc_5424(town: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "log"))
        monkeypatch.setenv("OPENCUS_SYSLOG", f"unix:{tmp_path / 'log'}")
        assert anchors.take([town]) == 0
        server.settimeout(2)
        said = server.recv(4096).decode()
    assert said.startswith("<110>1 ")  # facility 13 (log audit), severity 6
    assert ' opencus ' in said
    assert read(said)[0].number == 3


def test_what_did_not_get_through_is_seen_and_sent_again(
    town: Centre, mailbox: None, make_actor: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_actor(Role.INSPECTOR, name="Tomasz Wilk")

    def away(self: EmailMessage, fail_silently: bool = False) -> int:
        raise ConnectionRefusedError("serwer poczty nie odpowiada")

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", away)
        assert anchors.take([town]) == 1
        state = anchors.anchor_state()
        assert not state.well
        assert "testowo, e-mail do inspektora: odcisk nie dotarł (ConnectionRefusedError" in state.troubles[0]
        assert anchors.again([town]) == 1
    assert watching.anchor_again(timestamp=0) == 0
    assert anchors.anchor_state().well
    assert AnchorCopy.objects.get(place="mail").tries == 3


def test_a_centre_without_anybody_to_write_to_is_a_trouble(town: Centre, mailbox: None) -> None:
    assert anchors.take([town]) == 1
    assert "nie ma inspektora" in anchors.state_here("testowo").troubles[0]


def test_a_head_that_was_never_taken_is_a_trouble(town: Centre) -> None:
    assert "od ponad doby nie zapisano" in anchors.state_here("testowo").troubles[0]


def test_the_nightly_check_writes_down_what_it_found(town: Centre, mailbox: None, make_actor: Make) -> None:
    make_actor(Role.INSPECTOR, name="Tomasz Wilk")
    anchors.take([town])
    mail.outbox.clear()
    assert watching.verify_journals(timestamp=0) == 0
    entry = Entry.objects.filter(kind="audit.chain.verified").get()
    assert entry.sentence == "sprawdzono cały łańcuch: nienaruszony"
    assert not mail.outbox
    stronger = replace(anchors.known()[0], number=900)
    assert not watching.check(town, [stronger]).whole
    assert "ogniwo 900" in str(mail.outbox[0].body)
    assert mail.outbox[0].to == ["tomasz-wilk@example.invalid"]


def test_an_alarm_is_told_to_the_inspector_and_never_to_whom_it_is_about(
    town: Centre, mailbox: None, make_actor: Make
) -> None:
    tomasz = make_actor(Role.INSPECTOR, name="Tomasz Wilk")
    make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    alarm = Alarm.objects.create(actor_id=tomasz.user_id, level="alarm", raised_at=now(), openings=1000)
    watching.tell_alarm(str(town.id), alarm.id)
    assert mail.outbox[0].to == ["barbara-nowicka@example.invalid"]
    assert "1000 w ciągu 10 minut" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://cus%40gmina.pl:t%40jne@poczta.gmina.pl/", ("poczta.gmina.pl", 587, True, False, "cus@gmina.pl")),
        ("smtps://poczta.gmina.pl/?from=a@b.pl", ("poczta.gmina.pl", 465, False, True, "a@b.pl")),
        ("smtp://localhost:25/?tls=0", ("localhost", 25, False, False, "opencus@localhost")),
    ],
)
def test_the_mail_server_is_read_from_one_address(url: str, expected: tuple[object, ...]) -> None:
    made = parse(url)
    assert (made.host, made.port, made.starttls, made.tls, made.sender) == expected
    assert made.configured


@pytest.mark.parametrize("url", ["poczta.gmina.pl", "http://poczta.gmina.pl", "smtp://"])
def test_an_address_that_is_none_is_refused_in_polish(url: str) -> None:
    with pytest.raises(ValueError, match="musi mieć postać smtp"):
        parse(url)
