"""One effect for one form: a double click, the back button and a resend get the answer of the first sending.

Every form carries a token in the field `once` (tag `{% csrf_token %}`). The first request with it leaves a row in
the request's own transaction; whoever comes with the same token waits for that transaction in the database and
gets the same redirect, or a page that loses nothing when something else was sent. An answer that is not a redirect
(errors in the form, a refusal, a list) lets the token go. Sendings without a token, and those of scripts that
stay on their page (htmx, fetch), work as if this module did not exist.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from opencus.centre.models import User
from opencus.config.models import Submission
from opencus.core.clock import now
from opencus.core.ids import uuid7
from opencus.core.templatetags.ui import ONCE
from opencus.core.tenancy import current_centre_id

#: Not part of what a person sent: tokens, and the clock that a phone adds at the moment of sending.
MACHINE_FIELDS = frozenset({"csrfmiddlewaretoken", ONCE, "device_at"})
KEPT = timedelta(days=7)  # longer than any page stays open
_CODE = re.compile(r"^[a-z0-9_:-]{1,40}$|^\S{60,}$")  # choices, identifiers and keys: ours, not the person's words
_CLAIM = """
INSERT INTO config_submission (id, centre_id, user_id, token, digest, status, location, received_at)
VALUES (%s, %s, %s, %s, %s, 0, '', %s) ON CONFLICT (centre_id, user_id, token) DO NOTHING RETURNING id
"""


def begin(request: HttpRequest) -> HttpResponse | None:
    """Claim the token of a sent form inside the request's transaction; return the answer of an earlier sending.

    Waits as long as the first sending is being worked on. None means: go on, this one counts.
    """
    token = _token(request)
    if token is None or not isinstance(request.user, User):
        return None
    digest = _digest(request)
    centre, user = current_centre_id(), request.user.id
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [uuid7(), centre, user, token, digest, now()])
        row = cursor.fetchone()
    if row is not None:
        request.submission = row[0]  # type: ignore[attr-defined]
        return None
    first = Submission.objects.filter(user_id=user, token=token).first()
    if first is None:  # thrown away as old in this very moment
        return None
    if bytes(first.digest) != digest:
        return _changed(request)
    again = HttpResponseRedirect(first.location)
    again.status_code = first.status
    return again


def end(request: HttpRequest, response: HttpResponse) -> None:
    """Keep a redirect as the answer to the claimed token; let the token go after any other answer."""
    claimed: UUID | None = getattr(request, "submission", None)
    if claimed is None:
        return
    mine = Submission.objects.filter(id=claimed)
    if 300 <= response.status_code < 400:
        mine.update(status=response.status_code, location=response["Location"])
    else:
        mine.delete()


def forget(before_days: timedelta = KEPT) -> int:
    """Delete the sendings of the current centre older than that; return how many."""
    return Submission.objects.filter(received_at__lt=now() - before_days).delete()[0]


def _token(request: HttpRequest) -> UUID | None:
    if request.method != "POST" or request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return None
    try:
        return UUID(request.POST.get(ONCE, ""))
    except ValueError:
        return None


def _digest(request: HttpRequest) -> bytes:
    """Hash the address and every field in order; lengths stand before words, so that nothing can be shifted."""
    digest = hashlib.sha256()
    digest.update(f"{len(request.get_full_path())} {request.get_full_path()}".encode())
    for name, values in request.POST.lists():
        for value in values if name not in MACHINE_FIELDS else ():
            digest.update(f"{len(name)} {name} {len(value)} {value}".encode(errors="surrogatepass"))
    for name, files in request.FILES.lists():
        for file in files:
            digest.update(f"{name} {file.name} {file.size}".encode(errors="surrogatepass"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.digest()


def _changed(request: HttpRequest) -> HttpResponse:
    """Answer a used form with other words in it: show them, and let the user send them as a new one."""
    sent = [
        (name, value) for name, values in request.POST.lists() if name not in MACHINE_FIELDS for value in values
    ]
    words = [value for name, value in sent if not name.startswith("initial-") and _is_typed(value)]
    data = {"sent": sent, "words": words, "address": request.get_full_path(), "back": _back(request), "files": bool(request.FILES)}
    return render(request, "sent_already.html", data, status=422)


def _is_typed(value: str) -> bool:
    return len(value) > 2 and not _CODE.match(value)


def _back(request: HttpRequest) -> str:
    """The page the form stood on where the browser tells it, else the first page of the centre."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.get_host() and re.match(r"/[^/\\\\]", came.path) else reverse("root")
