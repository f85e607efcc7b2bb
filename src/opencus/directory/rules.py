"""Finding a service by a resident's own words: pure functions on texts."""

from __future__ import annotations

from collections.abc import Sequence

from opencus.core.text import search_key

#: Everyday words and the words of the offer they stand for, both folded by ``search_key``.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "dojazd": ("zawieziemy", "transport", "taksowka", "bus"), "dowoz": ("zawieziemy", "transport", "taksowka"),
    "podwozka": ("zawieziemy", "taksowka"), "przejazd": ("zawieziemy", "transport", "taksowka"), "lekarz": ("lekarza", "pielegniarka"),
    "kran": ("naprawy", "raczka"), "cieknie": ("naprawy", "raczka"), "zamek": ("naprawy",), "zarowka": ("naprawy", "raczka"),
    "hydraulik": ("naprawy", "raczka"), "naprawa": ("naprawy", "raczka"), "remont": ("naprawy",), "gniazdko": ("naprawy",),
    "mycie": ("myciu", "opiekunka"), "sprzatanie": ("sprzataniu", "opiekunka"), "zakupy": ("zakupach", "opiekunka"),
    "opieka": ("opiekunka", "opiekuncze", "opieka"), "opiekun": ("opiekunka", "opiekuncze", "asystent"), "gotowanie": ("posilkach", "obiad"),
    "obiad": ("obiady", "posilek", "posilkach"), "jedzenie": ("obiady", "paczki", "posilkach"), "rehabilitacja": ("cwiczenia", "fizjoterapeuta"),
    "masaz": ("fizjoterapeuta",), "kregoslup": ("fizjoterapeuta", "cwiczenia"), "zlamanie": ("fizjoterapeuta", "cwiczenia"), "udar": ("fizjoterapeuta", "opieka"),
    "balkonik": ("sprzetu",), "wozek": ("sprzetu", "wozka"), "lozko": ("sprzetu",), "kule": ("sprzetu",), "samotnosc": ("klub", "wolontariusz", "dzienny"),
    "nuda": ("klub", "zajecia", "kino"), "praca": ("pracy", "broker"), "bezrobocie": ("pracy", "broker"), "dziecko": ("dziecku", "zlobka", "pedagog"),
    "zlobek": ("zlobka",), "przedszkole": ("przedszkola",), "klotnia": ("psycholog",), "depresja": ("psycholog",), "kryzys": ("psycholog", "kryzysie"),
    "urlop": ("wytchnieniowa",), "odpoczynek": ("wytchnieniowa",), "basen": ("plywania", "wodzie"), "plywalnia": ("plywania", "wodzie"),
    "mieszkanie": ("mieszkanie",), "grypa": ("szczepienia",), "szczepionka": ("szczepienia",), "prawnik": ("prawne",), "adwokat": ("prawne",),
    "sos": ("opaska",), "upadek": ("opaska", "fizjoterapeuta"), "karta": ("karty",), "zastrzyk": ("pielegniarka",), "winda": ("asystent",),
}  # fmt: skip

#: Endings that Polish nouns and adjectives take; the longest first.
_ENDINGS = ("owania", "ami", "ach", "ego", "emu", "owi", "ych", "ymi", "ie", "em", "ow", "om", "ej", "ia", "iu", "ii", "a", "e", "y", "i", "u", "o", "z")


def stem(word: str) -> str:
    """Cut one inflectional ending of a folded word, leaving at least four letters."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def score(query: str, name: str, text: str) -> int:
    """Return how well a service answers the query; 0 when no word of the query has an answer.

    A hit in the name counts more than one in the text, the word itself more than a synonym.
    """
    words = search_key(query).split()
    if not words:
        return 1
    named = search_key(name).split()
    told = search_key(text).split()
    return sum(
        max(_points(word, named) * 3, _points(word, told) * 2, _by_synonym(word, named, told))
        for word in words
        if len(word) > 2
    )


def _points(word: str, among: Sequence[str]) -> int:
    if word in among:
        return 4
    root = stem(word)
    if len(root) >= 3 and any(other.startswith(root) for other in among):
        return 3
    return 0


def _by_synonym(word: str, named: Sequence[str], told: Sequence[str]) -> int:
    stand_ins = [other for key, others in SYNONYMS.items() if stem(key) == stem(word) for other in others]
    best = [max(_points(other, named) * 2, _points(other, told)) for other in stand_ins]
    return max(best, default=0)
