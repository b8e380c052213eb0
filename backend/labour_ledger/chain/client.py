"""The ledger on one chain, read through a node.

Owns what the contract's logs, heads and views mean. It never sends a transaction; `transactions` does. Every failure is
one of `errors` or a `ContractRefusal`, never one of web3's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.basis import Basis, PartyClass, SignerKind
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.history import HistoryKind

from . import calls
from .abi import AbiValue, load_abi
from .decode import decode_logs
from .errors import NodeUnavailable, NotDeployed
from .events import LedgerEvent
from .node import ContractNode, parse_data
from .reader import BlockTag, ChainReader, HistoryName
from .refusals import ContractRefusal, decode_refusal
from .rpc import Json, RpcRefusal
from .signed_types import KeyRole, decode_country
from .state import AccreditationState, CheckedAttestation, KeyState, PartyState, SchemaState, SubjectState

__all__ = ["ChainReader", "LedgerClient"]

_HEAD_FUNCTIONS: Final = {
    HistoryKind.SUBJECT: "subjectHead",
    HistoryKind.ISSUED: "issuedHead",
    HistoryKind.PARTY: "partyHead",
    HistoryKind.SCHEMAS: "schemasHead",
}


class LedgerClient(ContractNode):
    """The ledger contract at one address, read through one node; a `ChainReader` with the contract's views."""

    # ---------------------------------------------------------------- events and heads

    def events(self, from_block: int, to_block: int) -> list[LedgerEvent]:
        """Return the ledger's events of the blocks from `from_block` to `to_block`, both included, in chain order."""
        query = {"address": self.address_text, "fromBlock": hex(from_block), "toBlock": hex(to_block)}
        logs = self.rpc.request("eth_getLogs", query)
        if not isinstance(logs, list):
            raise NodeUnavailable(f"the node at {self.rpc.shown_url} gave no list of logs", hint="Ask another node.")
        return self.decode_events(logs)

    def decode_events(self, logs: Sequence[Json]) -> list[LedgerEvent]:
        """Return the events of raw logs in chain order, asking for block times that the node left out of them.

        Raises:
            LogUnreadable: As for `ChainReader.events`.
        """
        return decode_logs(self._with_times(logs), self.contract)

    def history_head(self, kind: HistoryKind, history_id: bytes, block_number: int) -> bytes:
        """Return the head of a history after a block, 32 bytes; zero when it has no entry."""
        return self.history_heads([(kind, history_id)], block_number)[0]

    def history_heads(self, histories: Sequence[HistoryName], block_number: int) -> list[bytes]:
        """Return many heads after one block, in the order asked."""
        block = hex(block_number)
        asked: list[tuple[str, list[Json]]] = [
            ("eth_call", [{"to": self.address_text, "data": to_hex(_head_call(*history))}, block])
            for history in histories
        ]
        heads = [parse_data(answer) for answer in self.rpc.request_many(asked)]
        if any(len(head) != 32 for head in heads):
            raise NotDeployed(self.contract, f"what is there at block {block_number} answers no head of a history")
        return heads

    # ---------------------------------------------------------------- views

    def check(self, attestation: Attestation) -> CheckedAttestation:
        """Return what the contract would record now; every check is made but the signature.

        Raises:
            ContractRefusal: It would refuse.
        """
        uid, basis = self._results("check", self.call(calls.check(attestation)))
        return CheckedAttestation(uid, Basis.unpack(basis))

    def check_many(self, attestations: Sequence[Attestation]) -> list[CheckedAttestation | ContractRefusal]:
        """Return for each attestation what the contract would record now, or its refusal.

        Each is checked alone, so two that spend the same nonce both pass.
        """
        asked: list[tuple[str, list[Json]]] = [
            ("eth_call", [{"to": self.address_text, "data": to_hex(calls.check(attestation))}, "latest"])
            for attestation in attestations
        ]
        found: list[CheckedAttestation | ContractRefusal] = []
        for answer in self.rpc.ask_many(asked):
            if isinstance(answer, RpcRefusal) and answer.revert_data is not None:
                found.append(decode_refusal(answer.revert_data))
                continue
            uid, basis = self._results("check", parse_data(self.rpc.required(answer, "eth_call")))
            found.append(CheckedAttestation(uid, Basis.unpack(basis)))
        return found

    def refusals_of(self, data: Sequence[bytes]) -> list[ContractRefusal | None]:
        """Return for each call why the contract would refuse it alone, from anyone, or None."""
        asked: list[tuple[str, list[Json]]] = [
            ("eth_call", [{"to": self.address_text, "data": to_hex(call)}, "latest"]) for call in data
        ]
        found: list[ContractRefusal | None] = []
        for answer in self.rpc.ask_many(asked):
            try:
                self.unless_reverted(answer, "eth_call")
            except ContractRefusal as refusal:
                found.append(refusal)
            else:
                found.append(None)
        return found

    def key(self, address: bytes, block: int | BlockTag = "latest") -> KeyState | None:
        """Return a key, or None when it is unknown to the ledger."""
        fields = self._view("keyOf", address, block=block)[0]
        if fields[0] == 0:
            return None
        party, party_class, country, kind, role, not_before, not_after, suspended_until, with_party = fields
        return KeyState(
            party=party,
            party_class=PartyClass(party_class),
            country=decode_country(country),
            kind=SignerKind(kind),
            role=KeyRole(role),
            not_before=not_before,
            not_after=not_after,
            suspended_until=suspended_until,
            suspended_with_party=with_party,
        )

    def live_keys(self, party: int, block: int | BlockTag = "latest") -> tuple[bytes, ...]:
        """Return the addresses of a party's keys that are not retired."""
        keys: tuple[bytes, ...] = self._view("liveKeysOf", party, block=block)[0]
        return keys

    def party(self, party: int, block: int | BlockTag = "latest") -> PartyState | None:
        """Return a party, or None when no party has the number."""
        party_class, country, suspended_until, registered = self._view("partyOf", party, block=block)[0]
        return PartyState(PartyClass(party_class), decode_country(country), suspended_until) if registered else None

    def party_count(self, block: int | BlockTag = "latest") -> int:
        """Return the number of parties, which is the number of the last one."""
        return int(self._view("partyCount", block=block)[0])

    def subject(self, subject: bytes, block: int | BlockTag = "latest") -> SubjectState | None:
        """Return a subject, or None when it is not registered."""
        controller, country, kind, closed = self._view("subjectOf", subject, block=block)[0]
        return SubjectState(controller, decode_country(country), kind, closed) if kind else None

    def subject_of_identifier(self, identifier: bytes, block: int | BlockTag = "latest") -> bytes | None:
        """Return the subject that claimed an identifier, or None."""
        subject: bytes = self._view("subjectOfIdentifier", identifier, block=block)[0]
        return subject if any(subject) else None

    def schema(self, schema: bytes, block: int | BlockTag = "latest") -> SchemaState | None:
        """Return a schema, or None when it was never registered."""
        fields, retired = self._view("schemaOf", schema, block=block)
        rule = calls.SchemaRule(*fields)
        return SchemaState(rule, retired) if rule.outcomes else None

    def accreditation(
        self, party: int, schema: bytes, country: bytes, block: int | BlockTag = "latest"
    ) -> AccreditationState | None:
        """Return the accreditation given to a party, or None; two zero bytes stand for every country."""
        fields = AccreditationState(*self._view("accreditationOf", party, schema, country, block=block)[0])
        return fields if fields.until else None

    def nonce_word(self, issuer: bytes, word: int, block: int | BlockTag = "latest") -> int:
        """Return 256 bits of used nonces: bit *b* is nonce `word * 256 + b`."""
        return int(self._view("nonceWord", issuer, word, block=block)[0])

    def council(self) -> bytes:
        """Return the council's address, 20 bytes."""
        address: bytes = self._view("council", block="latest")[0]
        return address

    def _view(self, function: str, *arguments: object, block: int | BlockTag) -> tuple[AbiValue, ...]:
        return self._results(function, self.call(load_abi().encode_call(function, *arguments), block=block))

    def _results(self, function: str, data: bytes) -> tuple[AbiValue, ...]:
        # a call to an address without code succeeds and returns nothing
        if not data:
            raise NotDeployed(self.contract, "there is no ledger at this address on this chain")
        return load_abi().decode_result(function, data)

    def _with_times(self, logs: Sequence[Json]) -> list[Json]:
        untimed = sorted({int(log["blockNumber"], 16) for log in logs if log.get("blockTimestamp") is None})
        if not untimed:
            return list(logs)
        asked: list[tuple[str, list[Json]]] = [("eth_getBlockByNumber", [hex(number), False]) for number in untimed]
        times = {answer["hash"]: answer["timestamp"] for answer in self.rpc.request_many(asked) if answer is not None}
        # a block replaced meanwhile has another hash: its logs are gone, so the caller must ask anew
        if any(log["blockHash"] not in times for log in logs if log.get("blockTimestamp") is None):
            raise NodeUnavailable("the chain was reorganised while its logs were read", hint="Ask again.")
        return [{"blockTimestamp": times.get(log["blockHash"]), **_without_empty_time(log)} for log in logs]


def _without_empty_time(log: Json) -> Json:
    return {name: value for name, value in log.items() if name != "blockTimestamp" or value is not None}


def _head_call(kind: HistoryKind, history_id: bytes) -> bytes:
    function = _HEAD_FUNCTIONS[kind]
    if kind is HistoryKind.SCHEMAS:
        return load_abi().encode_call(function)
    if kind is HistoryKind.SUBJECT:
        return load_abi().encode_call(function, history_id)
    return load_abi().encode_call(function, int.from_bytes(history_id, "big"))
