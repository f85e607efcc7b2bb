"""Addresses of the room: identifiers only, never a name or a number of a person."""

from django.urls import path

from opencus.correspondence import views

app_name = "correspondence"

urlpatterns = [
    path("", views.notices, name="notices"),
    path("<uuid:notice_id>/pdf/", views.notice_pdf, name="notice_pdf"),
    path("<uuid:notice_id>/przekazane/", views.given, name="notice_given"),
]
