"""Consultations read for a screen or a report: their numbers, what stands in their way, and the text residents are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from opencus.catalogue.models import Area
from opencus.core import clock
from opencus.programmes import queries
from opencus.programmes.models import (
    Clause,
    Comment,
    Consultation,
    Diagnosis,
    Meeting,
    ProgrammeService,
    ProgrammeVersion,
)
from opencus.programmes.rules import consultation as rules
from opencus.programmes.rules import wording
from opencus.programmes.rules.differences import Difference, differences
from opencus.programmes.rules.service import ServiceRules

UNANSWERED = Q(comments__disposition="")
PHASES: dict[rules.Phase, tuple[str, str, str]] = {  # words, tone, icon
    "prepared": ("w przygotowaniu", "", "pencil"),
    "announced": ("ogłoszone", "vio", "megaphone"),
    "open": ("trwają", "ok", "messages-square"),
    "over": ("czekają na odpowiedzi", "warn", "hourglass"),
    "reported": ("zakończone raportem", "info", "file-check"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One consultation of a list, with its phase in words."""

    consultation: Consultation
    phase: rules.Phase

    @property
    def said(self) -> tuple[str, str, str]:
        return PHASES[self.phase]


@dataclass(frozen=True, slots=True)
class Offer:
    """One service as the consulted version offers it, in words by aspect; ``problem``: its rules are still being written."""

    offered: ProgrammeService
    said: tuple[tuple[str, wording.Sentences], ...]
    problem: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What residents are asked about: paragraphs under headings, services in words, what changes, clauses."""

    name: str
    sections: Sequence[tuple[str, str]] = ()
    offers: Sequence[Offer] = ()
    changes: Sequence[Difference] = ()
    compared_with: str = ""
    clauses: Sequence[Clause] = ()
    conclusions: Sequence[tuple[str, str]] = ()  # area with its kind, text
    providers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much was said and what became of it."""

    comments: int
    persons: int
    unanswered: int
    waiting: int
    hidden: int
    channels: Sequence[tuple[str, int, int]]  # label, comments, persons
    dispositions: Sequence[tuple[str, str, int]]  # value, label, comments


def consultations() -> QuerySet[Consultation]:
    """All consultations, the newest first, with what they are about and how many comments they have."""
    return (
        Consultation.objects.select_related("version__programme", "diagnosis")
        .annotate(said=Count("comments"), unanswered=Count("comments", filter=UNANSWERED))
        .order_by("-opens_on", "-id")
    )


def phase_of(consultation: Consultation, today: date | None = None) -> rules.Phase:
    """Where it is for residents."""
    return rules.phase(consultation.state, consultation.opens_on, consultation.closes_on, today or clock.today())


def rows(found: Iterable[Consultation]) -> list[Row]:
    """Consultations with their phase of today."""
    return [Row(one, phase_of(one)) for one in found]


def published() -> list[Row]:
    """What residents may see, in the order they want it: open ones that end first, announced ones, then the ended."""
    order = {"open": 0, "announced": 1, "over": 2, "reported": 3}
    found = rows(consultations().exclude(state=Consultation.State.PREPARED))
    found.sort(key=lambda row: row.consultation.closes_on.toordinal() * (1 if row.phase in ("open", "announced") else -1))
    return sorted(found, key=lambda row: order[row.phase])


def numbers(consultation: Consultation) -> Numbers:
    """Everything the report and the tiles count, in three queries; hidden comments count as all others."""
    held = consultation.comments.order_by()
    total = held.aggregate(
        comments=Count("id"), persons=Sum("persons", default=0), unanswered=Count("id", filter=Q(disposition="")),
        waiting=Count("id", filter=Q(visibility="waiting")), hidden=Count("id", filter=Q(visibility="hidden")),
    )  # fmt: skip
    ways = {row["channel"]: row for row in held.values("channel").annotate(n=Count("id"), people=Sum("persons"))}
    ends = dict(held.exclude(disposition="").values_list("disposition").annotate(n=Count("id")))
    return Numbers(
        **total, channels=[(label, ways[value]["n"], ways[value]["people"]) for value, label in Comment.Channel.choices if value in ways],
        dispositions=[(value, label, ends.get(value, 0)) for value, label in Comment.Disposition.choices],
    )  # fmt: skip


def comments_of(consultation: Consultation) -> QuerySet[Comment]:
    """Comments in their order, with the meeting and the recommendation they led to."""
    found: QuerySet[Comment] = consultation.comments.select_related("meeting", "recommendation")
    return found


