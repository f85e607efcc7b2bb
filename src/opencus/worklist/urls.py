"""Addresses of the room."""

from django.urls import path

from opencus.worklist import views

app_name = "worklist"

urlpatterns = [
    path("", views.handovers, name="list"),
    path("nowe/<uuid:person_id>/", views.new, name="new"),
    path("<uuid:handover_id>/", views.detail, name="detail"),
]
