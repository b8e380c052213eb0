"""Descriptions that leave one person: the age of one, the only one of a kind, who works at one machine.

At a small site `the only Nepali welder` is a name. English, French and Spanish, some Portuguese. It must not look at
field names.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_name_contexts import DOES
from .personal_subjects import is_of_one_person, is_rule, sentences
from .personal_words import DEPARTMENT, KIN, PERSON_NOUN

_NUMBER_WORDS: Final = (
    r"(?:eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|neuf|dix|onze"
    r"|douze|treize|quatorze|quinze|seize|dix-sept|dix-huit"
    r"|nueve|diez|once|doce|trece|catorce|quince|diecis[eé]is|diecisiete|dieciocho|nove|dez|doze|treze|quatorze"
    r"|dezesseis|dezessete|dezoito)"
)
_YOUNG: Final = rf"(?:[89]|1\d|{_NUMBER_WORDS})"
_ANY_AGE: Final = rf"(?:[1-7]?\d|{_NUMBER_WORDS}|(?:twenty|thirty|forty|fifty)(?:-\w+)?)"
_AGE: Final = re.compile(
    r"\b(?:aged?|turn(?:s|ed)|turning|cumple|cumpli[oó]|cumplir|d['’]avoir|will\s+be|['’]ll\s+be"
    r"|claims\s+to\s+be)\s+(?:only\s+"
    rf"|just\s+|about\s+|maybe\s+)?{_ANY_AGE}\b"
    r"(?!\s*(?:%|hours|days|months|weeks|pieces|others))"
    rf"|\b{PERSON_NOUN},\s*(?:approx\w*\.?\s+|about\s+|maybe\s+|around\s+)?{_YOUNG}\b(?!\s*(?:%|of\b|hours|days"
    r"|months))"
    rf"|\b{_ANY_AGE}[\s-]*(?:years?|yrs?|yr|y)[\s./-]*(?:old|o\b|of\s+age)"
    rf"|\b(?:is|was|of|looks|maybe|only|just|even|barely|hardly|still|about)\s+{_YOUNG}"
    r"(?=\s*(?:[.,;:)!]|$|years\b|or\s|and\s+(?:works|a\s|has|still|loads|folds)|when\b|but\b|,?\s*maybe))"
    rf"|\b{_ANY_AGE}\s+(?:ans|años|añitos|anos|aninhos)\b(?!\s+(?:de\s+)?(?:ancienneté|antigüedad|service|servicio"
    r"|expérience|experiencia|maison))"
    rf"|\b(?:tiene|tem|ya\s+cumplió|cumple)\s+{_YOUNG}\b|,\s*{_YOUNG}\s*,\s*(?:f|m|fe?male|girl|boy)\b",
    re.IGNORECASE,
)
_OF_AGE_PERSON: Final = re.compile(
    rf"\b(?:an?|the|one)\s+{_ANY_AGE}[\s-]*years?[\s-]*old\b(?=\s+(?:was|is|works?|who|told|said|in|from|at|on|has"
    r"|had|s\w+s)\b|\s*[.,;]|$)|"
    rf"\bold\s+(?:[\w-]+\s+){{0,2}}{PERSON_NOUN}\b|\b(?:the|a|la|el|le|une?)\s+{_YOUNG}[\s-]*(?:years?|yrs?"
    rf"|yr)[\s-]*old\s+(?:in|from|at|on)\b|\b{PERSON_NOUN}(?:\s+(?:of|de|aged?)|,)\s*(?:approx\w*\.?\s+|about\s+"
    rf"|maybe\s+|around\s+|aged?\s+)?{_YOUNG}\b"
    rf"|\by/o\b|\bage\s+{_YOUNG}\s+per\b|^\W*(?:tiene|cumple|tem)\s|\b(?:la|el)\s+menor\s+tiene",
    re.IGNORECASE,
)
_SERVICE: Final = re.compile(
    r"\b(?:depuis|hace|desde|il\s+y\s+a|durante|pendant|há|ago|contrat\w*|warranty|experience|seniority|service"
    r"|for\s+\d+\s+years|employed\s+for|contract\s+of|machine|boiler|building"
    r"|old\s+(?:machine|boiler|building|truck)s?)\b",
    re.IGNORECASE,
)
_FIRM: Final = re.compile(
    r"\b(?:company|factory|brand|soci[eé]t[eé]|entreprise|usine|marque|empresa|f[aá]brica|coop\w+|merger|fusion"
    r"|fusión)\b",
    re.IGNORECASE,
)
"""Firms are born too."""
_MAYBE_AGE: Final = re.compile(
    r"\d|eight|nine|ten\b|eleven|twel|teen|twent|thirt|fort|fift|neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    r"|nueve|diez|once|doce|trece"
    r"|catorce|quince|dieci|nove|dez|doze|treze|vingt|trente|veint|treinta",
    re.IGNORECASE,
)
"""No age is without one of these; most sentences are."""
_BORN_IN: Final = re.compile(
    r"\b(?:born|née?|nacid[oa]|naci[oó]|nasceu|nascid[oa]|lahir)\b"
    r"[^.;\n]{0,30}\b(?:19|20)\d\d\b|(?<!\w)b\.\s?\d{1,2}\s\w{3,9}\s\d{4}"
    rf"|^\W*(?:maybe\s+|about\s+|perhaps\s+)?{_NUMBER_WORDS}(?:\s+(?:at\s+most|maybe|perhaps|or\s+so|if\s+that)\b"
    r"|,\s+s?he\s)",
    re.IGNORECASE,
)

_NATION: Final = (
    r"(?:nepal(?:i|ese)|burmese|cambodian|khmer|bangladeshi|indian|pakistani|sri\s?lankan|indonesian|filipin[oa]"
    r"|vietnamese|chinese|thai|lao(?:tian)?|malaysian|malagasy|kenyan|ugandan"
    r"|ethiopian|nigerian|ghanaian|malian|senegalese|moroccan|tunisian|egyptian|syrian|jordanian|afghan|uzbek"
    r"|turk(?:ish)?|haitian|mexican|guatemalan|honduran|salvadoran|nicaraguan|peruvian|bolivian"
    r"|venezuelan|colombian|brazilian|romanian|bulgarian|albanian|ukrainian|polish|african|asian|foreign(?:er)?"
    r"|rohingya|tamil|migrant"
    r"|n[eé]palaise?|malienn?e?|s[eé]n[eé]galaise?|guin[eé]enn?e?|marocaine?|tunisienn?e?|haïtienn?e?|malgache"
    r"|birmane?|étrang[eè]re?|africaine?"
    r"|nepal[ií]|haitian[oa]|guatemaltec[oa]|hondureñ[oa]|nicarag[uü]ense|venezolan[oa]|colombian[oa]|peruan[oa]"
    r"|bolivian[oa]|boliviana|mexican[oa]|extranjer[oa]|senegal[eé]s|african[oa])"
)
_NATIONAL: Final = (
    rf"{_NATION}(?=\s*(?:[.,;:)]|$|(?:in|of|on|at|among|left|who|from|works?|and|de|du|del|dans|en|do|da|no|na|que"
    r"|qui)\b))"
)
"""A word for somebody of a nation, and not for a firm or a dish."""
_ONLY: Final = re.compile(
    r"(?:\b(?:the|our|my)\s+(?:only|sole|youngest|oldest|eldest|tallest|shortest|biggest|fattest)|^\W*(?:youngest"
    r"|oldest|only|seule?|única?|único))\s+"
    rf"(?:(?:[\w-]+\s+){{0,2}}?(?:{PERSON_NOUN}|{_NATIONAL})|one\s+(?:from|of|who|with|in|at))\b"
    r"(?!\s+(?:post|room|station|committee|area|union|representative|rep|training|entrance|house|office|who\s+may"
    r"|certified|in\s+scope))"
    rf"|\bthe\s+last\s+{_NATIONAL}"
    rf"|\b(?:la\s+seule|le\s+seul|la\s+única|el\s+único|a\s+única|o\s+único|l['’]unique)\s+(?:{PERSON_NOUN}\b"
    rf"|{_NATIONAL})"
    rf"|\bthe\s+one\s+(?:female|male|woman|man|{_NATION})\b(?:\s+\w+)?(?:\s+{PERSON_NOUN})?",
    re.IGNORECASE,
)
_OLDEST: Final = re.compile(
    rf"\b(?:le|la|l['’]|el)\s*{PERSON_NOUN}\s+(?:la\s+plus|le\s+plus|m[aá]s|de\s+m[aá]s)\s+(?:âgée?|jeune|vieille"
    r"|vieux|grande?|edad|joven|viej[oa]|alt[oa]|nov[oa])",
    re.IGNORECASE,
)
_FROM_AFAR: Final = re.compile(
    r"\b[Tt]he\s+(?!(?:auditor|inspector|manager|director|representative|agent|doctor|nurse|owner|president"
    rf"|officer)\b)(?:(?i:{PERSON_NOUN}))\s+from\s+[A-Z]"
)
_OF_A_NATION: Final = re.compile(
    rf"\bthe\s+{_NATION}\s+{PERSON_NOUN}\b(?!\s+(?:workers|women|men|girls|leaders|law|trust|committee))"
    rf"|\b(?:le|la|el|o|a|l['’])\s*{PERSON_NOUN}\s+{_NATION}\b",
    re.IGNORECASE,
)
_AT_ONE_PLACE: Final = re.compile(
    rf"\b(?:the|our|el|la|le|o|a)\s+(?:new\s+|young\s+|old\s+|night\s+|pregnant\s+)?{PERSON_NOUN}\s+(?:of|at|on|from"
    r"|de|du|da|do|à)\s+(?:the\s+|la\s+|le\s+)?(?:[\w-]+\s+)?"
    r"(?:line|machine|table|station|loom|press|seat|gate|boiler|prensa|presse|telar|métier|mesa|caldera|chaudi[eè]re"
    r"|ligne|machine|poste|l[ií]nea|m[aá]quina|linha"
    r"|block)\s+(?:no\.?\s*)?\d+",
    re.IGNORECASE,
)
_DEED: Final = re.compile(
    rf"{DOES.pattern}|\s+(?:(?:se|s['’]est)\s+(?:plaint|quej)\w*|a\s+été\s+\w+|fue\s+\w+[ad]o|fue\s+\w+da|foi\s+\w+"
    r"|was\s+\w+ed\s+by|is\s+(?:beaten|hit|not\s+paid|harassed)"
    r"|has\s+not|complains|told|tells|hablamos|a\s+parlé|a\s+dit|habló)",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(
    r"\b(?:our|my|the|notre|nuestra|nossa)\s+(?:source|informant|witness|contact|fuente|fonte)\s+(?:is|was|est|es"
    r"|é)\s+(?:the|a|an|le|la|el|un|una|o)\s"
    r"|\bthe\s+one\s+(?:who|that)\s+(?:complained|told|spoke|called|reported|wrote|signed)|\bcel(?:ui"
    r"|le)\s+qui\s+(?:a\s+parlé|s['’]est\s+plaint\w*)|\b(?:el|la)\s+que\s+(?:se\s+quejó|habló|denunció)",
    re.IGNORECASE,
)
_MARK: Final = re.compile(
    r"\bthe\s+(?:tall|fat|thin|bald|pregnant|limping|one-armed|one-legged|one-eyed|deaf|mute|blind)\s+one\b"
    rf"|\b(?:one-armed|one-legged|one-eyed|limping|bald|lame|red-haired|scarred)\s+{PERSON_NOUN}\b"
    rf"|\b(?:one|{PERSON_NOUN})\s+with\s+(?:the|a)\s+(?:\w+\s+)?(?:scar|tattoo|limp|glasses|tooth|birthmark|mole"
    r"|beard|missing\s+\w+|burn(?:t|ed)\s+\w+)"
    rf"|\b(?:one|{PERSON_NOUN})\s+with\s+(?:one|only\s+one)\s+(?:eye|arm|leg|hand|ear)\b"
    r"|\bthe\s+(?:lady|guy|man|woman|girl|boy|old\s+(?:man|woman))\s+who\s+\w+s\b"
    rf"|\b(?:the|that)\s+widow(?:er)?\s+who\b|\bthe\s+{PERSON_NOUN}['’]s\s+{KIN}\s+(?:works?|told|said|lives|was|is"
    r"|runs|owns|saw)\b"
    rf"|\bthe\s+new\s+(?:girl|boy|one|lad)\s+(?:at|in|on|from)\s+(?:{DEPARTMENT}|\w+[\s-]\w+\s+machine)",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_DESCRIPTIONS: Final = (
    (
        re.compile(
            r"\b(?:only|sole|youngest|oldest|eldest|last|seule?|unique|únic[oa]|the\s+one|tallest|shortest|biggest"
            r"|fattest)\b",
            re.IGNORECASE,
        ),
        _ONLY,
    ),
    (re.compile(r"\sfrom\s+[A-Z]"), _FROM_AFAR),
    (re.compile(r"\b(?:plus|m[aá]s)\b", re.IGNORECASE), _OLDEST),
    (re.compile(rf"\b{_NATION}\b", re.IGNORECASE), _OF_A_NATION),
    (
        re.compile(r"\b(?:source|informant|witness|contact|fuente|fonte|the\s+one|cel(?:ui|le)|que)\b", re.IGNORECASE),
        _SOURCE,
    ),
    (
        re.compile(
            r"-(?:armed|legged|eyed|haired)\b|\b(?:bald|lame|limp\w*|scar\w*|tattoo|glasses|tooth|birthmark|mole"
            r"|beard|missing|burn(?:t|ed)|widow\w*|with\s+one|who"
            r"|the\s+(?:new|tall|fat|thin|pregnant|deaf|mute|blind))\b|['’]s\s",
            re.IGNORECASE,
        ),
        _MARK,
    ),
)
"""What a description cannot do without, looked for first as it is quick, and the description."""


def has_age(text: str) -> bool:
    """Return whether a sentence says how old one person is, or in which year they were born."""
    return _MAYBE_AGE.search(text) is not None and any(_says_age(sentence) for sentence in sentences(text))


def _says_age(sentence: str) -> bool:
    if _MAYBE_AGE.search(sentence) is None or is_rule(sentence):
        return False
    if _BORN_IN.search(sentence) and not _FIRM.search(sentence):
        return True
    if not _AGE.search(sentence):
        return False
    if _OF_AGE_PERSON.search(sentence):
        return True
    return is_of_one_person(sentence) and not _SERVICE.search(sentence)


def has_single_person(text: str) -> bool:
    """Return whether a text describes somebody so that only one person can be meant."""
    if any(maybe.search(text) and sure.search(text) for maybe, sure in _DESCRIPTIONS):
        return True
    return _DIGIT.search(text) is not None and any(
        _DEED.match(text, found.end()) for found in _AT_ONE_PLACE.finditer(text)
    )
