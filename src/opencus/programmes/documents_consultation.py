"""The report of a consultation: course, ways, meetings with minutes, numbers, every comment with its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import clock, pdf
from opencus.core.text import plural
from opencus.core.words import full_date, hour_minute, numeric_date
from opencus.programmes.consultations import Numbers
from opencus.programmes.models import Comment, Consultation, Meeting

HIDDEN = "Treści tej uwagi nie podajemy (zawiera dane osób albo słowa, których nie publikujemy). Odpowiedź jest poniżej."
EXPORT_HEADER = [
    "Nr", "Jak wpłynęła", "Spotkanie", "Dzień wpływu", "Kto", "Liczba osób", "Treść", "Widoczność", "Powód ukrycia", "Rozstrzygnięcie",
    "Odpowiedź", "Dzień odpowiedzi", "Nr rekomendacji",
]  # fmt: skip


def report_sheet(
    consultation: Consultation, *, numbers: Numbers, meetings: Sequence[Meeting], comments: Sequence[Comment],
    recommendations: Sequence[Any], centre: Centre,
) -> pdf.Sheet:  # fmt: skip
    """The report as a sheet; before the consultation ends it says that it is a draft."""
    done = consultation.state == Consultation.State.REPORTED
    blocks: list[pdf.Block] = [] if done else [pdf.strong("Projekt raportu. Konsultacje jeszcze się nie zakończyły.")]
    blocks += _course(consultation, numbers)
    blocks += _meetings(meetings)
    blocks += _numbers(numbers)
    blocks += _recommendations(recommendations)
    blocks += _comments(comments)
    if done:
        blocks.append(pdf.signature("dyrektor centrum"))
    return pdf.Sheet(
        title=f"Raport z konsultacji: {consultation.title}", blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Raport z konsultacji {consultation.code}",
    )  # fmt: skip


def export_row(one: Comment) -> list[Any]:
    """One comment as a row of a table; see EXPORT_HEADER."""
    return [
        one.number, one.get_channel_display(), str(one.meeting or ""), one.received_on, one.who, one.persons, one.text,
        one.get_visibility_display(), one.hidden_reason, one.get_disposition_display(), one.answer, one.answered_on,
        one.recommendation.number if one.recommendation else None,
    ]  # fmt: skip


def subject_of(consultation: Consultation) -> str:
    """What was consulted: a version, a diagnosis or the document of that title."""
    return str(consultation.version or consultation.diagnosis or consultation.title)


def _course(consultation: Consultation, numbers: Numbers) -> list[pdf.Block]:
    ended = f"Raport z dnia {full_date(consultation.reported_on)}" if consultation.reported_on else "jeszcze nie zakończone"
    pairs = [
        ("Przedmiot", subject_of(consultation)), ("Numer konsultacji", consultation.code),
        ("Uwagi przyjmowano", f"od {full_date(consultation.opens_on)} do {full_date(consultation.closes_on)}"),
        ("Jak można było się wypowiedzieć", "formularz na stronie, e-mail, pismo, do protokołu w biurze, spotkania otwarte"),
        ("Zakończenie", ended),
    ]  # fmt: skip
    return [
        pdf.heading("Przebieg"), pdf.facts(pairs), pdf.heading("O co pytaliśmy"), pdf.text(consultation.intro or "–"),
        *([pdf.text("Nikt nie zgłosił uwag.")] if not numbers.comments else []),
    ]  # fmt: skip


def _meetings(meetings: Sequence[Meeting]) -> list[pdf.Block]:
    if not meetings:
        return [pdf.heading("Spotkania"), pdf.text("Nie było spotkań.")]
    blocks: list[pdf.Block] = [pdf.heading("Spotkania")]
    for one in meetings:
        day = clock.day_of(one.starts_at)
        blocks.append(pdf.heading(f"{full_date(day)}, godz. {hour_minute(one.starts_at)}, {one.place}", 3))
        if one.persons is None:
            blocks.append(pdf.text("Bez protokołu."))
            continue
        blocks.append(pdf.text(f"Przyszło: {one.persons} {plural(one.persons, 'osoba', 'osoby', 'osób')}."))
        blocks.append(pdf.text(one.minutes or "Bez protokołu."))
    return blocks


def _numbers(numbers: Numbers) -> list[pdf.Block]:
    ways = [[label, str(count), str(people)] for label, count, people in numbers.channels]
    ways.append(["Razem", str(numbers.comments), str(numbers.persons)])
    ends = [[label, str(count)] for _, label, count in numbers.dispositions]
    ends.append(["bez odpowiedzi", str(numbers.unanswered)])
    hidden = f"W tym uwagi, których treści nie podajemy: {numbers.hidden}. Liczą się jak inne i mają odpowiedź."
    return [
        pdf.heading("Liczby"), pdf.table(["Jak wpłynęły", "Uwagi", "Osoby"], ways, widths=[4, 1, 1], right=[1, 2]),
        pdf.table(["Rozstrzygnięcie", "Uwagi"], ends, widths=[4, 1], right=[1]), *([pdf.text(hidden)] if numbers.hidden else []),
    ]  # fmt: skip


def _recommendations(recommendations: Sequence[Any]) -> list[pdf.Block]:
    if not recommendations:
        return [pdf.heading("Rekomendacje"), pdf.text("Z uwag nie wynikły rekomendacje.")]
    rows = [
        [
            str(one.number), one.text, ", ".join(str(comment.number) for comment in one.comments.all()) or "–",
            ", ".join(origin.clause.number for origin in one.clauses.all()) or "jeszcze nie",
        ]
        for one in recommendations
    ]  # fmt: skip
    return [pdf.heading("Rekomendacje"), pdf.table(["Nr", "Co zmienić", "Z uwag", "W paragrafie"], rows, widths=[1, 6, 2, 2])]


def _comments(comments: Sequence[Comment]) -> list[pdf.Block]:
    blocks: list[pdf.Block] = [pdf.heading("Uwagi i odpowiedzi")]
    for one in comments:
        who = f", {one.who}" if one.who and one.visibility == Comment.Visibility.SHOWN else ""
        many = f", {one.persons} {plural(one.persons, 'osoba', 'osoby', 'osób')}" if one.persons > 1 else ""
        blocks.append(pdf.heading(f"Uwaga {one.number} ({one.get_channel_display()}, {numeric_date(one.received_on)}{who}{many})", 3))
        blocks.append(pdf.quoted(one.text) if one.visibility == Comment.Visibility.SHOWN else pdf.text(HIDDEN))
        said = f"{one.get_disposition_display().capitalize()}. {one.answer}" if one.disposition else "Jeszcze bez odpowiedzi."
        blocks.append(pdf.text(said))
    return blocks if comments else []
