"""A rule is put together by choosing: rows and groups, checked meanwhile, read aloud, tried on an example."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opencus.centre.actors import Actor
from opencus.centre.roles import Role
from opencus.programmes.forms.offer_rule import RuleDraft
from opencus.programmes.models import ProgrammeService
from opencus.programmes.rules.conditions import MOST_LEVELS, evaluate, parse
from opencus.programmes.tests.factories_offer import AGE_60, ALONE, drafted, rows

Login = Callable[[Actor], Client]
URL = "/testowo/program/"
OFFICIAL = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def ewa(make_actor: Callable[..., Actor]) -> Actor:
    """Ewa Sikora, organiser of social services."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def fiz(centre: Any) -> ProgrammeService:
    return drafted()


def page(client: Client, offered: ProgrammeService) -> str:
    return f"{URL}uslugi/{offered.id}/dostep/"


def test_ewa_builds_a_rule_with_a_group_inside_row_by_row(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    empty = client.get(url).content.decode()
    assert "Bez warunków: dotyczy każdego." in empty
    first = client.post(url, rows("0 all", zmiana="warunek:0"))
    assert first.status_code == 200
    assert 'name="rule-f-0.0"' in first.content.decode()
    second = client.post(url, rows("0 all", ("0.0", "age", ">=", "60"), zmiana="grupa:0")).content.decode()
    assert 'value="60"' in second
    assert 'name="rule-f-0.1.0"' in second
    fiz.refresh_from_db()
    assert fiz.access_rule is None  # nothing is stored while it is being built
    whole = rows("0 all", ("0.0", "age", ">=", "60"), "0.1 any", ("0.1.0", "lives_alone", "==", "tak"), ("0.1.1", "degree", "in", "severe", "moderate"))
    assert client.post(url, whole).status_code == 302
    fiz.refresh_from_db()
    assert fiz.access_rule == {"all": [AGE_60, {"any": [ALONE, {"fact": "degree", "op": "in", "value": ["severe", "moderate"]}]}]}
    assert "</b> ma 60 lat lub więcej oraz (mieszka samotnie albo ma orzeczenie o stopniu znacznym lub umiarkowanym)." in client.get(url).content.decode()


def test_a_row_and_a_group_can_be_taken_away_again(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    sent = rows("0 all", ("0.0", "age", ">=", "60"), "0.1 any", ("0.1.0", "lives_alone", "==", "tak"), ("0.2", "referral", "==", "tak"))
    text = client.post(url, sent | {"zmiana": "usun:0.1"}).content.decode()
    assert 'name="rule-f-0.1"' in text
    assert 'name="rule-f-0.1.0"' not in text
    assert "</b> ma 60 lat lub więcej oraz ma skierowanie lub zaświadczenie od lekarza." in text
    for nonsense in ("usun:0", "usun:7.7", "warunek:0.0", "grupa:x", "zburz:0", "usun"):
        assert client.post(url, sent | {"zmiana": nonsense}).status_code == 200


def test_what_does_not_fit_is_said_beside_its_row_and_stays_as_typed(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    sent = rows("0 all", ("0.0", "age", ">=", "sześćdziesiąt"), ("0.1", "", ""), "0.2 any")
    answer = client.post(url, sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="sześćdziesiąt"' in text
    for said in ("Wpisz liczbę samymi cyframi", "Wybierz, o jaką informację chodzi.", "Grupa jest pusta.", "3\u00a0wiersze do poprawy"):
        assert said in text
    fiz.refresh_from_db()
    assert fiz.access_rule is None


def test_while_it_is_built_an_unfinished_row_is_left_in_peace_and_a_wrong_one_is_not(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    answer = client.post(url, rows("0 all", ("0.0", "age", ">=", "60,5"), ("0.1", "", ""), odswiez="1"), **OFFICIAL)  # type: ignore[arg-type]
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text
    assert "Wpisz liczbę bez przecinka, na przykład 60." in text
    assert "Wybierz, o jaką informację chodzi." not in text


def test_another_fact_starts_without_the_value_of_the_old_one(fiz: ProgrammeService) -> None:
    data = QueryDict(mutable=True)
    data.setlist("rule-n", ["0", "0.0"])
    data.update({"rule-k-0": "all", "rule-f-0.0": "degree", "rule-was-f-0.0": "age", "rule-o-0.0": ">=", "rule-v-0.0": "60"})
    row = RuleDraft.posted(data).root.parts[0]
    assert (row.op, row.values) == ("==", [])


def test_the_rule_is_tried_on_somebody_of_whom_not_everything_is_known(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    rule = rows("0 all", ("0.0", "age", ">=", "60"), ("0.1", "lives_alone", "==", "tak"), odswiez="1")
    unknown = client.post(url, rule | {"try-age": "82"}).content.decode()
    assert "Nie wiadomo" in unknown
    assert "Brakuje: mieszka samotnie" in unknown
    assert "82 lata" in unknown
    assert "Tak, spełnia" in client.post(url, rule | {"try-age": "82", "try-lives_alone": "tak"}).content.decode()
    assert "Nie spełnia" in client.post(url, rule | {"try-age": "59"}).content.decode()


def test_a_rule_that_asks_for_data_the_programme_does_not_list_is_warned_about(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    assert "Program nie wymienia danych" not in client.post(url, rows("0 all", ("0.0", "referral", "==", "tak"), odswiez="1")).content.decode()
    assert "„ma nadwagę”" in client.post(url, rows("0 all", ("0.0", "overweight", "==", "tak"), odswiez="1")).content.decode()


def test_a_rule_that_a_colleague_has_changed_meanwhile_is_not_overwritten_unseen(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    client, url = login(ewa), page(login(ewa), fiz)
    opened = RuleDraft.of(None).was
    fiz.access_rule = ALONE
    fiz.save()
    mine = rows("0 all", ("0.0", "age", ">=", "60"), **{"rule-was": opened})
    answer = client.post(url, mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "„mieszka samotnie”" in text
    assert 'value="60"' in text
    fiz.refresh_from_db()
    assert fiz.access_rule == ALONE
    assert client.post(url, mine | {"rule-was": RuleDraft.of(ALONE).was}).status_code == 302
    fiz.refresh_from_db()
    assert fiz.access_rule == AGE_60


def test_without_rows_the_service_is_for_everybody(login: Login, ewa: Actor, fiz: ProgrammeService) -> None:
    fiz.access_rule = ALONE
    fiz.save()
    client = login(ewa)
    assert client.post(page(client, fiz), rows("0 all")).status_code == 302
    fiz.refresh_from_db()
    assert fiz.access_rule is None


def test_groups_stop_where_rules_may_go_no_deeper() -> None:
    draft = RuleDraft.of(AGE_60)
    for _ in range(12):
        deepest = max((node for node in draft.root.walk() if node.is_group), key=lambda node: node.path.count("."))
        draft.change("grupa", deepest.path)
    for node in draft.root.walk():
        if not node.is_group:
            node.fact, node.op, node.values = "age", ">=", ["60"]
    assert draft.is_valid()
    assert max(node.path.count(".") for node in draft.root.walk()) == MOST_LEVELS - 1


TESTS = st.one_of(
    st.builds(lambda op, value: {"fact": "age", "op": op, "value": value}, st.sampled_from([">=", "<=", ">", "<", "==", "!="]), st.integers(0, 120)),
    st.builds(lambda fact, value: {"fact": fact, "op": "==", "value": value}, st.sampled_from(["lives_alone", "referral"]), st.booleans()),
    st.builds(lambda values: {"fact": "degree", "op": "in", "value": values}, st.lists(st.sampled_from(["severe", "light", "none"]), min_size=1, max_size=3, unique=True)),
    st.builds(lambda value: {"fact": "degree", "op": "!=", "value": value}, st.sampled_from(["severe", "light"])),
)
TREES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
).filter(lambda tree: _parses(tree))
FACTS = st.fixed_dictionaries({}, optional={
    "age": st.integers(0, 120), "lives_alone": st.booleans(), "referral": st.booleans(), "degree": st.sampled_from(["severe", "light", "none"]),
})  # fmt: skip


def _parses(tree: Any) -> bool:
    try:
        parse(tree)
    except ValueError:
        return False
    return True


@given(TREES, FACTS)
def test_any_stored_rule_opened_and_saved_again_says_the_same_about_everybody(tree: dict[str, Any], facts: dict[str, Any]) -> None:
    draft = RuleDraft.posted(_as_sent(RuleDraft.of(tree)))
    if not draft.is_valid():  # "none of these" written out takes one level more than "not"
        assert any("zagnieżdżone" in error for error in draft.errors)
        return
    assert evaluate(draft.condition, facts).truth == evaluate(parse(tree), facts).truth


def _as_sent(draft: RuleDraft) -> QueryDict:
    """What a browser would send for the page of this builder."""
    data = QueryDict(mutable=True)
    for node in draft.root.walk():
        data.appendlist("rule-n", node.path)
        if node.is_group:
            data[f"rule-k-{node.path}"] = node.kind
        else:
            data[f"rule-f-{node.path}"] = data[f"rule-was-f-{node.path}"] = node.fact
            data[f"rule-o-{node.path}"] = node.op
            data.setlist(f"rule-v-{node.path}", node.values)
    return data


def test_numbers_are_kept_exact(fiz: ProgrammeService) -> None:
    used = {"fact": "units_used", "op": "<", "value": "12.5"}
    draft = RuleDraft.posted(_as_sent(RuleDraft.of(used)))
    assert draft.is_valid()
    assert draft.stored == used
    assert evaluate(draft.condition, {"units_used": Decimal("12.49")}).truth is True
