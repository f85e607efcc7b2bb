"""Naming what happened to the first bad link: which field was changed, what it was before, or that the order is another.

A hash cannot be turned back, but a guess can be tried: when the stored hash fits the entry with another actor, the actor
was changed. Guesses come from the same centre's journal.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from opencus.audit import chain
from opencus.audit.chain import NULL, Break, Reason
from opencus.core import clock

GONE = "brakuje wpisu, który to ogniwo zapieczętowało"
FOREIGN = "wpis przeniesiono do innego centrum"
PAYLOAD = "zmieniono treść albo cel wpisu"
EARLY = "treść wpisu wyczyszczono przed upływem dwóch lat"
SEAL = "wpis jest prawdziwy, ale zmieniono odcisk w ogniwie"
ORDER = "zmieniono kolejność wpisów"
ACTOR = "zmieniono, kto to zrobił"
KIND = "zmieniono rodzaj wpisu"
PERSON = "zmieniono, której osoby dotyczy wpis"
SUBJECT = "zmieniono, której sprawy lub rzeczy dotyczy wpis"
TIME = "zmieniono czas wpisu"
CHANGED = "zmieniono wpis albo usunięto go i przenumerowano następne"
LOOSE = "wpis stoi poza łańcuchem: nie jest zapieczętowany i nie czeka w kolejce (dopisano go w bazie albo usunięto ogniwo)"
GONE_UNSEALED = "usunięto wpis, który czekał na pieczęć"
PAYLOAD_UNSEALED = "zmieniono treść albo cel wpisu, który czeka na pieczęć"
TAIL = "wpis czeka na pieczęć dłużej niż dobę: zadanie, które pieczętuje, nie działa"
CUT = "ucięto najnowsze wpisy: odcisk z innego miejsca pamięta więcej, niż jest w bazie"
OLD_BACKUP = "przywrócono starą kopię bazy: odcisk z innego miejsca jest nowszy niż baza"
OTHER_HASH = "odcisk z innego miejsca jest inny: przepisano łańcuch albo pracowano dalej na starej kopii"
DROPPED_YOUNG = "usunięto okres, w którym były wpisy młodsze niż dwa lata"

_AROUND = 2000  # links before and after among which a moved entry is looked for
_MANY = 50_000
#: Shifts of the clock worth a guess, in seconds: up to ten minutes, whole minutes of a day, whole hours of a month.
_SHIFTS = (*range(1, 601), *range(660, 86_400, 60), *range(86_400, 31 * 86_400, 3600))
_ENTRY = "SELECT at, kind FROM audit_entry WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad thing: link ``number`` (None: outside the chain), entry, when and what it says it was, what is wrong."""

    number: int | None
    entry: int | None
    at: datetime | None
    kind: str
    words: str

    def line(self) -> str:
        """The fault in one Polish line."""
        parts = [f"ogniwo {self.number}"] if self.number is not None else []
        parts += [f"wpis nr {self.entry}"] if self.entry is not None else []
        parts += [f"{clock.local(self.at):%d.%m.%Y %H:%M:%S}"] if self.at else []
        parts += [self.kind] if self.kind else []
        return f"{', '.join(parts)}: {self.words}" if parts else self.words


def gap(low: int, high: int) -> Fault:
    """Links are missing and no record says that they were dropped by the rules."""
    words = f"brakuje ogniwa {low}" if low == high else f"brakuje ogniw od {low} do {high}"
    return Fault(low, None, None, "", f"{words}, a żaden zapis o zamknięciu okresu tego nie tłumaczy")


def of_entry(connection: psycopg.Connection[Any], entry: int, words: str) -> Fault:
    """A fault of an entry outside the chain."""
    row = connection.execute(_ENTRY, [entry]).fetchone()
    at, kind = row if row else (None, "")
    return Fault(None, entry, at, kind, words)


