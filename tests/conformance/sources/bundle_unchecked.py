"""Cases of bundles that cannot be checked, of files that are no bundles, and of wrong command lines."""

from __future__ import annotations

import json

from . import reference
from .blocks import Block, fold_all
from .bundle_scenes import (
    ASKED,
    FILLERS,
    STANDARD,
    Case,
    changed,
    plain,
    plain_scene,
    with_nodes,
)
from .world import Json, hexed, unhexed

_FOUND = "conforms_with_findings"
_SUBJECT = ("--subject", "os:MY1234567ABCDEF")


def unchecked() -> dict[str, Case]:
    """Return the cases in which nothing is wrong, and something that the check needs is missing."""
    scene, block, bundle, trust = plain()
    since = fold_all(block.histories["subject"][scene.site][:4])
    continued = block.bundle(scene.site, since={scene.site: 4}, disclose=False)
    ahead = Block(scene.world, time=4_102_444_800, fillers=FILLERS)
    handle = reference.handle(unhexed(scene.site))
    unknown = block.bundle(scene.site[:-2] + "00", disclose=False)
    named = ("--since", hexed(since))
    return {
        "no-trust": Case("No trust file is given.", bundle, None, 4, 2, "trust-missing"),
        "block-unknown": Case(
            "The trust file does not know the block.",
            bundle,
            block.trust(trustedBlocks=[]),
            4,
            2,
            "block-unknown",
            status=_FOUND,
        ),
        "block-old": Case(
            "The block is older than the auditor allows.",
            bundle,
            block.trust(greatestBlockAgeSeconds=60),
            4,
            2,
            "block-old",
            status=_FOUND,
        ),
        "block-ahead": Case(
            "The block is of a later time than the clock.",
            ahead.bundle(scene.site),
            ahead.trust(),
            4,
            2,
            "block-ahead",
            status=_FOUND,
            arguments=(*ASKED, "--at", "2025-07-01"),
        ),
        "code-not-pinned": Case(
            "The trust file does not pin the contract's code.",
            bundle,
            block.trust(contractCodeHash=None),
            4,
            3,
            "trust-missing",
            status=_FOUND,
        ),
        "council-not-pinned": Case(
            "The trust file does not pin the council.",
            bundle,
            block.trust(council=None, councilCodeHash=None),
            4,
            3,
            "trust-missing",
            status=_FOUND,
        ),
        "subject-unknown": Case("The ledger knows nothing of the subject.", unknown, trust, 4, 4, "history-unknown"),
        "nothing-issued": Case(
            "The party never issued anything: unknown, and never complete and empty.",
            block.bundle(issued=[2]),
            trust,
            4,
            4,
            "history-unknown",
            arguments=(),
        ),
        "since-not-named": Case(
            "The history continues from a head that the auditor did not name.",
            continued,
            trust,
            4,
            5,
            "since-unknown",
            arguments=(),
        ),
        "since-other": Case(
            "The auditor named another head.",
            continued,
            trust,
            4,
            5,
            "since-unknown",
            arguments=("--since", "0x" + "11" * 32),
        ),
        "handle-only": Case(
            "A handle can belong to two subjects.",
            bundle,
            trust,
            4,
            5,
            "subject-ambiguous",
            arguments=(*ASKED, "--subject", handle),
            status=_FOUND,
        ),
        "identity-without-registration": Case(
            "The registration that an identity is held against is not among the later entries.",
            changed(continued, lambda b: b["subjects"][0].update(identity=scene.world.identities[scene.site])),
            trust,
            4,
            7,
            "history-partial",
            arguments=named,
        ),
        "status-of-part": Case(
            "A status needs the whole history.", continued, trust, 4, 8, "history-partial", arguments=(*ASKED, *named)
        ),
        "status-of-party": Case(
            "What a party issued has no status.", block.bundle(issued=[1]), trust, 4, 8, "history-partial"
        ),
        "known-after-block": Case(
            "Nobody knows yet what will be recorded after the block.",
            bundle,
            trust,
            4,
            8,
            "date-after-block",
            arguments=(*ASKED, "--known-at", "2025-12-31"),
        ),
        "valid-after-block": Case(
            "Asked for a date after the block.",
            bundle,
            trust,
            4,
            8,
            "date-after-block",
            arguments=(*ASKED, "--at", "2025-12-31"),
        ),
    }


