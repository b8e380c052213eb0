"""From what people type to subjects and records of the ledger at hand."""

from __future__ import annotations

import re
from typing import Final

from labour_ledger.attesting.sheet_plan import SiteFinder, SiteFound
from labour_ledger.config import Settings
from labour_ledger.diligence import subjects
from labour_ledger.diligence.indexed_records import indexed_record
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store import queries
from labour_ledger.store.results import IndexedRecord

from .connections import Ledger, load_ledger_key, open_ledger

_FULL_ID: Final = re.compile(r"0x([0-9a-f]{64})")
_UID: Final = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")


def find_subject(settings: Settings, name: str) -> SiteFound:
    """Return the subject that a name means; a full id needs no store, so that drafting works offline.

    Raises:
        InputError: Nothing has the name, or several have it.
        UnavailableError: There is no complete index to look into, and the name is no full id.
    """
    load_ledger_key(settings)
    full = _FULL_ID.fullmatch(name.strip())
    if full is not None:
        return SiteFound(bytes.fromhex(full[1]), None)
    with open_ledger(settings) as ledger:
        return site_finder(ledger)(name)


def site_finder(ledger: Ledger) -> SiteFinder:
    """Return a finder over one ledger's index."""

    def find(name: str) -> SiteFound:
        with ledger.store.reading() as session:
            subject = subjects.find_subject(session, ledger.key, name)
            found = queries.subjects_by_id(session, ledger.key, [subject]).get(subject)
        return SiteFound(subject, None if found is None else SubjectKind(found.kind))

    return find


def find_indexed_record(ledger: Ledger, text: str) -> IndexedRecord:
    """Return the record with a uid.

    Raises:
        InputError: The text is no uid.
        RecordNotFound: The index has no such record.
        UnavailableError: There is no complete index to look into.
    """
    uid = parse_uid(text)
    with ledger.store.reading() as session:
        return indexed_record(session, ledger.key, uid)


def parse_uid(text: str) -> bytes:
    """Return the 32 bytes of a uid.

    Raises:
        InputError: Another form.
    """
    match = _UID.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{text[:80]!r} is not a uid", hint="A uid is 0x and 64 hexadecimal digits.")
    return bytes.fromhex(match[1])
