"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.people"
    label = "people"
    verbose_name = "Osoby"
