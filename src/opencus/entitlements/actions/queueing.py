"""Points of those who wait, counted again when facts or the programme have changed."""

from __future__ import annotations

from django.db import transaction

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission, Role
from opencus.core import clock
from opencus.entitlements import events
from opencus.entitlements.points import basis, by_points, scored, total
from opencus.entitlements.queries import known_about, offer_on
from opencus.intake.models import RequestedService, WaitingListEntry
from opencus.programmes import queries as programmes
from opencus.programmes.models import ProgrammeService


def recount(*, by: Actor, offered: ProgrammeService) -> int:
    """Count the points of everybody who waits for a service by the programme in force; return how many changed."""
    if Role.SYSTEM not in by.roles and not by.may(Permission.QUALIFY):
        by.require(Permission.REGISTER_APPLICATION)
    with transaction.atomic():
        return count_again(by, offer_on(offered, clock.today()))


def recount_everywhere(*, by: Actor) -> int:
    """The same for every service somebody waits for: age, certificates and the programme change by themselves."""
    waiting = WaitingListEntry.objects.filter(left_at__isnull=True).order_by().values_list("programme_service__service_id", flat=True)
    services = ProgrammeService.objects.filter(service_id__in=waiting.distinct()).select_related("service", "version")
    latest = {one.service_id: one for one in services.order_by("version__valid_from")}
    return sum(recount(by=by, offered=one) for one in latest.values())


def count_again(by: Actor, offered: ProgrammeService) -> int:
    """Within the caller's transaction; a rule written wrongly leaves the points as they were."""
    if programmes.rule_problem(offered):
        return 0
    waiting = WaitingListEntry.objects.select_for_update(of=("self",)).filter(
        programme_service__service_id=offered.service_id, left_at__isnull=True, requested__state=RequestedService.State.WAITING
    )
    if not by_points(offered):
        waiting = waiting.exclude(points=0, points_basis={})  # counted while an earlier text still went by points
    today, dated, changed = clock.today(), programmes.criteria(), 0
    for entry in waiting.select_related("requested__application__client__municipality").order_by("id"):
        case = entry.requested.application
        rows = scored(offered, programmes.values(known_about(case.client, case.declared, offered, today, dated)))
        found = basis(offered, rows, today)
        if {**found, "on": ""} == {**(entry.points_basis or {}), "on": ""} and entry.points == total(rows):
            continue
        changed += entry.points != total(rows)
        entry.points, entry.points_basis = total(rows), found
        entry.save(update_fields=["points", "points_basis"])
    if changed:
        journal.write(events.RECOUNTED, by=by, service=str(offered), changed=changed)
    return changed
