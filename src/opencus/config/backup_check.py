"""Is a restored database the one that was saved: row counts, journal, keys, schema, invariants."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg import sql

from opencus.config import invariants, keys, schema
from opencus.core.secrets import SecretError, Vault, aad
from opencus.core.tenancy.context import prove

_ONE_PERSON = """
SELECT centre_id, id, pesel_cipher, pesel_index FROM people_person WHERE pesel_cipher IS NOT NULL ORDER BY id LIMIT 1
"""
_HEAD = "SELECT encode(hash, 'hex') FROM audit_link WHERE centre_id = %s AND number = %s"


def faults(manifest: dict[str, Any], *, migrated: bool) -> list[str]:
    """Return in Polish every way in which the database differs from the manifest or breaks a rule; empty when none.

    After a migration to a newer version tables may have more rows than were saved, so only losses are counted there.
    """
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")
    django.setup()  # the schema audit and the states of the invariants are read from the models
    from opencus.core.tenancy import audit

    with schema.connect("migrator") as link:
        found = _rows(link, manifest["rows"], migrated=migrated)
        found += _journals(link, manifest["heads"])
        found += _pesel(link)
        with link.cursor() as cursor:
            found += [f"schemat: {one}" for one in audit.faults(cursor)]
            found += [f"niezmiennik: {one}" for one in invariants.broken(cursor)]
    return found


def _rows(link: psycopg.Connection[Any], saved: dict[str, int], *, migrated: bool) -> list[str]:
    found = []
    for name, wanted in saved.items():
        space, _, table = name.partition(".")
        there = link.execute("SELECT to_regclass(%s)", [f'{space}."{table}"']).fetchone()
        if there is None or there[0] is None:
            if not migrated:
                found.append(f"brakuje tabeli {name}")
            continue
        count = link.execute(sql.SQL("SELECT count(*) FROM {}.{}").format(sql.Identifier(space), sql.Identifier(table))).fetchone()
        assert count is not None
        if count[0] < wanted or (count[0] != wanted and not migrated):
            found.append(f"{name}: było {wanted} wierszy, jest {count[0]}")
    return found


def _journals(link: psycopg.Connection[Any], heads: list[dict[str, Any]]) -> list[str]:
    """Verify every chain from its first link, and that it reaches the head that was saved."""
    found = []
    for head in heads:
        with link.transaction(), link.cursor() as cursor:
            prove(cursor, head["centre"], keys.load().signing.secret)
            broken = cursor.execute("SELECT guard.first_broken_link()").fetchone()
            if broken and broken[0] is not None:
                found.append(f"dziennik {head['slug']}: ogniwo {broken[0]} jest naruszone")
            if head["number"]:
                row = cursor.execute(_HEAD, [head["centre"], head["number"]]).fetchone()
                if row is None or row[0] != head["hash"]:
                    found.append(f"dziennik {head['slug']}: ogniwo {head['number']} nie jest tym, które zapisano")
    return found


def _pesel(link: psycopg.Connection[Any]) -> list[str]:
    """Read one PESEL and find it again by its index: both keys fit these data."""
    row = link.execute(_ONE_PERSON).fetchone()
    if row is None:
        return []
    centre, person, cipher, index = row
    held = keys.load()
    vault = Vault(
        {key.id: key.secret for key in held.all("pesel")}, held.pesel.id, held.blind.secret,
        [key.secret for key in held.older.get("blind", ())],
    )  # fmt: skip
    try:
        pesel = vault.decrypt(cipher, aad=aad(centre, "people_person", person, "pesel"))
    except SecretError:
        return ["numeru PESEL nie da się odczytać: klucze są z innej instalacji"]
    if bytes(index) not in vault.blind_indexes(pesel, tenant=centre, field="pesel"):
        return ["osoby nie da się znaleźć po numerze PESEL: klucz indeksu jest z innej instalacji"]
    return []
