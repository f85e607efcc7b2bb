"""Pages of plans through real requests: who gets in, what an error keeps, how many queries a list costs."""

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
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.core.tests.reading import said
from opencus.plans import actions
from opencus.plans.models import Plan, PlanVersion
from opencus.plans.rules import PlanProblem
from opencus.plans.tests import factories as f


def at(name: str, *args: Any) -> str:
    return "/testowo" + reverse(name, args=args)


@pytest.fixture
def case(make_actor: Callable[..., Actor], login: Callable[[Actor], Client]) -> SimpleNamespace:
    anna = make_actor(Role.KIPUS, name="Anna Kowalik")
    barbara = make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    application = f.application(submitted_on=today() - timedelta(days=5))
    services = [f.service(), f.service("Złota rączka", measure="job", unit_minutes=None, icon="wrench")]
    held = [f.entitlement(application, service) for service in services]
    provider = contracting.provider()
    for service in services:
        contracting.contract(provider, service)
    return SimpleNamespace(
        anna=login(anna), barbara=login(barbara), application=application, held=held, provider=provider, make_actor=make_actor, login=login
    )


def draft(case: SimpleNamespace) -> PlanVersion:
    response = case.anna.post(at("plans:start", case.application.id))
    plan = Plan.objects.get()
    assert response.url == at("plans:detail", plan.id)
    return plan.versions.get()


def typed(version: PlanVersion, **changes: str) -> dict[str, str]:
    """What the page of a draft sends when every part is filled in."""
    data = {"valid_from": str(version.valid_from), "valid_to": str(version.valid_to)}
    for number, item in enumerate(version.items.order_by("id")):
        values = {
            "goal": "samodzielność", "quantity": "4", "period": "month", "schedule": "wt. 9:30–10:15" if number else "pon. 8:00",
            "provider": str(item.provider_id), "place": "w domu",
        }  # fmt: skip
        data |= {f"u{item.id.hex}-{name}": value for name, value in (values | changes).items()}
    return data


def test_a_plan_is_drawn_up_agreed_sent_and_approved_in_the_browser(case: SimpleNamespace) -> None:
    version = draft(case)
    plan = version.plan
    page = case.anna.get(at("plans:detail", plan.id)).content.decode()
    assert "Jeszcze brakuje" in page
    assert "Ustalenie planu z osobą" in page
    assert case.anna.post(at("plans:save", plan.id), typed(version)).status_code == 302
    case.anna.post(at("plans:agree", plan.id), {"on": str(today()), "how": "rozmowa w domu"})
    case.anna.post(at("plans:submit", plan.id))
    assert plan.versions.get().state == "submitted"
    assert "Zatwierdź plan" in case.barbara.get(at("plans:approval", plan.id)).content.decode()
    case.barbara.post(at("plans:approval", plan.id), {"krok": "zatwierdz"})
    assert plan.versions.get().state == "in_force"
    assert "obowiązuje" in case.anna.get(at("plans:detail", plan.id)).content.decode()


