"""What the programme says about one requested service today: conditions, places, limits, fee, proposed outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from opencus.core.periods import Period
from opencus.core.words import listed
from opencus.entitlements import points, queries
from opencus.entitlements.points import Scored
from opencus.entitlements.rules import Proposal, proposed
from opencus.entitlements.sharing import Subjects, subjects
from opencus.intake.models import RequestedService, WaitingListEntry
from opencus.programmes import queries as programmes
from opencus.programmes.models import ProgrammeService, ProgrammeVersion, Track
from opencus.programmes.queries import Known
from opencus.programmes.rules import fees
from opencus.programmes.rules.conditions import EVERYBODY, Explanation, evaluate, read_aloud
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import ServiceRules, judge
from opencus.programmes.rules.terms import Terms, longest_period

CERTIFICATE_FACTS = ("degree", "certificate_valid")


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the qualification of one service rests on, as it was on one day."""

    on: date
    offered: ProgrammeService  # by which version it is judged: the one in force, whichever it was asked under
    rule: str  # read aloud
    explanation: Explanation
    known: dict[str, Known]
    missing: tuple[str, ...]  # facts without which nothing can be decided
    limits: tuple[Limit, ...]
    fee: fees.Fee
    places: queries.Places
    waiting_before: int
    proposal: Proposal
    why: str
    period: Period | None  # None: the programme has ended
    income_missing: bool  # the fee depends on an income nobody declared
    relief: Relief | None = None  # the best one for this person
    relief_missing: tuple[str, ...] = ()  # facts that might bring a better one
    points: tuple[Scored, ...] = ()  # empty: the queue goes by arrival
    subjects: Subjects = field(default_factory=Subjects)
    moved: bool = False  # the programme was changed since the application

    @property
    def relief_lacking(self) -> str:
        """What is not known about reliefs, in words."""
        return listed([FACTS[fact].label for fact in self.relief_missing])

    @property
    def terms(self) -> Terms | None:
        """What a grant would give today; None when the programme has ended."""
        return Terms(self.period, self.limits, self.fee) if self.period else None

    def as_json(self) -> dict[str, Any]:
        """The stored form: the explanation kept with the outcome."""
        return {
            "on": self.on.isoformat(), "rule": self.rule, "tree": with_sources(self.explanation, self.known),
            "missing": [FACTS[fact].label for fact in self.missing], "proposal": self.proposal, "why": self.why,
            "places": {"total": self.places.total, "taken": self.places.taken, "offered": self.places.offered},
            "limits": [limit.text for limit in self.limits], "fee": self.fee.text,
            "version": str(self.offered.version_id), "points": [row.as_json() for row in self.points],
        }  # fmt: skip


def assess(requested: RequestedService, on: date) -> Assessment:
    """Apply the programme in force to one requested service on a day; reads only."""
    offered = queries.offer_on(requested.programme_service, on)
    application, dated = requested.application, programmes.criteria()
    known = queries.known_about(application.client, application.declared, offered, on, dated)
    problem = programmes.rule_problem(offered)
    if problem:
        return _broken(requested, offered, on, known, problem)
    rules, facts = programmes.rules_of(offered), programmes.values(known)
    income = programmes.income_of(known, application.declared)
    judged = judge(rules, facts, income, on, dated)
    rows = points.scored(offered, facts)
    room, before = queries.places(offered, on), _waiting_before(requested, offered, rows)
    proposal = proposed(
        truth=judged.access.truth, missing=bool(judged.missing), by_decision=offered.track == Track.DECISION,
        free=_free_for(requested, room), waiting_before=before,
    )  # fmt: skip
    return Assessment(
        on=on, offered=offered, rule=read_aloud(rules.condition), explanation=judged.access, known=known, missing=judged.missing,
        limits=judged.limits, fee=_fee(judged.fee, rules, offered), places=room, waiting_before=before, proposal=proposal,
        why=_why(proposal, judged.access, judged.missing, room, before), period=_period(requested, offered, on, known),
        income_missing=income is None and any(one.free_to is not None or one.kind in programmes.INCOME_KINDS for one in rules.tariffs),
        relief=judged.relief, relief_missing=judged.relief_missing, points=rows,
        subjects=subjects(application.client, judged.limits), moved=offered.pk != requested.programme_service_id,
    )  # fmt: skip


