"""Names and addresses made comparable: transliterated, without legal forms, abbreviations written out.

What is taken away is written in the tables below and in docs/matching.md; nothing here is ever shown or stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

_LEGAL_FORMS: Final = frozenset(
    (
        "ab",
        "ag",
        "as",
        "bhd",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "doo",
        "dooel",
        "eirl",
        "eood",
        "gmbh",
        "inc",
        "incorporated",
        "jsc",
        "kft",
        "kg",
        "lda",
        "limited",
        "limitada",
        "llc",
        "llp",
        "ltd",
        "ltda",
        "nv",
        "ood",
        "oy",
        "pc",
        "plc",
        "private",
        "pt",
        "pte",
        "pty",
        "public",
        "pvt",
        "sa",
        "sae",
        "sarl",
        "sas",
        "sdn",
        "sdnbhd",
        "sirketi",
        "sl",
        "spa",
        "srl",
        "sro",
        "sti",
        "tas",
        "unipessoal",
    )
)
_JOINING_WORDS: Final = frozenset(("and", "de", "ve", "of", "the", "y"))
_WRITTEN_OUT: Final = {
    "apparels": "apparel",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "blk": "block",
    "blvd": "boulevard",
    "cad": "caddesi",
    "dist": "district",
    "dt": "district",
    "enterprises": "enterprise",
    "est": "estate",
    "fashions": "fashion",
    "fty": "factory",
    "garments": "garment",
    "ind": "industrial",
    "inds": "industry",
    "industries": "industry",
    "intl": "international",
    "mah": "mahallesi",
    "manufacturer": "manufacturing",
    "mfg": "manufacturing",
    "mh": "mahallesi",
    "mills": "mill",
    "org": "organize",
    "osb": "organize sanayi bolgesi",
    "prov": "province",
    "rd": "road",
    "san": "sanayi",
    "sit": "sitesi",
    "sk": "sokak",
    "sok": "sokak",
    "st": "street",
    "str": "street",
    "tekstil": "textile",
    "textil": "textile",
    "textiles": "textile",
    "tic": "ticaret",
}
_ADDRESS_NOISE: Final = frozenset(("no", "nr", "number", "plot", "lot", "po", "box", "num", "n"))
_TRADE_WORDS: Final = frozenset(
    (
        "apparel",
        "branch",
        "clothing",
        "enterprise",
        "export",
        "fabrikalari",
        "factory",
        "fashion",
        "footwear",
        "garment",
        "global",
        "group",
        "import",
        "industrial",
        "industry",
        "international",
        "knitting",
        "konfeksiyon",
        "manufacturing",
        "mill",
        "product",
        "production",
        "sanayi",
        "shoes",
        "textile",
        "ticaret",
        "trading",
        "unit",
    )
)
_INITIALS: Final = re.compile(r"(?<=\b[a-z0])\.\s?(?=[a-z0]\b)")
_WORD: Final = re.compile(r"[a-z]+|[0-9]+")
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}


@dataclass(frozen=True, slots=True)
class ComparableName:
    """A name ready to be compared.

    Attributes:
        words: Words without legal forms, in the order of the name.
        particular: The words that tell this name from others of its trade.
        compact: All words without the spaces between them.
        numbers: Numbers in it, Roman ones as well: they tell unit 6 from unit 10.
    """

    words: tuple[str, ...]
    particular: frozenset[str]
    compact: str
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ComparableAddress:
    """An address ready to be compared.

    Attributes:
        words: Words without numbers and without words such as "plot".
        numbers: Numbers in it: houses, plots, postal codes.
        compact: All words and numbers without the spaces between them.
    """

    words: frozenset[str]
    numbers: frozenset[str]
    compact: str


@lru_cache(maxsize=65536)
def comparable_name(text: str) -> ComparableName:
    """Return a name ready to be compared, whatever its script, case, accents and legal form."""
    pieces = [word for piece in _pieces(text) for word in _WRITTEN_OUT.get(piece, piece).split()]
    words = [word for word in pieces if word not in _LEGAL_FORMS and word not in _JOINING_WORDS] or pieces
    last = len(words) - 1
    numbers = {word for word in words if word.isdigit()} | {
        _ROMAN[word] for place, word in enumerate(words) if place == last and place > 0 and word in _ROMAN
    }
    letters = [word for word in words if not word.isdigit()]
    return ComparableName(
        words=tuple(words),
        particular=frozenset(word for word in letters if len(word) > 1 and word not in _TRADE_WORDS),
        compact="".join(words),
        numbers=frozenset(number.lstrip("0") or "0" for number in numbers),
    )


@lru_cache(maxsize=65536)
def comparable_address(text: str) -> ComparableAddress:
    """Return an address ready to be compared."""
    pieces = [word for piece in _pieces(text) for word in _WRITTEN_OUT.get(piece, piece).split()]
    return ComparableAddress(
        words=frozenset(word for word in pieces if not word.isdigit() and word not in _ADDRESS_NOISE),
        numbers=frozenset(word.lstrip("0") or "0" for word in pieces if word.isdigit()),
        compact="".join(word for word in pieces if word not in _ADDRESS_NOISE),
    )


def _pieces(text: str) -> list[str]:
    plain = anyascii(text).casefold().replace("&", " and ").replace("'", "")
    return _WORD.findall(_INITIALS.sub("", plain))
