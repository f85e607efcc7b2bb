"""The third oracle: twelve services of the demonstration written out by hand from the words of the programme.

Plain Python and whole grosze; nothing of OpenCUS is imported. A person is a dict, an absent fact is None. Each function
answers (access, fee of one unit in grosze or None, hundredths of units a month or None); access is True, False or None.
"""

from __future__ import annotations

from typing import Any

SINGLE, FAMILY = 101_000, 82_300
CARE_SINGLE = ((100, 0), (130, 5), (160, 10), (200, 20), (250, 35), (300, 55), (350, 80), (None, 100))
CARE_FAMILY = ((100, 0), (130, 7), (160, 15), (200, 30), (250, 50), (300, 75), (None, 100))
FLAT = ((100, 0), (120, 20), (150, 50), (None, 100))
# Dz.U. 2023 poz. 395, percents in tenths; both columns are measured by the criterion of a single person.
NATIONAL_SINGLE = ((100, 0), (220, 15), (250, 100), (300, 150), (400, 300), (500, 500), (600, 750), (None, 1000))
NATIONAL_FAMILY = ((100, 0), (220, 35), (250, 150), (300, 250), (400, 450), (500, 650), (600, 850), (None, 1000))


def all_of(*truths: Any) -> Any:
    if any(truth is False for truth in truths):
        return False
    return None if any(truth is None for truth in truths) else True


def one_of(*truths: Any) -> Any:
    if any(truth is True for truth in truths):
        return True
    return None if any(truth is None for truth in truths) else False


def aged(one: dict[str, Any], low: int) -> Any:
    return None if one["age"] is None else one["age"] >= low


def has_degree(one: dict[str, Any], *degrees: str) -> Any:
    return None if one["degree"] is None else one["degree"] in degrees


def any_degree(one: dict[str, Any]) -> Any:
    return has_degree(one, "severe", "moderate", "light", "child")


def means(one: dict[str, Any]) -> tuple[int, int] | None:
    if one["income"] is None or one["household_size"] is None:
        return None
    return one["income"], one["household_size"]


def step(one: dict[str, Any], single: Any, family: Any, base_family: int) -> int | None:
    known = means(one)
    if known is None:
        return None
    income, persons = known
    steps, base = (single, SINGLE) if persons == 1 else (family, base_family)
    for up_to, percent in steps:
        if up_to is None or income * 100 <= base * up_to * persons:
            return percent
    raise AssertionError


def share(cost: int, percent: int | None, whole: int = 100) -> int:
    """So many parts of a cost, half a grosz up; the full cost when the income is not known."""
    return cost if percent is None else (cost * percent * 2 + whole) // (whole * 2)


def within(one: dict[str, Any], percent: int) -> bool | None:
    known = means(one)
    if known is None:
        return None
    income, persons = known
    return income * 100 <= (SINGLE if persons == 1 else FAMILY) * percent * persons


def uo(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    access = all_of(one_of(aged(one, 60), any_degree(one)), one_of(one["lives_alone"], one["family_cannot_help"]))
    return access, share(3800, step(one, CARE_SINGLE, CARE_FAMILY, FAMILY)), 8000  # 80 h a month; 4 h a day allow more


def suo(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return one["needs_from_illness"], share(4940, step(one, CARE_SINGLE, CARE_FAMILY, FAMILY)), 4000


def suozp(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return one["mental_disorder"], share(3800, step(one, NATIONAL_SINGLE, NATIONAL_FAMILY, SINGLE), 1000), 3000


def usas(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return all_of(aged(one, 60), one["lives_alone"]), 0 if within(one, 150) else 600, 2000


def aoon(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    hours = {"severe": 6000, "moderate": 3000, "child": 3000}.get(one["degree"] or "")
    return has_degree(one, "severe", "moderate", "child"), 0, hours


def zlr(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    alone = one_of(one["lives_alone"], one["lives_with_eligible"])
    return one_of(all_of(aged(one, 65), alone), any_degree(one)), 0, 100


def fiz(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    access = all_of(one_of(aged(one, 60), one["after_hospital"]), one["referral"])
    return access, 0 if within(one, 150) else 2500, 166  # 20 a year


def dds(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    known, fee = means(one), None
    if known is not None:
        per_person = (2 * known[0] + known[1]) // (2 * known[1])
        fee = share(per_person, 5)
    return all_of(aged(one, 60), one["not_working"]), fee, None


def mch(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return one["housing_need"], share(1900, step(one, FLAT, FLAT, FAMILY)), None  # its limit counts months, not days


def zyw(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return within(one, 220), 0, 100


def taxi(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    return one_of(all_of(aged(one, 70), one["lives_alone"]), any_degree(one)), None, 100  # 12 a year


def wyp(one: dict[str, Any]) -> tuple[Any, Any, Any]:
    months = {None: None, "none": 25}.get(one["degree"], 33)  # 3 months without a certificate, 4 with one
    return one_of(any_degree(one), one["doctors_note"]), 0, months


ORACLE = {
    "UO": uo, "SUO": suo, "SUOZP": suozp, "USAS": usas, "AOON": aoon, "ZLR": zlr, "FIZ": fiz, "DDS": dds, "MCH": mch,
    "ZYW": zyw, "TAXI": taxi, "WYP": wyp,
}  # fmt: skip
