"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.entitlements"
    label = "entitlements"
    verbose_name = "Przyznania"