def _fee(found: fees.Fee | None, rules: ServiceRules, offered: ProgrammeService) -> fees.Fee:
    """The fee with what an entitlement keeps of it: the text of the programme and the evidence of the relief (R42)."""
    fee = found or fees.Fee(None, "program nie przewiduje opłaty", {"kind": "none"})
    evidence = {relief.name: relief.evidence for relief in rules.reliefs}

    def shown(basis: dict[str, Any]) -> dict[str, Any]:
        relief = basis.get("relief")
        return basis | {"relief": relief | {"evidence": evidence.get(relief["name"], "")}} if relief else basis

    basis = shown(fee.basis)
    if "variants" in basis:
        basis = basis | {"variants": {name: shown(one) for name, one in basis["variants"].items()}}
    version = {"id": str(offered.version_id), "number": offered.version.number, "resolution": offered.version.resolution_number}
    return replace(fee, basis=basis | {"version": version})


def with_sources(explanation: Explanation, known: dict[str, Known]) -> dict[str, Any]:
    """The tree as JSON, each leaf with what is known and from where."""
    stored = explanation.as_json()
    if explanation.kind == "test":
        return stored | {"said": programmes.said(known, explanation.fact)}
    return stored | {"parts": [with_sources(part, known) for part in explanation.parts]}


def _free_for(requested: RequestedService, room: queries.Places) -> int | None:
    """Free places for this person: an offered place is already theirs."""
    if room.free is None:
        return None
    return room.free + (requested.state == RequestedService.State.OFFERED)


def _waiting_before(requested: RequestedService, offered: ProgrammeService, rows: tuple[Scored, ...]) -> int:
    """How many wait before this service's place in the queue; nobody for somebody who holds an offer."""
    if requested.state == RequestedService.State.OFFERED:
        return 0
    waiting = WaitingListEntry.objects.filter(
        programme_service__service_id=offered.service_id, left_at__isnull=True,
        requested__state=RequestedService.State.WAITING,
    )  # fmt: skip
    for place, waits in enumerate(waiting.values_list("requested_id", flat=True)):
        if waits == requested.pk:
            return place
    return points.ahead_of(requested, points.total(rows)) if points.by_points(offered) else waiting.count()


def _period(requested: RequestedService, offered: ProgrammeService, on: date, known: dict[str, Known]) -> Period | None:
    version = offered.version
    if version.state != ProgrammeVersion.State.IN_FORCE:  # ended, and no later text offers the service
        return None
    start = max(on, version.valid_from)
    certificate = None
    if _rests_on_certificate(offered, known):
        certificate = programmes.certificate_end(requested.application.client, on)
    try:
        return longest_period(start, version.valid_to, certificate_end=certificate)
    except ValueError:
        return None


def _rests_on_certificate(offered: ProgrammeService, known: dict[str, Known]) -> bool:
    """Whether the conditions would no longer be known to hold without the certificate."""
    condition = programmes.condition_of(offered)
    without = {fact: one.value for fact, one in known.items() if fact not in CERTIFICATE_FACTS}
    return condition is not None and evaluate(condition, without).truth is not True


def _why(proposal: Proposal, explanation: Explanation, missing: tuple[str, ...], room: queries.Places, before: int) -> str:
    match proposal:
        case "ask":
            return f"Brakuje informacji: {listed([FACTS[fact].label for fact in missing])}. Bez nich nie można rozstrzygnąć."
        case "refuse":
            failed = [leaf.text for leaf in explanation.leaves() if leaf.truth is False]
            verb = "Nie jest spełniony warunek" if len(failed) == 1 else "Nie są spełnione warunki"
            return f"{verb}: {listed(failed, 'oraz')}."
        case "wait" if room.free:
            return "Warunki są spełnione, ale wolne miejsca należą się osobom, które już czekają."
        case "wait":
            return "Warunki są spełnione, ale wszystkie miejsca są zajęte."
        case "grant":
            return "Warunki są spełnione. Tę usługę przyznaje się decyzją (art. 19 ustawy o CUS)."
    return "Warunki są spełnione." if room.total is None else "Warunki są spełnione i jest wolne miejsce."


def _broken(
    requested: RequestedService, offered: ProgrammeService, on: date, known: dict[str, Known], problem: str
) -> Assessment:
    return Assessment(
        on=on, offered=offered, rule="reguły programu nie można zastosować", explanation=EVERYBODY, known=known, missing=(),
        limits=(), fee=fees.Fee(None, "nie ustalono", {}), places=queries.places(offered, on), waiting_before=0, proposal="broken",
        why=f"Reguła tej usługi w programie jest zapisana z błędem: {problem} Poproś organizatora usług o poprawkę.",
        period=None, income_missing=False, moved=offered.pk != requested.programme_service_id,
    )  # fmt: skip