def name(connection: psycopg.Connection[Any], centre_id: UUID, broken: Break) -> Fault:
    """Say what is wrong with the first bad link of a centre."""
    rows = _rows(connection, centre_id, broken.number, broken.number)
    if broken.reason == Reason.GAP or not rows:
        return gap(broken.number, broken.number)
    fields = rows[0]
    if broken.reason == Reason.MISSING:
        return Fault(broken.number, int(fields[1]), None, "", GONE)
    at = datetime.fromtimestamp(int(fields[5]) / 1_000_000, UTC)
    known = {Reason.FOREIGN: FOREIGN, Reason.PAYLOAD: PAYLOAD, Reason.EARLY: EARLY}
    words = known.get(broken.reason) or _changed(connection, centre_id, broken.number, fields)
    return Fault(broken.number, int(fields[1]), at, fields[6].decode(), words)


def _changed(connection: psycopg.Connection[Any], centre_id: UUID, number: int, fields: list[bytes]) -> str:
    before = _rows(connection, centre_id, number - 1, number - 1)
    if before:
        previous = bytes.fromhex(before[0][2].decode())
    elif number == 1:
        previous = chain.genesis(centre_id)
    else:
        return CHANGED
    stored, words = bytes.fromhex(fields[2].decode()), chain.words()

    def seals(entry: list[bytes], hashed: bytes = stored) -> bool:
        return hashlib.sha256(previous + chain.entry_bytes(entry, words)).digest() == hashed

    after = _rows(connection, centre_id, number + 1, number + 1)
    if after and after[0][3] != NULL:
        own = hashlib.sha256(previous + chain.entry_bytes(fields, words)).digest()
        if hashlib.sha256(own + chain.entry_bytes(after[0], words)).hexdigest() == after[0][2].decode():
            return SEAL
    for other in _rows(connection, centre_id, number - _AROUND, number + _AROUND):
        if other[3] not in (NULL, fields[3]) and (seals(other) or seals(other, bytes.fromhex(other[2].decode()))):
            return ORDER
    for said, was, guess in _guesses(connection, centre_id, fields):
        if seals(guess):
            return f"{said} (pierwotnie: {was})"
    return CHANGED


def _guesses(
    connection: psycopg.Connection[Any], centre_id: UUID, fields: list[bytes]
) -> Iterator[tuple[str, str, list[bytes]]]:
    """The entry as it may have been: another actor, kind, person, subject or time."""

    def other(**changed: bytes) -> list[bytes]:
        copy = list(fields)
        for place, value in changed.items():
            copy[int(place[1:])] = value
        return copy

    def texts(columns: str) -> list[tuple[Any, ...]]:
        sql = f"SELECT DISTINCT {columns} FROM audit_entry WHERE centre_id = %s LIMIT {_MANY}"
        return connection.execute(sql.encode(), [centre_id]).fetchall()

    def raw(value: object) -> bytes:
        return NULL if value is None else str(value).replace("\\", "\\\\").encode()

    for actor, role in [*texts("actor_id, actor_role"), (None, "system")]:
        yield ACTOR, f"{actor or 'system'}, {role}", other(_7=raw(actor), _8=raw(role))
        yield ACTOR, f"{actor or 'system'}", other(_7=raw(actor))
        yield ACTOR, role, other(_8=raw(role))
    for (kind,) in texts("kind"):
        yield KIND, kind, other(_6=raw(kind))
    for (person,) in [*texts("person_id"), (None,)]:
        yield PERSON, str(person or "nikogo"), other(_11=raw(person))
    for kind, subject in [*texts("subject_type, subject_id"), ("", None)]:
        yield SUBJECT, f"{kind} {subject or ''}".strip() or "niczego", other(_9=raw(kind), _10=raw(subject))
    micros = int(fields[5])
    for seconds in _SHIFTS:
        for moved in (seconds, -seconds):
            was = datetime.fromtimestamp((micros + moved * 1_000_000) / 1_000_000, UTC)
            yield TIME, f"{clock.local(was):%d.%m.%Y %H:%M:%S}", other(_5=str(micros + moved * 1_000_000).encode())


def _rows(connection: psycopg.Connection[Any], centre_id: UUID, low: int, high: int) -> list[list[bytes]]:
    """Links with their entries as the walk sees them."""
    with connection.cursor() as cursor, cursor.copy(chain.PART, chain.part(connection, centre_id, low, high)) as copied:
        return [bytes(line).rstrip(b"\n").split(b"\t") for line in copied]
