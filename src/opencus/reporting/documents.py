"""The report of a dry run for the council: one sheet, and its tables in rows. Only what is kept, so nothing small."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import export, pdf
from opencus.core.money import format_quantity, zl
from opencus.core.words import full_date, listed
from opencus.reporting import screens
from opencus.reporting.models import DryRun

Line = dict[str, export.Cell]  # by column of HEADER
COUNTS = {"lose": "Straci dostęp", "more": "Zapłaci więcej", "less": "Zapłaci mniej", "gain": "Zyska dostęp", "same": "Bez zmian"}
HEADER = [
    "Szkic", "Tabela", "Wiersz", *COUNTS.values(), "Koszt usług", "Wpływy z opłat", "Dopłata gminy", "Najmniej", "Najwięcej", "Budżet",
    "Zostaje po rezerwie", "Na ile starczy", "Potrzeba miejsc", "Są miejsca", "Planowane osoby",
]  # fmt: skip
KINDS = ("lose", "more", "less", "gain")
SMALL = "„ukryte” to grupa mniejsza niż 5 osób albo liczba zasłonięta, żeby z sumy nie dało się odczytać małej grupy."
PLACE: dict[str, str] = {DryRun.Population.OWN: "Osiedle albo miejscowość", DryRun.Population.SYNTHETIC: "Gmina"}


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
    if not page["nobody"]:
        blocks.append(pdf.table(["Skutek", "Osoby", "Uwagi"], [[one["label"], one["count"], one["small"] or "–"] for one in page["tiles"]], widths=[3, 2, 5], right=[1]))
    blocks.append(pdf.heading("Zmiany zasad, zwykłym językiem"))
    for one in page["changes"]:
        origin = f" ({one['clauses']})" if one["clauses"] else ""
        said = f"Uwagi z konsultacji: {listed([str(number) for number in one['comments']])}." if one["comments"] else ""
        blocks += [pdf.heading(f"{one['name']}: {one['label']}{origin}", 3), pdf.facts([("Dziś", _plain(one["before"])), ("Po zmianie", _plain(one["after"]))])]
        blocks += [pdf.text(said)] if said else []
    if not page["changes"]:
        blocks.append(pdf.text("Zasady są takie same."))
    if page["nobody"]:
        return [*blocks, *_said(page), *_method(page)]
    blocks.append(pdf.heading("Kogo dotyczą zmiany"))
    for group in page["groups"]:
        if group["rows"]:
            rows = [[row["label"], *(row[kind] for kind in KINDS)] for row in group["rows"]]
            head = [f"{group['name']} ({group['note']})", *(COUNTS[kind] for kind in KINDS)]
            blocks.append(pdf.table(head, rows, widths=[5, 2, 2, 2, 2], right=[1, 2, 3, 4]))
    blocks.append(pdf.text(SMALL))
    return [*blocks, *_money(page), *_budget(page), *_room(result), *_kept(page), *_said(page), *_method(page)]


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
    rows = [[f"{row['label']}{' (cena: szacunek)' if row['estimate'] else ''}", row["cost"], row["budget"], row["left"], row["until"]] for row in budget["rows"]]
    said = [f"Rezerwa: {budget['reserve']}% budżetu." if budget["reserve"] else "Bez rezerwy."]
    said += [f"{one}." for one in budget["short"]]
    said += [f"Źródła usługi {row['label']}: {row['sources']}." for row in budget["rows"] if row["sources"]]
    said += [f"Źródła: {budget['sources']}."] if budget["sources"] else []
    said += [f"Koszt bez usług, których ceny jednostki nikt nie podał: {budget['priceless']}."] if budget["priceless"] else []
    return [
        pdf.heading(f"Budżet na {budget['year']} rok po zmianie"),
        pdf.table(["Usługa", "Koszt roku", "Budżet", "Zostaje", "Na ile starczy"], rows, widths=[4, 3, 3, 3, 4], right=[1, 2, 3]),
        pdf.bullets(said),
    ]


def _room(result: Mapping[str, Any]) -> list[pdf.Block]:
    if not result["room"]:
        return []
    numbers = [[f"do {format_quantity(row['need'])}", format_quantity(row["most"]), "bez limitu" if row["places"] is None else format_quantity(row["places"]), format_quantity(row["planned"])] for row in result["room"]]
    rows = [[row["label"], *cells] for row, cells in zip(result["room"], numbers, strict=True)]
    return [
        pdf.heading("Osoby i miejsca"),
        pdf.table(["Usługa", "Potrzeba miejsc", "Najwięcej", "Są miejsca", "Planowane osoby"], rows, widths=[4, 2, 2, 2, 2], right=[1, 2, 3, 4]),
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


def _method(page: Mapping[str, Any]) -> list[pdf.Block]:
    return [pdf.heading("Jak liczono"), pdf.bullets([*METHOD, *page["unknown"], *page["result"]["notes"]])]


METHOD = (
    "Dostęp ma osoba, która spełnia warunki. Kto dziś ma usługę, spełnia dzisiejsze.",
    "Każda osoba jest liczona raz: najpierw utrata dostępu, potem wyższa opłata razem za wszystkie usługi, dalej zyskany dostęp i niższa opłata.",
    "Czego nie wiadomo o osobie, to nic u niej nie zmienia. Zakres „możliwe od–do” mówi, co by było, gdyby każda niewiadoma znaczyła nie albo tak.",
    "Kto ma usługę, zachowuje ją na dotychczasowych warunkach do końca przyznania.",
)


def rows(run: DryRun) -> list[list[export.Cell]]:
    """Every table of the report in the columns of ``HEADER``; a hidden number says so, amounts are złoty."""
    assert run.result is not None
    made = []
    for at, result in enumerate(run.result["drafts"]):
        name = str(run.other if at and run.other else run.draft)
        lines = [*_people_lines(run, result), *_money_lines(result), *_budget_lines(result), *_room_lines(result)]
        made += [[name, *(line.get(column) for column in HEADER[1:])] for line in lines]
    return made


def _people_lines(run: DryRun, result: Mapping[str, Any]) -> list[Line]:
    made: list[Line] = [_line("Razem osób", "", _counts(result["strip"]))]
    for table, key in (("Usługa", "services"), ("Wiek", "ages"), (PLACE[run.population], "places")):
        made += [_line(table, row["label"], _counts(row)) for row in result[key]]
    for word, at in (("Najmniej osób", 0), ("Najwięcej osób", 1)):
        made.append(_line(word, "", {label: span[at] for kind, label in COUNTS.items() if (span := result["range"][kind])}))
    return [line for line in made if len(line) > 2]


def _money_lines(result: Mapping[str, Any]) -> list[Line]:
    money = result["money"]
    if money is None:
        return []
    amounts = [("Dziś, bez zmian", money["today"]), *((row["label"], row) for row in money["rows"]), ("Po zmianie", money["after"])]
    made = [_line(f"Koszt {money['year']}", label, {"Koszt usług": zl(row["cost"]), "Wpływy z opłat": zl(row["fees"]), "Dopłata gminy": zl(row["net"])}) for label, row in amounts]
    for at, month in enumerate(screens.MONTHS):
        told = {"Dopłata gminy": money["months"][at], "Najmniej": money["low"][at], "Najwięcej": money["high"][at]}
        made.append(_line(f"Dodatkowa dopłata {money['year']}, do końca miesiąca", month, {column: zl(amount) for column, amount in told.items()}))
    return made


def _budget_lines(result: Mapping[str, Any]) -> list[Line]:
    kept, shown = result.get("budget"), screens.budget(result.get("budget"))
    if kept is None or shown is None:
        return []
    made, table = [], f"Budżet {kept['year']}, rezerwa {kept['reserve']}%"
    for row, said in zip((*kept["rows"], *([kept["whole"]] if kept["whole"] else [])), shown["rows"], strict=True):
        told: Line = {"Koszt usług": said["cost"], "Zostaje po rezerwie": said["left"]}
        if row["cost"] is not None:
            told = {"Koszt usług": zl(row["cost"]), "Zostaje po rezerwie": zl(row["left"])}
        made.append(_line(table, row["label"], told | {"Budżet": zl(row["budget"]), "Na ile starczy": said["until"]}))
        made += [_line(f"{table}, źródło: {row['label']}", name, {"Budżet": zl(amount)}) for name, amount in row.get("sources", ())]
    return made + [_line(f"{table}, źródła razem", name, {"Budżet": zl(amount)}) for name, amount in kept["sources"]]


def _room_lines(result: Mapping[str, Any]) -> list[Line]:
    return [
        _line("Osoby i miejsca", row["label"], {"Potrzeba miejsc": row["need"], "Najwięcej": row["most"], "Są miejsca": row["places"], "Planowane osoby": row["planned"]})
        for row in result["room"]
    ]


def _line(table: str, label: str, told: Mapping[str, export.Cell]) -> Line:
    return {"Tabela": table, "Wiersz": label, **told}


def _counts(row: Mapping[str, Any]) -> Line:
    return {label: screens.HIDDEN if row[kind] is None else row[kind] for kind, label in COUNTS.items() if kind in row}


def _plain(segments: list[list[Any]]) -> str:
    return "".join(text for text, _ in segments)
