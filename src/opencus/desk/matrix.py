"""The permission matrix as a table: for the screen and for docs/reference/permissions.md, from the same code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from opencus.centre.actors import Actor
from opencus.centre.roles import (
    ALWAYS,
    CENTRE_ONLY,
    IF_AUTHORISED,
    PERMISSION_LABELS,
    ROLE_DESCRIPTIONS,
    ROLE_LABELS,
    Permission,
    Role,
    grant,
)
from opencus.desk.access import panels_for

#: Everybody who can log in; the system is no person.
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
WORDS = {ALWAYS: "zawsze", IF_AUTHORISED: "z upoważnieniem", None: "nigdy"}

BEGIN = "<!-- tabela: początek -->"
END = "<!-- tabela: koniec -->"


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a role has a permission: always, if_authorised or '' and the same in Polish."""

    kind: str
    words: str
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """A permission with one cell for every role; ``centre_only`` may not be entrusted to anyone (art. 49)."""

    permission: Permission
    label: str
    centre_only: bool
    cells: Sequence[Cell]


def rows() -> list[Row]:
    """The whole matrix, permissions in the order of the spine."""
    return [
        Row(
            permission,
            PERMISSION_LABELS[permission],
            permission in CENTRE_ONLY,
            [_cell(role, permission) for role in ROLES],
        )
        for permission in Permission
    ]


def roles() -> list[tuple[str, str]]:
    """Names and descriptions of the roles, in the order of the columns."""
    return [(ROLE_LABELS[role], ROLE_DESCRIPTIONS[role]) for role in ROLES]


def as_markdown() -> str:
    """The matrix as two Markdown tables: the roles, then permissions against roles."""
    lines = ["| nr | rola | opis |", "|---|---|---|"]
    lines += [f"| {number} | {name} | {text} |" for number, (name, text) in enumerate(roles(), 1)]
    lines += ["", "| uprawnienie | " + " | ".join(str(number) for number in range(1, len(ROLES) + 1)) + " |"]
    lines += ["|---|" + "---|" * len(ROLES)]
    short = {"always": "tak", "if_authorised": "up.", "": "–"}
    lines += [
        f"| {row.label} | " + " | ".join(short[cell.kind] for cell in row.cells) + " |" for row in rows()
    ]
    return "\n".join(lines)


def _cell(role: Role, permission: Permission) -> Cell:
    kind = grant(role, permission)
    return Cell(kind or "", WORDS[kind], ROLE_LABELS[role])


#: Parts of a person's file: the name of the panel and what it holds.
FILE_PARTS = {
    "plan": "plan usług, wersje, notatki z monitorowania",
    "services": "przyznane usługi, limity, dopłaty",
    "visits": "wizyty i przejazdy",
    "applications": "wnioski i co rozstrzygnięto",
    "assessment": "treść rozpoznania potrzeb",
    "decisions": "decyzje",
    "certificate": "stopień niepełnosprawności",
    "orders": "zlecenia dla wykonawców",
    "money": "należności i wpłaty",
}


def file_as_markdown() -> str:
    """Who sees what of a person's file, as a Markdown table: computed from the same rules that draw the file."""
    held = {role: (_file_of(role, frozenset()), _file_of(role, frozenset(Permission))) for role in ROLES}
    first = {"dane, kontakt, bliscy, uwagi przed wizytą, historia": "open", "cały numer PESEL, z powodem": "pesel"}
    lines = ["| co | " + " | ".join(str(number) for number in range(1, len(ROLES) + 1)) + " |", "|---|" + "---|" * len(ROLES)]
    for words, part in [*first.items(), *((words, part) for part, words in FILE_PARTS.items())]:
        cells = ["tak" if part in always else "up." if part in most else "–" for always, most in held.values()]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _file_of(role: Role, authorised: frozenset[Permission]) -> frozenset[str]:
    """The parts of a file that one role sees with these authorisations; none for who opens no files."""
    actor = Actor(centre_id=UUID(int=0), roles=frozenset({role}), authorised=authorised)
    if not actor.may(Permission.OPEN_PERSON):
        return frozenset()
    panels = panels_for(actor)
    parts = {part for part in FILE_PARTS if getattr(panels, part)}
    return frozenset({"open", *parts} | ({"pesel"} if actor.may(Permission.UNMASK_PESEL) else set()))
