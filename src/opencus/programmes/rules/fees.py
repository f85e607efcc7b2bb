"""What one unit costs the person: exact tariffs and tables, never ranges.

Sources: art. 5(3)(7), 36, 42-44 CUS Act; income criterion: art. 8 of the social assistance act; national table for
people with mental disorders: Dz.U. 2023 poz. 395. Rounding: `core.money.round_half_up`, once, at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from opencus.core.money import cost, format_quantity, format_zl, round_half_up
from opencus.core.words import MEASURES

Column = Literal["single", "family"]
COLUMNS: dict[Column, str] = {"single": "osoba samotnie gospodarująca", "family": "osoba w rodzinie"}
ROUNDING = "round_half_up"


class NoTariff(ValueError):
    """A fee that the programme does not provide for may not be charged (art. 43(1), R41)."""


@dataclass(frozen=True, slots=True)
class IncomeCriterion:
    """Monthly net income per person in złoty from a day on."""

    valid_from: date
    single: Decimal
    family: Decimal
    source: str

    def of(self, column: Column) -> Decimal:
        return self.single if column == "single" else self.family


#: Newest first (R47).
CRITERIA = (
    IncomeCriterion(date(2025, 1, 1), Decimal(1010), Decimal(823), "Dz.U. 2024 poz. 1044"),
    IncomeCriterion(date(2022, 1, 1), Decimal(776), Decimal(600), "Dz.U. 2021 poz. 1296"),
)


def criterion_on(day: date, criteria: Sequence[IncomeCriterion] = CRITERIA) -> IncomeCriterion:
    """The income criterion of a day out of those given newest first; ValueError before the first dated value."""
    for criterion in criteria:
        if criterion.valid_from <= day:
            return criterion
    raise ValueError("Nie znam kryterium dochodowego sprzed 2022 roku.")


@dataclass(frozen=True, slots=True)
class Income:
    """Net monthly income of a household in złoty and the number of people who live on it."""

    total: Decimal
    persons: int

    def __post_init__(self) -> None:
        if self.persons < 1 or self.total < 0:
            raise ValueError("Dochód nie może być ujemny, a gospodarstwo liczy przynajmniej jedną osobę.")

    @property
    def column(self) -> Column:
        return "single" if self.persons == 1 else "family"

    @property
    def per_person(self) -> Decimal:
        """To whole grosze, for showing; bands are compared without division."""
        return round_half_up(self.total / self.persons)

    def within(self, percent: int, base: Decimal) -> bool:
        """Whether the income per person is at most this percent of the base; exactly 100 % is within."""
        return self.total * 100 <= base * percent * self.persons

    def percent_of(self, base: Decimal) -> Decimal:
        """Percent of the base, to two places, for showing and for conditions on income."""
        return round_half_up(self.total * 100 / (base * self.persons))


def income_pct(income: Income, on: date, criteria: Sequence[IncomeCriterion] = CRITERIA) -> Decimal:
    """Percent of the criterion that fits the household, to two places.

    A whole percent is said only when it is exact: 100 % + 1 gr is over it and 100 % - 1 gr is under it, so that a
    condition in whole percents is never decided by rounding.
    """
    base = criterion_on(on, criteria).of(income.column)
    shown = income.percent_of(base)
    whole = int(shown)
    if shown != whole:
        return shown
    off = income.total * 100 - base * whole * income.persons
    return shown + Decimal("0.01") * ((off > 0) - (off < 0))


@dataclass(frozen=True, slots=True)
class Band:
    """Up to this percent of the criterion (None: without an end) the person pays this percent of the cost."""

    up_to: int | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Table:
    """A table of two columns; an absent family column means that the single one is for everybody (R48)."""

    name: str
    unit_cost: Decimal
    single: tuple[Band, ...]
    family: tuple[Band, ...]
    valid_from: date
    source: str
    base: Literal["by_column", "single"] = "by_column"  # which criterion the percents are of

    def __post_init__(self) -> None:
        for column in ("single", "family"):
            check_bands(self.bands(column))

    def bands(self, column: Column) -> tuple[Band, ...]:
        return self.family if column == "family" and self.family else self.single

    def base_of(self, column: Column, on: date, criteria: Sequence[IncomeCriterion] = CRITERIA) -> Decimal:
        fitting: Column = "single" if self.base == "single" or not self.family else column
        return criterion_on(on, criteria).of(fitting)


def check_bands(bands: Sequence[Band]) -> None:
    """ValueError unless bounds rise, percents do not fall and the last band has no end."""
    if not bands or bands[-1].up_to is not None:
        raise ValueError("Ostatni próg tabeli musi obejmować każdy wyższy dochód.")
    bounds = [band.up_to for band in bands[:-1]]
    if None in bounds or bounds != sorted(set(bounds), key=lambda bound: bound or 0):
        raise ValueError("Progi tabeli muszą rosnąć.")
    percents = [band.percent for band in bands]
    if percents != sorted(percents) or not all(0 <= percent <= 100 for percent in percents):
        raise ValueError("Procenty w tabeli muszą rosnąć od 0 do 100.")


def band_for(bands: Sequence[Band], income: Income, base: Decimal) -> Band:
    """The step an income falls on: exactly the bound is still the lower step, one grosz more the next."""
    return next(band for band in bands if band.up_to is None or income.within(band.up_to, base))


def _bands(*steps: tuple[int | None, str]) -> tuple[Band, ...]:
    return tuple(Band(up_to, Decimal(percent)) for up_to, percent in steps)


NATIONAL_SINGLE = _bands(
    (100, "0"), (220, "1.5"), (250, "10"), (300, "15"), (400, "30"), (500, "50"), (600, "75"), (None, "100")
)
NATIONAL_FAMILY = _bands(
    (100, "0"), (220, "3.5"), (250, "15"), (300, "25"), (400, "45"), (500, "65"), (600, "85"), (None, "100")
)


def national_table(unit_cost: Decimal, *, base: Literal["by_column", "single"] = "single") -> Table:
    """The 8-band table of Dz.U. 2023 poz. 395 for an hour at this price (R46).

    The regulation measures both columns by the criterion of art. 8(1)(1), of a single person; press and offices
    often use both, so the base can be chosen.
    """
    return Table(
        "Tabela krajowa", unit_cost, NATIONAL_SINGLE, NATIONAL_FAMILY, date(2023, 5, 1), "Dz.U. 2023 poz. 395", base
    )


Kind = Literal["free", "flat", "table", "national_table", "percent_of_cost", "percent_of_income", "individual", "deposit"]


@dataclass(frozen=True, slots=True)
class Tariff:
    """One fee of a service as the programme writes it; ``variant`` tells destinations or meals apart.

    amount: złoty per unit (flat), price of the unit (national table, percent of cost), returned later (deposit).
    free_to: percent of the criterion up to which it is free. multiplier: of the table's unit cost.
    """

    kind: Kind
    variant: str = ""
    label: str = ""
    amount: Decimal | None = None
    measure: str = ""
    percent: Decimal | None = None
    free_to: int | None = None
    table: Table | None = None
    multiplier: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Fee:
    """What the person pays for one unit; None: known only at the time of use. ``basis`` explains and is kept (R42)."""

    unit_fee: Decimal | None
    text: str
    basis: dict[str, Any] = field(default_factory=dict)

    def due(self, quantity: Decimal) -> Decimal:
        """For so many units, to whole grosze; rounds once, from the exact cost of a unit. NoTariff without one."""
        if "exact" not in self.basis:
            raise NoTariff("Ta opłata jest ustalana przy każdym użyciu.")
        return cost(Decimal(self.basis["exact"]), quantity)

    @property
    def deposit(self) -> Decimal | None:
        """Given back with the thing lent, once and whatever the quantity; None without one."""
        return Decimal(self.basis["deposit"]) if "deposit" in self.basis else None


def fee(tariff: Tariff, *, income: Income | None, on: date, criteria: Sequence[IncomeCriterion] = CRITERIA) -> Fee:
    """Set the fee of one tariff on a day. Income None: none was declared, so no relief (art. 36)."""
    basis: dict[str, Any] = {
        "kind": tariff.kind, "on": on.isoformat(), "rounding": ROUNDING, "variant": tariff.variant,
        **_income_basis(income, on, criteria),
    }  # fmt: skip
    match tariff.kind:
        case "free":
            return _known(Decimal(0), tariff, basis)
        case "flat":
            return _flat(tariff, income, basis)
        case "table" | "national_table":
            return _by_table(tariff, income, on, criteria, basis)
        case "percent_of_cost":
            return _of_cost(tariff, basis)
        case "percent_of_income":
            return _of_income(tariff, income, basis)
        case "individual":
            return Fee(None, _labelled(tariff, "ustalana indywidualnie"), basis)
        case "deposit":
            return _deposit(tariff, basis)


def fees(
    tariffs: Iterable[Tariff], *, income: Income | None, on: date, criteria: Sequence[IncomeCriterion] = CRITERIA
) -> Fee:
    """The fee of a service with one tariff or several variants; NoTariff when the programme has none (R41)."""
    each = [(tariff, fee(tariff, income=income, on=on, criteria=criteria)) for tariff in tariffs]
    if not each:
        raise NoTariff("Program nie przewiduje opłaty za tę usługę, więc nie można jej pobrać.")
    return combined(each, on)


def combined(each: Sequence[tuple[Tariff, Fee]], on: date) -> Fee:
    """One fee of one or several tariffs; a deposit stands beside the fee and is never part of it."""
    deposits = [one for tariff, one in each if tariff.kind == "deposit"]
    paid = [(tariff.variant, one) for tariff, one in each if tariff.kind != "deposit"]
    if not paid:
        return deposits[0]
    whole = paid[0][1] if len(paid) == 1 else _variants(paid, on)
    if not deposits:
        return whole
    returned = sum((one.deposit or Decimal(0) for one in deposits), Decimal(0))
    text = "; ".join([whole.text, *(one.text for one in deposits)])
    return Fee(whole.unit_fee, text, whole.basis | {"deposit": str(returned)})


def _variants(paid: Sequence[tuple[str, Fee]], on: date) -> Fee:
    variants = {
        name: {"unit_fee": None if one.unit_fee is None else str(one.unit_fee), "text": one.text, **one.basis}
        for name, one in paid
    }
    return Fee(None, "; ".join(one.text for _, one in paid), {"kind": "variants", "on": on.isoformat(), "variants": variants})


def _income_basis(income: Income | None, on: date, criteria: Sequence[IncomeCriterion]) -> dict[str, Any]:
    if income is None:
        return {"income": None}
    criterion = criterion_on(on, criteria)
    return {
        "income": str(income.total), "persons": income.persons, "column": income.column,
        "criterion": str(criterion.of(income.column)), "criterion_source": criterion.source,
    }  # fmt: skip


def _known(exact: Decimal, tariff: Tariff, basis: dict[str, Any], remark: str = "") -> Fee:
    amount = round_half_up(exact)
    per = f" za {_per(tariff.measure)}" if tariff.measure else ""
    text = f"{format_zl(amount)}{per}" if amount else "bezpłatnie"
    text = f"{text} ({remark})" if remark else text
    return Fee(amount, _labelled(tariff, text), basis | {"exact": str(exact), "unit_fee": str(amount)})


def _deposit(tariff: Tariff, basis: dict[str, Any]) -> Fee:
    if tariff.amount is None:
        raise NoTariff("W programie brakuje kwoty kaucji.")
    amount = round_half_up(tariff.amount)
    text = f"kaucja zwrotna {format_zl(amount)}"
    return Fee(Decimal(0), _labelled(tariff, text), basis | {"exact": "0", "unit_fee": "0.00", "deposit": str(amount)})


def _flat(tariff: Tariff, income: Income | None, basis: dict[str, Any]) -> Fee:
    if tariff.amount is None:
        raise NoTariff("W programie brakuje kwoty opłaty.")
    if tariff.free_to is None:
        return _known(tariff.amount, tariff, basis)
    basis = basis | {"free_to": tariff.free_to}
    if income is None:
        return _known(tariff.amount, tariff, basis, "nie podano dochodu, więc bez zwolnienia")
    if income.within(tariff.free_to, Decimal(basis["criterion"])):
        return _known(Decimal(0), tariff, basis, f"dochód do {tariff.free_to}% kryterium")
    return _known(tariff.amount, tariff, basis, f"dochód powyżej {tariff.free_to}% kryterium")


def _by_table(
    tariff: Tariff, income: Income | None, on: date, criteria: Sequence[IncomeCriterion], basis: dict[str, Any]
) -> Fee:
    table = tariff.table
    if tariff.kind == "national_table" and table is None and tariff.amount is not None:
        table = national_table(tariff.amount)
    if table is None:
        raise NoTariff("W programie brakuje tabeli opłat albo ceny jednostki.")
    whole = table.unit_cost * tariff.multiplier
    basis = basis | {"table": table.name, "table_source": table.source, "unit_cost": str(whole)}
    if income is None:
        return _known(whole, tariff, basis | {"percent": "100"}, "nie podano dochodu, więc pełny koszt")
    base = table.base_of(income.column, on, criteria)
    band = band_for(table.bands(income.column), income, base)
    basis = basis | {"base": str(base), "up_to": band.up_to, "percent": str(band.percent)}
    exact = whole * band.percent / 100
    return _known(exact, tariff, basis, f"{format_quantity(band.percent)}% kosztu, {COLUMNS[income.column]}")


def _of_cost(tariff: Tariff, basis: dict[str, Any]) -> Fee:
    percent = _percent(tariff)
    basis = basis | {"percent": str(percent)}
    if tariff.amount is None:
        return Fee(None, _labelled(tariff, f"{format_quantity(percent)}% kosztu usługi"), basis)
    return _known(tariff.amount * percent / 100, tariff, basis, f"{format_quantity(percent)}% kosztu")


def _of_income(tariff: Tariff, income: Income | None, basis: dict[str, Any]) -> Fee:
    percent = _percent(tariff)
    basis = basis | {"percent": str(percent)}
    if income is None:
        return Fee(None, _labelled(tariff, f"{format_quantity(percent)}% dochodu"), basis)
    exact = income.per_person * percent / 100
    return _known(exact, tariff, basis, f"{format_quantity(percent)}% dochodu")


def _percent(tariff: Tariff) -> Decimal:
    if tariff.percent is None:
        raise NoTariff("W programie brakuje procentu opłaty.")
    return tariff.percent


def _per(measure: str) -> str:
    word = MEASURES[measure]
    return word.accusative or word.one


def _labelled(tariff: Tariff, text: str) -> str:
    """The label before the fee; a label that says the fee itself (`bezpłatnie, płacisz za części`) stands alone."""
    if tariff.label.casefold().startswith(text):
        return tariff.label
    return f"{tariff.label}: {text}" if tariff.label else text
