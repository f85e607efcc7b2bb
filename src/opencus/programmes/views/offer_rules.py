"""What the page of the rule builder needs beside the rows: words to choose from, the sentence, the try-out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opencus.core.words import listed
from opencus.programmes.forms.offer_rule import FACT_GROUPS, GROUPS, UNITS, RuleDraft, fact_choices, fact_name
from opencus.programmes.models import ProgrammeService
from opencus.programmes.rules.conditions import evaluate
from opencus.programmes.rules.facts import FACTS

#: Under which entry of the programme's list of data a fact stands; the file answers these without asking.
LISTED_AS = {"income_pct": "income", "certificate_valid": "degree"}
#: Where the question of the form asks for something else than the rule compares.
TRY_LABELS = {"income_pct": "Dochód na osobę"}
OUTCOMES = {
    True: ("ok", "circle-check", "Tak, spełnia"), False: ("bad", "circle-x", "Nie spełnia"), None: ("warn", "circle-help", "Nie wiadomo"),
}  # fmt: skip


@dataclass(frozen=True)
class Try:
    """One question about the example person."""

    name: str
    label: str
    kind: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""


def builder(rule: RuleDraft | None, offered: ProgrammeService) -> dict[str, Any]:
    """The context of `offer_rule.html`; nothing without a rule."""
    if rule is None:
        return {"rule": None}
    usable = rule.stored is not None and not rule.errors
    explained = evaluate(rule.condition, rule.facts()) if usable else None
    truth = explained.truth if explained else None
    tone, icon, words = OUTCOMES[truth]
    return {
        "rule": rule, "fact_groups": FACT_GROUPS, "kinds": list(GROUPS.items()), "tries": _tries(rule) if usable else [],
        "explained": explained, "outcome": {"tone": tone, "icon": icon, "words": words},
        "missing": listed([fact_name(fact) for fact in explained.missing], "i") if explained and truth is None else "",
        "unlisted": _unlisted(rule, offered) if usable else "",
    }  # fmt: skip


def _tries(rule: RuleDraft) -> list[Try]:
    asked = []
    for name in rule.asked:
        known = FACTS[name]
        choices = (("tak", "tak"), ("nie", "nie")) if known.kind == "yes_no" else tuple(fact_choices(name))
        label = TRY_LABELS.get(name) or known.question or fact_name(name)
        asked.append(Try(name, label, known.kind, rule.tries.get(name, ""), choices, UNITS.get(name, "")))
    return asked


def _unlisted(rule: RuleDraft, offered: ProgrammeService) -> str:
    """Facts of the rule that the programme does not list as data it needs (art. 5(3)(9), R04)."""
    listed_fields = set(offered.version.data_fields)
    found = [fact for fact in rule.asked if not FACTS[fact].register and not {fact, LISTED_AS.get(fact, fact)} & listed_fields]
    return ", ".join(f"„{fact_name(fact)}”" for fact in found)
