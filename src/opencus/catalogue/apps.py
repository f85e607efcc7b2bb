"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.catalogue"
    label = "catalogue"
    verbose_name = "Baza usług"
