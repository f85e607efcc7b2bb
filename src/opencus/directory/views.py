"""Public pages: the list of services, one service."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from opencus.catalogue.models import Service
from opencus.centre.queries import matters_on
from opencus.core.clock import today
from opencus.core.text import normalise
from opencus.directory import queries


def public(request: HttpRequest) -> None:
    """Refuse pages of a centre outside one: there is nothing to list."""
    if request.centre is None:  # type: ignore[attr-defined]
        raise Http404


def services(request: HttpRequest) -> HttpResponse:
    """List services by own words and filters; everything is in the address, so it can be bookmarked."""
    public(request)
    query = normalise(request.GET.get("q", ""))[:120]
    chosen = {name: request.GET.getlist(name) for name in ("dla", "temat", "koszt")}
    everything = queries.cards(today())
    matching = queries.found(everything, query)
    cards = [card for card in matching if card.fits(chosen["dla"], chosen["temat"], chosen["koszt"])]
    return render(request, "directory/list.html", {"cards": cards, "query": query, "everything": len(everything), **_filters(matching, chosen)})


def _filters(matching: list[queries.Card], chosen: dict[str, list[str]]) -> dict[str, Any]:
    """Count what each choice would give together with the choices of the other filters."""
    dla, temat, koszt = chosen["dla"], chosen["temat"], chosen["koszt"]

    def options(names: dict[str, str], picked: list[str], fits: Any) -> list[dict[str, Any]]:
        return [
            {"value": value, "label": label, "on": value in picked, "count": sum(fits(card, value) for card in matching)}
            for value, label in names.items()
        ]

    return {
        "audiences": options(queries.AUDIENCES, dla, lambda card, value: card.fits([value], temat, koszt)),
        "costs": options(queries.COSTS, koszt, lambda card, value: card.fits(dla, temat, [value])),
        "topics": [{"value": value, "label": label, "icon": icon, "on": value in temat} for value, (label, icon) in queries.TOPICS.items()],
        "filtered": len(dla) + len(koszt) + len(temat),
        "heading_for": queries.AUDIENCES.get(dla[0], "") if len(dla) == 1 else "",
    }


def service(request: HttpRequest, code: str) -> HttpResponse:
    """Tell everything about one service."""
    public(request)
    found = get_object_or_404(Service, code=code.upper(), status=Service.Status.ACTIVE, centre=request.centre)  # type: ignore[attr-defined]
    card = next(card for card in queries.cards(today()) if card.service.id == found.id)
    offices = {matter.office.id: matter.office for matter in matters_on(today())}
    context = {"card": card, "areas": queries.area_names(found.areas), "offices": list(offices.values())}
    return render(request, "directory/service.html", context)
