"""What only the council does: parties, their keys, schemas, accreditors, suspensions, corrections.

Each method of `CouncilActs` builds calls; how they reach the ledger is one method, `administer`. A council that is one
account sends them itself (`Council`); one of members decides on them (`council_decisions`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from labour_ledger.schemas.catalogue import chain_rule
from labour_ledger_verify.basis import PartyClass, SignerKind
from labour_ledger_verify.hexadecimal import to_hex

from . import calls
from .abi import load_abi
from .calls import SchemaRule
from .client import LedgerClient
from .multicall import send_together
from .signed_types import NO_COUNTRY, NO_END, KeyRole, SubjectRegistration
from .signing import Signer
from .submit import Submission, submission
from .transactions import DEFAULT_RECEIPT_TIMEOUT_S, TransactionSender


@dataclass(frozen=True, slots=True)
class PartyRegistration:
    """An organisation to register; `country` is 2 bytes, `profile_hash` 32."""

    party_class: PartyClass
    country: bytes
    profile_hash: bytes

    def call(self) -> bytes:
        """Return the call that registers it."""
        return load_abi().encode_call("registerParty", int(self.party_class), self.country, self.profile_hash)


@dataclass(frozen=True, slots=True)
class KeyAddition:
    """A key to add to a party; times are Unix seconds, `not_before <= t < not_after`."""

    party: int
    key: bytes
    kind: SignerKind = SignerKind.ACCOUNT
    role: KeyRole = KeyRole.SIGN
    not_before: int = 0
    not_after: int = NO_END

    def call(self) -> bytes:
        """Return the call that adds it."""
        return load_abi().encode_call(
            "addKey", self.party, self.key, int(self.kind), int(self.role), self.not_before, self.not_after
        )


@dataclass(frozen=True, slots=True)
class SchemaRegistration:
    """A schema to register: its id such as `ilo/c029@1930`, its rule, the hash of its content's JSON Schema."""

    schema_id: str
    rule: SchemaRule
    content_hash: bytes

    @classmethod
    def of(cls, schema_id: str) -> SchemaRegistration:
        """Return the registration of a schema of the catalogue.

        Raises:
            SchemaUnknown: No schema has the id.
            SchemaNotOnChain: The schema is never attested under.
        """
        rule = chain_rule(schema_id)
        return cls(
            schema_id,
            SchemaRule(
                rule.issuer_classes, rule.outcomes, rule.flags, rule.longest_validity_s, rule.longest_backdating_s
            ),
            rule.content_hash,
        )

    def call(self) -> bytes:
        """Return the call that registers it."""
        return calls.register_schema(self.schema_id, self.rule, self.content_hash)


