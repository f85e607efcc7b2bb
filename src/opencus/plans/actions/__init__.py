"""Every write to plans: drafting, approval, course."""

from opencus.plans.actions.approval import approve, begin_due, end_due, send_back, submit
from opencus.plans.actions.course import add_monitoring, change_monitor, close, end_early
from opencus.plans.actions.drafting import agree, draft_plan, new_version, set_period
from opencus.plans.actions.items import (
    add_item,
    add_supporting_action,
    edit_item,
    remove_item,
    remove_supporting_action,
    shift_slot,
)

__all__ = [
    "add_item", "add_monitoring", "add_supporting_action", "agree", "approve", "begin_due", "change_monitor", "close",
    "draft_plan", "edit_item", "end_due", "end_early", "new_version", "remove_item", "remove_supporting_action",
    "send_back", "set_period", "shift_slot", "submit",
]  # fmt: skip
