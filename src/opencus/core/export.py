"""Tables for people's own software: CSV for machines and any program, XLSX for Excel, ODS as the open format.

A cell that a spreadsheet would run as a formula is defused (ASVS 1.2.10): names and notes are typed by strangers.
Numbers stay numbers, so a column can still be summed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Literal

import xlsxwriter  # type: ignore[import-untyped, unused-ignore]
from django.http import HttpResponse

from opencus.core import clock, ods

Cell = str | int | Decimal | float | bool | date | datetime | time | None
#: What a list is offered in: the ending of the name and the kind of the file (KRI annex 2: csv, xlsx, ods).
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
    "ods": ods.CONTENT_TYPE,
}  # fmt: skip
BOM = b"\xef\xbb\xbf"
XLSX_ROWS = 1_048_576
XLSX_CELL = 32_767
XLSX_DIGITS = 15
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# A comma file opened by a Polish Excel is cut at semicolons and lines: what follows them is a cell of its own.
_INNER = {
    ",": re.compile(r"([;\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])"),
    ";": re.compile(r"([\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])"),
}
_SHEET_UNFIT = re.compile(r"[\[\]:*?/\\]")
_SAMPLE = 200
_WIDEST = 60


def to_csv(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, separator: Literal[",", ";"] = ","
) -> bytes:
    """A table as CSV: RFC 4180, comma, CRLF, UTF-8 with a byte order mark so that Excel shows Polish letters.

    With separator `;` numbers get a decimal comma: that file opens in columns in a Polish Excel. Days and moments are
    ISO 8601 in Polish time, True and False are tak and nie, None is empty. A text that starts like a formula gets a
    leading `'`.
    """
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=separator, lineterminator="\r\n")
    writer.writerow([_csv_cell(name, separator) for name in header])
    for row in rows:
        writer.writerow([_csv_cell(cell, separator) for cell in row])
    return BOM + sheet.getvalue().encode()


def answer(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str, name: str, kind: str) -> HttpResponse:
    """The table as a file to download: ``kind`` is a key of ``FORMATS``, anything else gives XLSX.

    ``name`` is the name of the file without its ending: plain letters, digits and dashes, never a person's name.
    """
    kind = kind if kind in FORMATS else "xlsx"
    if kind == "csv":
        body = to_csv(header, rows)
    else:
        body = ods.to_ods(header, rows, title) if kind == "ods" else to_xlsx(header, rows, title)
    response = HttpResponse(body, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def defuse(text: str) -> str:
    """The text with a leading `'` when a spreadsheet could take it for a formula."""
    return "'" + text if _risky(text) else text


def to_xlsx(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """A table as an XLSX workbook with one sheet: bold fixed header, filter, widths from the first rows.

    Texts are always typed as text, never as formulas, links or numbers; whole numbers over 15 digits are texts too,
    because Excel would round them. A text over 32,767 characters is cut and ends in `…`. ValueError for more than
    1,048,575 rows.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": _clean(title), "created": clock.now().replace(tzinfo=None)})
    formats = _formats(book)
    sheet = book.add_worksheet(_sheet_name(title))
    remaining = iter(rows)
    sample = list(islice(remaining, _SAMPLE))
    for column, width in enumerate(_widths(header, sample)):
        # Before the rows: constant memory writes them out at once.
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, _fitting(name), formats["head"])
    last = 0
    for last, row in enumerate(chain(sample, remaining), start=1):
        if last >= XLSX_ROWS:
            raise ValueError("Tabela ma za dużo wierszy na jeden arkusz. Zawęź wybór lub pobierz plik CSV.")
        for column, cell in enumerate(row):
            _write(sheet, last, column, cell, formats)
    if header:
        sheet.autofilter(0, 0, last, len(header) - 1)
    book.close()
    return target.getvalue()


def _risky(text: str) -> bool:
    # Programs differ in the blanks they skip before a formula: look at the first visible character too.
    return text.startswith(_TRIGGERS) or text.lstrip().startswith(_TRIGGERS)


def _csv_cell(cell: Cell, separator: Literal[",", ";"]) -> str:
    if isinstance(cell, int | Decimal | float) and not isinstance(cell, bool):
        number = _number(cell)
        return number.replace(".", ",") if separator == ";" else number
    if isinstance(cell, str):
        return _INNER[separator].sub(r"\1'", defuse(_clean(cell)))
    return _words(cell)


def _number(cell: Decimal | int | float) -> str:
    # NaN and infinity are words to a spreadsheet: an empty cell is honest.
    number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    return f"{number:f}" if number.is_finite() else ""


def _words(cell: bool | date | datetime | time | None) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "tak" if cell else "nie"
        case datetime():
            return f"{clock.local(cell) if cell.tzinfo else cell:%Y-%m-%d %H:%M}"
        case time():
            return f"{cell:%H:%M}"
    return cell.isoformat()


def _clean(text: str) -> str:
    return _UNFIT.sub("", text)


def _fitting(text: str) -> str:
    clean = re.sub(r"\r\n?", "\n", _clean(text))
    return clean if len(clean) <= XLSX_CELL else clean[: XLSX_CELL - 1] + "…"


def _sheet_name(title: str) -> str:
    # Excel: at most 31 characters, seven forbidden, no apostrophe at the ends, and "History" is its own.
    name = _SHEET_UNFIT.sub(" ", _clean(title)).strip().strip("'").strip()[:31].rstrip("' ")
    return name if name and name.lower() != "history" else "Arkusz"


def _formats(book: Any) -> dict[str, Any]:
    return {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"valign": "top"}),
        "risky": book.add_format({"valign": "top", "quote_prefix": True}),
        "whole": book.add_format({"valign": "top", "num_format": "0"}),
        "amount": book.add_format({"valign": "top", "num_format": "#,##0.00"}),
        "day": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if isinstance(cell, str):
        text = _fitting(cell)
        # The quote prefix keeps it a text also after somebody edits the cell.
        sheet.write_string(row, column, text, formats["risky" if _risky(text) else "text"])
    elif cell is None:
        return
    elif isinstance(cell, bool | time):
        sheet.write_string(row, column, _words(cell), formats["text"])
    elif isinstance(cell, date):
        _write_day(sheet, row, column, cell, formats)
    else:
        number = _number(cell)
        if len(number.strip("-").replace(".", "").lstrip("0")) > XLSX_DIGITS or not number:
            sheet.write_string(row, column, number, formats["text"])
        else:
            sheet.write_number(row, column, float(number), formats["amount" if "." in number else "whole"])


def _write_day(sheet: Any, row: int, column: int, cell: date, formats: dict[str, Any]) -> None:
    if cell.year < 1900:
        # Excel's calendar starts in 1900.
        sheet.write_string(row, column, _words(cell), formats["text"])
    elif isinstance(cell, datetime):
        shown = clock.local(cell) if cell.tzinfo else cell
        sheet.write_datetime(row, column, shown.replace(tzinfo=None), formats["moment"])
    else:
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["day"])  # noqa: DTZ001


def _widths(header: Sequence[str], sample: Sequence[Sequence[Cell]]) -> list[int]:
    widths = [len(name) for name in header]
    for row in sample:
        for column, cell in enumerate(row[: len(widths)]):
            widths[column] = max(widths[column], max(map(len, str(cell).splitlines()), default=0))
    return [min(width, _WIDEST) + 2 for width in widths]
