"""Clerks that write over HTTP as people do, and remember each answer that said "saved"."""

from __future__ import annotations

import http.cookiejar
import random
import re
import string
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from _site import Form, read

PASSWORD = "Demo-haslo-2026"


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here: they say "saved"."""

    def redirect_request(self, *args: Any, **more: Any) -> None:
        return None


class Browser:
    """One person's browser: cookies, forms, no patience."""

    def __init__(self, port: int, email: str) -> None:
        self.base, self.email = f"http://127.0.0.1:{port}", email
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _Stay
        )

    def send(self, path: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
        """Return status, address of a redirect, text; 0 when nobody answers."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(urllib.request.Request(self.base + path, data=data), timeout=20) as answer:
                return answer.status, "", answer.read().decode(errors="replace")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.headers.get("Location", ""), refused.read().decode(errors="replace")
        except (OSError, ValueError, EOFError):
            return 0, "", ""
        except Exception:  # http.client has a dozen names for a connection cut in the middle
            return 0, "", ""

    def form(self, path: str, action: str = "") -> Form | None:
        """Return the form of a page whose action ends with `action`, logging in when asked to."""
        status, location, text = self.send(path)
        if status in {301, 302} and "/konto/login" in location:
            self.log_in()
            status, location, text = self.send(path)
        if status != 200:
            return None
        page = read(path, text)
        wanted = action or path.split("?")[0]
        return next((one for one in page.forms if one.method == "POST" and one.action.split("?")[0].endswith(wanted)), None)

    def log_in(self) -> None:
        status, _, text = self.send("/konto/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        if status == 200 and token:
            self.send("/konto/login/", [("csrfmiddlewaretoken", token[1]), ("login", self.email), ("password", PASSWORD)])

    def fill(self, form: Form, **values: str) -> tuple[int, str, str]:
        """Send a form with other values in some fields."""
        fields = [(name, values.pop(name, value)) for name, value in form.fields]
        return self.send(form.action, fields + list(values.items()))


@dataclass
class Ledger:
    """What the server said it had saved, and what it was asked."""

    persons: dict[str, str] = field(default_factory=dict)  # family name -> given name
    visits: list[tuple[str, str]] = field(default_factory=list)  # order, moment as typed
    applications: list[str] = field(default_factory=list)
    notes: list[tuple[str, int]] = field(default_factory=list)  # visit, number of the note
    asked: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acked(self) -> int:
        return len(self.persons) + len(self.visits) + len(self.applications) + len(self.notes)


class Writer(threading.Thread):
    """One user who writes until told to stop."""

    def __init__(self, port: int, email: str, ledger: Ledger, task: str, things: list[str], seed: int) -> None:
        super().__init__(daemon=True)
        self.browser, self.ledger, self.things = Browser(port, email), ledger, things
        self.dice = random.Random(seed)
        self.act = getattr(self, task)
        self.over = threading.Event()
        self.turn = 0

    def run(self) -> None:
        while not self.over.is_set():
            with self.ledger.lock:
                self.ledger.asked += 1
            self.turn += 1
            if not self.act():
                time.sleep(0.1)

    def person(self) -> bool:
        """Register a person under a name that nobody bears."""
        form = self.browser.form("/starachowice/osoby/nowa/")
        if form is None:
            return False
        family = "Próba" + "".join(self.dice.choices(string.ascii_lowercase, k=14))
        status, location, _ = self.browser.fill(
            form, given_name="Ewa", family_name=family, sex="f", no_pesel_reason="not_given", birth_date=f"{self.dice.randint(1, 28)}.05.19{self.dice.randint(30, 60)}",
            town="Starachowice", street="Próbna", house_number=str(self.turn),
        )  # fmt: skip
        if status == 302 and "/konto/" not in location:
            with self.ledger.lock:
                self.ledger.persons[family] = "Ewa"
            return True
        return False

    def visit(self) -> bool:
        """Book a visit in some free hour of the next weeks."""
        order = self.things[self.turn % len(self.things)]
        path = f"/starachowice/kalendarz/zlecenie/{order}/wizyta/"
        form = self.browser.form(path)
        if form is None:
            return False
        day = datetime.now(UTC).date() + timedelta(days=self.dice.randint(1, 80))
        hour = f"{self.dice.randint(7, 18):02}:{self.dice.choice((0, 15, 30, 45)):02}"
        status, location, _ = self.browser.fill(form, on=day.isoformat(), hour=hour, minutes="30", repeat="once")
        if status == 302 and "/konto/" not in location:
            with self.ledger.lock:
                self.ledger.visits.append((order, f"{day.isoformat()} {hour}"))
            return True
        return False

    def note(self) -> bool:
        """Write the note of a visit on the phone, the newest number last."""
        visit = self.things[self.turn % len(self.things)]
        path = f"/starachowice/teren/wizyta/{visit}/"
        form = self.browser.form(path, "notatka/")
        if form is None:
            begin = self.browser.form(path, "zacznij/")
            return begin is not None and self.browser.fill(begin)[0] == 302
        status, location, _ = self.browser.fill(form, note=f"Notatka {self.turn}")
        if status == 302 and "/konto/" not in location:
            with self.ledger.lock:
                self.ledger.notes.append((visit, self.turn))
            return True
        return False

    def application(self) -> bool:
        """Take a whole call: the client, a service, the clause, the submission."""
        path = "/starachowice/wnioski/rozmowa/"
        form = self.browser.form(path)
        if form is None:
            return False
        client, service = self.things[self.turn % (len(self.things) - 1) + 1], self.things[0]
        told = {"key": dict(form.fields).get("key", ""), "channel": "phone", "csrfmiddlewaretoken": dict(form.fields)["csrfmiddlewaretoken"]}
        for action, more in ((f"dzwoni:{client}", {}), ("ta-sama", {"services": service}), ("zloz", {"information": "on", "clause": "on", "need": "Próba"})):
            told |= more
            status, location, text = self.browser.send(path, [*told.items(), ("akcja", action)])
            if action == "zloz" and status == 302 and location.endswith("/zlozony/"):
                with self.ledger.lock:
                    self.ledger.applications.append(location.split("/")[-3])
                return True
            if status != 200:
                return False
            for name in ("key", "caller", "client"):
                held = re.search(rf'name="{name}" value="([^"]*)"', text)
                if held:
                    told[name] = held[1]
        return False
