"""Addresses of the room."""

from django.urls import URLPattern

app_name = "contracting"

urlpatterns: list[URLPattern] = []
