"""Addresses of the room."""

from django.urls import path

from opencus.directory import views

app_name = "directory"

urlpatterns = [
    path("", views.services, name="list"),
    path("dostepnosc/", views.accessibility, name="accessibility"),
    path("dane-osobowe/", views.privacy, name="privacy"),
    path("<slug:code>/", views.service, name="service"),
]
