"""Names of people in notes: recognised by what stands around them, and by common given names.

A program cannot tell a person from a firm by the name alone. So a name is what stands where only a person can stand
(`said`, `the operator`, `interview with`), in English, French and Spanish, unless a word of it says that it is a firm,
an office or a place; or two capitalised words of which the first is a given name that many people have. Titles are
`personal_patterns`' business. It must not look at field names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .personal_words import BRANDS, GIVEN_NAMES, NO_PERSON, ORDINARY, PERSON_NOUN

_NAME: Final = r"[^\W\d_a-z][^\W\d_]+(?:['’-][^\W\d_]+)*"
_JOINER: Final = r"(?:\s+(?:de|da|dos|del|la|van|von|bin|binti|binte|al|el|ibn|e|y))?"
_RUN: Final = re.compile(rf"(?<![\w'’-])(?:[dlDL]['’])?({_NAME}(?:{_JOINER}\s+{_NAME}){{0,4}})")
_LONGEST_PERSON: Final = 5

# What only a person does, after the name.
_DOES: Final = (
    r"(?:also\s+|then\s+|a\s+|ha\s+|nous\s+a\s+|me\s+|nos\s+|le\s+)?(?:said|says|tells|told|stated|states|reported|reports|complained|complains"
    r"|claimed|claims|explained|explains|confirmed|confirms|mentioned|answered|denied|admitted|testified|alleged"
    r"|saw|heard|cried|wept|works?\s+(?:at|in|on|as|since|the)|worked|earns?|sleeps|lives|asked|wants|fears|refused|signed"
    r"|was\s+(?:dismissed|fired|sacked|beaten|hit|slapped|threatened|sent\s+home|told|paid|forced|born|absent|interviewed)"
    r"|(?:was|were|is)\s+not\s+paid|has\s+not\s+been\s+paid|is\s+(?:afraid|owed|pregnant|ill|sick|from|a|the|an)\b|afraid\b|has\s+worked|never\s+received"
    r"|dit|déclar\w+|affirm\w+|expliqu\w+|racont\w+|confirm\w+|travaille|gagne|dort|vit|signal\w+|refuse\w*"
    r"|a\s+été\s+(?:licenci|renvoy|battu|menac|frapp)\w+|n['’]a\s+pas\s+été\s+payée?"
    r"|dijo|dice|cont[oó]|declar[oó]|afirm[oó]|explic[oó]|confirm[oó]|trabaja|gana|duerme|vive|denunci[oó]|report[oó]|se\s+quej[oó]"
    r"|fue\s+(?:despedid|golpead|amenazad|obligad)[oa]|no\s+recib\w+|teme|bilang|mengatakan|disse|contou)\b"
)
# What only a person is the object of, before the name.
_ABOUT: Final = (
    r"(?:according\s+to|as\s+told\s+by|told\s+(?:us\s+)?by|reported\s+by|signed(?:\s+by)?|written\s+by|witnessed\s+by|statement\s+(?:of|by|from)"
    r"|testimony\s+(?:of|by|from)|complaint\s+(?:\w+\s+)?(?:of|by|from)|quote\s+(?:of|by|from)|interview(?:s|ed|ing)?(?:\s+(?:with|of))?"
    r"|spoke\s+(?:with|to)|speak\s+(?:with|to)|talked\s+(?:with|to)|met(?:\s+with)?|ask|asked|contact(?:ed)?|call(?:ed)?|named|name(?:\s+is)?"
    r"|child\s+of|wife\s+of|husband\s+of|daughter\s+of|son\s+of|mother\s+of|father\s+of|thanks\s+to|dismissed|fired|threatened|beat|hired|underpaid"
    r"|selon|d['’]après|entretien\s+(?:avec|de)|parl[eé]\w*\s+(?:avec|à)|rencontr[eé]\w*|témoignage\s+de|plainte\s+de|signé(?:\s+par)?|nommée?|appelée?"
    r"|seg[uú]n|entrevista\s+(?:con|a|de)|entrevist[eéóa]\w*\s+a|habl[eéó]\w*\s+con|testimonio\s+de|queja\s+de|denuncia\s+de|firm(?:a|ado)(?:\s+por)?|llamad[oa]"
    r"|menurut|wawancara\s+(?:dengan)?|segundo)"
)
_BEFORE: Final = re.compile(rf"(?:^|[^\w'’]){_ABOUT}\s*[:,(]?\s*$", re.IGNORECASE)
_ROLE_BEFORE: Final = re.compile(
    rf"(?:^|[^\w'’]|[dl]['’]){PERSON_NOUN}\s*[:,(]?\s*(?:named\s+|called\s+|nommée?\s+|llamad[oa]\s+)?$", re.IGNORECASE
)
_AFTER: Final = re.compile(rf"\s+(?:{_DOES}|\(?who\s|qui\s|que\s+(?:trabaja|vive))", re.IGNORECASE)
_ROLE_AFTER: Final = re.compile(
    rf"\s*[,(–-]\s*(?:an?\s+|the\s+|our\s+|une?\s+|la\s+|le\s+|l['’]|el\s+|del?\s+)?(?:[\w-]+\s+){{0,2}}{PERSON_NOUN}\b"
    r"|\s*[,(]\s*(?:\d\d?(?:\s*(?:years|yrs|ans|años|,|\))|y\b))",
    re.IGNORECASE,
)


class _Run(NamedTuple):
    words: tuple[str, ...]
    start: int
    end: int


def has_person_name(text: str) -> bool:
    """Return whether a note holds what reads as the name of a person."""
    return any(_is_person(text, run) for run in _runs(text))


def _runs(text: str) -> Iterator[_Run]:
    """Give capitalised words that stand together, without the ordinary words that a sentence begins with.

    A note in a hurry has no full stop, so the next sentence may begin right behind a name.
    """
    for found in _RUN.finditer(text):
        words, start, end = tuple(found[1].split()), found.start(1), found.end(1)
        while len(words) > 1 and _plain(words[0]) in ORDINARY and _begins_sentence(text, start):
            start = text.index(words[1], start + len(words[0]))
            words = words[1:]
        while len(words) > 1 and _plain(words[-1]) in ORDINARY:
            end = text.rindex(words[-2], start, end - len(words[-1])) + len(words[-2])
            words = words[:-1]
        yield _Run(words, start, end)


def _is_person(text: str, run: _Run) -> bool:
    words = run.words
    if len(words) > _LONGEST_PERSON or " ".join(words) in BRANDS or _names_firm(text, run):
        return False
    if all(word.isupper() and len(word) < 5 for word in words):
        return False
    before, after = text[: run.start], text[run.end :]
    is_given = len(words) > 1 and _plain(words[0]) in GIVEN_NAMES
    if any(_plain(word) in NO_PERSON for word in words):
        # Hall, West and Field are family names too
        return is_given and len(words) == 2 and _ROLE_BEFORE.search(before) is not None
    if _ROLE_BEFORE.search(before) or _BEFORE.search(before):
        return True
    if _is_ordinary_plural(words) and _begins_sentence(text, run.start):
        return False
    return is_given or _AFTER.match(after) is not None or _ROLE_AFTER.match(after) is not None


def _names_firm(text: str, run: _Run) -> bool:
    """Return whether the words go on with what makes a firm of them: `& Sons`, `and Spencer`, `Inc.`."""
    return re.match(r"\s*(?:&|\+)|\s+(?:and|et|y)\s+[A-Z]\w+\s+(?:Ltd|Inc|Co|Group)", text[run.end :]) is not None


def _is_ordinary_plural(words: tuple[str, ...]) -> bool:
    """Return whether a lone first word is rather `Smallholders` than `Carlos`."""
    return len(words) == 1 and words[0].endswith("s") and _plain(words[0]) not in GIVEN_NAMES


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"'“«(¿¡-")
    return not before or before[-1] in ".!?:;\n/"


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")
