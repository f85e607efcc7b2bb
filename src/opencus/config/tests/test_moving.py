"""A centre moves from one installation to another: row by row, with its journal, in one encrypted file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from demo import build
from opencus.audit import journal
from opencus.centre.models import Centre
from opencus.config import cluster, moving, moving_in
from opencus.config.backup_format import BackupError
from opencus.config.centres import CentreError
from opencus.config.tests.operator import connected_as
from opencus.core.clock import today
from opencus.core.tenancy import acting_in
from opencus.people.models import Person
from opencus.people.numbers import read_pesel

WORDS = "cztery zielone słowa na kartce"


@pytest.fixture(scope="module")
def parcel(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Starachowice with all its cases, exported from a database of its own; what it held, for comparison."""
    from django.db import connections

    server, usual = cluster.test_cluster(), connections.settings["default"]["NAME"]
    path = tmp_path_factory.mktemp("przeprowadzka") / "starachowice.centrum"
    with django_db_blocker.unblock():
        connections["default"].close()
        for name in (f"{usual}_from", f"{usual}_to"):
            server.drop_database(name)
            server.create_database(name, usual)
        try:
            with connected_as("app", f"{usual}_from"):
                build.build_starachowice(today())
                build.build_wojcieszkow(today())
            with connected_as("migrator", f"{usual}_from"):
                counts = moving.export("starachowice", path, WORDS)
                held, numbers = _held("starachowice"), _pesels("starachowice")
            yield {"path": path, "counts": counts, "rows": held, "pesels": numbers, "to": f"{usual}_to"}
        finally:
            server.drop_database(f"{usual}_from")
            server.drop_database(f"{usual}_to")


def test_the_centre_arrives_row_by_row_and_its_journal_verifies(parcel: dict[str, Any], django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), connected_as("migrator", parcel["to"]):
        build.build_wojcieszkow(today())  # the journal here has numbers of its own already
        arrived = moving_in.arrive(moving_in.open_file(parcel["path"], WORDS))
        centre = Centre.objects.get(slug="starachowice")
        assert arrived == parcel["counts"]
        assert arrived["people_person"] > 25
        assert arrived["audit_link"] == arrived["audit_entry"] > 200
        there = _held("starachowice")
        differing = [table for table, rows in parcel["rows"].items() if table not in {"audit_entry", "audit_link"} and rows != there[table]]
        assert differing == []
        assert _pesels("starachowice") == parcel["pesels"]
        with acting_in(centre.id):
            journal.seal()
            assert journal.first_broken_link() is None
        with pytest.raises(CentreError, match="już tu jest"):
            moving_in.arrive(moving_in.open_file(parcel["path"], WORDS))


def test_the_file_says_nothing_without_its_words(parcel: dict[str, Any]) -> None:
    raw = parcel["path"].read_bytes()
    assert "Wesołowska".encode() not in raw
    assert parcel["pesels"][0].encode() not in raw
    with pytest.raises(CentreError, match="Hasło"):
        moving_in.open_file(parcel["path"], "nie te słowa na kartce")


def test_a_changed_file_is_refused(parcel: dict[str, Any], tmp_path: Path) -> None:
    raw = bytearray(parcel["path"].read_bytes())
    raw[-200] ^= 1
    changed = tmp_path / "zmieniony"
    changed.write_bytes(raw)
    with pytest.raises((BackupError, CentreError)):
        moving_in.open_file(changed, WORDS)


def test_passwords_links_and_pins_stay_behind(parcel: dict[str, Any]) -> None:
    rows = moving_in.open_file(parcel["path"], WORDS).rows
    assert not moving.LEFT_BEHIND & rows.keys()
    assert all("password" not in user for user in rows["centre_user"])
    assert "Teresa Zych" not in json.dumps(rows, ensure_ascii=False)


def _held(slug: str) -> dict[str, list[str]]:
    """Every row of the centre as text, but for numbers given anew and what is sealed under other keys."""
    centre, held = Centre.objects.get(slug=slug), {}
    own = "'pesel_cipher' - 'pesel_index' - 'other_id_cipher'"
    with connection.cursor() as cursor:
        for table in moving.tables():
            cursor.execute(f"SELECT data_type FROM information_schema.columns WHERE table_name = '{table}' AND column_name = 'id'")
            anew = cursor.fetchone()[0] == "bigint" or table in moving_in.DERIVED
            row = "to_jsonb(t) - " + own + (" - 'id'" if anew else "")
            cursor.execute(f'SELECT ({row})::text FROM "{table}" t WHERE centre_id = %s ORDER BY 1', [centre.id])
            held[table] = [line for (line,) in cursor.fetchall()]
    return held


def _pesels(slug: str) -> list[str]:
    with acting_in(Centre.objects.get(slug=slug).id):
        return sorted(read_pesel(person) for person in Person.objects.all() if person.pesel_cipher)
