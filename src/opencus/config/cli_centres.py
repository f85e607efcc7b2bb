"""Words of the `opencus` command about centres: a second one, its list, leaving and arriving."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any

from opencus.config import cluster, schema
from opencus.config.postgres import ClusterError

Commands = Any  # argparse keeps the type of its sub-commands to itself
PASSPHRASE = "OPENCUS_CENTRE_PASSPHRASE"


def add(commands: Commands) -> None:
    """Add the words to the parser of the command."""
    acts = commands.add_parser("centre", help="centra tej instalacji: załóż, wypisz, wyprowadź, wprowadź").add_subparsers(
        dest="act", metavar="czynność", required=True
    )
    create = acts.add_parser("create", help="załóż centrum; bez podania danych program o nie zapyta")
    create.add_argument("--name", help="pełna nazwa")
    create.add_argument("--slug", help="początek adresu, na przykład wojcieszkow")
    create.add_argument(
        "--teryt", action="append", metavar="KOD=GMINA", help="kod TERYT i nazwa gminy; dla centrum kilku gmin podaj kilka razy"
    )
    create.add_argument("--town", default="", help="miejscowość siedziby")
    create.add_argument("--admin-email", help="e-mail pierwszego administratora")
    create.add_argument("--admin-name", help="imię i nazwisko pierwszego administratora")
    acts.add_parser("list", help="wypisz centra")
    invite = acts.add_parser("invite", help="wydaj odnośnik administratorowi albo dyrektorowi, który nie ma jeszcze hasła")
    invite.add_argument("slug", metavar="ADRES")
    invite.add_argument("email", metavar="E-MAIL")
    out = acts.add_parser("export", help="zapisz całe centrum w zaszyfrowanym pliku")
    out.add_argument("slug", metavar="ADRES")
    out.add_argument("--to", type=Path, required=True, metavar="PLIK")
    into = acts.add_parser("import", help="wprowadź centrum z pliku z innej instalacji")
    into.add_argument("file", type=Path, metavar="PLIK")


def run(options: argparse.Namespace) -> int | None:
    """Do what the options ask for; None when the word is not one of these."""
    if options.command != "centre":
        return None
    _as_operator()
    from opencus.config.backup_format import BackupError
    from opencus.config.centres import CentreError

    try:
        {"create": _create, "invite": _invite, "list": _list, "export": _export, "import": _import}[options.act](options)
    except (CentreError, BackupError, FileNotFoundError) as trouble:
        raise ClusterError(str(trouble)) from None
    return 0


def _as_operator() -> None:
    os.environ["OPENCUS_ROLE"] = "migrator"
    cluster.ensure_running()
    if not schema.up_to_date():
        raise ClusterError("Baza nie pasuje do tej wersji programu. Uruchom: opencus migrate")
    import django

    django.setup()


def _create(options: argparse.Namespace) -> None:
    from opencus.config import centres

    wanted = centres.Wanted(
        name=options.name or _ask("Pełna nazwa centrum"),
        slug=options.slug or _ask("Początek adresu (małe litery, cyfry, myślnik)"),
        municipalities=_municipalities(options.teryt),
        admin_email=options.admin_email or _ask("E-mail administratora"),
        admin_name=options.admin_name or _ask("Imię i nazwisko administratora"),
        town=options.town,
    )
    made = centres.found(wanted)
    print(f"Centrum działa: /{made.centre.slug}/")
    if made.invitation:
        print("Odnośnik dla administratora (działa raz, przekaż go tylko tej osobie):")
        print(f"  {made.invitation}")
    else:
        print("Administrator ma już konto: loguje się jak dotąd.")


def _municipalities(given: list[str] | None) -> dict[str, str]:
    """Take ``KOD=GMINA`` from the options, and ask for a name that is not given."""
    typed = given or [_ask("Kod TERYT gminy (siedem cyfr)")]
    parts = [one.partition("=") for one in typed]
    return {code.strip(): name.strip() or _ask(f"Nazwa gminy {code}") for code, _, name in parts}


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise ClusterError(f"Brakuje danych: {question.lower()}. Zobacz: opencus centre create --help")
    return input(f"{question}: ").strip()


def _invite(options: argparse.Namespace) -> None:
    from opencus.config import centres

    print("Odnośnik działa raz, przekaż go tylko tej osobie:")
    print(f"  {centres.invite(options.slug, options.email)}")


def _list(options: argparse.Namespace) -> None:
    from opencus.config import centres

    print("\n".join(centres.listed()) or "Nie ma jeszcze centrum. Załóż je: opencus centre create")


def _export(options: argparse.Namespace) -> None:
    from opencus.config import moving

    counts = moving.export(options.slug, options.to, _passphrase(twice=True))
    print(f"Zapisano {sum(counts.values())} wierszy z {len(counts)} tabel: {options.to}")
    print("Hasło pliku przekaż inną drogą niż plik. Kody PIN, hasła i telefony trzeba będzie nadać na nowo.")


def _import(options: argparse.Namespace) -> None:
    from opencus.config import moving_in

    parcel = moving_in.open_file(options.file, _passphrase(twice=False))
    counts = moving_in.arrive(parcel)
    print(f"Wprowadzono {parcel.manifest['centre']['name']}: {sum(counts.values())} wierszy, łańcuch dziennika zgodny.")
    print("Konta nie mają haseł: administratora wpuści: opencus centre invite, a on pozostałych.")


def _passphrase(*, twice: bool) -> str:
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise ClusterError(f"Podaj hasło pliku w zmiennej {PASSPHRASE} albo uruchom polecenie w terminalu.")
    typed = getpass.getpass("Hasło pliku: ")
    if twice and getpass.getpass("Powtórz hasło pliku: ") != typed:
        raise ClusterError("Hasła się różnią. Spróbuj jeszcze raz.")
    return typed
