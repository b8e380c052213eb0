"""Names of people in notes: recognised by their form and by what stands around them.

A program cannot tell a person from a firm by the name alone. So a name is what stands where only a person can stand
(`said`, `the operator`, `interview with`, `'s passport`), unless a word of it says that it is a firm, an office or a
place; or words that have the form of a full name; or a given name that is hardly anything else; or what follows a
title. It must not look at field names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from . import personal_name_contexts as contexts
from .personal_initials import has_initials
from .personal_name_forms import (
    NAME,
    is_country,
    is_family_name,
    is_full_name,
    is_given_name,
    is_known_pair,
    is_no_person,
    is_region,
    is_telling_given_name,
    plain_word,
)
from .personal_words import BRANDS, ORDINARY, PERSON_NOUN, PRONOUN

_JOINER: Final = r"(?:\s+(?:de|da|do|dos|das|del|dela|la|las|los|van|von|bin|binti|binte|bte|bint|al|el|ibn|e|y))*"
_RUN: Final = re.compile(rf"(?<![\w'’-])(?:[dlDL]['’])?({NAME}(?:{_JOINER}\s+{NAME}){{0,9}})")
_AFTER_JOINER: Final = re.compile(r"[^\W\d_]+\s+(?:de|da|do|del|a)\s+(?=[^\W\d_])")
_LONGEST_PERSON: Final = 6
_TITLED: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mme|Mlle|Sra|Srta|Señora?|Señorita|Monsieur|Madame)\b\.?\s+(?!(?:Price|Bector|Kipling"
    r"|Fields|Clean|Bricolage)\b)[^\W\d_]+"
    r"|\b(?:Lic|Ing|Dr|Dra|Prof|Engr|Atty|Adv|Capt|Sgt|Sr|Mtro|Mtra)\.\s+(?!(?:Martens|Oetker|Reddy|Scholl|Manager"
    r"|Supervisor|Auditor|Officer|Assistant)\b)[A-ZÀ-Þ][^\W\d_]+"
)
_COMMA_FROM: Final = re.compile(r"\s*,\s*(?:from|of|in|at|de|del|du|dans|do|da|à|au)\s")
_NICKNAMES: Final = frozenset(
    (
        "big",
        "old",
        "little",
        "young",
        "small",
        "fat",
        "tall",
        "uncle",
        "auntie",
        "tatay",
        "nanay",
        "papa",
        "mama",
        "baba",
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESSED: Final = re.compile(rf"\b([^\W\d_]{{3,}}){contexts.ADDRESS_AFTER.pattern}")
_SENTENCE_END: Final = re.compile(r"[.!?;]\s|\n| / ")
_PRONOUN: Final = re.compile(rf"\b{PRONOUN}\b", re.IGNORECASE)
_PERSON: Final = re.compile(rf"\b{PERSON_NOUN}\b", re.IGNORECASE)
_LOWER_NEXT: Final = re.compile(r"\s+[a-zà-ÿ]")
_NO_NAME_ENDING: Final = re.compile(
    r"..(?:ings?|ions?|ments?|ness|ity|ers|ists|ance|ence|ship|ed|ly|ism|als|cción|ciones|dad|dades|mientos?|eurs"
    r"|euses|ables?|ages?|ures?|ico|ica)$"
)


class _Run(NamedTuple):
    """Capitalised words that stand together, with what stands around them."""

    words: tuple[str, ...]
    plain: tuple[str, ...]
    before: str
    after: str
    begins_sentence: bool


def has_person_name(text: str) -> bool:
    """Return whether a note holds what reads as the name of a person."""
    return (
        _TITLED.search(text) is not None
        or any(_is_person(run) for run in _runs(text))
        or has_initials(text)
        or _has_uncapitalised_name(text)
        or _has_pair_in_one_case(text)
    )


def _runs(text: str) -> Iterator[_Run]:
    """Give capitalised words that stand together, without the ordinary words that a sentence begins with.

    A note in a hurry has no full stop, so the next sentence may begin right behind a name.
    """
    for found in _RUN.finditer(text):
        words, start, end = tuple(found[1].split()), found.start(1), found.end(1)
        while len(words) > 1 and _is_ordinary(words[0]) and contexts.begins_sentence(text, start):
            start = text.index(words[1], start + len(words[0]))
            words = words[1:]
        while len(words) > 1 and _is_ordinary(words[-1]):
            end = text.rindex(words[-2], start, end - len(words[-1])) + len(words[-2])
            words = words[:-1]
        yield _run_at(text, words, start, end)
        joined = _AFTER_JOINER.match(text, start) if contexts.begins_sentence(text, start) else None
        if joined is not None and joined.end() < end:
            # `Testimonio de Xiomara`: what begins the sentence is no part of the name
            yield _run_at(text, tuple(text[joined.end() : end].split()), joined.end(), end)


def _run_at(text: str, words: tuple[str, ...], start: int, end: int) -> _Run:
    plain = tuple(plain_word(word) for word in words)
    return _Run(
        words,
        plain,
        text[max(0, start - contexts.BEFORE) : start],
        text[end : end + contexts.AFTER],
        contexts.begins_sentence(text, start),
    )


def _is_person(run: _Run) -> bool:
    words = run.words
    if len(words) > _LONGEST_PERSON or " ".join(words) in BRANDS or contexts.FIRM_AFTER.match(run.after):
        return False
    if all(word.isupper() and len(word) < 5 for word in words):
        return False
    if any(is_no_person(word) for word in words if not word.islower()):
        # Hall, West and Field are family names too
        return len(words) == 2 and is_given_name(run.plain[0]) and contexts.ROLE_BEFORE.search(run.before) is not None
    if run.before.endswith("& ") or contexts.CALLED_AFTER.search(run.before):
        return False
    if len(words) == 1 and is_country(run.plain[0]) and not contexts.ROLE_BEFORE.search(run.before):
        return False
    ordinary = len(words) == 1 and _is_ordinary_first_word(run)
    if not ordinary and contexts.stands_before_person(run.before):
        return True
    if run.plain[0] in _NICKNAMES and is_telling_given_name(run.plain[-1]):
        return True
    if len(words) > 1:
        return _is_full_name(run) or _acts_as_person(run)
    if is_telling_given_name(run.plain[0]):
        return not contexts.IN_PLACE.search(run.before)
    return not ordinary and _acts_as_person(run)


def _is_full_name(run: _Run) -> bool:
    if contexts.OF_A_FIRM.match(run.after):
        return False
    return (
        is_full_name(run.words)
        and not is_region(run.plain)
        and (not contexts.IN_PLACE.search(run.before) or is_known_pair(run.plain[0], run.plain[-1]))
    )


def _acts_as_person(run: _Run) -> bool:
    """Return whether what stands behind an unknown name makes it a person's: deeds, belongings, a role, `she`."""
    if contexts.IN_PLACE.search(run.before) or is_country(run.plain[-1]):
        return False
    after = run.after
    if contexts.OF_A_FIRM.match(after):
        return False
    does = contexts.SURELY_DOES if run.begins_sentence and len(run.words) == 1 else contexts.DOES
    if does.match(after) or contexts.ROLE_AFTER.match(after) or contexts.BELONGS.match(after):
        return True
    if contexts.STATES.match(after) and any(is_given_name(word) or is_family_name(word) for word in run.plain):
        return True
    department = contexts.FROM_DEPARTMENT.match(after)
    if department is not None and (
        _COMMA_FROM.match(after) is not None
        or not run.begins_sentence
        or len(run.words) > 1
        or contexts.DOES.match(" " + after[department.end() :].lstrip(" ,)"))
    ):
        return True
    somewhere = contexts.FROM_SOMEWHERE.match(after)
    if somewhere is not None and contexts.SURELY_DOES.match(after[somewhere.end() :]):
        return True
    return run.begins_sentence and _is_meant_by_pronoun(after)


