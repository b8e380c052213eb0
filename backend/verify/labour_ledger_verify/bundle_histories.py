"""Histories of a bundle: folded to their heads, well-begun, in time, and complete in what they rest on.

Step 5 of docs/bundle-format.md. Who signed, and in what capacity, is judged in `bundle_signatures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .attestation import digest
from .basis import Basis
from .bundle import Bundle, PartyPart, ShownRecord, Since, SubjectPart
from .bundle_facts import ShownEntry, SubjectHistory, facts_of
from .bundle_proof import Heads
from .errors import (
    HeadNotPassed,
    HistoryFalse,
    PartyMissing,
    RecordHidden,
    RegistrationFalse,
    SinceUnknown,
    SubjectAmbiguous,
    SubjectOther,
    TimeFalse,
    TwinMissing,
)
from .handle import handle_of
from .hexadecimal import to_hex
from .history import (
    PARTY_REGISTERED,
    RECORDED,
    SUBJECT_REGISTERED,
    Entry,
    EntryType,
    HistoryKind,
    fold_entry,
)
from .identity import held_identifiers
from .keccak import ZERO_WORD
from .party_history import PartyHistory
from .question import Question, SubjectAsked
from .status import is_acting_schema, joined_subjects


class Histories(NamedTuple):
    """The checked histories of a bundle.

    Attributes:
        subjects: In the order of the bundle; the first is the one it is about.
        parties: By number.
        issued: In the order of the bundle.
    """

    subjects: Sequence[SubjectHistory]
    parties: Mapping[int, PartyHistory]
    issued: Sequence[PartyPart]

    @property
    def shown(self) -> list[tuple[SubjectHistory, ShownEntry]]:
        """All shown records with the history they are in, in the order of the bundle."""
        return [(history, entry) for history in self.subjects for entry in history.shown]


def read_histories(bundle: Bundle, heads: Heads, separator: bytes, *, block_time: int, question: Question) -> Histories:
    """Check the histories of a bundle.

    Args:
        bundle: Well-formed.
        heads: What the contract holds for each history.
        separator: The domain separator of the trusted ledger, 32 bytes.
        block_time: Unix seconds.
        question: What is asked: the schema decides what must be shown.

    Raises:
        ProofFalse: By its class: what does not fold, begin, follow, or is not there.
        SinceUnknown: A history continues from a head that the auditor did not name.
        InputError: A basis has a bit or value that this version does not know.
    """
    reader = _Reader(separator, block_time, question)
    subjects = [
        reader.read_subject(part, head, f"subjects[{place}]")
        for place, (part, head) in enumerate(zip(bundle.subjects, heads.subjects, strict=True))
    ]
    parties = [
        reader.read_party(part, head, f"parties[{place}]")
        for place, (part, head) in enumerate(zip(bundle.parties, heads.parties, strict=True))
    ]
    for place, (issued, head) in enumerate(zip(bundle.issued, heads.issued, strict=True)):
        reader.check_chain(HistoryKind.ISSUED, issued.entries, issued.since, head, f"issued[{place}]")
    histories = Histories(subjects, {party.party: party for party in parties}, bundle.issued)
    if question.since is not None and not reader.has_passed_since:
        raise HeadNotPassed(
            f"no history of this bundle goes through the head {to_hex(question.since)}",
            hint="If you verified that head here, its history was rewritten; or this bundle is about another one.",
        )
    _refuse_missing_parties(histories)
    _refuse_missing_twins(histories, block_time)
    return histories


class _Reader:
    """Reads one history after the other against the same question and block."""

    def __init__(self, separator: bytes, block_time: int, question: Question) -> None:
        self._separator = separator
        self._block_time = block_time
        self._question = question
        self.has_passed_since = False

    def read_subject(self, part: SubjectPart, head: bytes, where: str) -> SubjectHistory:
        entries: list[Entry] = []
        bodies: list[tuple[int, bytes, bytes, ShownRecord]] = []
        for place, entry in enumerate(part.entries):
            if isinstance(entry, ShownRecord):
                struct_hash = entry.attestation.struct_hash()
                uid = digest(self._separator, struct_hash)
                bodies.append((place, uid, struct_hash, entry))
                entries.append(Entry(RECORDED, (uid, entry.attestation.schema, entry.basis, entry.recorded_at)))
            else:
                entries.append(entry)
        self.check_chain(HistoryKind.SUBJECT, entries, part.since, head, where)
        _check_registration(entries, SUBJECT_REGISTERED, part.subject, where, is_whole=part.since is None)
        self._refuse_hidden(part, where)
        bases = {word: Basis.unpack(word) for word in {body[3].basis for body in bodies}}
        return SubjectHistory(part, entries, [ShownEntry(*body, bases[body[3].basis]) for body in bodies])

    def read_party(self, part: PartyPart, head: bytes, where: str) -> PartyHistory:
        self.check_chain(HistoryKind.PARTY, part.entries, None, head, where)
        _check_registration(part.entries, PARTY_REGISTERED, part.party, where, is_whole=True)
        return PartyHistory(part.entries)

    def check_chain(
        self, kind: HistoryKind, entries: Sequence[Entry], since: Since | None, head: bytes, where: str
    ) -> None:
        """Check that entries fold to a head, and follow each other in time up to the block."""
        folded = self._first_head(since, where)
        time = 0
        for place, entry in enumerate(entries):
            if entry.type.kind is not kind:
                raise HistoryFalse(
                    f"{where}.entries[{place}]: {entry.type.name} does not belong to a {kind.value} history"
                )
            folded = fold_entry(folded, entry)
            self.has_passed_since = self.has_passed_since or folded == self._question.since
        if folded != head:
            raise HistoryFalse(
                f"{where}: the entries do not fold to the head that the ledger holds",
                hint="An entry was left out, added, moved or changed. Get the bundle again, from somebody else.",
                context={"folded": to_hex(folded), "head": to_hex(head)},
            )
        for place, entry in enumerate(entries):
            if not time <= entry.recorded_at <= self._block_time:
                raise TimeFalse(f"{where}.entries[{place}]: recorded before the one before it, or after the block")
            time = entry.recorded_at

    def _first_head(self, since: Since | None, where: str) -> bytes:
        if since is None:
            return ZERO_WORD
        if since.head != self._question.since:
            raise SinceUnknown(
                f"{where}: continues from the head {to_hex(since.head)}, which you did not name",
                hint="Name the head that you verified before with --since, or get a bundle of the whole history.",
            )
        self.has_passed_since = True
        return since.head

    def _refuse_hidden(self, part: SubjectPart, where: str) -> None:
        for place, entry in enumerate(part.entries):
            if isinstance(entry, ShownRecord) or entry.type is not RECORDED:
                continue
            schema = entry.data("schema")
            if schema == self._question.schema or is_acting_schema(schema):
                raise RecordHidden(
                    f"{where}.entries[{place}]: a record that counts for the answer is without its body",
                    hint="Get a bundle that was made for the schema you ask for, or for all.",
                    context={"schema": to_hex(schema)},
                )


def _check_registration(
    entries: Sequence[Entry], entry_type: EntryType, key: bytes | int, where: str, *, is_whole: bool
) -> None:
    registrations = [place for place, entry in enumerate(entries) if entry.type is entry_type]
    if registrations != ([0] if is_whole else []) or (is_whole and entries[0].values[0] != key):
        raise RegistrationFalse(f"{where}: does not begin with the one {entry_type.name} entry of what it is about")


def check_subject(asked: SubjectAsked, histories: Histories) -> None:
    """Check that a bundle is about the subject that the auditor means.

    Raises:
        SubjectOther: It is about another one, or about a party.
        SubjectAmbiguous: The auditor named it by a handle only, which fits.
    """
    if not histories.subjects:
        raise SubjectOther(f"the bundle is about what a party issued, and not about {asked.text}")
    history = histories.subjects[0]
    name = f"{handle_of(history.subject)} {to_hex(history.subject)}"
    if asked.subject is not None:
        is_other = asked.subject != history.subject
    elif asked.identifier is not None:
        is_other = asked.identifier not in held_identifiers(history.entries)
    else:
        is_other = asked.handle_bits != int.from_bytes(history.subject[:5], "big") >> 5
    if is_other:
        raise SubjectOther(f"the bundle is about {name}, which is not {asked.text}")
    if asked.handle_bits is not None:
        raise SubjectAmbiguous(
            f"{asked.text} is the handle of {to_hex(history.subject)}, and could be that of another subject too",
            hint="Give --subject with the full id, or an identifier such as os:CN2021250D1DTN7.",
        )


def _refuse_missing_parties(histories: Histories) -> None:
    for history, entry in histories.shown:
        if entry.basis.party not in histories.parties:
            raise PartyMissing(
                f"the history of party {entry.basis.party} is missing, which issued entry {entry.place} "
                f"of {handle_of(history.subject)}",
                hint="Without it nothing shows whose key signed. Get the bundle again.",
            )


def _refuse_missing_twins(histories: Histories, block_time: int) -> None:
    if not histories.subjects or not all(history.is_whole for history in histories.subjects):
        return
    facts = [facts_of(history, None) for history in histories.subjects]
    known = {fact.subject for fact in facts}
    for twin in joined_subjects(facts[0], known_at=block_time, twins=facts[1:]):
        if twin not in known:
            raise TwinMissing(
                f"the history of {handle_of(twin)} {to_hex(twin)} is missing, which was joined as the same subject",
                hint="What was said there counts here too. Get the bundle again.",
            )
