"""A ledger on a local chain with everything that tests of other packages need: council, parties, schemas, sites.

The same in every run: times, keys and salts are fixed. The chain starts in the past, so tests can travel on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.council import (
    AccreditationGrant,
    Council,
    KeyAddition,
    PartyRegistration,
    SchemaRegistration,
)
from labour_ledger.chain.deployment import Deployment, deploy
from labour_ledger.chain.local import LocalChain, development_key, start_chain
from labour_ledger.chain.signed_types import KeyRole, SubjectRegistration
from labour_ledger.chain.signing import LocalSigner, sign_batch, sign_typed
from labour_ledger.chain.submit import Relay, SignedBatch, SignedRegistration, Submission
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger_verify.attestation import Attestation, schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.keccak import keccak256

WORLD_START = 1_735_689_600
"""2025-01-01T00:00:00Z, the time of the world's first block."""
DAY_S = 86_400
FAR_FUTURE = WORLD_START + 20 * 365 * DAY_S

PARTIES: Mapping[str, tuple[PartyClass, str]] = {
    "registrar": (PartyClass.CIVIL_SOCIETY, "CH"),
    "government": (PartyClass.GOVERNMENT, "ID"),
    "employers": (PartyClass.EMPLOYERS_ORGANISATION, "ID"),
    "workers": (PartyClass.WORKERS_ORGANISATION, "ID"),
    "supplier": (PartyClass.BUSINESS, "ID"),
    "brand": (PartyClass.BUSINESS, "DE"),
    "auditor": (PartyClass.AUDITOR, "DE"),
    "other_auditor": (PartyClass.AUDITOR, "FR"),
    "unaccredited_auditor": (PartyClass.AUDITOR, "FR"),
}
"""Every party but the last is accredited, in every country, for all schemas that its class may issue; only the
registrar for registering sites."""

SITES = 5
"""The first two sites are controlled by the supplier; all lie in Indonesia."""


@dataclass(frozen=True)
class WorldParty:
    """A party and its one key, which may sign and administer."""

    number: int
    signer: LocalSigner
    party_class: PartyClass


@dataclass
class LedgerWorld:
    """The running world; `nonces` only counts up, so nothing made here is refused for its nonce."""

    chain: LocalChain
    deployment: Deployment
    client: LedgerClient
    council: Council
    relay: Relay
    parties: Mapping[str, WorldParty]
    sites: tuple[bytes, ...] = ()
    nonces: dict[str, int] = field(default_factory=dict)

    def attestation(
        self,
        issuer: str,
        subject: bytes,
        schema_id: str,
        *,
        outcome: int = 0,
        valid_from: int | None = None,
        valid_until: int | None = None,
        document_hash: bytes | None = None,
        ref_uid: bytes = bytes(32),
    ) -> Attestation:
        """Return an attestation that nothing but its content can be refused for; valid for 30 days by default."""
        now = self.chain.timestamp()
        nonce = self.next_nonce(issuer)
        return Attestation(
            issuer=self.parties[issuer].signer.address,
            nonce=nonce,
            deadline=FAR_FUTURE,
            subject=subject,
            schema=schema_hash(schema_id),
            outcome=outcome,
            valid_from=now if valid_from is None else valid_from,
            valid_until=now + 30 * DAY_S if valid_until is None else valid_until,
            document_hash=keccak256(f"document {issuer} {nonce}".encode()) if document_hash is None else document_hash,
            ref_uid=ref_uid,
        )

    def record(self, issuer: str, attestation: Attestation) -> Submission:
        """Sign and record one attestation."""
        signature = sign_typed(self.parties[issuer].signer, self.deployment.domain, attestation)
        return self.relay.record(attestation, signature)

    def batch(self, issuer: str, attestations: Sequence[Attestation]) -> SignedBatch:
        """Sign a batch."""
        signature = sign_batch(self.parties[issuer].signer, self.deployment.domain, attestations)
        return SignedBatch(tuple(attestations), signature)

    def registration(
        self,
        name: str,
        *,
        registrar: str = "registrar",
        country: bytes = b"ID",
        controller: int = 0,
        kind: int = 1,
        identity_hash: bytes | None = None,
        identifiers: tuple[bytes, ...] | None = None,
    ) -> SignedRegistration:
        """Sign the registration of a subject; the name decides its salt, and unless given its hash and identifier."""
        registration = SubjectRegistration(
            issuer=self.parties[registrar].signer.address,
            nonce=self.next_nonce(registrar),
            deadline=FAR_FUTURE,
            salt=keccak256(f"salt {name}".encode()),
            kind=kind,
            country=country,
            controller=controller,
            identity_hash=keccak256(f"identity {name}".encode()) if identity_hash is None else identity_hash,
            identifiers=(keccak256(f"test:{name}".encode()),) if identifiers is None else identifiers,
        )
        signature = sign_typed(self.parties[registrar].signer, self.deployment.domain, registration)
        return SignedRegistration(registration, signature)

    def next_nonce(self, party: str) -> int:
        """Return a nonce of the party's key that was not used yet."""
        self.nonces[party] = self.nonces.get(party, 0) + 1
        return self.nonces[party]

    def latest_block(self) -> int:
        """Return the number of the latest block."""
        block = self.client.block("latest")
        assert block is not None
        return block.number

    def close(self) -> None:
        """Stop the chain and close its connections."""
        self.client.close()
        self.chain.stop()


