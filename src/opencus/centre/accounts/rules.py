"""Limits of sessions, links, PINs and idle accounts; nothing here asks the clock or the database."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from ipaddress import ip_address

PROOF = timedelta(minutes=10)  # a password or factor opens sensitive pages for so long (ASVS 5.0, 7.5.3)
ABSOLUTE = timedelta(hours=10)  # ASVS 5.0, 7.3.2
FIELD_IDLE = timedelta(hours=4)  # longer than a visit; such a session shows one worker's day and nothing else
INVITATION = timedelta(hours=72)
PASSWORD_LINK = timedelta(hours=24)
PHONE_LINK = timedelta(minutes=10)
PHONE_LASTS = timedelta(days=90)  # from the last use
PIN_LENGTH, PIN_TRIES = 6, 5
DORMANT = timedelta(days=90)  # KRI par. 19(2)(5), R74
TOUCH = timedelta(minutes=1)  # how often a living session is written down as seen
SAME_HANDS = timedelta(hours=24)  # one manager may not both take away the factor and give a new password

_BROWSERS = (
    ("Edge", r"Edg(?:A|iOS)?/"), ("Opera", r"OPR/"), ("Samsung Internet", r"SamsungBrowser/"), ("Firefox", r"(?:Firefox|FxiOS)/"),
    ("Chrome", r"(?:Headless)?Chrom(?:e|ium)/|CriOS/"), ("Safari", r"Safari/"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", r"Android"), ("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Windows", r"Windows"), ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"), ("Linux", r"Linux|X11"),
)  # fmt: skip


def agent_words(header: str) -> str:
    """Return the browser and system in words, ``Chrome, Windows``: without versions, so that an update changes nothing."""
    browser = next((name for name, sign in _BROWSERS if re.search(sign, header)), "")
    system = next((name for name, sign in _SYSTEMS if re.search(sign, header)), "")
    return ", ".join(part for part in (browser, system) if part) or "nieznana przeglądarka"


def network_of(address: str) -> str:
    """Return the part of an address that stays while somebody stays where they are: /24 of IPv4, /48 of IPv6."""
    try:
        one = ip_address(address)
    except ValueError:
        return ""
    one = getattr(one, "ipv4_mapped", None) or one
    if one.version == 4:
        return ".".join(str(one).split(".")[:3]) + ".*"
    return ":".join(one.exploded.split(":")[:3]) + "::*"


def is_dormant(last_login: datetime | None, created: datetime, moment: datetime) -> bool:
    """Whether nobody entered with the log-in for 90 days, counted from its making when nobody ever did."""
    return moment - (last_login or created) >= DORMANT


def pin_fault(pin: str) -> str:
    """Return why a PIN will not do, in Polish; empty when it will."""
    if not re.fullmatch(rf"[0-9]{{{PIN_LENGTH}}}", pin):
        return f"PIN to dokładnie {PIN_LENGTH} cyfr."
    walks = "01234567890123456789"
    if len(set(pin)) < 3 or pin in walks or pin in walks[::-1] or pin[:3] * 2 == pin:
        return "Ten PIN łatwo odgadnąć. Nie używaj powtórzeń ani kolejnych cyfr."
    if re.fullmatch(r"(?:19|20)\d{4}", pin) and 1 <= int(pin[4:]) <= 31:
        return "Ten PIN wygląda jak data. Wybierz inny."
    return ""
