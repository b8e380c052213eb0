"""Whether a sentence speaks of one person, of a group, or of a rule for everybody.

What is said of groups is wanted (`pregnant workers are moved to seated work`); what is said of one person is not. The
sentence decides: the searches for health, age, home and belief ask here. It must not know what they look for.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_words import KIN, PERSON_NOUN, PRONOUN

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+|\n| / ")
_IMPERSONAL: Final = (
    r"(?:y\s|n['’]y|faut|s['’]agit|existe|reste|manque"
    r"|est\s+(?:interdit|prévu|possible|nécessaire|obligatoire|recommandé|rappelé))"
)
_PRONOUN: Final = re.compile(rf"\b{PRONOUN}\b|\b(?:il|dia)\s+(?!{_IMPERSONAL})", re.IGNORECASE)
_GROUP: Final = (
    r"(?!\s+(?:workers|women|men|girls|boys|people|families|farmers|employees|labou?rers|children|leaders"
    r"|supervisors|labou?r|committees?|posts?"
    r"|training|rooms?|houses?|voices?|welfare)\b)"
)
"""What makes `migrant` or `child` a word about others."""
_ONE_PERSON: Final = re.compile(
    r"\b(?:an?|one|the|this|that|another|our|une?|la|le|cette?|cet|el|una|este|esta|esa?|ese|uma?|o|a"
    r"|os)\s+(?:[\w-]+\s+){0,2}"
    rf"{PERSON_NOUN}\b{_GROUP}|\b[dl]['’]{PERSON_NOUN}\b|^\W*{PERSON_NOUN}\b{_GROUP}"
    rf"|\b(?:my|our|su|sa|son|{PERSON_NOUN}['’]s)\s+{KIN}\b",
    re.IGNORECASE,
)
_UNSAID_SUBJECT: Final = re.compile(
    r"^\W*(?:ya\s+|no\s+|y\s+)?(?:se|está|es|era|fue|tiene|tenía|padece|sufre|perdió|quedó|salió|anda|vive|duerme"
    r"|cumple|nacid[oa]|espera|toma"
    r"|le\s+(?:dio|dan|quit\w+|peg\w+|detect\w+)|l[oa]\s+\w+(?:aron|ieron)|acaba|con\s+\w+\s+meses|milit[ae]"
    r"|la\s+ech\w+|lo\s+ech\w+|foi|está|ficou|née?\b|has\b|had\b|suffers|is\b|was\b|cannot\b|organi[sz]ed|led|joined"
    r"|por\s+ser|fired|dismissed|sacked"
    r"|punished|threatened|beaten|slapped|harassed|renvoyée?|licenciée?|despedid[oa]|echad[oa]|corrid[oa]|suivie?"
    r"|enceinte"
    r"|embarazada|grávida)\b",
    re.IGNORECASE,
)
"""How a Spanish, Portuguese or hurried French sentence begins that leaves out who is spoken of."""

_RULE: Final = re.compile(
    r"\b(?:polic(?:y|ies)|programmes?|program|procedure|vaccin\w+|prevention|awareness|offered\s+to\s+all|minimum"
    r"|law|legal|must|shall"
    r"|(?:under|below|beyond|above|over|until|before)\s+(?:the\s+)?(?:age\s+)?(?:of\s+)?\d+|no\s+(?:worker|woman"
    r"|employee)|nobody|no\s+one|each|every"
    r"|any\s+(?:worker|employee|woman|person)|posters?|posted|all\s+workers|politique|prévention|chaque|aucune?"
    r"|âge\s+minimum|personne\s+n"
    r"|política|prevención|cada|ningun[oa]?|ningún|nadie|edad\s+mínima|lei|ley|loi|nenhum[a]?)\b"
    r"|^\W*(?:an?|une?|una?|uma?)\s+(?:[\w-]+\s+){1,3}(?:may|can|peut|puede|pode|who|qui|que|gets|receives|reçoit"
    r"|recibe)\b",
    re.IGNORECASE,
)
_OFFER: Final = re.compile(
    r"\b(?:training|trained|talk|lecture|screening|campaign|clinic|treats|sessions?|leaflets?|check-?ups?|insurance"
    r"|insured|leave|allowance|formation|assurance|congés?|capacita\w+|seguro"
    r"|licencia)\b",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Return a text's sentences; lines, and what ` / ` parts, are sentences of their own."""
    return _SENTENCE_END.split(text)


def is_of_one_person(sentence: str) -> bool:
    """Return whether a sentence speaks of one person: `she`, `the welder`, `une ouvrière`, `está enferma`."""
    return any(pattern.search(sentence) is not None for pattern in (_PRONOUN, _ONE_PERSON, _UNSAID_SUBJECT))


def is_rule(sentence: str) -> bool:
    """Return whether a sentence is about what holds for everybody: a policy, an offer, a law."""
    return _RULE.search(sentence) is not None or (
        _OFFER.search(sentence) is not None and _PRONOUN.search(sentence) is None
    )
