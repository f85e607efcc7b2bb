"""Forms of a version on its way from draft to law."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from opencus.core import edits
from opencus.programmes.forms.consultation import area, day, line
from opencus.programmes.forms.offer_rule import fact_name
from opencus.programmes.models import Diagnosis, ProgrammeVersion
from opencus.programmes.rules.completeness import OWN
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.special import SPECIAL

TEXTS = (
    "valid_from", "valid_to", "aim", "needs", "diagnosis", "procedure", "fees_apply", "reliefs_apply", "organisation", "monitoring",
    "change_reason",
)  # fmt: skip
#: Two entries that are about money: what is asked, and what follows from it.
INCOME = {"income": "dochód gospodarstwa domowego (kwota)", "income_pct": "dochód wobec kryterium (wynika z kwoty)"}
YES_NO = [("tak", "tak"), ("nie", "nie dotyczy")]


def yes_no(label: str) -> forms.TypedChoiceField:
    """Said yes, said that it does not apply, or not said yet."""
    return forms.TypedChoiceField(
        label=label, choices=[("", "jeszcze nie wiadomo"), *YES_NO], required=False, coerce=lambda said: said == "tak", empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip


class ProgrammeForm(forms.Form):
    """A new programme."""

    name = line("Nazwa programu", 200, hint="Tak, jak będzie w uchwale.")
    valid_from = day("Obowiązuje od")
    valid_to = day("Obowiązuje do")


class AmendForm(forms.Form):
    """A new version of a programme."""

    change_reason = area("Dlaczego program się zmienia", rows=4, hint="Przeczytają to radni i mieszkańcy.")
    valid_from = day("Nowa wersja obowiązuje od", hint="Najwcześniej po upływie 14 dni od ogłoszenia uchwały.")
    valid_to = day("Obowiązuje do")


class TextForm(forms.Form):
    """The texts of a draft (art. 5(3)), its period and diagnosis."""

    valid_from = day("Obowiązuje od")
    valid_to = day("Obowiązuje do")
    aim = area("Cel programu", rows=3, required=False)
    needs = area("Potrzeby, które uzasadniają program", rows=6, required=False)
    diagnosis: forms.ModelChoiceField[Diagnosis] = forms.ModelChoiceField(
        label="Diagnoza potrzeb i potencjału", queryset=None, required=False, empty_label="nie wskazano",
        help_text="Program opiera się na diagnozie (art. 5 ust. 2). W pierwszym roku centrum można bez niej (art. 76).",
    )  # fmt: skip
    procedure = area("Tryb kwalifikowania", rows=5, required=False, hint="Jak składa się wniosek i kto rozstrzyga. Warunki zapisujesz przy usługach.")
    fees_apply = yes_no("Czy program przewiduje opłaty")
    reliefs_apply = yes_no("Czy program przewiduje ulgi")
    organisation = area("Organizacja programu", rows=5, required=False, hint="Kto za co odpowiada. Etapy mają osobną stronę.")
    monitoring = area("Monitorowanie i ocena", rows=5, required=False, hint="Kto, kiedy i jak sprawdza. Mierniki mają osobną stronę.")
    change_reason = area("Dlaczego program się zmienia", rows=3, required=False)

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion) -> None:
        said = {True: "tak", False: "nie", None: ""}
        initial = {name: getattr(version, name) for name in TEXTS}
        initial |= {name: said[initial[name]] for name in ("fees_apply", "reliefs_apply")}
        initial["diagnosis"] = version.diagnosis_id
        super().__init__(data, initial=initial)
        chosen = Diagnosis.objects.exclude(state=Diagnosis.State.SUPERSEDED) | Diagnosis.objects.filter(id=version.diagnosis_id)
        self.fields["diagnosis"].queryset = chosen.order_by("-valid_from")  # type: ignore[attr-defined]
        if version.replaces_id is None:
            del self.fields["change_reason"]
        edits.watch(self, ("valid_from", "valid_to", "aim", "needs", "procedure", "organisation", "monitoring"))


class DataForm(forms.Form):
    """What may be asked for, and by what it may be documented."""

    data_fields = forms.MultipleChoiceField(
        label="Dane, o które można pytać", choices=[], required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Wniosek pokaże tylko te pytania (art. 50 ust. 1). Przy danych szczególnych podano podstawę.",
    )  # fmt: skip
    evidence_kinds = area("Dokumenty, których można żądać", rows=5, required=False, hint="Jeden w wierszu, najwyżej 60 znaków. Innych nie wolno żądać (art. 36 ust. 3).")

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion) -> None:
        initial = {"data_fields": version.data_fields, "evidence_kinds": "\n".join(version.evidence_kinds)}
        super().__init__(data, initial=initial)
        self.fields["data_fields"].choices = data_choices(version)  # type: ignore[attr-defined]
        edits.watch(self, ("evidence_kinds",))


class EvidenceForm(forms.Form):
    """Which of the listed documents prove which of the listed facts."""

    def __init__(self, data: QueryDict | None = None, *, version: ProgrammeVersion) -> None:
        super().__init__(data)
        kinds = [(kind, kind) for kind in version.evidence_kinds]
        for fact in version.data_fields:
            self.fields[f"dowod-{fact}"] = forms.MultipleChoiceField(
                label=fact_label(fact), choices=kinds, required=False, initial=version.evidence_for.get(fact, []),
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """The form as a table: a row for each fact, a box for each document."""
        made = []
        for bound in self:
            chosen = bound.value() or []
            boxes = [{"kind": kind, "checked": kind in chosen} for kind, _ in bound.field.choices]  # type: ignore[attr-defined]
            made.append({"name": bound.html_name, "label": bound.label, "boxes": boxes})
        return made

    def values(self) -> dict[str, list[str]]:
        """Fact -> documents."""
        return {name.removeprefix("dowod-"): chosen for name, chosen in self.cleaned_data.items()}


class SessionForm(forms.Form):
    """When the council is to vote."""

    session_on = day("Dzień sesji rady", required=False)


class AdoptForm(forms.Form):
    """The vote."""

    resolution_number = line("Numer uchwały", 40)
    resolution_date = day("Dzień uchwały")


class PromulgateForm(forms.Form):
    """The official journal of the voivodeship."""

    promulgated_on = day("Dzień ogłoszenia")
    journal_position = line("Pozycja w dzienniku urzędowym", 40, hint="Na przykład: Dz. Urz. Woj. 2026 poz. 412.")
    valid_from = day("Obowiązuje od", hint="Najwcześniej po upływie 14 dni od ogłoszenia.")


class BipForm(forms.Form):
    """Publication in both bulletins (art. 5(5))."""

    bip_office_on = day("BIP urzędu gminy", required=False)
    bip_centre_on = day("BIP centrum", required=False)


def fact_label(fact: str) -> str:
    """`dochód gospodarstwa domowego`, `stopień niepełnosprawności – dane o zdrowiu (art. 9 RODO)`."""
    label = INCOME.get(fact) or (fact_name(fact) if fact in FACTS else fact)
    return f"{label} – {SPECIAL[fact].text}" if fact in SPECIAL else label


def data_choices(version: ProgrammeVersion) -> list[tuple[str, str]]:
    """Every fact a rule may ask about and income, by name; what is listed already stays choosable."""
    known = dict.fromkeys(["income", *(fact for fact in FACTS if fact not in OWN and fact != "income_pct"), *version.data_fields])
    return sorted(((fact, fact_label(fact)) for fact in known), key=lambda pair: pair[1])
