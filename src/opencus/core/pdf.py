"""Documents on paper: tagged, accessible PDF (PDF/UA-1), typeset from blocks of plain text.

A room says what stands on a sheet with the block functions below; one template lays it out. Texts reach the template
as JSON data and are never read as its code, whatever people typed. Source: Dz.U. 2019 poz. 848 art. 8(2), R82.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypedDict

import typst
from django.http import HttpResponse

from opencus.core import clock

CONTENT_TYPE = "application/pdf"
FOLDER = Path(__file__).parent / "documents"
_one_at_a_time = Lock()
_UNDISPLAYABLE = "could not be displayed"
#: What a sheet may hold besides letters of the European scripts when the fonts lack something.
_KNOWN = re.compile("[^\n\u0020-\u024f\u0370-\u04ff\u2010-\u2027\u2030-\u203a\u20ac\u2122\u2212]")


class Block(TypedDict, total=False):
    """A part of a sheet; made by the functions of this module, not by hand."""

    kind: str
    text: str
    level: int
    items: list[str]
    pairs: list[tuple[str, str]]
    head: list[str]
    rows: list[list[str]]
    widths: list[int]
    right: list[int]


@dataclass(frozen=True)
class Sheet:
    """A document: its title (the first heading), who issues it, to whom, and its blocks."""

    title: str
    blocks: Sequence[Block]
    issuer: str = ""  # lines: name and address
    place: str = ""  # lines: town and day, mark of the case
    addressee: str = ""
    footer: str = ""
    author: str = ""
    wide: bool = False  # a page on its side, for wide tables


def heading(text: str, level: int = 2) -> Block:
    """A heading under the title; ``level`` 2 or 3."""
    return {"kind": "heading", "text": text, "level": level}


def text(content: str) -> Block:
    """Paragraphs, parted by empty lines."""
    return {"kind": "text", "text": content}


def strong(content: str) -> Block:
    """A paragraph that stands out."""
    return {"kind": "strong", "text": content}


def quoted(content: str) -> Block:
    """Somebody's own words."""
    return {"kind": "quote", "text": content}


def bullets(items: Iterable[str]) -> Block:
    """A list without order."""
    return {"kind": "bullets", "items": list(items)}


def steps(items: Iterable[str]) -> Block:
    """A numbered list."""
    return {"kind": "steps", "items": list(items)}


def facts(pairs: Iterable[tuple[str, str]]) -> Block:
    """Labels with values; an empty value reads as a dash."""
    return {"kind": "facts", "pairs": [(label, value or "–") for label, value in pairs]}


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int] = (), right: Sequence[int] = ()
) -> Block:
    """A table with header cells; ``widths`` are shares, ``right`` the columns of numbers, counted from 0."""
    shares = list(widths) or [1] * len(head)
    return {
        "kind": "table", "head": list(head), "rows": [[str(cell) for cell in row] for row in rows], "widths": shares,
        "right": list(right),
    }  # fmt: skip


def signature(under: str) -> Block:
    """The place of a signature with what stands under it."""
    return {"kind": "signature", "text": "." * 40 + "\n" + under}


def new_page() -> Block:
    """What follows begins on a new page."""
    return {"kind": "page"}


def render(sheet: Sheet, *, at: datetime | None = None) -> bytes:
    """Typeset the sheet and return the bytes of a PDF/UA-1 file.

    ``at`` is the moment written into the file: the same sheet at the same moment gives the same bytes. A character
    that no font of ours has is shown as `?`. Raises ``typst.TypstError`` only for a fault of the template itself.
    """
    data = _clean(asdict(sheet))
    moment = int((at or clock.now()).timestamp())
    try:
        return _compiled(data, moment)
    except typst.TypstError as error:
        if _UNDISPLAYABLE not in str(error):
            raise
        return _compiled(_known(data), moment)


def answer(sheet: Sheet, name: str) -> HttpResponse:
    """Typeset the sheet and offer it for download; see ``stored`` for ``name``."""
    return stored(render(sheet), name)


def stored(body: bytes, name: str, kind: str = CONTENT_TYPE, suffix: str = "pdf") -> HttpResponse:
    """Offer bytes for download. ``name`` is plain letters, digits and dashes, never a person's name."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response


_first_used_by: int | None = None  # process


def _compiled(data: Any, moment: int) -> bytes:
    global _first_used_by
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    if (_first_used_by or os.getpid()) != os.getpid():  # its threads stay with the parent: a forked child would wait for ever
        raise RuntimeError("documents were typeset before this process was forked; start it afresh instead")
    _first_used_by = os.getpid()
    with _one_at_a_time:  # a compiler is not for two threads at once; a sheet takes milliseconds
        made = _compiler().compile(format="pdf", pdf_standards="ua-1", timestamp=moment, sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> Any:
    # No packages, no system fonts: nothing is fetched and every machine prints the same.
    return typst.Compiler(
        str(FOLDER / "sheet.typ"), root=str(FOLDER), font_paths=[str(FOLDER / "fonts")], ignore_system_fonts=True
    )


def _clean(value: Any) -> Any:
    """The same structure without characters that print nothing (control, half pairs, direction marks)."""
    if isinstance(value, str):
        return "".join(
            one for one in unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\t", " "))
            if one == "\n" or unicodedata.category(one) not in {"Cc", "Cs", "Co", "Cn", "Cf"}
        )  # fmt: skip
    return _walked(value, _clean)


def _known(value: Any) -> Any:
    if isinstance(value, str):
        return _KNOWN.sub("?", value)
    return _walked(value, _known)


def _walked(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {key: change(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [change(one) for one in value]
    return value
