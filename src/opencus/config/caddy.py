"""Caddy in front of the application: TLS, limits against slow and oversized requests, one name and no other."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from string import Template

from opencus.config import places
from opencus.config.postgres import ClusterError

BODY = "10MB"  # the largest request; it is read whole before the application gets it, so a slow one holds no worker
DOWN = """<!doctype html><html lang="pl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Przerwa techniczna – OpenCUS</title><main><h1>Krótka przerwa techniczna</h1>
<p>Program właśnie się uruchamia albo jest aktualizowany. To, co zapisano wcześniej, jest bezpieczne.</p>
<p>Poczekaj minutę i <a href="">spróbuj ponownie</a>. Jeśli przerwa trwa dłużej niż 10 minut, zawiadom administratora.</p></main></html>
"""
FILE = Template("""# Written by `opencus serve --https`; changes here are lost at the next start.
{
    admin off
    skip_install_trust
    auto_https disable_redirects
    http_port $http_port
    https_port $https_port
    storage file_system "$store"
    grace_period 10s
    log default {
        output stderr
        format json
        level WARN
        exclude http.log.error http.log.access http.handlers.reverse_proxy
    }
    servers {
        protocols h1 h2
        max_header_size 16KB
        timeouts {
            read_header 10s
            read_body 60s
            write 120s
            idle 120s
        }
    }
}

https://$host {
    $tls
    header -Server
    request_body {
        max_size $body
    }
    @static path /static/*
    encode @static gzip
    reverse_proxy 127.0.0.1:$app_port {
        $buffers
        header_up -Forwarded
        header_up -X-Real-IP
        transport http {
            dial_timeout 5s
            response_header_timeout 60s
            versions 1.1
        }
    }
    handle_errors {
        @down expression `{err.status_code} in [502, 503, 504]`
        handle @down {
            header Retry-After 15
            header Cache-Control no-store
            root * "$folder"
            rewrite * /down.html
            file_server {
                status 503
            }
        }
    }
}

http://$host {
    redir $address{uri} 308
}

# Any other name: an attack with a forged Host header, or a scanner.
:$https_port {
    respond 400
}

:$http_port {
    respond 400
}
""")


@dataclass(frozen=True)
class Door:
    """How visitors come in: the name they type, and whose certificate proves it.

    ``certificate`` and ``key`` are an own certificate, ``acme`` the e-mail for a public one; with neither Caddy signs
    by an authority of its own, which an office trusts by installing its root once.
    """

    host: str
    app_port: int
    https_port: int = 443
    http_port: int = 80
    certificate: Path | None = None
    key: Path | None = None
    acme: str = ""

    @property
    def address(self) -> str:
        """What people type."""
        return f"https://{self.host}" + ("" if self.https_port == 443 else f":{self.https_port}") + "/"


def binary() -> str | None:
    """Return the program, None when it is not installed."""
    return shutil.which("caddy")


def root_certificate() -> Path:
    """Return where Caddy keeps the root of its own authority."""
    return places.data_dir() / "caddy" / "pki" / "authorities" / "local" / "root.crt"


def caddyfile(door: Door) -> str:
    """Return the configuration for a door; every limit stands in it."""
    for name, value in (("nazwa", door.host), ("adres e-mail", door.acme)):
        if any(sign in value for sign in " \t\n{}\"'`;"):
            raise ClusterError(f"Nieprawidłowa wartość ({name}): {value}")
    if door.certificate and door.key:
        tls = f'tls "{door.certificate}" "{door.key}"'
    else:
        tls = f"tls {door.acme}" if door.acme else "tls internal"
    return FILE.substitute(
        host=door.host, tls=tls, address=door.address.rstrip("/"), app_port=door.app_port, https_port=door.https_port,
        http_port=door.http_port, store=places.data_dir() / "caddy", folder=_folder(), body=BODY, buffers=_buffers(),
    )  # fmt: skip


def prepare(door: Door) -> list[str]:
    """Write the configuration and return the command that serves by it."""
    program = binary()
    if program is None:
        raise ClusterError(
            "Do HTTPS potrzebny jest program Caddy. Uruchom: apt install caddy && systemctl disable --now caddy\n"
            "Albo podaj własny certyfikat: opencus serve --https NAZWA --certificate PLIK --key PLIK"
        )
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "down.html").write_text(DOWN)
    file = folder / "Caddyfile"
    file.write_text(caddyfile(door))
    words = ["--adapter", "caddyfile", "--config", str(file)]
    tried = subprocess.run([program, "adapt", *words], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise ClusterError(f"Caddy nie przyjmuje ustawień: {tried.stderr.strip().splitlines()[-1]}")
    return [program, "run", *words]


def _buffers() -> str:
    """Return the words for reading a request whole; they changed with Caddy 2.7, and Debian 12 has 2.6."""
    program = binary()
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=False).stdout if program else ""
    found = re.search(r"v?(\d+)\.(\d+)", said)
    older = found is not None and (int(found[1]), int(found[2])) < (2, 7)
    return f"buffer_requests\n        max_buffer_size {BODY}" if older else f"request_buffers {BODY}"


def _folder() -> Path:
    return places.data_dir() / "run" / "https"
