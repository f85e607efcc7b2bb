"""The front door: visitors to the public directory, people with a log-in to their work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opencus.centre.models import Centre, User
from opencus.centre.queries import centres_of


def root(request: HttpRequest) -> HttpResponse:
    """Send everybody where they belong; without a centre in the address, show which there are."""
    user = request.user
    if request.centre is None:  # type: ignore[attr-defined]
        mine = centres_of(user.id) if isinstance(user, User) else []
        if len(mine) == 1:
            return redirect(f"/{mine[0].slug}/")
        return render(request, "desk/centres.html", {"centres": mine or Centre.objects.order_by("name")})
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        return redirect("directory:list")
    if actor.is_staff:
        return redirect("desk:home")
    return redirect("contracting:own_orders" if "provider_manager" in actor.roles else "field:today")
