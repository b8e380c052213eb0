"""Who signed the shown records of a bundle, and in what capacity.

Step 6 of docs/bundle-format.md. The contract checked all of this when it recorded, and its code is pinned; it is
checked again as far as the histories show it, so that what is read here is what the contract meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .attestation import batch_struct_hash, digest, schema_hash
from .basis import AccreditationFound, SignerKind, derive_method
from .bundle import SignaturePart
from .bundle_facts import ShownEntry, SubjectHistory
from .bundle_histories import Histories
from .errors import BasisFalse, BatchFalse, KeyFalse, RecordFalse, SignatureFalse
from .hexadecimal import to_checksum_address
from .history import CONTROLLER_CHANGED, SUBJECT_REGISTERED
from .party_history import KeyState, PartyHistory
from .signature import recover_signer

_REVOCATION = schema_hash("ledger/revocation@1")
_EVERY_COUNTRY = b"\0\0"


class SignatureCounts(NamedTuple):
    """How many shown records were signed by an account, and how many by a contract wallet that cannot be asked here."""

    by_accounts: int
    by_contracts: int


def check_signatures(histories: Histories, signatures: Sequence[SignaturePart], separator: bytes) -> SignatureCounts:
    """Check every shown record (step 6).

    Args:
        histories: Checked by step 5.
        signatures: Of the bundle.
        separator: The domain separator of the trusted ledger, 32 bytes.

    Raises:
        ProofFalse: By its class: a body that does not agree with its entry, a signature that is not the issuer's, an
            item that is not of its batch, a key not in force, a capacity that does not follow.
    """
    signers = _Signers(signatures, separator)
    by_accounts = by_contracts = 0
    for number, history in enumerate(histories.subjects):
        controllers = _controllers(history)
        for entry in history.shown:
            where = f"subjects[{number}].entries[{entry.place}]"
            party = histories.parties[entry.basis.party]
            _check_body(history, entry, where)
            _check_key(party, entry, where)
            _check_basis(history, party, entry, controllers[entry.place], where)
            signers.check_item(entry, where)
            if entry.basis.signer_kind is SignerKind.CONTRACT:
                by_contracts += 1
            else:
                signers.check(entry, where)
                by_accounts += 1
    return SignatureCounts(by_accounts, by_contracts)


class _Signers:
    """Recovers each signature once: a batch has many records."""

    def __init__(self, signatures: Sequence[SignaturePart], separator: bytes) -> None:
        self._signatures = signatures
        self._separator = separator
        self._found: dict[int, bytes] = {}

    def check_item(self, entry: ShownEntry, where: str) -> None:
        part = self._signatures[entry.record.signature]
        item = entry.record.item
        if part.struct_hashes is not None and item is not None and part.struct_hashes[item] != entry.struct_hash:
            raise BatchFalse(
                f"{where}: is not item {item} of the batch that signatures[{entry.record.signature}] is over"
            )

    def check(self, entry: ShownEntry, where: str) -> None:
        issuer = entry.record.attestation.issuer
        place = entry.record.signature
        try:
            signer = self._signer(place, entry)
        except SignatureFalse as error:
            raise SignatureFalse(f"{where}: {error.message}", hint=error.hint) from error
        if signer != issuer:
            raise SignatureFalse(
                f"{where}: signatures[{place}] was not made by {to_checksum_address(issuer)} over exactly these fields",
                hint="A field was changed, the domain is another one, or another key signed.",
            )

    def _signer(self, place: int, entry: ShownEntry) -> bytes:
        part = self._signatures[place]
        if part.struct_hashes is None:
            return recover_signer(entry.uid, part.signature)
        if place not in self._found:
            batch = digest(self._separator, batch_struct_hash(part.struct_hashes))
            self._found[place] = recover_signer(batch, part.signature)
        return self._found[place]


def _controllers(history: SubjectHistory) -> list[int | None]:
    """Return who controlled the subject when each entry was recorded; None where the bundle does not show it."""
    found: list[int | None] = []
    controller: int | None = None
    for entry in history.entries:
        if entry.type is SUBJECT_REGISTERED or entry.type is CONTROLLER_CHANGED:
            controller = entry.number("controller")
        found.append(controller)
    return found


def _check_body(history: SubjectHistory, entry: ShownEntry, where: str) -> None:
    said = entry.record.attestation
    if said.subject != history.subject:
        raise RecordFalse(f"{where}: its attestation is about another subject than the history it stands in")
    if said.deadline < entry.record.recorded_at or said.valid_from >= said.valid_until:
        raise RecordFalse(f"{where}: the ledger takes no attestation after its deadline, or for an empty period")


def _check_key(party: PartyHistory, entry: ShownEntry, where: str) -> None:
    issuer, time = entry.record.attestation.issuer, entry.record.recorded_at
    timeline = party.keys.get(issuer)
    states: Sequence[KeyState] = () if timeline is None else timeline.during(time)
    if not states:
        raise KeyFalse(f"{where}: {to_checksum_address(issuer)} was no key of party {party.party} when it was recorded")
    is_revocation = entry.record.attestation.schema == _REVOCATION
    if not any(state.may_record(time, is_revocation=is_revocation) for state in states):
        raise KeyFalse(f"{where}: {_key_name(party, issuer)} was not in force when it was recorded")
    if states[0].kind != entry.basis.signer_kind:
        raise KeyFalse(f"{where}: {_key_name(party, issuer)} is of another kind than recorded")


def _key_name(party: PartyHistory, address: bytes) -> str:
    return f"the key {to_checksum_address(address)} of party {party.party}"


def _check_basis(
    history: SubjectHistory, party: PartyHistory, entry: ShownEntry, controller: int | None, where: str
) -> None:
    basis, time = entry.basis, entry.record.recorded_at
    if basis.party_class not in party.classes.during(time) or basis.country != party.country:
        raise BasisFalse(f"{where}: party {party.party} was of another class or country than recorded")
    if controller is not None and basis.method is not derive_method(basis.party, basis.party_class, controller):
        raise BasisFalse(f"{where}: party {party.party} stood to the subject otherwise than recorded")
    if basis.accreditation is AccreditationFound.NONE_NEEDED:
        if basis.accreditor:
            raise BasisFalse(f"{where}: names an accreditor, but no accreditation")
    elif not _is_accredited(history, party, entry):
        raise BasisFalse(
            f"{where}: party {party.party} had no such accreditation of party {basis.accreditor} when it was recorded"
        )


def _is_accredited(history: SubjectHistory, party: PartyHistory, entry: ShownEntry) -> bool:
    basis, time = entry.basis, entry.record.recorded_at
    if basis.accreditation is AccreditationFound.COUNTRY:
        if not history.is_whole:
            return True
        country = history.country.encode().ljust(2, b"\0")
    else:
        country = _EVERY_COUNTRY
    timeline = party.accreditations.get((entry.record.attestation.schema, country))
    if timeline is None:
        return False
    return any(
        state.accreditor == basis.accreditor and state.valid_from <= time < state.until
        for state in timeline.during(time)
    )
