"""Forms of values with dates: fee tables with their bands, income criteria, funding sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django import forms
from django.http import QueryDict

from opencus.core import edits
from opencus.core.money import format_quantity, format_zl, percent_of
from opencus.core.words import numeric_date
from opencus.programmes.forms.offer_fields import amount, day, line, one_of, parse_percent
from opencus.programmes.models import FeeTable, FundingSource
from opencus.programmes.rules.fees import Band, IncomeCriterion

MOST_BANDS = 40


class TableForm(forms.Form):
    """The head of a council's fee table (R48)."""

    name = line("Nazwa tabeli", 120)
    unit_cost = amount("Cena jednostki", hint="Pełny koszt godziny albo dnia, od którego liczą się procenty.")
    valid_from = day("Obowiązuje od")
    source = line("Źródło", 200, hint="Np. „uchwała nr XII/88/2026, załącznik 2”.")

    def __init__(self, *args: Any, table: FeeTable | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(table, name) for name in ("name", "unit_cost", "valid_from", "source")} if table else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        if table:
            edits.watch(self)

    def clean_unit_cost(self) -> Any:
        if not 0 < (value := self.cleaned_data["unit_cost"]) < 1_000_000:
            raise forms.ValidationError("Cena musi być większa od zera i mniejsza niż milion złotych.")
        return value


@dataclass
class Step:
    """One row of the table as it was typed; an empty column means that this step is not its own there."""

    up_to: str = ""
    single: str = ""
    family: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    fresh: bool = False  # just added: the cursor goes there

    @property
    def empty(self) -> bool:
        return not (self.up_to or self.single or self.family)

    def percent(self, column: str) -> Decimal | None:
        """The percent of a column; None when empty or unreadable, the reason is noted."""
        typed = getattr(self, column)
        if not typed:
            return None
        try:
            return parse_percent(typed)
        except ValueError as problem:
            self.errors[column] = str(problem)
            return None


class BandsDraft:
    """The rows of a fee table: two columns, rising bounds, exact percents; the last row is for every higher income."""

    def __init__(self, steps: Iterable[Step], was: str = "") -> None:
        self.steps, self.was = list(steps), was
        self.general: list[str] = []

    @classmethod
    def of(cls, table: FeeTable | None) -> BandsDraft:
        """The rows of a stored table, or two to start with."""
        if table is None:
            return cls([Step("100", "0", "0"), Step("", "100", "100")])
        found: dict[int | None, Step] = {}
        for band in sorted(table.bands.all(), key=lambda band: (band.up_to is None, band.up_to or 0)):
            step = found.setdefault(band.up_to, Step("" if band.up_to is None else str(band.up_to)))
            setattr(step, band.column, format_quantity(band.percent))
        draft = cls(found.values())
        draft.was = draft.mark()
        return draft

    @classmethod
    def posted(cls, data: QueryDict) -> BandsDraft:
        """The rows as they were sent, with the change a button asks for."""
        columns = [[one.strip() for one in data.getlist(name)[:MOST_BANDS]] for name in ("up_to", "single", "family")]
        draft = cls((Step(*cells) for cells in zip(*columns, strict=False)), data.get("bands-was", ""))
        verb, _, at = data.get("zmiana", "").partition(":")
        if verb == "prog":
            draft.steps.insert(max(len(draft.steps) - 1, 0), Step(fresh=True))
        elif verb == "usun" and at.isdecimal() and int(at[:4]) < len(draft.steps):
            del draft.steps[int(at[:4])]
        return draft

    def is_valid(self) -> bool:
        """Check bounds and percents row by row; afterwards `columns` gives the bands."""
        self.steps = [step for step in self.steps if not step.empty] or [Step()]
        for step in self.steps:
            step.errors.clear()
        self.general.clear()
        self._check_bounds()
        for column in ("single", "family"):
            self._check_percents(column)
        return not self.general and not any(step.errors for step in self.steps)

    def mark(self) -> str:
        """A short sign of what the rows hold, to see whether a colleague has changed them."""
        return sha256(repr([(step.up_to, step.single, step.family) for step in self.steps]).encode()).hexdigest()[:16]

    def clashes(self, table: FeeTable | None) -> bool:
        """Whether a colleague has stored other rows since the page was opened; the next sending counts as seen."""
        stored = BandsDraft.of(table)
        met = bool(self.was and table) and stored.was not in {self.was, self.mark()}
        self.was = stored.was
        if met:
            rows = "; ".join(f"{step.up_to or 'wyżej'}: {step.single or '–'} i {step.family or '–'}" for step in stored.steps)
            self.general.append(f"W tym czasie ktoś zapisał inne progi ({rows}). Wyślij jeszcze raz, aby zastąpić je swoimi.")
        return met

    def _check_bounds(self) -> None:
        last = 0
        for step in self.steps[:-1]:
            if not step.up_to:
                step.errors["up_to"] = "Wpisz próg. Tylko ostatni wiersz jest bez górnej granicy."
            elif not step.up_to.isdecimal() or not 0 < int(step.up_to[:6]) <= 30_000:
                step.errors["up_to"] = "Wpisz liczbę bez przecinka, na przykład 150."
            elif int(step.up_to) <= last:
                step.errors["up_to"] = f"Próg musi być wyższy niż poprzedni ({last})."
            else:
                last = int(step.up_to)
        if self.steps[-1].up_to:
            self.steps[-1].errors["up_to"] = "Ostatni wiersz zostaw bez progu: obejmuje każdy wyższy dochód."

    def _check_percents(self, column: str) -> None:
        last = Decimal(0)
        for step in self.steps:
            found = step.percent(column)
            if found is None:
                continue
            if found < last:
                step.errors[column] = f"Procent nie może być niższy niż w poprzednim progu ({format_quantity(last)})."
            last = max(last, found)
        filled = any(getattr(step, column) for step in self.steps)
        if (column == "single" or filled) and not getattr(self.steps[-1], column):
            self.steps[-1].errors[column] = "Wpisz procent dla każdego wyższego dochodu."
        for step in self.steps[:-1]:
            if step.up_to and not step.single and not step.family:
                step.errors["single"] = "Wpisz procent w tym progu albo usuń wiersz."

    @property
    def errors(self) -> list[str]:
        return [*self.general, *(message for step in self.steps for message in step.errors.values())]

    def columns(self) -> dict[str, list[Band]]:
        """The bands of each column, once valid."""
        found: dict[str, list[Band]] = {"single": [], "family": []}
        for step in self.steps:
            for column, bands in found.items():
                if (percent := step.percent(column)) is not None:
                    bands.append(Band(int(step.up_to) if step.up_to else None, percent))
        return found

    def shown(self, criterion: IncomeCriterion | None, unit_cost: Decimal | None) -> list[dict[str, Any]]:
        """Each row with what it means in złoty: the bound for both columns, and what a unit costs."""
        return [
            {
                "step": step, "at": at, "bounds": _bounds(step, criterion),
                "costs": {column: _cost(step, column, unit_cost) for column in ("single", "family")},
            }
            for at, step in enumerate(self.steps)
        ]  # fmt: skip


