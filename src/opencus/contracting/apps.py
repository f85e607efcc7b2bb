"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.contracting"
    label = "contracting"
    verbose_name = "Umowy i zlecenia"

    def ready(self) -> None:
        """Tell plans, which stand below, who can deliver a service under a contract in force."""
        from opencus.contracting.queries import offers
        from opencus.plans.providers import register

        register(offers)
