"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.worklist"
    label = "worklist"
    verbose_name = "Zadania i przekazania"
