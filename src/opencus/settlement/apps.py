"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.settlement"
    label = "settlement"
    verbose_name = "Rozliczenia"
