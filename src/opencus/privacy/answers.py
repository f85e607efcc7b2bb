"""Files as answers: a PDF sheet or a table, under a name without anybody's name in it."""

from __future__ import annotations

from django.http import HttpResponse

from opencus.core import pdf


def pdf_answer(sheet: pdf.Sheet, name: str) -> HttpResponse:
    """Typeset a sheet and offer it for download."""
    return bytes_answer(pdf.render(sheet), name)


def bytes_answer(body: bytes, name: str, kind: str = pdf.CONTENT_TYPE, suffix: str = "pdf") -> HttpResponse:
    """Offer bytes for download; ``name`` holds only plain letters, digits and dashes."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
