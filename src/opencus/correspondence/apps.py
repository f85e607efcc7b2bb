"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.correspondence"
    label = "correspondence"
    verbose_name = "Korespondencja"
