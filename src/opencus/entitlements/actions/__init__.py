"""Every write of the room, by noun: the ledger of uses, the life of an entitlement, places and qualification."""

from opencus.entitlements.actions.ledger import release, reserve, use
from opencus.entitlements.actions.lifecycle import grant, resign, resume, suspend

__all__ = ["grant", "release", "reserve", "resign", "resume", "suspend", "use"]
