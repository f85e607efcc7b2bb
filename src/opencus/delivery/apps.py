"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.delivery"
    label = "delivery"
    verbose_name = "Realizacja"
