"""Nodes that the auditor named, asked over JSON-RPC: the only module of the verifier that uses a network.

A node's answer is never a proof. It stands in for a trusted block hash only where as many nodes agree as the auditor
wants; whether a history has grown since is a note.
"""

from __future__ import annotations

import http.client
import json
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from labour_ledger_verify.bundle import PartyPart
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.errors import ConfigurationError, InputError
from labour_ledger_verify.header import FEWEST_FIELDS, parse_header
from labour_ledger_verify.hexadecimal import parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.history import HistoryKind, party_history_id
from labour_ledger_verify.keccak import keccak256, uint_word
from labour_ledger_verify.reporting.bundle import BundleReport
from labour_ledger_verify.storage import head_slot
from labour_ledger_verify.trust import Endpoints, Trust, TrustedBlock

TIMEOUT_S: Final = 10
LARGEST_ANSWER_BYTES: Final = 2**22
DEFAULT_FINALITY: Final = "finalized"
_COUNCIL_CALL: Final = to_hex(keccak256(b"council()")[:4])


class NodeSilent(Exception):
    """A node did not answer, or answered with something else than was asked for."""


def ask_node(url: str, method: str, *params: object) -> object:
    """Ask one node.

    Args:
        url: `http://…` or `https://…`, as the trust file and the command line take them.
        method: Of the Ethereum JSON-RPC API.
        params: Its parameters.

    Raises:
        NodeSilent: No answer, an error, or no result.
    """
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    request = urllib.request.Request(url, body, {"content-type": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310 - the form was checked
            answer = json.loads(response.read(LARGEST_ANSWER_BYTES))
    except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
        raise NodeSilent(f"{url}: {error}") from error
    result = answer.get("result") if isinstance(answer, dict) else None
    if result is None:
        raise NodeSilent(f"{url}: {method}: no result")
    return result


def learn_block(value: JsonValue, trust: Trust, endpoints: Endpoints) -> tuple[Trust, tuple[str, ...]]:
    """Ask nodes for the hash of a bundle's block, unless the trust file has one of that number.

    Args:
        value: A bundle as JSON, not checked yet.
        trust: What the auditor believes.
        endpoints: Whom to ask, and how many have to agree.

    Returns:
        The trust, with the block if enough nodes agree that it is final and on the chain, and what they said.
    """
    try:
        header = parse_header(parse_hex(value.get("header"), None, "header"))
    except InputError:
        return trust, ()
    if any(block.number == header.number for block in trust.trusted_blocks):
        return trust, ()
    finality = trust.chain_profile.finality if trust.chain_profile is not None else DEFAULT_FINALITY

    def final_hash(url: str) -> bytes:
        if _number(ask_node(url, "eth_chainId"), url) != trust.domain.chain_id:
            raise NodeSilent(f"{url}: is of another chain")
        if _number(_field(ask_node(url, "eth_getBlockByNumber", finality, False), "number", url), url) < header.number:
            raise NodeSilent(f"{url}: block {header.number} is not {finality} yet")
        return _word(_field(ask_node(url, "eth_getBlockByNumber", hex(header.number), False), "hash", url), url)

    agreed, said = _poll(endpoints, final_hash)
    notes = tuple(f"Block {header.number}: {line}" for line in said)
    if agreed is None:
        return trust, notes
    return replace(trust, trusted_blocks=(*trust.trusted_blocks, TrustedBlock(header.number, agreed))), notes


def note_growth(report: BundleReport, endpoints: Endpoints) -> tuple[str, ...]:
    """Ask nodes whether the history that a bundle is about has grown since; returns what they said, as sentences."""
    findings = report.findings
    if findings.trust is None or findings.bundle is None or findings.head is None:
        return ()
    part = findings.bundle.about
    slot = (
        head_slot(HistoryKind.ISSUED, party_history_id(part.party))
        if isinstance(part, PartyPart)
        else head_slot(HistoryKind.SUBJECT, part.subject)
    )
    contract = to_checksum_address(findings.trust.domain.verifying_contract)
    agreed, said = _poll(
        endpoints, lambda url: _word(ask_node(url, "eth_getStorageAt", contract, to_hex(slot), "latest"), url)
    )
    notes = tuple(f"Present head: {line}" for line in said)
    if agreed is None:
        return (*notes, "Whether anything was recorded since that block is not known.")
    if agreed == findings.head:
        return (*notes, "Nothing was recorded about this since that block, as these nodes say.")
    return (*notes, "More was recorded about this since that block, as these nodes say: get a newer bundle.")


def _poll(endpoints: Endpoints, ask: Callable[[str], bytes]) -> tuple[bytes | None, list[str]]:
    """Return what enough nodes agree on, or None, and what each group of nodes said."""
    votes: Counter[bytes] = Counter()
    said = []
    for url in endpoints.urls:
        try:
            votes[ask(url)] += 1
        except NodeSilent as error:
            said.append(f"no answer from {error}")
    said += [f"{count} of {len(endpoints.urls)} nodes say {to_hex(answer)}" for answer, count in votes.most_common()]
    winners = [answer for answer, count in votes.items() if count >= endpoints.agree]
    return (winners[0] if len(winners) == 1 else None), said


def _field(answer: object, name: str, url: str) -> object:
    if not isinstance(answer, dict) or name not in answer:
        raise NodeSilent(f"{url}: a block without {name}")
    return answer[name]


def _number(text: object, url: str) -> int:
    try:
        return int(str(text), 16)
    except ValueError as error:
        raise NodeSilent(f"{url}: no number: {str(text)[:40]}") from error


def _word(text: object, url: str) -> bytes:
    number = _number(text, url)
    if not 0 <= number < 2**256:
        raise NodeSilent(f"{url}: no 32-byte word")
    return uint_word(number)


def describe_ledger(url: str, contract: str, finality: str, council: str | None) -> dict[str, object]:
    """Ask a node for what a trust file pins.

    Args:
        url: Of the node.
        contract: Address of the ledger.
        finality: Which block to take: `latest`, `safe` or `finalized`.
        council: Its address; the ledger is asked for it when it is None.

    Returns:
        Fields of a trust file, and `headerFields`.

    Raises:
        ConfigurationError: The node does not answer, or there is no contract.
    """
    try:
        _check_url(url)
        if council is None:
            answer = _word(ask_node(url, "eth_call", {"to": contract, "data": _COUNCIL_CALL}, finality), url)
            council = to_checksum_address(answer[12:])
        block = ask_node(url, "eth_getBlockByNumber", finality, False)
        number = _number(_field(block, "number", url), url)
        return {
            "chainId": _number(ask_node(url, "eth_chainId"), url),
            "contractCodeHash": _code_hash(url, contract, hex(number), is_contract=True),
            "council": council,
            "councilCodeHash": _code_hash(url, council, hex(number)),
            "headerFields": _count_fields(block),
            "trustedBlocks": [{"number": str(number), "hash": to_hex(_word(_field(block, "hash", url), url))}],
        }
    except NodeSilent as error:
        raise ConfigurationError(f"node {error}", hint="Is the address of the node right, and the ledger's?") from error


def _code_hash(url: str, address: str, block: str, *, is_contract: bool = False) -> str:
    try:
        code = parse_hex(ask_node(url, "eth_getCode", address, block), None, "code")
    except InputError as error:
        raise NodeSilent(f"{url}: {error.message}") from error
    if is_contract and not code:
        raise NodeSilent(f"{url}: there is no contract at {address}")
    return to_hex(keccak256(code))


def _count_fields(block: object) -> int:
    forks = (("requestsHash", 21), ("parentBeaconBlockRoot", 20), ("withdrawalsRoot", 17))
    found = block if isinstance(block, dict) else {}
    return next((count for name, count in forks if found.get(name) is not None), FEWEST_FIELDS)


def _check_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(f"{url}: must begin with http:// or https://", hint="Give the address of a node.")
