"""One rule, two evaluators: whatever the rules and whoever the people, both say the same to the last grosz."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from opencus.programmes import bulk
from opencus.programmes.rules.conditions import parse
from opencus.programmes.rules.fees import Income, IncomeCriterion, Tariff
from opencus.programmes.rules.limits import Limit
from opencus.programmes.rules.reliefs import Relief
from opencus.programmes.rules.service import ServiceRules, judge
from opencus.programmes.tests.factories_rules import TODAY, Somebody, fingerprint, judged, people, services

ALONE = parse({"fact": "lives_alone", "op": "==", "value": True})
FEW_PEOPLE = st.lists(people(), min_size=1, max_size=12)
FEW_SERVICES = st.lists(services(), min_size=1, max_size=3)
POSTGRES = {"int64": "bigint", "boolean": "boolean", "string": "text"}


def numbered(persons: Sequence[Somebody]) -> list[dict[str, Any]]:
    return [bulk.row_of(*one) | {"row": number} for number, one in enumerate(persons)]


def wanted(rules: Sequence[ServiceRules]) -> list[str]:
    return [f"{name}_{i}" for i in range(len(rules)) for name in ("access", "fee", "units")]


def by_duckdb(rules: Sequence[ServiceRules], persons: Sequence[Somebody]) -> list[tuple[Any, ...]]:
    found = bulk.outcomes(bulk.table(numbered(persons), {"row": "int64"}), rules, TODAY).order_by("row")
    held = bulk.engine(threads=1).to_pyarrow(found)
    return list(zip(*(held[name].to_pylist() for name in wanted(rules)), strict=True))


def by_postgres(rules: Sequence[ServiceRules], persons: Sequence[Somebody]) -> list[tuple[Any, ...]]:
    import ibis

    kinds = {**bulk.columns(), "row": "int64"}
    found = bulk.outcomes(ibis.table(kinds, name="people"), rules, TODAY)
    sql = ibis.to_sql(found.order_by("row").select(wanted(rules)), dialect="postgres")
    rows = json.dumps(numbered(persons)).replace("'", "''")
    names = ", ".join(f'"{name}" {POSTGRES[kind]}' for name, kind in kinds.items())
    with connection.cursor() as cursor:
        cursor.execute(f"WITH people AS (SELECT * FROM jsonb_to_recordset('{rows}'::jsonb) AS p({names})) {sql}")
        return [tuple(row) for row in cursor.fetchall()]


@settings(max_examples=60)
@given(rules=FEW_SERVICES, persons=FEW_PEOPLE)
def test_duckdb_says_of_everybody_what_the_judge_says_of_one(rules, persons):
    assert fingerprint(by_duckdb(rules, persons)) == fingerprint(judged(rules, persons))


@pytest.mark.django_db
@settings(max_examples=40)
@given(rules=FEW_SERVICES, persons=FEW_PEOPLE)
def test_postgresql_says_the_same(rules, persons):
    assert fingerprint(by_postgres(rules, persons)) == fingerprint(judged(rules, persons))


def test_a_population_that_lacks_a_column_does_not_know_that_fact():
    import ibis

    known = ibis.memtable({"age": [80, 30]})
    either = ServiceRules("X", condition=parse({"any": [{"fact": "age", "op": ">=", "value": 60}, {"fact": "lives_alone", "op": "==", "value": True}]}))
    found = bulk.engine().to_pyarrow(bulk.outcomes(known, [either], TODAY).order_by("age"))
    assert found["access_0"].to_pylist() == [None, True]


def test_a_criterion_the_centre_entered_counts_in_both():
    higher = (IncomeCriterion(date(2026, 1, 1), Decimal(2000), Decimal(1500), "własne"),)
    rules = [ServiceRules("X", condition=parse({"fact": "income_pct", "op": "<=", "value": 100}), tariffs=(Tariff("free"),))]
    income = Income(Decimal("2000.00"), 1)
    person = bulk.table([bulk.row_of({}, income)])
    found = bulk.engine().to_pyarrow(bulk.outcomes(person, rules, TODAY, higher))
    assert found["access_0"].to_pylist() == [True] == [judge(rules[0], {}, income, TODAY, higher).access.truth]
    assert judge(rules[0], {}, income, TODAY).access.truth is False, "by the national criterion it is too much"


def test_two_drafts_are_compared_in_one_table():
    today = ServiceRules("FIZ", condition=parse({"fact": "age", "op": ">=", "value": 60}), tariffs=(Tariff("free"),), measure="session")
    draft = ServiceRules(
        "FIZ", measure="session", condition=parse({"fact": "age", "op": ">=", "value": 65}), tariffs=(Tariff("flat", amount=Decimal("25.00")),),
        limits=(Limit(Decimal(4), "session", "month"),), reliefs=(Relief("samotni", ALONE, percent=Decimal(100)),),
    )  # fmt: skip
    town = [({"age": 62}, None), ({"age": 70, "lives_alone": True}, None), ({"age": 80, "lives_alone": False}, None), ({}, None)]
    rows = [bulk.row_of(*one) | {"estate": "Wzgórze", "weight": 2} for one in town]
    people_then = bulk.table(rows, {"estate": "string", "weight": "int64"})
    both = bulk.outcomes(bulk.outcomes(people_then, [today], TODAY, prefix="now_"), [draft], TODAY, prefix="then_")
    engine = bulk.engine()
    (changed,) = engine.to_pyarrow(bulk.changes(both, 1, ["estate"], before="now_", after="then_", weight="weight")).to_pylist()
    assert changed == {
        "estate": "Wzgórze", "persons": 8, "gains_0": 0, "loses_0": 2, "more_0": 2, "less_0": 0, "difference_0": 5000,
    }  # fmt: skip
    (summed,) = engine.to_pyarrow(bulk.summary(both, 1, prefix="then_")).to_pylist()
    assert summed == {
        "persons": 4, "entitled_0": 2, "refused_0": 1, "unknown_0": 1, "paying_0": 1, "charged_0": 2500,
        "monthly_0": 2500 * 400,
    }  # fmt: skip


@settings(max_examples=15)
@given(rules=FEW_SERVICES, persons=FEW_PEOPLE)
def test_sums_of_the_entitled_do_not_need_the_fees_of_the_others(rules, persons):
    town, engine = bulk.table(numbered(persons), {"row": "int64"}), bulk.engine(threads=1)
    every, few = (bulk.outcomes(town, rules, TODAY, entitled_only=only) for only in (False, True))
    sums = [engine.to_pyarrow(bulk.summary(found, len(rules))).to_pylist() for found in (every, few)]
    assert sums[0] == sums[1]
    assert sums[0][0]["entitled_0"] == sum(row[0] is True for row in judged(rules, persons))
    assert sums[0][0]["unknown_0"] == sum(row[0] is None for row in judged(rules, persons))


def test_a_number_that_has_no_place_in_its_column_is_refused_not_rounded():
    assert bulk.row_of({"units_used": Decimal("2.75")}, None)["units_used"] == 275
    with pytest.raises(ValueError, match="za dużo miejsc"):
        bulk.row_of({"age": Decimal("60.5")}, None)


def test_no_page_pays_for_what_only_the_dry_run_needs():
    code = (
        "import django; django.setup(); import opencus.config.urls, sys; "
        "from opencus.programmes import bulk; "
        "print(sorted({'ibis', 'pandas', 'duckdb', 'pyarrow', 'pyspark'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert told.stdout.strip() == "[]"


@settings(max_examples=3)
@given(rules=FEW_SERVICES, persons=FEW_PEOPLE)
def test_spark_says_the_same(rules, persons):
    pytest.importorskip("pyspark", reason="Spark is an extra")
    found = bulk.outcomes(bulk.table(numbered(persons), {"row": "int64"}), rules, TODAY).order_by("row")
    held = bulk.engine("local[1]").to_pyarrow(found)
    rows = list(zip(*(held[name].to_pylist() for name in wanted(rules)), strict=True))
    assert fingerprint(rows) == fingerprint(judged(rules, persons))
