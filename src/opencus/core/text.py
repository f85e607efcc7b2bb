"""Text folding and the Polish alphabet, the same on every database.

No collation of the database or the operating system is used: keys are plain ASCII in C collation, so an upgrade
cannot corrupt an index and row-level security cannot switch one off (only `=`, `<`, `>=` are needed).
"""

from __future__ import annotations

import re
import unicodedata

_POLISH_AFTER = {
    "ą": "a~",
    "ć": "c~",
    "ę": "e~",
    "ł": "l~",
    "ń": "n~",
    "ó": "o~",
    "ś": "s~",
    "ź": "z~",
    "ż": "z~~",
}
# Letters that no normalisation form takes apart.
_FOLDED = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ĸ": "k",
        "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a",
        "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "ʹ": "'", "′": "'", "`": "'", "´": "'", "＇": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "－": "-",
    }
)  # fmt: skip
# Ukrainian as in passports (Cabinet of Ministers resolution 55 of 2010), then letters only Russian or Belarusian has.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "ы": "y", "э": "e", "ё": "e", "ъ": "", "ў": "u",
}  # fmt: skip
_CYRILLIC_FIRST = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
# Drawn as nothing, though Unicode calls them letters or marks.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_BLANKS = re.compile(r"[\s\u2800]+")
_NOT_KEY = re.compile(r"[^a-z0-9 '\-]+")
_EDGE = re.compile(r"(?<![a-z0-9])['\-]+|['\-]+(?![a-z0-9])")


def normalise(text: str) -> str:
    """One line as it is stored: NFC, one space between words, nothing invisible.

    Drops NUL, control, zero-width and bidirectional characters (they hide or turn text), lone surrogates (PostgreSQL
    refuses them) and noncharacters. Any kind of white space becomes one space.
    """
    return _compose(_BLANKS.sub(" ", text)).strip()


def normalise_lines(text: str) -> str:
    """A note of several lines as it is stored: each line as in `normalise`, at most one empty line in a row."""
    lines = [normalise(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def search_key(text: str) -> str:
    """The text as search sees it: small letters without marks, only `a-z 0-9 ' -` and single spaces.

    `Żółć` gives `zolc`, `Müller` `muller`, `Шевченко` `shevchenko`. Anything else parts words. A hyphen or an
    apostrophe stays only next to a letter or digit. May be empty. Folding a key again changes nothing.
    """
    return " ".join(_EDGE.sub(" ", _fold(normalise(text))).split())


def sort_key(text: str) -> str:
    """A key whose byte order is the Polish alphabet: a ą b c ć ... z ź ż, capitals alike.

    A Polish letter sorts after its whole base letter because `~` follows `z` in ASCII; foreign marks are ignored. A
    space sorts first, so `Nowak Zofia` comes before `Nowakowska Anna`. Use with C collation only.
    """
    composed = unicodedata.normalize("NFC", normalise(text).lower())
    pieces = re.split("([ąćęłńóśźż])", composed)
    keyed = "".join(_POLISH_AFTER[piece] if i % 2 else _fold(piece) for i, piece in enumerate(pieces))
    return " ".join(keyed.split())


def tokens(text: str) -> list[str]:
    """The different words of a text for the token table and for a query, in order.

    Double names come apart (`Nowak-Kowalska` gives two), an apostrophe vanishes (`O'Brien` gives `obrien`).
    """
    words = search_key(text).replace("'", "").replace("-", " ").split()
    return list(dict.fromkeys(words))


def prefix_range(prefix: str) -> tuple[str, str | None]:
    """Bounds `lo`, `hi` so that `lo <= x < hi` holds exactly for the strings that begin with the prefix.

    Code point order, which is the C collation of UTF-8. `hi` is None when there is no upper bound: an empty prefix
    or one made of the last code point only.
    """
    head = prefix
    while head:
        following = ord(head[-1]) + 1
        if following <= 0x10FFFF:
            # Surrogates cannot be stored: step over them.
            return prefix, head[:-1] + chr(0xE000 if 0xD800 <= following <= 0xDFFF else following)
        head = head[:-1]
    return prefix, None


def plural(number: int, one: str, few: str, many: str) -> str:
    """The Polish form that fits a whole number: 1 osoba, 2-4 osoby, 5-21 osób, 22 osoby, 0 osób."""
    number = abs(number)
    if number == 1:
        return one
    return few if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else many


def initials(name: str) -> str:
    """First letters of the first and the last word, in capitals: `Anna Maria Nowak-Kowalska` gives `AN`."""
    letters = [word.lstrip("'’-„\"(")[:1] for word in normalise(name).split()]
    letters = [letter.upper() for letter in letters if letter.isalnum()]
    return "".join(letters[:1] + letters[1:][-1:])


def slugify_pl(text: str, max_length: int = 60) -> str:
    """An address-bar name: `Środa, 5 łóżek` gives `sroda-5-lozek`; cut at a word where possible; may be empty."""
    slug = "-".join(search_key(text).replace("'", "").replace("-", " ").split())
    if len(slug) <= max_length:
        return slug
    cut = slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]
    return cut[:max_length]


def _compose(text: str) -> str:
    seen = "".join(c for c in _INVISIBLE.sub("", text) if not _hidden(c))
    # Removing a mark may bring a letter and its accent together, and two spaces too.
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", seen))


def _hidden(char: str) -> bool:
    point = ord(char)
    if point < 0x7F:
        return point < 0x20
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Cs"}
        or point & 0xFFFE == 0xFFFE
        or 0xFDD0 <= point <= 0xFDEF
    )


def _latin(text: str) -> str:
    if not any("\u0400" <= c <= "\u04ff" for c in text):
        return text
    text, letters = text.replace("зг", "zgh"), []
    for before, char in zip(" " + text, text, strict=False):
        first = not before.isalpha()
        letters.append((_CYRILLIC_FIRST.get(char) if first else None) or _CYRILLIC.get(char, char))
    return "".join(letters)


def _fold(text: str) -> str:
    """Small Latin letters without marks; whatever is no letter, digit, apostrophe or hyphen becomes a space."""
    apart = unicodedata.normalize("NFKD", _latin(text.casefold()).translate(_FOLDED))
    bare = "".join(c for c in apart if not unicodedata.combining(c)).casefold().translate(_FOLDED)
    return _NOT_KEY.sub(" ", bare)
