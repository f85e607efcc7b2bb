"""Comments: the list with filters, entering, looking at one, answering several at once, the table."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opencus.audit import journal
from opencus.centre.access import ActorRequest, staff_only
from opencus.centre.roles import Permission
from opencus.core import clock, edits, export
from opencus.core.ids import parse_uuid
from opencus.core.text import plural
from opencus.programmes import consultations, events
from opencus.programmes.actions import consultation_comments as actions
from opencus.programmes.documents_consultation import EXPORT_HEADER, export_row
from opencus.programmes.forms.consultation import AnswerForm, CommentFilter, EnterForm, HideForm, run, status
from opencus.programmes.models import Comment, Consultation
from opencus.programmes.views.consultation import opened

PAGE = 30


@staff_only
@require_GET
def comment_list(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Comments by channel, disposition and visibility; several are chosen for one answer."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row, narrow = opened(consultation_id), CommentFilter(request.GET)
    found = consultations.narrowed(consultations.comments_of(row), narrow.cleaned_data if narrow.is_valid() else {})
    page = Paginator(found, PAGE).get_page(request.GET.get("strona", 1))
    context = {"consultation": row, "page": page, "filter": narrow, "numbers": consultations.numbers(row), "query": request.GET.urlencode()}
    return render(request, "programmes/consultation_comments.html", context)


@staff_only
@require_http_methods(["GET", "POST"])
def comment_enter(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """Write down comments one after another: the way, the meeting and the day stay as they were."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = opened(consultation_id)
    kept = {name: request.GET[name] for name in ("channel", "meeting", "received_on") if name in request.GET}
    form = EnterForm(request.POST or None, meetings=row.meetings.all(), initial={"received_on": clock.today(), "persons": 1, **kept})
    if request.method == "POST" and (made := run(form, partial(actions.enter, by=request.actor, consultation=row))):
        messages.success(request, f"Zapisano uwagę {made.number}.")
        if request.POST.get("dalej") != "tak":
            return redirect("programmes:comments", row.id)
        again = {"channel": made.channel, "meeting": made.meeting_id or "", "received_on": made.received_on.isoformat()}
        return redirect(f"{reverse('programmes:comment_enter', args=[row.id])}?{urlencode(again)}")
    return render(request, "programmes/consultation_enter.html", {"form": form, "consultation": row}, status=status(form))


@staff_only
@require_http_methods(["GET", "POST"])
def comment_answer(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """One answer to the comments named in the address."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row = opened(consultation_id)
    ids = [known for one in request.GET.getlist("uwaga")[:500] if (known := parse_uuid(one))]
    chosen = list(consultations.comments_of(row).filter(id__in=ids))
    single = chosen[0] if len(chosen) == 1 else None
    form = AnswerForm(request.POST or None, recommendations=row.recommendations.all(), comment=single)
    met = request.method == "POST" and edits.collide(form)
    act = partial(actions.answer, by=request.actor, consultation=row, comments=[one.id for one in chosen])
    if request.method == "POST" and not met and (done := run(form, act)):
        count = len(done)
        messages.success(request, f"Zapisano odpowiedź na {count} {plural(count, 'uwagę', 'uwagi', 'uwag')}.")
        return redirect(f"{reverse('programmes:comments', args=[row.id])}?wynik=brak")
    return render(request, "programmes/consultation_answer.html", {"form": form, "consultation": row, "chosen": chosen}, status=status(form))


@staff_only
@require_GET
def comment(request: ActorRequest, comment_id: UUID) -> HttpResponse:
    """One comment with its answer, and whether residents see it."""
    return _comment_page(request, _opened_comment(request, comment_id))


@staff_only
@require_POST
def comment_show(request: ActorRequest, comment_id: UUID) -> HttpResponse:
    """Let residents read it."""
    row = actions.show(by=request.actor, comment=_opened_comment(request, comment_id))
    messages.success(request, f"Uwaga {row.number} jest widoczna na stronie.")
    return redirect("programmes:comment", row.id)


@staff_only
@require_POST
def comment_hide(request: ActorRequest, comment_id: UUID) -> HttpResponse:
    """Keep it from the page, with a reason."""
    row, form = _opened_comment(request, comment_id), HideForm(request.POST)
    if run(form, partial(actions.hide, by=request.actor, comment=row)):
        messages.success(request, f"Uwaga {row.number} jest ukryta. Nadal się liczy i dostaje odpowiedź.")
        return redirect("programmes:comment", row.id)
    return _comment_page(request, row, form)


@staff_only
@require_POST
def comment_export(request: ActorRequest, consultation_id: UUID) -> HttpResponse:
    """The comments as a table, as the list is narrowed."""
    request.actor.require(Permission.MANAGE_PROGRAMME)
    row, kind = opened(consultation_id), request.POST.get("format", "xlsx")
    narrow = CommentFilter(request.GET)
    found = list(consultations.narrowed(consultations.comments_of(row), narrow.cleaned_data if narrow.is_valid() else {}))
    journal.write(events.COMMENTS_EXPORTED, by=request.actor, subject=row, code=row.code, rows=len(found), format=kind)
    name = f"uwagi-{row.code}-{clock.today().isoformat()}"
    return export.answer(EXPORT_HEADER, [export_row(one) for one in found], title="Uwagi z konsultacji", name=name, kind=kind)


def _opened_comment(request: ActorRequest, comment_id: UUID) -> Comment:
    request.actor.require(Permission.MANAGE_PROGRAMME)
    rows = Comment.objects.select_related("consultation__version__programme", "consultation__diagnosis", "meeting", "recommendation")
    row: Comment = get_object_or_404(rows, id=comment_id)
    return row


def _comment_page(request: ActorRequest, row: Comment, form: HideForm | None = None) -> HttpResponse:
    near = row.consultation.comments.order_by("number")
    context: dict[str, Any] = {
        "comment": row, "consultation": row.consultation, "form": form, "hide": form or HideForm(),
        "previous": near.filter(number__lt=row.number).last(), "next": near.filter(number__gt=row.number).first(),
        "answerable": row.consultation.state != Consultation.State.REPORTED,
    }  # fmt: skip
    return render(request, "programmes/consultation_comment.html", context, status=422 if form is not None and form.errors else 200)
