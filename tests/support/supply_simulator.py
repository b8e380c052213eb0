"""Supply links on a simulated ledger: their documents, and the records that commit to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.support.ledger_simulator import LedgerSimulator

from labour_ledger.store.link_terms import SUPPLY_LINK_ID
from labour_ledger.store.results import StoredDocument
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

LINK_SCHEMA = schema_hash(SUPPLY_LINK_ID)
REVOCATION = schema_hash("ledger/revocation@1")


@dataclass
class SupplySimulator:
    """Records links on a simulator; keeps their documents, as nobody else does."""

    ledger: LedgerSimulator
    documents: list[StoredDocument] = field(default_factory=list)

    def link(
        self,
        network: bytes,
        buyer: bytes,
        seller: bytes,
        *,
        party: int,
        start: str = "2020-01-01",
        until: str | None = None,
        stated_by: str = "buyer",
        goods: tuple[str, ...] = (),
    ) -> bytes:
        """Record a link and return its uid."""
        period = {"from": start} if until is None else {"from": start, "until": until}
        document = {
            "v": 1,
            "schema": SUPPLY_LINK_ID,
            "subject": to_hex(network),
            "salt": to_hex(keccak256(len(self.documents).to_bytes(8, "big"))),
            "content": {
                "buyer": to_hex(buyer),
                "seller": to_hex(seller),
                "period": period,
                "statedBy": stated_by,
                **({"goods": list(goods)} if goods else {}),
            },
        }
        canonical = canonical_json(document)
        hashed = keccak256(canonical)
        self.documents.append(StoredDocument(hashed, SUPPLY_LINK_ID, network, canonical, 0))
        return self.ledger.record(
            party, PartyClass.BUSINESS, network, schema=LINK_SCHEMA, outcome=0, document_hash=hashed
        )[0]

    def revoke(self, network: bytes, uid: bytes, *, party: int) -> bytes:
        """Revoke a link and return the uid of the revocation."""
        return self.ledger.record(party, PartyClass.BUSINESS, network, schema=REVOCATION, outcome=0, ref_uid=uid)[0]