def bad() -> dict[str, Case]:
    """Return the cases of files that are no bundles."""
    bundle, trust = plain()[2:]
    text = json.dumps(bundle)
    first = bundle["subjects"][0]
    place = next(place for place, entry in enumerate(first["entries"]) if "item" in entry.get("signed", {}))
    cases: dict[str, tuple[str, Json | str]] = {
        "cut-short": ("The file is cut short.", text[: len(text) // 2]),
        "key-twice": ("A key stands twice in one object.", text.replace('"parties":', '"parties": [], "parties":', 1)),
        "unknown-field": ("A field that the format does not have.", bundle | {"comment": ""}),
        "missing-field": ("Even an empty list must be there.", {k: v for k, v in bundle.items() if k != "issued"}),
        "format-unknown": ("Another version of the format.", bundle | {"format": "labour-ledger/bundle@2"}),
        "about-nothing": ("Neither a subject nor what a party issued.", bundle | {"subjects": [], "signatures": []}),
        "entry-type-unknown": (
            "An entry of a type that this version does not know.",
            changed(bundle, lambda b: b["subjects"][0]["entries"][1].update(type="IdentifierRenamed")),
        ),
        "number-as-number": (
            "A 64-bit value that is no decimal string.",
            changed(bundle, lambda b: b["subjects"][0]["entries"][1].update(recordedAt=1)),
        ),
        "address-checksum": (
            "An address with a wrong checksum.",
            changed(
                bundle,
                lambda b: b["parties"][0]["entries"][1].update(
                    key=b["parties"][0]["entries"][1]["key"].swapcase().replace("0X", "0x")
                ),
            ),
        ),
        "subject-twice": ("A subject stands twice.", bundle | {"subjects": [first, first]}),
        "identity-null": (
            "An identity that is not disclosed is absent, and not null.",
            changed(bundle, lambda b: b["subjects"][0].update(identity=None)),
        ),
        "nodes-in-other-order": ("Nodes are sorted by their hash.", bundle | {"nodes": bundle["nodes"][::-1]}),
        "node-twice": ("A node stands twice.", bundle | {"nodes": [bundle["nodes"][0], *bundle["nodes"]]}),
        "signature-absent": (
            "A record names a signature that is not there.",
            changed(bundle, lambda b: b["subjects"][0]["entries"][place]["signed"].update(signature=99)),
        ),
        "signature-of-nothing": (
            "A signature that no record names.",
            changed(bundle, lambda b: b["signatures"].append({"signature": "0x"})),
        ),
        "item-absent": (
            "A record names an item that the batch does not have.",
            changed(bundle, lambda b: b["subjects"][0]["entries"][place]["signed"].update(item=99)),
        ),
        "item-not-named": (
            "A record with the signature of a batch does not say which item it is.",
            changed(bundle, lambda b: b["subjects"][0]["entries"][place]["signed"].pop("item")),
        ),
    }
    found = {title: Case(about, file, trust, 2, 1, "input-invalid") for title, (about, file) in cases.items()}
    found["header-cut-short"] = Case(
        "The header is cut short.", bundle | {"header": bundle["header"][:-2]}, trust, 2, 2, "input-invalid"
    )
    found["header-and-more"] = Case(
        "Something follows the header.", bundle | {"header": bundle["header"] + "00"}, trust, 2, 2, "input-invalid"
    )
    found["node-of-no-proof"] = Case(
        "A node that no walk visits.",
        with_nodes(bundle, lambda nodes: nodes.append("0xc0")),
        trust,
        2,
        4,
        "node-unused",
    )
    return found | _bad_contents()


def _bad_contents() -> dict[str, Case]:
    scene = plain_scene()
    scene.world.record(scene.auditor, scene.site, STANDARD, 1)
    entry = scene.world.histories["subject"][scene.site][-1]
    entry["basis"] = "0x" + "00" * 9 + "01" + entry["basis"][-44:]
    block = scene.block()
    cases = {
        "basis-bit-unknown": Case(
            "A basis with a bit that this version does not know; the contract holds it so.",
            block.bundle(scene.site),
            block.trust(),
            2,
            5,
            "input-invalid",
        )
    }
    scene = plain_scene()
    identity = scene.world.document("ledger/site-registration@1", scene.site, {"identifiers": [{"scheme": "os"}]})
    scene.world.identities[scene.site] = identity
    scene.world.rehash(scene.site)
    block = scene.block()
    cases["identity-identifiers"] = Case(
        "The identity that the ledger committed to lists an identifier without a value.",
        block.bundle(scene.site),
        block.trust(),
        2,
        7,
        "input-invalid",
    )
    return cases


def configuration() -> dict[str, Case]:
    """Return the cases of wrong command lines and trust files."""
    _, block, _, trust = plain()
    cases = {
        "require-without-subject": ("A requirement needs a subject.", (*ASKED, "--require", "conforms")),
        "require-unknown": ("No status has that code.", (*ASKED, *_SUBJECT, "--require", "fine")),
        "require-without-schema": ("A requirement needs a schema.", (*_SUBJECT, "--require", "conforms")),
        "acting-schema": ("Nothing has a status under a schema that acts.", ("--schema", "ledger/revocation@1")),
        "date-without-schema": ("A date needs a schema.", ("--at", "2025-06-30")),
        "date-unknown": ("That is no date.", (*ASKED, "--at", "30.6.2025")),
        "subject-form": ("Neither an id nor an identifier.", ("--subject", "Riverbend")),
        "since-form": ("A head has 32 bytes.", ("--since", "0x12")),
    }
    found = {
        title: Case(about, "{}", trust, 5, None, "configuration-invalid", arguments)
        for title, (about, arguments) in cases.items()
    }
    found["trust-header-fields"] = Case(
        "Headers have at least 16 fields.",
        "{}",
        block.trust(chainProfile={"headerFields": 5, "finality": "finalized", "timeToleranceSeconds": 0}),
        5,
        None,
        "configuration-invalid",
    )
    return found
