"""Cases of bundles that are sound, whatever they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from eth_hash.auto import keccak

from .blocks import FORKS, Block, fold_all
from .bundle_scenes import (
    ASKED,
    FILLERS,
    OTHER_STANDARD,
    STANDARD,
    Case,
    Scene,
    empty_scene,
    plain,
    plain_scene,
    twin_scene,
)
from .world import COUNCIL, Json, hexed

_FOUND = "conforms_with_findings"
_SUBJECT = ("--subject", "os:MY1234567ABCDEF")


def sound() -> dict[str, Case]:
    """Return the sound cases."""
    scene, block, bundle, trust = plain()
    entries = block.histories["subject"][scene.site]
    since = hexed(fold_all(entries[:4]))
    continued = block.bundle(scene.site, since={scene.site: 4}, disclose=False)
    twins, twin = twin_scene()
    twin_block = twins.block()
    two_lines = json.dumps(bundle) + "\n" + json.dumps(bundle) + "\n"
    cases = {
        "audited": Case("Audits and a batch, with documents, identity and profiles.", bundle, trust, status=_FOUND),
        "no-question": Case(
            "No schema is asked for: the history is proven, and no status is given.", bundle, trust, arguments=()
        ),
        "other-schemas-bare": Case(
            "Records of other standards travel without their body.",
            block.bundle(scene.site, schema_id=STANDARD),
            trust,
            status=_FOUND,
        ),
        "nothing-disclosed": Case(
            "No document, identity or profile is in it.", block.bundle(scene.site, disclose=False), trust, status=_FOUND
        ),
        "requirement-met": Case(
            "The status is one that is required of the subject that is meant.",
            bundle,
            trust,
            arguments=(*ASKED, *_SUBJECT, "--require", "conforms,conforms_with_findings"),
            status=_FOUND,
        ),
        "subject-in-full": Case(
            "The subject is named by its full id.",
            bundle,
            trust,
            arguments=(*ASKED, "--subject", scene.site),
            status=_FOUND,
        ),
        "json-lines": Case("One bundle on each line.", two_lines, trust, name="bundle.jsonl", status=_FOUND),
        "continued": Case(
            "Only the entries since a head that the auditor verified before.",
            continued,
            trust,
            arguments=("--since", since),
        ),
        "passes-through": Case(
            "A whole history that goes through a head verified before.",
            bundle,
            trust,
            arguments=(*ASKED, "--since", since),
            status=_FOUND,
        ),
        "issued": Case("Everything that a party ever issued.", block.bundle(issued=[1]), trust, arguments=()),
        "twins": Case(
            "Nonconformity was found under a twin, so it counts here.",
            twin_block.bundle(twins.site, twin),
            twin_block.trust(),
            status="does_not_conform",
        ),
        "as-known-before": Case(
            "As known before the audit there was only the self-declaration.",
            bundle,
            trust,
            arguments=(*ASKED, "--known-at", _time(entries[2]), "--at", _time(entries[2])),
            status="self_declared",
        ),
    }
    return cases | _sound_forks(scene) | _sound_histories()


def _time(entry: Json) -> str:
    return datetime.fromtimestamp(int(entry["recordedAt"]), UTC).isoformat()


def _sound_forks(scene: Scene) -> dict[str, Case]:
    cases = {}
    for fork, count in FORKS.items():
        block = Block(scene.world, fork=fork, fillers=FILLERS)
        profile = {"headerFields": count, "finality": "finalized", "timeToleranceSeconds": 0}
        cases[f"header-{fork}"] = Case(
            f"A header as it was from {fork} on, with {count} fields.",
            block.bundle(scene.site),
            block.trust(chainProfile=profile),
            status=_FOUND,
        )
    bare = Block(scene.world, council_code=None, fillers=FILLERS)
    no_code = hexed(keccak(b""))
    cases["council-without-code"] = Case(
        "The council is an address that the state does not have; it is pinned as one without code.",
        bare.bundle(scene.site),
        bare.trust(councilCodeHash=no_code, council=COUNCIL),
        status=_FOUND,
    )
    return cases


def _sound_histories() -> dict[str, Case]:
    cases = {}
    scene = plain_scene()
    for record in scene.records[1:]:
        scene.world.record(scene.auditor, scene.site, "ledger/revocation@1", 0, refers_to=record["_uid"])
    cases["revoked"] = _case("Every audit was revoked; what remains is the self-declaration.", scene, "self_declared")

    scene = empty_scene()
    scene.world.record(scene.auditor, scene.site, STANDARD, 3)
    cases["does-not-conform"] = _case("A sound proof of a bad answer ends with 0.", scene, "does_not_conform")

    scene = empty_scene()
    first = scene.world.record(scene.auditor, scene.site, STANDARD, 2)
    scene.world.record(scene.auditor, scene.site, STANDARD, 1, refers_to=first["_uid"])
    cases["superseded"] = _case("A finding was replaced by a later audit that names it.", scene, "conforms")

    scene = plain_scene()
    _key(scene, "KeyCompromised", compromisedFrom=str(scene.world.time - 10**6))
    cases["key-compromised"] = _case("The auditor's key was stolen before it signed.", scene, "self_declared")

    scene = plain_scene()
    _key(scene, "KeyRetired")
    cases["key-retired-later"] = _case("A key that is retired after it signed.", scene, "conforms_with_findings")

    scene = plain_scene()
    _key(scene, "KeyRetired", together=True)
    cases["key-retired-same-second"] = _case(
        "A key that is retired in the block in which it signed: the order within the block is not known.",
        scene,
        _FOUND,
    )

    scene = plain_scene()
    scene.world.add("party", "1", "PartySuspended", suspendedUntil=str(scene.world.time + 10**7))
    scene.world.record(scene.auditor, scene.site, "ledger/revocation@1", 0, refers_to=scene.records[1]["_uid"])
    cases["suspended-party-revokes"] = _case(
        "A suspended party records nothing but revocations.", scene, "conforms_with_findings"
    )

    scene = plain_scene()
    wallet = scene.world.add_key(scene.auditor, kind=2)
    scene.world.record(scene.auditor, scene.site, STANDARD, 2, key=wallet, signature=b"any bytes", signer_kind=2)
    cases["contract-wallet"] = _case(
        "A contract wallet signed: the pinned contract accepted it, and it cannot be asked offline.",
        scene,
        _FOUND,
    )

    scene = plain_scene()
    scene.world.add("party", "1", "PartyReclassed", **Json({"class": 4}))
    scene.auditor.class_ = 4
    scene.world.record(scene.auditor, scene.site, OTHER_STANDARD, 1)
    cases["party-reclassed"] = _case(
        "A party of another class than before; each record counts as it stood then.", scene, "conforms_with_findings"
    )

    scene = plain_scene()
    scene.world.add("subject", scene.site, "ControllerChanged", previousController="3", controller="2", authority="3")
    scene.world.controllers[scene.site] = scene.union.number
    scene.world.record(scene.union, scene.site, STANDARD, 1)
    cases["controller-changed"] = _case(
        "Another party took the site over, and declares for itself.", scene, "conforms_with_findings"
    )

    scene = plain_scene()
    for _ in range(12):
        scene.world.record(scene.union, scene.site, "ledger/reply@1", 0)
    block = scene.block()
    cases["spammed"] = Case(
        "Many records of other schemas by somebody else, all bare.",
        block.bundle(scene.site, schema_id=STANDARD),
        block.trust(),
        status=_FOUND,
    )
    return cases


def _key(scene: Scene, entry_name: str, *, together: bool = False, **fields: str) -> None:
    key = scene.world.histories["party"]["1"][1]["key"]
    by = "0x" + "00" * 20
    scene.world.add("party", "1", entry_name, together=together, key=key, by=by, **fields)


def _case(about: str, scene: Scene, status: str) -> Case:
    block = scene.block()
    return Case(about, block.bundle(scene.site), block.trust(), status=status)
