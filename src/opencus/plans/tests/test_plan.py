"""From a draft to a closed plan: who may do what, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Authorisation, User
from opencus.centre.roles import Permission, Role
from opencus.contracting.tests import factories as contracting
from opencus.core.clock import today
from opencus.plans import actions
from opencus.plans.models import PlanItem, PlanVersion
from opencus.plans.queries import awaiting_plan, counts, listed, missing_in
from opencus.plans.rules import PlanProblem
from opencus.plans.tasks import turn_of_day
from opencus.plans.tests import factories as f


@pytest.fixture
def case(make_actor: Callable[..., Actor]) -> SimpleNamespace:
    """Anna Kowalik (KIPUS), Barbara Nowicka (director) and Halina Wesołowska with two services granted."""
    anna, barbara = make_actor(Role.KIPUS, name="Anna Kowalik"), make_actor(Role.DIRECTOR, name="Barbara Nowicka")
    application = f.application(submitted_on=today() - timedelta(days=5))
    physio, handyman = f.service(), f.service("Złota rączka", measure="job", unit_minutes=None, icon="wrench")
    held = [f.entitlement(application, physio), f.entitlement(application, handyman)]
    return SimpleNamespace(
        anna=anna, barbara=barbara, application=application, held=held, physio=physio, handyman=handyman,
        provider=contracting.provider(),
    )  # fmt: skip


def complete(case: SimpleNamespace) -> PlanVersion:
    """Anna's finished draft."""
    version = actions.draft_plan(by=case.anna, application=case.application)
    for item in version.items.all():
        values = actions.items.ItemValues(
            goal="samodzielność", quantity=Decimal(4), period="month", schedule_text="po uzgodnieniu",
            provider_id=case.provider.id, place="w domu",
        )  # fmt: skip
        actions.edit_item(by=case.anna, item=item, values=values)
    actions.agree(by=case.anna, version=version, on=today(), how="rozmowa w domu, obecna córka")
    return version


def in_force(case: SimpleNamespace) -> PlanVersion:
    version = actions.submit(by=case.anna, version=complete(case))
    return actions.approve(by=case.barbara, version=version)


def test_a_draft_holds_every_active_entitlement_and_its_clock(case: SimpleNamespace) -> None:
    case.held[1].state = "suspended"
    case.held[1].save()
    version = actions.draft_plan(by=case.anna, application=case.application)
    assert version.plan.number == f"IPUS/{today().year}/0001"
    assert version.plan.due_on == case.application.submitted_on + timedelta(days=30)
    assert version.plan.monitor_id == case.anna.user_id
    [item] = version.items.all()
    assert (item.entitlement, item.quantity, item.period, item.place) == (case.held[0], Decimal("4.00"), "month", "w domu")


def test_a_new_draft_never_proposes_more_than_was_granted(case: SimpleNamespace) -> None:
    case.held[0].limits = [{"quantity": q, "measure": "visit", "period": p} for q, p in (("4.00", "month"), ("20.00", "year"))]
    case.held[0].save()
    version = actions.draft_plan(by=case.anna, application=case.application)
    item = version.items.get(entitlement=case.held[0])
    assert (item.quantity, item.period) == (Decimal("20.00"), "total")
    assert "amount" not in {one.part for one in missing_in(version)}


def test_the_only_provider_under_contract_is_proposed(case: SimpleNamespace) -> None:
    contracting.contract(case.provider, case.physio)
    version = actions.draft_plan(by=case.anna, application=case.application)
    assert version.items.get(entitlement=case.held[0]).provider == case.provider
    assert version.items.get(entitlement=case.held[1]).provider is None


def test_one_application_has_one_plan(case: SimpleNamespace) -> None:
    actions.draft_plan(by=case.anna, application=case.application)
    with pytest.raises(PlanProblem, match="ma już plan IPUS"):
        actions.draft_plan(by=case.anna, application=case.application)


def test_only_a_coordinator_draws_up_a_plan(case: SimpleNamespace, make_actor: Callable[..., Actor]) -> None:
    for role in (Role.DIRECTOR, Role.OUS, Role.RECEPTION, Role.CONTRACTS):
        with pytest.raises(Refused):
            actions.draft_plan(by=make_actor(role, name=f"Kto {role}"), application=case.application)


