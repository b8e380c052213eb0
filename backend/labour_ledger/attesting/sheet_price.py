"""What recording attestations would cost, told before anything is signed.

Gas cannot be measured by a node without the issuer's signature, so it is added up from what the contract was measured
to use (docs/contracts.md). It is an estimate, on the high side; the node says what a unit costs now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.sign import LARGEST_BATCH
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.node import parse_number
from labour_ledger_verify.attestation import Attestation

_BATCH_GAS: Final = 55_000
"""For each transaction: its start, the signature, the issuer's history, the nonces."""
_RECORD_GAS: Final = 9_900
_SUBJECT_GAS: Final = 7_200
"""For each subject of a batch, whose history is read and written once."""
_WEI_IN_ETHER: Final = 10**18


@dataclass(frozen=True, slots=True)
class Price:
    """What something would cost.

    Attributes:
        gas: Gas units, estimated.
        gas_price_wei: What the node says that a unit costs now.
    """

    gas: int
    gas_price_wei: int

    @property
    def ether(self) -> str:
        """The price in the chain's coin, as a decimal text."""
        whole, rest = divmod(self.gas * self.gas_price_wei, _WEI_IN_ETHER)
        return f"{whole}.{rest:018}".rstrip("0").rstrip(".")

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"gas": self.gas, "gasPriceWei": str(self.gas_price_wei), "ether": self.ether}


def estimate_price(attestations: Sequence[Attestation], client: LedgerClient) -> Price:
    """Return what it would cost to record attestations of one issuer in as few transactions as possible.

    Raises:
        NodeUnavailable: The node does not answer.
    """
    gas = 0
    for start in range(0, len(attestations), LARGEST_BATCH):
        batch = attestations[start : start + LARGEST_BATCH]
        subjects = {attestation.subject for attestation in batch}
        gas += _BATCH_GAS + _RECORD_GAS * len(batch) + _SUBJECT_GAS * len(subjects)
    return Price(gas, parse_number(client.rpc.request("eth_gasPrice")))
