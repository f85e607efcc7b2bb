"""Cases that are already on their way, told through the same actions the screens use, at moments of the past."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from opencus.centre.actors import Actor
from opencus.centre.models import Centre, Office, User
from opencus.config.actors import actor_of
from opencus.contracting.actions.orders import Wanted, place_order
from opencus.contracting.actions.replies import accept_order
from opencus.contracting.models import Contract, ContractLine, Order
from opencus.core.clock import at, is_working_day, next_working_day, telling, working_day_or_next
from opencus.delivery.actions.bookings import end, start
from opencus.delivery.actions.codes import issue_code
from opencus.delivery.actions.records import confirm
from opencus.delivery.actions.rides import RideWish, book_ride
from opencus.delivery.actions.visits import book_visit
from opencus.delivery.models import Visit
from opencus.entitlements.actions import qualify, wait
from opencus.entitlements.models import Entitlement
from opencus.intake.actions.applications import Asked, draft, end_call, register_call, submit
from opencus.intake.actions.decisions import draft_decision
from opencus.intake.actions.recognition import record_recognition
from opencus.intake.models import Application, RequestedService
from opencus.people.models import Person
from opencus.plans.actions import approval, drafting, items
from opencus.plans.models import PlanVersion
from opencus.programmes.models import ProgrammeService
from opencus.resources.models import Vehicle, Worker
from opencus.settlement.actions import gather, open_month
from opencus.settlement.actions import submit as submit_month
from opencus.settlement.actions.months import amount_due


@dataclass(frozen=True)
class Town:
    """The cast at work, and today."""

    day: date
    reception: Actor
    kipus: Actor
    director: Actor
    contracts: Actor
    dispatcher: Actor
    manager: Actor
    workers: dict[str, Actor]

    @contextmanager
    def ago(self, days: int, hour: int = 10, minute: int = 0) -> Iterator[date]:
        """Tell of a working day about so many days ago."""
        told = self.day - timedelta(days=days)
        while not is_working_day(told):
            told -= timedelta(days=1)
        with telling(at(told, time(hour, minute))):
            yield told


def tell(centre: Centre, users: dict[str, User], people: dict[str, Person], day: date) -> None:
    """Tell every story; the order does not matter, none touches another's people."""

    def act(name: str) -> Actor:
        actor = actor_of(users[name], centre)
        assert actor is not None, name
        return actor

    town = Town(
        day, act("Marek Bielecki"), act("Anna Kowalik"), act("Barbara Nowicka"), act("Katarzyna Wrona"), act("Piotr Maj"),
        act("Renata Kos"), {name: act(name) for name in ("Piotr Sowa", "Jan Kowal", "Jan Wrona")},
    )  # fmt: skip
    _zofia(town, people["Zofia Maj"])
    _krystyna(town, people["Krystyna Lech"])
    _plan_to_approve(town, people["Jan Kowalczyk"])
    _recognised(town, people["Stefan Dudek"])
    _apply(town, people["Maria Brzoza"], 1, ("TAXI", "ZLR"), "Nie mogę dojechać do poradni, wózek nie mieści się w samochodzie syna.", {})
    _apply(town, people["Lucyna Marek"], 3, ("FIZ",), "Boli kręgosłup, trudno wstać.", {"income": 1900, "household_size": 1})
    _refusal_to_sign(town, people["Zbigniew Pawlak"])
    _queue(town, [people["Adam Wójcik"], people["Irena Duda"], people["Jerzy Gaj"]])


_NEED = "Po upadku trudno mi chodzić. Potrzebne są ćwiczenia, drobne naprawy i dojazd do poradni."
_WISHES = {"FIZ": "raz w tygodniu", "ZLR": "poluzowany uchwyt w łazience", "TAXI": "na kontrolę w poradni", "D2D": "na zajęcia"}
_DETAILS = {
    "TAXI": {"when": "w przyszłym tygodniu, rano", "where": "Poradnia ortopedyczna, ul. Radomska 70", "back": "yes"},
    "D2D": {"when": "poniedziałki, 9:00", "where": "Warsztaty, ul. Kościelna 30", "back": "yes"},
    "ZLR": {"broken": "poluzowany uchwyt w łazience"},
}  # fmt: skip


def _apply(town: Town, person: Person, days: int, codes: tuple[str, ...], need: str, declared: dict[str, object]) -> Application:
    """Somebody calls and applies for themselves."""
    with town.ago(days, 9, 20):
        enquiry = register_call(by=town.reception, key=uuid4(), caller=person, person=person, text=need)
        asked = [Asked(_offered(code).id, _WISHES.get(code, ""), _DETAILS.get(code, {})) for code in codes]
        application = draft(
            by=town.reception, enquiry=enquiry, client=person, applicant=person, capacity="self", services=asked,
            office=Office.objects.get(name="Galeria „Skałka”"), need=need, declared=declared,
        )  # fmt: skip
        application = submit(by=town.reception, application=application, clause_form="spoken", information_given=True)
        end_call(by=town.reception, enquiry=enquiry)
    return application


