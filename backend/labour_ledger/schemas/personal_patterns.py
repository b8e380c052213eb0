"""Texts that look like personal data: addresses for mail and telephone, accounts, documents, names with a title.

Telephone numbers are recognised by `phonenumbers` (Apache-2.0, Google's metadata) and IBANs by `schwifty` (MIT, the
lengths and forms of the IBAN registry); both are imported when a text first needs them, as most never do. E-mail is a
pattern of our own on purpose: a validator asks whether mail could be delivered, a refusal whether it was meant as an
address. Texts are taken as `personal_data` has normalised them. It must not look at field names.
"""

from __future__ import annotations

import re
from typing import Final

_MAYBE_EMAIL: Final = re.compile(r"[@(\[{]")
_EMAIL: Final = re.compile(
    r"[\w.+%-]+\s?(?:[(\[{]?@[)\]}]?|[(\[{]\s?(?:at|arobase|arroba)\s?[)\]}])\s?[\w-]+(?:\s?(?:\.|[(\[{]\s?(?:dot|point|punto)\s?[)\]}])\s?"
    r"[\w-]+)*\s?(?:\.|[(\[{]\s?(?:dot|point|punto)\s?[)\]}])\s?[^\W\d_]{2,}",
    re.IGNORECASE,
)
_SPOKEN_EMAIL: Final = re.compile(
    r"[\w.+-]+\s(?:at|arobase|arroba)\s[\w-]+(?:\s?(?:dot|point|punto|\.)\s?[\w-]+)*\s(?:dot|point|punto)\s[^\W\d_]{2,12}\b",
    re.IGNORECASE,
)
_TRUNK: Final = re.compile(r"(?<![\w.,])00(?=[1-9]\d)")
_MAYBE_INTERNATIONAL: Final = re.compile(r"\+\s?\(?\d")
_LABELLED_PHONE: Final = re.compile(
    r"\b(?:tel(?:e(?:ph|f)ono|.phone|ephone)?|t[eé]l(?:[eé]phone)?|tel[eé]fono|phone|mobile|m[oó]vil|cell?(?:ular)?|portable"
    r"|fax|gsm|whats\s?app|viber|wechat|call|mob|cel|tlf|sms|wa|hp|zalo|imo|telegram|signal|sdt|dial|ring|reach|text(?:ed)?"
    r"|contact(?:er|ar)?|hotline|joindre|joignable|appeler|appelez|llamar|llame|(?:her|his|their|su|son|sa|leur)\s(?:own\s)?num(?:ber|[eé]ro)"
    r"|su\sn[uú]mero)\b[^\d+\n]{0,24}(\+?\d(?:[\s()./-]{0,3}\d){6,14})(?!\d)",
    re.IGNORECASE,
)
_SHAPED_PHONE: Final = re.compile(r"(?<![\w(])\(\d{2,4}\)[ .-]?\d{3,4}[ .-]?\d{4}(?!\d)")
"""An area code between brackets before seven or eight digits."""
_MAYBE_IBAN: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
_IBAN_BLOCK: Final = re.compile(r"[ -]")
_LINK: Final = (
    r"(?:no|nr|n\.?[°ºo]?|num(?:ber|[eé]ro)?|n[uú]mero|is|was|of|the|with|de|du|la|le|el|her|his|child|workers?"
    r"|trabajador\w*|salari\w+"
    r"|employ\w+|card|carte)"
)
_LABELLED_DOCUMENT: Final = re.compile(
    r"\b(?:passports?|passeports?|pasaportes?|paspor|travel documents?|pp"
    r"|(?:national|worker|employee|staff)(?:'s)? id|(?:identity|id) card"
    r"|c[eé]dula|nid|nik|ktp|nrc|nric|mykad|cnic|dni|nif|insee|nir|pesel|kimlik|aadhaar"
    r"|national insurance|social security|sécurité sociale|seguridad social"
    r"|nie|ssn|curp|iqama|visa|work permit|permis de travail|carte d.identit[eé])\b"
    rf"(?:\W{{0,3}}{_LINK}\b){{0,5}}\W{{0,4}}(?=[A-Z0-9/() -]*\d{{4}})[A-Z0-9][A-Z0-9/()-]{{5,19}}\b",
    re.IGNORECASE,
)
_STAFF_NUMBER: Final = re.compile(
    r"\b(?:(?:employee|worker|staff|personnel|payroll|operator|clock|punch|time)\s?(?:card|id|number|no|code)\b|badge|matricule"
    r"|(?:n[uú]mero|clave) de emplead[oa]|legajo|nip)\b(?:\W{0,3}(?:is|was|no|number|n)\b){0,2}\W{0,4}"
    r"(?=[A-Z-]{0,6}\d{3})[A-Z0-9-]{3,14}\b",
    re.IGNORECASE,
)
_BIRTH_DATE: Final = re.compile(
    r"\b(?:born|birth|birthday|d\.?o\.?b\.?|n[eé]e? le|naissance|nacid[oa]|nacimiento)\b[^\d\n]{0,20}"
    r"(?:\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}|\d{1,2} \w{3,10} \d{4}|\w{3,10} \d{1,2},? \d{4})",
    re.IGNORECASE,
)
_TITLED_NAME: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mme|Mlle|Sra|Srta|Señora?|Señorita|Monsieur|Madame)\b\.?\s+[^\W\d_]+"
)
_DATE: Final = re.compile(r"\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b")
_GROUPED_AMOUNT: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?![\d,])")
_COORDINATE: Final = re.compile(r"(?<![\w.])-?(?:1[0-7]\d|[1-9]?\d)\.\d{4,}(?![\w.-]| \d)")
_LONG_NUMBER: Final = re.compile(r"(?<![\w.])\d(?:(?:[ ()/-]{0,2}|\.)\d){8,}(?!\w)")


