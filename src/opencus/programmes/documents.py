"""The attachment to the council's resolution: all twelve elements of art. 5(3) CUS Act, in words and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opencus.centre.paper import issuer, place
from opencus.core import pdf
from opencus.core.money import format_quantity, format_zl, total
from opencus.core.text import plural
from opencus.core.words import full_date, numeric_date
from opencus.programmes import contents, queries
from opencus.programmes.forms.versions import fact_label
from opencus.programmes.models import FeeRule, FeeTable, ProgrammeService, ProgrammeVersion
from opencus.programmes.rules import wording
from opencus.programmes.rules.completeness import NAMES
from opencus.programmes.rules.fees import COLUMNS

NOT_WRITTEN = "Nie uzupełniono."
NOT_APPLICABLE = "Nie dotyczy: program nie przewiduje opłat ani ulg."


def attachment(version: ProgrammeVersion) -> pdf.Sheet:
    """The whole programme as it goes to the council."""
    services = contents.services_of(version)
    blocks = [
        pdf.facts(_head(version)), *_element(1, [pdf.facts([("Nazwa", version.programme.name)]), _text(version.aim)]),
        *_element(2, [pdf.text(f"Od {full_date(version.valid_from)} do {full_date(version.valid_to)}.")]),
        *_element(3, _needs(version)), *_element(4, _persons(version, services)), *_element(5, _offered(services)),
        *_element(6, [_text(version.procedure), *_conditions(services)]), *_element(7, _fees(services)),
        *_element(8, _evidence(version)), *_element(9, _data(version)), *_element(10, _stages(version)),
        *_element(11, _measures(version)), *_element(12, _budget(version)), *_clauses(version),
    ]  # fmt: skip
    state = "" if version.resolution_number else f"Projekt, {version.get_state_display()}"
    return pdf.Sheet(
        title=f"Załącznik do uchwały: {version.programme.name}", blocks=blocks, issuer=issuer(version.centre),
        place="\n".join(filter(None, [place(version.centre), state])), author=version.centre.name,
        footer=f"{version.programme.name}, wersja {version.number}",
    )  # fmt: skip


def _head(version: ProgrammeVersion) -> list[tuple[str, str]]:
    number = f"nr {version.resolution_number} z {numeric_date(version.resolution_date)}" if version.resolution_date else "przed uchwaleniem"
    pairs = [("Uchwała", number), ("Wersja", str(version.number))]
    if version.change_reason:
        pairs.append(("Dlaczego zmiana", version.change_reason))
    return pairs


def _element(number: int, blocks: Sequence[pdf.Block]) -> list[pdf.Block]:
    return [pdf.heading(f"{number}. {NAMES[number]}"), *(blocks or [pdf.text(NOT_WRITTEN)])]


def _text(text: str) -> pdf.Block:
    return pdf.text(text or NOT_WRITTEN)


def _needs(version: ProgrammeVersion) -> list[pdf.Block]:
    basis = f"Podstawa: {version.diagnosis}." if version.diagnosis else "Program przyjęto w pierwszym roku działania centrum, bez diagnozy (art. 76)."
    return [_text(version.needs), pdf.text(basis)]


def _persons(version: ProgrammeVersion, services: Sequence[ProgrammeService]) -> list[pdf.Block]:
    groups = list(version.target_groups.all())
    rows = [[one.name, one.description or "–", format_quantity(one.planned_persons) if one.planned_persons else "–"] for one in groups]
    planned = [[one.service.name, one.target_text, format_quantity(one.planned_persons)] for one in services]
    made = [pdf.table(["Grupa docelowa", "Opis", "Osób"], rows, widths=[3, 6, 1], right=[2])] if rows else []
    return made + ([pdf.table(["Usługa", "Dla kogo", "Osób"], planned, widths=[3, 6, 1], right=[2])] if planned else [])


def _offered(services: Sequence[ProgrammeService]) -> list[pdf.Block]:
    return [pdf.bullets(f"{one.service.name}: {one.service.summary}" for one in services)] if services else []


def _conditions(services: Sequence[ProgrammeService]) -> list[pdf.Block]:
    blocks: list[pdf.Block] = []
    for one in services:
        blocks.append(pdf.heading(one.service.name, 3))
        if problem := contents.problem_of(one):
            blocks.append(pdf.text(f"Reguła wymaga poprawki: {problem}"))
            continue
        rules = queries.rules_of(one)
        said = [*wording.access(rules), *wording.limits(rules), *wording.places(rules)[1:]]
        if rules.places is not None or rules.points or rules.raise_to_percent:
            said += wording.order(rules)
        if one.exclusions:
            said.append(f"Usługa nie obejmuje: {one.exclusions.removeprefix('nie: ').rstrip('.')}.")
        blocks.append(pdf.bullets(said))
    return blocks


def _fees(services: Sequence[ProgrammeService]) -> list[pdf.Block]:
    readable = [one for one in services if not contents.problem_of(one)]
    paid = [one for one in readable if any(fee.kind != FeeRule.Kind.FREE for fee in one.fee_rules.all()) or one.reliefs.all()]
    if not paid:
        return [pdf.text(NOT_APPLICABLE)]
    blocks: list[pdf.Block] = []
    tables: dict[object, FeeTable] = {}
    for one in paid:
        rules = queries.rules_of(one)
        said = [sentence for sentence in wording.fees(rules) if not sentence.startswith(tuple(name.capitalize() for name in COLUMNS.values()))]
        blocks += [pdf.heading(one.service.name, 3), pdf.bullets([*said, *(wording.reliefs(rules) if rules.reliefs else ())])]
        tables |= {fee.table_id: fee.table for fee in one.fee_rules.all() if fee.table}
    for stored in tables.values():
        blocks += _table(stored)
    free = [one.service.name for one in readable if one not in paid]
    return [*blocks, *([pdf.text(f"Bezpłatnie: {', '.join(free)}.")] if free else [])]


def _table(stored: FeeTable) -> list[pdf.Block]:
    """A fee table as the council adopts it: a row for each step, a column for each kind of household."""
    percents = {(band.column, band.up_to): f"{format_quantity(band.percent)}%" for band in stored.bands.all()}
    bounds = sorted({bound for _, bound in percents}, key=lambda bound: (bound is None, bound or 0))
    used = [column for column in COLUMNS if any(key[0] == column for key in percents)]
    rows = [
        [f"do {bound}%" if bound is not None else "powyżej", *(percents.get((column, bound), "–") for column in used)] for bound in bounds
    ]
    head = ["Dochód, % kryterium", *(f"{COLUMNS[column]}, % ceny" for column in used)]
    return [
        pdf.heading(f"{stored.name}, od {numeric_date(stored.valid_from)}", 3), pdf.text(f"Cena: {format_zl(stored.unit_cost)}."),
        pdf.table(head, rows, widths=[2, *(3 for _ in used)], right=list(range(1, len(head)))),
    ]  # fmt: skip


def _evidence(version: ProgrammeVersion) -> list[pdf.Block]:
    proofs = [[fact_label(fact), ", ".join(kinds)] for fact, kinds in version.evidence_for.items()]
    blocks = [pdf.bullets(version.evidence_kinds)] if version.evidence_kinds else []
    blocks += [pdf.table(["Co się potwierdza", "Czym"], proofs)] if proofs else []
    return [*blocks, pdf.text("Pozostałe warunki potwierdza oświadczenie (art. 36).")] if blocks else []


def _data(version: ProgrammeVersion) -> list[pdf.Block]:
    return [pdf.bullets(sorted(fact_label(fact) for fact in version.data_fields))] if version.data_fields else []


def _stages(version: ProgrammeVersion) -> list[pdf.Block]:
    rows = [[one.name, numeric_date(one.starts_on), numeric_date(one.ends_on)] for one in version.stages.all()]
    return [_text(version.organisation), *([pdf.table(["Etap", "Od", "Do"], rows, widths=[4, 1, 1])] if rows else [])]


def _measures(version: ProgrammeVersion) -> list[pdf.Block]:
    rows = [
        [one.name, one.unit, format_quantity(one.baseline) if one.baseline is not None else "–", format_quantity(one.target)]
        for one in version.measures.all()
    ]
    table = pdf.table(["Miernik", "Jednostka", "Na początku", "Cel"], rows, widths=[5, 2, 2, 2], right=[2, 3])
    return [_text(version.monitoring), *([table] if rows else [])]


def _budget(version: ProgrammeVersion) -> list[pdf.Block]:
    lines = list(version.budget_lines.select_related("source", "programme_service__service"))
    if not lines:
        return []
    rows = [
        [str(one.year), one.source.name, one.programme_service.service.name if one.programme_service else "cały program", format_zl(one.amount)]
        for one in lines
    ]
    rows.append(["Razem", "", "", format_zl(total(one.amount for one in lines))])
    count = len({one.source_id for one in lines})
    return [
        pdf.text(f"Program finansuje {count} {plural(count, 'źródło', 'źródła', 'źródeł')}."),
        pdf.table(["Rok", "Źródło", "Na co", "Kwota"], rows, widths=[1, 4, 4, 2], right=[3]),
    ]


def _clauses(version: ProgrammeVersion) -> Iterable[pdf.Block]:
    clauses = list(version.clauses.all())
    return [pdf.heading("Postanowienia"), pdf.facts((one.number, one.text) for one in clauses)] if clauses else []
