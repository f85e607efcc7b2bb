"""A backup is read with its own key, whole and unchanged, or not at all."""

import io

import pytest

from opencus.config import backup_format
from opencus.config.backup_format import CHUNK, BackupError
from opencus.config.keys import Key

OURS, OTHERS = Key(1, b"o" * 32), Key(1, b"x" * 32)
TEXT = bytes(range(256)) * (CHUNK // 256) * 2 + b"the end"  # two chunks and a bit


def sealed(text: bytes = TEXT, key: Key = OURS) -> bytes:
    out = io.BytesIO()
    writer = backup_format.Writer(out.write, key, installation="0a1b2c3d")
    for start in range(0, len(text), 100_000):
        writer.write(text[start : start + 100_000])
    writer.close()
    return out.getvalue()


def read(data: bytes, *keys: Key) -> bytes:
    return b"".join(backup_format.read(io.BytesIO(data), keys or [OURS]))


@pytest.mark.parametrize("text", [b"", b"a", TEXT[:CHUNK], TEXT[: 2 * CHUNK], TEXT])
def test_what_was_written_is_read(text: bytes) -> None:
    assert read(sealed(text)) == text


def test_nothing_of_it_stands_in_clear_and_no_two_files_are_alike() -> None:
    one, other = sealed(), sealed()
    assert b"the end" not in one
    assert one != other


def test_an_older_key_opens_an_older_backup() -> None:
    assert read(sealed(), Key(2, b"n" * 32), OURS) == TEXT


def test_another_installations_key_is_told_from_damage() -> None:
    with pytest.raises(BackupError, match=r"innym kluczem \(backup-1, instalacja 0a1b2c3d"):
        read(sealed(), OTHERS)


def test_every_cut_is_noticed() -> None:
    whole = sealed()
    last_chunk = len(b"the end") + backup_format.TAG + 4
    for end in (len(whole) - 1, len(whole) - last_chunk, len(whole) // 2, 30, 20):
        with pytest.raises(BackupError, match="urwany"):
            read(whole[:end])


def test_a_changed_byte_anywhere_is_noticed() -> None:
    whole = sealed()
    for place in range(0, len(whole), len(whole) // 60):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises((BackupError, ValueError)):
            read(bytes(changed))


def test_chunks_cannot_change_places_and_nothing_can_be_added() -> None:
    whole = sealed()
    first = len(whole) - (len(b"the end") + backup_format.TAG + 4) - 2 * (CHUNK + backup_format.TAG + 4)
    size = CHUNK + backup_format.TAG + 4
    one, other = whole[first : first + size], whole[first + size : first + 2 * size]
    with pytest.raises(BackupError, match="zmieniono"):
        read(whole[:first] + other + one + whole[first + 2 * size :])
    with pytest.raises(BackupError, match="dopisał"):
        read(whole + b"x")


def test_another_file_is_told_from_a_backup() -> None:
    with pytest.raises(BackupError, match="To nie jest plik kopii"):
        read(b"%PDF-1.7 something else")
