"""Numbers that name one person by what they call them: identity documents, staff numbers, accounts, dates of birth.

IBANs are recognised by `schwifty` (MIT, the lengths and forms of the IBAN registry), imported when a text first needs
it. National numbers without a word beside them are `identity_numbers`' business. It must not look at field names.
"""

from __future__ import annotations

import re
from typing import Final

from .personal_words import PERSON_NOUN

_MAYBE_IBAN: Final = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
_IBAN_BLOCK: Final = re.compile(r"[ -]")
_MONEY_SERVICE: Final = (
    r"(?:b-?kash|nagad|rocket|m-?pesa|g-?cash|paymaya|orange\s+money|wave|mo\s?mo|mtn|airtel\s+money"
    r"|tigo(?:\s+pesa)?|e-?sewa|khalti|paytm|phone\s?pe|g-?pay|upi|nequi|daviplata|yape|plin|pix|ovo|gopay|dana"
    r"|true\s?money|wing|easypaisa|jazz\s?cash|alipay|ecocash|zalopay|remitly)"
)
_ACCOUNT: Final = (
    r"(?:a/?c(?:\s?no)?|acc(?:oun)?t(?!\s+(?:for|of)\b)(?:\s+(?:no|number))?|ac\s?no|savings\s+book|passbook"
    r"|(?:le|son|leur|du|au)\s+compte|compte\s+(?:n|bancaire|épargne|de)|livret|rib|(?:la|su|una)\s+cuenta"
    r"|cuenta\s+(?:n|bancaria|de)|libreta|clabe|conta\s+(?:poupança|corrente|n)|rekening|no\.?\s?rek|routing)"
)
_LABELLED_ACCOUNT: Final = re.compile(
    rf"\b(?:{_MONEY_SERVICE}\b[^\d\n]{{0,30}}(?:\d[ -]?){{7,}}|{_ACCOUNT}\b[^\d\n]{{0,30}}(?:\d[ -]?){{5,}}\d)",
    re.IGNORECASE,
)
_ENDS_IN: Final = re.compile(
    r"\b(?:account|a/c|acct|card|salary|compte|carte|cuenta|tarjeta|nómina|conta|cartão)\b[^.\n]{0,20}\b(?:ends?"
    r"|ending|terminaci[oó]n|termina\w*|finiss\w+|finit)\b\s*(?:in|with|par|en|com|em)?\s*\d{3,5}\b",
    re.IGNORECASE,
)
_MASKED_CARD: Final = re.compile(r"(?<!\d)\d{4}[ -]?(?:\d\d)?[Xx*]{2,4}[ -]?[Xx*]{4}[ -]?\d{4}(?!\d)")
_LINK: Final = (
    rf"(?:{PERSON_NOUN}|copy|copie|copia|scan|no|nr|n\.?[°ºo]?|num(?:ber|[eé]ro)?|n[uú]mero|is|was|of|the|with|de|da"
    r"|do|du|la|le|el|her|his|child"
    r"|workers?|ends?|ending|in"
    r"|trabajador\w*|salari\w+|costureira|reg|série"
    r"|employ\w+|card|carte|certificate|says|reads|shows)"
)
_LABELLED_DOCUMENT: Final = re.compile(
    r"\b(?:passports?|passeports?|pasaportes?|paspor|passaporte|travel documents?"
    r"|(?:national|worker|employee|staff)(?:'s)? id|(?:identity|id|voter|ration|ghana|permit|labou?r|health) card"
    r"|emirates id"
    r"|voter id|citizenship(?: certificate)?|birth certificate|acte de naissance|acta de nacimiento"
    r"|c[eé]dula|ctps|nik|ktp|nrc|nric|mykad|cnic|dni|dui|dpi|nif|insee|pesel|kimlik|aadhaar|adhar|uan|philhealth"
    r"|pag-ibig|socso"
    r"|national insurance|social security|sécurité sociale|seguridad social|imss|inss|bhxh|cccd|cmnd"
    r"|ssn|curp|iqama|visa|work permit|work pass|entry permit|residence permit|permis de travail|carte de séjour"
    r"|titre de séjour|récépissé|carte d.identit[eé]|carte d.électeur|credencial(?:\s+de\s+elector|\s+ine)?"
    r"|lib?reta militar|cartilla|cin|cui"
    r"|(?-i:NIC|P\.P|PP|CI|C\.I|RUT|RUN|RG|INE|NID|IC|FIN|CNI|NIR|NIE|PAN|ESI|ESIC|EPF|SSS|NSS|NIT)|nid|rut|rg|nir"
    r"|nie|pp)\b"
    rf"(?:\W{{0,3}}{_LINK}\b){{0,5}}\W{{0,4}}"
    r"((?:[A-Z]{1,5}[-/ ]{0,2})?\d[\dA-Z/().-]*(?:[ -](?=[\dA-Z/().-]*\d)[\dA-Z/().-]+){0,4})",
    re.IGNORECASE,
)
_DOCUMENT_OF: Final = re.compile(
    r"\b(?:permit|licen[cs]e|card|certificate|contract|carte|carnet"
    r"|permiso)\s+(?:no\.?\s*)?[A-Z]{0,3}[/-]?\d[\d/ -]{4,}"
    rf"\s+(?:of|de|du)\s+(?:the|an?|her|his|la|le|el|su|sa)\s+{PERSON_NOUN}\b",
    re.IGNORECASE,
)
_DOCUMENT_ENDS_IN: Final = re.compile(
    r"\b(?:passports?|passeport|pasaporte|id|card|iqama|permit)\b[^.\n]{0,15}\b(?:ends?|ending|termina\w*"
    r"|finit)\b\s*(?:in|with|par|en)?\s*\d{3,5}\b",
    re.IGNORECASE,
)
_FEWEST_DIGITS: Final = 5
"""Fewer are a count: `passports of 120 workers`."""
_STAFF_NUMBER: Final = re.compile(
    r"\b(?:(?:employee|worker|staff|personnel|payroll|operator|clock|punch|time|token|gate\s+pass|crew)\s?(?:card|id"
    r"|number|no|code)\b|badge|token|matricule"
    r"|(?:n[uú]mero|clave) de emplead[oa]|legajo|nip)\b(?:\W{0,3}(?:is|was|no|number|n)\b){0,2}\W{0,4}"
    r"(?=[A-Z-]{0,6}\d{3})[A-Z0-9-]{3,14}\b",
    re.IGNORECASE,
)
_BIRTH_DATE: Final = re.compile(
    r"\b(?:born|birth|birthday|d\.?o\.?b\.?|b\.|n[eé]e? le|naissance|nacid[oa]|nacimiento|nascid[oa]|nascimento"
    r"|lahir)[^\d\n]{0,20}"
    r"(?:\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}|\d{1,2} \w{3,10} \d{4}|\w{3,10} \d{1,2},? \d{4})",
    re.IGNORECASE,
)
_DATE: Final = re.compile(r"\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b")
_GROUPED_AMOUNT: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?![\d,])")
_COORDINATE: Final = re.compile(r"(?<![\w.])-?(?:1[0-7]\d|[1-9]?\d)\.\d{4,}(?![\w.-]| \d)")
_YEARS: Final = re.compile(r"(?<!\d)(?:(?:19|20)\d\d\s?[ /–-]\s?)+(?:19|20)\d\d(?!\d)")
_HOURS: Final = re.compile(r"(?<!\d)\d{1,2}[.:h]\d\d\s?[-–/]\s?\d{1,2}[.:h]\d\d(?!\d)")
_TRADE_NUMBER: Final = re.compile(
    r"\b(?<!birth )(?<!citizenship )(?:p\.?o|orders?|invoices?|lots?|batch(?:es)?|containers?|gln|gtin|ean"
    r"|certificates?|cert|certificat|certificado|licen[cs]e|registration|duns|b/l|bl|lei|vat|gst|meter|serial|oeko"
    r"|gots|art(?:icle)?|sku|policy)\b"
    r"\.?\s*(?:no\b\.?|number|nos\b\.?|n[°º]|id|#|:)?\s*[A-Z]{0,5}[ -]?\d[\dA-Z]*(?:[-/][\dA-Z]+)*",
    re.IGNORECASE,
)
_LONG_NUMBER: Final = re.compile(r"(?<![\w.])\d(?:(?:[ ()/–_*·-]{0,3}|\.)\d){8,}(?!\w)")


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


