"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.plans"
    label = "plans"
    verbose_name = "Plany"
