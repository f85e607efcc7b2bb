"""Values with dates: fee tables, income criteria, funding sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import clock, edits
from opencus.core.money import parse_zl
from opencus.core.words import numeric_date
from opencus.programmes import queries
from opencus.programmes.actions import offer_values as actions
from opencus.programmes.forms.offer_fields import run
from opencus.programmes.forms.offer_values import BandsDraft, CriterionForm, SourceForm, TableForm
from opencus.programmes.models import DatedCriterion, FeeTable, FundingSource
from opencus.programmes.rules.fees import criterion_on
from opencus.programmes.views.offer_words import sent


@staff_only
@require_GET
def tables(request: ActorRequest) -> HttpResponse:
    """Every fee table, newest first, with how many fees use it."""
    may = request.actor.may(Permission.MANAGE_PROGRAMME)
    rows = FeeTable.objects.annotate(used=Count("fee_rules")).prefetch_related("bands").order_by("-valid_from", "name")
    return render(request, "programmes/offer_tables.html", {"may": may, "rows": [(row, BandsDraft.of(row).steps) for row in rows]})


@staff_only
@require_http_methods(["GET", "POST"])
def table(request: ActorRequest, table_id: UUID | None = None) -> HttpResponse:
    """One fee table with its bands, or a new one."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(FeeTable.objects.prefetch_related("bands"), id=table_id) if table_id else None
    posted = request.method == "POST"
    form = TableForm(sent(request), table=row)
    bands = BandsDraft.posted(request.POST) if posted else BandsDraft.of(row)
    building, status = bool({"zmiana", "odswiez"} & set(request.POST)), 200
    if posted and not building:
        status = 409 if edits.collide(form) else 422
        sound = bands.is_valid()
        if bands.clashes(row):
            sound, status = False, 409
        if sound and form.is_valid() and (made := run(form, actions.write_table, by=request.actor, table=row, columns=bands.columns())):
            messages.success(request, f"Zapisano tabelę „{made}”.")
            return redirect("programmes:offer_table", made.id)
    elif posted and "odswiez" in request.POST:
        bands.is_valid()
    context = {"form": form, "table": row, "bands": bands, "building": building, **_table(row, form, bands)}
    quick = building and bool(request.htmx)  # type: ignore[attr-defined]
    return render(request, "programmes/offer_bands.html" if quick else "programmes/offer_table.html", context, status=status)


def _table(row: FeeTable | None, form: TableForm, bands: BandsDraft) -> dict[str, Any]:
    """The bands in złoty by the criterion of the table's first day, and whether the table may be changed."""
    day = form.fields["valid_from"].to_python(form["valid_from"].value()) if _reads(form, "valid_from") else clock.today()
    try:
        criterion = criterion_on(day or clock.today(), queries.criteria())
    except ValueError:
        criterion = None
    rules = row.fee_rules.select_related("programme_service__service", "programme_service__version__programme") if row else []
    return {
        "rows": bands.shown(criterion, _cost(form)), "criterion": criterion, "editable": row is None or not actions.binds(row),
        "rules": rules, "example": day,
    }  # fmt: skip


def _reads(form: TableForm, name: str) -> bool:
    try:
        form.fields[name].to_python(form[name].value())
    except ValidationError:
        return False
    return True


def _cost(form: TableForm) -> Decimal | None:
    value = form["unit_cost"].value()
    try:
        return parse_zl(str(value)) if value else None
    except ValueError:
        return None


@staff_only
@require_POST
def table_copy(request: ActorRequest, table_id: UUID) -> HttpResponse:
    """A table that may be changed, out of one that binds."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    made = actions.copy_table(by=request.actor, table=get_object_or_404(FeeTable, id=table_id), valid_from=clock.today())
    messages.success(request, "Utworzono kopię tabeli. Opłaty w szkicach liczą się teraz według kopii; wersje uchwalone według dawnej.")
    return redirect("programmes:offer_table", made.id)


@staff_only
@require_POST
def table_remove(request: ActorRequest, table_id: UUID) -> HttpResponse:
    """Throw away a table nobody uses."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(FeeTable, id=table_id)
    try:
        actions.remove_table(by=request.actor, table=row)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("programmes:offer_table", table_id)
    messages.success(request, f"Usunięto tabelę „{row}”.")
    return redirect("programmes:offer_tables")


@staff_only
@require_GET
def values(request: ActorRequest) -> HttpResponse:
    """Income criteria with their days and sources, and where money comes from."""
    may = request.actor.may(Permission.MANAGE_PROGRAMME)
    today = clock.today()
    own = set(DatedCriterion.objects.values_list("valid_from", flat=True))
    known = queries.criteria()
    current = criterion_on(today, known)
    rows = [{"criterion": one, "own": one.valid_from in own, "current": one == current, "future": one.valid_from > today} for one in known]
    sources = FundingSource.objects.annotate(lines=Count("budget_lines"))
    return render(request, "programmes/offer_values.html", {"may": may, "rows": rows, "sources": sources, "today": today})


@staff_only
@require_http_methods(["GET", "POST"])
def criterion(request: ActorRequest) -> HttpResponse:
    """A new income criterion."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    known = queries.criteria()
    form = CriterionForm(sent(request), known=known)
    if request.method == "POST" and (made := run(form, actions.add_criterion, by=request.actor)):
        messages.success(request, f"Zapisano kryterium dochodowe od {numeric_date(made.valid_from)}.")
        return redirect("programmes:offer_values")
    context = {"form": form, "title": "Nowe kryterium dochodowe", "known": known}
    return render(request, "programmes/offer_value.html", context, status=422 if form.errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
def source(request: ActorRequest, source_id: UUID | None = None) -> HttpResponse:
    """One funding source, or a new one."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = get_object_or_404(FundingSource, id=source_id) if source_id else None
    form = SourceForm(sent(request), source=row)
    status = 409 if request.method == "POST" and edits.collide(form) else 422
    if request.method == "POST" and form.is_valid() and run(form, actions.write_source, by=request.actor, funding=row):
        messages.success(request, "Zapisano źródło finansowania.")
        return redirect("programmes:offer_values")
    context = {"form": form, "title": str(row) if row else "Nowe źródło finansowania", "known": None}
    return render(request, "programmes/offer_value.html", context, status=status if form.errors else 200)
