"""Every key can be exchanged while people work: nothing becomes unreadable, nobody becomes unfindable."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models

from opencus.centre.models import Centre, User
from opencus.config import keys, recovery, rotation, rotation_values
from opencus.config.keys import KeysError
from opencus.core.tenancy import acting_in, install_signing_key
from opencus.delivery.models import ConfirmationCode
from opencus.people import numbers, queries
from opencus.people.models import Person
from opencus.people.tests.factories import person

PESELS = ("44051401359", "02070803628", "85010112345", "90090515836")


def quiet(words: str) -> None:
    pass


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any, centre: Centre) -> Iterator[Path]:
    """A centre with keys of its own, which begin as those that the test database knows."""
    shutil.copytree(keys.keys_dir(), tmp_path / "keys")
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    monkeypatch.delenv("OPENCUS_KEYS_DIR", raising=False)
    keys.load.cache_clear()
    settings.KEYS = keys.Live()
    yield tmp_path / "keys"
    keys.load.cache_clear()


@pytest.fixture
def people(office: Path) -> list[Person]:
    made = [person(given_name="Osoba", family_name=f"Numer {n}", pesel=pesel) for n, pesel in enumerate(PESELS)]
    numbers.seal_other_id(made[0], "FE123456")
    made[0].save()
    return made


def readable(people: list[Person]) -> bool:
    fresh = [Person.objects.get(id=one.id) for one in people]
    return [numbers.read_pesel(one) for one in fresh] == list(PESELS) and numbers.read_other_id(fresh[0]) == "FE123456"


def findable(people: list[Person]) -> bool:
    return [list(queries.matching(pesel)) for pesel in PESELS] == [[one] for one in people]


def left(kind: str) -> dict[int, int | None]:
    return {one.number: one.values for one in rotation.status() if one.kind == kind}


def test_every_pesel_and_document_gets_the_new_key(people: list[Person]) -> None:
    assert left("pesel") == {1: 5}
    assert rotation.rotate("pesel", say=quiet) == 2
    assert left("pesel") == {2: 5, 1: 0}
    assert readable(people)
    rotation.retire("pesel", 1, say=quiet)
    assert left("pesel") == {2: 5}
    assert readable(people)


def test_the_second_step_of_the_log_in_gets_the_new_key_too(office: Path) -> None:
    sealer = get_adapter()
    user = User.objects.create_user("anna@example.invalid", full_name="Anna Próbna")
    totp = Authenticator.objects.create(user=user, type="totp", data={"secret": sealer.encrypt("JBSWY3DP")})
    codes = Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": sealer.encrypt("5eed"), "used_mask": 3})
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Klucz", "credential": {}})
    rotation.rotate("pesel", say=quiet)
    rotation.retire("pesel", 1, say=quiet)
    for one in (totp, codes, passkey):
        one.refresh_from_db()
    assert sealer.decrypt(totp.data["secret"]) == "JBSWY3DP"
    assert sealer.decrypt(codes.data["seed"]) == "5eed"
    assert codes.data["used_mask"] == 3
    assert passkey.data == {"name": "Klucz", "credential": {}}


def test_a_killed_rotation_leaves_everything_readable_and_is_ended_by_the_next(
    people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation_values, "BATCH", 2)
    done = rotation_values._reseal_batch

    def killed(*words: Any) -> int:
        if "after the first" in seen:
            raise KeyboardInterrupt
        seen.append("after the first")
        return done(*words)

    seen: list[str] = []
    monkeypatch.setattr(rotation_values, "_reseal_batch", killed)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate("pesel", say=quiet)
    assert left("pesel") == {2: 2, 1: 3}
    assert readable(people)
    assert "opencus keys resume pesel" in rotation.warnings()[0]
    with pytest.raises(KeysError, match="potrzebuje jeszcze 3 wartości"):
        rotation.retire("pesel", 1, say=quiet)
    monkeypatch.setattr(rotation_values, "_reseal_batch", done)
    assert rotation.resume("pesel", say=quiet) == 3
    assert rotation.resume("pesel", say=quiet) == 0
    assert left("pesel") == {2: 5, 1: 0}
    assert rotation.warnings() == []


def test_nobody_is_missed_while_the_index_is_rewritten(people: list[Person], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation_values, "BATCH", 1)
    done = rotation_values._reindex_people
    steps: list[bool] = []

    def watched(*words: Any) -> int:
        steps.append(findable(people))
        return done(*words)

    monkeypatch.setattr(rotation_values, "_reindex_people", watched)
    keys.add("blind")
    assert findable(people), "the key is there and nothing is rewritten yet"
    rotation.resume("blind", say=quiet)
    assert steps == [True] * len(people)
    assert left("blind") == {2: len(people), 1: 0}
    rotation.retire("blind", 1, say=quiet)
    assert findable(people)


def test_a_number_that_stands_under_the_old_key_is_not_given_twice(people: list[Person], centre: Centre) -> None:
    keys.add("blind")
    assert queries.stored_index(PESELS[0], centre.id) == bytes(people[0].pesel_index or b"")
    other = person(given_name="Inna", family_name="Osoba")
    with pytest.raises(Exception, match="PESEL"):
        from opencus.people.actions import _put_pesel

        _put_pesel(other, PESELS[0])


def test_two_rows_of_one_number_are_shown_to_a_person(people: list[Person]) -> None:
    keys.add("blind")
    twin = person(given_name="Ta", family_name="Sama")
    numbers.seal_pesel(twin, PESELS[1])  # by hand, past the check: under the new key it is another value
    twin.save()
    said: list[str] = []
    rotation.resume("blind", say=said.append)
    assert any(str(people[1].id) in line and "Połącz te kartoteki" in line for line in said)
    assert left("blind")[1] == 1


def test_a_clients_pin_goes_on_working(people: list[Person]) -> None:
    from opencus.delivery.actions import codes

    known = ConfirmationCode.objects.create(person=people[0], digest=codes._digests(people[0], "4821")[0])
    rotation.rotate("blind", say=quiet)
    assert left("blind") == {2: len(people) + 1, 1: 0}
    rotation.retire("blind", 1, say=quiet)
    known.refresh_from_db()
    assert bytes(known.digest) in codes._digests(people[0], "4821")
    assert bytes(known.digest) not in codes._digests(people[0], "4822")


def test_both_signing_keys_open_a_centre_while_the_exchange_lasts(own_database: str, django_db_blocker: Any) -> None:
    """The database's own answer, to signatures of both keys and of a third."""
    from opencus.config import cluster
    from opencus.conftest import make_centre
    from opencus.core.tenancy.context import prove

    old, new, foreign = (bytes([number]) * 32 for number in (1, 2, 3))
    with django_db_blocker.unblock():
        centre_id = make_centre("testowo", "9900011", "Testowo").id
        server = cluster.test_cluster()

        def opens() -> list[bool]:
            found = []
            for key in (old, new, foreign):
                connection.set_autocommit(False)
                with connection.cursor() as cursor:
                    prove(cursor, centre_id, key)
                    cursor.execute("SELECT guard.centre() = %s", [centre_id])
                    found.append(bool(cursor.fetchone()[0]))
                connection.rollback()
                connection.set_autocommit(True)
            return found

        for accepted, expected in (((old,), [True, False, False]), ((new, old), [True, True, False]), ((new,), [False, True, False])):
            with server.admin(own_database) as owner:
                install_signing_key(owner, *accepted)
            assert opens() == expected


