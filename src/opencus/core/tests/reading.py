"""A document as a test reads it: tagged, titled, its words in one line."""

from __future__ import annotations

import io

from pypdf import PdfReader


def said(blob: bytes) -> str:
    """The words of a PDF in one line; fails when it is not tagged, titled and Polish."""
    reader = PdfReader(io.BytesIO(blob))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "pl"
    assert reader.metadata is not None
    assert reader.metadata.title
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