def has_labelled_account(text: str) -> bool:
    """Return whether a note holds a number that it calls an account, a wallet or a card, or the end of one."""
    plain = _DATE.sub(" x ", text)
    return any(pattern.search(plain) is not None for pattern in (_LABELLED_ACCOUNT, _ENDS_IN, _MASKED_CARD))


def has_labelled_document(text: str) -> bool:
    """Return whether a text holds a number that it calls a passport, identity card or permit number."""
    plain = _DATE.sub(" x ", text)
    if (
        _STAFF_NUMBER.search(plain) is not None
        or _DOCUMENT_ENDS_IN.search(plain) is not None
        or _DOCUMENT_OF.search(plain) is not None
    ):
        return True
    return any(
        sum(character.isdigit() for character in found[1]) >= _FEWEST_DIGITS
        for found in _LABELLED_DOCUMENT.finditer(plain)
    )


def has_birth_date(text: str) -> bool:
    """Return whether a text holds a date that it calls a date of birth."""
    return _BIRTH_DATE.search(text) is not None


def has_long_number(text: str) -> bool:
    """Return whether a text holds a number of nine digits or more that is neither a date, an amount nor trade's."""
    for ordinary in (_TRADE_NUMBER, _HOURS, _DATE, _YEARS, _GROUPED_AMOUNT, _COORDINATE):
        text = ordinary.sub(" x ", text)
    return _LONG_NUMBER.search(text) is not None
