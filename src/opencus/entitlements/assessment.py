"""What the programme says about one requested service today: conditions, places, limits, fee, proposed outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from opencus.core.periods import Period
from opencus.core.words import listed
from opencus.entitlements import queries
from opencus.entitlements.rules import Proposal, proposed
from opencus.intake.models import RequestedService, WaitingListEntry
from opencus.programmes import queries as programmes
from opencus.programmes.models import ProgrammeService, Track
from opencus.programmes.queries import Known
from opencus.programmes.rules import fees
from opencus.programmes.rules.conditions import EVERYBODY, Explanation, evaluate, read_aloud
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.limits import Limit, applicable
from opencus.programmes.rules.terms import Terms, longest_period

CERTIFICATE_FACTS = ("degree", "certificate_valid")


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the qualification of one service rests on, as it was on one day."""

    on: date
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
    income_missing: bool  # a relief depends on an income nobody declared

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
        }  # fmt: skip


def assess(requested: RequestedService, on: date) -> Assessment:
    """Apply the programme to one requested service on a day; reads only."""
    offered: ProgrammeService = requested.programme_service
    application = requested.application
    known = programmes.facts_about(application.client, application.declared, on)
    problem = programmes.rule_problem(offered)
    if problem:
        return _broken(requested, on, known, problem)
    condition = programmes.condition_of(offered)
    explanation = evaluate(condition, programmes.values(known))
    binding = applicable(programmes.limits_of(offered), programmes.values(known))
    missing = tuple(dict.fromkeys((*explanation.missing, *binding.missing))) if explanation.truth is not False else ()
    income = programmes.income_of(known, application.declared)
    tariffs = programmes.tariffs_of(offered)
    fee = fees.fees(tariffs, income=income, on=on) if tariffs else fees.Fee(None, "program nie przewiduje opłaty", {"kind": "none"})
    room, before = queries.places(offered, on), _waiting_before(requested)
    proposal = proposed(
        truth=explanation.truth, missing=bool(missing), by_decision=offered.track == Track.DECISION,
        free=_free_for(requested, room), waiting_before=before,
    )  # fmt: skip
    return Assessment(
        on, read_aloud(condition), explanation, known, missing, binding.limits, fee, room, before, proposal,
        _why(proposal, explanation, missing, room, before), _period(requested, on, known),
        income is None and any(one.free_to is not None or one.kind in programmes.INCOME_KINDS for one in tariffs),
    )  # fmt: skip


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


def _waiting_before(requested: RequestedService) -> int:
    """How many wait before this service's place in the queue; nobody for somebody who holds an offer."""
    if requested.state == RequestedService.State.OFFERED:
        return 0
    waiting = WaitingListEntry.objects.filter(
        programme_service__service_id=requested.programme_service.service_id, left_at__isnull=True,
        requested__state=RequestedService.State.WAITING,
    )  # fmt: skip
    for place, entry in enumerate(waiting):
        if entry.requested_id == requested.pk:
            return place
    return waiting.count()


def _period(requested: RequestedService, on: date, known: dict[str, Known]) -> Period | None:
    version = requested.programme_service.version
    start = max(on, version.valid_from)
    certificate = None
    if _rests_on_certificate(requested.programme_service, known):
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


def _broken(requested: RequestedService, on: date, known: dict[str, Known], problem: str) -> Assessment:
    return Assessment(
        on, "reguły programu nie można zastosować", EVERYBODY, known, (), (), fees.Fee(None, "nie ustalono", {}),
        queries.places(requested.programme_service, on), 0, "broken",
        f"Reguła tej usługi w programie jest zapisana z błędem: {problem} Poproś organizatora usług o poprawkę.", None, False,
    )  # fmt: skip
