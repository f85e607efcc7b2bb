"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.directory"
    label = "directory"
    verbose_name = "Informator"
