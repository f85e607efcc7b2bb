"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.field"
    label = "field"
    verbose_name = "Teren"
