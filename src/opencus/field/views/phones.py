"""The office's side of the phones: show the code to scan, see what is connected, end it."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from opencus.centre.access import ActorRequest, actor_required
from opencus.centre.accounts.models import PairedPhone
from opencus.centre.accounts.queries import phones_of
from opencus.centre.actors import Refused
from opencus.contracting.actions import phones
from opencus.core.clock import now, today
from opencus.resources.models import Worker
from opencus.resources.queries import working_on


@actor_required
def overview(request: ActorRequest) -> HttpResponse:
    """Every worker whose phone the actor may connect, with what is connected."""
    workers = Worker.objects.filter(working_on(today())).select_related("organisation", "user")
    mine = [one for one in workers if phones.may_connect(request.actor, one)]
    if not mine:
        raise Refused("Telefony łączy dyspozytor, administrator albo kierownik wykonawcy u swoich pracowników.")
    found = phones_of([one.user_id for one in mine if one.user_id])
    rows = [(one, [phone for phone in found.get(one.user_id, []) if not phone.ended_at] if one.user_id else []) for one in mine]
    guessed = [
        phone for held in found.values() for phone in held if phone.ended_at and not phone.ended_by_id and _lately(phone)
    ]
    return render(request, "field/phones.html", {"rows": rows, "guessed": guessed})


@actor_required
def worker_phones(request: ActorRequest, worker_id: UUID) -> HttpResponse:
    """The phones of one worker; sending the form shows a fresh code."""
    worker = _worker(request, worker_id)
    if request.method == "POST":
        try:
            issued = phones.connect(by=request.actor, worker=worker)
        except ValidationError as error:
            return _page(request, worker, problem=" ".join(error.messages))
        url = request.build_absolute_uri(reverse("entrance:pair", args=[issued.token]))
        code = segno.make(url, error="m").svg_data_uri(scale=8, border=2)
        context = {"worker": worker, "url": url, "code": code, "expires_at": issued.expires_at}
        return render(request, "field/phone_code.html", context)
    return _page(request, worker)


@actor_required
@require_POST
def disconnect(request: ActorRequest, paired_id: UUID) -> HttpResponse:
    """End a pairing."""
    phone = get_object_or_404(PairedPhone.objects.select_related("user"), id=paired_id)
    worker = Worker.objects.filter(user_id=phone.user_id).first()
    phones.disconnect(by=request.actor, phone=phone, reason=request.POST.get("reason", ""))
    messages.success(request, "Odłączono telefon. Niczego już nie otworzy.")
    return redirect("field:worker_phones", worker_id=worker.id) if worker else redirect("field:phones")


def _worker(request: ActorRequest, worker_id: UUID) -> Worker:
    worker = Worker.objects.select_related("organisation", "user").filter(id=worker_id).first()
    if worker is None or not phones.may_connect(request.actor, worker):
        raise Http404("Nie ma takiego pracownika.")
    return worker


def _page(request: ActorRequest, worker: Worker, problem: str = "") -> HttpResponse:
    found = phones_of([worker.user_id]) if worker.user_id else {}
    context = {"worker": worker, "phones": found.get(worker.user_id, []) if worker.user_id else [], "problem": problem}
    return render(request, "field/worker_phones.html", context, status=422 if problem else 200)


def _lately(phone: PairedPhone) -> bool:
    return phone.ended_at is not None and (now() - phone.ended_at).days < 7
