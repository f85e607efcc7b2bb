"""Starts last, when every room is there, and wires them."""

from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "opencus.config"
    label = "config"

    def ready(self) -> None:
        from opencus.config.reactions import wire

        wire()
