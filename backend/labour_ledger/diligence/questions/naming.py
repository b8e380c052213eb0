"""From the texts that people type as parameters to parties, records and buyers of the ledger."""

from __future__ import annotations

import re
from typing import Final

from sqlmodel import Session

from labour_ledger.diligence.errors import PartyNotFound, QuestionInvalid, RecordNotFound
from labour_ledger.registry.names import SubjectNameUnreadable, SubjectNotFound, resolve_subject
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.party_results import PartyView
from labour_ledger.store.queries import find_subjects, get_party, records_by_uid
from labour_ledger.store.results import IndexedRecord, LedgerKey

_UID: Final = re.compile("(?:0x)?([0-9a-f]{64})", re.IGNORECASE)
_MOST_NAMESAKES: Final = 50


def named_buyer(session: Session, ledger: LedgerKey, name: str) -> bytes:
    """Return the subject that people mean by the name of a buyer: its id, handle, identifier, or its whole name.

    Args:
        session: A reading session.
        ledger: The ledger.
        name: As typed. Whole names are those of organisations first, then of sites.

    Raises:
        InputError: As `registry.names.resolve_subject`; SubjectNotFound also where no single subject has the name.
    """
    try:
        return resolve_subject(session, ledger, name)
    except SubjectNameUnreadable:
        for kind in (SubjectKind.ORGANISATION, SubjectKind.SITE):
            page = find_subjects(session, ledger, name=name, kind=kind, limit=_MOST_NAMESAKES)
            whole = [item for item in page.items if (item.name or "").casefold() == name.casefold()]
            if len(whole) == 1:
                return whole[0].subject
    raise SubjectNotFound(
        f"buyer: no single organisation or site of this ledger is called {name[:80]!r}",
        hint="Name it by its handle; `labour-ledger sites find` and GET /v1/sites?kind=organisation list them.",
        context={"field": "buyer"},
    )


def named_party(session: Session, ledger: LedgerKey, number: int) -> PartyView:
    """Return the party of a number.

    Raises:
        PartyNotFound: The ledger has none of that number.
    """
    found = get_party(session, ledger, number)
    if found is None:
        raise PartyNotFound(
            f"no party of this ledger has the number {number}",
            hint="Parties are counted from 1; GET /v1/parties lists them.",
            context={"party": number},
        )
    return found


def named_record(session: Session, ledger: LedgerKey, text: str) -> IndexedRecord:
    """Return the record of a uid.

    Raises:
        QuestionInvalid: The text is no uid.
        RecordNotFound: The ledger has none of that uid.
    """
    match = _UID.fullmatch(text)
    if match is None:
        raise QuestionInvalid(
            "record: not a uid", hint="A uid is 0x and 64 hexadecimal digits.", context={"field": "record"}
        )
    uid = bytes.fromhex(match[1])
    found = records_by_uid(session, ledger, [uid]).get(uid)
    if found is None:
        raise RecordNotFound(
            f"no record of this ledger has the uid 0x{uid.hex()}",
            hint="Check the digits; what was recorded a moment ago shows once its block is indexed.",
            context={"uid": f"0x{uid.hex()}"},
        )
    return found