def _bounds(step: Step, criterion: IncomeCriterion | None) -> list[str]:
    if criterion is None or not step.up_to.isdecimal():
        return []
    return [format_zl(percent_of(one, int(step.up_to[:6]))) for one in (criterion.single, criterion.family)]


def _cost(step: Step, column: str, unit_cost: Decimal | None) -> str:
    read: Callable[[str], Decimal] = parse_percent
    try:
        return format_zl(percent_of(unit_cost, read(getattr(step, column)))) if unit_cost is not None and getattr(step, column) else ""
    except ValueError:
        return ""


class CriterionForm(forms.Form):
    """An income criterion from a day on (R47)."""

    valid_from = day("Obowiązuje od")
    single = amount("Osoba samotnie gospodarująca")
    family = amount("Osoba w rodzinie", hint="Na osobę.")
    source = line("Źródło", 160, hint="Np. „Dz.U. 2027 poz. 1234”.")

    def __init__(self, *args: Any, known: Iterable[IncomeCriterion] = (), **kwargs: Any) -> None:
        self.known = {one.valid_from for one in known}
        super().__init__(*args, **kwargs)

    def clean_valid_from(self) -> Any:
        if (value := self.cleaned_data["valid_from"]) in self.known:
            raise forms.ValidationError(f"Kryterium od {numeric_date(value)} już jest. Wartości z przeszłości się nie zmienia.")
        return value

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("single", "family"):
            if data.get(name) is not None and not 0 < data[name] < 1_000_000:
                self.add_error(name, "Kryterium musi być większe od zera i mniejsze niż milion złotych.")
        return data


class SourceForm(forms.Form):
    """Where money comes from."""

    name = line("Nazwa źródła", 160)
    kind = one_of("Rodzaj", FundingSource.Kind.choices)
    valid_from = day("Od")
    valid_to = day("Do", required=False, hint="Puste: do odwołania.")

    def __init__(self, *args: Any, source: FundingSource | None = None, **kwargs: Any) -> None:
        initial = {name: getattr(source, name) for name in ("name", "kind", "valid_from", "valid_to")} if source else {}
        super().__init__(*args, **{**kwargs, "initial": initial})
        if source:
            edits.watch(self)
