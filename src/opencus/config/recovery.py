"""The recovery kit: all keys on one sheet of paper, and the way back from paper to key files.

Whoever holds the kit and a backup can rebuild the installation; whoever holds one of them can do nothing with it.
"""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from opencus import __version__
from opencus.config import backup_state, keys, places, recovery_text
from opencus.config.keys import KINDS, Key, KeysError

TEMPLATE = Path(__file__).with_name("recovery_kit.typ")
FONTS = Path(__file__).resolve().parents[1] / "core" / "documents" / "fonts"
#: What each key is for, as the sheet says it; the order is that of importance.
PURPOSES = {
    "backup": "otwiera kopie zapasowe",
    "pesel": "odczytuje numery PESEL i kody drugiego składnika logowania",
    "blind": "znajduje osobę po numerze PESEL",
    "signing": "oddziela dane jednego centrum od drugiego",
    "django": "podpisuje sesje zalogowanych osób",
}


def all_keys() -> dict[str, list[Key]]:
    """Return every key this installation has, the newest first, also those out of service: old backups need them."""
    held, gone = keys.load(), keys.retired()
    return {kind: [*held.all(kind), *gone[kind]] for kind in KINDS}


def kit_text() -> str:
    """Return the text of the kit as somebody would type it."""
    return recovery_text.written(all_keys(), keys.installation())


def pdf(at: datetime | None = None) -> bytes:
    """Return the kit as a tagged A4 page or more (PDF/UA-1); nothing secret touches the disk."""
    import typst

    from opencus.core import clock
    from opencus.core.words import full_date

    moment = at or clock.now()
    held, installation = all_keys(), keys.installation()
    sheet = {
        "installation": installation, "date": full_date(clock.day_of(moment)), "version": __version__,
        "total": recovery_text.total(held, installation), "where": str(places.data_dir()), "keys": _entries(held, installation),
    }  # fmt: skip
    made = typst.compile(
        str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=[str(FONTS)], ignore_system_fonts=True, format="pdf",
        pdf_standards=["ua-1"], sys_inputs={"data": json.dumps(sheet, ensure_ascii=False)}, timestamp=int(moment.timestamp()),
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def _entries(held: dict[str, list[Key]], installation: str) -> list[dict[str, Any]]:
    found = []
    ends = (f"instalacja: {installation}", recovery_text.total(held, installation))
    for kind, purpose in PURPOSES.items():
        for place, key in enumerate(held[kind]):
            lines = recovery_text.lines_of(kind, key, installation)
            title = f"{kind}-{key.id}" + (" (wcześniejszy)" if place else "")
            found.append({"title": title, "purpose": purpose, "lines": lines, "qr": _qr([ends[0], *lines, ends[1]])})
    return found


def _qr(lines: list[str]) -> str:
    import segno

    picture = io.BytesIO()
    segno.make("\n".join(lines), error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, svgns=True)
    return picture.getvalue().decode()


def save(target: Path | None) -> None:
    """Write the sheet to a new file for the owner only (None: to standard output), and remember that it was printed."""
    made = pdf()
    if target is None:
        sys.stdout.buffer.write(made)
    else:
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise KeysError(f"Plik {target} już jest. Podaj inną nazwę.") from None
        except OSError as error:
            raise KeysError(f"Nie mogę zapisać {target}: {error.strerror}.") from None
        with os.fdopen(descriptor, "wb") as file:
            file.write(made)
    remember()


def remember() -> None:
    """Note when a kit was printed and which keys stood on it; no word about the keys themselves."""
    names = [f"{kind}-{key.id}" for kind, found in all_keys().items() for key in found]
    from opencus.core import clock

    backup_state.write("kit", {"at": clock.now().isoformat(timespec="seconds"), "keys": names})


def warnings() -> list[str]:
    """Say in Polish whether the kit is missing or older than a key; empty when it is good."""
    printed = backup_state.read("kit")
    if not printed:
        return ["Klucze nie są wydrukowane. Bez kartki nikt nie odczyta kopii zapasowej: opencus recovery-kit --to klucze.pdf"]
    names = {f"{kind}-{key.id}" for kind, found in all_keys().items() for key in found}
    fresh = sorted(names - set(printed.get("keys", [])))
    if fresh:
        return [f"Kartka z kluczami jest starsza niż klucz {', '.join(fresh)}. Wydrukuj nową: opencus recovery-kit --to klucze.pdf"]
    return []


def restore(text: str, folder: Path | None = None) -> list[str]:
    """Write the keys of a typed or scanned kit back as files; return their names.

    KeysError for a mistyped line, and for a folder that holds other keys: those are never overwritten.
    """
    installation, held = recovery_text.read(text)
    folder = folder or keys.keys_dir()
    _refuse_other_keys(folder, installation, held)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    for kind, found in held.items():
        for key in found:
            name = f"{kind}-{key.id}.key"
            if not (folder / name).exists() and not (folder / keys.RETIRED / name).exists():
                keys.write(folder / name, key.secret.hex())
            written.append(name)
    keys.write(folder / "installation", installation)
    keys.load.cache_clear()
    return written


def _refuse_other_keys(folder: Path, installation: str, held: dict[str, list[Key]]) -> None:
    typed = {f"{kind}-{key.id}.key": key.secret.hex() for kind, found in held.items() for key in found}
    present = [*folder.glob("*.key"), *(folder / keys.RETIRED).glob("*.key")]
    if any(typed.get(path.name) != path.read_text().strip() for path in present):
        raise KeysError(
            f"W {folder} są inne klucze niż na kartce (instalacja {installation}). Niczego nie zmieniam."
            " Na nowym komputerze wskaż pusty katalog: OPENCUS_DATA."
        )


def ask() -> str:
    """Read a kit from standard input, telling a person at a keyboard what to type."""
    if sys.stdin.isatty():
        print(
            "Przepisz wiersze z kartki albo wklej treść kodów QR. Wielkość liter i odstępy nie mają znaczenia.\n"
            "Na koniec naciśnij Enter i Ctrl+D."
        )
    return sys.stdin.read()


def read_file(path: str) -> str:
    """Return the text of a kit from a file, or from the keyboard for `-`."""
    if path == "-":
        return ask()
    try:
        return Path(path).read_text()
    except (OSError, UnicodeDecodeError):
        raise KeysError(f"Nie mogę odczytać {path}. Podaj plik tekstowy z wierszami z kartki albo „-”.") from None
