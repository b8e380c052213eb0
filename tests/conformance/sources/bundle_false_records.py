"""Cases of bundles whose histories are complete, and what is told about records is false: steps 6 to 8."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eth_hash.auto import keccak

from . import reference
from .bundle_scenes import (
    ASKED,
    OTHER_STANDARD,
    STANDARD,
    Case,
    Scene,
    changed,
    empty_scene,
    flipped,
    plain,
    plain_scene,
)
from .digests import CURVE_ORDER, private_key, sign
from .world import Json, hexed, schema, unhexed

_NOBODY = "0x" + "00" * 20


def false_signatures() -> dict[str, Case]:
    """Return the cases of step 6 in which a signature is not the issuer's."""
    scene, block, bundle, _ = plain()
    alone = bundle["subjects"][0]["entries"][3]["signed"]["signature"]
    batch = bundle["subjects"][0]["entries"][4]["signed"]["signature"]
    good = unhexed(bundle["signatures"][alone]["signature"])
    uid = unhexed(scene.records[1]["_uid"])
    other_domain = reference.domain_separator(scene.world.domain | {"chainId": "1"})
    elsewhere = keccak(b"\x19\x01" + other_domain + _struct_hash(bundle["subjects"][0]["entries"][3]["attestation"]))

    def resigned(signature: bytes, place: int = alone) -> Json:
        return changed(bundle, lambda b: b["signatures"][place].update(signature=hexed(signature)))

    def batched(change: Callable[[list[str]], object]) -> Json:
        return changed(bundle, lambda b: change(b["signatures"][batch]["structHashes"]))

    s = CURVE_ORDER - int.from_bytes(good[32:64], "big")
    files = {
        "signature-bit": ("A bit of a signature is flipped.", resigned(unhexed(flipped(hexed(good), 300)))),
        "signature-high-s": (
            "The other form of the same signature, which the ledger refuses.",
            resigned(good[:32] + s.to_bytes(32, "big") + bytes((55 - good[64],))),
        ),
        "signature-of-another": ("Another key signed.", resigned(sign(private_key(9), uid))),
        "signature-other-domain": (
            "Signed for the ledger of another chain.",
            resigned(sign(scene.auditor.key, elsewhere)),
        ),
        "signature-64-bytes": ("An account signs with 65 bytes.", resigned(good[:64])),
        "signature-recovery-0": ("The last byte is 27 or 28.", resigned(good[:64] + bytes((good[64] - 27,)))),
        "signature-of-another-record": (
            "A record names the signature of another one.",
            changed(
                bundle,
                lambda b: (
                    b["subjects"][0]["entries"][3]["signed"].update(signature=0),
                    b["subjects"][0]["entries"][2]["signed"].update(signature=alone),
                ),
            ),
        ),
        "batch-signature-bit": (
            "A bit of a batch's signature is flipped.",
            resigned(unhexed(flipped(bundle["signatures"][batch]["signature"], 300)), batch),
        ),
        "batch-more": (
            "A batch that was signed without its last item.",
            batched(lambda hashes: hashes.append("0x" + "11" * 32)),
        ),
    }
    cases = {title: _false(about, file, "signature-false") for title, (about, file) in files.items()}
    bare = block.bundle(scene.site, schema_id=STANDARD)
    sibling = next(place for place, part in enumerate(bare["signatures"]) if "structHashes" in part)
    cases["batch-sibling-changed"] = _false(
        "Another item of a batch, not shown here, was changed.",
        changed(bare, lambda b: b["signatures"][sibling]["structHashes"].__setitem__(1, "0x" + "11" * 32)),
        "signature-false",
    )
    cases["batch-item-other"] = _false(
        "A record says that it is another item of its batch.",
        changed(bundle, lambda b: b["subjects"][0]["entries"][4]["signed"].update(item=2)),
        "batch-false",
    )
    cases["batch-item-changed"] = _false(
        "The struct hash of a shown record is another in the batch.",
        batched(lambda hashes: hashes.__setitem__(0, "0x" + "11" * 32)),
        "batch-false",
    )
    return cases


def _struct_hash(attestation: Json) -> bytes:
    return reference.struct_hash(reference.signed_types()["Attestation"], attestation)


