"""Nasty values and requests: what people paste, what phones spoil, what attackers try."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from hypothesis import strategies as st

TEXTS = [
    "", " ", "\t\n", "\x00", "a\x00b", "%00", "\u202egnicar", "\u200b", "\ufeff", "e\u0301\u0301\u0301", "\u0301", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "👩‍👩‍👧‍👦" * 40, "ﷺ" * 90, "Żółć ĘŚĆŁÓ", "аnnа", "ſ", "İ", "ß", "\x1b[31m", "\r\n\r\nX-Evil: 1", "\x7f\x80\x9f",
    "'; drop table people_person; --", "%' or 1=1 --", "\\", "_", "%", "%%%s", "{0}", "${7*7}", "{{7*7}}", "{% load x %}",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "data:text/html,x", "//evil.example", "\\\\evil",
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "../../etc/passwd", "C:\\Windows\\", "a" * 5_000, "ą" * 300, " " * 10_000,
    "null", "None", "true", "[]", "{}", '{"a": [1, {"b": null}]}', "[" * 2_000, "NaN", "Infinity", "-Infinity",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "1", "100000000000000000000", "-100000000000000000000", "9223372036854775808", "2147483648", "1e9", "1e400",
    "1E-9999999", "0x10", "٣", "１２", "½", "1,5", "1.5", "1 000", "1\u00a0000,00", "00000001", "99999999,999", "0.000000001", "+5", "1_000", "١٢٣",
]  # fmt: skip
DATES = [
    "0001-01-01", "9999-12-31", "0000-00-00", "2026-02-29", "2028-02-29", "2026-13-45", "1.1.1", "31.12.9999", "1.01.0001",
    "2026-10-25", "2027-03-28", "99999-01-01", "-0001-01-01", "2026-W47", "22.11.2026", "٢٠٢٦-١١-٢٢", "1899-12-31", "2299-01-01",
    "2026-11-22T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "10:00", "24:00", "02:30", "99:99", "0001-01", "9999-12", "2026-00", "1-1",
]  # fmt: skip
IDS = [
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "01a53232-7841-76ec-9a93-fcbd0a84f718",
    "{00000000-0000-0000-0000-000000000000}", "urn:uuid:00000000-0000-0000-0000-000000000000", "g" * 36, "44051401458", "44051401359", "92880112345",
]  # fmt: skip
SEGMENTS = ["%00", "%ff%fe", "%2e%2e%2f", "..", ".", "%20", "%0d%0aX:1", "1e9", "-1", "100000000000000000000", "%D9%A3", "%F0%9F%98%80", "a" * 300, "'", '"', "%25",
            "%u0000", "*", ";a=b", "0001-01-01", "9999-12-31", "2026-99", "9999-53", "0000-00"]  # fmt: skip
TYPES = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data", "multipart/form-data; boundary=",
         "application/json", "text/plain", "application/xml", "", "nonsense", "application/x-www-form-urlencoded; charset=utf-16",
         "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data; boundary=b; charset=\x01", "image/png"]  # fmt: skip
BODIES = [b"", b"\x00", b"\xff\xfe\x00a", b"a=%00&b=%ff", b"&&&===", b"=" * 3000, b"{", b"[[[[", b'{"a":' * 500, b"--b\r\n\r\n", b"--b--", b"%" * 999,
          b'--b\r\nContent-Disposition: form-data; name="x"; filename="../../a.exe"\r\nContent-Type: image/png\r\n\r\nMZ\x90\r\n--b--\r\n',
          b'--b\r\nContent-Disposition: form-data; name="\xff\xfe"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n',
          b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"a=1&" * 2500]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {}, {}, {}, {}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "\x01<x>"}, {"HTTP_X_REQUESTED_WITH": "fetch"},
    {"HTTP_ACCEPT_LANGUAGE": "uk,en;q=0.5,*;q=0.1" * 50}, {"HTTP_ACCEPT": "application/json"}, {"HTTP_REFERER": "//evil.example/\x01"},
    {"HTTP_X_FORWARDED_FOR": "1.2.3.4, evil"}, {"HTTP_X_FORWARDED_PROTO": "https"}, {"HTTP_HOST": "evil.example"}, {"HTTP_HOST": "testserver:99999"},
    {"HTTP_HOST": "x" * 400}, {"HTTP_IF_MODIFIED_SINCE": "Fri, 99 Foo 99999 99:99:99 GMT"}, {"HTTP_IF_NONE_MATCH": '"' * 50}, {"HTTP_RANGE": "bytes=0-,5-1"},
    {"CONTENT_LENGTH": "-1"}, {"CONTENT_LENGTH": "x"}, {"HTTP_CONTENT_ENCODING": "gzip"}, {"HTTP_USER_AGENT": "\u00ff" * 600}, {"REMOTE_ADDR": ""},
    {"HTTP_ORIGIN": "null"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_X_REQUEST_ID": "a\x7f" * 500}, {"HTTP_IDEMPOTENCY_KEY": "x" * 999},
]  # fmt: skip
FORM = "application/x-www-form-urlencoded"
BIG = "ż" * 524_288  # 1 MB


@dataclass(frozen=True)
class Site:
    """What can be shot at: forms with the user that saw them, addresses, routes, known ids."""

    forms: list[Any]
    seers: list[int]
    addresses: list[tuple[int, str]]
    routes: list[str]
    ids: list[str]
    users: int


@dataclass(frozen=True)
class Shot:
    """One request of one user."""

    who: int
    method: str
    path: str
    body: bytes
    content_type: str
    headers: dict[str, str] = field(default_factory=dict)

    def short(self) -> str:
        """The request in a line, for the report of a fault."""
        return f"user {self.who} {self.method} {self.path[:200]!r} {self.content_type[:40]} {self.headers or ''} {self.body[:400]!r}"


def values(site: Site) -> st.SearchStrategy[str]:
    """Return one nasty value of a field."""
    pools = st.sampled_from(TEXTS) | st.sampled_from(NUMBERS) | st.sampled_from(DATES) | st.sampled_from(IDS)
    known = st.sampled_from(site.ids or IDS)
    free = st.text(st.characters(codec="utf-8"), max_size=60)
    clear = st.one_of(st.integers().map(str), st.decimals(allow_nan=True).map(str), st.dates().map(str), st.datetimes().map(str), st.uuids().map(str))
    huge = st.integers(0, 400).map(lambda n: BIG if n == 0 else "x" * 40)
    return pools | known | free | clear | huge


@st.composite
def shots(draw: st.DrawFn, site: Site) -> Shot:
    """Draw one request: a form spoilt, an address spoilt, a route filled with nonsense, or plain noise."""
    kind = draw(st.integers(0, 99))
    if kind < 58 and site.forms:
        return _form(draw, site)
    if kind < 76 and site.addresses:
        return _address(draw, site)
    return _route(draw, site)


def _headers(draw: st.DrawFn) -> dict[str, str]:
    return dict(draw(st.sampled_from(HEADERS))) if draw(st.integers(0, 4)) == 0 else {}


def _who(draw: st.DrawFn, site: Site, usual: int) -> int:
    return draw(st.integers(0, site.users - 1)) if draw(st.integers(0, 7)) == 0 else usual


def _form(draw: st.DrawFn, site: Site) -> Shot:
    number = draw(st.integers(0, len(site.forms) - 1))
    form = site.forms[number]
    bad = values(site)
    choices = dict(form.options)
    spoil = draw(st.integers(1, 4))  # how many fields of ten are spoilt
    pairs: list[tuple[str, str]] = []
    for name, value in form.fields:
        if name in {"csrfmiddlewaretoken", "once"} and draw(st.integers(0, 9)):
            continue
        luck = draw(st.integers(0, 9))
        if luck < spoil:
            pairs.append((name, draw(bad)))
        elif luck == 9:
            pairs += [(name, value), (name, draw(bad))]
        elif luck == 8 and name in choices:
            pairs.append((name, draw(st.sampled_from(choices[name] or ("",)))))
        elif luck != 7 or draw(st.booleans()):
            pairs.append((name, value))
    for name, options in form.options:
        if draw(st.integers(0, 3)) == 0:
            pairs.append((name, draw(st.sampled_from(options or ("",)))))
    if draw(st.integers(0, 9)) == 0:
        pairs.append((draw(st.sampled_from(["id", "centre", "state", "price", "q", "next", "_method", "form-TOTAL_FORMS", "akcja", "\x00"])), draw(bad)))
    method = form.method if draw(st.integers(0, 15)) else draw(st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]))
    parts = urlsplit(form.action)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if method in {"GET", "HEAD"}:
        return Shot(_who(draw, site, site.seers[number]), method, f"{parts.path}?{encoded(pairs).decode()}", b"", FORM, _headers(draw))
    body, kind = _body(draw, pairs)
    return Shot(_who(draw, site, site.seers[number]), method, path, body, kind, _headers(draw))


def _body(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> tuple[bytes, str]:
    luck = draw(st.integers(0, 19))
    if luck == 0:
        return draw(st.sampled_from(BODIES)), draw(st.sampled_from(TYPES))
    if luck == 1:
        return json.dumps(dict(pairs)).encode(), "application/json"
    if luck == 2:
        return encoded(pairs), draw(st.sampled_from(TYPES))
    if luck == 3:
        return multipart(pairs, draw(st.booleans())), "multipart/form-data; boundary=b"
    return encoded(pairs), FORM


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """Return the fields as a browser sends them."""
    return urlencode([(name.encode(errors="replace"), value.encode(errors="replace")) for name, value in pairs]).encode()


def multipart(pairs: list[tuple[str, str]], files: bool) -> bytes:
    """Return the fields as parts; with `files` every second one is a file."""
    parts = []
    for number, (name, value) in enumerate(pairs):
        file = '; filename="a.pdf"\r\nContent-Type: application/pdf' if files and number % 2 else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        parts.append(head.encode(errors="replace") + value.encode(errors="replace") + b"\r\n")
    return b"".join(parts) + b"--b--\r\n"


def _address(draw: st.DrawFn, site: Site) -> Shot:
    who, path = draw(st.sampled_from(site.addresses))
    if draw(st.integers(0, 2)) == 0:  # spoil one segment
        parts = path.split("/")
        place = draw(st.integers(1, max(1, len(parts) - 2)))
        parts[place] = draw(st.sampled_from(SEGMENTS) | st.sampled_from(site.ids or IDS) | st.sampled_from(IDS))
        path = "/".join(parts)
    return Shot(_who(draw, site, who), *_rest(draw, site, path))


def _rest(draw: st.DrawFn, site: Site, path: str) -> tuple[str, str, bytes, str, dict[str, str]]:
    method = draw(st.sampled_from(["GET"] * 5 + ["POST"] * 4 + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "NONSENSE"]))
    names = ["q", "strona", "next", "dzien", "od", "do", "miesiac", "rok", "tydzien", "osoba", "filtr", "stan", "widok", "id", "order", "sort", "\x00"]
    bad = values(site)
    pairs = [(draw(st.sampled_from(names)), draw(bad)) for _ in range(draw(st.integers(0, 3)))]
    query = f"?{encoded(pairs).decode()}" if pairs else ""
    if len(query) > 20_000:
        query = query[:20_000]
    body, kind = _body(draw, pairs) if method not in {"GET", "HEAD"} else (b"", FORM)
    return method, path + query, body, kind, _headers(draw)


def _route(draw: st.DrawFn, site: Site) -> Shot:
    import re

    route = draw(st.sampled_from(site.routes))
    filler = st.sampled_from(SEGMENTS) | st.sampled_from(site.ids or IDS) | st.sampled_from(["1", "2026-11-22", "2026-11", "2026", "abc"])
    inside = re.sub(r"<[^>]+>", lambda _: draw(filler), re.sub(r"[\^$?]|\(\?P?<?[^)]*\)|\\.", "", route))
    prefix = draw(st.sampled_from(["/starachowice/"] * 6 + ["/wojcieszkow/"] * 3 + ["/", "/nikt/", "//", "/starachowice//", "/STARACHOWICE/"]))
    if route.startswith(("konto/", "ui/")):
        prefix = "/"
    path = prefix + (inside if draw(st.integers(0, 19)) else quote(draw(st.text(max_size=20)), errors="replace"))
    return Shot(draw(st.integers(0, site.users - 1)), *_rest(draw, site, path))