def narrowed(found: QuerySet[Comment], asked: dict[str, str]) -> QuerySet[Comment]:
    """Comments by channel, disposition (`brak`: none yet) and visibility; what is not named is not narrowed."""
    wanted = {"channel": asked.get("kanal"), "visibility": asked.get("widok")}
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    result = asked.get("wynik")
    return found.filter(disposition="" if result == "brak" else result) if result else found


def blocked(consultation: Consultation) -> list[tuple[Comment, str]]:
    """Comments that stand in the way of the report, each with what it lacks."""
    held = list(consultation.comments.filter(Q(disposition="") | Q(visibility="waiting")))
    lacking = rules.report_blockers(rules.Said(one.number, one.disposition, one.answer, one.visibility) for one in held)
    return [(one, lacking[one.number]) for one in held if one.number in lacking]


def meetings_of(consultation: Consultation) -> list[Meeting]:
    """Meetings by time, with how many comments were spoken there."""
    return list(consultation.meetings.annotate(spoken=Count("comments")))


def document_of(consultation: Consultation) -> Document:
    """The consulted text as it stands now; a draft in consultation does not change."""
    if consultation.version_id:
        return programme_document(consultation.version)
    if consultation.diagnosis_id:
        return diagnosis_document(consultation.diagnosis)
    return Document(consultation.title, sections=[("", consultation.document)])


def programme_document(version: ProgrammeVersion) -> Document:
    """A version of a programme: its descriptions, each service read aloud, and what differs from the one it replaces."""
    after = _offered(version)
    offers = [_offer(one) for one in after]
    parts = [
        ("Po co jest ten program", version.aim), ("Jakie potrzeby ma zaspokoić", version.needs), ("Jak się zgłosić", version.procedure),
        ("Jak będzie prowadzony", version.organisation), ("Jak sprawdzimy, czy działa", version.monitoring),
    ]  # fmt: skip
    changes: Sequence[Difference] = ()
    if version.replaces_id:
        changes = differences(_understood(_offered(version.replaces)), _understood(after))
    return Document(
        str(version), sections=[part for part in parts if part[1]], offers=offers, changes=changes,
        compared_with=str(version.replaces) if version.replaces_id else "", clauses=list(version.clauses.all()),
    )  # fmt: skip


def diagnosis_document(diagnosis: Diagnosis) -> Document:
    """A diagnosis: summary, method, conclusions by area and who provides what."""
    areas = dict(Area.objects.values_list("code", "name"))
    parts = [("Najważniejsze wnioski", diagnosis.summary), ("Jak to zbadaliśmy", diagnosis.method), ("Co się zmieniło", diagnosis.change_reason)]
    return Document(
        diagnosis.title, sections=[part for part in parts if part[1]],
        conclusions=[(f"{areas.get(one.area, one.area)}: {one.get_kind_display()}", one.text) for one in diagnosis.conclusions.all()],
        providers=[(one.name, one.services) for one in diagnosis.providers.all()],
    )  # fmt: skip


def _offered(version: ProgrammeVersion) -> list[ProgrammeService]:
    return list(queries.with_rules(version.services.order_by("service__name")))


def _offer(offered: ProgrammeService) -> Offer:
    known = _understood([offered])
    if not known:
        return Offer(offered, (), problem=True)
    one = known[0]
    said: list[tuple[str, wording.Sentences]] = [
        ("Kto", wording.access(one)), ("Ile", wording.limits(one)), ("Opłata", wording.fees(one)), ("Miejsca", wording.order(one))
    ]
    if one.reliefs:
        said.insert(3, ("Ulgi", wording.reliefs(one)))
    return Offer(offered, tuple(said))


def _understood(offered: Iterable[ProgrammeService]) -> list[ServiceRules]:
    """Rules of the services that mean something; a broken one is somebody's work in hand."""
    found = []
    for one in offered:
        try:
            found.append(queries.rules_of(one))
        except ValueError:  # a rule, a limit or a table that cannot be read yet
            continue
    return found


def with_subject(consultation_id: object) -> QuerySet[Consultation]:
    """One consultation with everything its pages name."""
    return Consultation.objects.filter(id=consultation_id).select_related("version__programme", "version__replaces__programme", "diagnosis")


def recommendations_of(consultation: Consultation) -> list[object]:
    """Recommendations with their comments and the clauses that carry them out."""
    said = Prefetch("comments", Comment.objects.order_by("number"))
    return list(consultation.recommendations.prefetch_related(said, "clauses__clause__programme_service__service", "clauses__clause__measures"))
