"""Money and quantities: Decimal in the database and in code, whole grosze at the edges, never float.

Amounts live in `DecimalField(max_digits=12, decimal_places=2)`. One rounding rule, `round_half_up`: half a grosz
goes away from zero, as in shops and in local fee tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal("0.00")
MAX = Decimal("9999999999.99")
NBSP = "\u00a0"
_GROSZ = Decimal("0.01")
_LONGEST = 40
# A context of our own: the thread's context may have been narrowed by somebody else.
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)(?:[.,][0-9]+)?")


def _exact(value: Decimal | int) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError("Kwoty i ilości liczymy na Decimal lub int, nigdy na float.")
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("To nie jest liczba.")
    if number.adjusted() > _LONGEST:
        # Past the wide context decimal raises ArithmeticError, which no form catches.
        raise ValueError("Ta liczba jest za duża.")
    return number


def round_half_up(amount: Decimal | int) -> Decimal:
    """The amount to whole grosze; half a grosz goes away from zero: 0.005 to 0.01, -0.005 to -0.01."""
    # Adding zero turns -0.00 into 0.00.
    return _WIDE.add(_exact(amount).quantize(_GROSZ, context=_WIDE), ZERO)


def grosze(amount: Decimal) -> int:
    """An amount in złoty as whole grosze; ValueError when it holds a fraction of a grosz."""
    rounded = round_half_up(amount)
    if rounded != amount:
        raise ValueError("Kwota ma części grosza.")
    return int(rounded.scaleb(2, context=_WIDE))


def zl(grosze: int) -> Decimal:
    """Whole grosze as an amount in złoty with two decimal places."""
    return _exact(int(grosze)).scaleb(-2, context=_WIDE).quantize(_GROSZ, context=_WIDE)


def percent_of(amount: Decimal, percent: Decimal | int) -> Decimal:
    """So many per cent of an amount, to whole grosze by `round_half_up`."""
    part = _WIDE.multiply(_exact(amount), _exact(percent))
    return round_half_up(part.scaleb(-2, context=_WIDE))


def cost(rate: Decimal, quantity: Decimal | int) -> Decimal:
    """Rate times quantity, to whole grosze by `round_half_up`; one rounding at the end."""
    return round_half_up(_WIDE.multiply(_exact(rate), _exact(quantity)))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of amounts, 0.00 when there are none."""
    result = ZERO
    for amount in amounts:
        result = _WIDE.add(result, _exact(amount))
    return result


def share(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """An amount split by weights into whole grosze that add up to it exactly.

    The grosze left over go to the largest remainders, the earlier one first. ValueError without a positive weight.
    """
    exact = [_exact(weight) for weight in weights]
    if not any(exact) or any(weight < 0 for weight in exact):
        raise ValueError("Podział wymaga dodatnich wag.")
    all_grosze = grosze(amount)
    sign, all_grosze = (-1, -all_grosze) if all_grosze < 0 else (1, all_grosze)
    # Integers on both sides: a Decimal quotient would have to be rounded.
    places = max(0, *(-int(weight.as_tuple().exponent) for weight in exact))
    parts = [int(weight.scaleb(places, context=_WIDE)) for weight in exact]
    split = [divmod(all_grosze * part, sum(parts)) for part in parts]
    left = all_grosze - sum(quotient for quotient, _ in split)
    lucky = set(sorted(range(len(split)), key=lambda i: (-split[i][1], i))[:left])
    return [zl(sign * (quotient + (i in lucky))) for i, (quotient, _) in enumerate(split)]


def format_zl(amount: Decimal | int) -> str:
    """An amount for Polish eyes: `1 234,50 zł` with non-breaking spaces and a real minus sign."""
    return _grouped(f"{round_half_up(amount):f}") + NBSP + "zł"


def parse_zl(text: str, *, allow_negative: bool = False) -> Decimal:
    """The amount somebody typed: `1 234,50`, `1234.5`, `1234 zł`; ValueError with a plain Polish message.

    Negative amounts only when asked for. Refused: fractions of a grosz, more than 9 999 999 999,99.
    """
    bare = _SPACES.sub(" ", text).strip()
    for unit in ("złotych", "zł.", "zł", "PLN"):
        if bare.lower().endswith(unit.lower()):
            bare = bare[: -len(unit)].rstrip()
            break
    return _parse(bare, "kwotę", "1234,50", allow_negative)


def format_quantity(quantity: Decimal | int) -> str:
    """A quantity without idle zeros: `1,5`, `12`, `1 200`; at most two decimal places, rounded half up."""
    digits = f"{round_half_up(quantity):f}".rstrip("0").rstrip(".")
    return _grouped(digits)


def parse_quantity(text: str) -> Decimal:
    """The quantity somebody typed: `1,5`, `12`; not negative; ValueError with a plain Polish message."""
    return _parse(_SPACES.sub(" ", text).strip(), "liczbę", "1,5", allow_negative=False)


def _grouped(digits: str) -> str:
    sign = "−" if digits.startswith("-") else ""
    whole, _, fraction = digits.lstrip("-").partition(".")
    return sign + f"{int(whole):,}".replace(",", NBSP) + ("," + fraction if fraction else "")


def _parse(text: str, what: str, example: str, allow_negative: bool) -> Decimal:
    bare = text.replace("−", "-")
    if not bare:
        raise ValueError(f"Wpisz {what}, na przykład {example}.")
    if not _NUMBER.fullmatch(bare):
        raise ValueError(f"Wpisz {what} samymi cyframi, na przykład {example}.")
    digits = bare.replace(" ", "").replace(",", ".")
    if len(digits) > _LONGEST:
        raise ValueError(f"Ta liczba jest za długa. Wpisz {what}, na przykład {example}.")
    number = Decimal(digits)
    if number < 0 and not allow_negative:
        raise ValueError(f"Wpisz {what} bez minusa, na przykład {example}.")
    if -int(number.as_tuple().exponent) > 2:
        raise ValueError(f"Wpisz {what} z najwyżej dwiema cyframi po przecinku, na przykład {example}.")
    if abs(number) > MAX:
        raise ValueError("Ta liczba jest za duża. Największa możliwa to 9 999 999 999,99.")
    return round_half_up(number)