@dataclass(frozen=True, slots=True)
class AccreditationGrant:
    """An accreditation to give; `country` is 2 bytes (`NO_COUNTRY`: every country), `from_time <= t < until`."""

    party: int
    schema: bytes
    from_time: int
    until: int
    country: bytes = NO_COUNTRY
    may_accredit: bool = False

    def call(self) -> bytes:
        """Return the call that gives it."""
        return load_abi().encode_call(
            "giveAccreditation",
            self.party,
            self.schema,
            self.country,
            self.from_time,
            self.until,
            self.may_accredit,
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal that was made for acts of the council.

    Attributes:
        proposal: Its id, 32 bytes.
        calls: How many calls it makes.
        approvals: How many members have approved it so far.
        delay_s: Seconds that it waits after the last approval.
        executed: Whether it was carried out; otherwise other members must act.
    """

    proposal: bytes
    calls: int
    approvals: int
    delay_s: int
    executed: bool

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "proposal": to_hex(self.proposal),
            "calls": self.calls,
            "approvals": self.approvals,
            "delaySeconds": self.delay_s,
            "executed": self.executed,
        }

    def text(self) -> str:
        """Return what happened, in a sentence."""
        what = f"proposal {to_hex(self.proposal)[:12]} of {self.calls} call{'' if self.calls == 1 else 's'}"
        if self.executed:
            return f"{what}: approved by {self.approvals} members, executed after {self.delay_s} s"
        return f"{what}: approved by {self.approvals}; other members follow with `labour-ledger council approve`"


class CouncilActs(ABC):
    """What a council does to its ledger, whichever way its calls get there.

    Every method raises `ContractRefusal` before anything is sent when the contract would refuse, and an
    `UnavailableError` when the node or the transaction fails.
    """

    client: LedgerClient

    @property
    def decisions(self) -> Sequence[Decision]:
        """What was decided on for these acts so far; nothing where the council is one account."""
        return ()

    @abstractmethod
    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Make calls in order, in as few transactions as gas allows.

        Returns:
            What each transaction brought; nothing where other members must act first.

        Raises:
            ContractRefusal: One is refused, `item` tells which. Those of earlier transactions were made.
        """

    def register_parties(self, registrations: Sequence[PartyRegistration]) -> list[int]:
        """Register organisations; return their numbers, in order."""
        done = self.administer([registration.call() for registration in registrations])
        return [party for part in done for party in part.parties]

    def add_keys(self, additions: Sequence[KeyAddition]) -> list[Submission]:
        """Add keys to parties."""
        return self.administer([addition.call() for addition in additions])

    def register_schemas(self, registrations: Sequence[SchemaRegistration]) -> list[Submission]:
        """Register schemas."""
        return self.administer([registration.call() for registration in registrations])

    def give_accreditations(self, grants: Sequence[AccreditationGrant]) -> list[Submission]:
        """Give accreditations, or replace those in force."""
        return self.administer([grant.call() for grant in grants])

    def register_subjects(self, registrations: Sequence[SubjectRegistration]) -> list[Submission]:
        """Register subjects with registrar 0; issuer, nonce and deadline are not used."""
        return self.administer([calls.register_subject_by_council(registration) for registration in registrations])

    def retire_key(self, key: bytes) -> list[Submission]:
        """Retire a key now."""
        return self._send("retireKey", key)

    def mark_key_compromised(self, key: bytes, compromised_from: int) -> list[Submission]:
        """Mark a key as compromised from any time in the past on."""
        return self._send("markKeyCompromised", key, compromised_from)

    def suspend_key(self, key: bytes, until: int) -> list[Submission]:
        """Suspend a key until a time; a time that is not in the future lifts its suspension."""
        return self._send("suspendKey", key, until)

    def suspend_party(self, party: int, until: int) -> list[Submission]:
        """Suspend a party and its keys until a time in the future."""
        return self._send("suspendParty", party, until)

    def reinstate_party(self, party: int) -> list[Submission]:
        """Lift the suspension of a party, and of the keys suspended with it."""
        return self._send("reinstateParty", party)

    def reclass_party(self, party: int, party_class: PartyClass) -> list[Submission]:
        """Give a party another class from now on."""
        return self._send("reclassParty", party, int(party_class))

    def retire_schema(self, schema: bytes) -> list[Submission]:
        """Retire a schema: nothing new is recorded under it."""
        return self._send("retireSchema", schema)

    def end_accreditation(self, party: int, schema: bytes, country: bytes = NO_COUNTRY) -> list[Submission]:
        """End an accreditation, whoever gave it."""
        return self._send("endAccreditation", party, schema, country)

    def assign_identifier(self, identifier: bytes, subject: bytes) -> list[Submission]:
        """Claim an identifier for a subject, or take it from another."""
        return self._send("assignIdentifier", identifier, subject)

    def close_subject(self, subject: bytes) -> list[Submission]:
        """Note that a subject closed; nothing is refused for it."""
        return self._send("closeSubject", subject)

    def reopen_subject(self, subject: bytes) -> list[Submission]:
        """Note that a closed subject opened again."""
        return self._send("reopenSubject", subject)

    def _send(self, function: str, *arguments: object) -> list[Submission]:
        return self.administer([load_abi().encode_call(function, *arguments)])


class Council(CouncilActs):
    """A council that is one account, which sends its calls itself; it is refused with `NotCouncil` if it is not."""

    def __init__(
        self, client: LedgerClient, council: Signer, *, receipt_timeout_s: float = DEFAULT_RECEIPT_TIMEOUT_S
    ) -> None:
        """Prepare to send.

        Args:
            client: The ledger.
            council: The account that is the ledger's council.
            receipt_timeout_s: Longest wait for a transaction to get into a block.
        """
        self.client = client
        self.sender = TransactionSender(client, council, receipt_timeout_s=receipt_timeout_s)

    def administer(self, data: Sequence[bytes]) -> list[Submission]:
        """Make calls in order, in as few transactions as gas allows; errors as for `CouncilActs`."""
        return [submission(self.client, receipt) for receipt in send_together(self.sender, data)]
