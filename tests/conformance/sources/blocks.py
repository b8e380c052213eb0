"""A block that holds the heads of a generated ledger, and the bundles that can be cut from it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import rlp
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from .tries import Trie
from .world import (
    CHAIN_ID,
    COUNCIL,
    COUNCIL_CODE,
    LEDGER,
    LEDGER_CODE,
    Json,
    World,
    entry_types,
    hexed,
    schema,
    unhexed,
    word,
)

FORKS = {"london": 16, "shanghai": 17, "cancun": 20, "prague": 21}
"""How many fields a header has from a fork on."""
ACTING = tuple(
    schema(f"ledger/{name}@1")
    for name in (
        "revocation",
        "suspension",
        "reinstatement",
        "dispute",
        "ruling",
        "remedy-confirmation",
        "assessment-opened",
        "same-as",
    )
)
_SLOTS = {"subject": 0, "issued": 1, "party": 2}
_EMPTY_ROOT = keccak(b"\x80")


def fold(head: bytes, entry: Json) -> bytes:
    """Return the head after one more entry as bundles write it; of a shown record after its bare form."""
    number, _, fields = entry_types()[entry["type"]]
    bare = bare_entry(entry)
    return keccak(number.to_bytes(32, "big") + head + b"".join(word(abi_type, bare[name]) for abi_type, name in fields))


def fold_all(entries: Sequence[Json]) -> bytes:
    """Return the head of a whole history."""
    head = bytes(32)
    for entry in entries:
        head = fold(head, entry)
    return head


def bare_entry(entry: Json) -> Json:
    """Return an entry without the body of a record."""
    if "attestation" not in entry:
        return {name: value for name, value in entry.items() if not name.startswith("_")}
    return {
        "type": "Recorded",
        "uid": entry["_uid"],
        "schema": entry["attestation"]["schema"],
        "basis": entry["basis"],
        "recordedAt": entry["recordedAt"],
    }


class Block:
    """The state of a world in one block, with other accounts and slots so that walks go through every kind of node."""

    def __init__(
        self,
        world: World,
        *,
        number: int = 120,
        fork: str = "prague",
        time: int | None = None,
        ledger_code: bytes = LEDGER_CODE,
        council_code: bytes | None = COUNCIL_CODE,
        heads: dict[tuple[str, str], bytes] | None = None,
        fillers: int = 40,
    ) -> None:
        self.histories = deepcopy(world.histories)
        self.world = world
        self.time = world.time if time is None else time
        self.heads = {
            (kind, key): fold_all(entries) for kind, found in self.histories.items() for key, entries in found.items()
        } | (heads or {})
        slots = {slot_of(kind, key): head for (kind, key), head in self.heads.items() if any(head)}
        slots |= {keccak(f"slot {place}".encode()): keccak(f"value {place}".encode()) for place in range(fillers)}
        # small values lie inside their parents
        slots |= {place.to_bytes(32, "big"): bytes((place,)) for place in range(3, 3 + fillers // 10)}
        self.storage = Trie({slot: rlp.encode(value.lstrip(b"\0")) for slot, value in slots.items()})
        accounts = {
            keccak(f"account {place}".encode())[:20]: _account(place, _EMPTY_ROOT, keccak(b""))
            for place in range(fillers)
        }
        accounts[unhexed(LEDGER)] = _account(1, self.storage.root, ledger_code)
        if council_code is not None:
            accounts[unhexed(COUNCIL)] = _account(1, _EMPTY_ROOT, council_code)
        self.state = Trie(accounts)
        self.number = number
        self.header = _header(number, self.time, self.state.root, FORKS[fork])
        self.hash = keccak(self.header)

    def trust(self, **changes: Any) -> Json:
        """Return a trust file that pins this block; a change to None leaves the field out."""
        trust = {
            "format": "labour-ledger/trust@1",
            "chainId": CHAIN_ID,
            "contract": to_checksum_address(LEDGER),
            "contractCodeHash": hexed(LEDGER_CODE),
            "council": to_checksum_address(COUNCIL),
            "councilCodeHash": hexed(COUNCIL_CODE),
            "chainProfile": {"headerFields": 21, "finality": "finalized", "timeToleranceSeconds": 15},
            "trustedBlocks": [{"number": str(self.number), "hash": hexed(self.hash)}],
        } | changes
        return {name: value for name, value in trust.items() if value is not None}

    def nodes(self, slots: Sequence[bytes], *, every_account: bool = False) -> list[str]:
        """Return the nodes of the proofs of slots, and of both accounts or all."""
        accounts = self.state.proof([unhexed(LEDGER), unhexed(COUNCIL)])
        if every_account:
            accounts = [node for _, node in self.state.nodes]
        nodes = accounts + self.storage.proof(slots)
        return [hexed(node) for node in sorted(set(nodes), key=keccak)]

    def bundle(
        self,
        *subjects: str,
        schema_id: str | None = None,
        issued: Sequence[int] = (),
        since: dict[str, int] | None = None,
        disclose: bool = True,
        acting: Sequence[str] = ACTING,
    ) -> Json:
        """Return the bundle of subjects, with the party histories it rests on.

        Args:
            subjects: The one it is about, and its twins.
            schema_id: Other schemas that do not act are bare; None shows all.
            issued: Parties of which the issued history is in it.
            since: From which entry on histories continue, by subject or party.
            disclose: Whether documents, identities and profiles are in it.
            acting: Names on chain of the schemas that are always shown.
        """
        signatures: list[Json] = []
        starts = since or {}
        wanted = None if schema_id is None else (schema(schema_id), *acting)
        parts = [self._subject(subject, wanted, starts.get(subject, 0), signatures, disclose) for subject in subjects]
        shown = [entry for part in parts for entry in part["entries"] if "attestation" in entry]
        numbers = sorted({int(entry["basis"][-16:], 16) for entry in shown} | set(issued))
        slots = [slot_of("subject", subject) for subject in subjects]
        slots += [slot_of("party", str(number)) for number in numbers]
        slots += [slot_of("issued", str(number)) for number in issued]
        hashes = dict.fromkeys(entry["attestation"]["documentHash"] for entry in shown)
        known = self.world.documents
        return {
            "format": "labour-ledger/bundle@1",
            "header": hexed(self.header),
            "nodes": self.nodes(slots),
            "subjects": parts,
            "parties": [self._party(str(number), disclose) for number in numbers],
            "issued": [self._issued(str(number), starts.get(str(number), 0)) for number in issued],
            "signatures": signatures,
            "documents": [known[found] for found in hashes if found in known] if disclose else [],
        }

    def _subject(
        self, subject: str, wanted: Sequence[str] | None, start: int, signatures: list[Json], disclose: bool
    ) -> Json:
        entries = self.histories["subject"].get(subject, [])
        part: Json = {"subject": subject, "entries": [_shown(entry, wanted, signatures) for entry in entries[start:]]}
        if start:
            part["since"] = {"head": hexed(fold_all(entries[:start])), "entries": str(start)}
        elif disclose and subject in self.world.identities:
            part["identity"] = self.world.identities[subject]
        return part

    def _party(self, number: str, disclose: bool) -> Json:
        entries = self.histories["party"].get(number, [])
        part: Json = {"party": number, "entries": [bare_entry(entry) for entry in entries]}
        party = self.world.parties.get(int(number))
        return part | ({"profile": party.profile} if disclose and party is not None else {})

    def _issued(self, number: str, start: int) -> Json:
        entries = self.histories["issued"].get(number, [])
        part: Json = {"party": number, "entries": [bare_entry(entry) for entry in entries[start:]]}
        return part | ({"since": {"head": hexed(fold_all(entries[:start])), "entries": str(start)}} if start else {})


def slot_of(kind: str, key: str) -> bytes:
    """Return the storage position of a head; the key is a subject, or a party's number."""
    name = unhexed(key) if kind == "subject" else int(key).to_bytes(32, "big")
    return keccak(name + _SLOTS[kind].to_bytes(32, "big"))


