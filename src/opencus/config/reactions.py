"""The only place where rooms are wired together: what a lower room must ask of a higher one.

Each line is one question. A lower room declares it and never imports the answer; nothing here runs on its own.
"""

from __future__ import annotations


def wire() -> None:
    """Give each question its answer; called once, when the application starts."""
    from opencus.audit import keeping
    from opencus.config import jobs
    from opencus.contracting.queries import managed_today, offers
    from opencus.core import progress
    from opencus.correspondence.queries import with_kept_files
    from opencus.plans import providers
    from opencus.resources import access

    providers.register(offers)  # who can deliver a service: only contracts know
    access.register_managers(managed_today)  # who manages a provider: only seats know
    progress.install(jobs.notes)  # jobs say how far they are, the screen of background jobs shows it
    keeping.register_held(with_kept_files)  # whose case file must still be kept: the journal waits for it
    _matters()
    _open_files()


def _matters() -> None:
    """Whom an actor works for, and what may be handed over: only the rooms of the matters know."""
    from opencus.contracting import access as contracting
    from opencus.correspondence import access as correspondence
    from opencus.delivery import access as delivery
    from opencus.entitlements import access as entitlements
    from opencus.intake import access as intake
    from opencus.people.access import register_tie
    from opencus.plans import access as plans
    from opencus.worklist import access as worklist
    from opencus.worklist import matters

    for room in (intake, plans, entitlements, contracting, delivery, correspondence, worklist):
        register_tie(room.__name__, room.ties)
    matters.register("application", intake.matters)
    matters.register("plan", plans.matters)


def _open_files() -> None:
    """Whose records may not be disposed of: each room knows what of its own is still open."""
    from opencus.contracting import queries as contracting
    from opencus.entitlements import queries as entitlements
    from opencus.intake import queries as intake
    from opencus.plans import queries as plans
    from opencus.privacy.keeping import register_open
    from opencus.settlement.queries import charges

    register_open("wniosek", intake.open_for)
    register_open("przyznana usługa", entitlements.open_for)
    register_open("plan", plans.open_for)
    register_open("zlecenie", contracting.open_for)
    register_open("należność", charges.open_for)
