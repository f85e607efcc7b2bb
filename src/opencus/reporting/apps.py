"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.reporting"
    label = "reporting"
    verbose_name = "Zestawienia"
