"""Where one person sleeps and lives: rooms and beds by number, addresses, points on a map.

Dormitories as a whole are wanted in a note; whose bed is where is not. English, French and Spanish, some Portuguese.
It must not look at field names, and addresses of sites are none of its business.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_subjects import is_of_one_person, sentences
from .personal_words import KIN, PERSON_NOUN

_BED: Final = re.compile(
    r"\b(?:rooms?|rm|bed|bunk|berth|cabin|cubicle|hut|tent|container|chambre|lit|chambrée|galera|barraca|pieza"
    r"|habitaci[oó]n|cuarto|cama|litera"
    r"|kamar|quarto|locker)\b"
    r"\.?\s*(?:no\b\.?|nr\.?|number\b|n[°º]\.?|n[uú]m\.?|#)?\s*(?:[A-Z]-?)?\d{1,4}[A-Z]?\b",
    re.IGNORECASE,
)
_DORMITORY_ROOM: Final = re.compile(r"\b(?:dorm(?:itory)?|hostel|asrama)\s+[A-Z]{1,2}[- ]?\d{2,4}\b", re.IGNORECASE)
_LODGING: Final = re.compile(
    r"\b(?:dorm\w*|hostel|quarters|lodg\w+|boarding|barrack\w*|foyer|dortoir\w*|héberg\w+|asrama|mess|housing|bunk"
    r"|sleeps?|slept|lives|living\s+in|lived|stays|staying|resid\w+|vive|viven|duerme\w*|log[eé]e?s?\b|habite|dort"
    r"|alojad\w+|aloja\w+|albergue|galera"
    r"|superposé|litera|bunk|upper|lower|aboard|camp|residencia|mora|dorme)\b",
    re.IGNORECASE,
)
_NEAR: Final = 60
"""Characters between a room and the word that makes it a place to sleep."""

_LIVES: Final = re.compile(
    r"\b(?:lives?|lived|living|sleeps?|slept|walks?|stays?|stayed|staying|resides?|resident|rents?|rented|housed|habite"
    r"|loge|dort|demeure|réside|vit"
    r"|rentre|camina|regresa|vive|vivía|duerme|renta|reside|mora|dorme|tinggal)\b",
    re.IGNORECASE,
)
_EXACT_PLACE: Final = re.compile(
    r"\d|\b(?:street|road|lane|alley|avenue|ward|village|vill|thana|upazila|barangay|sitio|colony|slum|basti|flat"
    r"|apartment|shed|hut|block\s+\w\b|behind|opposite|next\s+to|beside"
    r"|above|below|across\s+from|doors?\s+from|next\s+door|house\s+with|étage|porte|piso|portón|with\s+(?:her|his)\b"
    r"|rue|ruelle|derrière|en\s+face|au-dessus|chez\s|calle|colonia"
    r"|callejón|atrás|detrás|frente\s+a|junto\s+a|rua|travessa|fundos|quartier|barrio|jalan|gang\s)",
    re.IGNORECASE,
)
_BEGINS_WITH_VERB: Final = re.compile(rf"^\W*(?:also\s+)?{_LIVES.pattern}", re.IGNORECASE)
_HOME_OF: Final = re.compile(
    r"\b(?:her|his|their|sa|son|su|dela|dele)\s+(?:own\s+|parents['’]\s+|mother['’]s\s+|family['’]s\s+"
    r"|home\s+)?(?:house|home|place|village|flat|address|maison|domicile|adresse|casa|domicilio|direcci[oó]n"
    r"|endereço|rumah|room|bed|chambre|cuarto|cama)\b"
    r"\s*(?:is|are|:|,|at\b|in\s+(?:ward|village|block|the\s+slum)|behind|opposite|near|no\b|number|est\b"
    r"|se\s+trouve|est[aá]\b|queda|fica|;|\d)"
    r"|\b(?:house|home|room|hut|maison|chambre|casa|cuarto)\s+(?:of|de|du|da|do)\s+(?:the\s+|la\s+|le\s+|el\s+"
    rf"|su\s+|l['’])?(?:{KIN}|{PERSON_NOUN})\b(?!s)"
    r"|\b(?:home|house|maison|casa|hogar)\s*(?:at|:|behind|opposite|next\s+to|derrière|atrás|detrás)\s"
    r"|\b(?:permanent|present|home|residential)\s+address\b\s*[:,\w]|\b(?:address|adresse|direcci[oó]n|domicilio"
    r"|domicile|endereço)\s+(?:of|de|du|da"
    rf"|do)\s+(?:the\s+|la\s+|le\s+|l['’]|el\s+|su\s+)?(?:{KIN}|{PERSON_NOUN}"
    r"|family)"
    r"|\bvill(?:age)?\b\.?:?\s+[A-Z]\w+\s*,\s*(?:p\.?\s?o|thana|upazila|dist|ward|union)|\b(?:vill"
    rf"|p\.o)\.\s*:?\s*[A-Z]\w+\s*,|\bhouse\s+(?:no\.?\s*)?\d+\s*,\s*(?:road|street|lane|ward)[^.]*\b{KIN}\b",
    re.IGNORECASE,
)
_POINT: Final = re.compile(r"(?<![\w.])-?\d{1,3}\.\d{3,}\s*°?\s*[NSns]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}")
_OF_A_HOME: Final = re.compile(
    r"\b(?:logement|cuarto|chambre|room|stays|where\s+s?he|vivienda|domicilio|home|house|place|lives|sleeps|her|his"
    r"|family|maison|domicile|habite|sa|casa|vive|mora|dela|dele|rumah)\b",
    re.IGNORECASE,
)
_OF_A_SITE: Final = re.compile(
    r"\b(?:factory|mill|plant|site|warehouse|office|usine|planta|fábrica|nave|ware\s?house|gate)\b", re.IGNORECASE
)


def has_bed(text: str) -> bool:
    """Return whether a text names a room or bed by its number where people sleep."""
    return _DORMITORY_ROOM.search(text) is not None or any(
        _LODGING.search(text, max(0, found.start() - _NEAR), found.end() + _NEAR) for found in _BED.finditer(text)
    )


def has_home(text: str) -> bool:
    """Return whether a text says where one person lives: an address, a description of the way, a point on a map."""
    return any(_is_home(sentence) for sentence in sentences(text))


def _is_home(sentence: str) -> bool:
    if _POINT.search(sentence) and _OF_A_HOME.search(sentence) and not _OF_A_SITE.search(sentence):
        return True
    if _HOME_OF.search(sentence) and not _OF_A_SITE.search(sentence):
        return True
    lives = _LIVES.search(sentence)
    return (
        lives is not None
        and _EXACT_PLACE.search(sentence) is not None
        and (is_of_one_person(sentence) or _BEGINS_WITH_VERB.match(sentence) is not None)
    )
