"""Addresses everybody may read while a consultation or a questionnaire is open."""

from django.urls import URLPattern

app_name = "voice"

urlpatterns: list[URLPattern] = []
