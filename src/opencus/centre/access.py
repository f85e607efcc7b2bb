"""Who may enter a page at all: visitors log in, the wrong kind of person learns why not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from opencus.centre.actors import Actor, Refused


class ActorRequest(HttpRequest):
    """A request past one of the gates below; ``afterwards`` are writes that survive its rollback (middleware)."""

    actor: Actor
    afterwards: list[Callable[[], object]]


View = Callable[..., HttpResponse]


def _gate(fits: Callable[[Any], bool], reason: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = getattr(request, "actor", None)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if actor is None:
                raise Refused("Twoje konto nie ma roli w tym centrum. Poproś dyrektora o jej nadanie.")
            if not fits(actor):
                raise Refused(reason)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


actor_required = _gate(lambda actor: True, "")
staff_only = _gate(lambda actor: actor.is_staff, "Ta strona jest dla pracowników centrum.")
provider_only = _gate(lambda actor: bool(actor.provider_ids), "Ta strona jest dla wykonawców usług.")
worker_only = _gate(lambda actor: bool(actor.worker_ids), "Ta strona jest dla osób, które realizują wizyty i przejazdy.")
