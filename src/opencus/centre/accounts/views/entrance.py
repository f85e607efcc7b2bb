"""Doors for whoever has no session yet: a one-time link, a paired phone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.accounts import devices
from opencus.centre.accounts.access import open_link
from opencus.centre.accounts.actions import links, phones
from opencus.centre.accounts.forms import NewPasswordForm, NewPinForm, PinForm
from opencus.centre.accounts.models import AccountLink, PairedPhone
from opencus.centre.accounts.rules import PHONE_LASTS, PIN_TRIES
from opencus.centre.accounts.sessions import PHONE, PHONE_CENTRE
from opencus.centre.actors import Actor
from opencus.centre.models import Centre

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Begin with an account: the person sets their own password; looking alone uses nothing up."""
    return _password(request, token, AccountLink.Kind.INVITATION)


@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password by a link of the office."""
    return _password(request, token, AccountLink.Kind.PASSWORD)


@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, token: str) -> HttpResponse:
    """Pair this phone: greet, ask for a PIN, keep the secret in a cookie."""
    system = Actor.system(_centre(request).id)
    link = open_link(links.token_digest(token), AccountLink.Kind.PHONE)
    if link is None or (words := links.fault(link)):
        return _dead(request, links.fault(link) if link is None else words)
    form = NewPinForm(request.POST or None)
    if form.is_valid():
        try:
            phone, secret = phones.pair(
                system=system, token=token, pin=form.cleaned_data["pin"], name=devices.agent_of(request)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _open(request, phone, secret)
    context = {"form": form, "first_name": link.user.full_name.split()[0]}
    return render(request, "entrance/pair.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """The door of a paired phone: the PIN and nothing else."""
    centre = _centre(request)
    secret = request.COOKIES.get(devices.phone_cookie(request), "")
    found = PairedPhone.objects.select_related("user").filter(token_hash=links.token_digest(secret)).first()
    if found is None or not phones.works(found):
        return render(request, "entrance/unpaired.html", status=403 if request.method == "POST" else 200)
    form = PinForm(request.POST or None)
    if form.is_valid():
        opened = phones.open_by_pin(system=Actor.system(centre.id), phone_id=found.id, pin=form.cleaned_data["pin"])
        if opened is not None:
            return _open(request, opened, secret)
        found.refresh_from_db()
        if found.ended_at is not None:
            return render(request, "entrance/unpaired.html", {"guessed": True}, status=403)
        form.add_error("pin", "Nieprawidłowy PIN.")
    context = {"form": form, "first_name": found.user.full_name.split()[0], "left": PIN_TRIES - found.failures}
    return render(request, "entrance/phone.html", context, status=422 if form.errors else 200)


def _password(request: HttpRequest, token: str, kind: str) -> HttpResponse:
    system = Actor.system(_centre(request).id)
    link = open_link(links.token_digest(token), kind)
    if link is None or links.fault(link):
        return _dead(request, links.fault(link))
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            links.set_password(system=system, token=token, kind=kind, password=form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
        else:
            messages.success(request, "Hasło zapisane. Zaloguj się nim teraz.")
            return redirect("account_login")
    context = {"form": form, "person": link.user, "first": kind == AccountLink.Kind.INVITATION}
    return render(request, "entrance/password.html", context, status=422 if form.errors else 200)


def _dead(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "entrance/dead_link.html", {"words": words}, status=410)


def _open(request: HttpRequest, found: PairedPhone, secret: str) -> HttpResponse:
    """Begin a session that may do only what a worker in the field does, and keep the cookie alive."""
    request.session.flush()  # nothing of whoever used this browser before
    login(request, found.user, backend=BACKEND)
    centre = _centre(request)
    request.session[PHONE], request.session[PHONE_CENTRE] = str(found.id), str(centre.id)
    devices.begin(request)
    response = redirect("field:today")
    response.set_cookie(
        devices.phone_cookie(request), secret, max_age=int(PHONE_LASTS.total_seconds()), secure=request.is_secure(),
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return response


def _centre(request: HttpRequest) -> Centre:
    centre = getattr(request, "centre", None)
    if centre is None:  # every link names its centre
        raise Http404
    assert isinstance(centre, Centre)
    return centre
