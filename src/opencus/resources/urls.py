"""Addresses of the room."""

from django.urls import path

from opencus.resources import views

app_name = "resources"

urlpatterns = [
    path("wykonawca/<uuid:organisation_id>/", views.workers, name="workers"),
    path("pracownik/<uuid:worker_id>/", views.worker, name="worker"),
    path("pracownik/<uuid:worker_id>/kwalifikacje/", views.add_credential, name="add_credential"),
    path("pracownik/<uuid:worker_id>/nieobecnosci/", views.add_absence, name="add_absence"),
]
