"""What each page of the room shows, gathered as one dictionary."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.entitlements import queries
from opencus.entitlements.assessment import Assessment, assess, with_sources
from opencus.entitlements.forms import GrantForm, OutcomeForm, RefusalForm, ResignForm
from opencus.entitlements.models import Entitlement
from opencus.intake.actions.decisions import parts_of
from opencus.intake.applying import plan_due
from opencus.intake.forms.decisions import ForwardForm
from opencus.intake.forms.recognition import FactsForm
from opencus.intake.models import Decision, RequestedService, WaitingListEntry
from opencus.intake.queries import open_and_refused, queue_of, standing_of
from opencus.people.queries import municipalities_told_apart
from opencus.programmes.models import ProgrammeService, Track
from opencus.programmes.queries import services_in_force
from opencus.programmes.rules.facts import FACTS

HEADLINES = {
    "qualify": "Proponowany wynik: zakwalifikować", "wait": "Proponowany wynik: lista oczekujących",
    "refuse": "Proponowany wynik: odmowa decyzją", "grant": "Proponowany wynik: decyzja przyznająca",
    "ask": "Nie można jeszcze rozstrzygnąć", "broken": "Reguły nie można zastosować",
}  # fmt: skip
FIRST_CHOICE = {"ask": "facts", "broken": "forward"}


def qualification(actor: Actor, requested: RequestedService) -> dict[str, Any]:
    """The page of one requested service: what the rules say now, or what was decided and why."""
    found = assess(requested, clock.today())
    settled = requested.state not in {"open", "offered"}
    kept = requested.qualifications.select_related("qualified_by").order_by("-created_at").first()
    missing = (*found.missing, *(("income_pct", "household_size") if found.income_missing else ()))
    missing = tuple(dict.fromkeys(fact for fact in missing if fact not in found.known or fact == "income_pct"))
    tree = kept.explanation.get("tree") if settled and kept and "tree" in kept.explanation else with_sources(found.explanation, found.known)
    return {
        "requested": requested, "case": requested.application, "found": found, "tree": tree, "settled": settled, "kept": kept,
        "due": plan_due(requested.application.submitted_on) if requested.application.submitted_on else None,
        "headline": HEADLINES[found.proposal], "chosen": FIRST_CHOICE.get(found.proposal, found.proposal), "missing": missing,
        "missing_labels": [FACTS[fact].label for fact in found.missing], "by_decision": requested.programme_service.track == Track.DECISION,
        "forms": _forms(requested, found, missing), "may_qualify": actor.may(Permission.QUALIFY),
        "may_draft": actor.may(Permission.DRAFT_DECISION), "may_ask": actor.may(Permission.REGISTER_APPLICATION) and bool(missing),
        "may_forward": actor.may(Permission.QUALIFY) or actor.may(Permission.RECOGNISE_NEEDS),
        "talk": requested.application.recognitions.select_related("coordinator").order_by("-created_at").first(),
        "decision": requested.decisions.order_by("-id").first(),
        "entitlement": requested.entitlements.first(), "entry": _entry(requested),
    }  # fmt: skip


def _entry(requested: RequestedService) -> dict[str, Any] | None:
    entry = requested.waiting.filter(left_at__isnull=True).select_related("programme_service").first()
    return {"entry": entry, "standing": standing_of(entry)} if entry else None


def _forms(requested: RequestedService, found: Assessment, missing: tuple[str, ...]) -> dict[str, Any]:
    failed = [leaf.text for leaf in found.explanation.leaves() if leaf.truth is False]
    return {
        "qualify": OutcomeForm(prefix="qualify"), "wait": OutcomeForm(prefix="wait"),
        "refuse": RefusalForm(prefix="refuse", initial={"factual": "\n".join(f"Nie jest spełniony warunek: {text}." for text in failed)}),
        "grant": GrantForm.proposed(requested, found), "forward": ForwardForm(prefix="forward"),
        "facts": FactsForm(prefix="facts", facts=missing),
    }  # fmt: skip


def waiting_lists(on: date, actor: Actor) -> dict[str, Any]:
    """Services of the actor's division with a limit of places or somebody waiting, the longest queue first."""
    rows: list[dict[str, Any]] = []
    apart = municipalities_told_apart(actor.centre_id)
    for offered in services_in_force(on):
        if not actor.sees(offered.division):
            continue
        room = queries.places(offered, on)
        if room.total is not None or room.waiting or room.offered:
            counted = queries.by_municipality(offered, on) if apart else {}
            places = [(one.name, *counted.get(one.code, (0, 0))) for one in apart]
            rows.append({"offered": offered, "room": room, "municipalities": places})
    rows.sort(key=lambda row: (-row["room"].waiting, -row["room"].offered, str(row["offered"])))
    return {"rows": rows, "waiting": sum(row["room"].waiting for row in rows)}


