"""A table as an OpenDocument spreadsheet (ODS): the open format of KRI annex 2 beside CSV.

Values are typed as texts, numbers, days or moments; there is no way to write a formula here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from opencus.core import clock

Cell = str | int | Decimal | float | bool | date | datetime | time | None
CONTENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("manifest", "manifest"))
)
_FO = 'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
_HEAD = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} {_FO} office:version="1.3">'
_STYLES = (
    '<office:automatic-styles><style:style style:name="head" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
)


def to_ods(header: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """One sheet with a bold header row; days are dates, moments stand in Polish time, True and False are tak and nie."""
    body = "".join(f"<table:table-row>{''.join(_cell(cell) for cell in row)}</table:table-row>" for row in rows)
    top = "".join(_text(name, ' table:style-name="head"') for name in header)
    content = (
        f"{_HEAD}{_STYLES}<office:body><office:spreadsheet><table:table table:name={quoteattr(_clean(title)[:31] or 'Arkusz')}>"
        f"<table:table-header-rows><table:table-row>{top}</table:table-row></table:table-header-rows>{body}"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        # The kind of the file stands first and unpacked: that is how programs recognise it.
        book.writestr(zipfile.ZipInfo("mimetype"), CONTENT_TYPE, zipfile.ZIP_STORED)
        book.writestr("META-INF/manifest.xml", _manifest())
        book.writestr("content.xml", content)
    return target.getvalue()


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", CONTENT_TYPE), ("content.xml", "text/xml"))
    )
    name = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    return f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest {name} manifest:version="1.3">{entries}</manifest:manifest>'


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case bool():
            return _text("tak" if cell else "nie")
        case int() | float() | Decimal():
            number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
            if not number.is_finite():
                return "<table:table-cell/>"
            return f'<table:table-cell office:value-type="float" office:value="{number:f}"><text:p>{number:f}</text:p></table:table-cell>'
        case datetime():
            shown = clock.local(cell) if cell.tzinfo else cell
            return _dated(f"{shown:%Y-%m-%dT%H:%M:%S}", f"{shown:%Y-%m-%d %H:%M}")
        case date():
            return _dated(cell.isoformat(), cell.isoformat())
        case time():
            return _text(f"{cell:%H:%M}")
    return _text(cell)


def _dated(value: str, shown: str) -> str:
    return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{shown}</text:p></table:table-cell>'


def _text(content: str, style: str = "") -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in _clean(content).split("\n")) or "<text:p/>"
    return f'<table:table-cell office:value-type="string"{style}>{lines}</table:table-cell>'


def _clean(text: str) -> str:
    """The text without characters XML cannot hold."""
    kept = (one for one in text.replace("\r\n", "\n").replace("\r", "\n") if one in "\n\t" or " " <= one < "\ud800" or "\ue000" <= one < "\ufffe" or one > "\uffff")
    return "".join(kept)
