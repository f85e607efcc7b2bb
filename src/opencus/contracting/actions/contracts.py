"""Contracts: drafting, lines, signing, ending."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Organisation, Service
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.contracting import events
from opencus.contracting.models import Contract, ContractLine
from opencus.contracting.queries import statuses_on
from opencus.contracting.rules import accessibility_missing
from opencus.core.text import normalise, normalise_lines


def draft_contract(
    *, by: Actor, provider: Organisation, number: str, mode: str, valid_from: date, valid_to: date,
    value_limit: Decimal, accessibility_terms: str = "",
) -> Contract:  # fmt: skip
    """Prepare a contract (or an internal assignment to an own unit); it binds nobody until it is signed."""
    by.require(Permission.MANAGE_CONTRACTS)
    number = normalise(number)
    if not number or Contract.objects.filter(number=number).exists():
        raise ValidationError({"number": "Wpisz numer umowy, którego jeszcze nie ma w rejestrze."})
    if mode not in Contract.Mode.values:
        raise ValidationError({"mode": "Wybierz tryb zlecenia usług."})
    if mode == Contract.Mode.OWN and not provider.is_public:
        raise ValidationError({"mode": "Siły własne to centrum albo inna jednostka gminy. Wybierz inny tryb."})
    if valid_to < valid_from:
        raise ValidationError({"valid_to": "Ostatni dzień umowy nie może być przed pierwszym."})
    if value_limit <= 0:
        raise ValidationError({"value_limit": "Wpisz kwotę większą od zera."})
    with transaction.atomic():
        made = Contract.objects.create(
            number=number, provider=provider, provider_is_public=provider.is_public, mode=mode, valid_from=valid_from,
            valid_to=valid_to, value_limit=value_limit, accessibility_terms=normalise_lines(accessibility_terms),
        )  # fmt: skip
        journal.write(events.DRAFTED, by=by, subject=made, number=made.number, mode=made.get_mode_display())
    return made


def add_line(*, by: Actor, contract: Contract, service: Service, rate: Decimal, units_limit: Decimal) -> ContractLine:
    """Add a service to a contract that is not signed yet: rate in złoty for a unit, limit of units."""
    by.require(Permission.MANAGE_CONTRACTS)
    if contract.state != Contract.State.DRAFT:
        raise ValidationError("Usługi dodaje się przed podpisaniem umowy. Zmiana podpisanej umowy to nowa umowa.")
    if contract.lines.filter(service=service).exists():
        raise ValidationError({"service": "Ta usługa jest już w umowie."})
    if rate < 0:
        raise ValidationError({"rate": "Stawka nie może być ujemna."})
    if units_limit <= 0:
        raise ValidationError({"units_limit": "Wpisz limit większy od zera."})
    with transaction.atomic():
        made = ContractLine.objects.create(contract=contract, service=service, rate=rate, units_limit=units_limit)
        journal.write(
            events.LINE_ADDED, by=by, subject=contract, number=contract.number, service=service.name,
            rate=f"{rate:.2f}", units=str(units_limit),
        )  # fmt: skip
    return made


def sign_contract(*, by: Actor, contract: Contract, signed_on: date, accessibility_terms: str = "") -> Contract:
    """Make a contract binding; refused without services, and without accessibility terms for a non-public provider.

    ``accessibility_terms`` replaces those of the draft when given (R53).
    """
    by.require(Permission.MANAGE_CONTRACTS)
    with transaction.atomic():
        kept = Contract.objects.select_for_update(of=("self",)).select_related("provider").get(id=contract.id)
        if not kept.can_move_to(Contract.State.ACTIVE):
            raise ValidationError(f"Ta umowa jest w stanie „{kept.get_state_display()}”. Odśwież stronę.")
        if not kept.lines.exists():
            raise ValidationError("Umowa nie ma żadnej usługi. Dodaj usługę ze stawką i limitem.")
        kept.accessibility_terms = normalise_lines(accessibility_terms) or kept.accessibility_terms
        kept.provider_is_public = kept.provider.is_public
        if accessibility_missing(provider_is_public=kept.provider_is_public, terms=kept.accessibility_terms):
            raise ValidationError(
                {
                    "accessibility_terms": "Umowa z podmiotem niepublicznym musi określać warunki dostępności dla osób "
                    "ze szczególnymi potrzebami. Opisz je przed podpisaniem."
                }
            )
        kept.move_to(Contract.State.ACTIVE)
        kept.signed_on = signed_on
        kept.save()
        status = statuses_on([kept.provider_id], signed_on).get(kept.provider_id)
        journal.write(
            events.SIGNED, by=by, subject=kept, number=kept.number, on=signed_on, pes=status.kind if status else "nie"
        )
    return kept


def end_contract(*, by: Actor, contract: Contract, on: date) -> Contract:
    """End a contract on a day; nothing new can be ordered under it afterwards."""
    by.require(Permission.MANAGE_CONTRACTS)
    with transaction.atomic():
        kept = Contract.objects.select_for_update(of=("self",)).get(id=contract.id)
        if not kept.can_move_to(Contract.State.ENDED):
            raise ValidationError(f"Ta umowa jest w stanie „{kept.get_state_display()}”. Odśwież stronę.")
        if on < kept.valid_from:
            raise ValidationError({"on": "Umowa nie może skończyć się, zanim się zacznie."})
        kept.move_to(Contract.State.ENDED)
        kept.valid_to = min(on, kept.valid_to)
        kept.save()
        journal.write(events.CONTRACT_ENDED, by=by, subject=kept, number=kept.number, on=on)
    return kept
