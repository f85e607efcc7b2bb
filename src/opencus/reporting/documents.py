"""The report of a dry run for the council: one sheet, and its tables in rows. Only what is kept, so nothing small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import export, pdf
from opencus.core.money import zl
from opencus.core.words import full_date, listed
from opencus.reporting import screens
from opencus.reporting.models import DryRun

HEADER = ["Szkic", "Tabela", "Wiersz", "Straci dostęp", "Zapłaci więcej", "Zapłaci mniej", "Zyska dostęp", "Bez zmian", "Koszt usług", "Wpływy z opłat", "Dopłata gminy", "Budżet", "Zostaje po rezerwie"]
SMALL = "„ukryte” to grupa mniejsza niż 5 osób albo liczba zasłonięta, żeby z sumy nie dało się odczytać małej grupy."
PLACE: dict[str, str] = {DryRun.Population.OWN: "Osiedle albo miejscowość", DryRun.Population.SYNTHETIC: "Gmina"}
COUNTS = ("lose", "more", "less", "gain")


def council_sheet(run: DryRun, centre: Centre) -> pdf.Sheet:
    """What the draft changes, for whom, and what it costs, with the comments behind it."""
    assert run.result is not None
    blocks: list[pdf.Block] = [
        pdf.strong("To próba. U mieszkańców nic się nie zmienia, dopóki rada nie uchwali nowej wersji."),
        pdf.facts(
            [
                ("Szkic", str(run.draft)), ("Porównano z", str(run.base)), ("Na kim policzono", run.get_population_display()),
                ("Dane i ceny z dnia", full_date(run.data_on)), ("Wchodzi w życie", full_date(run.draft.valid_from)),
            ]
        ),
    ]  # fmt: skip
    if run.other:
        blocks.append(pdf.heading("Dwa szkice obok siebie"))
        blocks.append(pdf.table(["", str(run.draft), str(run.other)], [[label, *cells] for label, cells in screens.beside(run)], widths=[3, 2, 2], right=[1, 2]))
    for at in range(len(run.result["drafts"])):
        if at:
            blocks.append(pdf.new_page())
        blocks += _draft(screens.page(run, at), many=bool(run.other))
    return pdf.Sheet(
        title="Próba zmiany programu usług społecznych", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Próba zmiany programu, dane z {full_date(run.data_on)}",
    )  # fmt: skip


def _draft(page: Mapping[str, Any], *, many: bool) -> list[pdf.Block]:
    result = page["result"]
    blocks = [pdf.heading(f"Skutki: {page['version']}" if many else "Skutki dla ludzi"), pdf.strong(f"{page['headline']}."), pdf.text(page["strip_label"])]
    blocks.append(pdf.table(["Skutek", "Osoby", "Uwagi"], [[one["label"], one["count"], one["small"] or "–"] for one in page["tiles"]], widths=[3, 2, 5], right=[1]))
    blocks.append(pdf.heading("Zmiany zasad, zwykłym językiem"))
    for one in page["changes"]:
        origin = f" ({one['clauses']})" if one["clauses"] else ""
        said = f"Uwagi z konsultacji: {listed([str(number) for number in one['comments']])}." if one["comments"] else ""
        blocks += [pdf.heading(f"{one['name']}: {one['label']}{origin}", 3), pdf.facts([("Dziś", _plain(one["before"])), ("Po zmianie", _plain(one["after"]))])]
        blocks += [pdf.text(said)] if said else []
    if not page["changes"]:
        blocks.append(pdf.text("Zasady są takie same."))
    blocks.append(pdf.heading("Kogo dotyczą zmiany"))
    for group in page["groups"]:
        if group["rows"]:
            rows = [[row["label"], *(row[kind] for kind in COUNTS)] for row in group["rows"]]
            head = [f"{group['name']} ({group['note']})", "Straci dostęp", "Zapłaci więcej", "Zapłaci mniej", "Zyska dostęp"]
            blocks.append(pdf.table(head, rows, widths=[5, 2, 2, 2, 2], right=[1, 2, 3, 4]))
    blocks.append(pdf.text(SMALL))
    return [*blocks, *_money(page), *_budget(page), *_kept(page), *_said(page), *_method(result)]


def _money(page: Mapping[str, Any]) -> list[pdf.Block]:
    money = page["money"]
    if money is None:
        return [pdf.heading("Koszt i wpływy"), pdf.text("Kwoty są ukryte: mówiłyby o mniej niż pięciu osobach.")]
    rows = [list(row[:4]) for row in money["rows"]] + [["Po zmianie", *money["after"]]]
    return [
        pdf.heading(f"Koszt i wpływy w {money['year']} roku"),
        pdf.table(["Zmiana", "Koszt usług", "Wpływy z opłat", "Dopłata gminy"], rows, widths=[4, 3, 3, 3], right=[1, 2, 3]),
        pdf.text(f"Dodatkowa dopłata gminy: {money['added']}, możliwe od {money['low']} do {money['high']}."),
        pdf.table(["Do końca miesiąca", "Dodatkowa dopłata", "Najmniej", "Najwięcej"], [list(row) for row in money["table"]], widths=[4, 3, 3, 3], right=[1, 2, 3]),
    ]


def _budget(page: Mapping[str, Any]) -> list[pdf.Block]:
    budget = page["budget"]
    if budget is None:
        return []
    rows = [[row["label"], row["cost"], row["budget"], row["left"], row["until"]] for row in budget["rows"]]
    said = f"Rezerwa: {budget['reserve']}% budżetu." if budget["reserve"] else "Bez rezerwy."
    return [
        pdf.heading(f"Budżet na {budget['year']} rok po zmianie"),
        pdf.table(["Usługa", "Koszt roku", "Budżet", "Zostaje", "Na ile starczy"], rows, widths=[4, 3, 3, 3, 4], right=[1, 2, 3]),
        pdf.text(f"{said}{' Źródła: ' + budget['sources'] + '.' if budget['sources'] else ''}"),
    ]


def _kept(page: Mapping[str, Any]) -> list[pdf.Block]:
    if not page["kept"]:
        return []
    said = []
    for one in page["kept"]:
        until = f" Ostatnie przyznanie mija {one['until']}." if one["until"] else ""
        said.append(f"{one['label']}: {screens.shown(one['count'])}. Kto ma usługę, zachowuje ją do końca przyznania.{until}")
    return [pdf.heading("Kto straci dostęp"), pdf.bullets(said)]


def _said(page: Mapping[str, Any]) -> list[pdf.Block]:
    if not page["said"]:
        return []
    lines = [f"Uwaga {one['comment'].number} ({one['people']}, {one['where']}): {one['disposition']}. {one['clause'].number}: {one['recommendation']}" for one in page["said"]]
    return [pdf.heading("Skąd te zmiany"), pdf.bullets(lines)]


def _method(result: Mapping[str, Any]) -> list[pdf.Block]:
    return [pdf.heading("Jak liczono"), pdf.bullets([*METHOD, *result["notes"]])]


METHOD = (
    "Dostęp ma osoba, która spełnia warunki. Kto dziś ma usługę, spełnia dzisiejsze.",
    "Każda osoba jest liczona raz: najpierw utrata dostępu, potem wyższa opłata razem za wszystkie usługi, dalej zyskany dostęp i niższa opłata.",
    "Czego nie wiadomo o osobie, to nic u niej nie zmienia. Zakres „możliwe od–do” mówi, co by było, gdyby każda niewiadoma znaczyła nie albo tak.",
    "Kto ma usługę, zachowuje ją na dotychczasowych warunkach do końca przyznania.",
)


def rows(run: DryRun) -> list[list[export.Cell]]:
    """Every table of the report in the columns of ``HEADER``; a hidden number says so, amounts are złoty."""
    assert run.result is not None
    made: list[list[export.Cell]] = []
    for at, result in enumerate(run.result["drafts"]):
        name = str(run.other if at and run.other else run.draft)
        made.append([name, "Razem osób", "", *_counts(result["strip"]), _cell(result["strip"]["same"]), None, None, None])
        for table, key in (("Usługa", "services"), ("Wiek", "ages"), (PLACE[run.population], "places")):
            made += [[name, table, row["label"], *_counts(row), _cell(row["same"]) if "same" in row else None, None, None, None] for row in result[key]]
        if (money := result["money"]) is not None:
            amounts = [("Dziś, bez zmian", money["today"]), *((row["label"], row) for row in money["rows"]), ("Po zmianie", money["after"])]
            made += [[name, f"Koszt {money['year']}", label, *[None] * 5, *(zl(row[one]) for one in ("cost", "fees", "net"))] for label, row in amounts]
        if (budget := result.get("budget")) is not None:
            for row in (*budget["rows"], *([budget["whole"]] if budget["whole"] else [])):
                made.append([name, f"Budżet {budget['year']}", row["label"], *[None] * 5, zl(row["cost"]), None, None, zl(row["budget"]), zl(row["left"])])
    return [[*line, *[None] * (len(HEADER) - len(line))] for line in made]


def _counts(row: Mapping[str, Any]) -> list[export.Cell]:
    return [_cell(row[kind]) for kind in COUNTS]


def _cell(count: int | None) -> export.Cell:
    return screens.HIDDEN if count is None else count


def _plain(segments: list[list[Any]]) -> str:
    return "".join(text for text, _ in segments)