def _offered(code: str) -> ProgrammeService:
    return ProgrammeService.objects.select_related("service").get(service__code=code, version__state="in_force")


def _recognise(town: Town, application: Application, days: int) -> None:
    with town.ago(days, 12) as held:
        record_recognition(
            by=town.kipus, application=application, held_on=held, place="home", present=f"{'klient' if application.client.sex == 'm' else 'klientka'}, sąsiadka",
            needs="Chce wrócić do samodzielnego chodzenia po mieszkaniu i dojeżdżać do poradni.",
            current_services="Nie korzysta z innych usług. Sąsiadka robi zakupy.",
            assessment="Usługi są uzasadnione i możliwe do realizacji.", supporting_actions="Zakupy robi sąsiadka.",
            fees_explained=True,
        )  # fmt: skip


def _qualify_all(town: Town, application: Application, days: int) -> dict[str, Entitlement]:
    with town.ago(days, 13):
        return {
            one.programme_service.service.code: qualify(by=town.kipus, requested=one, reasons="Warunki programu są spełnione.")
            for one in application.requested.select_related("programme_service__service")
        }


def _week(weekday: int, start_at: str, end_at: str) -> list[Mapping[str, Any]]:
    return [{"weekday": weekday, "from": start_at, "to": end_at}]


def _plan(town: Town, application: Application, days: int) -> PlanVersion:
    """A complete draft for the entitlements of an application."""
    man = application.client.sex == "m"
    with town.ago(days, 9) as begun:
        version = drafting.draft_plan(by=town.kipus, application=application, valid_from=begun + timedelta(days=2))
        providers = {"FIZ": "Pomocna Dłoń", "ZLR": "Pomocna Dłoń", "TAXI": "CUS"}
        for item in version.items.select_related("entitlement__programme_service__service"):
            code = item.entitlement.programme_service.service.code
            line = ContractLine.objects.select_related("contract").get(service__code=code, contract__provider__short_name=providers[code])
            values = {
                "FIZ": items.ItemValues(goal="pewnie chodzić po mieszkaniu", quantity=Decimal(20), period="total", week=_week(1, "09:30", "10:15")),
                "ZLR": items.ItemValues(goal="bezpieczna łazienka", quantity=Decimal(1), period="month", schedule_text="po zgłoszeniu telefonicznym"),
                "TAXI": items.ItemValues(goal="dojazd do poradni", quantity=Decimal(12), period="total", schedule_text="na kontrolę, po zamówieniu"),
            }[code]
            place = "dom – poradnia i z powrotem" if code == "TAXI" else f"w domu {'klienta' if man else 'klientki'}"
            filled = replace(values, provider_id=line.contract.provider_id, place=place)
            items.edit_item(by=town.kipus, item=item, values=filled)
        items.add_supporting_action(by=town.kipus, version=version, who="Sąsiadka", what="zakupy", when="w soboty")
        drafting.agree(by=town.kipus, version=version, on=begun, how=f"rozmowa w domu, {'obecny klient' if man else 'obecna klientka'}")
        approval.submit(by=town.kipus, version=version)
    version.refresh_from_db()
    return version


def _zofia(town: Town, person: Person) -> None:
    """Zofia Maj: everything runs; two months of visits, one month submitted for settlement with differences."""
    application = _apply(town, person, 82, ("FIZ", "ZLR", "TAXI"), _NEED, {"referral": True, "income": 1800, "household_size": 1})
    _recognise(town, application, 79)
    held = _qualify_all(town, application, 78)
    version = _plan(town, application, 76)
    with town.ago(74, 11):
        approval.approve(by=town.director, version=version)
    with town.ago(72, 8):
        approval.begin_due(by=Actor.system(town.director.centre_id), on=town.day - timedelta(days=72))
    version.refresh_from_db()
    orders = _orders(town, version, held, 72)
    with town.ago(70, 12):
        issue_code(by=town.dispatcher, person=person)
    _physio_visits(town, orders["FIZ"])
    _repair(town, orders["ZLR"])
    _past_ride(town, orders["TAXI"])
    _ride(town, orders["TAXI"])
    _settled_month(town)


_ORDER_NOTES = {"FIZ": "Przynieść taśmy do ćwiczeń.", "ZLR": "Narzędzia własne.", "TAXI": "Pomóc przy wsiadaniu."}


