"""A service's rules said in Polish, before anybody's facts are known: for the resolution and for comparing versions.

Each function gives whole sentences, one for each thing that may change by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from opencus.core.money import format_quantity, format_zl
from opencus.core.text import plural
from opencus.core.words import MEASURES, numeric_date
from opencus.programmes.rules.conditions import read_aloud
from opencus.programmes.rules.fees import (
    COLUMNS,
    NATIONAL_FAMILY,
    NATIONAL_SINGLE,
    Band,
    Column,
    Table,
    Tariff,
)
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.service import ServiceRules

Sentences = tuple[str, ...]
TRACKS = {
    "programme": "Usługę przyznaje się bez decyzji, na podstawie programu.",
    "decision": "Usługę przyznaje się decyzją administracyjną.",
    "open": "Usługa jest dostępna dla wszystkich, bez kwalifikacji.",
}
ORDERS = {
    "arrival": "Gdy brakuje miejsc, decyduje kolejność zgłoszeń.",
    "points": "Gdy brakuje miejsc, decydują punkty, a przy równych kolejność zgłoszeń.",
}


def access(rules: ServiceRules) -> Sentences:
    """Who may have it: `Można skorzystać, gdy osoba ma 60 lat lub więcej oraz mieszka samotnie.`"""
    who = "Może skorzystać każdy mieszkaniec."
    if rules.condition is not None:
        who = f"Można skorzystać, gdy: {read_aloud(rules.condition)}."
    return (who, *([TRACKS[rules.track]] if rules.track in TRACKS else []))


def limits(rules: ServiceRules) -> Sentences:
    """How much one may get, a sentence for each limit."""
    return tuple(_limit(limit) for limit in rules.limits) or ("Ilość nie jest ograniczona.",)


def fees(rules: ServiceRules) -> Sentences:
    """What one unit costs, a sentence for each fee and for each column of an income table."""
    return tuple(sentence for tariff in rules.tariffs for sentence in fee(tariff)) or ("Nie przewidziano odpłatności.",)


def reliefs(rules: ServiceRules) -> Sentences:
    """Who pays less and by how much."""
    return tuple(
        f"{one.name}: opłata niższa o {_off(one.percent, one.amount)}, gdy: {read_aloud(one.condition)}." for one in rules.reliefs
    ) or ("Nie przewidziano ulg.",)


def places(rules: ServiceRules) -> Sentences:
    """How many people and places, and how much money where it is split by service."""
    said = [f"Planowana liczba osób: {format_quantity(rules.planned_persons)}."]
    said.append("Liczba miejsc nie jest ograniczona." if rules.places is None else f"Liczba miejsc: {format_quantity(rules.places)}.")
    if rules.budget is not None:
        said.append(f"Kwota na usługę: {format_zl(rules.budget)}.")
    return tuple(said)


def order(rules: ServiceRules) -> Sentences:
    """Who comes first, and whether a running entitlement may be raised."""
    said = [ORDERS.get(str(rules.order), "")] if rules.places is not None or str(rules.order) == "points" else []
    said += [
        f"{one.label}: {one.points} {plural(one.points, 'punkt', 'punkty', 'punktów')}, gdy: {read_aloud(one.condition)}."
        for one in rules.points
    ]
    if rules.raise_to_percent is not None:
        when = f", gdy: {read_aloud(rules.raise_condition)}" if rules.raise_condition is not None else ""
        said.append(f"Przyznaną liczbę jednostek można zwiększyć do {rules.raise_to_percent}% limitu{when}.")
    return tuple(filter(None, said)) or ("Kolejność nie ma znaczenia, bo liczba miejsc nie jest ograniczona.",)


def fee(tariff: Tariff) -> Sentences:
    """One fee in sentences; a table says each of its columns whole."""
    label = f"{tariff.label[:1].upper()}{tariff.label[1:]}: " if tariff.label else ""
    free = f" Bezpłatnie przy dochodzie do {tariff.free_to}% kryterium." if tariff.free_to is not None else ""
    per = f" za {_per(tariff.measure)}" if tariff.measure in MEASURES else ""
    match str(tariff.kind):
        case "free":
            text = "bezpłatnie"
        case "flat":
            text = f"{format_zl(tariff.amount or 0)}{per}"
        case "deposit":
            text = f"kaucja zwrotna {format_zl(tariff.amount or 0)}"
        case "percent_of_cost":
            price = f" (cena {format_zl(tariff.amount)}{per})" if tariff.amount is not None else ""
            text = f"{format_quantity(tariff.percent or 0)}% kosztu usługi{price}"
        case "percent_of_income":
            text = f"{format_quantity(tariff.percent or 0)}% dochodu na osobę{per}"
        case "individual":
            text = "opłata ustalana indywidualnie"
        case _:
            return tuple(label + one + free for one in _table_sentences(tariff, per))
    if tariff.label.casefold().startswith(text):  # a label that says the fee itself: `bezpłatnie, płacisz za części`
        return (f"{label.removesuffix(': ')}.{free}",)
    text = text if label else text[:1].upper() + text[1:]
    return (f"{label}{text}.{free}",)


def bands(steps: Sequence[Band]) -> str:
    """`do 100% kryterium 0% ceny, do 150% kryterium 5% ceny, powyżej 100% ceny`."""
    return ", ".join(
        f"{f'do {band.up_to}% kryterium' if band.up_to is not None else 'powyżej'} {format_quantity(band.percent)}% ceny"
        for band in steps
    )


def _table_sentences(tariff: Tariff, per: str) -> Sentences:
    if str(tariff.kind) == "national_table":
        price, named = tariff.amount, "tabela krajowa (Dz.U. 2023 poz. 395)"
        columns: dict[Column, tuple[Band, ...]] = {"single": NATIONAL_SINGLE, "family": NATIONAL_FAMILY}
    elif tariff.table is None:
        return ("Brakuje tabeli opłat.",)
    else:
        table: Table = tariff.table
        price, named = table.unit_cost * tariff.multiplier, f"{table.name}, od {numeric_date(table.valid_from)}"
        columns = {"single": table.single, "family": table.family}
    said = f"Opłata zależy od dochodu ({named}); cena {format_zl(price) if price is not None else 'nieznana'}{per}."
    return (said, *(f"{COLUMNS[name].capitalize()}: {bands(steps)}." for name, steps in columns.items() if steps))


def _limit(limit: Limit) -> str:
    when = f", gdy: {read_aloud(limit.condition)}" if limit.condition is not None else ""
    return f"Najwyżej {limit.text}{when}."


def _off(percent: Decimal | None, amount: Decimal | None) -> str:
    return f"{format_quantity(percent)}%" if percent is not None else format_zl(amount or 0)


def _per(measure: str) -> str:
    word = MEASURES[measure]
    return word.accusative or word.one
