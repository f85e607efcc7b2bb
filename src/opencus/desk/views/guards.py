"""How the centre guards files from its own staff: seen by whoever watches over access, decided by the director."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from opencus.centre.access import staff_only
from opencus.centre.actors import Actor
from opencus.centre.models import AccessPolicy
from opencus.centre.policy import set_policy
from opencus.centre.queries import policy_in_force
from opencus.centre.roles import Permission as P
from opencus.centre.roles import Role
from opencus.desk.access import require_roles_reader
from opencus.desk.forms import GuardsForm

_WORDS = {True: "tak", False: "nie"}
_SHOWN = 20


@staff_only
@require_http_methods(["GET", "POST"])
def guards(request: HttpRequest) -> HttpResponse:
    """The two guards as they are, how they were, and the form of the director."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require_roles_reader(actor)
    policy = policy_in_force()
    form = GuardsForm(request.POST if request.method == "POST" else None, initial=_initial(policy))
    if form.is_bound:
        actor.require(P.MANAGE_STAFF)
        if form.is_valid() and _set(actor, form):
            messages.success(request, "Zapisano. Nowa ochrona kart działa od następnego otwarcia strony.")
            return redirect("desk:guards")
    context = {
        "policy": policy, "form": form, "may_set": Role.DIRECTOR in actor.roles, "may_list": actor.may(P.READ_JOURNAL),
        "history": AccessPolicy.objects.select_related("set_by")[:_SHOWN],
    }  # fmt: skip
    return render(request, "desk/guards.html", context, status=422 if form.errors else 200)


def _set(actor: Actor, form: GuardsForm) -> bool:
    try:
        set_policy(by=actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _initial(policy: AccessPolicy | None) -> dict[str, str]:
    if policy is None:
        return {"break_glass": "nie", "division_wall": "nie"}
    glass, wall = _WORDS[policy.break_glass], _WORDS[policy.division_wall]
    return {"break_glass": glass, "division_wall": wall, "reason": policy.reason}
