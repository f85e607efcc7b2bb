"""The plan on paper (art. 39 CUS Act)."""

from __future__ import annotations

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import clock, pdf
from opencus.core.money import format_zl
from opencus.core.periods import Period
from opencus.plans.models import Plan
from opencus.plans.screens import Screen


def plan_sheet(plan: Plan, screen: Screen, centre: Centre) -> pdf.Sheet:
    """The current version for the person and the case file; one that is not approved says so."""
    version, person = screen.version, plan.person
    facts = [
        ("Numer", f"{plan.number}, wersja {version.number}"),
        ("Dla", ", ".join(part for part in (person.full_name, person.address, f"{person.postcode} {person.town}".strip()) if part)),
        ("Okres", str(Period(version.valid_from, version.valid_to)) if version.valid_from else ""),
        ("Opracowanie", f"{plan.author.full_name}, koordynator (KIPUS)"), ("Monitorowanie", plan.monitor.full_name),
    ]  # fmt: skip
    rows = [
        [
            row.name + (f"\n{row.item.goal}" if row.item.goal else ""), row.amount or "–", row.when or "–",
            row.item.provider.name if row.item.provider else "–", row.item.place or "–", row.fee + (f"\n{row.fee_note}" if row.fee_note else ""),
        ]
        for row in screen.rows
    ]  # fmt: skip
    blocks = [
        pdf.facts(facts), pdf.heading("Usługi"),
        pdf.table(["Usługa i cel", "Ile", "Kiedy", "Wykonawca", "Miejsce", "Opłata"], rows, widths=[4, 2, 3, 3, 2, 3]), *_costs(screen),
    ]  # fmt: skip
    if screen.supports:
        blocks += [pdf.heading("Działania wspierające"), pdf.bullets(f"{one.who}: {one.what}, {one.when}" for one in screen.supports)]
    if version.agreed_on:
        blocks.append(pdf.text(f"Plan ustalono z osobą {version.agreed_on:%d.%m.%Y}: {version.agreed_how}."))
    approved = "Zatwierdzam (data i podpis)"
    if version.approved_by and version.approved_at:
        approved = f"Zatwierdzenie: {version.approved_by.full_name}, {clock.local(version.approved_at):%d.%m.%Y}"
    blocks += [pdf.signature(approved), pdf.signature(f"{person.full_name} (data i podpis)")]
    draft = "PROJEKT, niezatwierdzony. " if version.state in {"draft", "submitted"} else ""
    return pdf.Sheet(
        title="Indywidualny plan usług społecznych", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"{draft}Plan {plan.number}, wersja {version.number}",
    )  # fmt: skip


def _costs(screen: Screen) -> list[pdf.Block]:
    said = []
    if screen.cost.monthly:
        said.append(f"Koszt na miesiąc: około {format_zl(screen.cost.monthly)}.")
    elif not screen.cost.once:
        said.append("Stałych opłat nie ma.")
    if screen.cost.once:
        said.append(f"Koszt usług zaplanowanych łącznie, w całym okresie planu: {format_zl(screen.cost.once)}.")
    if screen.cost.open_names:
        said.append(f"Opłata ustalana przy każdym użyciu: {screen.cost.open_names}.")
    return [pdf.text(" ".join(said))] if said else []
