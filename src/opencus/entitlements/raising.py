"""Whether and how far a running entitlement may be raised, and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from opencus.core.words import listed, measure
from opencus.entitlements.models import Entitlement
from opencus.entitlements.queries import known_about, limits_of
from opencus.entitlements.rules import NotRaised
from opencus.programmes import queries as programmes
from opencus.programmes.models import Track
from opencus.programmes.rules.conditions import BrokenRule, evaluate, facts_needed, parse, read_aloud
from opencus.programmes.rules.facts import FACTS
from opencus.programmes.rules.limits import Limit


@dataclass(frozen=True, slots=True)
class Raising:
    """How much of each limit is possible at most, in the order of the limits; ``refusal`` says why nothing is."""

    ceilings: tuple[Decimal, ...] = ()
    refusal: str = ""
    condition: str = ""  # read aloud; empty: for everybody who asks


def raising_of(held: Entitlement, on: date) -> Raising:
    """What the version a right was granted under says about raising it, on a day."""
    offered = held.programme_service
    if offered.track == Track.DECISION:
        return Raising(refusal="Tę usługę przyznano decyzją. Większy wymiar wymaga nowej decyzji (art. 19 ustawy o CUS).")
    if held.state != Entitlement.State.ACTIVE or not held.valid_from <= on <= held.valid_to:
        return Raising(refusal="Podwyższyć można tylko przyznanie, które teraz trwa.")
    if offered.raise_to_percent is None:
        return Raising(refusal="Program nie przewiduje podwyższania tej usługi w czasie jej trwania.")
    limits = _first_terms(held)
    if not limits:
        return Raising(refusal="Ta usługa nie ma limitu, więc nie ma czego podwyższać.")
    said, refusal = _condition(held, on)
    return Raising(tuple(limit.quantity * offered.raise_to_percent / 100 for limit in limits), refusal, said)


def _first_terms(held: Entitlement) -> tuple[Limit, ...]:
    """The limits as they were granted: raising twice does not reach further than raising once."""
    first = held.earlier_terms.order_by("id").first()
    return limits_of(first or held)


def _condition(held: Entitlement, on: date) -> tuple[str, str]:
    """The condition of raising in words and why it does not hold; two empty texts when there is none."""
    if not held.programme_service.raise_rule:
        return "", ""
    try:
        condition = parse(held.programme_service.raise_rule)
    except BrokenRule as broken:
        return "", f"Warunek podwyższenia jest w programie zapisany z błędem: {' '.join(broken.errors)}"
    said = read_aloud(condition)
    declared = held.requested.application.declared
    known = known_about(held.person, declared, held.programme_service, on, programmes.criteria(), asked=facts_needed(condition))
    found = evaluate(condition, programmes.values(known))
    if found.truth is None:
        return said, f"Program podwyższa, gdy {said}. Brakuje informacji: {listed([FACTS[fact].label for fact in found.missing])}."
    return said, "" if found.truth else f"Program podwyższa tylko, gdy {said}."


def check_amounts(limits: Sequence[Limit], amounts: Sequence[Decimal | None], ceilings: Sequence[Decimal]) -> tuple[Limit, ...]:
    """The limits with the new amounts. Raises NotRaised when one is lower, above its ceiling, or nothing is raised."""
    raised = []
    for number, (limit, amount, ceiling) in enumerate(zip(limits, amounts, ceilings, strict=True)):
        if amount is None or amount == limit.quantity:
            raised.append(limit)
            continue
        if amount < limit.quantity:
            raise NotRaised(f"To mniej niż teraz ({limit.text}). Tutaj wymiar tylko się podwyższa.", field=f"amount_{number}")
        if amount > ceiling:
            raise NotRaised(f"Program pozwala najwyżej na {measure(ceiling, limit.measure, accusative=True)}.", field=f"amount_{number}")
        raised.append(replace(limit, quantity=amount))
    if tuple(raised) == tuple(limits):
        raise NotRaised("Wpisz przynajmniej jedną większą ilość.", field="amount_0")
    return tuple(raised)
