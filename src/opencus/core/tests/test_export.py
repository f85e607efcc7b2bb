"""An exported table opens in any program, keeps its numbers, and runs nothing."""

import csv
import io
import re
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core.export import BOM, Cell, defuse, to_csv, to_xlsx

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
ATTACKS = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


def cells(blob: bytes) -> dict[str, tuple[str, str]]:
    """Each cell of the first sheet as (type, content)."""
    with zipfile.ZipFile(io.BytesIO(blob)) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        assert root.find(".//x:f", NS) is None, "no cell may hold a formula"
        assert root.find(".//x:hyperlink", NS) is None
        found = {}
        for cell in root.iterfind(".//x:c", NS):
            text = "".join(node.text or "" for node in cell.iter() if node.tag.endswith(("}v", "}t")))
            found[cell.attrib["r"]] = (cell.attrib.get("t", "n"), text)
        return found


def read_csv(blob: bytes, separator: str = ",") -> list[list[str]]:
    assert blob.startswith(BOM)
    return list(csv.reader(io.StringIO(blob[3:].decode(), newline=""), delimiter=separator))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_formula_becomes_text(attack: str):
    row = read_csv(to_csv(["Imię"], [[attack]]))[1]
    assert row[0].startswith("'")
    kind, text = cells(to_xlsx(["Imię"], [[attack]], "Osoby"))["A2"]
    assert kind in {"inlineStr", "s"}
    assert text.strip() == attack.strip()


def test_a_formula_behind_the_separator_of_another_program_is_defused_too():
    assert b";'=cmd()" in to_csv(["a"], [["Nowak;=cmd()"]])
    assert b"\n'=cmd()" in to_csv(["a"], [["Nowak\n=cmd()"]])
    assert b"tel., +48 000" in to_csv(["a"], [["tel., +48 000"]])


def test_numbers_stay_numbers_even_negative_ones():
    blob = to_csv(["kwota", "ile"], [[Decimal("-1234.50"), -7]])
    assert read_csv(blob)[1] == ["-1234.50", "-7"]
    assert read_csv(to_csv(["kwota"], [[Decimal("-1234.50")]], separator=";"), ";")[1] == ["-1234,50"]
    found = cells(to_xlsx(["kwota", "ile"], [[Decimal("-1234.50"), -7]], "Kwoty"))
    assert found["A2"] == ("n", "-1234.5")
    assert found["B2"] == ("n", "-7")


def test_the_csv_is_rfc_4180_with_polish_letters():
    blob = to_csv(["Imię", "Uwagi"], [["Żaneta", 'mówi "dzień dobry", i tak'], [None, True]])
    assert blob.startswith(b"\xef\xbb\xbfImi\xc4\x99,Uwagi\r\n")
    assert blob.endswith(b"\r\n")
    assert read_csv(blob)[1:] == [["Żaneta", 'mówi "dzień dobry", i tak'], ["", "tak"]]


def test_days_and_moments_are_polish_time():
    row: list[Cell] = [date(2026, 11, 26), datetime(2026, 11, 26, 7, 5, tzinfo=UTC), time(8, 5)]
    assert read_csv(to_csv(["a", "b", "c"], [row]))[1] == ["2026-11-26", "2026-11-26 08:05", "08:05"]
    found = cells(to_xlsx(["a", "b", "c"], [row], "Dni"))
    assert found["A2"] == ("n", "46352")
    assert round((float(found["B2"][1]) - 46352) * 24 * 60) == 8 * 60 + 5


def test_what_excel_cannot_hold_becomes_text():
    row: list[Cell] = [12345678901234567, date(1885, 1, 1), float("nan"), "a\x00b\ud800", "x" * 40_000]
    found = cells(to_xlsx(list("abcde"), [row], "Skrajne"))
    assert found["A2"][1] == "12345678901234567"
    assert found["A2"][0] != "n"
    assert found["B2"][1] == "1885-01-01"
    assert found["C2"][1] == ""
    assert found["D2"][1] == "ab"
    assert len(found["E2"][1]) == 32_767
    assert found["E2"][1].endswith("…")


@pytest.mark.parametrize(
    "title", ["", "History", "a/b:c*d?[e]\\", "'x'", "Bardzo długi tytuł zestawienia za październik 2026"]
)
def test_any_title_is_a_sheet_name(title: str):
    with zipfile.ZipFile(io.BytesIO(to_xlsx(["a"], [], title))) as book:
        name = re.search(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    assert name
    assert 1 <= len(name[1]) <= 31


def test_a_table_longer_than_the_sample_is_whole():
    found = cells(to_xlsx(["n"], ([n] for n in range(1000)), "Wiersze"))
    assert len(found) == 1001
    assert found["A1001"] == ("n", "999")


@given(st.text())
def test_defused_text_never_starts_a_formula(raw: str):
    safe = defuse(raw)
    assert not safe.lstrip().startswith(("=", "+", "-", "@"))
    assert safe in (raw, "'" + raw)


@given(
    st.lists(
        st.lists(st.one_of(st.text(), st.integers(), st.none(), st.booleans()), min_size=2, max_size=2),
        max_size=4,
    )
)
def test_any_rows_make_readable_files(rows: list[list[Cell]]):
    assert len(read_csv(to_csv(["a", "b"], rows))) == len(rows) + 1
    cells(to_xlsx(["a", "b"], rows, "Dowolne"))