def test_an_error_answers_422_and_keeps_all_that_was_typed(case: SimpleNamespace) -> None:
    version = draft(case)
    data = typed(version, quantity="cztery", schedule="wt. 10:00–9:00", goal="cel bez zmian")
    response = case.anna.post(at("plans:save", version.plan_id), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('value="cztery"') == 2
    assert "wt. 10:00–9:00" in page
    assert "cel bez zmian" in page
    assert "Godzina końca musi być późniejsza" in page
    assert "<title>Błąd: " in page
    assert version.items.filter(goal="cel bez zmian").count() == 0


def test_a_plan_longer_than_a_year_is_refused_on_the_page(case: SimpleNamespace) -> None:
    version = draft(case)
    data = typed(version) | {"valid_to": str(version.valid_from + timedelta(days=366))}
    response = case.anna.post(at("plans:save", version.plan_id), data)
    assert response.status_code == 422
    assert "najwyżej rok" in response.content.decode()


def test_a_collision_is_shown_and_mended_with_one_press(case: SimpleNamespace) -> None:
    version = draft(case)
    case.anna.post(at("plans:save", version.plan_id), typed(version, schedule="wt. 9:30–10:15"))
    assert "1\u00a0konflikt" in case.anna.get(at("plans:detail", version.plan_id)).content.decode()
    item = version.items.order_by("id").last()
    case.anna.post(at("plans:shift", version.plan_id, item.id), {"weekday": 1, "start": 570, "to": 615})
    assert "konflikt" not in case.anna.get(at("plans:detail", version.plan_id)).content.decode()


def test_the_agreement_and_support_forms_keep_what_was_typed(case: SimpleNamespace) -> None:
    version = draft(case)
    response = case.anna.post(at("plans:add_support", version.plan_id), {"who": "Krystyna Lech", "what": "", "when": ""})
    assert response.status_code == 422
    assert "Krystyna Lech" in response.content.decode()
    response = case.anna.post(at("plans:agree", version.plan_id), {"on": str(today() + timedelta(days=2)), "how": "telefonicznie"})
    assert response.status_code == 422
    assert "telefonicznie" in response.content.decode()


def test_opening_a_plan_writes_the_reading_log(case: SimpleNamespace) -> None:
    version = draft(case)
    case.barbara.get(at("plans:detail", version.plan_id))
    case.barbara.get(at("plans:print", version.plan_id))
    found = Entry.objects.filter(person_id=case.application.client_id, kind__in=["plans.plan.open", "plans.plan.print"])
    assert [entry.event.reading for entry in found] == [True, True]


def test_the_plan_is_a_tagged_document_too(case: SimpleNamespace) -> None:
    version = draft(case)
    assert version.plan.number in said(case.barbara.get(at("plans:pdf", version.plan_id)).content)


def test_providers_and_other_roles_never_reach_a_plan(case: SimpleNamespace, centre: Centre) -> None:
    version = draft(case)
    user = User.objects.create_user("renata@example.invalid", full_name="Renata Kos")
    contracting.seat(user, case.provider)
    renata = actor_of(user, centre)
    assert renata is not None
    for actor in (renata, case.make_actor(Role.RECEPTION, name="Marek Bielecki")):
        client = case.login(actor)
        for address in (at("plans:list"), at("plans:detail", version.plan_id), at("plans:print", version.plan_id)):
            assert client.get(address).status_code == 403
        assert client.post(at("plans:submit", version.plan_id)).status_code == 403
    assert Client().get(at("plans:list")).status_code == 302


def test_a_coordinator_gets_403_on_the_approval_page(case: SimpleNamespace) -> None:
    version = draft(case)
    response = case.anna.get(at("plans:approval", version.plan_id))
    assert response.status_code == 403
    assert "zatwierdzanie planu" in response.content.decode()


def test_a_plan_of_another_centre_does_not_exist(case: SimpleNamespace, other_centre: Centre) -> None:
    version = draft(case)
    assert case.anna.get(at("plans:detail", other_centre.id)).status_code == 404
    assert case.anna.get(f"/sasiedzi{reverse('plans:detail', args=[version.plan_id])}").status_code == 403


def test_the_steps_after_approval_have_their_pages(case: SimpleNamespace) -> None:
    anna = User.objects.get(full_name="Anna Kowalik")
    version = f.approved_plan(application=case.application, entitlements=case.held, provider=case.provider, author=anna)
    plan = version.plan
    for name in ("new_version", "finish", "monitor", "compare", "print", "detail"):
        assert case.anna.get(at(f"plans:{name}", plan.id)).status_code == 200
    assert case.anna.post(at("plans:new_version", plan.id), {"reason": ""}).status_code == 422
    case.anna.post(at("plans:monitoring", plan.id), {"on": str(today()), "text": "Idzie dobrze."})
    case.anna.post(at("plans:finish", plan.id), {"on": str(today()), "reason": "Rezygnacja."})
    assert case.anna.post(at("plans:finish", plan.id), {"course_and_results": "Opis."}).status_code == 422
    case.anna.post(at("plans:finish", plan.id), {"course_and_results": "Opis.", "held_on": str(today())})
    assert plan.versions.get().state == "closed"
    assert "Idzie dobrze." in case.anna.get(at("plans:detail", plan.id)).content.decode()


def test_versions_are_compared_in_words(case: SimpleNamespace) -> None:
    version = f.approved_plan(application=case.application, entitlements=case.held, provider=case.provider)
    case.anna.post(at("plans:new_version", version.plan_id), {"reason": "Więcej po szpitalu."})
    second = version.plan.versions.get(number=2)
    case.anna.post(at("plans:save", version.plan_id), typed(second, place="w przychodni"))
    page = case.anna.get(at("plans:compare", version.plan_id)).content.decode()
    assert "<del>w domu</del>" in page
    assert "<ins>w przychodni</ins>" in page
    assert "Więcej po szpitalu." in page


@pytest.mark.parametrize("tab", ["w-opracowaniu", "do-zatwierdzenia", "obowiazuja", "do-przegladu", "zakonczone"])
def test_every_list_opens_and_exports(case: SimpleNamespace, tab: str) -> None:
    assert case.anna.get(at("plans:list"), {"stan": tab}).status_code == 200
    assert case.anna.post(at("plans:export") + f"?stan={tab}")["Content-Type"].endswith("sheet")


def test_the_list_costs_the_same_with_one_plan_and_with_twelve(case: SimpleNamespace) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert case.anna.get(at("plans:list")).status_code == 200
        return len(caught)

    f.approved_plan(application=case.application, entitlements=case.held, provider=case.provider, state="draft")
    case.anna.get(at("plans:list"))
    one = cost()
    for number in range(11):
        application = f.application(f.person(f"Osoba {number}"))
        held = [f.entitlement(application, one_held.programme_service.service) for one_held in case.held]
        if number % 2:
            f.approved_plan(application=application, entitlements=held, provider=case.provider, state="draft")
    assert cost() <= one + 1
    assert one <= 24


def test_a_refused_act_shows_the_plan_and_is_a_reading(case: SimpleNamespace) -> None:
    plan = f.approved_plan(application=case.application, entitlements=case.held, provider=case.provider).plan
    assert case.anna.post(at("plans:monitoring", plan.id), {"text": ""}).status_code == 422
    assert case.anna.get(at("plans:new_version", plan.id)).status_code == 200
    assert Entry.objects.filter(kind="plans.plan.open", person_id=plan.person_id).count() == 2


def test_a_page_left_open_cannot_change_a_plan_sent_meanwhile(case: SimpleNamespace) -> None:
    version = draft(case)
    stale = PlanVersion.objects.select_related("plan").get(id=version.id)
    PlanVersion.objects.filter(id=version.id).update(state="submitted")
    anna = case.make_actor(Role.KIPUS, name="Anna Kowalik")
    with pytest.raises(PlanProblem, match="nie można jej zmieniać"):
        actions.agree(by=anna, version=stale, on=today(), how="rozmowa w domu")
