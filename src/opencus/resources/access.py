"""Who may see and change an organisation's workers and vehicles."""

from __future__ import annotations

from uuid import UUID

from opencus.centre.actors import Actor, Refused
from opencus.centre.roles import Permission


def may_manage(by: Actor, organisation_id: UUID) -> bool:
    """The provider's own manager, and the centre's staff who keep contracts."""
    own = by.may(Permission.HANDLE_OWN_ORDERS) and organisation_id in by.provider_ids
    return own or by.may(Permission.MANAGE_CONTRACTS)


def require_manager(by: Actor, organisation_id: UUID) -> None:
    """Raise ``Refused`` unless the actor may manage the organisation's workers."""
    if not may_manage(by, organisation_id):
        raise Refused("Pracowników i pojazdy wykonawcy prowadzi jego kierownik oraz dział umów centrum.")
