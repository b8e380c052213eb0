"""A ledger that is governed by a council of six, and short ways to bring about decisions.

Four of the six must approve, so that the number and the three classes are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from eth_abi.abi import encode
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from tests.contracts.support.chain import ErrorTable, Simulator, reverts_with_data
from tests.contracts.support.sending import Sent, deploy, send
from tests.contracts.support.world import DAY, EMPLOYERS, GOVERNMENT, WORKERS, ZERO, World, hash_of

INTERNATIONAL = 7
NONE, APPROVAL, OBJECTION = 0, 1, 2
UNKNOWN, OPEN, WAITING, READY, EXECUTED, CANCELLED, EXPIRED = range(7)
THRESHOLD, DELAY = 4, 2 * DAY
LIFETIME = 90 * DAY
CALL = "(address,bytes)"

Call = tuple[str, bytes]


def remaining_of(parts: Sequence[Sequence[Call]]) -> bytes:
    """Return the hash of parts as the interface defines it."""
    remaining = ZERO
    for part in reversed(parts):
        remaining = bytes(keccak(encode([f"{CALL}[]", "bytes32"], [list(part), remaining])))
    return remaining


def next_contract_of(web3: Any, sender: Any, ahead: int = 0) -> str:
    """Return the address of the contract that an account creates next, or `ahead` transactions later."""
    nonce = web3.eth.get_transaction_count(str(sender)) + ahead
    # RLP of a list of the 20-byte address and a nonce below 128; above it the number has a length byte
    number = bytes([nonce or 0x80]) if nonce < 0x80 else b"\x81" + bytes([nonce])
    body = b"\x94" + bytes.fromhex(str(sender)[2:]) + number
    return to_checksum_address(keccak(bytes([0xC0 + len(body)]) + body)[12:])


class CouncilWorld:
    """A council, its ledger, and the accounts of members and others."""

    def __init__(self, containers: Any, web3: Any, accounts: Any) -> None:
        self.web3 = web3
        self.government, self.employers, self.workers = accounts[0], accounts[1], accounts[2]
        self.second_government, self.second_workers, self.international = accounts[3], accounts[4], accounts[5]
        self.outsider, deployer = accounts[6], accounts[7]
        self.newcomer, self.relayer = accounts[8], accounts[9]
        self.classes = {
            str(self.government): GOVERNMENT,
            str(self.employers): EMPLOYERS,
            str(self.workers): WORKERS,
            str(self.second_government): GOVERNMENT,
            str(self.second_workers): WORKERS,
            str(self.international): INTERNATIONAL,
        }
        self.four = (self.government, self.employers, self.workers, self.international)
        self.arguments = (next_contract_of(web3, deployer, 1), list(self.classes.items()), THRESHOLD, DELAY)
        self.container = containers.Council
        self.council = deploy(web3, containers.Council, *self.arguments, sender=deployer)
        self.ledger = deploy(web3, containers.LabourLedger, self.council.address, sender=deployer)
        self.errors = ErrorTable(self.council.abi + self.ledger.abi)
        self.simulate = Simulator(web3, self.council, str(self.outsider))
        self.world = self._world_of_the_ledger(containers.OwnedWallet)
        self._descriptions = count(1)

    def _world_of_the_ledger(self, wallets: Any) -> World:
        """Return the ledger's world, in which the council's address acts without a decision: it is for preparing."""
        self.web3.provider.make_request("anvil_impersonateAccount", [self.council.address])
        return World(self.ledger, self.web3, self.council.address, self.relayer, wallets)

    # ------------------------------------------------------------------ chain

    def now(self) -> int:
        """Return the time of the latest block."""
        return self.world.now()

    def move_to(self, timestamp: int) -> None:
        """Mine a block at exactly this time; simulated calls then see it as now."""
        self.world.move_to(timestamp)

    def time_of(self, transaction: Sent) -> int:
        """Return the time of a transaction's block."""
        return int(self.web3.eth.get_block(transaction.block_number)["timestamp"])

    def free_from(self, suspension: Sent, end: int) -> int:
        """Return when the target of a suspension may be suspended again: after twice the time that it lasted."""
        return end + 2 * (end - self.time_of(suspension))

    def send(self, sender: Any, function: str, *arguments: Any) -> Sent:
        """Send a transaction to the council."""
        data = getattr(self.council, function).encode_input(*arguments)
        return send(self.web3, sender, data, to=self.council.address)

    def simulate_by(self, sender: Any, function: str, *arguments: Any) -> bytes:
        """Simulate a call of the council."""
        return self.simulate(function, *arguments, sender=str(sender))

    def reverts_with(self, name: str, *values: Any) -> Any:
        """Expect a simulated call to revert with exactly this custom error and these values."""
        return reverts_with_data(self.errors, name, values)

    def events_of(self, transaction: Sent) -> list[tuple[str, dict[str, Any]]]:
        """Return names and arguments of the council's events in a transaction, in order."""
        contract = self.web3.eth.contract(address=self.council.address, abi=self.council.abi)
        receipt = self.web3.eth.get_transaction_receipt(transaction.txid)
        found = []
        for log in receipt["logs"]:
            for event in contract.events if log["address"] == self.council.address else ():
                types = ",".join(_canonical(item) for item in event.abi["inputs"])
                if bytes(log["topics"][0]) == keccak(text=f"{event.abi['name']}({types})"):
                    decoded = event().process_log(log)
                    found.append((decoded["event"], dict(decoded["args"])))
        return found

    # ------------------------------------------------------------------ calls

    def on_ledger(self, function: str, *arguments: Any) -> Call:
        """Return a call of the ledger."""
        return self.ledger.address, bytes.fromhex(getattr(self.ledger, function).encode_input(*arguments)[2:])

    def on_itself(self, function: str, *arguments: Any) -> Call:
        """Return a call of the council."""
        return self.council.address, bytes.fromhex(getattr(self.council, function).encode_input(*arguments)[2:])

    def party_call(self, of_class: int = 6, country: bytes = b"DE") -> Call:
        """Return a call that registers a party."""
        return self.on_ledger("registerParty", of_class, country, hash_of("profile"))

    # ------------------------------------------------------------------ decisions

    def propose(self, *calls: Call, by: Any = None) -> bytes:
        """Propose one part, and return the proposal's id."""
        return self.propose_parts([list(calls)], by=by)

    def propose_parts(self, parts: list[list[Call]], by: Any = None) -> bytes:
        """Propose parts under a description of their own, and return the proposal's id."""
        proposer, description = by or self.government, hash_of(f"description {next(self._descriptions)}")
        self.send(proposer, "propose", parts, description)
        return self.id_of(proposer, description, parts)

    def id_of(self, proposer: Any, description: bytes, parts: Sequence[Sequence[Call]]) -> bytes:
        """Return the id of a proposal as the interface defines it."""
        words = [str(proposer), description, remaining_of(parts)]
        return bytes(keccak(encode(["address", "bytes32", "bytes32"], words)))

    def approve(self, proposal: bytes, by: Iterable[Any] | None = None) -> int:
        """Let members approve; return the time of the last approval."""
        for member in by or self.four:
            self.send(member, "approve", proposal)
        return self.now()

    def ready(self, *calls: Call) -> bytes:
        """Propose one part, have it approved and let the delay pass."""
        return self.ready_parts([list(calls)])

    def ready_parts(self, parts: list[list[Call]]) -> bytes:
        """Propose parts, have them approved and let the delay pass."""
        proposal = self.propose_parts(parts)
        self.move_to(self.approve(proposal) + int(self.council.delay()))
        return proposal

    def decide(self, *calls: Call) -> Sent:
        """Bring about a decision from proposal to execution without the international member."""
        proposal = self.propose(*calls)
        deciding = (self.employers, self.workers, self.government, self.second_government, self.second_workers)
        self.move_to(self.approve(proposal, deciding) + int(self.council.delay()))
        return self.send(self.workers, "execute", proposal, list(calls), ZERO)

    def proposal(self, proposal: bytes) -> tuple[str, int, int, bool, bytes]:
        """Return proposer, time of completion, expiry, whether it was cancelled, and the hash of what remains."""
        proposer, completed, expires, cancelled, remaining = self.council.proposalOf(proposal)
        return str(proposer), int(completed), int(expires), bool(cancelled), bytes(remaining)

    def state(self, proposal: bytes) -> int:
        """Return the proposal's state."""
        return int(self.council.stateOf(proposal))

    def error(self, name: str, *values: Any) -> bytes:
        """Return the revert data of an error, as an argument of another."""
        return self.errors.encode(name, values)


def _canonical(parameter: dict[str, Any]) -> str:
    if not parameter["type"].startswith("tuple"):
        return str(parameter["type"])
    inner = ",".join(_canonical(item) for item in parameter["components"])
    return f"({inner}){parameter['type'].removeprefix('tuple')}"
