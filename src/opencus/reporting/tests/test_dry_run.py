"""Small towns counted by hand: who loses, pays more, gains, and what the commune pays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.estates.actions import save
from opencus.centre.estates.rules import Span
from opencus.centre.models import ServedMunicipality
from opencus.contracting.tests.factories import contract, provider
from opencus.core.clock import today
from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.reporting.actions.dry_runs import ask
from opencus.reporting.assumptions import Assumptions, Place
from opencus.reporting.models import DryRun
from opencus.reporting.tests import towns

OWN, SYNTHETIC = DryRun.Population.OWN, DryRun.Population.SYNTHETIC


def tried(by: Actor, draft: ProgrammeVersion, **more: Any) -> dict[str, Any]:
    run = ask(by=by, draft=draft, population=OWN, assumptions=Assumptions(), **more)
    assert run.state != DryRun.State.FAILED, run.failure
    run.refresh_from_db()
    assert run.result is not None
    result: dict[str, Any] = run.result["drafts"][0]
    return result


@pytest.fixture
def town(base: ProgrammeVersion) -> ProgrammeVersion:
    """8 of 80 who ride, 6 of 72 living alone with repairs, 10 of 67 waiting for a ride, 7 of 50 who were refused one."""
    towns.holds(towns.residents(8, 80, alone=False), "TAXI", base, valid_to=date(today().year + 1, 6, 30))
    towns.holds(towns.residents(6, 72), "ZLR", base, valid_to=date(today().year, 12, 31))
    towns.asks(towns.residents(10, 67, alone=False, town="Łazy"), "TAXI", base)
    towns.asks(towns.residents(7, 50, alone=False, town="Łazy"), "TAXI", base, state="refused")
    return base


@pytest.fixture
def result(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> dict[str, Any]:
    return tried(organiser, draft)


def test_everybody_is_counted_once(result: dict[str, Any]) -> None:
    # 8 pay 8 zł instead of 5; 6 of 72 lose repairs; 10 of 67 gain rides; 7 of 50 stay without.
    assert result["persons"] == 31
    assert result["strip"] == {"lose": 6, "more": 8, "same": 7, "less": 0, "gain": 10}


def test_by_service_by_age_and_by_place(result: dict[str, Any]) -> None:
    taxi, repairs = result["services"]
    assert (taxi["label"], taxi["more"], taxi["gain"], taxi["lose"]) == ("Taksówka dla seniora", 8, 10, 0)
    assert (repairs["label"], repairs["lose"], repairs["gain"]) == ("Złota rączka", 6, 0)
    ages = {row["label"]: row for row in result["ages"]}
    assert (ages["65–69 lat"]["gain"], ages["70–79 lat"]["lose"], ages["80 lat i więcej"]["more"]) == (10, 6, 8)
    places = {row["label"]: row for row in result["places"]}
    assert (places["Łazy"]["gain"], places["Testowo"]["more"], places["Testowo"]["lose"]) == (10, 8, 6)


def test_a_rise_is_told_as_a_month(result: dict[str, Any]) -> None:
    # 3 zł more for each of 70 % of 2 rides: 1,40 x 3 = 4,20 zł.
    assert result["average"] == {"more": 420, "less": None}


def test_who_loses_keeps_the_service_to_the_end(result: dict[str, Any]) -> None:
    assert result["held"] == 6
    assert result["services"][1]["kept"] == 6
    assert result["services"][1]["kept_until"] == f"{today().year}-12-31"


def test_who_gains_was_already_asking(result: dict[str, Any]) -> None:
    assert result["asked"] == 10


def test_money_follows_entitlements(result: dict[str, Any]) -> None:
    money = result["money"]
    assert money["year"] == today().year + 1
    # Rides: 8 people x 1,40 x 5 zł x 12 = 672 zł a year today; there is no price of a unit, so no cost.
    assert money["today"] == {"cost": 0, "fees": 67_200, "net": -67_200}
    rows = {row["label"]: row for row in money["rows"]}
    # After: 10 newcomers x 1,40 x 8 zł x 12 months, and the 8 pay 4,20 zł more from July, when their right ends.
    assert rows["Taksówka dla seniora"]["fees"] == 10 * 1120 * 12 + 8 * 420 * 6
    assert money["months"][5] == -(10 * 1120 * 6)
    assert money["months"][11] == -rows["Taksówka dla seniora"]["fees"]
    assert money["after"]["fees"] == 67_200 + rows["Taksówka dla seniora"]["fees"]


def test_a_price_makes_a_cost(town: ProgrammeVersion, organiser: Actor) -> None:
    draft = towns.draft(town)
    taxi = ProgrammeService.objects.get(version=town, service__code="TAXI").service
    contract(provider(), taxi, "30.00")
    money = tried(organiser, draft)["money"]
    assert money["today"]["cost"] == 8 * 140 * 3000 * 12 // 100
    rows = {row["label"]: row for row in money["rows"]}
    assert rows["Taksówka dla seniora"]["cost"] == 10 * 4200 * 12


def test_real_use_is_taken_where_five_people_show_it(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    riders = [one for one in towns.Person.objects.all() if one.entitlements.filter(programme_service__service__code="TAXI").exists()]
    towns.used(riders, "1.00")
    result = tried(organiser, draft)
    assert any("Średnie użycie z wykonania" in note and "Taksówka" in note for note in result["notes"])
    assert result["average"]["more"] < 420


def test_a_small_group_is_hidden_and_takes_a_neighbour_with_it(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    towns.asks(towns.residents(3, 66, alone=False, town="Łazy"), "TAXI", base)
    towns.asks(towns.residents(9, 66, alone=False, town="Testowo"), "TAXI", base)
    towns.asks(towns.residents(8, 50, alone=False, town="Łazy"), "TAXI", base)
    result = tried(organiser, draft)
    places = {row["label"]: row for row in result["places"]}
    assert (places["Łazy"]["gain"], places["Testowo"]["gain"]) == (None, None)
    assert result["strip"]["gain"] == 12
    assert "3" not in {str(value) for row in result["places"] for value in row.values()}


def test_people_are_counted_by_the_estate_of_their_address(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    gmina = ServedMunicipality.objects.get(centre_id=organiser.centre_id).municipality
    spans = {"Górne": [Span("Testowo", "Lipowa", 1, 50)], "Dolne": [Span("Testowo", "Lipowa", 51), Span("Łazy")]}
    for name, those in spans.items():
        save(by=organiser, municipality=gmina, name=name, kind="estate", spans=those)
    upper, lower, few = towns.residents(7, 66, alone=False), towns.residents(6, 67, alone=False), towns.residents(2, 68, alone=False, town="Zarzecze")
    towns.asks([*upper, *lower, *few], "TAXI", base)
    for people, number in ((upper, "12A"), (lower, "80/3")):
        towns.Person.objects.filter(id__in=[one.pk for one in people]).update(street="ul. Lipowa", house_number=number, municipality=gmina)
    places = {row["label"]: row["gain"] for row in tried(organiser, draft)["places"]}
    assert (places["osiedle Górne"], places["osiedle Dolne"], places["Zarzecze"]) == (7, None, None)  # the six are hidden too: the two would follow from the sum


def test_a_town_of_four_shows_nothing(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(4, 80), "TAXI", base)
    result = tried(organiser, draft)
    assert result["persons"] is None
    assert result["strip"]["more"] is None
    assert result["money"] is None


def test_what_is_not_known_changes_nothing_but_widens_the_range(base: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(20, 72), "ZLR", base)
    towns.asks(towns.residents(6, 80, alone=None), "ZLR", base)
    result = tried(organiser, towns.draft(base, taxi=towns.FROM_70, fee="5.00"))
    assert result["strip"] == {"lose": 20, "more": 0, "same": 6, "less": 0, "gain": 0}
    assert result["unknown"] == 6
    by_another = tried(organiser, towns.draft(base, taxi=towns.FROM_70, fee="5.00", repairs=towns.both(towns.FROM_65), number=3))
    # Whether the six live alone is not known: if not, the draft lets them in.
    assert by_another["strip"]["gain"] == 0
    assert by_another["range"]["gain"] == [0, 10]


def test_whoever_has_a_service_is_taken_to_meet_todays_conditions(base: ProgrammeVersion, organiser: Actor) -> None:
    towns.holds(towns.residents(7, 40, alone=False), "TAXI", base)  # once qualified, whatever the register says now
    result = tried(organiser, towns.draft(base, repairs=towns.both(towns.FROM_65, towns.ALONE), fee="5.00", taxi=towns.FROM_75))
    assert result["strip"]["lose"] == 7


def test_places_bound_the_newcomers(base: ProgrammeVersion, organiser: Actor) -> None:
    towns.asks(towns.residents(12, 60, alone=True), "ZLR", base, state="refused")
    draft = towns.draft(base, taxi=towns.FROM_70, fee="5.00", repairs=towns.ALONE)
    ProgrammeService.objects.filter(version=draft, service__code="ZLR").update(places=5)
    result = tried(organiser, draft)
    assert result["strip"]["gain"] == 12
    assert result["room"][0]["places"] == 5
    assert result["room"][0]["need"] == 5


def test_the_dead_and_the_restricted_are_left_out(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    riders = towns.Person.objects.filter(entitlements__programme_service__service__code="TAXI")
    towns.Person.objects.filter(id__in=riders.values("id")[:1]).update(deceased_on=today())
    towns.Person.objects.filter(id__in=riders.filter(deceased_on=None).values("id")[:1]).update(restricted_since=today())
    assert tried(organiser, draft)["persons"] == 29


def test_two_drafts_stand_side_by_side(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    milder = towns.draft(town, fee="5.00", number=3)
    run = ask(by=organiser, draft=draft, population=OWN, assumptions=Assumptions(), other=milder)
    run.refresh_from_db()
    assert run.result is not None
    assert [one["strip"]["more"] for one in run.result["drafts"]] == [8, 0]


def test_reading_own_people_is_journalled_once_with_their_number(result: dict[str, Any], organiser: Actor) -> None:
    reads = Entry.objects.filter(kind="reporting.dry_run.read")
    assert [entry.data["count"] for entry in reads] == [31]


def test_only_whoever_keeps_the_programme_may_run(draft: ProgrammeVersion, accountant: Actor) -> None:
    with pytest.raises(Refused):
        ask(by=accountant, draft=draft, population=OWN, assumptions=Assumptions())


def test_without_a_version_in_force_there_is_nothing_to_compare(draft: ProgrammeVersion, organiser: Actor) -> None:
    ProgrammeVersion.objects.filter(pk=draft.pk).update(replaces=None)
    ProgrammeVersion.objects.exclude(pk=draft.pk).update(state="ended")
    draft.refresh_from_db()
    with pytest.raises(ValidationError, match="Nie ma obowiązującej wersji"):
        ask(by=organiser, draft=draft, population=OWN, assumptions=Assumptions())


def test_a_broken_rule_fails_in_plain_words(town: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    ProgrammeService.objects.filter(version=draft, service__code="TAXI").update(access_rule={"fact": "wzrost", "op": ">=", "value": 1})
    run = ask(by=organiser, draft=draft, population=OWN, assumptions=Assumptions())
    run.refresh_from_db()
    assert run.state == DryRun.State.FAILED
    assert run.failure
    assert run.result is None


def test_synthetic_people_are_the_same_every_time(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    assumed = Assumptions(places=(Place("9900011", "Testowo", 2000),))
    runs = [ask(by=organiser, draft=draft, population=SYNTHETIC, assumptions=assumed) for _ in range(2)]
    for run in runs:
        run.refresh_from_db()
    assert runs[0].result == runs[1].result
    assert runs[0].persons == 2000
    assert not Entry.objects.filter(kind="reporting.dry_run.read").exists()


def test_a_synthetic_population_costs_as_many_as_the_programme_plans(base: ProgrammeVersion, draft: ProgrammeVersion, organiser: Actor) -> None:
    run = ask(by=organiser, draft=draft, population=SYNTHETIC, assumptions=Assumptions(places=(Place("9900011", "Testowo", 2000),)))
    run.refresh_from_db()
    assert run.result is not None
    # 100 planned riders x 1,40 x 5 zł x 12 months, however many are old enough.
    assert run.result["drafts"][0]["money"]["today"]["fees"] == 100 * 140 * 500 * 12 // 100