def false_keys() -> dict[str, Case]:
    """Return the cases of step 6 in which the issuer was no key in force of the party."""
    cases = {}

    def add(title: str, about: str, scene: Scene) -> None:
        cases[f"key-{title}"] = _of_scene(about, scene, "key-false")

    def end(scene: Scene, entry_name: str, **fields: Any) -> None:
        key = scene.world.histories["party"]["1"][1]["key"]
        scene.world.add("party", "1", entry_name, key=key, **fields)

    def audit(scene: Scene, **changes: object) -> None:
        scene.world.record(scene.auditor, scene.site, STANDARD, 1, **changes)

    scene = plain_scene()
    audit(scene, key=private_key(9))
    add("unknown", "Nobody's key signed.", scene)
    scene = plain_scene()
    audit(scene, key=scene.union.key)
    add("of-another-party", "The key of another party signed, and counts for this one.", scene)
    scene = plain_scene()
    audit(scene, key=private_key(101))
    scene.world.add_key(scene.auditor)
    add("added-later", "The key was added only after it signed.", scene)
    scene = plain_scene()
    end(scene, "KeyRetired", by=_NOBODY)
    audit(scene)
    add("retired", "The key was retired before it signed.", scene)
    scene = plain_scene()
    end(scene, "KeyCompromised", compromisedFrom=str(scene.world.time), by=_NOBODY)
    audit(scene)
    add("compromised", "The key was marked before it signed.", scene)
    scene = plain_scene()
    key = scene.world.add_key(scene.auditor, notBefore=str(scene.world.time + 10**6))
    audit(scene, key=key)
    add("not-yet", "The period of the key had not begun.", scene)
    scene = plain_scene()
    key = scene.world.add_key(scene.auditor, role=2)
    audit(scene, key=key)
    add("of-administrators", "The key may administer, and not sign.", scene)
    scene = plain_scene()
    end(scene, "KeySuspended", suspendedUntil=str(scene.world.time + 10**7))
    audit(scene)
    add("suspended", "The key was suspended when it signed.", scene)
    scene = plain_scene()
    end(scene, "KeySuspended", suspendedUntil=str(scene.world.time + 10**7))
    scene.world.record(scene.auditor, scene.site, "ledger/revocation@1", 0, refers_to=scene.records[1]["_uid"])
    add("suspended-revokes", "A key that was suspended by itself may not even revoke.", scene)
    scene = plain_scene()
    scene.world.add("party", "1", "PartySuspended", suspendedUntil=str(scene.world.time + 10**7))
    audit(scene)
    add("suspended-with-party", "The key was suspended with its party.", scene)
    scene = plain_scene()
    audit(scene, signer_kind=2)
    add("of-another-kind", "An account is told to be a contract wallet, whose signature is not checked.", scene)
    return cases


def false_bases() -> dict[str, Case]:
    """Return the cases of step 6 in which body or capacity do not follow from the histories."""
    cases = {}
    changes: dict[str, tuple[str, Json]] = {
        "class": ("The party was of another class.", {"class_": 1}),
        "country": ("The party was of another country.", {"country": "MY"}),
        "method": ("An auditor is told to be a government.", {"method": 4}),
        "method-self": ("An auditor is told to be the subject itself.", {"method": 1}),
        "reach": ("An accreditation for every country is told to be for this one.", {"accreditation": 1}),
        "accreditor": ("Another party gave the accreditation.", {"accreditor": 2}),
        "accreditor-of-nothing": ("An accreditor without an accreditation.", {"accreditation": 0, "accreditor": 2}),
    }
    for title, (about, change) in changes.items():
        scene = empty_scene()
        scene.world.record(scene.auditor, scene.site, STANDARD, 1, basis=change)
        cases[f"basis-{title}"] = _of_scene(about, scene, "basis-false")
    periods: tuple[tuple[str, str, Json], ...] = (
        ("over", "The accreditation was over.", {"until": "1750000001"}),
        ("to-come", "The accreditation had not begun.", {"start": "1850000000"}),
    )
    for title, about, accreditation in periods:
        scene = empty_scene()
        scene.world.accredit(scene.union, STANDARD, "MY", **accreditation)
        scene.world.record(scene.union, scene.site, STANDARD, 1)
        cases[f"accreditation-{title}"] = _of_scene(about, scene, "basis-false")
    scene = empty_scene()
    ended: Json = {"schema": schema(STANDARD), "country": "", "by": "0"}
    scene.world.add("party", "1", "AccreditationEnded", **ended)
    scene.world.record(scene.auditor, scene.site, STANDARD, 1)
    cases["accreditation-ended"] = _of_scene("The accreditation was ended.", scene, "basis-false")
    scene = empty_scene()
    scene.world.record(scene.auditor, scene.site, OTHER_STANDARD, 1, basis={"accreditation": 2})
    cases["accreditation-of-another-standard"] = _of_scene("Accredited for another standard.", scene, "basis-false")

    for title, about, body in (
        ("about-another-subject", "The attestation is about another subject.", {"subject": "0x" + "11" * 32}),
        ("deadline-passed", "Recorded after its deadline.", {"deadline": "1750000001"}),
        ("period-empty", "For an empty period.", {"validUntil": "1"}),
    ):
        scene = empty_scene()
        scene.world.record(scene.auditor, scene.site, STANDARD, 1, **body)
        cases[f"record-{title}"] = _of_scene(about, scene, "record-false")
    return cases


