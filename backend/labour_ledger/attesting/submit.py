"""Submitting signed files: checked, tried on the contract, their documents kept, then relayed.

The order matters: nothing is kept or sent of what would be refused, and a document is in the store before the record
that commits to it is on the chain, so that no record is ever without one that was given. Submitting again what is
recorded already changes nothing and is answered with its uid. This module signs nothing and reads no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.validate import AttestationInvalid, Problem, find_problems
from labour_ledger.chain import calls
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.events import RecordedEvent
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.submit import Relay, Submission
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store import queries
from labour_ledger.store.results import LedgerKey, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Attestation, Domain
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.signed_file import SignedAttestation, SignedFile, parse_signed_file, split_json_lines

NONCE_REFUSALS: Final = frozenset({"AttestationNonceUsed", "NonceUsed"})
"""What the contract says of a nonce that is spent: recorded already, cancelled, or used for something else."""
_BLOCKS_AT_ONCE: Final = 2_000


class SignedFileInvalid(InputError):
    """A file is not a signed attestation or batch."""

    code = "signed-file-invalid"


class WrongLedger(InputError):
    """A file was signed for another chain or contract."""

    code = "wrong-ledger"


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a signed file.

    Attributes:
        uids: Of its attestations, in order, 32 bytes each.
        already_recorded: It had been recorded before; nothing was sent now.
        transaction_hash: 32 bytes, or None when nothing was sent.
        block_number: Of its block, or None when nothing was sent.
        gas_used: Gas units, 0 when nothing was sent.
    """

    uids: tuple[bytes, ...]
    already_recorded: bool
    transaction_hash: bytes | None
    block_number: int | None
    gas_used: int

    def to_json(self) -> dict[str, object]:
        """Return the JSON form that commands and the API show."""
        return {
            "uids": [to_hex(uid) for uid in self.uids],
            "alreadyRecorded": self.already_recorded,
            "transactionHash": None if self.transaction_hash is None else to_hex(self.transaction_hash),
            "blockNumber": self.block_number,
            "gasUsed": self.gas_used,
        }


@dataclass(frozen=True, slots=True)
class Submitter:
    """The way of signed files onto one ledger.

    Attributes:
        store: Where documents are kept, and where it is looked up what is recorded.
        ledger: The ledger that files must be signed for.
        relay: The account that sends them.
    """

    store: Store
    ledger: LedgerKey
    relay: Relay

    def submit(self, signed: SignedFile, *, now: int) -> Submitted:
        """Check, try, keep the documents of, and relay one signed file.

        Args:
            signed: An attestation or a batch; documents that it does not carry are not asked for.
            now: Unix seconds; the chain's time (`chain_time`).

        Raises:
            WrongLedger: Signed for another chain or contract.
            AttestationInvalid: A document, outcome or date would be refused; the problems name the item.
            ContractRefusal: The contract refuses; nothing was kept or sent.
            UnavailableError: The node or the store cannot be reached.
        """
        uids = tuple(attestation.uid(signed.domain.separator) for attestation in signed.attestations)
        refuse_wrong_ledger(signed.domain, self.ledger)
        if self.recorded(uids):
            return _already(uids)
        refuse_item_problems(signed, now=now, client=self.relay.client)
        try:
            self._try(signed)
        except ContractRefusal as refusal:
            if refusal.name in NONCE_REFUSALS and self.recorded(uids, beyond_index=True):
                return _already(uids)
            raise
        self.keep_documents(signed, now=now)
        return _submitted(uids, self._send(signed))

    def recorded(self, uids: Sequence[bytes], *, beyond_index: bool = False) -> bool:
        """Return whether all these attestations are recorded.

        Args:
            uids: 32 bytes each.
            beyond_index: Read on the chain what the index has not read yet.
        """
        with self.store.reading() as session:
            missing = set(uids) - set(queries.records_by_uid(session, self.ledger, uids))
            cursor = queries.get_cursor(session, self.ledger)
        if missing and beyond_index:
            missing -= set(_newest_uids(self.relay.client, 0 if cursor is None else cursor.block_number + 1))
        return not missing

    def keep_documents(self, signed: SignedFile, *, now: int) -> None:
        """Keep the documents that a signed file carries; those that are kept already stay as they are."""
        documents = [stored_document(document, now) for document in signed.documents if document is not None]
        with self.store.unit_of_work() as work:
            queries.save_documents(work.session, documents)

    def _try(self, signed: SignedFile) -> None:
        if isinstance(signed, SignedAttestation):
            self.relay.client.call(calls.record(signed.attestation, signed.signature))
        else:
            self.relay.simulate(signed.attestations, signed.signature)

    def _send(self, signed: SignedFile) -> Submission:
        if isinstance(signed, SignedAttestation):
            return self.relay.record(signed.attestation, signed.signature)
        return self.relay.record_batch(signed.attestations, signed.signature)