def queue(actor: Actor, offered: ProgrammeService, chosen: str, on: date) -> dict[str, Any]:
    """One waiting list; the chosen entry, or the first, is explained."""
    entries = queue_of(offered)
    room = queries.places(offered, on)
    picked = next((entry for entry in entries if str(entry.id) == chosen), None)
    return {
        "joint": bool(municipalities_told_apart(actor.centre_id)), "offered": offered, "room": room, "entries": [_line(entry, on) for entry in entries], "chosen": picked,
        "standing": standing_of(picked) if picked else None, "numbers": open_and_refused(offered), "today": on,
        "may_offer": actor.may(Permission.QUALIFY) and bool(room.free) and room.waiting > 0,
        "may_open": actor.may(Permission.OPEN_PERSON), "needed": _needed(entries, picked, room.free), "drafts": _drafts(offered),
    }  # fmt: skip


def _needed(entries: list[WaitingListEntry], picked: WaitingListEntry | None, free: int | None) -> int:
    """How many more places must come free before this person is offered one."""
    ahead = [entry for entry in entries if entry.requested.state == RequestedService.State.WAITING]
    place = ahead.index(picked) + 1 if picked in ahead else 0
    return max(place - (free or 0), 0)


def _drafts(offered: ProgrammeService) -> list[dict[str, Any]]:
    """Refusals of the service that wait for a signature, with the parts they have."""
    found = Decision.objects.filter(
        state=Decision.State.DRAFT, kind=Decision.Kind.REFUSAL, requested__programme_service__service_id=offered.service_id
    ).select_related("requested__application__client")
    rows = []
    for decision in found[:5]:
        parts = parts_of(decision)
        lacking = sum(not part.present for part in parts)
        missing = f"brakuje {lacking} z {len(parts)} części" if lacking else ""
        rows.append({"decision": decision, "client": decision.requested.application.client, "parts": parts, "missing": missing})
    return rows


def _line(entry: WaitingListEntry, on: date) -> dict[str, Any]:
    case = entry.requested.application
    return {
        "entry": entry, "client": case.client, "case": case, "age": case.client.age_on(on), "state": entry.requested.state,
        "applicant": case.applicant if case.applicant_id != case.client_id else None,
        "lapsed": entry.offered_until if entry.requested.state == RequestedService.State.WAITING else None,
    }  # fmt: skip


def entitlement(actor: Actor, held: Entitlement) -> dict[str, Any]:
    """One entitlement: balances today, all limits, uses, and what may be done with it."""
    today = clock.today()
    on = min(max(today, held.valid_from), held.valid_to)
    counted = queries.counted_limits(held)
    return {
        "held": held, "balances": queries.left(held, on), "on": on,
        "other_limits": [limit for limit in queries.limits_of(held) if limit not in counted],
        "uses": held.uses.order_by("-on")[:50], "measure": held.programme_service.service.measure,
        "variants": (held.fee_basis or {}).get("variants"), "form": ResignForm(initial={"on": today}),
        "may_change": actor.may(Permission.REGISTER_APPLICATION) and held.state in queries.HOLDING,
        "others": _carers(held.person_id, held),
    }  # fmt: skip


def _carers(person_id: UUID, held: Entitlement) -> int:
    """How many other entitlements of the person share these limits (two carers, R58)."""
    service = held.programme_service.service_id
    return Entitlement.objects.filter(person_id=person_id, programme_service__service_id=service).exclude(pk=held.pk).count()
