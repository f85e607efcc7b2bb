"""Versions of a programme, from draft to resolution."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
