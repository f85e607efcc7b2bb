"""Forms of the parts of an offered service: limits, fees, reliefs, points, raising, and the try-out of a fee."""

from __future__ import annotations

from typing import Any

from django import forms

from opencus.core import edits
from opencus.core.text import slugify_pl
from opencus.core.words import numeric_date
from opencus.programmes.forms.offer_fields import (
    MEASURE_CHOICES,
    amount,
    line,
    one_of,
    percent,
    quantity,
    whole,
)
from opencus.programmes.models import FeeRule, FeeTable, Limit, PointRule, ProgrammeService, Relief

VARIANTS = {"in_gmina": "na terenie gminy", "to_powiat": "w powiecie", "further": "dalej"}
OTHER = "inny"
#: What each way of charging needs, and what it may have; anything else is cleared.
NEEDS = {
    "free": ((), ("measure",)),
    "flat": (("amount", "measure"), ("free_to",)),
    "table": (("table", "measure"), ("multiplier",)),
    "national_table": (("amount", "measure"), ()),
    "percent_of_cost": (("percent",), ("amount", "measure")),
    "percent_of_income": (("percent", "measure"), ()),
    "individual": ((), ("measure",)),
    "deposit": (("amount",), ("measure",)),
}
KINDS = {
    FeeRule.Kind.FREE: "bezpłatnie", FeeRule.Kind.FLAT: "stała kwota za jednostkę (także za kilometr)",
    FeeRule.Kind.TABLE: "tabela progów dochodu uchwalona przez radę (także stawka za dzień)",
    FeeRule.Kind.NATIONAL_TABLE: "tabela krajowa, 8 progów (Dz.U. 2023 poz. 395)",
    FeeRule.Kind.PERCENT_OF_COST: "procent kosztu usługi", FeeRule.Kind.PERCENT_OF_INCOME: "procent dochodu na osobę",
    FeeRule.Kind.INDIVIDUAL: "ustalana przy każdym użyciu", FeeRule.Kind.DEPOSIT: "kaucja zwrotna",
}  # fmt: skip


class PartForm(forms.Form):
    """A part of an offered service; ``row`` None: a new one."""

    columns: tuple[str, ...] = ()

    def __init__(self, *args: Any, offered: ProgrammeService, row: Any = None, **kwargs: Any) -> None:
        self.offered, self.row = offered, row
        initial = {name: getattr(row, name) for name in self.columns} if row is not None else self.fresh(offered)
        super().__init__(*args, **{**kwargs, "initial": initial})
        self.prepare()
        if row is not None:
            edits.watch(self)

    def fresh(self, offered: ProgrammeService) -> dict[str, Any]:
        """What a new part starts with."""
        return {}

    def prepare(self) -> None:
        """Fill the choices that depend on the service."""

    def values(self) -> dict[str, Any]:
        """The columns to store."""
        return dict(self.cleaned_data)

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Give a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class LimitForm(PartForm):
    """How much one may get."""

    columns = ("quantity", "measure", "period", "scope")
    quantity = quantity("Ile najwyżej")
    measure = one_of("Jednostka", MEASURE_CHOICES)
    period = one_of("W jakim okresie", Limit.Period.choices)
    scope = one_of("Dla kogo razem", Limit.Scope.choices, hint="Limit wspólny dzielą między siebie osoba i jej opiekunowie albo całe gospodarstwo.")

    def fresh(self, offered: ProgrammeService) -> dict[str, Any]:
        return {"measure": offered.service.measure, "period": "month", "scope": "person"}

    def clean_quantity(self) -> Any:
        value = self.cleaned_data["quantity"]
        if value is not None and not 0 < value < 1_000_000:
            raise forms.ValidationError("Limit musi być większy od zera i mniejszy niż milion.")
        return value