def refuse_wrong_ledger(domain: Domain, ledger: LedgerKey) -> None:
    """Raise if something was made for another ledger.

    Raises:
        WrongLedger: It was.
    """
    if (domain.chain_id, domain.verifying_contract) != (ledger.chain_id, ledger.contract):
        found = f"contract {to_checksum_address(domain.verifying_contract)} on chain {domain.chain_id}"
        here = f"contract {to_checksum_address(ledger.contract)} on chain {ledger.chain_id}"
        raise WrongLedger(
            f"this was signed for {found}, not for {here}",
            hint="Submit it where it belongs, or sign it anew for this ledger.",
            context={"signedFor": domain.to_json()},
        )


def chain_time(client: LedgerClient) -> int:
    """Return the time of the newest block, Unix seconds: what the contract measures validity from.

    Raises:
        NodeUnavailable: The node does not answer.
    """
    block = client.block("latest")
    if block is None:
        raise NodeUnavailable("the node has no newest block", hint="Ask another node.")
    return block.timestamp


def parse_signed_files(data: bytes, *, what: str) -> list[SignedFile]:
    """Read a file that holds one signed attestation or batch, or one on each line.

    Args:
        data: Its bytes.
        what: Its name, for errors.

    Raises:
        SignedFileInvalid: Not strict JSON, another format, or a field missing, unknown or out of range.
    """
    found: list[SignedFile] = []
    for line, text in split_json_lines(data):
        try:
            found.append(parse_signed_file(text))
        except verify_errors.InputError as error:
            where = f"{what}, line {line}" if line else what
            raise SignedFileInvalid(f"{where}: {error.message}", hint=error.hint, context=error.context) from error
    return found


def parse_one_signed_file(data: bytes, *, what: str) -> SignedFile:
    """Read a file that holds one signed attestation or one batch, and nothing else.

    Raises:
        SignedFileInvalid: As `parse_signed_files`, or it holds none or several.
    """
    files = parse_signed_files(data, what=what)
    if len(files) != 1:
        raise SignedFileInvalid(
            f"{what}: {len(files)} signed files, one is taken at a time", hint="Send each in a request of its own."
        )
    return files[0]


def refuse_item_problems(signed: SignedFile, *, now: int, client: LedgerClient | None = None) -> None:
    """Check every attestation of a file with its document.

    Args:
        signed: What is to be submitted.
        now: Unix seconds.
        client: Says what kind each subject is of; None when no chain can be asked.

    Raises:
        AttestationInvalid: With every problem of every item; in a batch the fields begin with the item's place.
        SchemaUnknown: A document names a schema that is not in the catalogue.
    """
    problems: list[Problem] = []
    single = len(signed.attestations) == 1
    kinds = _subject_kinds(signed.attestations, client)
    for place, (attestation, document) in enumerate(zip(signed.attestations, signed.documents, strict=True)):
        found = find_problems(attestation, document, now=now, subject_kind=kinds.get(attestation.subject))
        prefix = "" if single else f"attestations[{place}]."
        problems += [Problem(item.name, prefix + item.field, item.message, item.hint) for item in found]
    if problems:
        raise AttestationInvalid(tuple(problems))


def stored_document(document: dict[str, Any], received_at: int) -> StoredDocument:
    """Return a document in the form in which the store keeps it.

    Args:
        document: With its envelope; it has been validated.
        received_at: Unix seconds.
    """
    return StoredDocument(
        document_hash=document_hash(document),
        schema_id=document["schema"],
        subject=parse_hex(document["subject"], 32, "document.subject"),
        canonical_json=canonical_json(document),
        received_at=received_at,
    )


def _subject_kinds(attestations: Iterable[Attestation], client: LedgerClient | None) -> dict[bytes, SubjectKind]:
    if client is None:
        return {}
    states = {subject: client.subject(subject) for subject in {attestation.subject for attestation in attestations}}
    return {subject: SubjectKind(state.kind) for subject, state in states.items() if state is not None}


def _newest_uids(client: LedgerClient, first_block: int) -> Iterator[bytes]:
    newest = client.block("latest")
    last_block = -1 if newest is None else newest.number
    for start in range(first_block, last_block + 1, _BLOCKS_AT_ONCE):
        for event in client.events(start, min(start + _BLOCKS_AT_ONCE - 1, last_block)):
            if isinstance(event, RecordedEvent):
                yield event.uid


def _already(uids: tuple[bytes, ...]) -> Submitted:
    return Submitted(uids, already_recorded=True, transaction_hash=None, block_number=None, gas_used=0)


def _submitted(uids: tuple[bytes, ...], submission: Submission) -> Submitted:
    return Submitted(
        uids,
        already_recorded=False,
        transaction_hash=submission.transaction_hash,
        block_number=submission.block_number,
        gas_used=submission.gas_used,
    )
