"""Personal data of workers, children, complainants and interviewees is refused at the door.

Names of fields and the texts in a content are looked at. Fields that hold a code of a closed form (`CODE_FIELDS`) are
spared the searches that any number could trip; free notes are searched the hardest. What is found is never repeated:
an error names the place and the kind. docs/privacy.md says what this cannot catch. It must not know schemas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from labour_ledger.errors import InputError
from labour_ledger_verify.document import GREATEST_DEPTH, JsonValue

from .identity_numbers import has_card_number, has_identity_number
from .json_path import child_path, walk
from .personal_circumstances import has_belief, has_case_number, has_illness
from .personal_contacts import (
    has_email,
    has_mailbox,
    has_odd_phone,
    has_personal_file,
    has_phone,
    has_social_account,
    with_digits,
)
from .personal_descriptions import has_age, has_single_person
from .personal_documents import (
    has_bank_account,
    has_birth_date,
    has_labelled_account,
    has_labelled_document,
    has_long_number,
)
from .personal_fields import personal_field_kind
from .personal_homes import has_bed, has_home
from .personal_names import has_person_name

CODE_FIELDS: Final = frozenset(
    {"algorithm", "asOf", "buyer", "certificateNumber", "completedOn", "confirmedOn", "country", "decidedOn"}
    | {"dueDate", "expectedUntil", "fileHash", "from", "goods", "hash", "language", "languages", "latitude"}
    | {"longitude", "mediaType", "openSince", "otherSubject", "performedFrom", "performedUntil", "plannedFrom"}
    | {"plannedUntil", "points", "postalCode", "publicHotline", "retrievedOn", "rowKey", "seller", "until", "value"}
)
"""Fields whose schema gives them a form of digits or letters; a test holds them to it."""
LONGEST_TEXT: Final = 1_000
"""No field may be longer, and the time that some searches take grows with the square of the length."""
_HASH: Final = re.compile(r"0x[0-9a-f]{64}")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SOME_DIGITS: Final = re.compile(r"(?:\d\D*){4}")
"""No number that is looked for has fewer; most texts are words of a code list."""
_HINTS: Final = {
    "e-mail": "Leave addresses of people out; give an organisation's web page.",
    "phone": "Leave telephone numbers out; a public hotline has its own field.",
    "bank-account": "Leave account numbers out; say what was paid in bands.",
    "card-number": "Leave payment cards out; say what was paid in bands.",
    "identity-number": "Leave identity numbers out, also hashed ones: a hash of one is still personal data.",
    "identity-document": "Leave identity documents out, also hashed ones: a hash of one is still personal data.",
    "birth-date": "Leave birth dates out; say how many workers of which group, in bands.",
    "personal-name": "Leave names out; say 'a worker' or 'the manager'.",
    "health": (
        "Leave the health of single people, and violence against them, out; say how many workers are concerned, in"
        " bands."
    ),
    "case": "Leave numbers of cases and complaints out: a file names the people in it. Say how many, and of what kind.",
    "home": "Leave out where people live; name the site, and say what is wrong with the lodging as a whole.",
    "age": "Leave ages of single people out; say how many workers of which age group, in bands.",
    "belief-or-membership": (
        "Leave out what one person believes or has joined; say how many workers of which group, in bands, or that"
        " members of a union are concerned."
    ),
    "single-person": "Say it so that several people can be meant: 'a worker', 'workers of the night shift'.",
    "social-account": "Leave accounts on social and message services out; give an organisation's web page.",
    "personal-file": "Leave out files that show people or are called after them; attach evidence by its hash.",
    "lodging-place": "Leave rooms and beds out; say what is wrong with the lodging as a whole.",
    "long-number": "Long numbers in a note can name a person; put a certificate number into its own field.",
    "unsearchable": (
        f"Texts beyond {LONGEST_TEXT} characters and values below {GREATEST_DEPTH} levels are not looked through."
    ),
}
_DEFAULT_HINT: Final = "Leave it out; say how many people of which group are concerned, in bands."


@dataclass(frozen=True, slots=True)
class PersonalDataFound:
    """One place where personal data seems to be.

    Attributes:
        path: JSON path; a name that is itself personal data is left out of it.
        kind: What it seems to be, in kebab-case.
        hint: What to write instead.
    """

    path: str
    kind: str
    hint: str


class PersonalDataRefused(InputError):
    """A content holds what looks like personal data.

    Attributes:
        found: Every place; the data itself is nowhere in the error.
    """

    code = "personal-data-refused"

    def __init__(self, found: Iterable[PersonalDataFound]) -> None:
        self.found = tuple(found)
        places = "; ".join(f"{item.path}: {item.kind}" for item in self.found)
        super().__init__(
            f"the document seems to hold personal data: {places}",
            hint=" ".join(dict.fromkeys(item.hint for item in self.found)),
            context={"found": [{"path": item.path, "kind": item.kind, "hint": item.hint} for item in self.found]},
        )


def refuse_personal_data(content: JsonValue, path: str = "$.content") -> None:
    """Raise if a content seems to hold personal data.

    Raises:
        PersonalDataRefused: It does; carries every place.
    """
    found = find_personal_data(content, path)
    if found:
        raise PersonalDataRefused(found)


def refuse_personal_words(words: Mapping[str, str]) -> None:
    """Raise if words that somebody typed seem to hold personal data; each is searched as a note is, whatever its name.

    Args:
        words: What was typed, by the path that an error names.

    Raises:
        PersonalDataRefused: One does; carries every place.
    """
    found = [
        PersonalDataFound(path, kind, _HINTS.get(kind, _DEFAULT_HINT))
        for path, text in words.items()
        for kind in _kinds_in_text(text, "note")
    ]
    if found:
        raise PersonalDataRefused(found)


def find_personal_data(content: JsonValue, path: str = "$.content") -> list[PersonalDataFound]:
    """Return every place in a JSON value that seems to hold personal data, in the order of the document.

    Args:
        content: A parsed JSON value of any shape.
        path: Where it stands, for the paths returned.
    """
    found: list[PersonalDataFound] = []
    for node in walk(content, path, show=_shown_name):
        if node.depth == GREATEST_DEPTH and isinstance(node.value, dict | list):
            found.append(PersonalDataFound(node.path, "unsearchable", _HINTS["unsearchable"]))
        elif isinstance(node.value, dict):
            for name in node.value:
                found.extend(_found_in_name(name, child_path(node.path, _shown_name(name))))
        elif isinstance(node.value, str):
            found.extend(
                PersonalDataFound(node.path, kind, _HINTS.get(kind, _DEFAULT_HINT))
                for kind in _kinds_in_text(node.value, node.field)
            )
    return found


def _shown_name(name: str) -> str:
    """Return a field's name, or a star if the name itself holds the data."""
    return "*" if _kinds_in_name(name).holds_data else name


