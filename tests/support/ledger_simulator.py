"""A ledger in memory: everything that the contract logs, without its checks, on a simulated chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.support.simulated_chain import CHAIN_ID, CONTRACT, START_TIME, SimulatedChain

from labour_ledger.chain.events import (
    EntryEvent,
    LedgerEvent,
    NoncesCancelledEvent,
    RecordedEvent,
    SignedEvent,
)
from labour_ledger.chain.signing import LocalSigner
from labour_ledger_verify.attestation import (
    Attestation,
    Domain,
    batch_struct_hash,
    digest,
    identifier_hash,
    schema_hash,
    subject_id,
)
from labour_ledger_verify.basis import AccreditationFound, Basis, PartyClass, SignerKind, derive_method
from labour_ledger_verify.history import (
    ACCREDITATION_ENDED,
    ACCREDITATION_GIVEN,
    CONTROLLER_CHANGED,
    IDENTIFIER_CLAIMED,
    IDENTIFIER_REASSIGNED,
    JOINED_BY,
    KEY_ADDED,
    KEY_COMPROMISED,
    KEY_RETIRED,
    KEY_SUSPENDED,
    PARTY_RECLASSED,
    PARTY_REGISTERED,
    PARTY_REINSTATED,
    PARTY_SUSPENDED,
    SCHEMA_REGISTERED,
    SCHEMA_RETIRED,
    SUBJECT_CLOSED,
    SUBJECT_REGISTERED,
    SUBJECT_REOPENED,
    Entry,
    EntryType,
    HistoryKind,
    Value,
    party_history_id,
)
from labour_ledger_verify.keccak import ZERO_WORD, keccak256

__all__ = ["CHAIN_ID", "CONTRACT", "START_TIME", "LedgerSimulator", "small_ledger"]

SAME_AS = schema_hash("ledger/same-as@1")
NOBODY = bytes(20)
FOR_EVER = 2**48 - 1


class LedgerSimulator(SimulatedChain):
    """A simulated chain on which parties, subjects and records appear.

    What is done between two `mine` calls lands in one block, each act in a transaction of its own.
    """

    def register_party(self, party_class: PartyClass, country: str = "CH", profile_hash: bytes = ZERO_WORD) -> int:
        """Register a party with one key that may sign and administer; return its number."""
        party = self.party_count() + 1
        self._act(
            self._party_entry(
                party,
                PARTY_REGISTERED,
                party=party,
                **{"class": int(party_class)},
                country=_country(country),
                profileHash=profile_hash,
            )
        )
        self.add_key(party, self.signer(party).address)
        return party

    def add_key(self, party: int, key: bytes, by: bytes = NOBODY) -> None:
        self._act(self._party_entry(party, KEY_ADDED, key=key, kind=1, role=3, notBefore=0, notAfter=FOR_EVER, by=by))

    def retire_key(self, party: int, key: bytes) -> None:
        self._act(self._party_entry(party, KEY_RETIRED, key=key, by=NOBODY))

    def mark_compromised(self, party: int, key: bytes, since: int) -> None:
        self._act(self._party_entry(party, KEY_COMPROMISED, key=key, compromisedFrom=since, by=NOBODY))

    def suspend_key(self, party: int, key: bytes, until: int) -> None:
        self._act(self._party_entry(party, KEY_SUSPENDED, key=key, suspendedUntil=until))

    def suspend_party(self, party: int, until: int) -> None:
        self._act(self._party_entry(party, PARTY_SUSPENDED, suspendedUntil=until))

    def reinstate_party(self, party: int) -> None:
        self._act(self._party_entry(party, PARTY_REINSTATED))

    def reclass_party(self, party: int, party_class: PartyClass) -> None:
        self._act(self._party_entry(party, PARTY_RECLASSED, **{"class": int(party_class)}))

    def accredit(self, party: int, schema: bytes, country: str, start: int, until: int) -> None:
        self._act(
            self._party_entry(
                party,
                ACCREDITATION_GIVEN,
                schema=schema,
                country=_country(country),
                **{"from": start},
                until=until,
                accreditor=0,
                mayAccredit=False,
            )
        )

    def end_accreditation(self, party: int, schema: bytes, country: str) -> None:
        self._act(self._party_entry(party, ACCREDITATION_ENDED, schema=schema, country=_country(country), by=0))

    def register_schema(self, schema_id: str) -> bytes:
        schema = schema_hash(schema_id)
        entry = _entry(
            SCHEMA_REGISTERED,
            {
                "schema": schema,
                "issuerClasses": 1022,
                "outcomes": 63,
                "flags": 1,
                "longestValidity": 0,
                "longestBackdating": 0,
                "contentHash": keccak256(schema_id.encode()),
                "recordedAt": 0,
            },
        )
        self._act(EntryEvent(0, b"", 0, b"", 0, HistoryKind.SCHEMAS, b"", entry, schema_id))
        return schema

    def retire_schema(self, schema: bytes) -> None:
        entry = _entry(SCHEMA_RETIRED, {"schema": schema, "recordedAt": 0})
        self._act(EntryEvent(0, b"", 0, b"", 0, HistoryKind.SCHEMAS, b"", entry, None))

    def register_subject(
        self,
        name: str,
        *,
        registrar: int = 0,
        controller: int = 0,
        kind: int = 1,
        country: str = "ID",
        identity_hash: bytes = ZERO_WORD,
        identifiers: Sequence[tuple[str, str]] = (),
    ) -> bytes:
        """Register a subject, with its identifiers, and the registrar's signature; return its id."""
        subject = subject_id(registrar, keccak256(name.encode()))
        registered = self._subject_entry(
            subject,
            SUBJECT_REGISTERED,
            subject=subject,
            kind=kind,
            country=_country(country),
            controller=controller,
            registrar=registrar,
            identityHash=identity_hash,
        )
        claims = [
            self._subject_entry(subject, IDENTIFIER_CLAIMED, identifier=identifier_hash(scheme, value))
            for scheme, value in identifiers
        ]
        self._act(registered, *claims, SignedEvent(0, b"", 0, b"", 0, keccak256(subject), bytes(65)))
        return subject

    def change_controller(self, subject: bytes, previous: int, controller: int) -> None:
        self._act(
            self._subject_entry(
                subject, CONTROLLER_CHANGED, previousController=previous, controller=controller, authority=previous
            )
        )

    def reassign_identifier(self, scheme: str, value: str, old: bytes, new: bytes) -> None:
        identifier = identifier_hash(scheme, value)
        self._act(
            self._subject_entry(old, IDENTIFIER_REASSIGNED, identifier=identifier, toSubject=new),
            self._subject_entry(new, IDENTIFIER_CLAIMED, identifier=identifier),
        )

    def close_subject(self, subject: bytes) -> None:
        self._act(self._subject_entry(subject, SUBJECT_CLOSED))

    def reopen_subject(self, subject: bytes) -> None:
        self._act(self._subject_entry(subject, SUBJECT_REOPENED))

    def cancel_nonces(self, issuer: bytes, word: int, mask: int) -> None:
        self._act(NoncesCancelledEvent(0, b"", 0, b"", 0, issuer, word, mask))

    def record(
        self,
        party: int,
        party_class: PartyClass,
        *subjects: bytes,
        schema: bytes,
        outcome: int = 1,
        ref_uid: bytes = ZERO_WORD,
        document_hash: bytes = ZERO_WORD,
        batch: bool = False,
        controller: int = 0,
        valid_from: int = START_TIME,
        valid_until: int = 2**64 - 1,
        accreditation: AccreditationFound = AccreditationFound.WORLDWIDE,
    ) -> list[bytes]:
        """Record one attestation about each subject, under one signature; return the uids."""
        attestations = [
            replace(
                self._attestation(party, subject, schema, outcome, ref_uid, document_hash),
                valid_from=valid_from,
                valid_until=valid_until,
            )
            for subject in subjects
        ]
        word = Basis(
            party,
            party_class,
            derive_method(party, party_class, controller),
            SignerKind.ACCOUNT,
            "CH",
            accreditation,
            0,
        ).pack()
        events: list[LedgerEvent] = []
        for attestation in attestations:
            uid = attestation.uid(self.domain.separator)
            events.append(_recorded(attestation, uid, word))
            if schema == SAME_AS:
                events.append(self._subject_entry(ref_uid, JOINED_BY, uid=uid, subject=attestation.subject, basis=word))
        struct_hashes = [attestation.struct_hash() for attestation in attestations]
        signed = struct_hashes[0] if len(struct_hashes) == 1 and not batch else batch_struct_hash(struct_hashes)
        signature = self.signer(party).sign_digest(digest(self.domain.separator, signed))
        self._act(*events, SignedEvent(0, b"", 0, b"", 0, signed, signature))
        return [event.uid for event in events if isinstance(event, RecordedEvent)]

    @property
    def domain(self) -> Domain:
        return Domain(self.chain, self.contract)

    def signer(self, party: int) -> LocalSigner:
        """The first key of a party."""
        return LocalSigner(keccak256(b"key of party" + party.to_bytes(8, "big")))

    def party_count(self) -> int:
        mined = [event for block in self.blocks_mined for event in block.events]
        pending = [event for transaction in self._pending for event in transaction]
        return sum(isinstance(event, EntryEvent) and event.entry.type is PARTY_REGISTERED for event in mined + pending)

    def _attestation(
        self, party: int, subject: bytes, schema: bytes, outcome: int, ref_uid: bytes, document_hash: bytes
    ) -> Attestation:
        self._nonce += 1
        return Attestation(
            issuer=self.signer(party).address,
            nonce=2**64 - self._nonce,
            deadline=2**64 - 1,
            subject=subject,
            schema=schema,
            outcome=outcome,
            valid_from=START_TIME,
            valid_until=2**64 - 1,
            document_hash=document_hash,
            ref_uid=ref_uid,
        )

    def _act(self, *events: LedgerEvent) -> None:
        self._pending.append(list(events))

    def _party_entry(self, party: int, entry_type: EntryType, /, **values: Value) -> EntryEvent:
        entry = _entry(entry_type, {**values, "recordedAt": 0})
        return EntryEvent(0, b"", 0, b"", 0, HistoryKind.PARTY, party_history_id(party), entry, None)

    def _subject_entry(self, history: bytes, entry_type: EntryType, /, **values: Value) -> EntryEvent:
        entry = _entry(entry_type, {**values, "recordedAt": 0})
        return EntryEvent(0, b"", 0, b"", 0, HistoryKind.SUBJECT, history, entry, None)


