"""Questions about who issued records: their accreditation then, and all that they signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from labour_ledger.schemas.codes import Outcome, code_name
from labour_ledger.store.queries import accreditations_of, issued_records, keys_of_party
from labour_ledger.store.queries.page_tokens import decode_token, encode_token
from labour_ledger.store.results import IndexedRecord, Position
from labour_ledger_verify.basis import AccreditationFound
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.status import Status, StatusCode, format_time, is_acting_schema

from .grounds import links_followed
from .inquiry import SITE_COLUMNS, Inquiry
from .model import Cell, Column, Findings, Kind, Question, Row
from .scope import MOST_RECORDS, refuse_too_many_records
from .statuses import standing_word

_COUNCIL: Final = 0
_COUNCIL_KEY: Final = bytes(20)
_RESTING: Final = frozenset({StatusCode.CONFORMS, StatusCode.CONFORMS_WITH_FINDINGS, StatusCode.REMEDIED})


def _find_issuer(inquiry: Inquiry) -> Findings:
    record = inquiry.record
    basis, attestation = record.basis, record.attestation
    inquiry.summaries([attestation.subject])
    accreditor = basis.accreditor
    names = inquiry.names([record])
    summary: dict[str, Cell] = {
        **inquiry.site_cells(attestation.subject),
        "recordedAt": format_time(record.recorded_at),
        "standard": names.schema(attestation.schema),
        "outcome": code_name(Outcome(attestation.outcome)),
        "issuer": names.party(basis.party),
        "class": code_name(basis.party_class),
        "method": code_name(basis.method),
        "accreditation": code_name(basis.accreditation),
        "accreditor": names.party(accreditor) if basis.accreditation is not AccreditationFound.NONE_NEEDED else None,
        "key": to_checksum_address(attestation.issuer),
    }
    steps = [*_key_steps(inquiry, record), *_accreditation_steps(inquiry, record)]
    rows = tuple(
        Row((place,), {"step": place, **values}, (record.uid,), (attestation.subject,))
        for place, values in enumerate(steps, start=1)
    )
    notes = (
        "What the contract found when it recorded is part of the record and cannot change. What became known later of "
        "the key or the party is in the rows, each with the date on which it became known.",
    )
    return Findings(rows, summary, notes=notes)


def _key_steps(inquiry: Inquiry, record: IndexedRecord) -> Iterator[dict[str, Cell]]:
    keys = {key.key: key for key in keys_of_party(inquiry.session, inquiry.ledger, record.basis.party)}
    key = keys.get(record.attestation.issuer)
    if key is None:
        return
    adder = "the council" if key.added_by == _COUNCIL_KEY else to_checksum_address(key.added_by)
    yield _step("key added", f"{to_checksum_address(key.key)} by {adder}", key.added_at)
    for since, recorded_at in key.compromises:
        yield _step("key marked compromised", f"from {format_time(since)} on", recorded_at)
    if key.retired_at is not None:
        yield _step("key retired", to_checksum_address(key.key), key.retired_at)


def _accreditation_steps(inquiry: Inquiry, record: IndexedRecord) -> Iterator[dict[str, Cell]]:
    basis, attestation = record.basis, record.attestation
    if basis.accreditation is AccreditationFound.NONE_NEEDED:
        yield _step("accreditation", "none was needed, or the issuer controlled the subject", record.recorded_at)
        return
    party, schema = basis.party, attestation.schema
    # up the chain: who accredited the issuer, and what allowed that party to do so; the council's word ends it
    for _ in range(8):
        held = [
            given
            for given in accreditations_of(inquiry.session, inquiry.ledger, party, record.recorded_at)
            if given.schema == schema and (given.accreditor == basis.accreditor or party != basis.party)
        ]
        for given in held:
            names = inquiry.names([], (party, given.accreditor))
            where = given.country or "every country"
            words = (
                f"{names.party(given.accreditor)} accredited {names.party(party)} for {names.schema(schema)} in "
                f"{where} from {format_time(given.start)} until {format_time(given.until)}"
            )
            yield _step("may accredit" if given.may_accredit else "accreditation", words, given.given_at)
        if not held or held[0].accreditor == _COUNCIL:
            return
        party = held[0].accreditor


def _step(what: str, words: str, known_at: int) -> dict[str, Cell]:
    return {"what": what, "words": words, "knownAt": format_time(known_at)}


def _find_issued(inquiry: Inquiry) -> Findings:
    party = inquiry.party
    since = inquiry.given.instant("since", end_of_day=False) or 0
    within = set(inquiry.scope.tiers) if {"buyer", "site"} & set(inquiry.given.values) else None
    after = None
    if inquiry.after is not None:
        block_number, log_index = decode_token(inquiry.after, (int, int))
        after = Position(int(block_number), int(log_index))
    everything = issued_records(inquiry.session, inquiry.ledger, party.party, limit=MOST_RECORDS + 1)
    refuse_too_many_records(len(everything))
    issued = [
        record
        for record in everything
        if since <= record.recorded_at <= inquiry.known_at and (within is None or record.attestation.subject in within)
    ]
    later = [record for record in issued if after is None or record.position > after]
    shown = later if inquiry.limit is None else later[: inquiry.limit]
    statuses = inquiry.statuses_of_records(
        record for record in shown if not is_acting_schema(record.attestation.schema) and record.attestation.outcome
    )
    names = inquiry.names(shown, [party.party])
    own = {record.uid for record in issued}
    rows = [
        Row(
            tuple(record.position),
            {
                "recordedAt": format_time(record.recorded_at),
                "standard": names.schema(record.attestation.schema),
                "outcome": code_name(Outcome(record.attestation.outcome)),
                "method": code_name(record.basis.method),
                **_counting_cells(record, statuses.get((record.attestation.subject, record.attestation.schema)), own),
                "uid": to_hex(record.uid),
            },
            (record.uid,),
            (record.attestation.subject,),
            site=record.attestation.subject,
        )
        for record in shown
    ]
    following = encode_token(*shown[-1].position) if shown and len(later) > len(shown) else None
    notes = (
        "Needs reassessment: the status would not hold without records of this party. A bundle of the party proves "
        f"that nothing it issued is left out: labour-ledger bundle --party {party.party} -o bundle.json",
    )
    links = links_followed(inquiry)
    return Findings(tuple(rows), _summary_of_issued(inquiry, issued), notes=notes, next=following, grounds=links)


def _summary_of_issued(inquiry: Inquiry, issued: Sequence[IndexedRecord]) -> dict[str, Cell]:
    party = inquiry.party
    keys = keys_of_party(inquiry.session, inquiry.ledger, party.party)
    return {
        "party": inquiry.names([], [party.party]).party(party.party),
        "class": code_name(party.party_class),
        "records": len(issued),
        "sites": len({record.attestation.subject for record in issued}),
        "byOutcome": dict(Counter(code_name(Outcome(record.attestation.outcome)) for record in issued)),
        "suspendedUntil": format_time(party.suspended_until) if party.suspended_until else None,
        "compromisedKeys": sum(1 for key in keys if key.compromises),
    }


def _counting_cells(record: IndexedRecord, status: Status | None, own: set[bytes]) -> dict[str, Cell]:
    """Return what a status makes of a record of the party that issued `own`; nulls where it is no assessment."""
    if status is None:
        return {"record": None, "code": None, "needsReassessment": None}
    return {
        "record": standing_word(status, record),
        "code": status.code.value,
        "needsReassessment": status.code in _RESTING and set(status.winning) <= own,
    }


QUESTIONS: Final = (
    Question(
        number=8,
        name="issuer-then",
        words="Who attested this, and were they accredited for that standard and country then?",
        required=("record",),
        optional=(),
        columns=(
            Column("step", Kind.NUMBER, "Counted from the signature"),
            Column("what", Kind.TEXT, "What kind of fact it is"),
            Column("words", Kind.TEXT, "The fact"),
            Column("knownAt", Kind.TIME, "When it became known"),
        ),
        summary=(
            *SITE_COLUMNS,
            Column("recordedAt", Kind.TIME, "When the contract recorded it"),
            Column("standard", Kind.TEXT, "Schema id"),
            Column("outcome", Kind.TEXT, "What it says"),
            Column("issuer", Kind.TEXT, "The party of the key that signed"),
            Column("class", Kind.TEXT, "Its class then"),
            Column("method", Kind.TEXT, "In which capacity, as the contract found it"),
            Column("accreditation", Kind.TEXT, "none_needed, country or worldwide, as the contract found it"),
            Column("accreditor", Kind.TEXT, "Who gave it"),
            Column("key", Kind.TEXT, "The key that signed"),
        ),
        find=_find_issuer,
        explanation=(
            "From the signature back to the council: the key and who added it, the accreditation in force when the "
            "record was made, and what allowed the accreditor to give it."
        ),
    ),
    Question(
        number=12,
        name="issued-by",
        words="What did a revoked auditor or firm ever sign in my chain, and which sites need a new assessment?",
        required=("party",),
        optional=("since", "buyer", "site", "tiers", "valid_at", "known_at"),
        columns=(
            Column("recordedAt", Kind.TIME, "When it became known"),
            *SITE_COLUMNS,
            Column("standard", Kind.TEXT, "Schema id"),
            Column("outcome", Kind.TEXT, "What it says"),
            Column("method", Kind.TEXT, "In which capacity"),
            Column("record", Kind.TEXT, "What the status makes of it; null for records that are no assessments"),
            Column("code", Kind.TEXT, "Status of the site under the standard"),
            Column("needsReassessment", Kind.TRUTH, "Whether a status that helps rests on this party alone"),
            Column("uid", Kind.HASH, "Uid of the record"),
        ),
        summary=(
            Column("party", Kind.TEXT, "The party"),
            Column("class", Kind.TEXT, "Its class now"),
            Column("records", Kind.NUMBER, "Records that it issued in the period and scope"),
            Column("sites", Kind.NUMBER, "Subjects of these"),
            Column("byOutcome", Kind.COUNTS, "Records by outcome"),
            Column("suspendedUntil", Kind.TIME, "End of its suspension, if it ever was suspended and not reinstated"),
            Column("compromisedKeys", Kind.NUMBER, "Keys of it that were marked as compromised"),
        ),
        find=_find_issued,
        explanation="Everything a party issued, in chain order, narrowed to the buyer's chain if one is named.",
        pages_itself=True,
    ),
)
