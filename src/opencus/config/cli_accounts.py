"""Words of the `opencus` command about accounts: the way back for whoever has nobody left to ask."""

from __future__ import annotations

import argparse
from typing import Any

from opencus.config import cluster
from opencus.config.postgres import ClusterError

Commands = Any  # argparse keeps the type of its sub-commands to itself


def add(commands: Commands) -> None:
    """Add the words to the parser of the command."""
    acts = commands.add_parser("account", help="konta: droga powrotu dla ostatniego administratora").add_subparsers(
        dest="act", metavar="czynność", required=True
    )
    rescue = acts.add_parser("rescue", help="wydaj odnośnik do nowego hasła; zostaje w dzienniku")
    rescue.add_argument("centre", metavar="CENTRUM", help="pierwszy człon adresu centrum")
    rescue.add_argument("email", metavar="E-MAIL")
    rescue.add_argument("--factor", action="store_true", help="usuń też drugi składnik logowania")


def run(options: argparse.Namespace) -> int | None:
    """Do what the options ask for; None when the word is not one of these."""
    if options.command != "account":
        return None
    cluster.ensure_running()
    import django

    django.setup()
    print("Odnośnik działa raz, przez 24 godziny. Przekaż go tylko tej osobie:")
    print(rescue(options.centre, options.email, factor=options.factor))
    return 0


def rescue(slug: str, email: str, *, factor: bool = False) -> str:
    """Issue a link to a new password for a person of the centre and return its path; ClusterError for a stranger."""
    from allauth.mfa.models import Authenticator

    from opencus.audit import journal
    from opencus.centre.accounts import events
    from opencus.centre.accounts.actions.links import issue
    from opencus.centre.accounts.models import AccountLink, LoginSession
    from opencus.centre.actors import Actor
    from opencus.centre.models import Membership, User
    from opencus.centre.queries import centre_by_slug
    from opencus.centre.roles import Role
    from opencus.core.tenancy import acting_in

    centre, user = centre_by_slug(slug), User.objects.filter(email=email.strip().lower()).first()
    if centre is None or user is None:
        raise ClusterError("Nie ma takiego centrum albo takiego konta.")
    with acting_in(centre.id):
        if not Membership.objects.filter(user=user).exists():
            raise ClusterError("Ta osoba nigdy nie miała roli w tym centrum.")
        # The person stands as the issuer, the role says that it was done at the machine.
        by = Actor(centre_id=centre.id, user_id=user.id, name="Operator", roles=frozenset({Role.SYSTEM}))
        if factor:
            Authenticator.objects.filter(user=user).delete()
            ended = LoginSession.objects.filter(user=user).delete()[0]
            journal.write(events.FACTOR_RESET, by=by, subject=user, sessions=ended)
        issued = issue(by=by, user=user, kind=AccountLink.Kind.PASSWORD)
    return f"/{centre.slug}/konto/nowe-haslo/{issued.token}/"
