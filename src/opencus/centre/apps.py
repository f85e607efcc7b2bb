"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.centre"
    label = "centre"
    verbose_name = "Centrum"
