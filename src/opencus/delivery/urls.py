"""Addresses of the room."""

from django.urls import URLPattern, path

from opencus.delivery.views import booking, calendar, codes, detail, ical, rides

app_name = "delivery"

urlpatterns: list[URLPattern] = [
    path("", calendar.calendar, name="calendar"),
    path("wlasne/", calendar.own_visits, name="own_visits"),
    path("pracownik/<uuid:worker_id>/tydzien.ics", ical.week, name="ical"),
    path("zlecenie/<uuid:order_id>/wizyta/", booking.book, name="book"),
    path("zlecenie/<uuid:order_id>/przejazd/", rides.ride, name="ride"),
    path("wizyta/<uuid:visit_id>/", detail.visit, name="visit"),
    path("wizyta/<uuid:visit_id>/termin/", booking.move, name="move"),
    path("seria/<uuid:series_id>/", booking.series, name="series"),
    path("przejazd/<uuid:ride_id>/", detail.ride, name="ride_detail"),
    path("przejazd/<uuid:ride_id>/termin/", rides.schedule, name="schedule"),
    path("pin/<uuid:person_id>/", codes.issue, name="code"),
]
