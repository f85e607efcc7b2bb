"""Where e-mail goes, from one address: OPENCUS_EMAIL_URL = smtp://user:password@host:587/?from=cus@example.pl."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Mail:
    """A mail server; without one (``configured`` False) letters are only printed."""

    configured: bool = False
    backend: str = "django.core.mail.backends.console.EmailBackend"
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = "opencus@localhost"


def parse(url: str) -> Mail:
    """Read the address: ``smtp`` speaks STARTTLS (port 587, ``?tls=0`` turns it off), ``smtps`` TLS from the start (465).

    Raises ValueError with one Polish line for anything else.
    """
    if not url:
        return Mail()
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("OPENCUS_EMAIL_URL musi mieć postać smtp://użytkownik:hasło@serwer:587/?from=adres")
    asked = parse_qs(parts.query)
    secure = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    return Mail(
        configured=True, backend="django.core.mail.backends.smtp.EmailBackend", host=parts.hostname,
        port=parts.port or (465 if secure else 587), user=user, password=unquote(parts.password or ""),
        starttls=not secure and asked.get("tls", ["1"])[0] != "0", tls=secure,
        sender=asked.get("from", [user if "@" in user else f"opencus@{parts.hostname}"])[0],
    )  # fmt: skip
