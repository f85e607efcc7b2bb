"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.desk"
    label = "desk"
    verbose_name = "Biurko"