def _orders(town: Town, version: PlanVersion, held: dict[str, Entitlement], days: int) -> dict[str, Order]:
    """Order each service from the provider of the plan; the cooperative takes its orders and names workers."""
    made = {}
    workers = {"FIZ": "Sowa", "ZLR": "Kowal", "TAXI": "Wrona"}
    plan_items = {item.entitlement_id: item for item in version.items.all()}
    for code, entitlement in held.items():
        item = plan_items[entitlement.id]
        line = ContractLine.objects.select_related("contract__provider", "service").get(
            service__code=code, contract__provider_id=item.provider_id
        )
        wanted = Wanted(
            quantity=item.quantity or Decimal(1), period=item.period, schedule_text=item.schedule_text or "wt. 9:30–10:15",
            valid_from=version.valid_from, valid_to=version.valid_to, note=_ORDER_NOTES[code],
        )  # fmt: skip
        with town.ago(days, 9, 30):
            order = place_order(by=town.contracts, entitlement=entitlement, line=line, wanted=wanted, plan_item=item)
        with town.ago(days - 1, 8, 30):
            worker = Worker.objects.get(family_name=workers[code])
            made[code] = accept_order(by=_answering(town, line.contract), order=order, worker=worker)
    return made


def _answering(town: Town, contract: Contract) -> Actor:
    """Providers answer themselves; for our own bus the dispatcher does."""
    return town.dispatcher if contract.mode == Contract.Mode.OWN else town.manager


def _physio_visits(town: Town, order: Order) -> None:
    """A visit each week of the last ten, two of last month not confirmed by the client; one today, one next week."""
    worker = Worker.objects.get(family_name="Sowa")
    tasks = ("Ćwiczenia chodu", "Ćwiczenia siły nóg")
    per_month: Counter[int] = Counter()  # the programme gives four sessions a month
    settled = (town.day.replace(day=1) - timedelta(days=1)).month
    for weeks in range(9, 0, -1):
        planned = working_day_or_next(town.day - timedelta(weeks=weeks))
        most = 2 if planned.month == town.day.month else 4  # this month today's and next week's visits count too
        if order.valid_from <= planned < town.day and per_month[planned.month] < most:
            per_month[planned.month] += 1
            visit = _visit(town, order, worker, planned, tasks)
            # The first two of the month that is settled: they wait for a decision, whatever day the demo is founded.
            _deliver(town, visit, "Piotr Sowa", "none" if planned.month == settled and per_month[settled] <= 2 else "carer")
    for planned in (town.day, next_working_day(town.day + timedelta(days=6))):
        _visit(town, order, worker, planned, tasks)


def _visit(town: Town, order: Order, worker: Worker, planned: date, tasks: tuple[str, ...]) -> Visit:
    with telling(at(min(planned, town.day) - timedelta(days=3), time(9))):
        begins = at(planned, time(9, 30))
        return book_visit(
            by=town.dispatcher, order=order, worker=worker, starts_at=begins, ends_at=begins + timedelta(minutes=45),
            tasks=tasks, acknowledged=True,
        )  # fmt: skip


def _deliver(town: Town, visit: Visit, name: str, how: str) -> None:
    who = town.workers[name]
    with telling(visit.starts_at + timedelta(minutes=2)):
        visit = start(by=who, booking=visit)
    with telling(visit.ends_at):
        record = end(by=who, booking=visit, note="Ćwiczenia wykonane, samopoczucie dobre.")
        if how != "none":
            confirm(by=who, record=record, how=how)


def _repair(town: Town, order: Order) -> None:
    """The handyman fixed the rail three weeks ago and comes again in two days."""
    worker = Worker.objects.get(family_name="Kowal")
    with town.ago(23, 9) as told:
        begins = at(next_working_day(told), time(12))
        visit = book_visit(
            by=town.dispatcher, order=order, worker=worker, starts_at=begins, ends_at=begins + timedelta(hours=1),
            tasks=("Uchwyt w łazience",), acknowledged=True,
        )  # fmt: skip
    _deliver(town, visit, "Jan Kowal", "carer")


def _past_ride(town: Town, order: Order) -> None:
    """There and back with our own bus last month: what the share of PES is compared with."""
    planned = working_day_or_next((town.day.replace(day=1) - timedelta(days=1)).replace(day=14))
    with telling(at(planned - timedelta(days=12), time(9))):
        legs = book_ride(by=town.dispatcher, order=order, wish=_wish(order, planned), acknowledged=True)
    driver = town.workers["Jan Wrona"]
    for leg in legs:
        with telling(leg.starts_at):
            leg = start(by=driver, booking=leg)
        with telling(leg.ends_at):
            confirm(by=driver, record=end(by=driver, booking=leg), how="carer")


