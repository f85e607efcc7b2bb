"""Forms of staff: the consultation, its meetings, comments, answers and recommendations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from opencus.core import clock, edits
from opencus.programmes.models import (
    Comment,
    Consultation,
    Diagnosis,
    Meeting,
    ProgrammeVersion,
    Recommendation,
)

DAY = "Wpisz dzień, na przykład 1.12.2026."
NEEDED = "Uzupełnij to pole."


def line(label: str, longest: int, *, required: bool = True, hint: str = "") -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint,
        error_messages={"required": NEEDED, "max_length": f"Wpisz najwyżej {longest} znaków."},
    )  # fmt: skip


def area(label: str, *, rows: int = 4, longest: int = 8000, required: bool = True, hint: str = "") -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label, required=required, max_length=longest, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": NEEDED, "max_length": f"Wpisz najwyżej {longest} znaków."},
    )  # fmt: skip


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, required=required, help_text=hint, error_messages={"required": DAY, "invalid": DAY})


def count(label: str, *, required: bool = True, least: int = 1, hint: str = "") -> forms.IntegerField:
    """How many people."""
    words = f"Wpisz liczbę od {least} do 100000."
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=100_000, help_text=hint,
        error_messages={"required": words, "invalid": words, "min_value": words, "max_value": words},
    )  # fmt: skip


def one_of(label: str, choices: Iterable[Any], *, required: bool = True, hint: str = "", empty: str = "Wybierz…") -> forms.ChoiceField:
    """One of a list."""
    return forms.ChoiceField(
        label=label, choices=[("", empty), *choices], required=required, help_text=hint,
        error_messages={"required": "Wybierz z listy.", "invalid_choice": "Wybierz z listy."},
    )  # fmt: skip


def run(form: forms.BaseForm, act: Callable[..., Any]) -> Any:
    """Call an action with what was typed; a refusal becomes errors of the form and None."""
    if not form.is_valid():
        return None
    try:
        return act(**form.cleaned_data)
    except ValidationError as error:
        for name, problems in (error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}).items():
            form.add_error(name if name in form.fields else None, problems)
    except ValueError as error:  # a move the state machine refuses
        form.add_error(None, str(error))
    return None


def status(form: forms.BaseForm) -> int:
    """200, 422 for errors, 409 where a colleague saved something else meanwhile."""
    if getattr(form, "collided", None):
        return 409
    return 422 if form.errors else 200


class ConsultationForm(forms.Form):
    """What is consulted, how it is told to residents, and from when to when."""

    subject = one_of("Co konsultujecie", (), required=False, empty="Inny dokument (treść niżej)", hint="Po zapisaniu konsultacji nie zmienia się.")
    title = line("Tytuł dla mieszkańców", 200, hint="Prosty, na przykład: Opłaty za usługi opiekuńcze od 2027 roku.")
    intro = area("Co się zmienia i dlaczego", rows=7, required=False, hint="Prostymi słowami. To mieszkańcy przeczytają jako pierwsze.")
    document = area("Treść innego dokumentu", rows=8, longest=60_000, required=False, hint="Tylko gdy nie konsultujecie programu ani diagnozy: ich treść pokaże się sama.")
    opens_on = day("Uwagi od")
    closes_on = day("Uwagi do", hint="Ten dzień włącznie.")

    def __init__(self, data: Any = None, *, consultation: Consultation | None = None, subject: str = "") -> None:
        names = ("title", "intro", "document", "opens_on", "closes_on")
        held = {name: getattr(consultation, name) for name in names} if consultation else {"subject": subject}
        super().__init__(data, initial=held)
        if consultation is None:
            self.fields["subject"].choices = [("", "Inny dokument (treść niżej)"), *_subjects()]  # type: ignore[attr-defined]
        else:
            del self.fields["subject"]
            edits.watch(self)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        kind, _, row_id = found.pop("subject", "").partition(":")
        if "subject" in self.fields:
            found["version"] = ProgrammeVersion.objects.get(id=row_id) if kind == "wersja" else None
            found["diagnosis"] = Diagnosis.objects.get(id=row_id) if kind == "diagnoza" else None
        return found


def _subjects() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be consulted now: drafts of programmes and of diagnoses."""
    states = (ProgrammeVersion.State.DRAFT, ProgrammeVersion.State.IN_CONSULTATION)
    versions = ProgrammeVersion.objects.filter(state__in=states).select_related("programme").order_by("programme__name", "number")
    diagnoses = Diagnosis.objects.filter(state__in=(Diagnosis.State.DRAFT, Diagnosis.State.IN_CONSULTATION))
    groups = [
        ("Projekty programu", [(f"wersja:{one.id}", str(one)) for one in versions]),
        ("Projekty diagnozy", [(f"diagnoza:{one.id}", str(one)) for one in diagnoses]),
    ]
    return [group for group in groups if group[1]]


class ProlongForm(forms.Form):
    """A later last day."""

    closes_on = day("Uwagi do", hint="Ten dzień włącznie. Terminu nie skraca się w trakcie.")


