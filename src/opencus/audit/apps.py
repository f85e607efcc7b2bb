"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.audit"
    label = "audit"
    verbose_name = "Dziennik"
