"""Trust files (docs/bundle-format.md, section 5) made from a deployment record and a node.

What is written is what this installation believes. An auditor may begin with it, and takes the block's hash from
elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.deployment import Deployment, check_deployment
from labour_ledger.chain.proofs import prove_heads
from labour_ledger.chain.reader import BlockTag
from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.header import Header
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex
from labour_ledger_verify.trust import TRUST_FORMAT

from .pinned_block import pin_block, refuse_other_block

FINALITY: Final = "finalized"


@dataclass(frozen=True, slots=True)
class MadeTrust:
    """A trust file's JSON object, and the header of the block that it trusts."""

    fields: dict[str, object]
    header: Header


def make_trust(
    session: Session,
    reader: LedgerClient,
    deployment: Deployment,
    *,
    block: int | BlockTag = "latest",
    time_tolerance_s: int = 0,
) -> MadeTrust:
    """Return a trust file for a ledger.

    Args:
        session: A reading session.
        reader: The ledger through a node that gives proofs.
        deployment: Where the ledger stands; its code is checked to be this program's.
        block: The block to trust, or how final it must be; `latest` is the last one that the index has read.
        time_tolerance_s: How far a block may be ahead of the auditor's clock; more than 0 only where a chain is made to
            travel in time.

    Raises:
        NotDeployed: What stands at the address is not the recorded ledger.
        IndexBehind: The index has not read the block.
        NodeUnavailable: The node does not answer.
    """
    check_deployment(reader, deployment)
    pinned = pin_block(session, reader, LedgerKey(deployment.chain_id, deployment.contract), block)
    proof = prove_heads(reader, deployment.council, [], pinned.number)
    refuse_other_block(proof.header, pinned)
    fields: dict[str, object] = {
        "format": TRUST_FORMAT,
        "chainId": deployment.chain_id,
        "contract": to_checksum_address(deployment.contract),
        "contractCodeHash": to_hex(proof.contract_code_hash),
        "council": to_checksum_address(deployment.council),
        "councilCodeHash": to_hex(proof.council_code_hash),
        "chainProfile": {
            "headerFields": proof.header.field_count,
            "finality": FINALITY,
            "timeToleranceSeconds": time_tolerance_s,
        },
        "trustedBlocks": [{"number": str(proof.header.number), "hash": to_hex(proof.header.hash)}],
    }
    return MadeTrust(fields, proof.header)
