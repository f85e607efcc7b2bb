"""A secret opens only in its own place, is found only with the key, and never shows itself."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import secrets
from opencus.core.secrets import SecretMoved, UnknownKey, Vault, aad

OLD, NEW, INDEX = secrets.new_key(), secrets.new_key(), secrets.new_key()
vault = Vault({1: OLD}, 1, INDEX)
HERE = aad("centre-1", "people_person", "row-7", "pesel")


@given(st.text(), st.binary(max_size=40))
def test_what_goes_in_comes_out(plain: str, place: bytes):
    assert vault.decrypt(vault.encrypt(plain, aad=place), aad=place) == plain


def test_the_same_secret_never_looks_the_same_and_takes_forty_bytes():
    first, second = (vault.encrypt("44051401359", aad=HERE) for _ in range(2))
    assert first != second
    assert len(first) == 40
    assert b"44051401359" not in first


@pytest.mark.parametrize(
    "elsewhere",
    [
        aad("centre-2", "people_person", "row-7", "pesel"),
        aad("centre-1", "people_contact", "row-7", "pesel"),
        aad("centre-1", "people_person", "row-8", "pesel"),
        aad("centre-1", "people_person", "row-7", "card"),
        b"",
    ],
)
def test_a_ciphertext_moved_to_another_place_does_not_open(elsewhere: bytes):
    with pytest.raises(SecretMoved):
        vault.decrypt(vault.encrypt("44051401359", aad=HERE), aad=elsewhere)


@given(st.integers(0, 39), st.integers(1, 255))
def test_one_altered_byte_is_enough_to_refuse(position: int, change: int):
    blob = bytearray(vault.encrypt("44051401359", aad=HERE))
    blob[position] ^= change
    with pytest.raises(UnknownKey if position == 0 else SecretMoved):
        vault.decrypt(bytes(blob), aad=HERE)


@given(st.binary(max_size=28))
def test_a_stump_is_refused(stump: bytes):
    with pytest.raises(SecretMoved):
        vault.decrypt(stump, aad=HERE)


def test_a_key_number_cannot_be_changed_even_between_equal_keys():
    twins = Vault({1: OLD, 2: OLD}, 1, INDEX)
    blob = twins.encrypt("44051401359", aad=HERE)
    with pytest.raises(SecretMoved):
        twins.decrypt(b"\x02" + blob[1:], aad=HERE)


def test_rotation_reads_the_old_and_writes_the_new():
    old_blob = vault.encrypt("44051401359", aad=HERE)
    rotated = Vault({1: OLD, 2: NEW}, 2, INDEX)
    assert rotated.decrypt(old_blob, aad=HERE) == "44051401359"
    assert rotated.needs_rotation(old_blob)
    assert rotated.needs_rotation(memoryview(old_blob))
    new_blob = rotated.encrypt("44051401359", aad=HERE)
    assert not rotated.needs_rotation(new_blob)
    with pytest.raises(UnknownKey):
        vault.decrypt(new_blob, aad=HERE)


def test_a_database_buffer_opens_too():
    assert vault.decrypt(memoryview(vault.encrypt("ż", aad=HERE)), aad=HERE) == "ż"


def test_the_index_is_equal_only_inside_one_centre_and_field():
    index = vault.blind_index("44051401359", tenant="1", field="pesel")
    assert len(index) == 16
    assert index == vault.blind_index("44051401359", tenant=1, field="pesel")
    others = {
        vault.blind_index("44051401358", tenant="1", field="pesel"),
        vault.blind_index("44051401359", tenant="2", field="pesel"),
        vault.blind_index("44051401359", tenant="1", field="nip"),
        Vault({1: OLD}, 1, NEW).blind_index("44051401359", tenant="1", field="pesel"),
        index,
    }
    assert len(others) == 5


@given(
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
)
def test_no_two_places_share_their_bytes(a: list[str], b: list[str]):
    assert (aad(a[0], a[1], a[2], a[3]) == aad(b[0], b[1], b[2], b[3])) == (a == b)


def test_weak_or_mixed_up_keys_are_refused():
    for keys, active, blind in (
        ({1: OLD}, 2, INDEX),
        ({256: OLD}, 256, INDEX),
        ({1: b"short"}, 1, INDEX),
        ({1: OLD}, 1, b""),
        ({1: OLD}, 1, OLD),
    ):
        with pytest.raises(ValueError, match=r"[Kk]ey"):
            Vault(keys, active, blind)


def test_a_key_file_opens_what_it_closed():
    text = secrets.new_keyring()
    blob = Vault.from_keyring(text).encrypt("44051401359", aad=HERE)
    assert Vault.from_keyring(f"# the centre's keys\n\n{text}").decrypt(blob, aad=HERE) == "44051401359"
    assert secrets.new_keyring() != text


@pytest.mark.parametrize(
    "line", ["key 1 c2hvcnQ=", "key x AAAA", "index ***", "nonsense", "active ٣", "index"]
)
def test_a_broken_key_file_names_its_line_but_no_key(line: str):
    with pytest.raises(ValueError, match="Line 4") as refused:
        Vault.from_keyring(secrets.new_keyring() + line)
    assert "c2hvcnQ" not in str(refused.value)


def test_a_vault_shows_no_key():
    shown = repr(vault) + str(vault)
    for key in (OLD, INDEX):
        assert repr(key) not in shown
        assert base64.b64encode(key).decode() not in shown
