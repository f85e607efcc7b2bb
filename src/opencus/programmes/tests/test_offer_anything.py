"""Whatever is sent to the screens of the offer, the answer is a page with reasons, never a failure, and what is stored can be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.programmes import queries
from opencus.programmes.models import DatedCriterion, FeeTable, ProgrammeService
from opencus.programmes.rules.conditions import parse
from opencus.programmes.tests.factories_offer import drafted

WORDS = st.one_of(
    st.sampled_from([
        "", "0", "1", "60", "1,5", "-3", "od 5 do 20", "100", "101", "999999999999", "9" * 400, "tak", "nie", "severe", "none", "in", ">=", "==", "!=", "age",
        "degree", "lives_alone", "municipality", "income_pct", "units_used", "free", "flat", "table", "national_table", "percent_of_cost", "deposit", "hour",
        "month", "person", "inny", "all", "any", "test", "2027-01-01", "0001-01-01", "9999-12-31", "25:00", "12:00", "żółw", "a" * 500, "\x00", "\u202e", "🙂",
        "usun:0.0", "warunek:0", "grupa:0.1", "prog", "usun:1", "programme", "arrival", "social_services", "own", "Ⅷ", "²",
    ]),
    st.text(max_size=12),
)  # fmt: skip
PATHS = st.sampled_from(["0", "0.0", "0.1", "0.0.0", "0.1.0", "0.0.0.0.0.0.0.0", "1", "0.", "..", "0.99999", "0.²"])
FIELDS = (
    "quantity", "measure", "period", "scope", "kind", "amount", "percent", "table", "multiplier", "free_to", "variant", "label", "name", "evidence", "points",
    "track", "division", "target_text", "planned_persons", "places", "budget", "order", "waiting_days", "hours", "cut_off", "cancel_hour", "max_minutes",
    "income", "persons", "units", "unit_cost", "valid_from", "valid_to", "single", "family", "source", "up_to", "zmiana", "rule-was", "bands-was",
    "try-age", "try-degree", "try-lives_alone", "try-zodiac",
)  # fmt: skip
SENT = st.builds(
    lambda fields, nodes: fields | {"rule-n": [path for path, *_ in nodes]} | {
        key: value for path, kind, fact, op, value in nodes
        for key, value in ((f"rule-k-{path}", kind), (f"rule-f-{path}", fact), (f"rule-was-f-{path}", fact), (f"rule-o-{path}", op), (f"rule-v-{path}", value))
    },
    st.dictionaries(st.sampled_from(FIELDS), st.one_of(WORDS, st.lists(WORDS, max_size=3)), max_size=14),
    st.lists(st.tuples(PATHS, st.sampled_from(["all", "any", "none", "test", "x"]), WORDS, WORDS, WORDS), max_size=6),
)  # fmt: skip


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=SENT, quick=st.booleans())
def test_whatever_is_sent_is_answered(login: Callable[[Actor], Client], ewa: Actor, centre: Centre, sent: dict[str, Any], quick: bool) -> None:
    offered = ProgrammeService.objects.filter(version__state="draft").first() or drafted()
    client, top = login(ewa), "/testowo/program/"
    pages = [f"uslugi/{offered.id}/{rest}" for rest in ("dane/", "cena/", "dostep/", "zwiekszenie/", "limity/nowe/", "oplaty/nowe/", "ulgi/nowe/", "punkty/nowe/")]
    pages += ["tabele/nowa/", "wartosci/kryterium/", "wartosci/zrodlo/", f"wersje/{offered.version_id}/grupy/", f"wersje/{offered.version_id}/uslugi/nowa/"]
    for page in pages:
        answer = client.post(top + page, sent, headers={"hx-request": "true"} if quick else {})
        assert answer.status_code in {200, 302, 409, 422}, page
    for page in (f"uslugi/{offered.id}/", f"wersje/{offered.version_id}/uslugi/", "tabele/", "wartosci/"):
        assert client.get(top + page).status_code == 200, page
    offered = queries.with_rules(ProgrammeService.objects.filter(id=offered.id)).get()
    assert queries.rules_of(offered)
    for rule in (offered.access_rule, offered.raise_rule):
        assert rule is None or parse(rule)
    assert all(queries.table(table) for table in FeeTable.objects.all())
    assert all(one.single > 0 for one in DatedCriterion.objects.all())
