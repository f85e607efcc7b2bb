"""Papers of an application: its confirmation, and the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import clock, pdf
from opencus.core.words import full_date
from opencus.intake import applying
from opencus.intake.models import Application, Decision, RequestedService
from opencus.people.models import Person


def addressee(person: Person) -> str:
    """Name and address in the window of an envelope."""
    return "\n".join(part for part in (person.full_name, person.address, f"{person.postcode} {person.town}".strip()) if part)


def decision_sheet(decision: Decision, given: dict[str, Any] | None, centre: Centre) -> pdf.Sheet:
    """The decision as it is served; a draft says so in its footer."""
    case, requested = decision.requested.application, decision.requested
    refusal = decision.kind == Decision.Kind.REFUSAL
    rules = f"odmawiam zakwalifikowania do usługi „{requested}”" if refusal else f"przyznaję usługę „{requested}”"
    blocks = [pdf.text(f"nr {decision.number}"), pdf.text(f"Na podstawie: {decision.legal_reasons or '(podstawa prawna)'},"), pdf.heading(rules)]
    if given:
        limits = ", ".join(given["limits"]) or "bez limitu"
        blocks.append(pdf.text(f"w okresie od {given['start']} do {given['end']}, w wymiarze: {limits}. Opłata: {given['fee']}."))
    asked_on = f" z dnia {full_date(case.submitted_on)}" if case.submitted_on else ""
    blocks += [
        pdf.text(f"Sprawa z wniosku{asked_on}, znak {case.case_file}."), pdf.heading("Uzasadnienie"),
        pdf.text(decision.factual_reasons or "(brakuje uzasadnienia)"), pdf.heading("Pouczenie"), pdf.text(decision.appeal_instruction),
        pdf.signature(_signed(decision)),
    ]  # fmt: skip
    draft = "" if decision.signed_on else "PROJEKT, niepodpisany. "
    day = f"{centre.town}, {full_date(decision.signed_on)}" if decision.signed_on else f"{centre.town}, (data podpisu)"
    return pdf.Sheet(
        title="Decyzja", blocks=blocks, issuer=issuer(centre), place=day, addressee=addressee(case.client), author=centre.name,
        footer=f"{draft}Decyzja {decision.number}, sprawa {case.case_file}",
    )  # fmt: skip


def _signed(decision: Decision) -> str:
    if decision.signed_by is None or decision.authorisation is None:
        return "podpis osoby upoważnionej"
    held = decision.authorisation
    return f"{decision.signed_by}\nz upoważnienia: {held.granted_by},\nupoważnienie nr {held.number} z dnia {full_date(held.valid_from)}"


def application_sheet(
    case: Application, requested: Iterable[RequestedService], declared: Sequence[tuple[str, str]], centre: Centre
) -> pdf.Sheet:
    """The application as it was taken, for the applicant to keep or to sign (art. 35-36 CUS Act)."""
    facts = [
        ("Znak sprawy", str(case.case_file)), ("Osoba, która skorzysta z usług", case.client.full_name), ("Adres", case.client.address),
        ("Wnioskodawca", f"{case.applicant.full_name}, {case.get_capacity_display()}"),
        ("Złożony", f"{full_date(case.submitted_on)}, {case.get_channel_display()}" if case.submitted_on else "jeszcze nie"),
    ]  # fmt: skip
    services = [f"{one}" + (f": {one.wish}" if one.wish else "") for one in requested]
    blocks = [pdf.facts(facts), pdf.heading("Usługi, o które prosi osoba"), pdf.bullets(services or ["nie wybrano"])]
    if case.need:
        blocks += [pdf.heading("Potrzeba"), pdf.text(case.need)]
    if declared:
        blocks += [pdf.heading("Oświadczenia"), pdf.facts(declared)]
    blocks += [
        pdf.heading("Oświadczenie z art. 36 ust. 2"), pdf.text(applying.CLAUSE), pdf.heading("Informacja o danych osobowych"),
        pdf.text(f"Przekazano {clock.local(case.information_given_at):%d.%m.%Y}." if case.information_given_at else "Jeszcze nie przekazano."),
        pdf.signature(f"{case.applicant.full_name}\n(data i podpis)"),
    ]  # fmt: skip
    return pdf.Sheet(
        title="Wniosek o usługi społeczne", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Wniosek, sprawa {case.case_file}",
    )  # fmt: skip
