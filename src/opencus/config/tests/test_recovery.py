"""Keys survive on paper: typed by hand or scanned, with every slip of the hand pointed at."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from opencus.config import backup_state, keys, recovery, recovery_text
from opencus.config.keys import KeysError


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with keys of its own, one of them rotated."""
    monkeypatch.setenv("OPENCUS_DATA", str(tmp_path / "old"))
    monkeypatch.delenv("OPENCUS_KEYS_DIR", raising=False)
    keys.load.cache_clear()
    keys.load()
    keys.add("pesel")
    yield tmp_path
    keys.load.cache_clear()


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_the_kit_brings_back_the_very_same_files(place: Path) -> None:
    text = recovery.kit_text()
    written = recovery.restore(text, place / "new")
    assert sorted(written) == sorted(path.name for path in (place / "old" / "keys").glob("*.key"))
    assert files(place / "new") == files(place / "old" / "keys")
    assert {path.stat().st_mode & 0o777 for path in (place / "new").glob("*.key")} == {0o600}


def test_case_spaces_order_and_look_alikes_do_not_matter(place: Path) -> None:
    text = recovery.kit_text()
    head, *lines, total = text.splitlines()
    typed = []
    for line in lines:
        label, _, signs = line.partition(": ")
        typed.append(f"{label.upper()}:{signs.lower().replace('0', 'O').replace('1', 'l').replace(' ', '-')}")
    shuffled = "\n".join([head, *reversed(typed), total])
    assert recovery_text.read(shuffled) == recovery_text.read(text)


def test_scanned_codes_are_read_one_after_another(place: Path) -> None:
    held, ours = recovery.all_keys(), keys.installation()
    codes = [
        f"instalacja: {ours} " + " ".join(recovery_text.lines_of(kind, key, ours)) + " " + recovery_text.total(held, ours)
        for kind, found in held.items() for key in found
    ]  # fmt: skip
    assert recovery_text.read(" ".join(codes)) == recovery_text.read(recovery.kit_text())


def test_each_mistyped_line_is_named(place: Path) -> None:
    lines = recovery.kit_text().splitlines()
    lines[2] = lines[2][:-1] + ("2" if lines[2][-1] != "2" else "3")
    lines[7] = lines[7][:-2]
    lines[9] = lines[9].replace(lines[9][-4:], "U000")
    del lines[14]
    with pytest.raises(KeysError) as told:
        recovery_text.read("\n".join(lines))
    first, *named = str(told.value).splitlines()
    assert first.startswith("Popraw te wiersze")
    assert len(named) == 4
    assert "literówka w tym wierszu" in named[0]
    assert any("znaków, a powinno być 16" in line for line in named)
    assert any("znak „U” nie występuje" in line for line in named)
    assert any("brakuje tego wiersza" in line for line in named)


def test_any_single_wrong_sign_in_a_line_is_noticed(place: Path) -> None:
    text = recovery.kit_text()
    line = text.splitlines()[1]
    label, _, signs = line.partition(": ")
    for at in (index for index, sign in enumerate(signs) if sign != " "):
        other = next(sign for sign in recovery_text.ALPHABET if sign != signs[at])
        with pytest.raises(KeysError):
            recovery_text.read(text.replace(line, f"{label}: {signs[:at]}{other}{signs[at + 1:]}"))


def test_two_lines_that_changed_places_are_noticed(place: Path) -> None:
    text = recovery.kit_text()
    one, other = (line.partition(": ")[2] for line in text.splitlines()[1:3])
    swapped = text.replace(one, "#").replace(other, one).replace("#", other)
    with pytest.raises(KeysError, match="literówka"):
        recovery_text.read(swapped)


def test_a_page_left_out_is_noticed(place: Path) -> None:
    lines = recovery.kit_text().splitlines()
    without = [line for line in lines if not line.startswith("pesel-1")]
    with pytest.raises(KeysError, match="Kartka ma 6 kluczy, a przepisano 5"):
        recovery_text.read("\n".join(without))
    with pytest.raises(KeysError, match="blind: brakuje całego klucza"):
        recovery_text.read("\n".join(line for line in lines if not line.startswith("blind")))


def test_other_keys_are_never_overwritten(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = recovery.kit_text()
    monkeypatch.setenv("OPENCUS_DATA", str(place / "other"))
    keys.load.cache_clear()
    keys.load()
    before = files(place / "other" / "keys")
    with pytest.raises(KeysError, match="inne klucze niż na kartce"):
        recovery.restore(text)
    assert files(place / "other" / "keys") == before


def test_the_sheet_is_accessible_and_holds_every_line(place: Path) -> None:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(recovery.pdf()))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "pl"
    assert root["/MarkInfo"]["/Marked"].value is True
    printed = "".join(page.extract_text() for page in reader.pages)
    squeezed = "".join(printed.split())
    for line in recovery.kit_text().splitlines():
        assert "".join(line.split()) in squeezed
    for word in ("Tajne", "dziesięć kroków", "podpis (dyrektor)", "opencus restore"):
        assert word in printed


def test_the_file_is_for_the_owner_and_overwrites_nothing(place: Path) -> None:
    target = place / "klucze.pdf"
    recovery.save(target)
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeysError, match="już jest"):
        recovery.save(target)


def test_a_kit_older_than_a_key_is_told(place: Path) -> None:
    assert "nie są wydrukowane" in recovery.warnings()[0]
    recovery.save(place / "klucze.pdf")
    assert recovery.warnings() == []
    number = keys.add("backup")
    assert f"backup-{number}" in recovery.warnings()[0]
    assert not any(key.secret.hex() in str(backup_state.read("kit")) for key in recovery.all_keys()["pesel"])


def test_a_retired_key_stays_on_the_sheet(place: Path) -> None:
    keys.retire("pesel", 1)
    assert "pesel-1 a:" in recovery.kit_text()
    assert recovery.restore(recovery.kit_text(), place / "new")
