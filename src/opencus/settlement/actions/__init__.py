"""Every write of the room, one file per noun."""

from opencus.settlement.actions.charges import set_charges
from opencus.settlement.actions.decisions import check, decide, dispute, recognise
from opencus.settlement.actions.gathering import gather, open_month
from opencus.settlement.actions.months import accept, pay, submit

__all__ = ["accept", "check", "decide", "dispute", "gather", "open_month", "pay", "recognise", "set_charges", "submit"]