def false_documents() -> dict[str, Case]:
    """Return the cases of step 7."""
    scene, block, bundle, _ = plain()
    identity = bundle["subjects"][0]["identity"]
    more = identity["content"] | {"identifiers": [{"scheme": "os", "value": "MY0000000000000"}]}
    files = {
        "document-changed": (
            "A document was edited.",
            changed(bundle, lambda b: b["documents"][0]["content"].update(findings=0)),
        ),
        "document-salt": (
            "The salt of a document is another.",
            changed(bundle, lambda b: b["documents"][0].update(salt="0x" + "11" * 32)),
        ),
        "document-of-nothing": (
            "A document that no record committed to.",
            changed(bundle, lambda b: b["documents"].append(identity)),
        ),
        "document-of-a-bare-record": (
            "The record of a document is not shown.",
            block.bundle(scene.site, schema_id="sai/sa8000@2014") | {"documents": bundle["documents"]},
        ),
        "identity-changed": (
            "An identity was edited.",
            changed(bundle, lambda b: b["subjects"][0]["identity"]["content"].update(generated=False)),
        ),
        "identity-identifier-foreign": (
            "An identifier was put into an identity.",
            changed(bundle, lambda b: b["subjects"][0]["identity"].update(content=more)),
        ),
        "profile-changed": (
            "A profile was edited.",
            changed(bundle, lambda b: b["parties"][0]["profile"]["content"].update(names=[])),
        ),
    }
    cases = {title: _false(about, file, "document-false", 7) for title, (about, file) in files.items()}
    cases["document-of-a-bare-record"].arguments = ()
    for title, about, schema_id, subject in (
        ("another-schema", "under another schema", OTHER_STANDARD, ""),
        ("another-subject", "about another subject", STANDARD, "0x" + "11" * 32),
    ):
        odd = empty_scene()
        document = odd.world.document(schema_id, subject or odd.site, {"generated": True})
        found = hexed(keccak(reference.canonical(document)))
        odd.world.documents[found] = document
        odd.world.record(odd.auditor, odd.site, STANDARD, 1, documentHash=found)
        cases[f"document-of-{title}"] = _of_scene(
            f"The document that was committed to is {about}.", odd, "document-false", 7
        )
    return cases | _false_identities()


def _false_identities() -> dict[str, Case]:
    foreign = empty_scene(identifiers=("os:MY1234567ABCDEF", "uml:PO1000001234"))
    history = foreign.world.histories["subject"][foreign.site]
    del history[2]
    moved = empty_scene()
    claimed = moved.world.histories["subject"][moved.site][1]["identifier"]
    moved.world.add("subject", moved.site, "IdentifierReassigned", identifier=claimed, toSubject="0x" + "11" * 32)
    return {
        "identifier-never-claimed": _of_scene(
            "The identity that was committed to lists an identifier that the ledger did not give it.",
            foreign,
            "identifier-false",
            7,
        ),
        "identifier-reassigned": _of_scene(
            "The identity lists an identifier that was reassigned since.", moved, "identifier-false", 7
        ),
    }


def false_answers() -> dict[str, Case]:
    """Return the cases of step 8: the proof is sound, and the answer is not the one required."""
    scene, _, bundle, trust = plain()
    required = (*ASKED, "--subject", scene.site, "--require", "conforms")
    return {
        "requirement-unmet": Case(
            "The status is not the one that is required.",
            bundle,
            trust,
            1,
            8,
            "requirement-unmet",
            required,
            status="conforms_with_findings",
        )
    }


def _of_scene(about: str, scene: Scene, code: str, step: int = 6) -> Case:
    block = scene.block()
    return Case(about, block.bundle(scene.site), block.trust(), 1, step, code)


def _false(about: str, bundle: Json, code: str, step: int = 6) -> Case:
    return Case(about, bundle, plain()[3], 1, step, code)
