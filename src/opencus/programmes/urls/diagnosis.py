"""The diagnosis and its questionnaires."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
