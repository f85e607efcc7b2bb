"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.programmes"
    label = "programmes"
    verbose_name = "Program usług"
