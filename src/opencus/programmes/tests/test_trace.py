"""From a comment to a measured effect and back: the same chain from every end, and where it is broken."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opencus.audit.models import Entry
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.programmes import traces
from opencus.programmes.actions.consultation_recommendations import link_clause, write_recommendation
from opencus.programmes.models import Clause, EffectMeasure, Recommendation
from opencus.programmes.rules.consultation import reached, way
from opencus.programmes.tests.factories_consultation import (
    answered,
    comment,
    consultation,
    draft_version,
    whole_chain,
)

Login = Callable[[Actor], Client]
MONEY = st.decimals(0, 10_000, places=2)


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """The organiser of services, who keeps the programme."""
    return make_actor(Role.OUS, name="Ewa Sikora")


def test_the_chain_is_the_same_from_every_end(centre: Centre) -> None:
    version = draft_version()
    said, recommendation, clause, taxi, measure = whole_chain(consultation(), version)
    for end, row in zip(traces.ENDS, (said, recommendation, clause, taxi, measure), strict=True):
        found = traces.trace(end, traces.find(end, row.id))
        assert list(found.comments) == [said], end
        assert list(found.recommendations) == [recommendation], end
        assert list(found.clauses) == [clause], end
        assert [(rule.offered, rule.aspect) for rule in found.rules] == [(taxi, "access")], end
        assert "65 lat" in " ".join(found.rules[0].sentences), end
        assert [effect.measure for effect in found.effects] == [measure], end
        assert (found.effects[0].value, found.effects[0].percent, found.effects[0].reached) == (Decimal(150), 50, False), end


def test_a_chain_that_has_only_begun_says_so(centre: Centre) -> None:
    row = consultation()
    lonely, refused = answered(row, 1), answered(row, 2, "rejected")
    for said in (lonely, refused):
        found = traces.trace("uwaga", said)
        assert (list(found.comments), found.recommendations, found.clauses, found.rules, found.effects) == ([said], [], [], [], [])


def test_a_service_without_a_clause_still_reads_its_rule(centre: Centre) -> None:
    taxi = draft_version().services.get()
    found = traces.trace("usluga", traces.find("usluga", taxi.id))
    assert "65 lat" in " ".join(found.rules[0].sentences)
    assert found.comments == []


def test_the_gaps_are_named(centre: Centre) -> None:
    version = draft_version()
    row = consultation(version=version)
    _, _, clause, _, measure = whole_chain(row, version)
    assert not traces.gaps_of_version(version)
    assert not traces.gaps_of_consultation(row)
    loose = answered(row, 2, "partly")
    answered(row, 3, "rejected")
    comment(row, 4)
    unused = Recommendation.objects.create(consultation=row, number=2, text="Więcej ławek.")
    EffectMeasure.objects.filter(id=measure.id).update(clause=None)
    for gaps in (traces.gaps_of_version(version), traces.gaps_of_consultation(row)):
        assert (list(gaps.comments), list(gaps.recommendations), list(gaps.clauses)) == ([loose], [unused], [clause])


def test_a_broken_rule_is_told_and_stops_nobody(centre: Centre) -> None:
    version = draft_version()
    _, _, _, taxi, _ = whole_chain(consultation(), version)
    version.services.update(access_rule={"fact": "wzrost", "op": ">", "value": 3})
    found = traces.trace("usluga", traces.find("usluga", taxi.id))
    assert "wymaga poprawki" in found.rules[0].sentences[0]


def test_a_clause_is_linked_and_unlinked_on_its_page(ewa: Actor, login: Login) -> None:
    version = draft_version()
    row = consultation(version=version)
    _, recommendation, clause, _, measure = whole_chain(row, version)
    other = Recommendation.objects.create(consultation=row, number=2, text="Dwa przejazdy więcej.")
    client, url = login(ewa), f"/testowo/program/slad/paragraf/{clause.id}/powiazania/"
    assert client.post(url, {"recommendations": [str(recommendation.id), str(other.id)], "measures": []}).status_code == 302
    assert clause.origins.count() == 2
    assert not clause.measures.exists()
    assert client.post(url, {"recommendations": [str(other.id)], "measures": [str(measure.id)]}).status_code == 302
    assert list(clause.origins.values_list("recommendation_id", flat=True)) == [other.id]
    assert list(clause.measures.all()) == [measure]
    assert client.post(url, {"recommendations": ["nie-ma-takiej"]}).status_code == 422
    assert Entry.objects.filter(kind="programmes.clause.linked", subject_id=clause.id).count() == 2


def test_a_measure_of_another_version_is_not_linked(ewa: Actor) -> None:
    version, other = draft_version(), draft_version(number=3)
    clause = Clause.objects.create(version=version, position=1, number="§ 1", text="Program jest dla mieszkańców.")
    foreign = EffectMeasure.objects.create(version=other, name="Obcy", unit="osób", target=1)
    link_clause(by=ewa, clause=clause, measures=[foreign.id])
    foreign.refresh_from_db()
    assert foreign.clause_id is None


def test_reception_reads_the_trace_and_links_nothing(make_actor: Callable[..., Actor], login: Login) -> None:
    marek = make_actor(Role.RECEPTION, name="Marek Bielecki")
    version = draft_version()
    said, _, clause, _, _ = whole_chain(consultation(), version)
    with pytest.raises(PermissionDenied):
        link_clause(by=marek, clause=clause, recommendations=[])
    said.visibility, said.hidden_reason = "hidden", "nazwisko"
    said.save()
    page = login(marek).get(f"/testowo/program/slad/uwaga/{said.id}/").content.decode()
    assert "treść niepokazywana" in page
    assert said.text not in page
    assert "Zapisz powiązania" not in page


def test_every_end_has_its_page(ewa: Actor, login: Login, django_assert_max_num_queries: Callable[..., object]) -> None:
    version = draft_version()
    rows = whole_chain(consultation(version=version), version)
    client = login(ewa)
    for end, row in zip(traces.ENDS, rows, strict=True):
        with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
            page = client.get(f"/testowo/program/slad/{end}/{row.id}/")
        assert page.status_code == 200
        assert 'aria-current="page"' in page.content.decode()
    assert "nic nie brakuje" in client.get(f"/testowo/program/slad/wersja/{version.id}/").content.decode()
    assert client.get(f"/testowo/program/slad/koniec/{rows[0].id}/").status_code == 404
    assert client.get(f"/testowo/program/slad/paragraf/{rows[0].id}/").status_code == 404


def test_a_recommendation_takes_only_promised_comments(ewa: Actor, login: Login) -> None:
    row = consultation()
    yes, no = answered(row, 1), answered(row, 2, "rejected")
    made = write_recommendation(by=ewa, consultation=row, text="Obniżyć wiek.", comments=[yes.id, no.id])
    assert list(made.comments.all()) == [yes]
    client = login(ewa)
    assert client.post(f"/testowo/program/rekomendacje/{made.id}/", {"text": " ", "comments": [str(yes.id)]}).status_code == 422
    assert client.post(f"/testowo/program/rekomendacje/{made.id}/", {"text": "Obniżyć wiek do 65 lat.", "comments": []}).status_code == 302
    made.refresh_from_db()
    assert made.text == "Obniżyć wiek do 65 lat."
    assert not made.comments.exists()


def test_the_version_page_is_bounded_however_many_clauses_there_are(ewa: Actor, login: Login, django_assert_max_num_queries: Callable[..., object]) -> None:
    version = draft_version()
    for number in range(30):
        Clause.objects.create(version=version, position=number, number=f"§ {number}", text="Treść.")
    client = login(ewa)
    client.get(f"/testowo/program/slad/wersja/{version.id}/")
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        client.get(f"/testowo/program/slad/wersja/{version.id}/")


@given(baseline=MONEY, target=MONEY, value=MONEY, fewer=st.booleans())
def test_the_way_is_a_hundred_exactly_when_the_target_is_reached(baseline: Decimal, target: Decimal, value: Decimal, fewer: bool) -> None:
    gone = way(baseline, target, value, fewer_is_better=fewer)
    assert gone is not None
    assert 0 <= gone <= 100
    assert (gone == 100) == reached(target, value, fewer_is_better=fewer)


def test_the_way_in_cases_anybody_can_check() -> None:
    assert way(Decimal(100), Decimal(200), Decimal(150), fewer_is_better=False) == 50
    assert way(Decimal(40), Decimal(10), Decimal(25), fewer_is_better=True) == 50
    assert way(Decimal(100), Decimal(200), Decimal(90), fewer_is_better=False) == 0
    assert way(None, Decimal(10), Decimal(25), fewer_is_better=True) is None
    assert way(Decimal(1), Decimal(2), None, fewer_is_better=False) is None
