"""Keys are made once, kept from other eyes, and never quietly replaced."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from opencus.config import keys
from opencus.config.keys import KeysError


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path))
    monkeypatch.delenv("OPENCUS_KEYS_DIR", raising=False)
    keys.load.cache_clear()
    return tmp_path / "keys"


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    keys.load.cache_clear()


def test_the_first_start_makes_five_different_keys_for_the_owner_only(place: Path) -> None:
    made = keys.load()
    secrets = {made.django.secret, made.pesel.secret, made.blind.secret, made.signing.secret, made.backup.secret}
    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 5
    assert place.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in place.glob("*.key")} == {0o600}


def test_the_second_start_reads_the_same_keys(place: Path) -> None:
    first = keys.load()
    keys.load.cache_clear()
    assert keys.load() == first


def test_keys_do_not_show_in_logs(place: Path) -> None:
    made = keys.load()
    assert made.pesel.secret.hex() not in repr(made)
    assert repr(made.pesel.secret) not in repr(made)


def test_a_rotated_key_is_used_and_the_old_one_still_opens(place: Path) -> None:
    old = keys.load().pesel
    keys.load.cache_clear()
    path = place / "pesel-2.key"
    path.write_text("ab" * 32 + "\n")
    path.chmod(0o600)
    now = keys.load()
    assert now.pesel.id == 2
    assert now.pesel_secret(1) == old.secret
    with pytest.raises(KeysError, match="nr 3"):
        now.pesel_secret(3)


def test_one_lost_key_is_not_replaced(place: Path) -> None:
    keys.load()
    keys.load.cache_clear()
    (place / "pesel-1.key").unlink()
    with pytest.raises(KeysError, match="brakuje kluczy: pesel"):
        keys.load()
    assert not (place / "pesel-1.key").exists()


def test_lost_keys_beside_a_database_are_not_replaced(place: Path) -> None:
    (place.parent / "pg" / "data").mkdir(parents=True)
    (place.parent / "pg" / "data" / "PG_VERSION").write_text("15")
    with pytest.raises(KeysError, match="nie ma kluczy"):
        keys.load()


def test_a_key_that_everybody_reads_is_refused(place: Path) -> None:
    keys.load()
    keys.load.cache_clear()
    (place / "blind-1.key").chmod(0o644)
    with pytest.raises(KeysError, match="chmod 600"):
        keys.load()


@pytest.mark.parametrize("text", ["", "żółw", "ab" * 31])
def test_a_damaged_key_is_refused(place: Path, text: str) -> None:
    keys.load()
    keys.load.cache_clear()
    (place / "signing-1.key").write_text(text)
    with pytest.raises(KeysError, match="Przywróć go z kartki"):
        keys.load()


def test_the_folder_may_lie_elsewhere(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENCUS_KEYS_DIR", str(tmp_path / "safe"))
    keys.load()
    assert (tmp_path / "safe" / "pesel-1.key").exists()
    assert not place.exists()
