"""Names are stored clean, found however they are typed, and sorted as in a Polish telephone book."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opencus.core import text
from opencus.core.text import search_key, sort_key, tokens

ALPHABET = "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż"
polish = st.text(" -" + ALPHABET, max_size=12).map(lambda s: " ".join(s.split()))
anything = st.text(st.characters(codec=None), max_size=40)


def test_what_cannot_be_seen_is_not_stored():
    assert text.normalise("  Halina\u200b \x00We\u0323solowska\u202e\t\n ") == "Halina Wẹsolowska"
    assert text.normalise("Z\u0307o\u0301ł\u0107") == "Żółć"
    assert text.normalise("a\ud800b\ufffe\U000e0100") == "ab"
    assert text.normalise("Ko\u00adwal\ufeffski\u3164") == "Kowalski"


def test_lines_of_a_note_stay_lines():
    assert (
        text.normalise_lines(" Pies \r\n\r\n\n\n klucz u\tsąsiadki\x00\u2028kod ")
        == "Pies\n\nklucz u sąsiadki\nkod"
    )
    assert text.normalise_lines("\n\n") == ""


@given(anything)
def test_stored_text_is_safe_for_the_database_and_the_eye(raw: str):
    clean = text.normalise(raw)
    assert text.normalise(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert "  " not in clean
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in clean)
    clean.encode()
    lines = text.normalise_lines(raw)
    assert text.normalise_lines(lines) == lines


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Żółć", "zolc"),
        ("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn"),
        ("Müller-Groß", "muller-gross"),
        ("O’Brien", "o'brien"),
        ("Łukasz  Ćma–Źdźbło", "lukasz cma-zdzblo"),
        ("Шевченко Юлія", "shevchenko yuliia"),
        ("Згурський Їжак", "zghurskyi yizhak"),
        ("Nguyễn Đức", "nguyen duc"),
        ("ﬁlia №5 (parter)", "filia no5 parter"),
        ("- ' --", ""),
        ("\u0301\u0302", ""),
        ("", ""),
        ("%_\\'; drop table", "drop table"),
        ("😀 Ola", "ola"),
    ],
)
def test_search_folds_whatever_was_typed(name: str, key: str):
    assert search_key(name) == key


@given(anything)
def test_a_search_key_is_plain_ascii_and_settles_at_once(raw: str):
    key = search_key(raw)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789 '-")
    assert search_key(key) == key
    assert search_key(text.normalise(raw)) == key
    assert search_key(unicodedata.normalize("NFD", raw)) == key


@given(polish)
def test_capitals_and_lost_accents_find_the_same(name: str):
    assert search_key(name.upper()) == search_key(name)
    assert search_key(name.translate(str.maketrans("ąćęłńóśźż", "acelnoszz"))) == search_key(name)


def test_every_letter_of_the_polish_alphabet_has_its_place():
    for before, after in pairwise(ALPHABET):
        assert sort_key(before) < sort_key(after)
        assert sort_key(before + "żżż") < sort_key(after)
        assert sort_key(before.upper()) == sort_key(before)


@given(polish.filter(lambda s: "-" not in s), polish.filter(lambda s: "-" not in s))
def test_any_two_names_sort_as_in_the_polish_alphabet(a: str, b: str):
    order = " " + ALPHABET
    places = [[order.index(letter) for letter in name] for name in (a, b)]
    assert (sort_key(a).encode() < sort_key(b).encode()) == (places[0] < places[1])


def test_names_sort_as_in_a_telephone_book():
    book = [
        "Ćma Ewa",
        "Czapla Jan",
        "Kowalska Anna",
        "KOWALSKA Ewa",
        "Kowalska-Nowak Anna",
        "Kowalskąd Anna",
        "Łoś Zyta",
        "Müller Ewa",
        "Mulnik Ewa",
        "Zając Ewa",
        "Źdźbło Ewa",
        "Żak Ewa",
    ]
    assert sorted(book, key=sort_key) == [book[1], book[0], *book[2:]]


@given(anything)
def test_a_sort_key_is_printable_ascii(raw: str):
    assert all(" " <= char <= "~" for char in sort_key(raw))


def test_words_for_the_token_table():
    assert tokens("Anna Nowak-Kowalska, NOWAK") == ["anna", "nowak", "kowalska"]
    assert tokens("O'Brien") == tokens("OBrien") == ["obrien"]
    assert tokens(" \x00 ") == []


@given(anything)
def test_tokens_are_different_words_of_letters_and_digits(raw: str):
    found = tokens(raw)
    assert len(set(found)) == len(found)
    assert all(word.isascii() and word.isalnum() for word in found)
    assert tokens(" ".join(found)) == found


def test_a_prefix_is_a_range():
    assert text.prefix_range("kow") == ("kow", "kox")
    assert text.prefix_range("zz") == ("zz", "z{")
    assert text.prefix_range("") == ("", None)
    assert text.prefix_range("a\U0010ffff") == ("a\U0010ffff", "b")
    assert text.prefix_range("\U0010ffff") == ("\U0010ffff", None)
    assert text.prefix_range("\ud7ff") == ("\ud7ff", "\ue000")


@given(
    st.text(max_size=4),
    st.one_of(st.text(max_size=6), st.sampled_from(["", "\U0010ffff", "\ue000", "\ud7ff"])),
)
def test_the_range_holds_exactly_what_begins_with_the_prefix(prefix: str, tail: str):
    for value in (prefix + tail, tail, prefix[:-1] + tail):
        low, high = text.prefix_range(prefix)
        inside = low.encode() <= value.encode() and (high is None or value.encode() < high.encode())
        assert inside == value.startswith(prefix)


def test_polish_plural_forms():
    fits = {
        0: "osób",
        1: "osoba",
        2: "osoby",
        4: "osoby",
        5: "osób",
        11: "osób",
        12: "osób",
        14: "osób",
        21: "osób",
    }
    fits |= {
        22: "osoby",
        25: "osób",
        101: "osób",
        102: "osoby",
        112: "osób",
        1000: "osób",
        -1: "osoba",
        -3: "osoby",
    }
    for number, form in fits.items():
        assert text.plural(number, "osoba", "osoby", "osób") == form


def test_initials_and_addresses():
    assert text.initials("Halina Wesołowska") == "HW"
    assert text.initials("anna maria nowak-kowalska") == "AN"
    assert text.initials("Ćma") == "Ć"
    assert text.initials(" ! ") == ""
    assert text.initials("Jan „Bolek” Żak") == "JŻ"
    assert text.slugify_pl("Środa, 5 łóżek – O'Hara") == "sroda-5-lozek-ohara"
    assert text.slugify_pl("Usługi opiekuńcze w domu", max_length=18) == "uslugi-opiekuncze"
    assert text.slugify_pl("x" * 99, max_length=5) == "xxxxx"


@given(anything, st.integers(1, 20))
def test_a_slug_fits_and_is_clean(raw: str, size: int):
    slug = text.slugify_pl(raw, max_length=size)
    assert len(slug) <= size
    assert slug == slug.strip("-")
    assert len(text.initials(raw)) <= 4
