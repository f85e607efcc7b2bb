"""An anchor: the head of a centre's chain as it stood at a moment, kept where the database does not reach.

It holds no personal data and is no secret. It carries no HMAC on purpose: whoever could forge it on this machine could
read the key too. What protects it is the other place (a mailbox, a log server, a sheet of paper).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self
from uuid import UUID

#: `starachowice 2026-11-22T03:10:00Z ogniwo 15342 wpis 15400 z 2026-11-22T03:09:51Z 3fa4...`: what is sent and pasted.
_LINE = re.compile(
    r"(?P<slug>[a-z0-9-]{2,40})\s+(?P<taken>\d{4}-\d\d-\d\dT[\d:.]+Z)\s+ogniwo\s+(?P<number>\d{1,15})\s+"
    r"wpis\s+(?P<entry>\d{1,15})\s+z\s+(?P<at>\d{4}-\d\d-\d\dT[\d:.]+Z)\s+(?P<hash>(?:[0-9a-f]{8}\s*){8})(?![0-9a-f])"
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The head of one chain: link ``number`` sealing ``entry`` (written ``entry_at``) had ``hash`` when it was ``taken_at``."""

    slug: str
    taken_at: datetime
    number: int
    entry: int
    entry_at: datetime
    hash: str
    centre_id: UUID | None = None  # None: read from a mail or a sheet, known by its slug only

    def line(self) -> str:
        """One line for a mail or a sheet of paper; ``read`` takes it back."""
        return (
            f"{self.slug} {_stamp(self.taken_at)} ogniwo {self.number} wpis {self.entry} z {_stamp(self.entry_at)} "
            f"{self.groups}"
        )

    def record(self) -> str:
        """One line of the anchor file."""
        return json.dumps(
            {
                "centre": self.slug, "centre_id": str(self.centre_id or ""), "taken_at": _stamp(self.taken_at),
                "number": self.number, "entry": self.entry, "entry_at": _stamp(self.entry_at), "hash": self.hash,
            }
        )  # fmt: skip

    @property
    def groups(self) -> str:
        """The hash in eight groups of eight, to be compared by eye."""
        return " ".join(self.hash[at : at + 8] for at in range(0, 64, 8))

    @classmethod
    def from_record(cls, text: str) -> Self | None:
        """An anchor from a line of the anchor file, None for anything else."""
        try:
            found = json.loads(text)
            return cls(
                str(found["centre"]), _moment(found["taken_at"]), int(found["number"]), int(found["entry"]),
                _moment(found["entry_at"]), str(found["hash"]), UUID(found["centre_id"]) if found["centre_id"] else None,
            )  # fmt: skip
        except (ValueError, KeyError, TypeError):
            return None


def read(text: str) -> list[Anchor]:
    """Every anchor in a text: lines of the anchor file, or a mail pasted whole."""
    found = [one for line in text.splitlines() if line.startswith("{") and (one := Anchor.from_record(line))]
    for match in _LINE.finditer(text):
        hexes = "".join(match["hash"].split())
        try:
            taken, at = _moment(match["taken"]), _moment(match["at"])
        except ValueError:
            continue
        found.append(Anchor(match["slug"], taken, int(match["number"]), int(match["entry"]), at, hexes))
    return found


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
