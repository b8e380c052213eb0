"""Words and groups of words that have the form of a person's name, whatever stands around them.

Given and family names that many people have, and those that are also words, are read from `names/`. The rest is
grammar: `binti` and `ibn` between names, Burmese forms of address, Chinese names in pinyin, Vietnamese ones. A form
alone is no proof, as firms and places are named after people: `personal_names` weighs it. It must not look at texts.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import Final

from .personal_words import NO_PERSON

_CHILD_OF: Final = frozenset({"bin", "binti", "binte", "bte", "ibn", "bint", "a/l", "a/p"})
_ADDRESSES: Final = frozenset({"daw", "ma", "ko", "saw", "naw", "sai", "nang", "mg", "umm", "abu", "md", "mst"})
"""Burmese and Arabic words that are part of a name and stand before it."""
_PINYIN: Final = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?(?:i?ang|i?ong|uang|[aeiu]ng|i?an|uan|[eiu]n|iao|uai|ao|ai|ei|ou|ui|iu"
    r"|ia|ie|"
    r"ua|uo|ue|er|[aeiou]))(?=[^aeiou]|$)"
)
_SOUNDS: Final = (
    ("oo", "u"), ("ou", "u"), ("ee", "i"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("sh", "s"), ("kh", "k"), ("bh", "b"),
    ("gh", "g"), ("ck", "k"), ("q", "k"), ("w", "v"), ("z", "j"), ("y", "i"),
)  # fmt: skip
_FEWEST_LETTERS: Final = 6
"""Shorter names sound like too much else."""
CAPITAL: Final = r"[^\W\d_a-zß-öø-ÿđ]"
NAME: Final = rf"{CAPITAL}[^\W\d_]+(?:['’-](?!s\b)[^\W\d_]+)*"
"""How a capitalised word is written, in any language with capitals."""
_NOT_LATIN: Final = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "s", "æ": "a", "œ": "o"})


@lru_cache(maxsize=1)
def _chinese_family() -> frozenset[str]:
    return _read("family_pinyin.txt")


@lru_cache(maxsize=1)
def _vietnamese_family() -> frozenset[str]:
    return _read("family_vietnamese.txt")


@lru_cache(maxsize=1)
def _also_words() -> frozenset[str]:
    return _read("also_words.txt")


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return _read("given.txt")


@lru_cache(maxsize=1)
def _family() -> frozenset[str]:
    return _read("family.txt")


def _read(name: str) -> frozenset[str]:
    text = files(__package__).joinpath("names", name).read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def plain_word(word: str) -> str:
    """Return a word in lower case without accents, as the lists have it."""
    lower = word.lower().replace("’", "'")
    if lower.isascii():
        return lower
    bare = unicodedata.normalize("NFKD", lower.translate(_NOT_LATIN))
    return "".join(character for character in bare if not unicodedata.combining(character))


def is_given_name(plain: str) -> bool:
    """Return whether many people have it as given name; `plain` is a `plain_word`, its parts joined by a hyphen."""
    return plain in _given() or ("-" in plain and all(part in _given() for part in plain.split("-")))


def is_telling_given_name(plain: str) -> bool:
    """Return whether a word is a given name and hardly anything else."""
    if plain in _also_words() or len(plain) < 3:
        return False
    return is_given_name(plain) or (len(plain) >= _FEWEST_LETTERS and _sound(plain) in _given_sounds())


def is_family_name(plain: str) -> bool:
    """Return whether many people have it as family name."""
    return plain in _family()


def is_full_name(words: tuple[str, ...]) -> bool:
    """Return whether capitalised words together have the form of a given and a family name.

    Args:
        words: Two or more, in the order written, particles among them.
    """
    plain = tuple(plain_word(word) for word in words)
    if len(plain) < 2:
        return False
    first, last = plain[0], plain[-1]
    if any(word in _CHILD_OF for word in plain[1:-1]):
        return True
    if first in _ADDRESSES and (len(plain) > 2 or is_given_name(plain[1])):
        return True
    if _is_chinese(plain) or _is_vietnamese(plain):
        return True
    if first in _also_words() and not is_family_name(last):
        return False
    if (is_given_name(first) or is_given_name(_of_other_sex(first))) and (len(first) > 2 or is_family_name(last)):
        return True
    if len(last) > 4 and is_telling_given_name(_of_other_sex(last)):
        return True
    return is_family_name(last) and last not in _also_words()


@lru_cache(maxsize=1)
def _given_sounds() -> frozenset[str]:
    return frozenset(_sound(name) for name in _given() - _also_words() if len(name) >= _FEWEST_LETTERS)


@lru_cache(maxsize=1024)
def _sound(plain: str) -> str:
    """Return how a name sounds, roughly, so that `Poornima` and `Purnima` are one: nobody transliterates by a rule."""
    for letters, sound in _SOUNDS:
        plain = plain.replace(letters, sound)
    return re.sub(r"(.)\1", r"\1", plain).rstrip("h")


def _of_other_sex(plain: str) -> str:
    """Return the name of a woman for that of a man, as most of Spanish and Portuguese have it, and the other way."""
    return plain[:-1] + {"a": "o", "o": "a"}.get(plain[-1], plain[-1])


def is_known_pair(first: str, second: str) -> bool:
    """Return whether two plain words are a given and a family name, in any order, and both hardly anything else."""
    if {first, second} & _also_words() or min(len(first), len(second)) < 3:
        return False
    return (is_given_name(first) and (is_family_name(second) or is_given_name(second))) or (
        is_family_name(first) and is_given_name(second)
    )


def _is_chinese(plain: tuple[str, ...]) -> bool:
    if len(plain) not in (2, 3) or plain[0] not in _chinese_family():
        return False
    given = "".join(plain[1:]).replace("-", "")
    syllables = _PINYIN.findall(given)
    return len(given) > 3 and "".join(syllables) == given and len(syllables) in (1, 2)


def _is_vietnamese(plain: tuple[str, ...]) -> bool:
    return len(plain) > 2 and plain[0] in _vietnamese_family() and all(len(word) < 7 for word in plain)


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    from pycountry import countries  # reads a file that most documents never need

    names = (name for country in countries for name in (country.name, getattr(country, "common_name", country.name)))
    return frozenset(plain_word(word) for name in names for word in re.findall(r"[^\W\d_]{4,}", name))


def is_country(plain: str) -> bool:
    """Return whether a word is part of the name of a country (ISO 3166-1), as `Nepal` is."""
    return plain in _countries()


@lru_cache(maxsize=1)
def _regions() -> frozenset[str]:
    from pycountry import subdivisions  # reads a file that most documents never need

    return frozenset(" ".join(re.findall(r"\w+", plain_word(region.name))) for region in subdivisions)


def is_region(plain: tuple[str, ...]) -> bool:
    """Return whether words together are the name of a province or state (ISO 3166-2), as `Nam Dinh` is."""
    return " ".join(plain) in _regions()


def is_no_person(word: str) -> bool:
    """Return whether no name of a person has this word: `Ltd`, `Street`, `the`."""
    return word.lower().replace("’", "'") in NO_PERSON
