"""Reads the vectors of the status rule and turns them into what the verifier takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from labour_ledger_verify.basis import AccreditationFound, Basis, Method, PartyClass, SignerKind
from labour_ledger_verify.status import ControllerPeriod, Joined, KeyFact, Record, Status, SubjectFacts, evaluate_status

HERE = Path(__file__).parent


def load_all() -> list[dict[str, Any]]:
    """Return every vector, in the order of the rules."""
    paths = sorted(HERE.glob("R*.json"), key=lambda path: int(path.stem[1:]))
    return [vector for path in paths for vector in json.loads(path.read_bytes())["vectors"]]


def answer(vector: dict[str, Any], **changes: Any) -> Status:
    """Return the verifier's answer to a vector."""
    ask = vector["ask"]
    arguments: dict[str, Any] = {
        "schema": unhex(ask["schema"]),
        "valid_at": int(ask["validAt"]),
        "known_at": int(ask["knownAt"]),
        "keys": {unhex(key["key"]): key_of(key) for key in vector["keys"]},
        "twins": tuple(facts_of(twin) for twin in vector["twins"]),
        "expiring_within_s": int(ask["expiringWithin"]),
    }
    return evaluate_status(facts_of(vector["subject"]), **{**arguments, **changes})


def labels_of(vector: dict[str, Any]) -> dict[bytes, str]:
    """Return the label of every record by its uid."""
    histories = [vector["subject"], *vector["twins"]]
    return {unhex(record["uid"]): record["label"] for history in histories for record in history["records"]}


def facts_of(history: dict[str, Any]) -> SubjectFacts:
    """Return the facts of one history."""
    return SubjectFacts(
        subject=unhex(history["subject"]),
        kind=int(history["kind"]),
        country=history["country"],
        registered_at=int(history["registeredAt"]),
        controllers=tuple(ControllerPeriod(int(p["party"]), int(p["since"])) for p in history["controllers"]),
        records=tuple(record_of(record) for record in history["records"]),
        joined_by=tuple(
            Joined(unhex(j["uid"]), unhex(j["other"]), basis_of(j["basis"]), int(j["recordedAt"]))
            for j in history["joinedBy"]
        ),
        has_identity=history["hasIdentity"],
    )


def record_of(record: dict[str, Any]) -> Record:
    """Return one record."""
    return Record(
        uid=unhex(record["uid"]),
        schema=unhex(record["schema"]),
        basis=basis_of(record["basis"]),
        recorded_at=int(record["recordedAt"]),
        issuer=unhex(record["issuer"]),
        outcome=int(record["outcome"]),
        valid_from=int(record["validFrom"]),
        valid_until=int(record["validUntil"]),
        ref_uid=unhex(record["refUid"]),
    )


def basis_of(basis: dict[str, str]) -> Basis:
    """Return a basis."""
    return Basis(
        party=int(basis["party"]),
        party_class=PartyClass(int(basis["class"])),
        method=Method(int(basis["method"])),
        signer_kind=SignerKind(int(basis["signerKind"])),
        country=basis["country"],
        accreditation=AccreditationFound(int(basis["accreditation"])),
        accreditor=int(basis["accreditor"]),
    )


def key_of(key: dict[str, Any]) -> KeyFact:
    """Return what is known of a key."""
    marks = tuple((int(mark["from"]), int(mark["recordedAt"])) for mark in key["compromises"])
    return KeyFact(unhex(key["key"]), unhex(key["addedBy"]), int(key["addedAt"]), marks)


def unhex(text: str) -> bytes:
    """Return the bytes of `0x` and hexadecimal."""
    return bytes.fromhex(text.removeprefix("0x"))
