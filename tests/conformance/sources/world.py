"""A small ledger in memory: histories, a block that holds their heads, and bundles cut from both.

It applies what docs/history-format.md and docs/bundle-format.md say, and keeps none of the ledger's rules: a case may
record what a contract would refuse. Nothing here imports the verifier, and the same calls give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from coincurve import PrivateKey
from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from . import reference
from .digests import address_of, private_key, sign

Json = dict[str, Any]
ZERO = "0x" + "00" * 32
NO_END = str(2**48 - 1)
LEDGER = "0x5fbdb2315678afecb367f032d93f642f64180aa3"
COUNCIL = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512"
CHAIN_ID = 31337
LEDGER_CODE = keccak(b"code of the generated ledger")
COUNCIL_CODE = keccak(b"code of the generated council")
ISSUED_BY = {1: 4, 3: 5, 4: 2, 6: 3}
"""Method of each class of party that is not the controller; all others are 6."""

entry_types = cache(reference.entry_types)
_type_strings = cache(reference.signed_types)


def hexed(data: bytes) -> str:
    """Return `0x` and lower-case hexadecimal."""
    return "0x" + data.hex()


def unhexed(text: str) -> bytes:
    """Return the bytes of `0x` and hexadecimal."""
    return bytes.fromhex(text[2:])


def word(abi_type: str, value: Any) -> bytes:
    """Return the ABI word of a value as bundles write it."""
    if abi_type == "uint256":
        return unhexed(value)
    if abi_type == "bytes2":
        return str(value).encode().ljust(32, b"\0")
    if abi_type == "address":
        return unhexed(value).rjust(32, b"\0")
    return unhexed(value) if abi_type == "bytes32" else int(value).to_bytes(32, "big")


def schema(schema_id: str) -> str:
    """Return the name of a schema on chain."""
    return hexed(keccak(schema_id.encode()))


@dataclass
class Party:
    """A party: its number, class, country, and the state of what it was accredited for."""

    number: int
    class_: int
    country: str
    keys: list[PrivateKey] = field(default_factory=list)
    accreditations: dict[tuple[str, str], int] = field(default_factory=dict)
    profile: Json | None = None

    @property
    def key(self) -> PrivateKey:
        """Its first key."""
        return self.keys[0]


class World:
    """The ledger. Every act takes place `pace` seconds after the one before, unless `time` is set in between."""

    def __init__(self, *, start: int = 1_750_000_000, pace: int = 3600) -> None:
        self.time = start
        self.pace = pace
        self.domain = {"chainId": str(CHAIN_ID), "verifyingContract": LEDGER}
        self.separator = reference.domain_separator(self.domain)
        self.parties: dict[int, Party] = {}
        self.histories: dict[str, dict[str, list[Json]]] = {"subject": {}, "party": {}, "issued": {}}
        self.controllers: dict[str, int] = {}
        self.countries: dict[str, str] = {}
        self.identities: dict[str, Json] = {}
        self.documents: dict[str, Json] = {}
        self._count = 0

    # acts

    def party(self, class_: int, country: str = "GB", *, keys: int = 1, kind: int = 1, name: str = "") -> Party:
        """Register a party with keys that sign and administer."""
        number = len(self.parties) + 1
        profile = self.document("ledger/party-profile@1", ZERO, {"names": [{"text": name, "kind": "registered"}]})
        party = Party(number, class_, country, profile=profile)
        self.parties[number] = party
        self.add(
            "party",
            str(number),
            "PartyRegistered",
            party=str(number),
            country=country,
            profileHash=_hash(profile),
            **Json({"class": class_}),
        )
        for _ in range(keys):
            self.add_key(party, kind=kind)
        return party

    def add_key(
        self, party: Party, *, kind: int = 1, role: int = 3, by: str | None = None, **changes: str
    ) -> PrivateKey:
        """Add a key, by the council unless `by` says otherwise."""
        key = private_key(100 * party.number + len(party.keys))
        party.keys.append(key)
        fields: Json = {"key": checksummed(key), "kind": kind, "role": role, "notBefore": "0", "notAfter": NO_END}
        self.add("party", str(party.number), "KeyAdded", **fields | {"by": by or "0x" + "00" * 20} | changes)
        return key

    def accredit(
        self, party: Party, schema_id: str, country: str = "", *, by: int = 0, start: str = "0", until: str = NO_END
    ) -> None:
        """Give an accreditation; party 0 is the council."""
        party.accreditations[schema(schema_id), country] = by
        self.add(
            "party",
            str(party.number),
            "AccreditationGiven",
            schema=schema(schema_id),
            country=country,
            until=until,
            accreditor=str(by),
            mayAccredit=False,
            **Json({"from": start}),
        )

    def site(
        self,
        controller: Party | None = None,
        country: str = "MY",
        *,
        kind: int = 1,
        identifiers: Sequence[str] = (),
        name: str = "Riverbend Mill (fictitious)",
    ) -> str:
        """Register a subject by the council, with an identity that lists its identifiers."""
        salt = self._random("salt")
        subject = hexed(keccak(bytes(32) + salt))
        listed = [dict(zip(("scheme", "value"), item.split(":"), strict=True)) for item in identifiers]
        content: Json = {"names": [{"text": name, "kind": "registered"}], "generated": True}
        identity = self.document(
            "ledger/site-registration@1", subject, content | ({"identifiers": listed} if listed else {})
        )
        self.identities[subject] = identity
        number = controller.number if controller else 0
        self.controllers[subject], self.countries[subject] = number, country
        self.add(
            "subject",
            subject,
            "SubjectRegistered",
            subject=subject,
            kind=kind,
            country=country,
            controller=str(number),
            registrar="0",
            identityHash=_hash(identity),
        )
        for item in identifiers:
            self.claim(subject, item, together=True)
        return subject

    def rehash(self, subject: str) -> None:
        """Let the registration of a subject commit to its identity as it is now."""
        self.histories["subject"][subject][0]["identityHash"] = _hash(self.identities[subject])

    def claim(self, subject: str, identifier: str, *, together: bool = False) -> None:
        """Let a subject claim an identifier; `together` with what was recorded last."""
        self.add(
            "subject", subject, "IdentifierClaimed", together=together, identifier=hexed(keccak(identifier.encode()))
        )

    def record(self, party: Party, subject: str, schema_id: str, outcome: int = 1, /, **changes: Any) -> Json:
        """Record one attestation; see `make_record` for the changes."""
        entry = self.make_record(party, subject, schema_id, outcome, **changes)
        signature = sign(changes.get("key", party.key), unhexed(entry["_uid"]))
        entry["_signature"] = {"signature": hexed(changes.get("signature", signature))}
        self._append(party, subject, entry)
        return entry

    def batch(
        self, party: Party, items: Iterable[tuple[str, str, int]], *, key: PrivateKey | None = None
    ) -> list[Json]:
        """Record several attestations (subject, schema, outcome) under one signature, in one block."""
        entries = []
        for place, (subject, schema_id, outcome) in enumerate(items):
            entries.append(self.make_record(party, subject, schema_id, outcome, together=place > 0))
            entries[-1]["_item"] = place
            self._append(party, subject, entries[-1])
        hashes = [struct_hash(entry["attestation"]) for entry in entries]
        batch = keccak(keccak(_type_strings()["Batch"].encode()) + keccak(b"".join(hashes)))
        signature = sign(key or party.key, keccak(b"\x19\x01" + self.separator + batch))
        signed = {"signature": hexed(signature), "structHashes": [hexed(item) for item in hashes]}
        for entry in entries:
            entry["_signature"] = signed
        return entries

    def make_record(
        self,
        party: Party,
        subject: str,
        schema_id: str,
        outcome: int,
        /,
        *,
        key: PrivateKey | None = None,
        content: Json | None = None,
        refers_to: str = ZERO,
        together: bool = False,
        separator: bytes | None = None,
        signer_kind: int = 1,
        **changes: Any,
    ) -> Json:
        """Return an entry that was not recorded yet.

        Fields of the attestation and of the basis can be changed by name; `content` makes a document.
        """
        if not together:
            self.time += self.pace
        self._count += 1
        document_hash = ZERO
        if content is not None:
            document = self.document(schema_id, subject, content)
            document_hash = _hash(document)
            self.documents[document_hash] = document
        attestation = {
            "issuer": checksummed(key or party.key),
            "nonce": str(self._count),
            "deadline": str(self.time + 86_400),
            "subject": subject,
            "schema": schema(schema_id),
            "outcome": outcome,
            "validFrom": str(self.time - 86_400),
            "validUntil": str(self.time + 365 * 86_400),
            "documentHash": document_hash,
            "refUid": refers_to,
        }
        attestation |= {name: changes[name] for name in attestation.keys() & changes.keys()}
        uid = keccak(b"\x19\x01" + (separator or self.separator) + struct_hash(attestation))
        return {
            "type": "Recorded",
            "attestation": attestation,
            "basis": self.basis(party, subject, schema_id, signer_kind, changes.get("basis", {})),
            "recordedAt": str(self.time),
            "_uid": hexed(uid),
        }

    def basis(self, party: Party, subject: str, schema_id: str, signer_kind: int, changes: Json) -> str:
        """Return the basis word that a contract would find."""
        is_self = self.controllers[subject] == party.number
        accreditation, accreditor = 0, 0
        if not is_self:
            for reach, country in ((1, self.countries[subject]), (2, "")):
                if (schema(schema_id), country) in party.accreditations:
                    accreditation, accreditor = reach, party.accreditations[schema(schema_id), country]
                    break
        fields: Json = {
            "accreditor": accreditor,
            "accreditation": accreditation,
            "country": party.country,
            "signer_kind": signer_kind,
            "method": 1 if is_self else ISSUED_BY.get(party.class_, 6),
            "class_": party.class_,
            "party": party.number,
        } | changes
        packed = bytes(10) + fields["accreditor"].to_bytes(8, "big") + bytes((fields["accreditation"],))
        packed += fields["country"].encode().ljust(2, b"\0")
        packed += bytes((fields["signer_kind"], fields["method"], fields["class_"])) + fields["party"].to_bytes(
            8, "big"
        )
        return hexed(packed)

    def add(self, kind: str, key: str, entry_name: str, /, *, together: bool = False, **fields: Any) -> Json:
        """Add an entry of any other type; `together` with what was recorded last."""
        if not together:
            self.time += self.pace
        entry = {"type": entry_name, **fields, "recordedAt": str(self.time)}
        self.histories[kind].setdefault(key, []).append(entry)
        return entry

    def document(self, schema_id: str, subject: str, content: Json) -> Json:
        """Return a document with a salt of its own."""
        return {
            "v": 1,
            "schema": schema_id,
            "subject": subject,
            "salt": hexed(self._random("document")),
            "content": content,
        }

    def _append(self, party: Party, subject: str, entry: Json) -> None:
        self.histories["subject"].setdefault(subject, []).append(entry)
        issued = {"type": "Issued", "uid": entry["_uid"], "subject": subject, "recordedAt": entry["recordedAt"]}
        self.histories["issued"].setdefault(str(party.number), []).append(issued)
        said = entry["attestation"]
        if said["schema"] == schema("ledger/same-as@1"):
            self.add(
                "subject",
                said["refUid"],
                "JoinedBy",
                together=True,
                uid=entry["_uid"],
                subject=subject,
                basis=entry["basis"],
            )

    def _random(self, what: str) -> bytes:
        self._count += 1
        return keccak(f"{what} {self._count}".encode())


def checksummed(key: PrivateKey) -> str:
    """Return the address of a key with its checksum."""
    return str(to_checksum_address(address_of(key)))


def struct_hash(attestation: Json) -> bytes:
    """Return the EIP-712 struct hash of an attestation."""
    type_string = _type_strings()["Attestation"]
    fields = _attestation_fields()
    return keccak(
        keccak(type_string.encode()) + b"".join(word(abi_type, attestation[name]) for abi_type, name in fields)
    )


@cache
def _attestation_fields() -> reference.Fields:
    return reference.split_type(_type_strings()["Attestation"])[1]


def _hash(document: Json) -> str:
    return hexed(keccak(reference.canonical(document)))
