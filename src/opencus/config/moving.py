"""A centre leaves an installation: everything it owns in one encrypted file (docs/howto/move-a-centre.md).

Inside the encryption the file is a zip: ``manifest.json`` and one file of JSON lines for each table. PESEL and other
numbers are sealed under the keys of an installation, so they travel in clear inside the encrypted file and are sealed
again on arrival. Passwords, second factors, links, paired phones and PIN codes stay behind.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.apps import apps
from django.db import connection, transaction

from opencus import __version__
from opencus.audit import journal
from opencus.centre.models import Centre, User
from opencus.config import backup_format, schema
from opencus.config.centres import CentreError
from opencus.config.keys import Key
from opencus.core.clock import now
from opencus.core.secrets import aad
from opencus.core.tenancy import acting_in
from opencus.core.tenancy.operations import is_tenant
from opencus.core.vault import vault

#: Rows that open something, or that only this installation can read: they are made anew where the centre arrives.
LEFT_BEHIND = frozenset({"centre_accountlink", "centre_pairedphone", "config_submission", "delivery_confirmationcode"})
#: Columns sealed under the keys of the installation: column -> name of the place it is bound to.
SEALED = {"people_person": {"pesel_cipher": "pesel", "other_id_cipher": "other_id"}}
INDEXED = {"people_person": {"pesel_index": "pesel"}}
USER_FIELDS = ("id", "email", "full_name", "is_active", "created_at")
SHORTEST = 12  # characters of a passphrase
KDF = {"n": 2**15, "r": 8, "p": 1}
NAME = "centre"


def export(slug: str, to: Path, passphrase: str) -> dict[str, int]:
    """Write the centre to a new file; return how many rows of each table. Run as the operator (migrator).

    One snapshot of the database; the journal is sealed first, so that its whole chain travels. Raises CentreError.
    """
    centre = Centre.objects.filter(slug=slug).first()
    if centre is None:
        raise CentreError(f"Nie ma centrum o adresie „{slug}”. Zobacz: opencus centre list")
    if len(passphrase) < SHORTEST:
        raise CentreError(f"Hasło pliku musi mieć co najmniej {SHORTEST} znaków.")
    with acting_in(centre.id):
        while journal.seal():
            continue
    with transaction.atomic():
        if not connection.savepoint_ids:  # the outermost transaction: everything in it is of one moment
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        body, counts = _archive(centre)
    _write(to, body, passphrase, centre.slug)
    return counts


def tables() -> list[str]:
    """Every table with rows of one centre that travels."""
    found = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if is_tenant(model)}
    return sorted(found - LEFT_BEHIND)


def file_key(passphrase: str, salt: bytes) -> Key:
    """Derive the key of a file from the words the operator says."""
    return Key(1, Scrypt(salt=salt, length=32, **KDF).derive(passphrase.encode()))


def _archive(centre: Centre) -> tuple[bytes, dict[str, int]]:
    held, facts = io.BytesIO(), {}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        users: set[str] = set()
        for table in tables():
            lines = list(_rows(table, centre, users))
            facts[table] = _put(archive, table, lines)
        facts["centre_user"] = _put(archive, "centre_user", list(_users(users)))
        facts["centre_municipality"] = _put(archive, "centre_municipality", list(_municipalities()))
        facts["centre_centre"] = _put(archive, "centre_centre", [_one("centre_centre", "id", centre.id)])
        manifest = {
            "format": 1, "made": now().isoformat(), "version": __version__, "schema": schema.fingerprint(),
            "centre": {"id": str(centre.id), "slug": centre.slug, "name": centre.name}, "tables": facts,
        }  # fmt: skip
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return held.getvalue(), {table: fact["rows"] for table, fact in facts.items()}


def _rows(table: str, centre: Centre, users: set[str]) -> Iterator[dict[str, Any]]:
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    to_users = [str(field.column) for field in model._meta.local_concrete_fields if field.related_model is User]
    to_users += [name for name in ("actor_id", "lifted_by") if table.startswith("audit_") and name in _columns(model)]
    for row in _all(f'SELECT to_jsonb(t) FROM "{table}" t WHERE centre_id = %s ORDER BY id', [centre.id]):
        users |= {row[column] for column in to_users if row[column]}
        for column, place in SEALED.get(table, {}).items():
            if row[column]:
                bound = aad(centre.id, table, row["id"], place)
                row[column] = {"clear": vault().decrypt(bytes.fromhex(row[column][2:]), aad=bound)}
        for column in INDEXED.get(table, {}):
            row[column] = None
        yield row


def _columns(model: Any) -> set[str]:
    return {field.column for field in model._meta.local_concrete_fields}


def _users(ids: set[str]) -> Iterator[dict[str, Any]]:
    for row in _all("SELECT to_jsonb(t) FROM centre_user t WHERE id = ANY(%s::uuid[]) ORDER BY id", [sorted(ids)]):
        yield {name: row[name] for name in USER_FIELDS}


def _municipalities() -> Iterator[dict[str, Any]]:
    yield from _all("SELECT to_jsonb(t) FROM centre_municipality t ORDER BY code", [])


def _one(table: str, key: str, value: Any) -> dict[str, Any]:
    return next(_all(f'SELECT to_jsonb(t) FROM "{table}" t WHERE "{key}" = %s', [value]))


def _all(query: str, params: list[Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        for (row,) in cursor.fetchall():
            yield row if isinstance(row, dict) else json.loads(row)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _put(archive: zipfile.ZipFile, table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    archive.writestr(f"{table}.jsonl", data)
    return {"rows": len(rows), "sha256": hashlib.sha256(data).hexdigest()}


def _write(to: Path, body: bytes, passphrase: str, slug: str) -> None:
    salt = os.urandom(16)
    try:
        with open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = backup_format.Writer(file.write, file_key(passphrase, salt), kind=NAME, slug=slug, words=salt.hex())
            writer.write(body)
            writer.close()
            os.fsync(file.fileno())
    except FileExistsError:
        raise CentreError(f"{to} już istnieje. Podaj inną nazwę pliku.") from None
