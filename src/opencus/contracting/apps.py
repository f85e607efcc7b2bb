"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.contracting"
    label = "contracting"
    verbose_name = "Umowy i zlecenia"
