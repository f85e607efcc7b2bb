"""The room as Django knows it."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Duties about data and access: clauses, registers, requests, retention, the declaration."""

    name = "opencus.privacy"
    verbose_name = "Ochrona danych i dostępność"