def _shown(entry: Json, wanted: Sequence[str] | None, signatures: list[Json]) -> Json:
    if "attestation" not in entry or (wanted is not None and entry["attestation"]["schema"] not in wanted):
        return bare_entry(entry)
    if entry["_signature"] not in signatures:
        signatures.append(entry["_signature"])
    signed = {"signature": signatures.index(entry["_signature"])}
    if "_item" in entry:
        signed["item"] = entry["_item"]
    return {
        "type": "Recorded",
        "attestation": deepcopy(entry["attestation"]),
        "signed": signed,
        "basis": entry["basis"],
        "recordedAt": entry["recordedAt"],
    }


def _account(nonce: int, storage_root: bytes, code_hash: bytes) -> bytes:
    encoded: bytes = rlp.encode([rlp.sedes.big_endian_int.serialize(nonce), b"", storage_root, code_hash])
    return encoded


def _header(number: int, time: int, state_root: bytes, count: int) -> bytes:
    def number_of(value: int) -> bytes:
        return value.to_bytes((value.bit_length() + 7) // 8, "big")

    fields = [
        keccak(b"parent"),
        keccak(b"uncles"),
        bytes(20),
        state_root,
        _EMPTY_ROOT,
        _EMPTY_ROOT,
        bytes(256),
        b"",
        number_of(number),
        number_of(30_000_000),
        b"",
        number_of(time),
        b"",
        bytes(32),
        bytes(8),
        number_of(7),
        _EMPTY_ROOT,
        b"",
        b"",
        bytes(32),
        keccak(b"requests"),
    ]
    encoded: bytes = rlp.encode(fields[:count])
    return encoded
