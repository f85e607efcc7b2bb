"""Pages for refusals and failures: each says why and what to do."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a valid token; what was typed stays in the browser."""
    text = "Strona była otwarta zbyt długo albo otwarto ją w innej karcie po wylogowaniu. Wróć, odśwież i wyślij ponownie."
    return render(request, "403.html", {"reason": text}, status=403)


def closed(request: HttpRequest, *parts: str) -> HttpResponse:
    """Answer for pages of the log-in library that a centre does without: it makes accounts and keeps e-mails itself."""
    raise Http404


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
