"""Who may do what, and who holds which role here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from opencus.centre.access import staff_only
from opencus.core import clock
from opencus.desk import matrix
from opencus.desk.access import require_roles_reader
from opencus.desk.queries.institution import members


@staff_only
def roles(request: HttpRequest) -> HttpResponse:
    """The matrix of permissions, the roles in words and the people of this centre."""
    require_roles_reader(request.actor)  # type: ignore[attr-defined]
    context = {"rows": matrix.rows(), "roles": matrix.roles(), "members": members(clock.today())}
    return render(request, "desk/roles.html", context)
