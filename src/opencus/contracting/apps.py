"""Django application of the room."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "opencus.contracting"
    label = "contracting"
    verbose_name = "Umowy i zlecenia"

    def ready(self) -> None:
        """Tell rooms below what only contracts and seats know: who can deliver a service, who manages a provider."""
        from opencus.contracting.queries import managed_today, offers
        from opencus.plans.providers import register
        from opencus.resources.access import register_managers

        register(offers)
        register_managers(managed_today)
