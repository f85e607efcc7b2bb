"""What was booked and what happened, one noun per file."""

from opencus.delivery.models.bookings import HOLDS_TIME, Booking, State
from opencus.delivery.models.records import Act, ConfirmationCode, Correction, DeliveryRecord
from opencus.delivery.models.rides import Ride
from opencus.delivery.models.visits import Visit, VisitSeries, VisitTask
from opencus.delivery.models.workertime import WorkerTime

__all__ = [
    "HOLDS_TIME",
    "Act",
    "Booking",
    "ConfirmationCode",
    "Correction",
    "DeliveryRecord",
    "Ride",
    "State",
    "Visit",
    "VisitSeries",
    "VisitTask",
    "WorkerTime",
]
