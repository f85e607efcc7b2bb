"""A printed document can be read aloud, says what was typed, and runs nothing."""

import io
import os
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from opencus.core import pdf

LETTERS = "Zażółć gęślą jaźń ĄĆĘŁŃÓŚŹŻ"
MOMENT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ATTACKS = (
    "#panic(\"x\")", "#sys.inputs.data", "$ sum_(k=1)^n $", "*gruby*", "@odnosnik", "\\ \\u{41}", "<etykieta>", "= Nagłówek",
    "#import \"@preview/cetz:0.3.0\"", "#read(\"/etc/passwd\")", "#link(\"javascript:alert(1)\")", "{{ 7*7 }} {% now %} ${7*7}",
    "<img src=x onerror=alert(1)>", "'; DROP TABLE people_person;--", "`raw` ~ -- --- /* uwaga */ // koniec",
)  # fmt: skip


def read(sheet: pdf.Sheet) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(sheet, at=MOMENT)))


def words(reader: PdfReader) -> str:
    return " ".join(page.extract_text() for page in reader.pages)


def tags(reader: PdfReader) -> list[str]:
    """The roles of the structure tree in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def sheet(*blocks: pdf.Block, **fields: Any) -> pdf.Sheet:
    return pdf.Sheet(title=fields.pop("title", "Zażalenie"), blocks=blocks, **fields)


def test_a_document_is_tagged_titled_and_polish() -> None:
    root = read(sheet(pdf.text(LETTERS))).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "pl"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    reader = read(sheet(pdf.text(LETTERS)))
    assert reader.metadata is not None
    assert reader.metadata.title == "Zażalenie"
    assert LETTERS in words(reader)


def test_headings_go_down_one_by_one_and_tables_have_header_cells() -> None:
    reader = read(sheet(pdf.heading("Część"), pdf.heading("Punkt", 3), pdf.table(["Usługa", "Ile"], [["Opieka", "20"]], right=[1])))
    seen = tags(reader)
    assert [tag for tag in seen if tag in {"/H1", "/H2", "/H3"}] == ["/H1", "/H2", "/H3"]
    assert seen.count("/TH") == 2
    assert seen.count("/TD") == 2


def test_every_kind_of_block_is_printed() -> None:
    reader = read(
        sheet(
            pdf.strong("ważne"), pdf.quoted("jej słowa"), pdf.bullets(["punkt"]), pdf.steps(["krok"]),
            pdf.facts([("Telefon", "000"), ("E-mail", "")]), pdf.signature("podpis"), pdf.new_page(), pdf.text("koniec"),
            issuer="CUS\nul. Próbna 1", place="Testowo, 1.01.2026", addressee="Halina Wesołowska", footer="stopka",
        )
    )
    text = words(reader)
    for said in ("ważne", "jej słowa", "punkt", "krok", "Telefon", "–", "podpis", "koniec", "ul. Próbna 1", "Halina", "stopka", "Strona 2 z 2"):
        assert said in text
    assert {"/L", "/LI"} <= set(tags(reader))


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_people_typed_is_printed_as_typed(attack: str) -> None:
    reader = read(sheet(pdf.text(attack), pdf.facts([(attack, attack)]), pdf.table([attack], [[attack]]), title=attack, footer=attack))
    plain = "".join(words(reader).split())
    assert plain.count("".join(attack.split())) >= 5
    assert tags(reader).count("/H1") == 1
    assert "/Annots" not in reader.pages[0]


@pytest.mark.parametrize("odd", ["emoji 😀", "中文", "\x00\x07\x1b", "\ud83d", "a\u202eb", "עברית", "Олена Коваль"])
def test_a_character_without_a_glyph_spoils_no_document(odd: str) -> None:
    assert "Halina" in words(read(sheet(pdf.text(f"Halina {odd}"))))


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.render(sheet(pdf.text("a")), at=MOMENT) == pdf.render(sheet(pdf.text("a")), at=MOMENT)


def test_a_long_document_is_ready_within_a_second() -> None:
    long = sheet(pdf.table(["a", "b", "c"], [["słowo " * 5] * 3 for _ in range(400)]), wide=True)
    start = time.perf_counter()
    reader = read(long)
    assert time.perf_counter() - start < 3  # a busy machine; a quiet one needs a tenth of it
    assert len(reader.pages) > 5


def test_a_forked_process_is_told_instead_of_waiting_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf.render(sheet(pdf.text("a")), at=MOMENT)
    monkeypatch.setattr(pdf, "_first_used_by", os.getpid() + 1)
    with pytest.raises(RuntimeError, match="before this process was forked"):
        pdf.render(sheet(pdf.text("a")), at=MOMENT)