def test_only_an_active_entitlement_of_the_same_person_enters(case: SimpleNamespace) -> None:
    version = actions.draft_plan(by=case.anna, application=case.application)
    other = f.application(f.person("Jan Obcy"))
    with pytest.raises(PlanProblem, match="innej osoby"):
        actions.add_item(by=case.anna, version=version, entitlement=f.entitlement(other, case.physio))
    ended = f.entitlement(case.application, f.service("Taksówka", mode="transport", measure="trip"), state="ended")
    with pytest.raises(PlanProblem, match="zakończone"):
        actions.add_item(by=case.anna, version=version, entitlement=ended)
    with pytest.raises(PlanProblem, match="już w planie"):
        actions.add_item(by=case.anna, version=version, entitlement=case.held[0])


def test_a_plan_longer_than_a_year_is_refused(case: SimpleNamespace) -> None:
    version = actions.draft_plan(by=case.anna, application=case.application)
    actions.set_period(by=case.anna, version=version, valid_from=date(2028, 2, 29), valid_to=date(2029, 2, 28))
    with pytest.raises(PlanProblem, match="najwyżej rok"):
        actions.set_period(by=case.anna, version=version, valid_from=date(2028, 2, 28), valid_to=date(2029, 2, 28))
    version.refresh_from_db()
    assert version.valid_to == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"quantity": None}, "ile i na jaki czas"),
        ({"schedule_text": "", "week": []}, "harmonogram"),
        ({"provider": None}, "wykonawca"),
        ({"place": ""}, "miejsce"),
    ],
)
def test_approval_is_refused_while_a_part_is_missing(case: SimpleNamespace, change: dict[str, object], named: str) -> None:
    version = actions.submit(by=case.anna, version=complete(case))
    PlanItem.objects.filter(version=version, entitlement=case.held[0]).update(**change)
    with pytest.raises(PlanProblem, match=f"Mobilny fizjoterapeuta: {named}"):
        actions.approve(by=case.barbara, version=version)
    version.refresh_from_db()
    assert version.state == "submitted"


def test_a_draft_with_a_missing_part_cannot_be_sent(case: SimpleNamespace) -> None:
    version = actions.draft_plan(by=case.anna, application=case.application)
    with pytest.raises(PlanProblem) as refusal:
        actions.submit(by=case.anna, version=version)
    assert {one.part for one in refusal.value.missing} == {"schedule", "provider", "agreement"}


def test_the_director_approves_and_the_plan_is_in_force_on_its_first_day(case: SimpleNamespace) -> None:
    version = in_force(case)
    assert version.state == "in_force"
    assert (version.approved_by_id, version.self_approved) == (case.barbara.user_id, False)


def test_a_coordinator_never_approves(case: SimpleNamespace, make_actor: Callable[..., Actor]) -> None:
    version = actions.submit(by=case.anna, version=complete(case))
    with pytest.raises(Refused):
        actions.approve(by=case.anna, version=version)
    authorised = make_actor(Role.KIPUS, name="Maria Druga", authorised=(Permission.APPROVE_PLAN,))
    with pytest.raises(Refused):
        actions.approve(by=authorised, version=version)


def test_an_organiser_approves_only_with_an_authorisation_valid_today(
    case: SimpleNamespace, make_actor: Callable[..., Actor]
) -> None:
    version = actions.submit(by=case.anna, version=complete(case))
    ewa = make_actor(Role.OUS, name="Ewa Sikora", authorised=(Permission.APPROVE_PLAN,))
    Authorisation.objects.update(valid_to=today() - timedelta(days=1))
    with pytest.raises(Refused):
        actions.approve(by=make_actor(Role.OUS, name="Ewa Sikora"), version=version)
    Authorisation.objects.update(valid_to=today())
    assert actions.approve(by=make_actor(Role.OUS, name="Ewa Sikora"), version=version).state == "in_force"
    assert ewa.may(Permission.APPROVE_PLAN)


def test_approving_ones_own_plan_is_allowed_recorded_and_reportable(
    case: SimpleNamespace, make_actor: Callable[..., Actor]
) -> None:
    case.anna = make_actor(Role.KIPUS, Role.DIRECTOR, name="Teresa Zych")
    version = actions.approve(by=case.anna, version=actions.submit(by=case.anna, version=complete(case)))
    assert version.self_approved
    assert Entry.objects.filter(kind="plans.version.self_approve", subject_id=version.plan_id).count() == 1


