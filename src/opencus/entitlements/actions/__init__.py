"""Every write of the room, by noun: the ledger of uses, the life of an entitlement, places and qualification."""

from opencus.entitlements.actions.granting import draft_grant, sign_grant
from opencus.entitlements.actions.ledger import release, reserve, use
from opencus.entitlements.actions.lifecycle import grant, resign, resume, suspend
from opencus.entitlements.actions.places import lapse_offers, offer_next, qualify, wait
from opencus.entitlements.actions.queueing import recount, recount_everywhere
from opencus.entitlements.actions.raising import raise_entitlement

__all__ = [
    "draft_grant",
    "grant",
    "lapse_offers",
    "offer_next",
    "qualify",
    "raise_entitlement",
    "recount",
    "recount_everywhere",
    "release",
    "reserve",
    "resign",
    "resume",
    "sign_grant",
    "suspend",
    "use",
    "wait",
]
