"""Attacks 9 and 32-36: nothing that is uploaded is opened, because no form takes a file; what goes out is defused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.people.models import Person
from opencus.people.tests.factories import person
from tests.attacks.test_texts import NEW, TOLD
from tests.consistency.tree import product_modules, short, templates, text


@pytest.fixture
def marek(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> Client:
    return login(make_actor(Role.RECEPTION, name="Marek Bielecki"))


@pytest.mark.parametrize("attack", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"//evil\")"])
def test_9_a_name_that_is_a_formula_leaves_as_text(marek: Client, attack: str) -> None:
    """Attack 9: a cell that begins like a formula is prefixed, in CSV as in XLSX (core/tests/test_export.py)."""
    made = person("Ewa", attack)
    assert made.family_name.strip()
    answer = marek.post("/testowo/osoby/pobierz/", {"q": "", "format": "csv"})
    cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=_separator(answer.content)) for cell in row]
    assert cells
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell != "" and not re.fullmatch(r"\+?[\d ]+", cell)]


def _separator(content: bytes) -> str:
    return ";" if content.split(b"\n")[0].count(b";") > content.split(b"\n")[0].count(b",") else ","


FILES = {
    "a program under another name": ("a.pdf", b"MZ\x90\x00", "application/pdf"),
    "a picture with a script": ("a.svg", b"<svg onload=alert(1)>", "image/svg+xml"),
    "the test virus": ("a.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "text/plain"),
    "nothing": ("a.pdf", b"", "application/pdf"),
    "a name that climbs": ("../../etc/passwd", b"x", "text/plain"),
    "entities": ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "application/xml"),
    "a table of another code page": ("a.csv", "Zażółć;=cmd()".encode("cp1250"), "text/csv"),
}


@pytest.mark.parametrize("what", FILES)
def test_32_to_36_a_file_in_a_form_is_not_opened_and_not_kept(marek: Client, what: str) -> None:
    """Attacks 32-36, not applicable yet: a part that is a file is passed over, the rest of the form counts as typed."""
    name, content, kind = FILES[what]
    answer = marek.post(NEW, TOLD | {"family_name": SimpleUploadedFile(name, content, kind)})
    assert answer.status_code == 422
    assert not Person.objects.exists()
    assert marek.post(NEW, TOLD | {"attachment": SimpleUploadedFile(name, content, kind)}).status_code == 302


def test_32_to_36_no_form_and_no_code_takes_files() -> None:
    """Attacks 32-36: the day a form takes a file this fails, and the attacks get tests of their own."""
    asks = re.compile(r"FileField|ImageField|type=\"file\"|enctype|request\.FILES|zipfile|defusedxml|ElementTree|\blxml\b")
    allowed = {
        "src/opencus/config/once.py",  # hashes whatever is sent, opens nothing
        "src/opencus/centre/accounts/proof.py",  # says that files have to be chosen again
        "src/opencus/core/ods.py",  # writes
        "src/opencus/core/gallery.py",  # shows what a field would look like, receives nothing
        "src/opencus/config/moving.py",  # writes the copy of one centre, at the operator's command
        "src/opencus/config/moving_in.py",  # reads such a copy, at the operator's command, never from the web
    }
    found = [short(path) for path in product_modules() if asks.search(text(path)) and short(path) not in allowed]
    found += [name for name, path in templates().items() if asks.search(text(path))]
    assert found == []


def test_33_a_body_that_unpacks_itself_is_taken_as_it_is(marek: Client) -> None:
    """Attack 33: a compressed body is not unpacked, so it cannot swell."""
    answer = marek.post(NEW, b"\x1f\x8b\x08" + b"\x00" * 1000, content_type="application/x-www-form-urlencoded", headers={"Content-Encoding": "gzip"})
    assert answer.status_code in {400, 422}
