"""Who may see and change an organisation's workers and vehicles."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission

Managed = Callable[[Actor], frozenset[UUID]]
_sources: list[Managed] = []


def register_managers(source: Managed) -> None:
    """Tell who manages which organisations; contracting, which stands above and keeps the seats, calls this."""
    if source not in _sources:
        _sources.append(source)


def may_manage(by: Actor, organisation_id: UUID) -> bool:
    """The provider's own manager, and the centre's staff who keep contracts."""
    if by.may(Permission.MANAGE_CONTRACTS):
        return True
    # A worker's seat at another organisation is no right to manage it, so the manager's seats are asked for.
    holds_seat = by.may(Permission.HANDLE_OWN_ORDERS) and organisation_id in by.provider_ids
    return holds_seat and any(organisation_id in source(by) for source in _sources)


def require_manager(by: Actor, organisation_id: UUID) -> None:
    """Raise ``Refused`` unless the actor may manage the organisation's workers."""
    if not may_manage(by, organisation_id):
        raise Refused("Pracowników i pojazdy wykonawcy prowadzi jego kierownik oraz dział umów centrum.")
