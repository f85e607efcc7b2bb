"""A list in an open format: read back as it was, with no formula in it."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import openpyxl
import pytest

from opencus.core import export, ods

ATTACKS = ("=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "<b>&amp;", "a\x00b\x0bc", "Żółć\nw dwóch wierszach")
ROW = ["Halina Wesołowska", 7, Decimal("12.50"), True, date(2026, 11, 22), datetime(2026, 11, 22, 9, 0, tzinfo=UTC), None]
HEADER = ["Osoba", "Ile", "Kwota", "Czy", "Dzień", "Chwila", "Puste"]
TABLE, OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))


def cells(blob: bytes) -> list[list[tuple[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(blob)) as book:
        assert book.namelist()[0] == "mimetype"
        assert book.read("mimetype").decode() == ods.CONTENT_TYPE
        root = ElementTree.fromstring(book.read("content.xml"))
    assert not [one for one in root.iter() if f"{TABLE}formula" in one.attrib]
    return [
        [(cell.get(f"{OFFICE}value-type", ""), "\n".join("".join(part.itertext()) for part in cell)) for cell in row]
        for row in root.iter(f"{TABLE}table-row")
    ]


def test_a_table_is_read_back_with_its_kinds() -> None:
    header, row = cells(ods.to_ods(HEADER, [ROW], "Osoby"))
    assert [text for _, text in header] == HEADER
    assert row == [
        ("string", "Halina Wesołowska"), ("float", "7"), ("float", "12.50"), ("string", "tak"), ("date", "2026-11-22"),
        ("date", "2026-11-22 10:00"), ("", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_becomes_a_formula_in_any_format(attack: str) -> None:
    assert cells(ods.to_ods(["a"], [[attack]], "x"))[1][0][0] == "string"
    sheet = openpyxl.load_workbook(io.BytesIO(export.to_xlsx(["a"], [[attack]], "x"))).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"
    text = export.to_csv(["a"], [[attack]]).removeprefix(export.BOM).decode()
    value = next(iter(list(csv.reader(io.StringIO(text, newline="")))[1:]))[0]
    assert not value.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("kind", [*export.FORMATS, "exe"])
def test_a_list_comes_as_a_file_of_the_asked_kind(kind: str) -> None:
    answer = export.answer(HEADER, [ROW], title="Osoby", name="osoby", kind=kind)
    assert answer["Content-Disposition"] == f'attachment; filename="osoby.{kind if kind in export.FORMATS else "xlsx"}"'


def test_csv_is_rfc_4180_with_a_mark_for_excel() -> None:
    blob = export.to_csv(HEADER, [ROW])
    assert blob.startswith(export.BOM)
    assert blob.count(b"\r\n") == 2
    assert b"\n" not in blob.replace(b"\r\n", b"")
