"""Every write of the room, by noun: visits, series, rides, bookings of both, records, codes, acts of phones."""

from opencus.delivery.actions.acts import once
from opencus.delivery.actions.bookings import cancel, end, interrupt, no_show, start
from opencus.delivery.actions.codes import issue_code
from opencus.delivery.actions.records import confirm, correct
from opencus.delivery.actions.rides import arrive, book_ride, schedule_ride
from opencus.delivery.actions.series import book_series, cancel_following
from opencus.delivery.actions.visits import assign_worker, book_visit, mark_task, move_visit, save_note

__all__ = [
    "arrive",
    "assign_worker",
    "book_ride",
    "book_series",
    "book_visit",
    "cancel",
    "cancel_following",
    "confirm",
    "correct",
    "end",
    "interrupt",
    "issue_code",
    "mark_task",
    "move_visit",
    "no_show",
    "once",
    "save_note",
    "schedule_ride",
    "start",
]