def _is_meant_by_pronoun(after: str) -> bool:
    """Return whether the rest of the sentence says `she` or `his`, and nobody else is there who could be meant."""
    if not _LOWER_NEXT.match(after):
        return False
    rest = _SENTENCE_END.split(after, maxsplit=1)[0]
    pronoun = _PRONOUN.search(rest)
    return pronoun is not None and not _PERSON.search(rest, 0, pronoun.start())


def _is_ordinary_first_word(run: _Run) -> bool:
    """Return whether a lone word is capitalised for beginning a sentence: `Smallholders`, `Embroidery`."""
    plain = run.plain[0]
    if not run.begins_sentence or is_given_name(plain):
        return False
    return plain.endswith("s") or (len(plain) > 5 and _NO_NAME_ENDING.search(plain) is not None)


def _has_uncapitalised_name(text: str) -> bool:
    """Return whether a name stands in small letters: after `called`, after a role, before a form of address."""
    if any(
        found[1].islower()
        and not _is_ordinary(found[1])
        and _PERSON.search(text, max(0, found.start() - 25), found.start(1))
        for found in contexts.LOWER_NAME.finditer(text)
    ):
        return True
    if any(
        is_telling_given_name(plain_word(found[1])) or (found[1][0].isupper() and not is_no_person(found[1]))
        for found in _ADDRESSED.finditer(text)
    ):
        return True
    return any(
        found[0].islower()
        and is_telling_given_name(plain_word(found[0]))
        and contexts.BEFORE_LOWER_NAME.search(text[max(0, found.start() - contexts.BEFORE) : found.start()])
        for found in _WORD.finditer(text)
    )


def _has_pair_in_one_case(text: str) -> bool:
    """Return whether a given and a family name stand together in small letters, or in capitals among capitals."""
    last, last_end = "", -1
    for found in _WORD.finditer(text):
        word = found[0]
        if word.islower() or word.isupper():
            plain = plain_word(word)
            if found.start() == last_end + 1 and is_known_pair(last, plain):
                return True
            last, last_end = plain, found.end()
    return False


def _is_ordinary(word: str) -> bool:
    return word.lower().replace("’", "'") in ORDINARY
