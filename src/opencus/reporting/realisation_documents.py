"""The information on realisation on paper: the seven elements of art. 6(2) in their order."""

from __future__ import annotations

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import pdf
from opencus.core.money import format_zl
from opencus.core.words import full_date, listed
from opencus.reporting.realisation_models import RealisationReport
from opencus.reporting.realisation_rules import FEW
from opencus.reporting.realisation_screens import figures

REACHED = {True: "osiągnięty", False: "nieosiągnięty", None: "bez odczytu"}


def realisation_sheet(report: RealisationReport, centre: Centre) -> pdf.Sheet:
    """The whole information as one sheet; until it is published it says that it is a draft."""
    version, found = report.version, figures(report)
    resolution = f"uchwała nr {version.resolution_number}" if version.resolution_number else "–"
    if version.resolution_date:
        resolution += f" z dnia {full_date(version.resolution_date)}"
    blocks: list[pdf.Block] = [
        *([] if report.bip_office_on else [pdf.strong("Projekt. Informacja nie jest jeszcze ogłoszona.")]),
        pdf.heading("1. Nazwa programu"), pdf.facts([("Program", version.programme.name), ("Wersja", str(version.number)), ("Uchwała", resolution)]),
        pdf.heading("2. Okres realizacji"), pdf.text(f"Od {full_date(version.valid_from)} do {full_date(version.valid_to)}."),
        pdf.heading("3. Liczba osób planowana i faktyczna"),
        pdf.table(
            ["Usługa", "Planowano", "Skorzystało", "Stopień", "Wykonano"],
            [[one["name"], str(one["planned"]), one["persons"], one["percent"], one["units"]] for one in found["services"]],
            widths=[5, 2, 2, 2, 3], right=[1, 2, 3, 4],
        ),
        pdf.text(f"Razem z usług skorzystało osób: {found['persons']}. Jedna osoba mogła korzystać z kilku usług."),
        *([pdf.text(f"„{FEW}” to grupa, której liczby nie podaje się, bo można by rozpoznać ludzi.")] if found["any_hidden"] else []),
        pdf.heading("4. Stopień realizacji"), pdf.text(report.degree or "–"),
        pdf.heading("5. Wyniki monitoringu i ocena"), *_measures(found["measures"]), pdf.text(report.assessment or "–"),
        pdf.heading("6. Koszty realizacji"), *_costs(report, found),
        pdf.heading("7. Wykonawcy usług"),
        pdf.table(["Usługa", "Wykonawcy"], [[one["name"], listed(one["providers"]) or "–"] for one in found["services"]], widths=[2, 3]),
        pdf.text(f"Realizatorem programu było {centre.name} (art. 7 ust. 1 ustawy o CUS)."), pdf.signature("dyrektor centrum"),
    ]  # fmt: skip
    return pdf.Sheet(
        title="Informacja z realizacji programu usług społecznych", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Informacja z realizacji (art. 6 ustawy o CUS), dane z {full_date(found['counted_on'])}" if found["counted_on"] else "",
    )  # fmt: skip


def _measures(rows: list[dict[str, object]]) -> list[pdf.Block]:
    if not rows:
        return [pdf.text("Program nie ma mierników.")]
    cells = [
        [f"{one['name']} ({one['unit']})", str(one["baseline"]), str(one["target"]), str(one["value"]), str(one["on"] or "–"), REACHED[one["reached"]]]  # type: ignore[index]
        for one in rows
    ]
    return [pdf.table(["Miernik", "Na początku", "Cel", "Wynik", "Dzień", "Ocena"], cells, widths=[5, 2, 2, 2, 2, 3], right=[1, 2, 3])]


def _costs(report: RealisationReport, found: dict[str, object]) -> list[pdf.Block]:
    other = "–" if report.other_costs is None else format_zl(report.other_costs)
    pairs = [
        ("Usługi rozliczone z wykonawcami", format_zl(found["settled"])), ("Inne koszty", other), ("Na co", report.other_costs_for),  # type: ignore[arg-type]
        ("Razem", format_zl(found["costs"])), ("Planowany budżet", format_zl(found["budget"])), ("Opłaty mieszkańców", format_zl(found["fees"])),  # type: ignore[arg-type]
    ]  # fmt: skip
    rows = [[one["name"], format_zl(one["cost"])] for one in found["services"] if one["cost"]]  # type: ignore[attr-defined]
    return [pdf.facts(pairs), *([pdf.table(["Usługa", "Koszt"], rows, widths=[4, 2], right=[1])] if rows else [])]
