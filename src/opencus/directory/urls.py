"""Addresses of the room."""

from django.urls import path

from opencus.directory import views

app_name = "directory"

urlpatterns = [
    path("", views.services, name="list"),
    path("<slug:code>/", views.service, name="service"),
]
