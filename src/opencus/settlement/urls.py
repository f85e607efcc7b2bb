"""Addresses of the room."""

from django.urls import URLPattern

app_name = "settlement"

urlpatterns: list[URLPattern] = []