def test_a_plan_that_begins_later_waits_for_its_first_day(case: SimpleNamespace) -> None:
    version = complete(case)
    start = today() + timedelta(days=10)
    actions.set_period(by=case.anna, version=version, valid_from=start, valid_to=start + timedelta(days=90))
    version = actions.approve(by=case.barbara, version=actions.submit(by=case.anna, version=version))
    assert version.state == "approved"
    system = Actor.system(case.anna.centre_id)
    assert actions.begin_due(by=system, on=start - timedelta(days=1)) == 0
    assert actions.begin_due(by=system, on=start) == 1
    assert actions.begin_due(by=system, on=start) == 0


def test_a_plan_sent_back_carries_the_remark_and_can_be_changed(case: SimpleNamespace) -> None:
    version = actions.submit(by=case.anna, version=complete(case))
    with pytest.raises(PlanProblem, match="co trzeba poprawić"):
        actions.send_back(by=case.barbara, version=version, remark=" ")
    with pytest.raises(PlanProblem, match="nie można jej zmieniać"):
        actions.agree(by=case.anna, version=version, on=today(), how="telefonicznie")
    version = actions.send_back(by=case.barbara, version=version, remark="Dopisz miejsce zajęć.")
    assert (version.state, version.remark) == ("draft", "Dopisz miejsce zajęć.")
    actions.agree(by=case.anna, version=version, on=today(), how="telefonicznie")


def test_an_update_is_a_new_version_with_a_reason_approved_again(case: SimpleNamespace) -> None:
    first = in_force(case)
    with pytest.raises(PlanProblem, match="dlaczego"):
        actions.new_version(by=case.anna, plan=first.plan, reason="")
    second = actions.new_version(by=case.anna, plan=first.plan, reason="Więcej ćwiczeń po szpitalu.")
    assert (second.number, second.state, second.items.count()) == (2, "draft", 2)
    with pytest.raises(PlanProblem, match="jest już w opracowaniu"):
        actions.new_version(by=case.anna, plan=first.plan, reason="Jeszcze raz.")
    with pytest.raises(PlanProblem, match="Ustalenie"):
        actions.submit(by=case.anna, version=second)
    actions.agree(by=case.anna, version=second, on=today(), how="rozmowa")
    second = actions.approve(by=case.barbara, version=actions.submit(by=case.anna, version=second))
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "in_force")


def test_moving_a_time_keeps_its_length(case: SimpleNamespace) -> None:
    version = complete(case)
    item = version.items.first()
    assert item is not None
    item.week = f.TUESDAY
    item.save()
    actions.shift_slot(by=case.anna, item=item, weekday=1, start=570, to=600)
    item.refresh_from_db()
    assert item.week == [{"weekday": 1, "from": "10:00", "to": "10:45"}]
    with pytest.raises(PlanProblem, match="nie ma już"):
        actions.shift_slot(by=case.anna, item=item, weekday=1, start=570, to=660)


def test_supporting_actions_stand_apart_from_services(case: SimpleNamespace) -> None:
    version = complete(case)
    made = actions.add_supporting_action(
        by=case.anna, version=version, who="Krystyna Lech, sąsiadka", what="zagląda", when="sob., niedz. 10:00–11:00"
    )
    assert version.items.count() == 2
    with pytest.raises(PlanProblem, match="kto pomaga"):
        actions.add_supporting_action(by=case.anna, version=version, who="", what="zagląda", when="co dzień")
    actions.remove_supporting_action(by=case.anna, action=made)
    assert version.supporting_actions.count() == 0


def test_monitoring_is_dated_and_follows_the_plan(case: SimpleNamespace) -> None:
    version = in_force(case)
    note = actions.add_monitoring(by=case.anna, plan=version.plan, on=today(), text="Wizyty odbywają się.")
    assert (note.plan, note.on) == (version.plan, today())
    with pytest.raises(PlanProblem, match="przyszłości"):
        actions.add_monitoring(by=case.anna, plan=version.plan, on=today() + timedelta(days=1), text="Jutro.")
    with pytest.raises(Refused):
        actions.add_monitoring(by=case.barbara, plan=version.plan, on=today(), text="Dyrektor nie monitoruje.")


