"""Ways to reach one person: mail, telephone, accounts on social services, and files that show or quote them.

Telephone numbers are recognised by `phonenumbers` (Apache-2.0, Google's metadata), imported when a text first needs
it, as most never do. E-mail is a pattern of our own on purpose: a validator asks whether mail could be delivered, a
refusal whether it was meant as an address. Texts are taken as `personal_data` has normalised them. It must not look
at field names.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from .personal_name_forms import is_telling_given_name, plain_word
from .personal_subjects import is_of_one_person
from .personal_words import KIN, PERSON_NOUN

_MAYBE_EMAIL: Final = re.compile(r"[@(\[{]")
_EMAIL: Final = re.compile(
    r"[\w.+%-]+\s?(?:[(\[{]?@[)\]}]?|[(\[{]\s?(?:at|arobase|arroba)\s?[)\]}])\s?[\w-]+(?:\s?(?:\.|[(\[{]\s?(?:dot"
    r"|point|punto)\s?[)\]}])\s?"
    r"[\w-]+)*\s?(?:\.|[(\[{]\s?(?:dot|point|punto)\s?[)\]}])\s?[^\W\d_]{2,}",
    re.IGNORECASE,
)
_SPOKEN_EMAIL: Final = re.compile(
    r"[\w.+-]+\s(?:at|arobase|arroba|chez)\s[\w-]+(?:\s?(?:dot|point|punto|ponto|\.)\s?[\w-]+)*\s(?:dot|point|punto"
    r"|ponto)\s[^\W\d_]{2,12}\b",
    re.IGNORECASE,
)
_MAILBOX: Final = re.compile(
    r"[\w.]\s*(?:@|[(\[]\s?(?:at|a|arroba|arobase)\s?[)\]]|\bat\b|\barroba\b|\barobase\b|\bchez\b|\ben\b|,"
    r"|\bon\b)\s*(?:g\s?mail|hotmail|yahoo|outlook|ymail|proton(?:mail)?|rediffmail|icloud|naver|qq\.com|163\.com)\b"
    r"|(?<![\w.])[\w.+-]*[^\W\d_][\w.+-]*@[^\W\d_][\w-]+",
    re.IGNORECASE,
)
_TRUNK: Final = re.compile(r"(?<![\w.,])00(?=[1-9]\d)")
_MAYBE_INTERNATIONAL: Final = re.compile(r"\+\s?\(?\d")
_LABELLED_PHONE: Final = re.compile(
    r"\b(?:tel(?:e(?:ph|f)ono|.phone|ephone)?|t[eé]l(?:[eé]phone)?|tel[eé]fono|telefone|telp|tlp|ph(?:n|one)?|mobile"
    r"|m[oó]vil|cell?(?:ular)?|cellphone|portable"
    r"|fax|gsm|whats\s?app|watsap|zap(?:zap)?|viber|wechat|call(?:\s?back)?|mob|cel|tlf|sms|wa|hp|zalo|imo|botim"
    r"|telegram|signal|sdt|dial|ring|reach|text(?:ed)?"
    r"|contact(?:er|ar)?|hotline|joindre|joignable|appeler|appelez|rappeler|llamar|llame|marcar|ligar|ligue|falar"
    r"|leave\s+a\s+message|num|(?:her|his|their|su|son|sa|leur)\s(?:own\s)?num(?:ber|[eé]ro)"
    r"|su\sn[uú]mero)\b[^\d+\n]{0,32}(\+?\d(?:[\s()./–-]{0,3}\d){6,14})(?!\d)",
    re.IGNORECASE,
)
_NUMBER_OF: Final = re.compile(
    r"\b(?:number|numéro|n[uú]mero|num)\s+(?:of|de|du|da|do)\s+(?:the\s+|la\s+|le\s+|el\s+|su\s+|sa\s+|son\s+"
    rf"|her\s+|his\s+)?(?:{KIN}|{PERSON_NOUN})\b\W{{0,4}}\+?\d(?:[ ./-]{{0,3}}\d){{5,14}}",
    re.IGNORECASE,
)
_MASKED: Final = re.compile(r"\+\d{1,3}[ -]?(?=[\dxX* -]{0,9}[xX*])[\dxX*](?:[ -]?[\dxX*]){6,}")
_ENDS_IN: Final = re.compile(
    r"\b(?:phone|mobile|cell|number|numéro|número|tel[eé]fono|cel)\b[^.\n]{0,20}\b(?:ends?|ending|termina"
    r"|finit|starts?|begins?|empieza|commence)\b\s*(?:in|with|par|en|com)?\s*\d{3,5}\b",
    re.IGNORECASE,
)
_SEVEN_DIGITS: Final = re.compile(r"\d(?:\D{0,5}\d){6}")
_SHAPED_PHONE: Final = re.compile(r"(?<![\w(])\(\d{2,4}\)[ .-]?\d{3,4}[ .-]?\d{4}(?!\d)")
"""An area code between brackets before seven or eight digits."""
_IN_PAIRS: Final = re.compile(r"(?<![\d.,/-])\d\d([ .-])\d\d(?:\1\d\d){2,3}(?![\d,/%-]|\.\d)")
"""Eight or ten digits in pairs, as numbers are written in French-speaking countries."""
_DIGIT: Final = (
    r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|zéro|un|deux|trois|quatre|cinq"
    r"|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante|soixante|cent|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece"
    r"|catorce|quince|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta"
    r"|noventa|um|dois|três|quatro|sete|oito|nove|meia|nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan"
    r"|sembilan|shunno)"
)
_MEASURED: Final = re.compile(
    r"\b(?:db|lux|hours?|weeks?|sizes?|scores?|pieces|values?|readings?|counts?|temperatures?|°c|%)", re.IGNORECASE
)
_SPELLED: Final = re.compile(rf"\b{_DIGIT}(?:[\s,;.–-]+(?:(?:and|et|y|e)\s+)?{_DIGIT}\b)+", re.IGNORECASE)
_DIGIT_WORD: Final = re.compile(rf"\b{_DIGIT}\b", re.IGNORECASE)
_NULL: Final = re.compile(r"\b(?:zero|oh|double|triple|zéro|cero|nol|kosong|meia)\b", re.IGNORECASE)
_LETTERS_FOR_DIGITS: Final = re.compile(r"(?<!\w)(?=[OoIl]*\d[OoIl]*\d)(?=\d*[OoIl])[\dOoIl]{3,}(?!\w)")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?\b|\b\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d\b")

_SERVICE: Final = (
    r"(?:facebook|fb|face|messenger|insta(?:gram)?|ig|tik\s?tok|twitter|telegram|we\s?chat|weixin|line|zalo|viber"
    r"|imo|linkedin|snap(?:chat)?|kakao(?:talk)?|qq|skype|vk|signal|whatsapp)"
)
_HANDLE: Final = re.compile(
    rf"[\w.]*[._\d][\w.]*['\"’]?\s+(?:on|sur|en|no)\s+{_SERVICE}\b|"
    rf"(?<![\w.@])@(?!(?:\d|ILO\b))[\w.]{{3,}}|\b(?:facebook|fb|instagram|tiktok|twitter|linkedin|vk|t|wa|m)\.(?:com"
    r"|me)/\S|\bprofile\.php"
    rf"|\b{_SERVICE}\s*(?:id|handle|account|user\s?name|name|nick|profile)\s*(?:[:=]|\bis\b)?\s*(?=\S*[\w])(?!of\b"
    r"|for\b|was\b|were\b|and\b)\S*[_.\d]\S*"
    r"|\b(?:facebook|fb|messenger|insta(?:gram)?|tik\s?tok|we\s?chat|zalo|viber|skype|linkedin|snapchat"
    rf"|kakaotalk|snap|ig)\s?:\s?(?!(?:www|http))\S+|\b(?:on|sur|en|no)\s+{_SERVICE}\s+(?:as|under|sous|como|named)\s"
    rf"|\b(?:her|his|su|sa|son|dela|dele)\s+{_SERVICE}\s*(?::|=|\bis\b|\best\b|\bes\b|\bé\b|@)",
    re.IGNORECASE,
)
_FILE: Final = re.compile(
    r"(?<![\w/])([\w-]+(?: [\w-]+){0,2}(?: at [\d.]+)?)\.(?:(jpe?g|png|heic|gif|webp|bmp|tiff?|mp3|mp4|m4a|opus|ogg"
    r"|wav|3gp|mov|avi|amr)|pdf|docx?|xlsx?|odt|txt)\b",
    re.IGNORECASE,
)
_RECORDING: Final = re.compile(
    r"^(?:VID|AUD|PTT|REC|VOICE|WhatsApp)\b|^(?:VID|AUD|PTT|REC)[_-]|\.(?:mp3|mp4|m4a|opus|ogg|wav|3gp|mov|avi|amr)$",
    re.IGNORECASE,
)
_TELLING_STEM: Final = re.compile(
    r"passport|pass?eport|pasaporte|payslip|pay_slip|salary|id_?card|cedula|contract_|girl|boy|child|worker|woman"
    r"|interview|testimon|complain|victim|menin[ao]|niñ[ao]|fille|enfant|muchach",
    re.IGNORECASE,
)
_SHOWS_PERSON: Final = re.compile(rf"\b(?:face|voice|voz|voix|cara|visage|{PERSON_NOUN})\b", re.IGNORECASE)


def has_email(text: str) -> bool:
    """Return whether a text holds an e-mail address, also one spelled with (at)."""
    return (_MAYBE_EMAIL.search(text) is not None and _EMAIL.search(text) is not None) or _SPOKEN_EMAIL.search(
        text
    ) is not None


def has_mailbox(text: str) -> bool:
    """Return whether a note holds half of an address: `name at gmail`, `name@bank`."""
    return _MAILBOX.search(text) is not None


def has_phone(text: str) -> bool:
    """Return whether a text holds a telephone number: an international one, or any after a word such as `tel`.

    A number in its national form and without such a word looks like a postal code or a plot number.
    """
    if not _SEVEN_DIGITS.search(text):
        return False
    if _LABELLED_PHONE.search(_DATE.sub(" x ", text)) or _SHAPED_PHONE.search(text):
        return True
    international = _TRUNK.sub("+", text)
    if not _MAYBE_INTERNATIONAL.search(international):
        return False
    from phonenumbers import PhoneNumberMatcher  # 20 ms that most documents never need

    return any(PhoneNumberMatcher(international, None))


def has_odd_phone(text: str) -> bool:
    """Return whether a note holds a telephone number in words, in pairs of digits, or by its last digits only."""
    if _ENDS_IN.search(text) is not None or _MASKED.search(text) is not None or _NUMBER_OF.search(text) is not None:
        return True
    plain = _DATE.sub(" x ", text)
    if _MEASURED.search(plain) is None and any(not _ascends(found[0]) for found in _IN_PAIRS.finditer(plain)):
        return True
    return any(_is_spelled_number(found[0]) for found in _SPELLED.finditer(text))


def with_digits(text: str) -> str:
    """Return a text in which letters that stand for digits are digits: `O9I7 555` is 0917 555."""
    return _LETTERS_FOR_DIGITS.sub(lambda found: found[0].translate(str.maketrans("OoIl", "0011")), text)


def has_social_account(text: str) -> bool:
    """Return whether a note names an account on a social or message service."""
    return _HANDLE.search(text) is not None


def has_personal_file(text: str) -> bool:
    """Return whether a note names a file that shows one person or is called after one."""
    for found in _FILE.finditer(text):
        stem, picture = found[1], found[2]
        if _TELLING_STEM.search(stem) or any(
            is_telling_given_name(plain_word(part)) for part in re.split(r"[\W\d_]+", stem) if part
        ):
            return True
        if _RECORDING.search(found[0]):
            return True
        if picture and (is_of_one_person(re.sub(r"[_-]", " ", text)) or _SHOWS_PERSON.search(text)):
            return True
    return False


def _ascends(pairs: str) -> bool:
    """Return whether numbers rise from one to the next, as sizes of shoes do."""
    return all(int(low) < int(high) for low, high in pairwise(re.findall(r"\d\d", pairs)))


def _is_spelled_number(words: str) -> bool:
    count = len(_DIGIT_WORD.findall(words))
    return count >= 8 or (count >= 4 and _NULL.search(words) is not None)
