"""Every write about contracts and orders."""

from opencus.contracting.actions.contracts import add_line, draft_contract, end_contract, sign_contract
from opencus.contracting.actions.orders import end_order, place_order
from opencus.contracting.actions.replies import accept_order, decline_order, name_worker

__all__ = [
    "accept_order", "add_line", "decline_order", "draft_contract", "end_contract", "end_order",
    "name_worker", "place_order", "sign_contract",
]  # fmt: skip
