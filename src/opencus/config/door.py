"""`opencus serve`: the server in the foreground, alone on this machine or for an office behind TLS."""

from __future__ import annotations

import os
import ssl
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from opencus.config import caddy, cluster, places, schema, serve, supervise
from opencus.config.caddy import Door
from opencus.config.postgres import ClusterError
from opencus.config.supervise import Child

NEXT = """
Baza jest pusta. Co dalej:
  1. Utwórz centrum i konto dyrektora:   opencus centre create
  2. Wydrukuj kartkę z kluczami i schowaj ją w sejfie:   opencus recovery-kit
  3. Podaj dwa miejsca na kopie zapasowe (OPENCUS_BACKUP_DIRS) i zrób pierwszą:   opencus backup
  4. Sprawdź, czego jeszcze brakuje:   opencus doctor
"""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of `opencus serve`."""
    parser.add_argument("--port", type=int, default=serve.PORT, help="port programu na tym komputerze")
    parser.add_argument("--https", metavar="NAZWA", help="udostępnij w sieci pod tą nazwą, z szyfrowaniem")
    parser.add_argument("--certificate", type=Path, metavar="PLIK", help="własny certyfikat (PEM, z pośrednimi)")
    parser.add_argument("--key", type=Path, metavar="PLIK", help="klucz prywatny certyfikatu (PEM)")
    parser.add_argument("--acme", metavar="EMAIL", default="", help="certyfikat Let's Encrypt dla nazwy publicznej")
    parser.add_argument("--https-port", type=int, default=443)
    parser.add_argument("--http-port", type=int, default=80)


def run(options: Namespace) -> int:
    """Start the database as far as needed, then the server; return when it is stopped.

    Raises ClusterError in one plain line: database of another version, certificate that does not fit, port not ours.
    """
    door = _door(options)
    cluster.ensure_running()
    _bring_up_to_date()
    (places.data_dir() / "static").mkdir(parents=True, exist_ok=True)
    told = _greeting(door, options.port)
    if door is None:
        if not os.environ.get("NOTIFY_SOCKET"):
            told()
            serve.foreground(options.port)
        children = [Child("Serwer", serve.command(options.port), serve.environment())]
        return supervise.run(children, lambda: serve.answer(options.port, serve.LIVE) == 200, told)
    return supervise.run(_behind_tls(door), lambda: _alive(door), told)


def _behind_tls(door: Door) -> list[Child]:
    more = {"OPENCUS_HTTPS": "1", "OPENCUS_HOSTS": os.environ.get("OPENCUS_HOSTS") or door.host}
    if door.certificate:
        more["OPENCUS_CERTIFICATE"] = str(door.certificate)
    if caddy.binary() is None and door.certificate and door.key:
        files = ["--ssl-certificate", str(door.certificate), "--ssl-keyfile", str(door.key), "--ssl-protocol-min", "tls1.2"]
        more |= {"OPENCUS_BIND": os.environ.get("OPENCUS_BIND", "0.0.0.0"), "OPENCUS_TRUSTED_PROXIES": ""}
        os.environ["OPENCUS_BIND"] = more["OPENCUS_BIND"]
        return [Child("Serwer", serve.command(door.https_port, *files), serve.environment(**more))]
    words = caddy.prepare(door)
    more |= {"OPENCUS_BIND": "127.0.0.1", "OPENCUS_TRUSTED_PROXIES": "127.0.0.1"}
    os.environ["OPENCUS_BIND"] = "127.0.0.1"  # only Caddy may reach the application
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    home = {"HOME": str(places.data_dir()), "XDG_DATA_HOME": str(places.data_dir()), "XDG_CONFIG_HOME": str(places.data_dir())}
    return [
        Child("Serwer", serve.command(door.app_port), serve.environment(**more)),
        Child("Caddy", words, {**kept, **home}),
    ]


def _alive(door: Door) -> bool:
    if caddy.binary() is None:
        return serve.answer(door.https_port, serve.LIVE, encrypted=True) == 200
    return serve.answer(door.app_port, serve.LIVE) == 200 and not serve.port_is_free(door.https_port)


def _door(options: Namespace) -> Door | None:
    """Read the options into a door; None: plain HTTP on this machine. ClusterError when they cannot be meant so."""
    if not options.https:
        if options.certificate or options.key or options.acme:
            raise ClusterError("Podaj też nazwę, pod którą ludzie otworzą program: --https cus.gmina.pl")
        return None
    if bool(options.certificate) != bool(options.key):
        raise ClusterError("Certyfikat i klucz podaj razem: --certificate PLIK --key PLIK")
    if options.certificate and options.acme:
        raise ClusterError("Wybierz jedno: własny certyfikat (--certificate) albo Let's Encrypt (--acme).")
    if options.certificate:
        _check_pair(options.certificate, options.key)
    elif caddy.binary() is None:
        caddy.prepare(Door(options.https, options.port))  # says what to install
    for port in (options.https_port, options.http_port):
        _check_port(port)
    certificate, key = (one.absolute() if one else None for one in (options.certificate, options.key))
    return Door(
        options.https.strip().lower(), options.port, options.https_port, options.http_port, certificate, key, options.acme
    )


def _check_pair(certificate: Path, key: Path) -> None:
    for path in (certificate, key):
        if not path.is_file():
            raise ClusterError(f"Nie ma pliku {path}.")
    if key.stat().st_mode & 0o007:
        raise ClusterError(f"Każdy na tym komputerze może czytać klucz. Uruchom: chmod 600 {key}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (ssl.SSLError, ValueError, OSError):
        raise ClusterError(f"Certyfikat {certificate} i klucz {key} nie pasują do siebie albo klucz jest zaszyfrowany.") from None
    if caddy.binary() is None and "BEGIN PRIVATE KEY" not in key.read_text(errors="replace"):
        raise ClusterError(f"Klucz musi być w formacie PKCS#8: openssl pkcs8 -topk8 -nocrypt -in {key} -out nowy.key")


def _check_port(port: int) -> None:
    import errno
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0", port))
        except OSError as trouble:
            if trouble.errno == errno.EACCES:
                raise ClusterError(
                    f"Portu {port} może użyć tylko root. Wybierz inne: --https-port 8443 --http-port 8080,"
                    " albo uruchom program jako usługę (deploy/README.md)."
                ) from None
            raise ClusterError(f"Port {port} jest zajęty. Sprawdź, przez kogo: ss -ltnp 'sport = :{port}'") from None


def _bring_up_to_date() -> None:
    facts = schema.notes()
    if "migrations" not in facts and not schema.has_centres():
        print("Pierwsze uruchomienie: tworzę tabele (około pół minuty).", flush=True)
        schema.migrate_apart()
    elif facts.get("migrations") != schema.fingerprint():
        raise ClusterError("Baza nie pasuje do tej wersji programu. Zrób kopię i uruchom: opencus backup && opencus migrate")


def _greeting(door: Door | None, port: int):  # type: ignore[no-untyped-def]
    """Return what is to be said once the server answers."""
    empty = not schema.has_centres()

    def tell() -> None:
        print(door.address if door else f"http://localhost:{port}/")
        if door and not door.certificate and not door.acme and caddy.binary():
            print(
                "Certyfikat wystawiło własne centrum certyfikacji tego komputera. Na komputerach w biurze zainstaluj raz plik\n"
                f"{caddy.root_certificate()}\njako zaufany główny urząd certyfikacji (docs/howto/office-machine.md)."
            )
        if empty:
            print(NEXT)
        sys.stdout.flush()

    return tell