def _found_in_name(name: str, path: str) -> Iterator[PersonalDataFound]:
    for kind in _kinds_in_name(name).kinds:
        yield PersonalDataFound(path, kind, _HINTS.get(kind, _DEFAULT_HINT))


class _NameKinds(NamedTuple):
    kinds: tuple[str, ...]
    holds_data: bool


@lru_cache(maxsize=1024)  # an import meets the same few names again in every row
def _kinds_in_name(name: str) -> _NameKinds:
    held = tuple(_kinds_in_text(name, "note"))
    asked_for = personal_field_kind(name)
    return _NameKinds((asked_for,) if asked_for else held, bool(held))


def _kinds_in_text(text: str, field: str) -> Iterator[str]:
    if len(text) > LONGEST_TEXT:
        yield "unsearchable"
        return
    if _HASH.fullmatch(text):
        return
    plain = with_digits(_normalised(text)) if field == "note" else _normalised(text)
    if field == "scheme" and (kind := personal_field_kind(plain)):
        yield kind  # an identifier under the scheme `passport` is one whatever its digits
    kinds = list(dict.fromkeys(_kinds_in_plain(plain, field)))
    yield from kinds
    if not kinds and field == "note" and _SOME_DIGITS.search(plain) and has_long_number(plain):
        yield "long-number"


def _kinds_in_plain(plain: str, field: str) -> Iterator[str]:
    if has_email(plain):
        yield "e-mail"
    if has_bank_account(plain):
        yield "bank-account"
    if field in CODE_FIELDS:
        return
    if field == "note":
        yield from (kind for kind, is_in in _NOTE_SEARCHES if is_in(plain))
    if _SOME_DIGITS.search(plain) is None:
        return
    if has_birth_date(plain):
        yield "birth-date"
    yield from _kinds_of_number(plain)


_NOTE_SEARCHES: Final = (
    ("personal-name", has_person_name),
    ("health", has_illness),
    ("case", has_case_number),
    ("lodging-place", has_bed),
    ("home", has_home),
    ("age", has_age),
    ("belief-or-membership", has_belief),
    ("single-person", has_single_person),
    ("e-mail", has_mailbox),
    ("social-account", has_social_account),
    ("personal-file", has_personal_file),
    ("phone", has_odd_phone),
    ("bank-account", has_labelled_account),
)
"""What is said of one person; a field for a firm's name or an address is not searched for it."""


def _kinds_of_number(plain: str) -> Iterator[str]:
    """Name the most telling kind only: a card number is also a long one."""
    if has_labelled_document(plain):
        yield "identity-document"
    elif has_phone(plain):
        yield "phone"
    elif has_identity_number(plain):
        yield "identity-number"
    elif has_card_number(plain):
        yield "card-number"


def _normalised(text: str) -> str:
    """Return the text as a reader sees it: no invisible characters, every script's digits and letters in one form."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in plain)
