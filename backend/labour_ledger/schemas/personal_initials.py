"""Names of people by their initials: `R. K. Thapa`, `Rokia S.`, `P.L., a picker`.

Lettered halls, shifts and firms such as J. Crew pass. It must not look at field names.
"""

from __future__ import annotations

import re
from typing import Final

from . import personal_name_contexts as contexts
from .personal_name_forms import CAPITAL, NAME, is_family_name, is_given_name, is_no_person, plain_word

_INITIALS: Final = re.compile(
    rf"(?<![\w.])((?:{CAPITAL}\.\s?){{1,3}}|{CAPITAL}\s)((?:(?:de|da|dos|del|dela|la|van|el"
    rf"|al)\s+)*{NAME}(?:\s+{NAME})*)"
)
_BARE_INITIALS: Final = re.compile(rf"(?<![\w.])(?!U\.[SKN]\.|P\.O\.|S\.[AL]\.|N\.[VB]\.)(?:{CAPITAL}\.){{2,3}}(?!\w)")
_INITIAL_AFTER: Final = re.compile(rf"(?<![\w'’-])({CAPITAL}[^\W\d_]{{2,}})\s{CAPITAL}\.(?=\s*(?:[,;):]|$|[a-z]))")
_INITIALLED_FIRMS: Final = frozenset(
    ("Crew", "Oliver", "Braun", "Stern", "Jill", "Itoh", "Bean", "Penney", "Coli", "Box")
)
_LETTERED: Final = re.compile(
    r"\b(?:shifts?|lines?|halls?|blocks?|units?|buildings?|annex(?:es)?|floors?|sections?|levels?|class|grade|types?"
    r"|zones?|wings?|gates?|rooms?|dorm\w*"
    r"|towers?|appendix|plan|group|table|vitamin|hepatitis|phase|schedule|équipe|ligne|b[âa]timent|annexe|niveau"
    r"|hépatite|turno|l[ií]nea|nave|anexo"
    r"|nivel|bloque|bloco|linha)\s+$",
    re.IGNORECASE,
)
"""What is told apart by letters: `shift C. Workers` holds no initial."""
_COMPASS: Final = frozenset("NSEWO")
"""Initials that also stand before places: `S. Sulawesi`."""


def has_initials(text: str) -> bool:
    """Return whether initials stand before a family name, or alone where only a person can stand."""
    if any(_is_initialled_name(text, found) for found in _INITIALS.finditer(text)):
        return True
    if any(
        is_given_name(plain_word(found[1])) or contexts.stands_before_person(_before(text, found))
        for found in _INITIAL_AFTER.finditer(text)
        if not is_no_person(found[1])
    ):
        return True
    return any(
        contexts.stands_before_person(_before(text, found)) or contexts.ROLE_AFTER.match(text, found.end()) is not None
        for found in _BARE_INITIALS.finditer(text)
    )


def _is_initialled_name(text: str, found: re.Match[str]) -> bool:
    words = tuple(word for word in found[2].split() if word[0].isupper())
    before, after = _before(text, found), text[found.end() : found.end() + contexts.AFTER]
    if _is_of_a_thing(words, before, after):
        return False
    known = is_family_name(plain_word(words[-1]))
    if contexts.IN_PLACE.search(before) and not known:
        return False
    dotted = "." in found[1]
    if dotted and found[1][0] not in _COMPASS:
        return True
    begins = dotted or contexts.begins_sentence(text, found.start())
    return (begins and (known or _is_followed_as_person(after))) or contexts.stands_before_person(before)


def _is_of_a_thing(words: tuple[str, ...], before: str, after: str) -> bool:
    """Return whether a letter and words are rather a hall's, a firm's or a street's."""
    return (
        any(is_no_person(word) for word in words)
        or all(word.isupper() and len(word) < 5 for word in words)
        or words[0] in _INITIALLED_FIRMS
        or contexts.FIRM_AFTER.match(after) is not None
        or _LETTERED.search(before) is not None
        or contexts.CALLED_AFTER.search(before) is not None
    )


def _is_followed_as_person(after: str) -> bool:
    return any(
        pattern.match(after) is not None for pattern in (contexts.DOES, contexts.ROLE_AFTER, contexts.FROM_DEPARTMENT)
    )


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - contexts.BEFORE) : found.start()]