def has_email(text: str) -> bool:
    """Return whether a text holds an e-mail address, also one spelled with (at)."""
    return (_MAYBE_EMAIL.search(text) is not None and _EMAIL.search(text) is not None) or _SPOKEN_EMAIL.search(
        text
    ) is not None


def has_phone(text: str) -> bool:
    """Return whether a text holds a telephone number: an international one, or any after a word such as `tel`.

    A number in its national form and without such a word looks like a postal code or a plot number.
    """
    if _LABELLED_PHONE.search(_DATE.sub(" x ", text)) or _SHAPED_PHONE.search(text):
        return True
    international = _TRUNK.sub("+", text)
    if not _MAYBE_INTERNATIONAL.search(international):
        return False
    from phonenumbers import PhoneNumberMatcher  # 20 ms that most documents never need

    return any(PhoneNumberMatcher(international, None))


def has_bank_account(text: str) -> bool:
    """Return whether a text holds an IBAN whose country, length and check digits are right (ISO 13616)."""
    candidates = [_IBAN_BLOCK.sub("", found[0]).upper() for found in _MAYBE_IBAN.finditer(text)]
    if not candidates:
        return False
    from schwifty import IBAN  # loads the IBAN registry

    # words after an account read as part of it: every length that the rest can have is tried
    return any(
        IBAN(candidate[:length], allow_invalid=True).is_valid
        for candidate in candidates
        for length in range(15, len(candidate) + 1)
    )


def has_labelled_document(text: str) -> bool:
    """Return whether a text holds a number that it calls a passport, identity card or permit number."""
    plain = _DATE.sub(" x ", text)
    return _LABELLED_DOCUMENT.search(plain) is not None or _STAFF_NUMBER.search(plain) is not None


def has_birth_date(text: str) -> bool:
    """Return whether a text holds a date that it calls a date of birth."""
    return _BIRTH_DATE.search(text) is not None


def has_titled_name(text: str) -> bool:
    """Return whether a text holds a title such as Mrs with a name after it."""
    return _TITLED_NAME.search(text) is not None


def has_long_number(text: str) -> bool:
    """Return whether a text holds a number of nine digits or more, beside dates, grouped amounts and coordinates."""
    for ordinary in (_DATE, _GROUPED_AMOUNT, _COORDINATE):
        text = ordinary.sub(" x ", text)
    return _LONG_NUMBER.search(text) is not None
