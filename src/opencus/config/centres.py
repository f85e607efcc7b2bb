"""Centres of one installation: founded by the operator, listed, given their first administrator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse

from opencus.audit import journal
from opencus.audit.events import keep, register
from opencus.centre import founding
from opencus.centre.accounts import events as account_events
from opencus.centre.accounts.actions.links import issue
from opencus.centre.accounts.models import AccountLink
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Membership, ServedMunicipality, User
from opencus.centre.policy import found_policy
from opencus.centre.queries import roles_of
from opencus.centre.roles import ROLE_LABELS, Role
from opencus.core.clock import today
from opencus.core.tenancy import acting_in
from opencus.core.text import normalise

FOUNDED = register("centre.centre.found", "założono centrum, gmin: {municipalities}", scrub=keep("municipalities"))
#: TERYT: the first two digits name the voivodeship, the last one the kind of municipality.
VOIVODESHIPS = {
    "02": "dolnośląskie", "04": "kujawsko-pomorskie", "06": "lubelskie", "08": "lubuskie", "10": "łódzkie", "12": "małopolskie",
    "14": "mazowieckie", "16": "opolskie", "18": "podkarpackie", "20": "podlaskie", "22": "pomorskie", "24": "śląskie",
    "26": "świętokrzyskie", "28": "warmińsko-mazurskie", "30": "wielkopolskie", "32": "zachodniopomorskie",
}  # fmt: skip
KINDS = {"1": "gmina miejska", "2": "gmina wiejska", "3": "gmina miejsko-wiejska"}


class CentreError(RuntimeError):
    """A centre cannot be founded or moved; the message is one plain line in Polish for the operator."""


@dataclass(frozen=True)
class Wanted:
    """What the operator says about a new centre; ``municipalities``: TERYT code -> name."""

    name: str
    slug: str
    municipalities: dict[str, str]
    admin_email: str
    admin_name: str
    town: str = ""


@dataclass(frozen=True)
class Founded:
    """A centre that works; ``invitation`` is the path of the administrator's one-time link, '' for a known log-in."""

    centre: Centre
    invitation: str


def found(wanted: Wanted) -> Founded:
    """Found a centre with its municipalities and its first administrator; all of it or nothing.

    Run as the operator (migrator). Raises CentreError with what is wrong.
    """
    _check(wanted)
    day = today()
    first = next(iter(wanted.municipalities.values()))
    with transaction.atomic():
        served = {founding.municipality(code, **_register(code, name)): day for code, name in wanted.municipalities.items()}
        centre = Centre(
            slug=wanted.slug, name=wanted.name, short_name=f"CUS {wanted.town or first}"[:60], created_on=day,
            street="", postcode="", town=wanted.town or first, phone="", email=wanted.admin_email, opening_hours="",
        )  # fmt: skip
        try:
            with transaction.atomic():
                founding.found(centre, served)
        except IntegrityError as error:
            raise CentreError(f"Adres „{wanted.slug}” jest już zajęty albo zastrzeżony. Podaj inny.") from error
        with acting_in(centre.id):
            found_policy()  # files outside one's own matters need a reason, until a director decides otherwise
            invitation = _administrator(centre, wanted, day)
    return Founded(centre, invitation)


def invite(slug: str, email: str) -> str:
    """Return the path of a fresh one-time link for somebody who runs accounts here and has no password yet.

    For the first person of a centre that has arrived or was founded; everybody else is invited by them. Raises CentreError.
    """
    centre = Centre.objects.filter(slug=slug).first()
    if centre is None:
        raise CentreError(f"Nie ma centrum o adresie „{slug}”. Zobacz: opencus centre list")
    with acting_in(centre.id):
        user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if user is None or not roles_of(user.id, today()) & {Role.ADMINISTRATOR, Role.DIRECTOR}:
            raise CentreError("Odnośnik dostaje tylko administrator albo dyrektor tego centrum. Pozostałych zaprosi on sam.")
        if user.has_usable_password():
            raise CentreError("To konto ma już hasło. Nowe hasło wydaje druga osoba, która zarządza kontami.")
        issued = issue(by=Actor(centre.id, user.id, user.full_name), user=user, kind=AccountLink.Kind.INVITATION)
    return f"/{centre.slug}{reverse('entrance:invitation', args=[issued.token])}"


def listed() -> list[str]:
    """Return a line for each centre: address, name, municipalities."""
    lines = []
    for centre in Centre.objects.order_by("slug"):
        with acting_in(centre.id):
            served = ServedMunicipality.objects.filter(centre=centre).select_related("municipality").order_by("municipality__name")
            names = ", ".join(f"{one.municipality.name} ({one.municipality_id})" for one in served)
        lines.append(f"/{centre.slug}/  {centre.name}  {names}")
    return lines


def _check(wanted: Wanted) -> None:
    if wanted.slug in founding.RESERVED:
        raise CentreError(f"Adres „{wanted.slug}” jest zastrzeżony dla programu. Podaj inny.")
    if not wanted.name.strip() or not wanted.municipalities:
        raise CentreError("Podaj nazwę centrum i co najmniej jedną gminę (kod TERYT).")
    for code, name in wanted.municipalities.items():
        if not (len(code) == 7 and code.isdigit() and code[:2] in VOIVODESHIPS and code[6] in KINDS):
            raise CentreError(f"„{code}” to nie jest kod TERYT gminy: ma siedem cyfr, na przykład 0611042.")
        if not name.strip():
            raise CentreError(f"Podaj nazwę gminy {code}, na przykład --teryt {code}=Wojcieszków.")
    try:
        validate_email(wanted.admin_email)
    except ValidationError:
        raise CentreError("Adres e-mail administratora jest nieprawidłowy.") from None


def _register(code: str, name: str) -> dict[str, str]:
    return {"name": name, "kind": KINDS[code[6]], "county": f"powiat {code[:4]}", "voivodeship": VOIVODESHIPS[code[:2]]}


def _administrator(centre: Centre, wanted: Wanted, day: date) -> str:
    """Give the first administrator the role and, when the log-in is new, a one-time link."""
    address, operator = wanted.admin_email.strip().lower(), Actor.system(centre.id)
    user = User.objects.filter(email=address).first()
    known = user is not None and user.has_usable_password()
    if user is None:
        user = User.objects.create_user(address, full_name=normalise(wanted.admin_name))
        journal.write(account_events.CREATED, by=operator, subject=user)
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR.value, valid_from=day)
    journal.write(FOUNDED, by=operator, subject=centre, municipalities=len(wanted.municipalities))
    label = ROLE_LABELS[Role.ADMINISTRATOR]
    journal.write(account_events.ROLE_GIVEN, by=operator, subject=user, role=label, valid_from=day, valid_to="odwołania")
    if known:
        return ""
    # The operator has no log-in of their own: the link stands under the name of the one it is for.
    issued = issue(by=Actor(centre.id, user.id, wanted.admin_name), user=user, kind=AccountLink.Kind.INVITATION)
    return f"/{centre.slug}{reverse('entrance:invitation', args=[issued.token])}"
