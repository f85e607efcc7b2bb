"""Core: a toolbox without tables."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "opencus.core"
    label = "core"
