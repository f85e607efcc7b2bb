"""Heads of the chains kept where the database does not reach: a file, a mail to the inspector, a log server.

Each centre's head goes once a day (and with ``opencus audit anchor``) to every place that is set up. What could not be
sent is tried again for a week and shown by ``anchor_state``.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from opencus.audit.anchor import Anchor, read
from opencus.audit.models import AnchorCopy, Entry, Link
from opencus.centre.models import Centre
from opencus.centre.queries import staff_holding
from opencus.centre.roles import Role
from opencus.config.places import data_dir
from opencus.core import clock
from opencus.core.tenancy import acting_in

Place = AnchorCopy.Place
PATIENCE = timedelta(days=7)  # how long a head that did not get through is tried again
STALE = timedelta(hours=36)  # a daily job that is this late did not run
FACILITY_AUDIT = 13  # RFC 5424: log audit
_LETTER = """Dzień dobry,

to jest odcisk dziennika dostępu do danych: {centre}.
Zachowaj tę wiadomość. Gdyby ktoś później zmienił albo uciął dziennik, ten odcisk to pokaże.
Porównasz go w programie: Dziennik, karta „Łańcuch”, pole „Porównaj odcisk”. Wklej tam całą tę wiadomość.

{line}

Wiadomość wysłał program OpenCUS. Nie ma w niej danych osobowych.
"""


def anchor_file() -> Path:
    """The file that heads are appended to: ``OPENCUS_ANCHOR_FILE``, else ``anchors/journal.jsonl`` of the data folder."""
    chosen = os.environ.get("OPENCUS_ANCHOR_FILE")
    return Path(chosen).expanduser().absolute() if chosen else data_dir() / "anchors" / "journal.jsonl"


def places() -> list[AnchorCopy.Place]:
    """Where heads go: always the file, the mail and the log server when they are set up."""
    found = [Place.FILE]
    found += [Place.MAIL] if settings.MAIL.configured else []
    found += [Place.SYSLOG] if os.environ.get("OPENCUS_SYSLOG") else []
    return found


def known() -> list[Anchor]:
    """Every head in the anchor file; an unreadable file is an empty list (``anchor_state`` tells)."""
    try:
        return read(anchor_file().read_text())
    except OSError:
        return []


def head(centre: Centre) -> Anchor | None:
    """The newest link of the current centre, None before the first."""
    link = Link.objects.order_by("-number").first()
    entry = Entry.objects.filter(id=link.entry_id).first() if link else None
    if link is None or entry is None:
        return None
    return Anchor(centre.slug, clock.now(), link.number, link.entry_id, entry.at, bytes(link.hash).hex(), centre.id)


def take(centres: Iterable[Centre]) -> int:
    """Take the head of each centre and send it to every place; return how many sendings failed."""
    failed = 0
    for centre in centres:
        with acting_in(centre.id):
            taken = head(centre)
            made = [_booked(taken, place) for place in places()] if taken else []
        failed += sum(not _sent(centre, copy) for copy in made)
    return failed


def again(centres: Iterable[Centre]) -> int:
    """Try once more what did not get through in the last week; return how many sendings failed again."""
    failed = 0
    for centre in centres:
        with acting_in(centre.id):
            waiting = list(AnchorCopy.objects.filter(sent_at=None, taken_at__gt=clock.now() - PATIENCE, place__in=places()))
        failed += sum(not _sent(centre, copy) for copy in waiting)
    return failed


@dataclass(frozen=True, slots=True)
class AnchorState:
    """How it stands with heads outside the database: when the last got through, and what is wrong, in Polish."""

    last_at: datetime | None
    troubles: tuple[str, ...]

    @property
    def well(self) -> bool:
        return not self.troubles


def anchor_state() -> AnchorState:
    """Look at the heads of all centres; for the doctor and the status page."""
    last: datetime | None = None
    troubles: list[str] = []
    for centre in Centre.objects.order_by("slug"):
        with acting_in(centre.id):
            state = state_here(centre.slug)
        troubles += state.troubles
        if state.last_at and (last is None or state.last_at > last):
            last = state.last_at
    return AnchorState(last, tuple(troubles))


def state_here(slug: str) -> AnchorState:
    """The same for the current centre alone."""
    now = clock.now()
    last: datetime | None = None
    troubles = []
    for place in places():
        copies = AnchorCopy.objects.filter(place=place)
        sent = copies.exclude(sent_at=None).order_by("-taken_at").first()
        stuck = copies.filter(sent_at=None, taken_at__gt=now - PATIENCE).order_by("-taken_at").first()
        if sent and (last is None or (sent.sent_at or now) > last):
            last = sent.sent_at
        if stuck and (sent is None or stuck.taken_at > sent.taken_at):
            troubles.append(f"{slug}, {place.label}: odcisk nie dotarł ({stuck.trouble})")
        elif Link.objects.exists() and (sent is None or now - sent.taken_at > STALE):
            troubles.append(f"{slug}, {place.label}: od ponad doby nie zapisano odcisku dziennika")
    return AnchorState(last, tuple(troubles))


def _booked(anchor: Anchor, place: AnchorCopy.Place) -> AnchorCopy:
    return AnchorCopy.objects.create(
        place=place, taken_at=anchor.taken_at, number=anchor.number, entry=anchor.entry, entry_at=anchor.entry_at,
        hash=anchor.hash,
    )  # fmt: skip


def _sent(centre: Centre, copy: AnchorCopy) -> bool:
    """Send one head outside any transaction, then book how it went."""
    anchor = Anchor(centre.slug, copy.taken_at, copy.number, copy.entry, copy.entry_at, copy.hash, centre.id)
    trouble = ""
    try:
        _SENDERS[Place(copy.place)](centre, anchor)
    except Exception as error:  # whatever a mail or log server may do: it is booked and tried again
        trouble = f"{type(error).__name__}: {error}"[:200]
    with acting_in(centre.id):
        AnchorCopy.objects.filter(id=copy.id).update(
            sent_at=None if trouble else clock.now(), tries=copy.tries + 1, trouble=trouble
        )
    return not trouble


def _to_file(centre: Centre, anchor: Anchor) -> None:
    path = anchor_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(target, anchor.record().encode() + b"\n")
        os.fsync(target)
    finally:
        os.close(target)
    folder = os.open(path.parent, os.O_RDONLY)  # a new file is safe only when its folder is, too
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _to_mail(centre: Centre, anchor: Anchor) -> None:
    subject = f"Odcisk dziennika: {centre.short_name}, {clock.local(anchor.taken_at):%d.%m.%Y}"
    write_to_watchers(centre, subject, _LETTER.format(centre=centre.name, line=anchor.line()))


def write_to_watchers(centre: Centre, subject: str, text: str, *, without: UUID | None = None) -> None:
    """Send a letter to the inspectors of a centre, to its director when there is none; ``without`` leaves one person out.

    Raises LookupError when there is nobody to write to.
    """
    with acting_in(centre.id):
        for role in (Role.INSPECTOR, Role.DIRECTOR):
            people = staff_holding(frozenset({role}), clock.today())
            if addresses := [person.email for person in people if person.id != without]:
                break
    if not addresses:
        raise LookupError("centrum nie ma inspektora ani dyrektora z adresem e-mail")
    EmailMessage(subject, text, to=addresses).send()


def _to_syslog(centre: Centre, anchor: Anchor) -> None:
    """Send one RFC 5424 message: ``OPENCUS_SYSLOG`` is udp://host:514 or unix:/dev/log."""
    where = urlsplit(os.environ["OPENCUS_SYSLOG"])
    address: str | tuple[str, int] = where.path if where.scheme == "unix" else (where.hostname or "", where.port or 514)
    handler = _Loud(address, facility=FACILITY_AUDIT, socktype=socket.SOCK_DGRAM)
    handler.append_nul = False
    stamp = clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = f'[anchor@32473 centre="{anchor.slug}" number="{anchor.number}" hash="{anchor.hash}"]'
    text = f"1 {stamp} {socket.gethostname()} opencus {os.getpid()} ANCHOR {data} {anchor.line()}"
    try:
        handler.emit(logging.LogRecord("opencus.anchors", logging.INFO, "", 0, text, None, None))
    finally:
        handler.close()


class _Loud(logging.handlers.SysLogHandler):
    """A handler that lets its caller know when nothing was sent."""

    def handleError(self, record: logging.LogRecord) -> None:
        raise


_SENDERS: dict[AnchorCopy.Place, Callable[[Centre, Anchor], None]] = {
    Place.FILE: _to_file,
    Place.MAIL: _to_mail,
    Place.SYSLOG: _to_syslog,
}