def _recorded(attestation: Attestation, uid: bytes, basis: int) -> RecordedEvent:
    return RecordedEvent(
        block_number=0,
        block_hash=b"",
        log_index=0,
        transaction_hash=b"",
        recorded_at=0,
        subject=attestation.subject,
        schema=attestation.schema,
        issuer=attestation.issuer,
        uid=uid,
        basis=basis,
        nonce=attestation.nonce,
        deadline=attestation.deadline,
        outcome=attestation.outcome,
        valid_from=attestation.valid_from,
        valid_until=attestation.valid_until,
        document_hash=attestation.document_hash,
        ref_uid=attestation.ref_uid,
    )


def _country(code: str) -> bytes:
    return code.encode().ljust(2, b"\0")


def small_ledger(simulator: LedgerSimulator) -> Mapping[str, bytes]:
    """Put a bit of everything on a fresh simulator, over several blocks; return some ids by name."""
    schema = simulator.register_schema("ilo/c029@1930")
    same_as = simulator.register_schema("ledger/same-as@1")
    simulator.mine()
    registrar = simulator.register_party(PartyClass.CIVIL_SOCIETY)
    auditor = simulator.register_party(PartyClass.AUDITOR, "DE")
    supplier = simulator.register_party(PartyClass.BUSINESS, "ID")
    simulator.accredit(auditor, schema, "ID", START_TIME, START_TIME + 10**8)
    simulator.mine()
    mill = simulator.register_subject(
        "mill", registrar=registrar, controller=supplier, identifiers=[("os", "ID2021250D1DTN7"), ("uml", "PO1")]
    )
    twin = simulator.register_subject("twin", registrar=registrar, country="MY")
    simulator.mine(3)
    first, second = simulator.record(auditor, PartyClass.AUDITOR, mill, twin, schema=schema)
    simulator.record(supplier, PartyClass.BUSINESS, mill, schema=schema, outcome=0, batch=True)
    simulator.mine()
    joined = simulator.record(registrar, PartyClass.CIVIL_SOCIETY, twin, schema=same_as, outcome=0, ref_uid=mill)[0]
    simulator.reassign_identifier("uml", "PO1", mill, twin)
    simulator.change_controller(mill, supplier, auditor)
    simulator.close_subject(twin)
    simulator.cancel_nonces(simulator.signer(supplier).address, 2**64 - 1, 2**256 - 1)
    simulator.mine()
    simulator.mark_compromised(auditor, simulator.signer(auditor).address, START_TIME)
    simulator.suspend_party(supplier, START_TIME + 10**6)
    simulator.retire_schema(same_as)
    simulator.mine(2)
    return {
        "schema": schema,
        "same_as": same_as,
        "mill": mill,
        "twin": twin,
        "first": first,
        "second": second,
        "joined": joined,
    }


def _entry(entry_type: EntryType, values: Mapping[str, Value]) -> Entry:
    """Return an entry from its fields by name, so that no test depends on their order."""
    names = [name for name, _ in entry_type.fields]
    assert set(names) == set(values), entry_type.name
    return Entry(entry_type, tuple(values[name] for name in names))
