"""The only place where rooms are wired together: what a lower room must ask of a higher one.

Each line is one question. A lower room declares it and never imports the answer; nothing here runs on its own.
"""

from __future__ import annotations


def wire() -> None:
    """Give each question its answer; called once, when the application starts."""
    from opencus.config import jobs
    from opencus.contracting.queries import managed_today, offers
    from opencus.core import progress
    from opencus.plans import providers
    from opencus.resources import access

    providers.register(offers)  # who can deliver a service: only contracts know
    access.register_managers(managed_today)  # who manages a provider: only seats know
    progress.install(jobs.notes)  # jobs say how far they are, the screen of background jobs shows it
