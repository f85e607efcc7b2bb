"""What was booked and what happened, one noun per file."""

from opencus.delivery.models.bookings import Booking
from opencus.delivery.models.records import DeliveryRecord
from opencus.delivery.models.rides import Ride
from opencus.delivery.models.visits import Visit, VisitTask

__all__ = ["Booking", "DeliveryRecord", "Ride", "Visit", "VisitTask"]
