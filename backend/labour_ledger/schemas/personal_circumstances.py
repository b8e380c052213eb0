"""Circumstances that point to one person: a case number, a bed in a dormitory, an illness.

Searched for in notes. What is said of groups is wanted (`pregnant workers are moved to seated work`); what is said of
one person is not. English, French and Spanish, a few words of others. It must not look at field names.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_words import PERSON_NOUN

_NUMBERED: Final = (
    r"(?:no\.?|nos\.|nr\.?|n\.?\s?[°ºo]\.?|num(?:ber|[eé]ro)?\.?|n[uú]m(?:ero)?\.?|ref(?:erence)?\.?|[#:])"
)
_CASE: Final = re.compile(
    r"\b(?:case|complaint|grievance|claim|lawsuit|ticket|docket|petition|summons|fir|police\s+report|incident\s+report"
    r"|court\s+file|court\s+case|case\s+file|interview\s+(?:record|file|no)|testimony|hearing|affidavit|warrant"
    r"|dossier|plainte|affaire|requ[eê]te|proc[eè]s-verbal|main\s+courante|signalement"
    r"|expediente|denuncia|querella|queja|caso|folio|carpeta|acta|processo|perkara|laporan)\b"
    r"(?:\s+(?:file|record|id|code|with|is|was)\b)?\W{0,3}"
    # numbered by a word, or written as registries write: with a year, a bar, letters, or four digits
    rf"(?:{_NUMBERED}\s*(?:{_NUMBERED}\s*)?(?:[A-Z]{{1,4}}[ ./-]?)?\d"
    r"|(?:[A-Z]{1,4}[ ./-]?)?\d{1,6}[/-][\dA-Z]|[A-Z]{1,4}[./-]?\d{2,}|\d{4,})",
    re.IGNORECASE,
)
_BED: Final = re.compile(
    r"\b(?:rooms?|rm|bed|bunk|berth|cabin|cubicle|chambre|lit|habitaci[oó]n|cuarto|cama|litera|kamar|quarto|locker)\b"
    r"\.?\s*(?:no\b\.?|nr\.?|number\b|n[°º]\.?|n[uú]m\.?|#)?\s*(?:[A-Z]-?)?\d{1,4}[A-Z]?\b",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?:lives?|lived|living|sleeps?|slept|stays?|staying|housed|habite|vive|duerme)\s(?:\w+\s){0,2}(?:unit|flat|apartment|house|hut|block|apt)\b"
    r"\.?\s*(?:no\b\.?|#)?\s*\d",
    re.IGNORECASE,
)
_LODGING: Final = re.compile(
    r"\b(?:dorm\w*|hostel|quarters|lodg\w+|boarding|barrack\w*|foyer|dortoir\w*|héberg\w+|asrama|mess|housing|bunk"
    r"|sleeps?|slept|lives|living\s+in|lived|stays|staying|resid\w+|vive|viven|duerme\w*|log[eé]e?s?\b|habite|dort|alojad\w+|aloja\w+|albergue"
    r"|aboard|camp|residencia)\b",
    re.IGNORECASE,
)
_NEAR: Final = 60
"""Characters between a room and the word that makes it a place to sleep."""

_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+|\n| / ")
_ILLNESS: Final = re.compile(
    r"\b(?:tuberculosis|tb|hiv|aids|pregnan(?:t|cy)|miscarr\w+|abortion|cancer\w*|tumou?r|leuk\w+|diabet\w+|asthma\w*|epilep\w+"
    r"|seizures?|hepatitis|silicosis|byssinosis|asbestosis|depress(?:ed|ion)|anxiety|panic\s+attacks?|suicid\w+|self-harm\w*"
    r"|alcohol(?:ism|ic)|addict\w+|medication|treated\s+for|therapy|surgery|diagnos\w+|disease|illness|ill|sick|disabled"
    r"|disability|paralys\w+|stroke|heart\s+(?:attack|condition|disease)|kidney\w*|malaria|dengue|covid\S*|psych\w+|schizo\w+"
    r"|bipolar|infertil\w+|hernia|hypertension|blood\s+pressure|syphilis|deaf|blind|fever|ulcers?|migraine\w*|arthritis|lupus"
    r"|enceinte|fausse\s+couche|avort\w+|diabète|asthme|épilep\w+|sida|vih|séropositi\w+|tuberculose|silicose|dépress\w+|hépatite"
    r"|maladie|malade|handicap\w*|alcooli\w+|souffre|atteinte?\s+d|embaraz\w+|aborto|c[aá]ncer|asma|seropositiv\w+|tubercul\w+"
    r"|depresi\w+|enferm(?:o|a|edad)|discapaci\w+|alcoh[oó]li\w+|padece|hamil|grávida|sakit)\b",
    re.IGNORECASE,
)
_ONE_PERSON: Final = re.compile(
    r"\b(?:she|he|her|his|him|herself|himself|elle|lui|ella|él|ela|ele|il\s+(?:est|a|souffre)|dia)\b"
    r"|\b(?:an?|one|the|this|that|another|our|une?|la|le|cette?|cet|el|una|este|esta|esa?)\s+(?:[\w-]+\s+){0,2}"
    rf"{PERSON_NOUN}\b|\bl['’]{PERSON_NOUN}\b|^\s*{PERSON_NOUN}\b",
    re.IGNORECASE,
)
_PROVISION: Final = re.compile(
    r"\b(?:training|trained|policy|policies|programme|program|procedure|vaccin\w+|insurance|insured|prevention|awareness|leave"
    r"|allowance|offered\s+to\s+all|formation|politique|assurance|congés?|prévention|capacita\w+|política|seguro|licencia"
    r"|prevención|poster|posted|all\s+workers)\b",
    re.IGNORECASE,
)


def has_case_number(text: str) -> bool:
    """Return whether a text names a case, complaint or court file by its number."""
    return _CASE.search(text) is not None


def has_bed(text: str) -> bool:
    """Return whether a text names a room or bed by its number where people sleep."""
    return _HOME.search(text) is not None or any(
        _LODGING.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR) for found in _BED.finditer(text)
    )


def has_illness(text: str) -> bool:
    """Return whether a sentence says of one person that they are ill, pregnant or disabled."""
    return any(
        _ILLNESS.search(sentence) and _ONE_PERSON.search(sentence) and not _PROVISION.search(sentence)
        for sentence in _SENTENCE_END.split(text)
    )
