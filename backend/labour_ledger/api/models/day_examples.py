"""Examples of forms and answers of the daily work; what they show is fictitious."""

from __future__ import annotations

from typing import Any, Final

from .examples import ATTESTATION_EXAMPLE, DOMAIN_EXAMPLE

KEY: Final = "0x9f44753a15c3436928B89A2a134005CbD2a71085"
UID: Final = "0xa6dcb1b55f3aeb5ff0e6f27d95c4a1b08b9b1a3a7b8e1d2c3f405162738495a6"
SITE: Final = "LL-BX5P-R40C"
_HASH: Final = "0x3c2f1e0d4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"
_VISIT: Final[dict[str, Any]] = {
    "performedFrom": "2026-03-02",
    "performedUntil": "2026-03-03",
    "technique": "on-site",
    "announcement": "semi-announced",
    "personDays": "3-5",
    "findings": [],
    "language": "en",
}
_DRAFT: Final[dict[str, Any]] = {
    "format": "labour-ledger/draft@1",
    "domain": DOMAIN_EXAMPLE,
    "attestation": ATTESTATION_EXAMPLE,
    "document": {"v": 1, "schema": "ilo/c029@1930", "subject": "0x…", "salt": "0x…", "content": _VISIT},
}

STATEMENT_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "site": SITE,
    "schema": "ilo/c029@1930",
    "outcome": "conforms",
    "content": _VISIT,
}
ANNOUNCEMENT_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "site": SITE,
    "schema": "ilo/c029@1930",
    "content": {
        "technique": "on-site",
        "announcement": "semi-announced",
        "plannedFrom": "2026-03-02",
        "language": "en",
    },
}
ACT_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "record": UID,
    "content": {"grounds": ["workers-not-heard"], "sought": "re-assessment", "language": "en"},
}
CORRECTION_EXAMPLE: Final[dict[str, Any]] = {"key": KEY, "record": UID, "set": ["findings[0].dueDate=2026-09-01"]}
SITE_CHANGE_EXAMPLE: Final[dict[str, Any]] = {"key": KEY, "site": SITE, "relation": "closed", "from": "2026-03-01"}
SAME_SITE_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "site": SITE,
    "other": "LL-2C9D-41XW",
    "matchedOn": ["address", "operator"],
}
BATCH_EXAMPLE: Final[dict[str, Any]] = {"drafts": [_DRAFT]}
PREPARED_EXAMPLE: Final[dict[str, Any]] = {
    "uid": UID,
    "basis": {
        "party": 7,
        "class": "auditor",
        "country": "GB",
        "method": "third_party",
        "keyKind": "account",
        "accreditation": "country",
        "accreditor": 2,
    },
    "effect": "will be looked at beside the record that it names",
    "typedData": {"types": {}, "primaryType": "Attestation", "domain": DOMAIN_EXAMPLE, "message": ATTESTATION_EXAMPLE},
    "file": {**_DRAFT, "format": "labour-ledger/signed-attestation@1", "signature": None},
    "draft": _DRAFT,
}
APPLICATION_FORM_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "name": "Riverbend Mill (fictitious)",
    "class": "business",
    "country": "ID",
}
CLAIM_FORM_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "site": SITE,
    "evidence": [{"name": "licence.pdf", "hash": _HASH, "size": 48213}],
}
DECISION_EXAMPLE: Final[dict[str, Any]] = {"by": "registry desk"}
REFUSAL_EXAMPLE: Final[dict[str, Any]] = {"by": "registry desk", "reason": "no proof of registration was given"}
GRANT_EXAMPLE: Final[dict[str, Any]] = {"by": "registry desk", "key": KEY, "signature": "0x" + "1b" * 65}
COSIGNATURE_FORM_EXAMPLE: Final[dict[str, Any]] = {
    "site": SITE,
    "schema": "ilo/c155@1981",
    "outcome": "conforms",
    "content": _VISIT,
    "signers": [
        {"role": "auditor", "key": KEY},
        {"role": "site", "key": "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"},
    ],
}
_ZERO: Final = "0x" + "00" * 32
_SIGNATURE: Final = "0x" + "1b" * 65
APPLICATION_FILE_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/party-application@1",
    "domain": DOMAIN_EXAMPLE,
    "application": {"key": KEY, "class": "business", "country": "ID", "profileHash": _HASH, "madeAt": "1774958400"},
    "profile": {
        "v": 1,
        "schema": "ledger/party-profile@1",
        "subject": _ZERO,
        "salt": _HASH,
        "content": {"names": [{"text": "Riverbend Mill (fictitious)", "kind": "registered"}], "country": "ID"},
    },
    "signature": _SIGNATURE,
}
CLAIM_FILE_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/site-claim@1",
    "domain": DOMAIN_EXAMPLE,
    "change": {"subject": UID, "controller": "7", "issuer": KEY, "nonce": "17", "deadline": "1774958400"},
    "changeSignature": _SIGNATURE,
    "document": {"salt": _HASH, "evidence": []},
    "claimSignature": _SIGNATURE,
}
COSIGNATURE_FILE_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/cosignature@1",
    "domain": DOMAIN_EXAMPLE,
    "document": _DRAFT["document"],
    "signers": [
        {"role": "auditor", "attestation": ATTESTATION_EXAMPLE, "signature": _SIGNATURE},
        {"role": "site", "attestation": {**ATTESTATION_EXAMPLE, "refUid": UID}, "signature": None},
    ],
}
ACCREDITATION_FORM_EXAMPLE: Final[dict[str, Any]] = {
    "key": KEY,
    "party": 7,
    "schema": "ilo/c029@1930",
    "country": "ID",
    "until": "2028-12-31",
}
ACCREDITATION_FILE_EXAMPLE: Final[dict[str, Any]] = {
    "format": "labour-ledger/accreditation-change@1",
    "domain": DOMAIN_EXAMPLE,
    "change": {
        "issuer": KEY,
        "nonce": "17",
        "deadline": "1774958400",
        "party": "7",
        "schema": _HASH,
        "country": "ID",
        "action": "give",
        "from": "1768003200",
        "until": "1861920000",
    },
    "signature": _SIGNATURE,
}
