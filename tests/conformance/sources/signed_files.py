"""Vectors of signed files: folders with a file, a trust file, and what a verifier must answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from . import reference
from .digests import CURVE_ORDER, address_of, private_key, sign

Json = dict[str, Any]
_ORIGIN = "Made by tests/conformance/make_vectors.py with test keys; everything in it is generated and fictitious."
_ISSUER, _OTHER = private_key(1), private_key(2)
_LEDGER = "0x5fbdb2315678afecb367f032d93f642f64180aa3"
_DOMAIN = {"chainId": "31337", "verifyingContract": _LEDGER}
_SCHEMA = "ilo/c029@1930"
_ZERO = "0x" + "00" * 32


def _document(number: int = 1) -> Json:
    return {
        "v": 1,
        "schema": _SCHEMA,
        "subject": "0x" + keccak(f"subject {number}".encode()).hex(),
        "salt": "0x" + keccak(f"salt {number}".encode()).hex(),
        "content": {"generated": True, "result": "C", "share": "0.25"},
    }


def _attestation(document: Json, **changes: Any) -> Json:
    fields = {
        "issuer": to_checksum_address(address_of(_ISSUER)),
        "nonce": str(2**63 + 7),
        "deadline": "4102444800",
        "subject": document["subject"],
        "schema": "0x" + keccak(document["schema"].encode()).hex(),
        "outcome": 2,
        "validFrom": "1767225600",
        "validUntil": "1798761600",
        "documentHash": "0x" + keccak(reference.canonical(document)).hex(),
        "refUid": _ZERO,
    }
    return fields | changes


def _domain_json() -> Json:
    return {"name": "LabourLedger", "version": "1", "chainId": 31337, "verifyingContract": to_checksum_address(_LEDGER)}


def _signed(attestation: Json, document: Json | None, *, key: Any = _ISSUER) -> Json:
    digest = reference.digest(reference.signed_types()["Attestation"], _DOMAIN, attestation)
    file = {
        "format": "labour-ledger/signed-attestation@1",
        "domain": _domain_json(),
        "attestation": attestation,
        "signature": "0x" + sign(key, digest).hex(),
    }
    return file if document is None else file | {"document": document}


def _single(**changes: Any) -> Json:
    return _signed(_attestation(_document(), **changes), _document())


def _batch(count: int = 3) -> Json:
    chosen = [_document(number) for number in range(count)]
    attestations = [_attestation(document, nonce=str(place)) for place, document in enumerate(chosen)]
    digest = reference.digest(reference.signed_types()["Batch"], _DOMAIN, {"attestations": attestations})
    return {
        "format": "labour-ledger/signed-batch@1",
        "domain": _domain_json(),
        "attestations": attestations,
        "signature": "0x" + sign(_ISSUER, digest).hex(),
        "documents": [None if place == 1 else document for place, document in enumerate(chosen)],
    }


def _trust(*signers: Json, **changes: Any) -> Json:
    trust = {"format": "labour-ledger/trust@1", "chainId": 31337, "contract": to_checksum_address(_LEDGER)}
    return trust | ({"signers": list(signers)} if signers else {}) | changes


def _signer(key: Any = _ISSUER, **fields: str) -> Json:
    return {"address": to_checksum_address(address_of(key)), **fields}


def _changed(change: Callable[[Json], object], file: Json | None = None) -> Json:
    copy = deepcopy(_single() if file is None else file)
    change(copy)
    return copy


def _resigned(change: Callable[[bytes], bytes]) -> Json:
    file = _single()
    return file | {"signature": "0x" + change(bytes.fromhex(file["signature"][2:])).hex()}


def _without(file: Json, *path: str) -> Json:
    copy = deepcopy(file)
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return copy


def _high_s(signature: bytes) -> bytes:
    s = CURVE_ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


_KNOWN = _trust(_signer(name="Generated Audits (fictitious)"))


def _case(
    about: str, file: Json | str, exit_code: int = 0, step: int | None = None, code: str | None = None, **more: Any
) -> Json:
    return {"about": about, "file": file, "exit_code": exit_code, "step": step, "code": code, "trust": _KNOWN} | more


def _sound() -> dict[str, Json]:
    lines = "".join(json.dumps(_single(nonce=str(number))) + "\n\n" for number in range(3))
    return {
        "signer-named": _case("The trust file names the ledger and the signer.", _single()),
        "no-signers-listed": _case("The trust file lists no signers; the report says so.", _single(), trust=_trust()),
        "document-not-disclosed": _case(
            "Without its document the signature still holds.", _without(_single(), "document")
        ),
        "no-document": _case(
            "No document was signed for.", _signed(_attestation(_document(), documentHash=_ZERO), None)
        ),
        "period-over": _case(
            "Dates long past do not make a signature false.", _single(validFrom="0", validUntil="1", deadline="1")
        ),
        "no-end": _case("Times up to the end of uint64.", _single(validUntil=str(2**64 - 1), deadline=str(2**64 - 1))),
        "batch": _case("Three attestations under one signature; one document is not disclosed.", _batch()),
        "batch-of-one": _case("A batch of one is signed as a batch.", _batch(1)),
        "batch-without-documents": _case("No document of a batch is disclosed.", _without(_batch(), "documents")),
        "json-lines": _case("One signed file on each line, blank lines between.", lines, name="file.jsonl"),
        "spread-over-lines": _case("White space outside of strings means nothing.", json.dumps(_single(), indent=7)),
        "lower-case-address": _case(
            "Addresses may be in lower case.", _changed(lambda f: f["domain"].update(verifyingContract=_LEDGER))
        ),
        "full-trust-file": _case(
            "A trust file with everything that proof bundles will need.",
            _single(),
            trust=_trust(
                _signer(kind="account"),
                contractCodeHash="0x" + "11" * 32,
                council=to_checksum_address("0x" + "22" * 20),
                councilCodeHash="0x" + "33" * 32,
                chainProfile={"headerFields": 21, "finality": "finalized", "timeToleranceSeconds": 0},
                trustedBlocks=[{"number": "120", "hash": "0x" + "44" * 32, "timestamp": "1767225600"}],
                greatestBlockAgeSeconds=604800,
                endpoints={"urls": ["http://127.0.0.1:8545"], "agree": 1},
            ),
        ),
        "ledger-and-signer-given": _case(
            "The ledger and the signer on the command line instead of a trust file.",
            _single(),
            trust=None,
            arguments=["--domain", f"31337:{_LEDGER}", "--signer", address_of(_ISSUER)],
        ),
    }


def _unchecked() -> dict[str, Json]:
    ledger, signer = ["--domain", f"31337:{_LEDGER}"], ["--signer", address_of(_ISSUER)]
    missing: Json = {"exit_code": 4, "step": 2, "code": "trust-missing", "trust": None}
    contract = _trust(_signer(kind="contract"))
    by_contract: Json = {"exit_code": 4, "step": 6, "code": "signature-by-contract"}
    return {
        "nothing-trusted": _case(
            "The signature fits, but only the file says whose it should be.", _single(), **missing
        ),
        "only-the-ledger-given": _case(
            "The signer is not known from elsewhere.", _single(), **missing, arguments=ledger
        ),
        "only-the-signer-given": _case(
            "The ledger is not known from elsewhere.", _single(), **missing, arguments=signer
        ),
        "signer-not-listed": _case(
            "The trust file lists signers, and not this one.",
            _single(),
            4,
            2,
            "signer-unknown",
            trust=_trust(_signer(_OTHER)),
        ),
        "contract-wallet": _case(
            "The signer is a contract wallet, whose signature only the chain can judge.",
            _resigned(lambda signature: signature[:64] + bytes(36)),
            **by_contract,
            trust=contract,
        ),
        "contract-wallet-65-bytes": _case(
            "A contract wallet may answer with 65 bytes of one of its owners.",
            _signed(_attestation(_document()), _document(), key=_OTHER),
            **by_contract,
            trust=contract,
        ),
        "other-length-unlisted": _case(
            "Not 65 bytes, and nothing says that the signer is an account.",
            _resigned(lambda signature: signature[:64]),
            **by_contract,
            trust=_trust(),
        ),
    }


def _false() -> dict[str, Json]:
    signature: Json = {"exit_code": 1, "step": 6, "code": "signature-false"}
    document: Json = {"exit_code": 1, "step": 7, "code": "document-false"}
    elsewhere = "0x" + "ab" * 32
    cases = {
        f"field-{name}": _case(
            f"The field {name} was changed after signing.",
            _changed(lambda f, name=name, new=new: f["attestation"].update({name: new})),  # type: ignore[misc]
            **signature,
        )
        for name, new in {
            "nonce": "8",
            "deadline": "4102444801",
            "outcome": 1,
            "validFrom": "1767225599",
            "validUntil": "1798761601",
            "refUid": elsewhere,
        }.items()
    }
    return cases | {
        "field-issuer": _case(
            "The issuer was changed to another listed signer.",
            _changed(lambda f: f["attestation"].update(issuer=_signer(_OTHER)["address"])),
            **signature,
            trust=_trust(_signer(), _signer(_OTHER)),
        ),
        "signature-bit": _case(
            "One bit of r was changed.", _resigned(lambda s: bytes((s[0] ^ 1,)) + s[1:]), **signature
        ),
        "signature-high-s": _case(
            "s in the upper half: the same signature in a second form.", _resigned(_high_s), **signature
        ),
        "signature-recovery-0": _case("v is 0 or 1.", _resigned(lambda s: s[:64] + bytes((s[64] - 27,))), **signature),
        "signature-64-bytes-of-account": _case(
            "The trust file says that the signer is an account.", _resigned(lambda s: s[:64]), **signature
        ),
        "signature-of-another": _case(
            "Another key signed.", _signed(_attestation(_document()), _document(), key=_OTHER), **signature
        ),
        "signed-alone-sent-as-batch": _case(
            "A signature over one attestation is none over a batch of it.",
            _batch(1) | {"signature": _single(nonce="0")["signature"]},
            **signature,
        ),
        "batch-order": _case(
            "Two attestations of a batch changed places.",
            _changed(lambda f: (f["attestations"].reverse(), f.pop("documents")), _batch()),
            **signature,
        ),
        "batch-item-removed": _case(
            "An attestation was taken out of a batch.",
            _changed(lambda f: (f["attestations"].pop(), f["documents"].pop()), _batch()),
            **signature,
        ),
        "domain-other-chain": _case(
            "Signed for another chain than the trusted one.", _single(), 1, 2, "domain-false", trust=_trust(chainId=1)
        ),
        "domain-other-ledger": _case(
            "Signed for another contract.", _single(), 1, 2, "domain-false", trust=_trust(contract="0x" + "99" * 20)
        ),
        "domain-replaced": _case(
            "The domain of the file was replaced by the trusted one.",
            _changed(lambda f: f["domain"].update(chainId=1)),
            **signature,
            trust=_trust(_signer(), chainId=1),
        ),
        "signer-not-asked-for": _case(
            "Another signer than the one asked for.",
            _single(),
            1,
            2,
            "signer-false",
            arguments=["--signer", address_of(_OTHER)],
        ),
        "document-changed": _case(
            "A word of the document was changed.",
            _changed(lambda f: f["document"]["content"].update(result="A")),
            **document,
        ),
        "document-salt": _case(
            "The salt was changed.", _changed(lambda f: f["document"].update(salt="0x" + "00" * 32)), **document
        ),
        "document-of-another-subject": _case(
            "The document is committed to, but speaks of another subject.",
            _signed(_attestation(_document(), subject=elsewhere), _document()),
            **document,
        ),
        "document-of-another-schema": _case(
            "The document is committed to, but is of another schema.",
            _signed(_attestation(_document(), schema=elsewhere), _document()),
            **document,
        ),
        "document-not-signed-for": _case(
            "A document is in the file, but none was signed for.",
            _signed(_attestation(_document(), documentHash=_ZERO), _document()),
            **document,
        ),
        "batch-documents-exchanged": _case(
            "Documents of a batch are in each other's place.",
            _changed(lambda f: f["documents"].reverse(), _batch()),
            **document,
        ),
        "json-lines-one": _case(
            "One line of three is false.",
            "\n".join(
                json.dumps(file)
                for file in (_single(), _changed(lambda f: f["attestation"].update(outcome=1)), _single())
            ),
            **signature,
            name="file.jsonl",
        ),
    }


def _bad() -> dict[str, Json]:
    bad: Json = {"exit_code": 2, "step": 1, "code": "input-invalid"}

    def attested(**changes: Any) -> Json:
        return _changed(lambda f: f["attestation"].update(changes))

    compact = json.dumps(_single())
    mixed = _changed(lambda f: f["attestations"][1].update(issuer=_signer(_OTHER)["address"]), _batch())
    return {
        "not-json": _case("The file was cut short.", compact[:-20], **bad),
        "no-object": _case("A list is no signed file.", f"[{compact}]", **bad),
        "key-twice": _case(
            "Two outcomes: two readers could see two things.",
            compact.replace('"outcome": 2', '"outcome": 1, "outcome": 2'),
            **bad,
        ),
        "format-unknown": _case(
            "A format that this version does not know.",
            _single() | {"format": "labour-ledger/signed-attestation@2"},
            **bad,
        ),
        "field-unknown": _case("A field that the format does not have.", _single() | {"comment": "trust me"}, **bad),
        "field-unknown-inside": _case(
            "A field that an attestation does not have.", attested(comment="trust me"), **bad
        ),
        "field-missing": _case("No signature.", _without(_single(), "signature"), **bad),
        "field-missing-inside": _case("No refUid.", _without(_single(), "attestation", "refUid"), **bad),
        "domain-name": _case("Another EIP-712 name.", _changed(lambda f: f["domain"].update(name="Other")), **bad),
        "address-checksum": _case(
            "A mistyped address.", attested(issuer=_signer()["address"].swapcase().replace("0X", "0x")), **bad
        ),
        "number-as-number": _case("uint64 values are decimal strings.", attested(nonce=7), **bad),
        "number-leading-zero": _case("No leading zeros.", attested(nonce="07"), **bad),
        "number-too-large": _case("2^64 is beyond uint64.", attested(deadline=str(2**64)), **bad),
        "number-decimal": _case("No JSON number is a decimal.", attested(outcome=2.0), **bad),
        "outcome-unknown": _case("Outcomes end at 5.", attested(outcome=6), **bad),
        "outcome-true": _case("true is no number.", attested(outcome=True), **bad),
        "hexadecimal-capitals": _case("Hexadecimal is in lower case.", attested(subject="0x" + "AB" * 32), **bad),
        "hexadecimal-short": _case("31 bytes are no bytes32.", attested(subject="0x" + "ab" * 31), **bad),
        "document-null": _case("A document that is not disclosed is left out.", _single() | {"document": None}, **bad),
        "document-envelope": _case(
            "A document has five fields.", _changed(lambda f: f["document"].update(extra=1)), 2, 7, "input-invalid"
        ),
        "batch-empty": _case(
            "A batch has at least one attestation.", _batch() | {"attestations": [], "documents": []}, **bad
        ),
        "batch-issuers": _case("A batch has one issuer.", mixed, **bad),
        "batch-documents-count": _case(
            "As many documents as attestations, or none at all.", _batch() | {"documents": [None]}, **bad
        ),
        "json-lines-one": _case(
            "One line of two cannot be read; that outweighs a false one.",
            f"{compact}\n{{}}\n",
            **bad,
            name="file.jsonl",
        ),
    }


def _configuration() -> dict[str, Json]:
    wrong: Json = {"exit_code": 5, "code": "configuration-invalid"}
    both = ["--domain", f"31337:{_LEDGER}"]
    return {
        "trust-format": _case("Another format.", _single(), **wrong, trust=_trust(format="labour-ledger/trust@2")),
        "trust-field-unknown": _case(
            "A mistyped field must not be ignored.", _single(), **wrong, trust=_trust(signer=[])
        ),
        "trust-signer-twice": _case(
            "A signer listed twice.", _single(), **wrong, trust=_trust(_signer(), _signer(name="B"))
        ),
        "trust-kind-unknown": _case(
            "A kind of key that there is not.", _single(), **wrong, trust=_trust(_signer(kind="wallet"))
        ),
        "trust-and-domain": _case("Two answers to which ledger is trusted.", _single(), **wrong, arguments=both),
    }


def signed_files() -> dict[str, Any]:
    """Return the files of all case folders; texts are written as they are, the rest as JSON."""
    groups = {
        "sound": _sound(),
        "unchecked": _unchecked(),
        "false": _false(),
        "bad": _bad(),
        "configuration": _configuration(),
    }
    files: dict[str, Any] = {}
    for group, cases in groups.items():
        for title, case in cases.items():
            folder = f"signed-files/{group}-{title}"
            name = case.get("name", "file.json")
            arguments = [name, *(["--trust", "trust.json"] if case["trust"] else []), *case.get("arguments", [])]
            files[f"{folder}/README"] = case["about"] + "\n"
            files[f"{folder}/{name}"] = case["file"]
            if case["trust"]:
                files[f"{folder}/trust.json"] = case["trust"]
            files[f"{folder}/expected.json"] = {
                "origin": _ORIGIN,
                "arguments": arguments,
                "exit": case["exit_code"],
                "step": case["step"],
                "code": case["code"],
            }
    return files