def party_key(name: str) -> LocalSigner:
    """Return the fixed key of a party of the world."""
    return LocalSigner(keccak256(f"key of {name}".encode()))


def build_world(chain: LocalChain) -> LedgerWorld:
    """Deploy a ledger on a chain and fill it."""
    council_key, relay_key = development_key(0), development_key(1)
    deployment = deploy(chain.url, council_key.address, relay_key)
    client = LedgerClient(chain.url, deployment.contract)
    council = Council(client, council_key)
    world = LedgerWorld(
        chain=chain,
        deployment=deployment,
        client=client,
        council=council,
        relay=Relay(client, relay_key),
        parties=_register_parties(council),
    )
    _register_schemas(council)
    council.give_accreditations(_grants(world))
    registrations = [
        world.registration(f"site {number}", controller=world.parties["supplier"].number if number < 2 else 0)
        for number in range(SITES)
    ]
    world.sites = tuple(subject for done in world.relay.register_subjects(registrations) for subject in done.subjects)
    return world


def start_world() -> LedgerWorld:
    """Start a chain of its own and build a world on it; the caller closes it."""
    chain = start_chain(timestamp=WORLD_START)
    try:
        return build_world(chain)
    except BaseException:
        chain.stop()
        raise


def _register_parties(council: Council) -> dict[str, WorldParty]:
    numbers = council.register_parties(
        [
            PartyRegistration(party_class, country.encode(), keccak256(f"profile {name}".encode()))
            for name, (party_class, country) in PARTIES.items()
        ]
    )
    parties = {
        name: WorldParty(number, party_key(name), PARTIES[name][0])
        for name, number in zip(PARTIES, numbers, strict=True)
    }
    council.add_keys(
        [
            KeyAddition(party.number, party.signer.address, role=KeyRole.SIGN | KeyRole.ADMIN)
            for party in parties.values()
        ]
    )
    return parties


def _register_schemas(council: Council) -> None:
    council.register_schemas([SchemaRegistration.of(schema_id) for schema_id in _schemas_on_chain()])


def _schemas_on_chain() -> list[str]:
    return [schema_id for schema_id in schema_ids() if load_schema(schema_id).on_chain]


def _grants(world: LedgerWorld) -> list[AccreditationGrant]:
    return [
        AccreditationGrant(party.number, schema_hash(schema_id), WORLD_START, FAR_FUTURE)
        for name, party in world.parties.items()
        for schema_id in _schemas_on_chain()
        if name != "unaccredited_auditor"
        and load_schema(schema_id).accreditation_required
        and party.party_class in load_schema(schema_id).issuer_classes
        and (schema_id != "ledger/site-registration@1" or name == "registrar")
    ]
