"""The `opencus` command. Words it does not know itself go to Django: `opencus check`, `opencus shell`."""

import argparse
import os
import sys

from opencus.config import (
    cli_accounts,
    cli_audit,
    cli_centres,
    cli_keeping,
    cli_running,
    cluster,
    external,
    schema,
    serve,
    showing,
)
from opencus.config.backup_format import BackupError
from opencus.config.keys import KeysError
from opencus.config.postgres import ClusterError

KEEPING = ("backup", "restore", "restore-test", "recovery-kit", "keys", "ballast")
OWN = ("account", "audit", "centre", "demo", "migrate", "stop", "status", *cli_running.NAMES, *KEEPING)
WITHOUT_DATABASE = {"check", "makemigrations", "makemessages", "compilemessages", "collectstatic", "help"}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; trouble an operator can mend is one plain line in Polish and exit code 1."""
    words = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opencus.config.settings")
    try:
        return _run(words)
    except (ClusterError, KeysError, BackupError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    if words[:1] == ["migrate"]:
        schema.migrate(words[1:])
        return 0
    if words and words[0] not in (*OWN, "-h", "--help"):
        return _django(words[1:] if words[0] == "manage" else words)
    options = _parser().parse_args(words)
    for word in (cli_accounts, cli_audit, cli_centres, cli_keeping, cli_running):
        if (code := word.run(options)) is not None:
            return code
    match options.command:
        case "demo":
            showing.show(options.residents, reset=options.reset, stay=options.foreground)
        case "stop":
            showing.stop()
        case "status":
            _status()
        case _:
            _parser().print_help()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="opencus", description="OpenCUS: program centrum usług społecznych."
    )
    commands = parser.add_subparsers(dest="command", metavar="polecenie")
    demo = commands.add_parser("demo", help="wersja pokazowa: dwa miasta, wymyśleni ludzie")
    demo.add_argument("--residents", type=int, metavar="N", help="dołóż N wymyślonych mieszkańców")
    demo.add_argument("--reset", action="store_true", help="usuń dane pokazowe i zacznij od nowa")
    demo.add_argument("--foreground", action="store_true", help="zostań na pierwszym planie (Ctrl+C kończy)")
    cli_running.add(commands)
    cli_keeping.add(commands)
    cli_audit.add(commands)
    cli_centres.add(commands)
    cli_accounts.add(commands)
    commands.add_parser("migrate", help="doprowadź bazę do tej wersji programu")
    commands.add_parser("stop", help="zatrzymaj serwer pokazowy i prywatną bazę")
    commands.add_parser("status", help="powiedz, co działa")
    commands.add_parser("manage", help="polecenia Django, np. opencus manage shell")
    return parser


def _status() -> None:
    if external.configured():
        external.check()
        print("baza: serwer z OPENCUS_DATABASE_URL odpowiada")
    else:
        seen = cluster.status()
        print(f"baza: {'działa' if seen.running else 'stoi'}, PostgreSQL {seen.major or '—'}, {seen.data}")
    record = serve.running()
    address = f"http://localhost:{record['port']}/" if record else "stoi"
    print(f"serwer pokazowy: {address}")


def _django(words: list[str]) -> int:
    if words and words[0] not in WITHOUT_DATABASE:
        cluster.ensure_running()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["opencus", *words])
    return 0


if __name__ == "__main__":
    sys.exit(main())
