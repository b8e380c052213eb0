"""Examples in the description of the API; what they show is fictitious."""

from __future__ import annotations

from typing import Any, Final

_SUBJECT: Final = "0x5f4b6c10d2a94e7781c0b35ad1e6f2093847abcd10293847566574839201fabc"
_UID: Final = "0xa6dcb1b55f3aeb5ff0e6f27d95c4a1b08b9b1a3a7b8e1d2c3f405162738495a6"
_SCHEMA: Final = "0x229af8bbdaebb4a8118cf1683334434bd1256425fb9782f97a6ee9f9448bc15f"
_HASH: Final = "0x3c2f1e0d4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
_KEY: Final = "0x9f44753a15c3436928B89A2a134005CbD2a71085"

STATUS_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/status@1",
    "subject": {
        "id": _SUBJECT,
        "handle": "LL-BX5P-R40C",
        "kind": "site",
        "name": "Riverbend Oil Mill (fictitious)",
        "country": "MY",
        "closed": False,
    },
    "schema": {"id": "ilo/c029@1930", "hash": _SCHEMA},
    "status": {
        "version": 1,
        "ruleVersion": "1",
        "code": "conforms",
        "validAt": "2026-03-01T12:00:00Z",
        "knownAt": "2026-03-01T12:00:00Z",
        "flags": [],
        "winning": [_UID],
        "losing": [],
        "conflicts": [],
        "reasons": [
            {
                "rule": "R8",
                "code": "conforms",
                "text": "Independent assessment in force: conforms: 0xa6dcb1b5… (conforms; a third party; recorded "
                "2026-01-15).",
                "uids": [_UID],
            }
        ],
    },
    "records": [
        {
            "uid": _UID,
            "subject": {"id": _SUBJECT, "handle": "LL-BX5P-R40C"},
            "schema": {"id": "ilo/c029@1930", "hash": _SCHEMA},
            "outcome": "conforms",
            "validFrom": "2026-01-10T00:00:00Z",
            "validUntil": "2027-01-10T00:00:00Z",
            "recordedAt": "2026-01-15T09:30:00Z",
            "issuer": {
                "party": 7,
                "name": "Clearwater Assurance (fictitious)",
                "class": "auditor",
                "country": "GB",
                "key": _KEY,
                "keyKind": "account",
            },
            "method": "third_party",
            "accreditation": {"found": "country", "accreditor": {"party": 2, "name": None}},
            "refersTo": None,
            "documentHash": _HASH,
            "document": None,
            "transactionHash": _HASH,
            "blockNumber": 4711,
            "words": "Clearwater Assurance (fictitious) (party 7) (auditor, as a third party): conforms under "
            "ilo/c029@1930",
        }
    ],
    "basis": {
        "chainId": 31337,
        "contract": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
        "block": {"number": 5120, "hash": _HASH, "time": "2026-03-01T12:00:00Z", "finality": "finalized"},
        "validAt": "2026-03-01T12:00:00Z",
        "knownAt": "2026-03-01T12:00:00Z",
        "ruleVersion": "1",
        "uids": [_UID],
    },
}

ATTESTATION_EXAMPLE: Final[dict[str, Any]] = {
    "issuer": _KEY,
    "nonce": "17",
    "deadline": "1774958400",
    "subject": _SUBJECT,
    "schema": _SCHEMA,
    "outcome": 1,
    "validFrom": "1768003200",
    "validUntil": "1799539200",
    "documentHash": _HASH,
    "refUid": "0x" + "00" * 32,
}
DOMAIN_EXAMPLE: Final[dict[str, Any]] = {
    "name": "LabourLedger",
    "version": "1",
    "chainId": 31337,
    "verifyingContract": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
}
SIGNED_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/signed-attestation@1",
    "domain": DOMAIN_EXAMPLE,
    "attestation": ATTESTATION_EXAMPLE,
    "signature": "0x" + "1b" * 65,
}
DRY_RUN_EXAMPLE: Final[dict[str, Any]] = {"items": [{"attestation": ATTESTATION_EXAMPLE}, SIGNED_EXAMPLE]}
PROBLEM_EXAMPLE: Final[dict[str, Any]] = {
    "type": "urn:labour-ledger:problem:ledger-refused",
    "title": "Ledger refused",
    "status": 409,
    "detail": "party 9 has no accreditation for this schema in ID",
    "code": "ledger-refused",
    "hint": "Ask an accreditor for one, or issue where you are accredited.",
    "context": {"error": "AccreditationMissing", "item": 2, "arguments": {"party": 9}},
    "requestId": "5f1c0a9be2d34417",
}
