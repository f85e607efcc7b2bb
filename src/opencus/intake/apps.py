"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.intake"
    label = "intake"
    verbose_name = "Wnioski"
