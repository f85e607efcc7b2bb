"""What a version offers: services, rules, limits, fees, reliefs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
