"""The ten rules once more as OpenFisca variables, in an environment of its own: `python _rules_openfisca.py folder`.

Inputs are NumPy arrays in the folder, unknown facts false and an unknown income -1, because OpenFisca knows no third
value; none of the ten rules contains a denial, so the same people are entitled. Amounts are int32 grosze.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core import entities, periods, taxbenefitsystems, variables
from openfisca_core.simulation_builder import SimulationBuilder

PERSON = entities.build_entity("person", "persons", "A person", is_person=True)
HOUSEHOLD = entities.build_entity("household", "households", "A household", roles=[{"key": "member", "plural": "members"}])
MONTH = "2026-11"
SINGLE, FAMILY = 101_000, 82_300
CARE_SINGLE = ((100, 0), (130, 5), (160, 10), (200, 20), (250, 35), (300, 55), (350, 80), (None, 100))
CARE_FAMILY = ((100, 0), (130, 7), (160, 15), (200, 30), (250, 50), (300, 75), (None, 100))
FLAT = ((100, 0), (120, 20), (150, 50), (None, 100))
NATIONAL_SINGLE = ((100, 0), (220, 15), (250, 100), (300, 150), (400, 300), (500, 500), (600, 750), (None, 1000))
NATIONAL_FAMILY = ((100, 0), (220, 35), (250, 150), (300, 250), (400, 450), (500, 650), (600, 850), (None, 1000))
DEGREES = ("none", "severe", "moderate", "light", "child")
CODES = ("UO", "SUO", "SUOZP", "USAS", "AOON", "ZLR", "FIZ", "DDS", "MCH", "ZYW")


def of(person: Any, name: str) -> Any:
    return person(name, MONTH)


def degree(person: Any, *names: str) -> Any:
    held = of(person, "degree")
    return np.isin(held, [DEGREES.index(name) for name in names])


def any_degree(person: Any) -> Any:
    return of(person, "degree") > 0


def stepped(person: Any, cost: int, single: Any, family: Any, base_family: int, whole: int = 100) -> Any:
    """The fee of the first step that holds the income; the full cost where no income is known."""
    income, size = of(person, "income"), of(person, "household_size")
    known, alone, hundredfold = (income >= 0) & (size >= 1), size == 1, income * 100
    fee = np.full(len(income), cost, dtype=np.int32)
    for steps, here, base in ((single, known & alone, SINGLE), (family, known & ~alone, base_family * size)):
        left = here
        for up_to, percent in steps:
            inside = left if up_to is None else left & (hundredfold <= base * up_to)
            fee[inside] = (cost * percent * 2 + whole) // (whole * 2)
            left = left & ~inside
    return fee


def within(person: Any, percent: int) -> Any:
    income, size = of(person, "income"), of(person, "household_size")
    base = np.where(size == 1, SINGLE, FAMILY) * percent * size
    return (income >= 0) & (size >= 1) & (income * 100 <= base)


def nothing(person: Any) -> Any:
    return np.zeros(person.count, dtype=np.int32)


def of_income(person: Any) -> Any:
    """5 % of the income per person; -1 where none is known."""
    income, size = of(person, "income"), of(person, "household_size")
    known = (income >= 0) & (size >= 1)
    size = np.where(known, size, 1)
    per_person = (2 * income + size) // (2 * size)
    return np.where(known, (per_person * 10 + 100) // 200, -1)


ACCESS = {
    "UO": lambda p: ((of(p, "age") >= 60) | any_degree(p)) & (of(p, "lives_alone") | of(p, "family_cannot_help")),
    "SUO": lambda p: of(p, "needs_from_illness"),
    "SUOZP": lambda p: of(p, "mental_disorder"),
    "USAS": lambda p: (of(p, "age") >= 60) & of(p, "lives_alone"),
    "AOON": lambda p: degree(p, "severe", "moderate", "child"),
    "ZLR": lambda p: ((of(p, "age") >= 65) & (of(p, "lives_alone") | of(p, "lives_with_eligible"))) | any_degree(p),
    "FIZ": lambda p: ((of(p, "age") >= 60) | of(p, "after_hospital")) & of(p, "referral"),
    "DDS": lambda p: (of(p, "age") >= 60) & of(p, "not_working"),
    "MCH": lambda p: of(p, "housing_need"),
    "ZYW": lambda p: within(p, 220),
}
FEE = {
    "UO": lambda p: stepped(p, 3800, CARE_SINGLE, CARE_FAMILY, FAMILY),
    "SUO": lambda p: stepped(p, 4940, CARE_SINGLE, CARE_FAMILY, FAMILY),
    "SUOZP": lambda p: stepped(p, 3800, NATIONAL_SINGLE, NATIONAL_FAMILY, SINGLE, 1000),
    "USAS": lambda p: np.where(within(p, 150), 0, 600),
    "AOON": nothing, "ZLR": nothing, "ZYW": nothing,
    "FIZ": lambda p: np.where(within(p, 150), 0, 2500),
    "DDS": of_income,
    "MCH": lambda p: stepped(p, 1900, FLAT, FLAT, FAMILY),
}  # fmt: skip


def declare(system: Any, name: str, kind: type, formula: Any = None) -> None:
    """Add one variable of a person."""
    body: dict[str, Any] = {"value_type": kind, "entity": PERSON, "definition_period": periods.MONTH, "label": name}
    if formula is not None:
        body["formula"] = lambda person, period, parameters: formula(person)
    system.add_variable(type(name, (variables.Variable,), body))


def peak_mb() -> float:
    """The most memory this process held; getrusage would count what the parent held when it started us."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    """Load, calculate, sum by municipality, say."""
    folder = Path(sys.argv[1])
    arrays = {path.stem: np.load(path) for path in sorted(folder.glob("*.npy"))}
    gmina = arrays.pop("gmina")
    began = time.perf_counter()
    system = taxbenefitsystems.TaxBenefitSystem([PERSON, HOUSEHOLD])
    for name, held in arrays.items():
        declare(system, name, bool if held.dtype == bool else int)
    for code in CODES:
        declare(system, f"access_{code}", bool, ACCESS[code])
        declare(system, f"fee_{code}", int, FEE[code])
    simulation = SimulationBuilder().build_default_simulation(system, len(gmina))
    for name, held in arrays.items():
        simulation.set_input(name, MONTH, held)
    ready, used = time.perf_counter(), time.process_time()
    sums: dict[str, int] = {}
    for i, code in enumerate(CODES):
        access, fee = simulation.calculate(f"access_{code}", MONTH), simulation.calculate(f"fee_{code}", MONTH)
        sums[f"entitled_{i}"] = int(np.bincount(gmina, access).sum())
        sums[f"charged_{i}"] = int(np.bincount(gmina, np.where(access & (fee > 0), fee, 0)).sum())
    print(json.dumps({
        "start": ready - began, "seconds": time.perf_counter() - ready, "cpu": time.process_time() - used, "sums": sums,
        "peak_mb": peak_mb(),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
