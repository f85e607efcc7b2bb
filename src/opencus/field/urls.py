"""Addresses of the door for workers' phones."""

from django.urls import URLPattern, path

from opencus.field.views import days, driving, phones, visiting

app_name = "field"

urlpatterns: list[URLPattern] = [
    path("", days.today, name="today"),
    path("tydzien/", days.week, name="week"),
    path("pomoc/", days.support, name="help"),
    path("telefony/", phones.overview, name="phones"),
    path("telefony/<uuid:worker_id>/", phones.worker_phones, name="worker_phones"),
    path("telefony/<uuid:paired_id>/odlacz/", phones.disconnect, name="disconnect"),
    path("wizyta/<uuid:visit_id>/", visiting.visit, name="visit"),
    path("wizyta/<uuid:visit_id>/zacznij/", visiting.start, name="start"),
    path("wizyta/<uuid:visit_id>/zadanie/<uuid:task_id>/", visiting.task, name="task"),
    path("wizyta/<uuid:visit_id>/notatka/", visiting.note, name="note"),
    path("wizyta/<uuid:visit_id>/zakoncz/", visiting.finish, name="finish"),
    path("wizyta/<uuid:visit_id>/przerwij/", visiting.interrupt, name="interrupt"),
    path("wizyta/<uuid:visit_id>/nie-zastano/", visiting.nobody, name="nobody"),
    path("przejazdy/", driving.rides, name="rides"),
    path("przejazd/<uuid:ride_id>/jestem/", driving.arrive, name="arrive"),
    path("przejazd/<uuid:ride_id>/wsiada/", driving.board, name="board"),
    path("przejazd/<uuid:ride_id>/wysiada/", driving.alight, name="alight"),
    path("przejazd/<uuid:ride_id>/nie-zastano/", driving.nobody, name="nobody_rides"),
]
