"""The provider's screens keep to its own orders and the minimum data; staff screens list and place orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, User
from opencus.centre.roles import Role
from opencus.config.actors import actor_of
from opencus.contracting.models import Contract, Order
from opencus.contracting.tests import factories as c
from opencus.core.clock import today
from opencus.core.tests.reading import said
from opencus.plans.tests import factories as f
from opencus.resources.tests import factories as r


def at(name: str, *args: Any) -> str:
    return "/testowo" + reverse(name, args=args)


@pytest.fixture
def case(make_actor: Callable[..., Actor], login: Callable[[Actor], Client], centre: Centre) -> SimpleNamespace:
    service = f.service(worker_requirements=["physiotherapist"])
    application = f.application()
    application.need = "Po udarze, boi się chodzić."
    application.save()
    held = f.entitlement(application, service)
    ours, rival = c.provider(), c.provider("Opieka Plus sp. z o.o.", pes=False)
    line, theirs = c.contract(ours, service), c.contract(rival, service)

    def manager(name: str, organisation: Any) -> Client:
        user = User.objects.create_user(f"{name}@example.invalid", full_name=name.title())
        c.seat(user, organisation)
        actor = actor_of(user, centre)
        assert actor is not None
        return login(actor)

    return SimpleNamespace(
        renata=manager("renata", ours), obca=manager("obca", rival), kasia=login(make_actor(Role.CONTRACTS, name="Katarzyna Wrona")),
        held=held, line=line, theirs=theirs, ours=ours, rival=rival, service=service, login=login, make_actor=make_actor,
        order=c.order(line, held, note="Mówić głośno."),
    )  # fmt: skip


def test_the_provider_sees_the_minimum_data_and_nothing_more(case: SimpleNamespace) -> None:
    other = f.entitlement(case.held.requested.application, f.service("Posiłki z dowozem", measure="meal"))
    page = case.renata.get(at("contracting:own_order", case.order.id)).content.decode()
    for shown in ("Halina Wesołowska", "ul. Lipowa 14 m. 3", "000 555 101", "domofon 3", "balkonik", "słabo słyszy", "wt. 9:30–10:15", "Mówić głośno."):
        assert shown in page
    for hidden in ("PESEL", "1944", "udarze", other.programme_service.service.name, "bezpłatnie"):
        assert hidden not in page


def test_an_order_of_another_provider_does_not_exist_and_the_attempt_is_journalled(case: SimpleNamespace) -> None:
    for name in ("own_order", "accept", "decline", "name_worker"):
        address = at(f"contracting:{name}", case.order.id)
        response = case.obca.get(address) if name == "own_order" else case.obca.post(address, {"reason": "x", "worker": ""})
        assert response.status_code == 404
        assert "Halina" not in response.content.decode()
    attempts = Entry.objects.filter(kind="contracting.order.attempt")
    assert [(entry.subject_id, entry.person_id) for entry in attempts] == [(case.order.id, case.order.person_id)] * 4
    case.order.refresh_from_db()
    assert case.order.state == "placed"
    assert "Halina" not in case.obca.get(at("contracting:own_orders")).content.decode()


def test_every_opening_by_the_provider_is_in_the_reading_log(case: SimpleNamespace) -> None:
    case.renata.get(at("contracting:own_order", case.order.id))
    case.renata.get(at("contracting:own_order", case.order.id))
    found = Entry.objects.filter(kind="contracting.order.open_own", person_id=case.order.person_id)
    assert [(entry.event.reading, entry.data["provider"]) for entry in found] == [(True, "Pomocna Dłoń")] * 2


def test_a_provider_reaches_no_page_of_the_centre(case: SimpleNamespace) -> None:
    for address in (
        at("contracting:orders"), at("contracting:order", case.order.id), at("contracting:contracts"), at("plans:list"),
        at("contracting:order_new", case.held.id), at("resources:workers", case.rival.id),
    ):  # fmt: skip
        assert case.renata.get(address).status_code == 403
    assert case.renata.get(at("resources:workers", case.ours.id)).status_code == 200
    assert case.kasia.get(at("contracting:own_orders")).status_code == 403
    assert Client().get(at("contracting:own_orders")).status_code == 302


def test_a_workers_seat_elsewhere_is_no_right_to_manage_there(case: SimpleNamespace) -> None:
    c.seat(User.objects.get(full_name="Renata"), case.rival, "worker")
    assert case.renata.get(at("resources:workers", case.rival.id)).status_code == 403
    assert case.renata.get(at("contracting:own_order", c.order(case.theirs, case.held).id)).status_code == 404
    assert case.renata.get(at("resources:workers", case.ours.id)).status_code == 200


def test_the_manager_accepts_and_names_a_worker_on_the_page(case: SimpleNamespace) -> None:
    fit = r.worker(organisation=case.ours, credentials=("physiotherapist",))
    unfit = r.worker("Jan Kowal", organisation=case.ours, profession="złota rączka")
    response = case.renata.post(at("contracting:accept", case.order.id), {"worker": str(unfit.id)})
    assert response.status_code == 422
    assert "nie ma ważnych kwalifikacji" in response.content.decode()
    case.order.refresh_from_db()
    assert case.order.state == "placed"
    assert case.renata.post(at("contracting:accept", case.order.id), {"worker": str(fit.id)}).status_code == 302
    case.order.refresh_from_db()
    assert (case.order.state, case.order.worker) == ("accepted", fit)


def test_booking_is_one_click_away_once_the_order_is_accepted(case: SimpleNamespace) -> None:
    book = at("delivery:book", case.order.id)
    coordinator = case.login(case.make_actor(Role.KIPUS, name="Anna Kowalik"))
    assert book not in case.renata.get(at("contracting:own_order", case.order.id)).content.decode()
    case.renata.post(at("contracting:accept", case.order.id), {"worker": ""})
    assert book in case.renata.get(at("contracting:own_order", case.order.id)).content.decode()
    assert book in coordinator.get(at("contracting:order", case.order.id)).content.decode()
    assert book not in case.kasia.get(at("contracting:order", case.order.id)).content.decode()
    assert case.order.number in said(case.kasia.get(at("contracting:order_pdf", case.order.id)).content)


def test_a_refusal_without_a_reason_comes_back_and_with_one_hides_the_person(case: SimpleNamespace) -> None:
    assert case.renata.post(at("contracting:decline", case.order.id), {"reason": ""}).status_code == 422
    case.renata.post(at("contracting:decline", case.order.id), {"reason": "Brak wolnych terminów."})
    page = case.renata.get(at("contracting:own_order", case.order.id)).content.decode()
    assert "Brak wolnych terminów." in page
    assert "Halina" not in page
    assert "Halina" not in case.renata.get(at("contracting:own_orders")).content.decode()
    assert "Wykonawca odmówił" in case.kasia.get(at("contracting:order", case.order.id)).content.decode()


def test_contract_staff_place_an_order_filled_in_from_the_plan(case: SimpleNamespace) -> None:
    Order.objects.all().delete()
    f.approved_plan(application=case.held.requested.application, entitlements=[case.held], provider=case.ours)
    address = at("contracting:order_new", case.held.id)
    page = case.kasia.get(address).content.decode()
    assert "wt. 9:30–10:15" in page
    data = {
        "line": str(case.line.id), "quantity": "4", "period": "month", "schedule_text": "wt. 9:30–10:15",
        "valid_from": str(today()), "valid_to": str(today() + timedelta(days=60)), "note": "Mówić wolno i wyraźnie.",
    }  # fmt: skip
    refused = case.kasia.post(address, data | {"quantity": "400"})
    assert refused.status_code == 422
    assert "Mówić wolno i wyraźnie." in refused.content.decode()
    assert "najmniej" not in refused.content.decode()
    assert case.kasia.post(address, data).status_code == 302
    assert Order.objects.get().plan_item is not None


def test_staff_withdraw_an_order(case: SimpleNamespace) -> None:
    assert case.kasia.post(at("contracting:end", case.order.id), {"reason": ""}).status_code == 422
    case.kasia.post(at("contracting:end", case.order.id), {"reason": "Pomyłka."})
    case.order.refresh_from_db()
    assert case.order.state == "ended"


def test_a_contract_is_made_filled_and_signed_on_the_page(case: SimpleNamespace) -> None:
    data = {
        "provider": str(case.rival.id), "number": "CUS/50/2026", "mode": "procurement", "valid_from": str(today()),
        "valid_to": str(today() + timedelta(days=300)), "value_limit": "12 000,50",
    }  # fmt: skip
    assert case.kasia.post(at("contracting:contract_new"), data | {"value_limit": "dużo"}).status_code == 422
    case.kasia.post(at("contracting:contract_new"), data)
    made = Contract.objects.get(number="CUS/50/2026")
    case.kasia.post(at("contracting:add_line", made.id), {"service": str(case.service.id), "rate": "95", "units_limit": "20"})
    refused = case.kasia.post(at("contracting:sign", made.id), {"signed_on": str(today()), "accessibility_terms": ""})
    assert refused.status_code == 422
    assert "warunki dostępności" in refused.content.decode()
    case.kasia.post(at("contracting:sign", made.id), {"signed_on": str(today()), "accessibility_terms": "Kontakt SMS."})
    made.refresh_from_db()
    assert made.state == "active"
    assert "nie PES" in case.kasia.get(at("contracting:contract", made.id)).content.decode()
    assert "PES" in case.kasia.get(at("contracting:contracts")).content.decode()


@pytest.mark.parametrize("state", ["", "placed", "po-terminie", "accepted", "running", "declined", "ended"])
def test_every_list_of_orders_opens_and_exports(case: SimpleNamespace, state: str) -> None:
    assert case.kasia.get(at("contracting:orders"), {"stan": state}).status_code == 200
    assert case.kasia.post(at("contracting:orders_export") + f"?stan={state}")["Content-Type"].endswith("sheet")


@pytest.mark.parametrize(("who", "page"), [("kasia", "orders"), ("kasia", "contracts"), ("renata", "own_orders")])
def test_lists_cost_the_same_with_one_row_and_with_ten(case: SimpleNamespace, who: str, page: str) -> None:
    client = getattr(case, who)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at(f"contracting:{page}")).status_code == 200
        return len(caught)

    client.get(at(f"contracting:{page}"))
    one = cost()
    for number in range(9):
        held = f.entitlement(f.application(f.person(f"Osoba {number}")), case.service)
        c.order(case.line, held, state=["placed", "accepted", "running"][number % 3])
    assert cost() <= one + 1
    assert one <= 24


def test_who_only_reads_contracts_is_not_sent_to_the_providers_workers(case: SimpleNamespace) -> None:
    address, workers = at("contracting:contract", case.line.contract_id), at("resources:workers", case.ours.id)
    accountant = case.login(case.make_actor(Role.ACCOUNTANT, name="Ewa Nowicka"))
    assert workers in case.kasia.get(address).content.decode()
    assert workers not in accountant.get(address).content.decode()


def test_the_frame_of_the_page_leads_a_provider_only_to_its_own_pages(case: SimpleNamespace) -> None:
    page = case.renata.get(at("contracting:own_orders")).content.decode()
    assert reverse("desk:home") not in page
    assert reverse("desk:search") not in page
