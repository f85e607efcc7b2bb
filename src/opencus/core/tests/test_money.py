"""Not one grosz is lost or made up, and a typed amount is read as a Pole writes it."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import money
from opencus.core.money import MAX

amounts = st.decimals(-MAX, MAX, places=2)


@pytest.mark.parametrize(
    ("raw", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.004", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("-0.001", "0.00"),
        ("7", "7.00"),
    ],
)
def test_half_a_grosz_goes_away_from_zero(raw: str, rounded: str):
    assert str(money.round_half_up(Decimal(raw))) == rounded


def test_a_float_is_refused():
    for wrong in (0.1, True, "1"):
        with pytest.raises(TypeError, match="float"):
            money.round_half_up(wrong)  # type: ignore[arg-type]
    for unreal in ("NaN", "Infinity", "1e999"):
        with pytest.raises(ValueError, match="liczba"):
            money.round_half_up(Decimal(unreal))


@given(amounts)
def test_grosze_and_back(amount: Decimal):
    assert money.zl(money.grosze(amount)) == amount
    assert money.parse_zl(money.format_zl(amount), allow_negative=True) == amount


def test_a_fraction_of_a_grosz_is_no_amount():
    with pytest.raises(ValueError, match="części grosza"):
        money.grosze(Decimal("1.005"))


def test_percentages_and_costs_round_once_at_the_end():
    assert money.percent_of(Decimal("1010.00"), 150) == Decimal("1515.00")
    assert money.percent_of(Decimal("23.45"), Decimal("7.5")) == Decimal("1.76")
    assert money.cost(Decimal("32.33"), Decimal("1.5")) == Decimal("48.50")
    assert money.total([]) == Decimal("0.00")
    assert money.total([Decimal("0.10"), Decimal("0.20")]) == Decimal("0.30")


@given(amounts)
def test_a_narrow_context_somewhere_else_changes_nothing(amount: Decimal):
    with localcontext(prec=3):
        assert money.percent_of(amount, 100) == amount
        assert money.total([amount, Decimal("0.00")]) == amount
        assert money.zl(money.grosze(amount)) == amount


@given(amounts, st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=12))
def test_shares_add_up_and_differ_from_fair_by_less_than_a_grosz(amount: Decimal, weights: list[Decimal]):
    if not sum(weights):
        with pytest.raises(ValueError, match="wag"):
            money.share(amount, weights)
        return
    parts = money.share(amount, weights)
    assert money.total(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - amount * weight) < Decimal("0.01") * sum(weights)


def test_left_over_grosze_go_to_the_largest_remainder_then_the_first():
    assert money.share(Decimal("10.00"), [1, 1, 1]) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert money.share(Decimal("-0.01"), [1, 2]) == [Decimal("0.00"), Decimal("-0.01")]


def test_amounts_are_shown_with_polish_signs():
    assert money.format_zl(Decimal("1234.5")) == "1\u00a0234,50\u00a0zł"
    assert money.format_zl(0) == "0,00\u00a0zł"
    assert money.format_zl(Decimal("-1234567")) == "−1\u00a0234\u00a0567,00\u00a0zł"


@pytest.mark.parametrize(
    "typed", ["1 234,50", "1234.5", "1234,50 zł", " 1\u00a0234,50\u202fzł ", "1234,50PLN", "01234,5"]
)
def test_an_amount_is_read_in_any_usual_spelling(typed: str):
    assert money.parse_zl(typed) == Decimal("1234.50")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Wpisz kwotę"),
        ("zł", "Wpisz kwotę"),
        ("dużo", "samymi cyframi"),
        ("12 34,50", "samymi cyframi"),
        ("1.234,50", "samymi cyframi"),
        ("1e3", "samymi cyframi"),
        ("NaN", "samymi cyframi"),
        ("٣", "samymi cyframi"),
        ("--5", "samymi cyframi"),
        ("1,234", "dwiema cyframi po przecinku"),
        ("-5", "bez minusa"),
        ("−5,00", "bez minusa"),
        ("99999999999", "za duża"),
        ("9" * 1_000_000, "za długa"),
        ("0," + "1" * 100_000, "za długa"),
    ],
)
def test_a_wrong_amount_is_refused_in_plain_polish(typed: str, why: str):
    with pytest.raises(ValueError, match=why):
        money.parse_zl(typed)


@given(st.text())
def test_any_text_is_an_amount_that_fits_the_column_or_a_message(typed: str):
    try:
        amount = money.parse_zl(typed, allow_negative=True)
    except ValueError as refused:
        message = str(refused)
        amount = None
    if amount is None:
        assert "Wpisz" in message or "za duża" in message
    else:
        assert abs(amount) <= MAX
        assert amount.as_tuple().exponent == -2


def test_quantities_have_no_idle_zeros():
    shown = {
        "1.50": "1,5",
        "2.00": "2",
        "100": "100",
        "0.25": "0,25",
        "0": "0",
        "-1.5": "−1,5",
        "1200": "1\u00a0200",
    }
    for raw, text in shown.items():
        assert money.format_quantity(Decimal(raw)) == text
    assert money.parse_quantity("1,5") == Decimal("1.50")
    with pytest.raises(ValueError, match="bez minusa"):
        money.parse_quantity("-1")
