"""The one e-mail of this room: a one-time link, never a password."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from opencus.centre.accounts.actions.links import Issued

logger = logging.getLogger("opencus.accounts")


def is_set_up() -> bool:
    """Whether this installation sends e-mail (``OPENCUS_EMAIL_URL``)."""
    return bool(settings.MAIL.configured)


def send_link(issued: Issued, url: str, centre: str, *, first: bool) -> bool:
    """Send the link to the person's own address; False when nothing was sent, and the office hands it over itself."""
    if not is_set_up():
        return False
    context = {"url": url, "centre": centre, "first": first, "expires_at": issued.expires_at, "person": issued.user}
    subject = "Zaproszenie do OpenCUS" if first else "Nowe hasło do OpenCUS"
    letter = EmailMessage(subject, render_to_string("accounts/link.txt", context), to=[issued.user.email])
    try:
        return bool(letter.send())
    except OSError:
        logger.warning("link not sent")
        return False
