"""What each page of the room shows, gathered as one dictionary."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import clock
from opencus.core.export import Cell
from opencus.core.money import format_quantity, format_zl
from opencus.entitlements import queries
from opencus.entitlements.assessment import Assessment, assess, with_sources
from opencus.entitlements.forms import GrantForm, OutcomeForm, RaiseForm, RefusalForm, ResignForm
from opencus.entitlements.models import Entitlement
from opencus.entitlements.points import by_points, kept, scored, total
from opencus.entitlements.raising import raising_of
from opencus.entitlements.sharing import shared
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
    outcome = requested.qualifications.select_related("qualified_by").order_by("-created_at").first()
    missing = (*found.missing, *(("income_pct", "household_size") if found.income_missing else ()), *found.relief_missing)
    missing = (*missing, *(fact for row in found.points for fact in row.missing))
    missing = tuple(dict.fromkeys(fact for fact in missing if fact not in found.known or fact == "income_pct"))
    tree = outcome.explanation.get("tree") if settled and outcome and "tree" in outcome.explanation else with_sources(found.explanation, found.known)
    return {
        "requested": requested, "case": requested.application, "found": found, "tree": tree, "settled": settled, "kept": outcome,
        "due": plan_due(requested.application.submitted_on) if requested.application.submitted_on else None,
        "headline": HEADLINES[found.proposal], "chosen": FIRST_CHOICE.get(found.proposal, found.proposal), "missing": missing,
        "missing_labels": [FACTS[fact].label for fact in found.missing], "by_decision": found.offered.track == Track.DECISION,
        "forms": _forms(requested, found, missing), "may_qualify": actor.may(Permission.QUALIFY),
        "may_draft": actor.may(Permission.DRAFT_DECISION), "may_ask": actor.may(Permission.REGISTER_APPLICATION) and bool(missing),
        "may_forward": actor.may(Permission.QUALIFY) or actor.may(Permission.RECOGNISE_NEEDS),
        "talk": requested.application.recognitions.select_related("coordinator").order_by("-created_at").first(),
        "decision": requested.decisions.order_by("-id").first(),
        "by_points": by_points(found.offered), "total": total(found.points), "asked_under": requested.programme_service.version,
        "entitlement": requested.entitlements.filter(replaced_by__isnull=True).first(), "entry": _entry(requested),
    }  # fmt: skip


def _entry(requested: RequestedService) -> dict[str, Any] | None:
    entry = requested.waiting.filter(left_at__isnull=True).select_related("programme_service").first()
    return {"entry": entry, "standing": standing_of(entry), "rows": kept(entry)} if entry else None


def _forms(requested: RequestedService, found: Assessment, missing: tuple[str, ...]) -> dict[str, Any]:
    failed = [leaf.text for leaf in found.explanation.leaves() if leaf.truth is False]
    return {
        "qualify": OutcomeForm(prefix="qualify", choices=found.subjects.choices), "wait": OutcomeForm(prefix="wait"),
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
    entries, offered = queue_of(offered), queries.offer_on(offered, on)
    room = queries.places(offered, on)
    picked = next((entry for entry in entries if str(entry.id) == chosen), None)
    return {
        "joint": bool(municipalities_told_apart(actor.centre_id)), "offered": offered, "room": room, "entries": [_line(entry, on) for entry in entries], "chosen": picked,
        "standing": standing_of(picked) if picked else None, "numbers": open_and_refused(offered), "today": on,
        "may_offer": actor.may(Permission.QUALIFY) and bool(room.free) and room.waiting > 0,
        "by_points": by_points(offered), "rows": kept(picked) if picked else (), "rules": scored(offered, {}),
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
        "entry": entry, "unknown": any(row.missing for row in kept(entry)), "client": case.client, "case": case, "age": case.client.age_on(on), "state": entry.requested.state,
        "applicant": case.applicant if case.applicant_id != case.client_id else None,
        "lapsed": entry.offered_until if entry.requested.state == RequestedService.State.WAITING else None,
    }  # fmt: skip


QUEUE_HEADER = ["Miejsce", "Osoba", "Data wniosku", "Punkty", "Za co", "Czego nie wiadomo", "Stan"]


def queue_table(offered: ProgrammeService) -> list[list[Cell]]:
    """The waiting list as rows of a file, in its order, with what every point comes from."""
    table: list[list[Cell]] = []
    for place, entry in enumerate(queue_of(offered), start=1):
        rows = kept(entry)
        gave = "; ".join(f"{row.label}: {row.given}" for row in rows if row.given)
        unknown = "; ".join(f"{row.label}: {row.lacking}" for row in rows if row.missing)
        case = entry.requested.application
        table.append([place, str(case.client), entry.since, entry.points, gave, unknown, entry.requested.get_state_display()])
    return table


def entitlement(actor: Actor, held: Entitlement) -> dict[str, Any]:
    """One entitlement: balances today, all limits, uses, and what may be done with it."""
    today = clock.today()
    on = min(max(today, held.valid_from), held.valid_to)
    counted = queries.counted_limits(held)
    raising, basis = raising_of(held, today), held.fee_basis or {}
    return {
        "held": held, "balances": [(one, shared(held, one.limit).text) for one in queries.left(held, on)], "on": on,
        "other_limits": [limit for limit in queries.limits_of(held) if limit not in counted],
        "uses": held.uses.order_by("-on")[:50], "measure": held.programme_service.service.measure,
        "variants": basis.get("variants"), "reliefs": reliefs_said(basis), "deposit": deposit_of(basis),
        "form": ResignForm(initial={"on": today}), "newer": _newer(held, today),
        "may_change": actor.may(Permission.REGISTER_APPLICATION) and held.state in queries.HOLDING,
        "may_raise": actor.may(Permission.QUALIFY) and held.state == Entitlement.State.ACTIVE, "raising": raising,
        "raise_form": RaiseForm(prefix="wymiar", limits=queries.limits_of(held), ceilings=raising.ceilings),
        "earlier": held.earlier_terms.order_by("-id"), "others": _carers(held.person_id, held),
    }  # fmt: skip


def reliefs_said(basis: dict[str, Any]) -> list[dict[str, str]]:
    """The reliefs kept with a fee, each once: name, size, what it was before, evidence."""
    found = [basis, *(basis.get("variants") or {}).values()]
    named: dict[str, dict[str, str]] = {}
    for one in found:
        if relief := one.get("relief"):
            size = f"{format_quantity(Decimal(relief['percent']))}%" if "percent" in relief else format_zl(Decimal(relief["amount"]))
            named.setdefault(relief["name"], {"name": relief["name"], "size": size, "evidence": relief.get("evidence", "")})
    return list(named.values())


def deposit_of(basis: dict[str, Any]) -> Decimal | None:
    """What is paid once and given back; None without it."""
    return Decimal(basis["deposit"]) if basis.get("deposit") else None


def _newer(held: Entitlement, on: date) -> ProgrammeService | None:
    """The same service in a later text of the programme, which leaves this right as it is; None when there is none."""
    now = queries.offer_on(held.programme_service, on)
    return now if now.pk != held.programme_service_id else None


def _carers(person_id: UUID, held: Entitlement) -> int:
    """How many other entitlements of the person share these limits (two carers, R58)."""
    service = held.programme_service.service_id
    rows = Entitlement.objects.filter(person_id=person_id, programme_service__service_id=service, replaced_by__isnull=True)
    return rows.exclude(pk=held.pk).count()
