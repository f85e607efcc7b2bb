"""Checks of the door: TLS, names, certificates, e-mail."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings

from opencus.config.doctor.findings import Finding, Scope, bad, count, ok, warn
from opencus.core import clock

SOON = timedelta(days=21)
LOCAL = {"localhost", "127.0.0.1", "[::1]", "testserver", ""}


def https(scope: Scope) -> Finding:
    """Pages travel encrypted as soon as they leave this machine."""
    open_to_others = os.environ.get("OPENCUS_BIND", "127.0.0.1") not in {"127.0.0.1", "::1", "localhost"}
    outside = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL]
    if settings.HTTPS:
        return ok("Połączenia są szyfrowane (HTTPS).")
    todo = "opencus serve --https NAZWA-KOMPUTERA (potrzebny pakiet: apt install caddy)"
    if open_to_others or outside:
        return bad("Program jest dostępny z sieci bez szyfrowania.", todo)
    return warn("Program działa bez HTTPS, tylko na tym komputerze.", todo)


def hosts(scope: Scope) -> Finding:
    """Only our own names and our own proxy are believed."""
    if "*" in settings.ALLOWED_HOSTS:
        return bad("OPENCUS_HOSTS=* przyjmuje każdą nazwę serwera.", "wpisz nazwę, pod którą ludzie otwierają program, np. OPENCUS_HOSTS=cus.gmina.pl")
    wide = [str(one) for one in settings.TRUSTED_PROXIES if one.num_addresses > 65536]
    if wide:
        return bad(f"OPENCUS_TRUSTED_PROXIES={','.join(wide)} wierzy obcym w ich adres.", "podaj adres własnego serwera pośredniczącego, np. 127.0.0.1")
    return ok("Przyjmowane są tylko znane nazwy serwera i własny serwer pośredniczący.")


def certificates(scope: Scope) -> Finding:
    """No certificate in use is about to expire."""
    files = [Path(one) for one in (os.environ.get("OPENCUS_CERTIFICATE"),) if one]
    own = len(files)
    files += sorted((settings.DATA / "caddy").glob("certificates/*/*/*.crt"))
    if not files:
        return ok("Certyfikatem zarządza inny program." if settings.HTTPS else "Certyfikatu nie używa się.")
    moment = clock.now()
    for number, path in enumerate(files):
        try:
            end = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
        except (OSError, ValueError):
            return bad("Nie da się odczytać pliku certyfikatu.", f"sprawdź plik: openssl x509 -in {path} -noout -dates")
        renewed = number >= own  # Caddy renews its own certificates; only an expired one shows that it cannot
        if end <= moment:
            return bad("Certyfikat wygasł. Przeglądarki ostrzegają ludzi przed programem.", _renew(path, renewed))
        if not renewed and end - moment < SOON:
            words = f"Certyfikat wygasa za {count((end - moment).days, 'dzień', 'dni', 'dni')}."
            return warn(words, _renew(path, renewed))
    return ok("Certyfikaty są ważne.")


def _renew(path: Path, renewed: bool) -> str:
    return "sprawdź, czy Caddy działa: opencus serve --https" if renewed else f"podmień plik {path} i uruchom program ponownie"


def mail(scope: Scope) -> Finding:
    """E-mail leaves the machine, if notices and alarms are to reach anybody."""
    if settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend", ".locmem.EmailBackend")):
        return warn("Program nie wysyła e-maili: alarmy i powiadomienia widać tylko na ekranie.", "podaj serwer poczty: OPENCUS_EMAIL_URL=smtp://konto:hasło@poczta.gmina.pl:587/?from=cus@gmina.pl")
    return ok("Poczta jest ustawiona.")
