"""Every write of the room, one file per noun."""

from opencus.settlement.actions.charges import set_charges
from opencus.settlement.actions.months import accept, check, decide, dispute, gather, open_month, pay, submit

__all__ = ["accept", "check", "decide", "dispute", "gather", "open_month", "pay", "set_charges", "submit"]
