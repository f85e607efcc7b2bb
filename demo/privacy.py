"""The paper of data protection in Starachowice: inspector, agreements, requests on their way, a consent, a restriction."""

from __future__ import annotations

from datetime import date, timedelta

from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.config.actors import actor_of
from opencus.core import clock
from opencus.core.clock import add_months
from opencus.people.models import Person
from opencus.privacy.actions import accessibility, informing, register, retention, rights
from opencus.privacy.models import ProcessingActivity

ENTRUSTED = "Imię i nazwisko, adres, telefon, uwagi o wejściu i poruszaniu się klientów zleceń; zapis wykonanych wizyt i przejazdów."


def tell(centre: Centre, users: dict[str, User], people: dict[str, Person], day: date) -> None:
    """Fill the room as its inspector and director would; call it last, a restriction stops other changes."""
    inspector, director, reception = (_actor(users[name], centre) for name in ("Tomasz Wilk", "Barbara Nowicka", "Marek Bielecki"))
    informing.set_contact(
        by=inspector, inspector_name="Tomasz Wilk", inspector_email="iod@starachowice.invalid", inspector_phone="000 555 109",
        inspector_address="al. Armii Krajowej 28, 27-200 Starachowice", appointed_on=date(2021, 1, 4), notified_on=date(2021, 1, 11),
    )  # fmt: skip
    _agreements(inspector, day)
    ProcessingActivity.objects.filter(dpia_needed=True, number__lte=2).update(dpia_on=add_months(day, -7), dpia_note="Ryzyko średnie, po środkach niskie.")
    known = sorted(people.values(), key=lambda one: one.sort_key)
    for number, one in enumerate(known[:-2]):
        informing.give_clause(by=reception, people=[one], process="application", form="handed" if number % 2 else "spoken")
    _requests(inspector, known, day)
    consent = rights.give_consent(by=reception, person=known[3], purpose="photo", form="paper", on=add_months(day, -3))
    rights.give_consent(by=reception, person=known[4], purpose="newsletter", form="spoken", on=add_months(day, -1))
    rights.withdraw_consent(by=reception, consent=consent)
    rights.restrict(by=inspector, person=known[-1], ground="contested", note="Osoba kwestionuje adres, czekamy na potwierdzenie.")
    _accessibility(inspector, day)
    asked = retention.ask_purge(
        by=inspector, table="people.disabilitycertificate", field="causes",
        basis="Symbole przyczyn niepełnosprawności nie są potrzebne do żadnej usługi z programu (art. 5 ust. 1 lit. c RODO).",
    )  # fmt: skip
    retention.do_purge(by=director, purge=asked)
    _disposal(inspector, director, day)


def _agreements(inspector: Actor, day: date) -> None:
    outside = Organisation.objects.exclude(kind=Organisation.Kind.OWN).filter(contracts__isnull=False).distinct().order_by("name")
    for number, one in enumerate(outside, start=1):
        register.write_agreement(
            by=inspector, organisation=one, name=one.name, number=f"POW/{number}/{day.year}", signed_on=date(day.year, 1, 2),
            subject=ENTRUSTED, activities=[5],
        )  # fmt: skip


def _requests(inspector: Actor, known: list[Person], day: date) -> None:
    first = rights.register_request(
        by=inspector, kind="access", channel="letter", demand="Proszę o kopię wszystkiego, co macie o mnie.", received_on=day - timedelta(days=24),
        person=known[0],
    )  # fmt: skip
    rights.extend_request(by=inspector, request=first, until=first.due_on + timedelta(days=14), reason="Akta z dwóch biur, trzeba zasłonić dane innych osób.")
    rights.register_request(
        by=inspector, kind="rectification", channel="phone", demand="W nazwisku jest literówka.", received_on=day - timedelta(days=3), person=known[1]
    )
    done = rights.register_request(
        by=inspector, kind="objection", channel="email", demand="Nie chcę listów o wydarzeniach.", received_on=day - timedelta(days=40), person=known[2]
    )
    rights.answer_request(by=inspector, request=done, state="granted", outcome="Wykreślono z listy wysyłkowej.", on=day - timedelta(days=35))


def _disposal(inspector: Actor, director: Actor, day: date) -> None:
    """A list from years ago: requests about data answered before the services began, disposed of in order."""
    old = rights.register_request(
        by=inspector, kind="other", channel="letter", demand="Pytanie o monitoring w budynku.", received_on=clock.add_years(day, -8), requester="Osoba spoza kartoteki"
    )
    rights.answer_request(by=inspector, request=old, state="granted", outcome="Wyjaśniono.", on=clock.add_years(day, -8))
    listed = retention.draw_up(by=inspector, records=[old.id], commission="Tomasz Wilk\nBarbara Nowicka")
    retention.sign(by=inspector, disposal=listed)
    retention.sign(by=director, disposal=listed)
    retention.execute(by=inspector, disposal=listed)


def _accessibility(inspector: Actor, day: date) -> None:
    accessibility.register_access_request(
        by=inspector, requester="Jan Głowacki", contact="e-mail: jan.glowacki@example.invalid", received_on=day - timedelta(days=2),
        demand="Skan regulaminu klubu nie daje się odczytać czytnikiem ekranu. Proszę o wersję tekstową.",
    )  # fmt: skip


def _actor(user: User, centre: Centre) -> Actor:
    actor = actor_of(user, centre)
    assert actor is not None
    return actor