class FeeForm(PartForm):
    """What one unit costs; what the chosen way does not use is cleared."""

    columns = ("kind", "label", "amount", "measure", "percent", "free_to", "multiplier")
    kind = one_of("Sposób", list(KINDS.items()))
    amount = amount("Kwota", required=False, hint="Za jednostkę; przy tabeli krajowej i procencie kosztu: cena jednostki.")
    percent = percent("Procent", required=False, hint="Jeden dokładny. Gdy opłata zależy od dochodu, wybierz tabelę progów.")
    table = one_of("Tabela", [], required=False)
    measure = one_of("Jednostka", MEASURE_CHOICES, required=False)
    multiplier = quantity("Mnożnik ceny z tabeli", required=False, hint="Zwykle 1; 1,3 dla usług specjalistycznych.")
    free_to = whole("Bezpłatnie do … % kryterium", least=1, most=30_000, hint="Puste: płaci każdy.")
    variant = one_of("Wariant", [], required=False, empty="jedyna opłata za tę usługę", hint="Gdy opłata zależy od tego, co się wybierze, np. dokąd się jedzie.")
    label = line("Nazwa wariantu na ekranach", 80, required=False, hint="Np. „w powiecie”. Konieczna, gdy opłat jest kilka.")

    def fresh(self, offered: ProgrammeService) -> dict[str, Any]:
        return {"measure": offered.service.measure}

    def prepare(self) -> None:
        shown = dict(VARIANTS)
        if self.row is not None:
            self.initial.update({"table": str(self.row.table_id or ""), "variant": self.row.variant})
            if self.row.variant and self.row.variant not in shown:
                shown[self.row.variant] = self.row.label or self.row.variant
        self.choose("variant", [("", "jedyna opłata za tę usługę"), *shown.items(), (OTHER, "inny, pod nazwą poniżej")])
        tables = [(str(one.id), f"{one.name}, od {numeric_date(one.valid_from)}") for one in FeeTable.objects.order_by("name", "-valid_from")]
        self.choose("table", [("", "Wybierz…"), *tables])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        needed, allowed = NEEDS.get(data.get("kind", ""), ((), ()))
        for name in needed:
            if not data.get(name) and data.get(name) != 0 and name not in self.errors:
                self.add_error(name, "Przy tym sposobie trzeba podać tę wartość.")
        for name in ("amount", "percent", "table", "measure", "multiplier", "free_to"):
            if name not in (*needed, *allowed):
                data[name] = "" if name in {"measure", "table"} else None
                self.errors.pop(name, None)
        if data.get("variant") and not data.get("label"):
            self.add_error("label", "Nazwij wariant, na przykład „w powiecie”.")
        if data.get("amount") is not None and data["amount"] >= 1_000_000:
            self.add_error("amount", "Kwota jest za duża.")
        factor = data.get("multiplier")
        if factor is not None and not 0 < factor < 1000:
            self.add_error("multiplier", "Mnożnik musi być większy od zera i mniejszy niż 1000.")
        return data

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        if data["variant"] == OTHER:
            data["variant"] = slugify_pl(data["label"], 24).replace("-", "_") or OTHER
        return data | {"table_id": data.pop("table") or None, "multiplier": data["multiplier"] or 1}


class ReliefForm(PartForm):
    """Who pays less: exactly one of percent and złoty."""

    columns = ("name", "percent", "amount", "evidence")
    name = line("Nazwa ulgi", 120, hint="Np. „Karta Dużej Rodziny”.")
    percent = percent("Zniżka w procentach opłaty", required=False, hint="Jeden dokładny procent, nigdy przedział.")
    amount = amount("albo zniżka w złotych od jednostki", required=False)
    evidence = one_of("Czym ją wykazać", [], required=False)

    def prepare(self) -> None:
        kinds = list(dict.fromkeys([*self.offered.version.evidence_kinds, *([self.row.evidence] if self.row and self.row.evidence else [])]))
        self.choose("evidence", [("", "wystarczy oświadczenie"), *((one, one) for one in kinds)])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"percent", "amount"} & set(self.errors):
            if (data.get("percent") is None) == (data.get("amount") is None):
                self.add_error("percent", "Wpisz albo procent, albo kwotę.")
            for name in ("percent", "amount"):
                if data.get(name) is not None and not 0 < data[name] < 1_000_000:
                    self.add_error(name, "Zniżka musi być większa od zera.")
        return data


class PointForm(PartForm):
    """Points for the place in the queue."""

    columns = ("label", "points")
    label = line("Za co są punkty", 120)
    points = whole("Ile punktów", least=1, most=1000, required=True)


class RaiseForm(PartForm):
    """Up to how much a running entitlement may be raised."""

    percent = whole("Do ilu procent limitu można zwiększyć", least=101, most=1000, hint="Np. 150: do półtora limitu. Puste: nie można.")

    def prepare(self) -> None:
        self.initial["percent"] = self.offered.raise_to_percent
        edits.watch(self)


class AccessForm(PartForm):
    """Who may have the service: nothing but the rule."""


class PriceForm(forms.Form):
    """An example of what somebody will pay."""

    income = amount("Dochód gospodarstwa", required=False, hint="Netto, miesięcznie. Puste: nie podano.")
    persons = whole("Osób w gospodarstwie", least=1, most=30, required=True)
    units = quantity("Jednostek")


#: The parts of a service by the word of their address: table, form, its name, and whether it has a condition.
PARTS: dict[str, tuple[Any, type[PartForm], str, bool]] = {
    "limity": (Limit, LimitForm, "limit", True),
    "oplaty": (FeeRule, FeeForm, "opłata", False),
    "ulgi": (Relief, ReliefForm, "ulga", True),
    "punkty": (PointRule, PointForm, "punkty", True),
}