def test_another_monitor_needs_a_reason_and_the_role(case: SimpleNamespace, make_actor: Callable[..., Actor]) -> None:
    version = in_force(case)
    maria = make_actor(Role.KIPUS, name="Maria Druga")
    user = User.objects.get(id=maria.user_id)
    with pytest.raises(PlanProblem, match="dlaczego"):
        actions.change_monitor(by=case.anna, plan=version.plan, monitor=user, reason="")
    director = User.objects.get(id=case.barbara.user_id)
    with pytest.raises(PlanProblem, match="KIPUS"):
        actions.change_monitor(by=case.anna, plan=version.plan, monitor=director, reason="Urlop.")
    actions.change_monitor(by=case.anna, plan=version.plan, monitor=user, reason="Długi urlop Anny.")
    version.plan.refresh_from_db()
    assert (version.plan.monitor, version.plan.author_id) == (user, case.anna.user_id)
    assert Entry.objects.filter(kind="plans.plan.monitor", purpose="Długi urlop Anny.").exists()


def test_a_plan_closes_only_after_a_talk_or_a_reason_and_a_description(case: SimpleNamespace) -> None:
    version = in_force(case)
    with pytest.raises(PlanProblem, match="obowiązuje"):
        actions.close(by=case.anna, version=version, course_and_results="Opis.", held_on=today())
    actions.end_early(by=case.anna, version=version, on=today(), reason="Rezygnacja.")
    version.refresh_from_db()
    assert (version.state, version.valid_to) == ("ended", today())
    with pytest.raises(PlanProblem, match="rozmowy podsumowującej"):
        actions.close(by=case.anna, version=version, course_and_results="Opis.")
    with pytest.raises(PlanProblem, match="przebieg i wyniki"):
        actions.close(by=case.anna, version=version, course_and_results=" ", held_on=today())
    talk = actions.close(by=case.anna, version=version, course_and_results="Chodzi sama.", no_talk_reason="Wyjechała.")
    version.refresh_from_db()
    assert (version.state, talk.held_on) == ("closed", None)


def test_plans_end_by_themselves_after_the_last_day(case: SimpleNamespace) -> None:
    version = in_force(case)
    system = Actor.system(case.anna.centre_id)
    assert actions.end_due(by=system, on=version.valid_to) == 0
    assert actions.end_due(by=system, on=version.valid_to + timedelta(days=1)) == 1


def test_the_night_job_begins_and_ends_plans_in_every_centre(case: SimpleNamespace) -> None:
    first = f.approved_plan(application=case.application, entitlements=case.held, provider=case.provider, state="approved")
    other = f.application(f.person("Jan Nowak"))
    second = f.approved_plan(application=other, entitlements=[f.entitlement(other, case.physio)], provider=case.provider)
    PlanVersion.objects.filter(id=second.id).update(valid_from=today() - timedelta(days=90), valid_to=today() - timedelta(days=1))
    turn_of_day(0)
    turn_of_day(0)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("in_force", "ended")


def test_lists_show_who_waits_for_a_plan_and_what_is_due(case: SimpleNamespace) -> None:
    [waiting] = awaiting_plan(today())
    assert (waiting.application, waiting.services, waiting.mandatory, waiting.clock.left) == (case.application, 2, True, 25)
    version = complete(case)
    assert awaiting_plan(today()) == []
    assert missing_in(version) == []
    assert counts(today())["w-opracowaniu"] == 1
    actions.approve(by=case.barbara, version=actions.submit(by=case.anna, version=version))
    assert counts(today()) == {
        "w-opracowaniu": 0, "do-zatwierdzenia": 0, "obowiazuja": 1, "do-przegladu": 0, "zakonczone": 0,
    }  # fmt: skip
    assert [plan.number for plan in listed("do-przegladu", today() + timedelta(days=31))] == [version.plan.number]


@pytest.mark.parametrize("state", PlanVersion.State.values)
@pytest.mark.parametrize("target", PlanVersion.State.values)
def test_the_table_of_moves_is_walked(state: str, target: str) -> None:
    version = PlanVersion(state=state)
    assert version.can_move_to(target) is (target in PlanVersion.MOVES[state])
    assert set(PlanVersion.MOVES) == set(PlanVersion.State.values)
    assert all(reason for moves in PlanVersion.MOVES.values() for reason in moves.values())
