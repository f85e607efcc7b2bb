"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.resources"
    label = "resources"
    verbose_name = "Zasoby"