def test_the_database_knows_the_signing_key_before_anybody_uses_it(office: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    told: list[tuple[int, list[str]]] = []

    def installed(link: object, *accepted: bytes) -> None:
        told.append((len(accepted), sorted(path.name for path in office.glob("signing-*.key"))))

    monkeypatch.setattr(rotation, "install_signing_key", installed)
    monkeypatch.setattr(rotation, "_note", lambda *words, **facts: None)
    rotation.rotate("signing", say=quiet)
    assert told == [(2, ["signing-1.key"])]
    assert settings.KEYS.signing.id == 2
    with pytest.raises(KeysError, match="poczekaj 10 minut"):
        rotation.retire("signing", 1, say=quiet)
    rotation.retire("signing", 1, now=True, say=quiet)
    assert told[1] == (1, ["signing-1.key", "signing-2.key"])


def test_a_session_signed_with_the_old_key_goes_on(office: Path, settings: Any) -> None:
    from django.core import signing

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = settings.KEYS.django_secret, []
    signed = signing.dumps("session")
    rotation.rotate("django", say=quiet)
    held = keys.load()  # what a server reads when it starts again
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = held.django_secret, held.django_fallbacks
    assert signing.loads(signed) == "session"
    with pytest.raises(KeysError, match="poczekaj dobę"):
        rotation.retire("django", 1, say=quiet)


def test_a_running_process_sees_a_new_key_at_once(office: Path) -> None:
    live = keys.Live()
    before = live.pesel
    number = keys.add("pesel")
    assert live.pesel.id == number
    assert live.at_this_moment().pesel_secret(before.id) == before.secret
    time.sleep(0.15)
    assert live.pesel.id == number
    (office / "pesel-9.key").write_text("half")  # a copy that is under way
    os.chmod(office / "pesel-9.key", 0o600)
    assert live.pesel.id == number


def test_an_old_key_is_on_the_kit_until_the_last_backup_that_needs_it_is_gone(office: Path) -> None:
    rotation.rotate("pesel", say=quiet)
    rotation.retire("pesel", 1, say=quiet)
    assert "pesel-1 a:" in recovery.kit_text()
    assert keys.draft("pesel").id == 3, "a number is never given twice"


def test_no_sealed_column_is_forgotten() -> None:
    """A new column of this kind must be written anew too: it is named in rotation_values.SEALED."""
    columns = {
        (model, field.name) for model in apps.get_models() for field in model._meta.local_fields
        if isinstance(field, models.BinaryField) and field.name.endswith(("_cipher", "_sealed"))
    }  # fmt: skip
    assert columns == {(model, column) for model, column, _ in rotation_values.SEALED}


def test_the_journal_of_every_centre_tells_of_the_exchange(office: Path, other_centre: Centre) -> None:
    from opencus.audit.models import Entry

    rotation.rotate("backup", say=quiet)
    for centre_id in Centre.objects.values_list("id", flat=True):
        with acting_in(centre_id):
            assert Entry.objects.get(kind="config.key.added").sentence == "Dodano klucz backup nr 2"


