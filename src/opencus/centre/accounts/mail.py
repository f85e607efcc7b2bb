"""The one e-mail of this room: a one-time link, never a password."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage

from opencus.centre.accounts.actions.links import Issued
from opencus.core.clock import local

logger = logging.getLogger("opencus.accounts")


def is_set_up() -> bool:
    """Whether this installation sends e-mail (``OPENCUS_EMAIL_URL``)."""
    return bool(settings.MAIL.configured)


def send_link(issued: Issued, url: str, centre: str, *, first: bool) -> bool:
    """Send the link to the person's own address; False when nothing was sent, and the office hands it over itself."""
    if not is_set_up():
        return False
    subject = "Zaproszenie do OpenCUS" if first else "Nowe hasło do OpenCUS"
    letter = EmailMessage(subject, _words(issued, url, centre, first), to=[issued.user.email])
    try:
        return bool(letter.send())
    except OSError:
        logger.warning("link not sent")
        return False


def _words(issued: Issued, url: str, centre: str, first: bool) -> str:
    until = local(issued.expires_at).strftime("%d.%m.%Y, %H:%M")
    why = (
        f"{centre} założyło Pani/Panu konto w OpenCUS. Proszę otworzyć odnośnik i ustawić hasło:"
        if first
        else f"{centre} przygotowało zmianę hasła w OpenCUS. Proszę otworzyć odnośnik i ustawić nowe hasło:"
    )
    return (
        f"Dzień dobry,\n\n{why}\n\n{url}\n\nOdnośnik działa jeden raz, do {until}. Nikomu go nie przekazujemy i nigdy nie "
        "prosimy o hasło.\nJeśli ta wiadomość jest niespodziewana, prosimy powiadomić swoje centrum.\n"
    )
