"""Sheets of the diagnosis: the whole of it, and an empty questionnaire to be filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from opencus.centre.models import Centre
from opencus.centre.paper import issuer, place
from opencus.core import pdf
from opencus.core.text import plural
from opencus.core.words import full_date
from opencus.programmes import queries_diagnosis
from opencus.programmes.forms.questionnaires import rules_of
from opencus.programmes.models import Conclusion, Diagnosis, LocalProvider, Question, Questionnaire
from opencus.programmes.rules.questionnaires import Tally, tally

LINE = "." * 110


def diagnosis_sheet(diagnosis: Diagnosis, centre: Centre) -> pdf.Sheet:
    """All parts: needs and potential, who provides what, what was asked, how it was consulted (art. 21(3) and (5))."""
    blocks: list[pdf.Block] = [pdf.facts(_facts(diagnosis))]
    for title, words in (
        ("Co zmienia ta aktualizacja", diagnosis.change_reason), ("W skrócie", diagnosis.summary), ("Jak badano potrzeby i potencjał", diagnosis.method),
    ):  # fmt: skip
        blocks += [pdf.heading(title), pdf.text(words)] if words else []
    blocks += _conclusions(diagnosis) + _providers(diagnosis) + _questionnaires(diagnosis) + _consultations(diagnosis)
    return pdf.Sheet(
        title=diagnosis.title, blocks=blocks, issuer=issuer(centre), place=place(centre), author=centre.name,
        footer=f"Diagnoza potrzeb i potencjału, {diagnosis.municipality.name}, nr {diagnosis.number}",
    )  # fmt: skip


def _facts(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    return [
        ("Gmina", f"{diagnosis.municipality.name} ({diagnosis.municipality.kind}, {diagnosis.municipality.county})"),
        ("Numer", f"{diagnosis.number}{' (aktualizacja)' if diagnosis.replaces_id else ''}"), ("Stan", diagnosis.get_state_display()),
        ("Obowiązuje", f"{diagnosis.valid_from:%d.%m.%Y}–{diagnosis.valid_to:%d.%m.%Y}"),
        ("Konsultacje zakończone", _day(diagnosis.consulted_on)), ("Przekazana wójtowi", _day(diagnosis.to_mayor_on)),
        ("Przekazana radzie gminy", _day(diagnosis.to_council_on)), ("Podstawa", "art. 21 ustawy o realizowaniu usług społecznych przez centrum usług społecznych"),
    ]  # fmt: skip


def _day(day: object) -> str:
    return f"{day:%d.%m.%Y}" if day else "jeszcze nie"


def _conclusions(diagnosis: Diagnosis) -> list[pdf.Block]:
    areas = queries_diagnosis.areas_of(diagnosis, diagnosis.conclusions.values_list("area", flat=True))
    blocks: list[pdf.Block] = [pdf.heading("Potrzeby i potencjał według zakresów usług społecznych")]
    for area in queries_diagnosis.conclusions_by_area(diagnosis, areas):
        blocks.append(pdf.heading(area.name[:1].upper() + area.name[1:], 3))
        for words, rows in (("Potrzeby:", area.needs), ("Potencjał:", area.potentials)):
            blocks += [pdf.strong(words), pdf.bullets(_conclusion(row) for row in rows)] if rows else []
    return blocks if len(blocks) > 1 else [*blocks, pdf.text("Nie zapisano jeszcze wniosków.")]


def _conclusion(row: Conclusion) -> str:
    about = f"Dotyczy {row.persons} {plural(row.persons, 'osoby', 'osób', 'osób')}." if row.persons else ""
    source = f"Źródło: {row.evidence.rstrip('.')}." if row.evidence else ""
    return " ".join(filter(None, [row.text, about, source]))


def _providers(diagnosis: Diagnosis) -> list[pdf.Block]:
    every = list(diagnosis.providers.all())
    areas = queries_diagnosis.areas_of(diagnosis, {code for one in every for code in one.areas})
    names, rows = {one.code: one.name for one in areas}, queries_diagnosis.provider_map(every, areas)
    blocks: list[pdf.Block] = [pdf.heading("Kto wykonuje jakie usługi na terenie gminy")]
    if not every:
        return [*blocks, pdf.text("Nie zapisano jeszcze wykonawców.")]
    if empty := queries_diagnosis.gaps(rows):
        blocks.append(pdf.strong(f"Nikt nie prowadzi usług w zakresach: {', '.join(empty)}."))
    counts = [[row.name, *(str(count) if count else "–" for _, _, count in row.cells), str(row.total)] for row in rows]
    head = ["Zakres", *queries_diagnosis.KINDS.values(), "razem"]
    blocks.append(pdf.table(head, counts, widths=[5, 2, 2, 3, 3, 3, 2, 2], right=list(range(1, 8))))
    listed = [[one.name, one.get_kind_display(), _services(one), ", ".join(names.get(code, code) for code in one.areas)] for one in every]
    blocks.append(pdf.table(["Kto", "Rodzaj", "Usługi", "Zakresy"], listed, widths=[3, 2, 7, 4]))
    return blocks


def _services(one: LocalProvider) -> str:
    return "; ".join(one.services.splitlines()) + (f" ({one.capacity})" if one.capacity else "")


def _questionnaires(diagnosis: Diagnosis) -> list[pdf.Block]:
    blocks: list[pdf.Block] = []
    for one in diagnosis.questionnaires.prefetch_related("questions", "answers"):
        answers = list(one.answers.all())
        paper = sum(answer.channel == "paper" for answer in answers)
        blocks.append(pdf.heading(f"Ankieta: {one.title}"))
        blocks.append(
            pdf.text(
                f"Dla kogo: {one.get_audience_display()}. Otwarta {one.opens_on:%d.%m.%Y}–{one.closes_on:%d.%m.%Y}, anonimowa. "
                f"Wypełniono: {len(answers)}, w tym na papierze {paper}."
            )
        )
        for asked in rules_of(list(one.questions.all())):
            blocks += _tally(tally(asked, [answer.given for answer in answers]))
    return blocks


def _tally(counted: Tally) -> list[pdf.Block]:
    mean = f", średnia {counted.mean}".replace(".", ",") if counted.mean is not None else ""
    title = pdf.heading(f"{counted.asked.position}. {counted.asked.text}", 3)
    if counted.asked.kind == "text":
        return [title, pdf.text(f"Odpowiedzi własnymi słowami: {counted.answered}.")]
    rows = [[one.option, str(one.number), f"{one.percent}%"] for one in counted.counts]
    return [title, pdf.table([f"Odpowiedź (odpowiedziało {counted.answered}{mean})", "Ile", "Procent"], rows, widths=[8, 1, 1], right=[1, 2])]


def _consultations(diagnosis: Diagnosis) -> list[pdf.Block]:
    rows = [
        [one.title, f"{one.opens_on:%d.%m.%Y}–{one.closes_on:%d.%m.%Y}", one.get_state_display(), _day(one.reported_on)]
        for one in diagnosis.consultations.order_by("opens_on")
    ]
    heading = pdf.heading("Konsultacje ze społecznością (art. 21 ust. 5)")
    if not rows:
        return [heading, pdf.text("Konsultacji jeszcze nie było.")]
    return [heading, pdf.table(["Konsultacje", "Uwagi", "Stan", "Raport"], rows, widths=[5, 3, 2, 2])]


def questionnaire_sheet(questionnaire: Questionnaire, questions: Sequence[Question], centre: Centre) -> pdf.Sheet:
    """An empty questionnaire with boxes to tick and lines to write on."""
    blocks: list[pdf.Block] = [pdf.text(questionnaire.intro)] if questionnaire.intro else []
    blocks.append(pdf.strong("Ankieta jest anonimowa. Nie podpisuj jej i nie podawaj nazwisk, adresów ani telefonów."))
    blocks.append(pdf.text(f"Oddaj ją w centrum do {full_date(questionnaire.closes_on)}. Zaznacz krzyżykiem."))
    for one in questions:
        blocks.append(pdf.heading(f"{one.position}. {one.text}"))
        match one.kind:
            case Question.Kind.ONE | Question.Kind.MANY:
                told = "Zaznacz jedną odpowiedź." if one.kind == Question.Kind.ONE else "Możesz zaznaczyć kilka odpowiedzi."
                blocks += [pdf.text(told), pdf.text("\n\n".join(f"[    ]  {option}" for option in one.options))]
            case Question.Kind.SCALE:
                blocks.append(pdf.text("Zakreśl jedną liczbę: 1 – wcale, 5 – bardzo.\n\n1          2          3          4          5"))
            case _:
                blocks.append(pdf.text("\n\n".join([LINE] * 3)))
    return pdf.Sheet(
        title=questionnaire.title, blocks=blocks, issuer=issuer(centre), author=centre.name,
        footer=f"Ankieta {questionnaire.code}, {questionnaire.get_audience_display()}",
    )  # fmt: skip
