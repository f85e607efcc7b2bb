"""What changes between two versions of a programme, in plain language: for each service, today and after the change.

Words that go or come are marked. Sentences that stay the same are said once more only where a text is short.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from opencus.programmes.rules import wording
from opencus.programmes.rules.service import ServiceRules

Aspect = Literal["new", "removed", "access", "limit", "fee", "relief", "places", "order"]
ASPECTS: dict[Aspect, str] = {
    "new": "nowa usługa",
    "removed": "usługa znika",
    "access": "kto może skorzystać",
    "limit": "ile można dostać",
    "fee": "odpłatność",
    "relief": "ulgi",
    "places": "liczba osób i miejsc",
    "order": "kolejność",
}
SAID: tuple[tuple[Aspect, Callable[[ServiceRules], wording.Sentences]], ...] = (
    ("access", wording.access), ("limit", wording.limits), ("fee", wording.fees), ("relief", wording.reliefs),
    ("places", wording.places), ("order", wording.order),
)  # fmt: skip
SHORT = 120  # signs of a text that is said whole, with its unchanged sentences
# A word with its hyphens, a number with its fraction, thousands and unit, or one sign.
_WORD = re.compile(r"\w[\w%-]*(?:[.,\u00a0][\w%]+)*|[^\w\s]")
_TOKEN = re.compile(rf"(?P<gap>\s*)(?P<word>{_WORD.pattern})")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text; ``changed``: this side only."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One aspect of one service that is not the same in both versions."""

    code: str
    name: str
    aspect: Aspect
    before: tuple[Segment, ...]
    after: tuple[Segment, ...]

    @property
    def label(self) -> str:
        """The aspect in Polish: `odpłatność`."""
        return ASPECTS[self.aspect]


def differences(before: Sequence[ServiceRules], after: Sequence[ServiceRules]) -> tuple[Difference, ...]:
    """Everything that differs, by the order of the new version, services that go at the end; services pair by code."""
    old = {rules.code: rules for rules in before}
    kept = {rules.code for rules in after}
    found: list[Difference] = []
    for rules in after:
        found += _changed(old[rules.code], rules) if rules.code in old else [_new(rules)]
    found += [_removed(rules) for rules in before if rules.code not in kept]
    return tuple(found)


def compare(before: str, after: str) -> tuple[tuple[Segment, ...], tuple[Segment, ...]]:
    """Both texts in segments, with the words that only one of them has marked."""
    left, right = _tokens(before), _tokens(after)
    matcher = SequenceMatcher(None, [word for _, word in left], [word for _, word in right], autojunk=False)
    same_left: set[int] = set()
    same_right: set[int] = set()
    for block in matcher.get_matching_blocks():
        same_left |= set(range(block.a, block.a + block.size))
        same_right |= set(range(block.b, block.b + block.size))
    return _segments(left, same_left), _segments(right, same_right)


def _changed(old: ServiceRules, new: ServiceRules) -> Iterable[Difference]:
    for aspect, say in SAID:
        was, now = say(old), say(new)
        if was != now:
            before, after = compare(*_shortened(was, now))
            yield Difference(new.code, new.name, aspect, before, after)


def _shortened(was: wording.Sentences, now: wording.Sentences) -> tuple[str, str]:
    """Both texts; of a long one only the sentences that are not on the other side."""
    if max(len(" ".join(was)), len(" ".join(now))) <= SHORT:
        return " ".join(was), " ".join(now)
    left = [one for one in was if one not in now]
    right = [one for one in now if one not in was]
    return " ".join(left) or "Tego nie ma.", " ".join(right) or "Tego nie będzie."


def _new(rules: ServiceRules) -> Difference:
    said = " ".join(sentence for _, say in SAID[:5] for sentence in say(rules))
    return Difference(rules.code, rules.name, "new", (Segment("Tej usługi nie ma w programie."),), (Segment(said, True),))


def _removed(rules: ServiceRules) -> Difference:
    said = " ".join(sentence for _, say in SAID[:3] for sentence in say(rules))
    gone = "Usługi nie będzie w programie. Kto ją ma, zachowuje ją do końca przyznania."
    return Difference(rules.code, rules.name, "removed", (Segment(said, True),), (Segment(gone),))


def _tokens(text: str) -> list[tuple[str, str]]:
    """Each word with the space before it."""
    return [(found["gap"], found["word"]) for found in _TOKEN.finditer(text)]


def _segments(tokens: Sequence[tuple[str, str]], same: set[int]) -> tuple[Segment, ...]:
    """Neighbours of one kind joined; a space between two kinds belongs to the unchanged one."""
    made: list[Segment] = []
    for place, (gap, word) in enumerate(tokens):
        changed = place not in same
        if made and made[-1].changed == changed:
            made[-1] = Segment(made[-1].text + gap + word, changed)
        elif made and changed:
            made[-1] = Segment(made[-1].text + gap)
            made.append(Segment(word, True))
        else:
            made.append(Segment(gap + word, changed))
    return tuple(made)
