"""Jobs that watch over the journal: heads sent out, every chain checked at night, alarms told, words forgotten in time."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from opencus.audit import attempts, journal, own, verify
from opencus.audit.models import Alarm
from opencus.audit.verify import Report, Target
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.config import anchors
from opencus.core.tenancy import acting_in

logger = logging.getLogger(__name__)

WHOLE = "nienaruszony"
_ALARM = """Dzień dobry,

w centrum {centre} z jednego konta otworzono w krótkim czasie bardzo wiele kart osób ({openings} w ciągu 10 minut).
Następne karty otwierają się z tego konta coraz wolniej.
Sprawdź to w programie: Dziennik, karta „Sygnały”.

Wiadomość wysłał program OpenCUS.
"""
_BROKEN = """Dzień dobry,

nocne sprawdzenie dziennika dostępu do danych ({centre}) nie wypadło dobrze:

{fault}

Zawiadom dyrektora i nie zmieniaj nic w bazie. Co dalej: Dziennik, karta „Łańcuch”.

Wiadomość wysłał program OpenCUS.
"""


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="config.anchor_journals")
def anchor_journals(timestamp: int) -> int:
    """Send the head of every centre's chain to the places outside; return how many sendings failed."""
    return anchors.take(Centre.objects.order_by("slug"))


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="config.anchor_again")
def anchor_again(timestamp: int) -> int:
    """Send what did not get through; return how many sendings failed again."""
    return anchors.again(Centre.objects.order_by("slug"))


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="config.verify_journals")
def verify_journals(timestamp: int) -> int:
    """Check every chain whole; write the result into the journal, tell the inspector; return how many are broken."""
    known, broken = anchors.known(), 0
    for centre in Centre.objects.order_by("slug"):
        report = check(centre, known)
        broken += not report.whole
    return broken


def check(centre: Centre, known: list[Any]) -> Report:
    """Check one centre's chain as the application sees it, write the result down and tell who watches."""
    with acting_in(centre.id):
        report = verify.centre(connection.connection, Target(centre.id, centre.slug), known, queue="guard.queue()")
        said = report.faults[0].line() if report.faults else WHOLE
        journal.write(own.VERIFIED, by=Actor.system(centre.id), result=said, links=report.links)
        attempts.forget_counts()
    if report.faults:
        logger.error("journal of %s: chain broken", centre.slug)
        if settings.MAIL.configured:
            text = _BROKEN.format(centre=centre.name, fault=said)
            anchors.write_to_watchers(centre, f"Dziennik: łańcuch przerwany, {centre.short_name}", text)
    return report


@app.task(name="config.tell_alarm", retry=5)
def tell_alarm(centre_id: str, alarm_id: int) -> None:
    """Write to the inspector that somebody opened very many files; never who, and never to that person."""
    if not settings.MAIL.configured:
        return
    centre = Centre.objects.get(id=UUID(centre_id))
    with acting_in(centre.id):
        alarm = Alarm.objects.get(id=alarm_id)
    text = _ALARM.format(centre=centre.name, openings=alarm.openings)
    anchors.write_to_watchers(centre, f"Alarm dostępu do danych: {centre.short_name}", text, without=alarm.actor_id)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="config.scrub_journals")
def scrub_journals(timestamp: int) -> None:
    """Forget the words that have had their time, in a process of the owner of the tables: the application may not."""
    if os.environ.get("OPENCUS_DATABASE_URL") and not os.environ.get("OPENCUS_MIGRATOR_URL"):
        return  # on a server of somebody else's the owner runs `opencus audit retire`
    command = [sys.executable, "-m", "opencus.config.cli", "audit", "retire", "--all"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stderr or done.stdout).strip()[-500:])
