"""Forms of the lists a draft holds: stages, clauses, measures with readings, money."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.http import QueryDict

from opencus.core import edits
from opencus.core.clock import today
from opencus.programmes.actions.version_contents import Part
from opencus.programmes.forms.consultation import area, day, line, one_of
from opencus.programmes.forms.offer_fields import amount, quantity, whole
from opencus.programmes.models import (
    BudgetLine,
    Clause,
    EffectMeasure,
    FundingSource,
    ProgrammeService,
    ProgrammeVersion,
    Stage,
)


class PartForm(forms.Form):
    """One row of a list; ``part`` is the stored one when it is changed."""

    kind: ClassVar[type[Part]]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion, part: Part | None = None) -> None:
        initial = {name: getattr(part, name) for name in self.names} if part else {}
        super().__init__(data, initial=initial)
        if "programme_service" in self.fields:
            services = ProgrammeService.objects.filter(version=version).select_related("service").order_by("service__name")
            self.fields["programme_service"].queryset = services  # type: ignore[attr-defined]
        if part:
            edits.watch(self, [name for name in self.names if not isinstance(self.fields[name], forms.ModelChoiceField)])


def service(label: str, empty: str) -> forms.ModelChoiceField[ProgrammeService]:
    """One service of the version, or none."""
    return forms.ModelChoiceField(label=label, queryset=None, required=False, empty_label=empty)


class StageForm(PartForm):
    """A stage (art. 5(3)(10))."""

    kind = Stage
    names = ("name", "starts_on", "ends_on")
    name = line("Etap", 160, hint="Na przykład: nabór, świadczenie usług, ocena.")
    starts_on = day("Początek")
    ends_on = day("Koniec")


class ClauseForm(PartForm):
    """A paragraph of the resolution."""

    kind = Clause
    names = ("number", "text", "programme_service", "aspect")
    number = line("Numer", 20, hint="Na przykład: § 12 ust. 3.")
    text = area("Treść", rows=4)
    programme_service = service("Której usługi dotyczy", "całego programu")
    aspect = one_of("Czego dotyczy", Clause.Aspect.choices)


class MeasureForm(PartForm):
    """A measure of effectiveness (art. 5(3)(11))."""

    kind = EffectMeasure
    names = ("name", "unit", "source", "baseline", "target", "fewer_is_better", "programme_service", "clause")
    name = line("Miernik", 200, hint="Na przykład: osoby, które korzystają z taxi.")
    unit = line("W czym liczony", 40, hint="Na przykład: osób, procent.")
    source = one_of("Skąd wartość", EffectMeasure.Source.choices)
    baseline = quantity("Wartość na początku", required=False)
    target = quantity("Wartość docelowa")
    fewer_is_better = forms.BooleanField(label="Im mniej, tym lepiej", required=False)
    programme_service = service("Której usługi dotyczy", "całego programu")
    clause: forms.ModelChoiceField[Clause] = forms.ModelChoiceField(label="Którego paragrafu dotyczy", queryset=None, required=False, empty_label="żadnego")

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion, part: Part | None = None) -> None:
        super().__init__(data, version=version, part=part)
        self.fields["clause"].queryset = Clause.objects.filter(version=version)  # type: ignore[attr-defined]


class BudgetForm(PartForm):
    """Money of one source for one year (art. 5(3)(12))."""

    kind = BudgetLine
    names = ("source", "year", "amount", "programme_service")
    source: forms.ModelChoiceField[FundingSource] = forms.ModelChoiceField(
        label="Źródło finansowania", queryset=None, empty_label="Wybierz…",
        error_messages={"required": "Wybierz z listy.", "invalid_choice": "Wybierz z listy."},
    )  # fmt: skip
    year = whole("Rok", least=2020, most=2100, required=True)
    amount = amount("Kwota")
    programme_service = service("Na którą usługę", "na cały program")

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion, part: Part | None = None) -> None:
        super().__init__(data, version=version, part=part)
        self.fields["source"].queryset = FundingSource.objects.all()  # type: ignore[attr-defined]
        self.fields["year"].initial = version.valid_from.year


class ReadingForm(forms.Form):
    """What a measure showed."""

    on = day("Dzień odczytu")
    value = quantity("Wartość")
    note = line("Skąd ta wartość", 240, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"on": today()})
