"""Keys as a person can type them from paper: short lines, each with its own checksum.

A key of 32 bytes is four lines of 8 bytes: 13 characters of the key and 3 of the checksum, in groups of four. Letters
and digits are Crockford's: no I, L, O, U, and whoever types O for 0 or L for 1 is understood. A checksum covers the
installation, the name of the key and the letter of the line, so a line typed in the wrong place is noticed too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from opencus.config.keys import BYTES, KINDS, Key, KeysError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = "abcd"
PART = 8  # bytes of a line
SIGNS, CHECK_SIGNS = 13, 3
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LABEL = re.compile(rf"(?i)\b({'|'.join(KINDS)})\s*-\s*(\d{{1,3}})\s*([{LETTERS}])\s*:")
_HEAD = re.compile(r"(?i)\binstalacja\s*:?\s*([0-9a-f]{8})\b")
_TOTAL = re.compile(r"(?i)\bkomplet\s*:?\s*(\d{1,3})\s*:?\s*([0-9a-z -]{8,})")

Held = Mapping[str, Sequence[Key]]


def lines_of(kind: str, key: Key, installation: str) -> list[str]:
    """Return the four lines of a key: `pesel-1 a: 7Q4K 9M2T 0XGV 5RC1`."""
    found = []
    for place, letter in enumerate(LETTERS):
        part = key.secret[place * PART : (place + 1) * PART]
        name = f"{kind}-{key.id} {letter}"
        signs = _signs(int.from_bytes(part, "big"), SIGNS) + _check(installation, name, part)
        found.append(f"{name}: " + " ".join(signs[at : at + 4] for at in range(0, len(signs), 4)))
    return found


def written(held: Held, installation: str) -> str:
    """Return the whole text of a kit: installation, lines of all keys, the line that tells whether one is missing."""
    words = [f"instalacja: {installation}"]
    for kind in KINDS:
        for key in held.get(kind, ()):
            words += lines_of(kind, key, installation)
    return "\n".join([*words, total(held, installation)])


def total(held: Held, installation: str) -> str:
    """Return the last line of a kit: how many keys, and a checksum over all of them."""
    digest = hashlib.sha256(f"opencus kit {installation}".encode())
    for kind in KINDS:
        for key in sorted(held.get(kind, ()), key=lambda one: one.id):
            digest.update(f"{kind}-{key.id}".encode() + key.secret)
    count = sum(len(held.get(kind, ())) for kind in KINDS)
    signs = _signs(int.from_bytes(digest.digest()[:5], "big"), 8)
    return f"komplet {count}: {signs[:4]} {signs[4:]}"


def read(text: str) -> tuple[str, dict[str, list[Key]]]:
    """Return the installation and the keys of a typed or scanned kit, the newest key of each kind first.

    Order, line breaks and repeated lines do not matter. KeysError lists every mistyped line, in Polish.
    """
    head = _HEAD.search(text)
    if not head:
        raise KeysError("Brakuje wiersza „instalacja: …” z góry kartki.")
    installation = head[1].lower()
    troubles: dict[str, str] = {}
    parts: dict[tuple[str, int], dict[str, bytes]] = {}
    for kind, number, letter, body in _lines(text):
        name = f"{kind}-{number} {letter}"
        part, trouble = _part(installation, name, body)
        if trouble:
            troubles[name] = trouble
        parts.setdefault((kind, number), {})[letter] = part  # a mistyped line is not a missing one
    held, gaps = _joined(parts)
    if troubles or gaps:
        wrong = [f"{name}: {trouble}" for name, trouble in troubles.items()]
        raise KeysError("Popraw te wiersze i spróbuj jeszcze raz:\n  " + "\n  ".join([*wrong, *gaps]))
    _compare(text, held, installation)
    return installation, held


def _lines(text: str) -> list[tuple[str, int, str, str]]:
    """Every labelled line with what was typed after the label, up to the next label or the end of the line."""
    labels = list(_LABEL.finditer(text))
    found = []
    for at, label in enumerate(labels):
        end = labels[at + 1].start() if at + 1 < len(labels) else len(text)
        body = re.split(r"[\n;]|(?i:komplet|instalacja)", text[label.end() : end])[0]
        found.append((label[1].lower(), int(label[2]), label[3].lower(), body))
    return found


def _part(installation: str, name: str, body: str) -> tuple[bytes, str]:
    """The eight bytes of a line, or what is wrong with it."""
    signs = re.sub(r"[\s·-]", "", body).upper().translate(_MISREAD)
    if wrong := sorted({one for one in signs if one not in ALPHABET}):
        return b"", f"znak „{wrong[0]}” nie występuje w kluczach"
    if len(signs) != SIGNS + CHECK_SIGNS:
        return b"", f"jest {len(signs)} znaków, a powinno być {SIGNS + CHECK_SIGNS}"
    value = 0
    for sign in signs[:SIGNS]:
        value = value * 32 + ALPHABET.index(sign)
    if value >= 1 << (8 * PART):
        return b"", "literówka w pierwszym znaku"
    part = value.to_bytes(PART, "big")
    return (part, "") if signs[SIGNS:] == _check(installation, name, part) else (b"", "literówka w tym wierszu")


def _joined(parts: dict[tuple[str, int], dict[str, bytes]]) -> tuple[dict[str, list[Key]], list[str]]:
    """The keys whose four lines are there, and what is missing."""
    held: dict[str, list[Key]] = {kind: [] for kind in KINDS}
    gaps = []
    for (kind, number), found in sorted(parts.items(), reverse=True):
        missing = [letter for letter in LETTERS if letter not in found]
        gaps += [f"{kind}-{number} {letter}: brakuje tego wiersza" for letter in missing]
        if not missing:
            held[kind].append(Key(number, b"".join(found[letter] for letter in LETTERS)))
    return held, gaps + [f"{kind}: brakuje całego klucza" for kind in KINDS if kind not in {name for name, _ in parts}]


def _compare(text: str, held: dict[str, list[Key]], installation: str) -> None:
    typed = _TOTAL.search(text)
    wanted = total(held, installation)
    if not typed:
        raise KeysError("Brakuje ostatniego wiersza „komplet …”.")
    count = sum(len(keys) for keys in held.values())
    if int(typed[1]) != count:
        raise KeysError(f"Kartka ma {typed[1]} kluczy, a przepisano {count}. Sprawdź, czy nie pominięto strony.")
    signs = re.sub(r"[\s-]", "", typed[2]).upper().translate(_MISREAD)[:8]
    if signs != wanted.partition(":")[2].replace(" ", ""):
        raise KeysError("Wiersz „komplet …” się nie zgadza. Sprawdź go; jeśli jest dobrze przepisany, klucz jest z innej kartki.")


def _check(installation: str, name: str, part: bytes) -> str:
    digest = hashlib.sha256(f"opencus kit {installation} {name} ".encode() + part).digest()
    return _signs(int.from_bytes(digest[:2], "big") >> 1, CHECK_SIGNS)


def _signs(value: int, count: int) -> str:
    signs = ""
    for _ in range(count):
        value, rest = divmod(value, 32)
        signs = ALPHABET[rest] + signs
    return signs


assert PART * len(LETTERS) == BYTES
