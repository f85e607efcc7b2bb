"""A centre arrives in an installation: all of its rows or none, counted, chained and tied as they were."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, models, transaction

from opencus.audit import journal
from opencus.audit.events import keep, register
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.config import backup_format, moving, schema
from opencus.config.centres import CentreError
from opencus.core.secrets import aad
from opencus.core.tenancy import acting_in
from opencus.core.vault import vault

ARRIVED = register("centre.centre.arrive", "centrum przeniesiono z innej instalacji, wierszy: {rows}", scrub=keep("rows"))
BATCH = 1000
#: Written first: the others point at them, and these constraints are not deferrable.
FIRST = ("centre_centre", "centre_user", "centre_municipality")
#: Kept by a trigger of the database from visits and rides: written by it here too, and counted like the rest.
DERIVED = frozenset({"delivery_workertime"})
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Parcel:
    """What a file holds: the manifest and the rows of every table."""

    manifest: dict[str, Any]
    rows: dict[str, Rows]


def open_file(path: Path, passphrase: str) -> Parcel:
    """Read and check a file: passphrase, every digest and count. Raises CentreError or BackupError."""
    with open(path, "rb") as file:
        about = backup_format.header(file)
        if about.get("kind") != moving.NAME:
            raise CentreError("To nie jest plik z centrum. Kopię zapasową odtwarza: opencus restore")
        file.seek(0)
        key = moving.file_key(passphrase, bytes.fromhex(about["words"]))
        if backup_format.check(key) != about["check"]:
            raise CentreError("Hasło pliku jest nieprawidłowe.")
        body = b"".join(backup_format.read(file, [key]))
    rows: dict[str, Rows] = {}
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        for table, fact in manifest["tables"].items():
            data = archive.read(f"{table}.jsonl")
            rows[table] = [json.loads(line) for line in data.decode().splitlines()]
            if hashlib.sha256(data).hexdigest() != fact["sha256"] or len(rows[table]) != fact["rows"]:
                raise CentreError(f"Plik jest uszkodzony: tabela {table}.")
    return Parcel(manifest, rows)


def arrive(parcel: Parcel) -> dict[str, int]:
    """Write the centre into this installation and check it; all or nothing. Run as the operator (migrator).

    Raises CentreError when the centre or its address is here already, when the versions differ, or when anything
    does not agree afterwards: counts, foreign keys, the chain of the journal.
    """
    _fits(parcel)
    centre_id = UUID(parcel.manifest["centre"]["id"])
    try:
        with transaction.atomic():
            _run("SET CONSTRAINTS ALL DEFERRED")
            _users(parcel.rows["centre_user"])
            _insert("centre_municipality", parcel.rows["centre_municipality"], "ON CONFLICT (code) DO NOTHING")
            _insert("centre_centre", parcel.rows["centre_centre"])
            _tables(centre_id, parcel.rows)
            _run("SET CONSTRAINTS ALL IMMEDIATE")
            _verify(centre_id, parcel)
            with acting_in(centre_id):
                journal.write(ARRIVED, by=Actor.system(centre_id), rows=sum(len(rows) for rows in parcel.rows.values()))
    except IntegrityError as error:
        raise CentreError(f"Baza odmawia: {str(error).splitlines()[0]}. Niczego nie zapisano.") from error
    return {table: len(rows) for table, rows in parcel.rows.items()}


def _fits(parcel: Parcel) -> None:
    about = parcel.manifest["centre"]
    if parcel.manifest["schema"] != schema.fingerprint():
        raise CentreError(
            f"Plik zrobiła inna wersja programu ({parcel.manifest['version']}). Zaktualizuj obie instalacje do tej samej wersji."
        )
    if Centre.objects.filter(id=about["id"]).exists():
        raise CentreError(f"To centrum już tu jest: {about['name']}.")
    if Centre.objects.filter(slug=about["slug"]).exists():
        raise CentreError(f"Adres „{about['slug']}” zajmuje tu inne centrum.")


def _users(rows: Rows) -> None:
    """Write log-ins without passwords; a person who works in a centre that came earlier is known by the same id."""
    here = {str(user.id): user.email for user in User.objects.filter(id__in=[row["id"] for row in rows])}
    emails = {user.email.lower() for user in User.objects.filter(email__in=[row["email"] for row in rows])}
    taken = [row["email"] for row in rows if row["id"] not in here and row["email"].lower() in emails]
    if taken:
        raise CentreError(f"Te adresy mają tu inne konta, zmień je najpierw: {', '.join(sorted(taken))}.")
    new = [row | {"password": make_password(None)} for row in rows if row["id"] not in here]
    _insert("centre_user", new)


def _tables(centre_id: UUID, rows: dict[str, Rows]) -> None:
    numbers: dict[int, int] = {}
    for table in sorted(rows.keys() - {*FIRST, *DERIVED}, key=lambda name: (name == "audit_link", name)):
        found = rows[table]
        model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
        if isinstance(model._meta.pk, models.BigAutoField):
            found = _renumbered(table, found, numbers)
        _insert(table, [_sealed(table, row, centre_id) for row in found])


def _renumbered(table: str, rows: Rows, numbers: dict[int, int]) -> Rows:
    """Give rows numbers of this installation; entries of the journal keep theirs in ``number_before``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, %s)", [len(rows)])
        fresh = [row[0] for row in cursor.fetchall()]
    moved = []
    for row, number in zip(rows, fresh, strict=True):
        if table == "audit_entry":
            numbers[row["id"]] = number
            row = row | {"number_before": row["number_before"] or row["id"]}
        if table == "audit_link":
            row = row | {"entry_id": numbers[row["entry_id"]]}
        moved.append(row | {"id": number})
    return moved


def _sealed(table: str, row: dict[str, Any], centre_id: UUID) -> dict[str, Any]:
    """Seal what travelled in clear under the keys of this installation."""
    clear = {column: row[column]["clear"] for column in moving.SEALED.get(table, {}) if row[column]}
    done = dict(row)
    for column, value in clear.items():
        place = aad(centre_id, table, row["id"], moving.SEALED[table][column])
        done[column] = "\\x" + vault().encrypt(value, aad=place).hex()
        for index, name in moving.INDEXED.get(table, {}).items():
            if name == moving.SEALED[table][column]:
                done[index] = "\\x" + vault().blind_index(value, tenant=centre_id, field=name).hex()
    return done


def _insert(table: str, rows: Rows, rest: str = "") -> None:
    into = (
        f'INSERT INTO "{table}" SELECT r.* FROM jsonb_array_elements(%s::jsonb) v '
        f'CROSS JOIN LATERAL jsonb_populate_record(NULL::"{table}", v) r {rest}'
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.execute(into, [json.dumps(rows[start : start + BATCH], ensure_ascii=False)])


def _verify(centre_id: UUID, parcel: Parcel) -> None:
    with acting_in(centre_id), connection.cursor() as cursor:
        for table, rows in parcel.rows.items():
            if table not in FIRST:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE centre_id = %s', [centre_id])
                if cursor.fetchone()[0] != len(rows):
                    raise CentreError(f"Liczba wierszy się nie zgadza: {table}. Niczego nie zapisano.")
        if (broken := journal.first_broken_link()) is not None:
            raise CentreError(f"Łańcuch dziennika jest przerwany na ogniwie {broken}. Niczego nie zapisano.")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