def _wish(order: Order, planned: date) -> RideWish:
    arrive: datetime = at(planned, time(9))
    return RideWish(
        pickup=order.person.address, dropoff="Poradnia ortopedyczna, ul. Radomska 70", purpose="health", fare="in_gmina",
        arrive_by=arrive, back_at=arrive + timedelta(hours=2), mobility=order.person.mobility,
        vehicle=Vehicle.objects.get(), driver=Worker.objects.get(family_name="Wrona"),
    )  # fmt: skip


def _ride(town: Town, order: Order) -> None:
    """There and back to the clinic, next week."""
    with telling(at(town.day, time(9))):
        wish = _wish(order, next_working_day(town.day + timedelta(days=8)))
        book_ride(by=town.dispatcher, order=order, wish=wish, acknowledged=True)


def _settled_month(town: Town) -> None:
    """The cooperative submitted last month; two visits wait for a decision."""
    contract = Contract.objects.get(provider__short_name="Pomocna Dłoń")
    month = (town.day.replace(day=1) - timedelta(days=1)).replace(day=1)
    with telling(at(town.day.replace(day=min(town.day.day, 3)), time(9, 14))):
        settlement = open_month(by=town.manager, contract=contract, month=month)
        if not gather(by=town.manager, settlement=settlement):
            return
        claimed = amount_due(settlement) + sum((line.rate * line.disputed for line in settlement.lines.all()), Decimal(0))
        submit_month(
            by=town.manager, settlement=settlement, invoice_number=f"FV/{month.month:02d}/{month.year}/14",
            invoice_amount=claimed, ksef_number=f"0000000000-{town.day:%Y%m}03-0A1B2C3D4E5F-6A",
        )  # fmt: skip


def _krystyna(town: Town, person: Person) -> None:
    """Krystyna Lech: an order placed four working days ago that nobody has answered."""
    application = _apply(town, person, 20, ("ZLR",), "Nie domyka się okno.", {})
    held = _qualify_all(town, application, 18)
    line = ContractLine.objects.select_related("contract").get(service__code="ZLR")
    with town.ago(8, 9) as told:
        wanted = Wanted(
            quantity=Decimal(1), period="month", schedule_text="po uzgodnieniu telefonicznym", valid_from=told,
            valid_to=told + timedelta(days=90),
        )  # fmt: skip
        place_order(by=town.contracts, entitlement=held["ZLR"], line=line, wanted=wanted)


def _plan_to_approve(town: Town, person: Person) -> None:
    """Jan Kowalczyk: the plan waits for the director, six days are left."""
    application = _apply(town, person, 24, ("FIZ", "ZLR"), "Boję się wychodzić sam.", {"referral": True, "income": 2400, "household_size": 1})
    _recognise(town, application, 19)
    _qualify_all(town, application, 18)
    _plan(town, application, 2)


def _recognised(town: Town, person: Person) -> None:
    """Stefan Dudek: the talk was held, nobody has qualified him yet, the plan is due soon."""
    application = _apply(town, person, 26, ("FIZ", "TAXI"), "Po operacji kolana.", {"referral": True, "income": 1500, "household_size": 1})
    _recognise(town, application, 15)


def _refusal_to_sign(town: Town, person: Person) -> None:
    """Zbigniew Pawlak, 61: the handyman is for people of 65 and more; the refusal waits for a signature."""
    application = _apply(town, person, 9, ("ZLR",), "Cieknie kran.", {"lives_with_eligible": False})
    requested = RequestedService.objects.get(application=application)
    with town.ago(4, 11):
        draft_decision(
            by=town.kipus, requested=requested, kind="refusal",
            factual_reasons="Wnioskodawca ma 61 lat, nie mieszka samotnie i nie ma orzeczenia o niepełnosprawności. Program wymaga ukończenia 65 lat.",
        )  # fmt: skip


def _queue(town: Town, people: list[Person]) -> None:
    """Door-to-door transport has one place: the first has it, two wait."""
    for number, person in enumerate(people):
        application = _apply(town, person, 40 - 9 * number, ("D2D",), "Dojazd na zajęcia.", {"reduced_mobility": True})
        requested = RequestedService.objects.get(application=application)
        with town.ago(38 - 9 * number, 14):
            if number == 0:
                qualify(by=town.kipus, requested=requested, reasons="Warunki programu są spełnione.")
            else:
                wait(by=town.kipus, requested=requested, reasons="Warunki spełnione, brak miejsca.")
