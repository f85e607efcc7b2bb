"""A notice on paper: what was to be said to a person, ready for the envelope (art. 42(1) CUS Act)."""

from __future__ import annotations

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import pdf
from opencus.correspondence.models import Notice


def notice_sheet(notice: Notice, centre: Centre) -> pdf.Sheet:
    """The notice with the address of its person and the mark of the case."""
    person = notice.person
    mark = f"\nznak: {notice.case_file.mark}" if notice.case_file else ""
    return pdf.Sheet(
        title=notice.subject, blocks=[pdf.text(notice.text), pdf.signature("w imieniu centrum")], issuer=issuer(centre),
        place=place(centre) + mark, author=centre.name,
        addressee="\n".join(part for part in (person.full_name, person.address, f"{person.postcode} {person.town}".strip()) if part),
        footer=f"Zawiadomienie{f', sprawa {notice.case_file.mark}' if notice.case_file else ''}",
    )  # fmt: skip