class MeetingForm(forms.Form):
    """An open meeting: first when and where, afterwards how many came and what was said."""

    on = day("Dzień")
    hour = forms.TimeField(label="Godzina", error_messages={"required": "Wpisz godzinę, na przykład 17:00.", "invalid": "Wpisz godzinę, na przykład 17:00."})
    place = line("Miejsce", 200, hint="Nazwa i adres, wejście bez barier, jeśli jest.")
    persons = count("Ile osób przyszło", required=False, least=0, hint="Po spotkaniu.")
    minutes = area("Protokół", rows=8, longest=30_000, required=False, hint="Po spotkaniu: przebieg i ustalenia, bez nazwisk mieszkańców. Trafi do raportu.")

    def __init__(self, data: Any = None, *, meeting: Meeting | None = None) -> None:
        held: dict[str, Any] = {}
        if meeting:
            starts = clock.local(meeting.starts_at)
            held = {"on": starts.date(), "hour": starts.time(), "place": meeting.place, "persons": meeting.persons, "minutes": meeting.minutes}
        super().__init__(data, initial=held)
        if meeting:
            edits.watch(self)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if "on" in found and "hour" in found:
            found["starts_at"] = clock.at(found.pop("on"), found.pop("hour"))
        return found


class EnterForm(forms.Form):
    """A comment that came otherwise than through the page."""

    channel = one_of("Jak wpłynęła", [choice for choice in Comment.Channel.choices if choice[0] != Comment.Channel.WEB])
    meeting = one_of("Spotkanie", (), required=False, empty="—", hint="Tylko dla uwag ze spotkania.")
    received_on = day("Dzień wpływu")
    persons = count("Ile osób za nią stoi", hint="Podpisy, obecni, którzy ją poparli; jedna osoba: 1.")
    who = line("Kto", 120, required=False, hint="Organizacja albo to, jak osoba chce być nazwana. Puste: bez podpisu.")
    text = area("Treść", rows=5, longest=6000, hint="Słowami autora, bez danych innych osób: bez nazwisk, chorób, adresów.")

    def __init__(self, data: Any = None, *, meetings: Iterable[Meeting], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.meetings = {str(one.id): one for one in meetings}
        told = [(key, f"{clock.local(one.starts_at):%d.%m.%Y}, {one.place}") for key, one in self.meetings.items()]
        self.fields["meeting"].choices = [("", "—"), *told]  # type: ignore[attr-defined]

    def clean_meeting(self) -> Meeting | None:
        return self.meetings.get(self.cleaned_data["meeting"])


class HideForm(forms.Form):
    """Why a comment is not shown."""

    reason = line("Dlaczego nie pokazujecie", 200, hint="Na przykład: dane innej osoby, obraza. Powód jest w dzienniku, uwaga nadal się liczy i dostaje odpowiedź.")


class AnswerForm(forms.Form):
    """One answer to one or several comments, and what it leads to."""

    disposition = one_of("Rozstrzygnięcie", Comment.Disposition.choices)
    answer = area("Odpowiedź dla mieszkańców", rows=5, longest=6000, hint="Prostymi słowami: co z tym zrobicie albo dlaczego nie.")
    recommendation = one_of("Rekomendacja", (), required=False, empty="bez rekomendacji", hint="Co zmieniacie w dokumencie dzięki tym uwagom.")
    new_recommendation = area("Nowa rekomendacja", rows=2, longest=2000, required=False, hint="Tylko gdy nie ma jej jeszcze na liście.")

    def __init__(self, data: Any = None, *, recommendations: Iterable[Recommendation], comment: Comment | None = None) -> None:
        held = {}
        if comment and comment.disposition:
            held = {"disposition": comment.disposition, "answer": comment.answer, "recommendation": str(comment.recommendation_id or "")}
        super().__init__(data, initial=held)
        self.recommendations = {str(one.id): one for one in recommendations}
        told = [(key, f"{one.number}. {one.text[:90]}") for key, one in self.recommendations.items()]
        self.fields["recommendation"].choices = [("", "bez rekomendacji"), *told]  # type: ignore[attr-defined]
        if comment:
            edits.watch(self, ("disposition", "answer", "recommendation"))

    def clean_recommendation(self) -> Recommendation | None:
        return self.recommendations.get(self.cleaned_data["recommendation"])


class RecommendationForm(forms.Form):
    """What is to change, and the comments it comes from."""

    text = area("Co zmienić", rows=3, longest=2000)
    comments = forms.MultipleChoiceField(
        label="Z których uwag", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Wybierz uwagi z listy."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, comments: Iterable[Comment], recommendation: Recommendation | None = None) -> None:
        rows = list(comments)
        mine = [str(one.id) for one in rows if recommendation and one.recommendation_id == recommendation.id]
        super().__init__(data, initial={"text": recommendation.text if recommendation else "", "comments": mine})
        told = [(str(one.id), f"{one.number}. {one.text[:110]}") for one in rows]
        self.fields["comments"].choices = told  # type: ignore[attr-defined]
        if recommendation:
            edits.watch(self, ("text",))

    def clean_comments(self) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data["comments"]]


class CommentFilter(forms.Form):
    """What the list of comments is narrowed to."""

    kanal = forms.ChoiceField(label="Skąd", required=False, choices=[("", "każdy sposób"), *Comment.Channel.choices])
    wynik = forms.ChoiceField(label="Rozstrzygnięcie", required=False, choices=[("", "każde"), ("brak", "bez odpowiedzi"), *Comment.Disposition.choices])
    widok = forms.ChoiceField(label="Widoczność", required=False, choices=[("", "każda"), *Comment.Visibility.choices])
