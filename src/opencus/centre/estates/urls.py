"""Addresses of estates."""

from django.urls import path

from opencus.centre.estates import views

app_name = "estates"

urlpatterns = [
    path("", views.estates, name="list"),
    path("nowe/", views.new, name="new"),
    path("<uuid:estate_id>/", views.change, name="change"),
    path("<uuid:estate_id>/usun/", views.remove, name="remove"),
]
