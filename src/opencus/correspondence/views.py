"""The page of notices that wait to be passed on."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from opencus.audit import journal
from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core import pdf
from opencus.correspondence import access, actions, documents, events, queries
from opencus.correspondence.models import Notice

PAGE = 20


@staff_only
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What waits to be passed on, the newest first; each text shown is a reading about its person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.OPEN_PERSON)
    asked = request.GET.get("zawiadomienie", "")
    side = access.on_my_side(actor)
    page = Paginator(queries.notices_waiting(side), PAGE).get_page(request.GET.get("strona") or _page_of(asked, side))
    journal.write(events.NOTICES_LISTED, by=actor, count=page.paginator.count)
    for person_id in dict.fromkeys(one.person_id for one in page):
        journal.write(events.NOTICE_READ, by=actor, person_id=person_id)
    return render(request, "correspondence/notices.html", {"page": page, "asked": asked})


@staff_only
@require_GET
def notice_pdf(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice as a tagged document, for the envelope."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.OPEN_PERSON)
    notice = get_object_or_404(Notice.objects.filter(access.on_my_side(actor)).select_related("person", "case_file"), pk=notice_id)
    journal.write(events.NOTICE_READ, by=actor, person_id=notice.person_id)
    return pdf.answer(documents.notice_sheet(notice, request.centre), "zawiadomienie")  # type: ignore[attr-defined]


@staff_only
@require_POST
def given(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark a notice as passed on and come back to the same page of the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actor.require(Permission.OPEN_PERSON)
    notice = get_object_or_404(Notice.objects.filter(access.on_my_side(actor)).select_related("person"), pk=notice_id)
    if notice.given_at is None:
        actions.mark_given(by=actor, notice=notice)
        messages.success(request, f"Przekazano: {notice.subject}. {notice.person.full_name}.")
    else:
        messages.info(request, "To zawiadomienie było już przekazane. Nic się nie zmieniło.")
    number = request.POST.get("strona", "")
    query = f"?{urlencode({'strona': number})}" if number.isdecimal() and len(number) < 6 and number != "1" else ""
    return redirect(reverse("correspondence:notices") + query)


def _page_of(asked: str, side: Q) -> int:
    """The page on which a notice stands; the first for one that does not wait."""
    with suppress(ValueError):
        if (place := queries.place_waiting(UUID(asked), side)) is not None:
            return place // PAGE + 1
    return 1
