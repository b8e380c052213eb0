"""Cases of bundles whose histories fold, and rest on something that is not there: step 5."""

from __future__ import annotations

from .blocks import slot_of
from .bundle_scenes import (
    ASKED,
    STANDARD,
    Case,
    changed,
    false_case,
    plain,
    plain_scene,
    twin_scene,
)
from .world import schema


def left_out() -> dict[str, Case]:
    """Return the cases of step 5 in which histories fold, and something that they rest on is not there."""
    scene, block, bundle, _ = plain()
    twins, twin = twin_scene()
    twin_block = twins.block()
    alone = twin_block.bundle(twins.site)
    acting = plain_scene()
    acting.world.record(acting.auditor, acting.site, "ledger/revocation@1", 0, refers_to=acting.records[1]["_uid"])
    hidden = acting.block()
    slots = [slot_of("subject", scene.site), slot_of("party", "3")]
    moved = plain_scene()
    moved.world.add(
        "subject",
        moved.site,
        "IdentifierReassigned",
        identifier=moved.world.histories["subject"][moved.site][1]["identifier"],
        toSubject="0x" + "11" * 32,
    )
    reassigned = moved.block()
    without_identity = reassigned.bundle(moved.site, disclose=False)
    return {
        "party-history-left-out": false_case(
            "The history of a party whose record is shown is left out.",
            changed(bundle, lambda b: (b["parties"].pop(0), b.update(nodes=block.nodes(slots)))),
            5,
            "party-missing",
        ),
        "twin-left-out": false_case(
            "The history of a joined subject is left out.", alone, 5, "twin-missing", twin_block.trust()
        ),
        "joining-side-left-out": false_case(
            "The history that was joined by another is here, and the other is not.",
            twin_block.bundle(twin),
            5,
            "twin-missing",
            twin_block.trust(),
        ),
        "act-bare": false_case(
            "A revocation travels without its body.",
            hidden.bundle(acting.site, schema_id=STANDARD, acting=(schema("ledger/dispute@1"),)),
            5,
            "record-hidden",
            hidden.trust(),
        ),
        "asked-schema-bare": false_case(
            "A bundle that was made for another standard than the one asked for.",
            block.bundle(scene.site, schema_id="sai/sa8000@2014"),
            5,
            "record-hidden",
        ),
        "subject-other-id": false_case(
            "The bundle is about another subject.",
            bundle,
            5,
            "subject-other",
            arguments=(*ASKED, "--subject", "0x" + "11" * 32),
        ),
        "subject-other-identifier": false_case(
            "The subject does not hold that identifier.",
            bundle,
            5,
            "subject-other",
            arguments=(*ASKED, "--subject", "os:MY0000000000000"),
        ),
        "subject-identifier-reassigned": false_case(
            "The subject does not hold that identifier any more.",
            without_identity,
            5,
            "subject-other",
            reassigned.trust(),
            arguments=(*ASKED, "--subject", "os:MY1234567ABCDEF"),
        ),
        "subject-other-handle": false_case(
            "The handle is that of another subject.",
            bundle,
            5,
            "subject-other",
            arguments=(*ASKED, "--subject", "LL-0000-0000"),
        ),
        "subject-of-party": false_case(
            "The bundle is about what a party issued.",
            block.bundle(issued=[1]),
            5,
            "subject-other",
            arguments=("--subject", scene.site),
        ),
    } | _odd_contracts()


def _odd_contracts() -> dict[str, Case]:
    """Return histories that fold to heads which no ledger would hold."""
    cases = {}
    for title, about, change in (
        (
            "registration-not-first",
            "A history that does not begin with a registration.",
            lambda e: e.insert(0, e.pop(1)),
        ),
        (
            "registration-twice",
            "A subject that was registered twice.",
            lambda e: e.append(e[0] | {"recordedAt": e[-1]["recordedAt"]}),
        ),
        (
            "registration-of-another",
            "A registration that names another subject.",
            lambda e: e[0].update(subject="0x" + "11" * 32),
        ),
    ):
        scene = plain_scene()
        change(scene.world.histories["subject"][scene.site])
        block = scene.block()
        cases[title] = false_case(about, block.bundle(scene.site), 5, "registration-false", block.trust())
    for title, about, change in (
        (
            "party-registration-of-another",
            "A party's registration that has another number.",
            lambda e: e[0].update(party="2"),
        ),
        (
            "party-without-registration",
            "A party's history that does not begin with its registration.",
            lambda e: e.pop(0),
        ),
    ):
        scene = plain_scene()
        change(scene.world.histories["party"]["1"])
        block = scene.block()
        cases[title] = false_case(about, block.bundle(scene.site), 5, "registration-false", block.trust())
    scene = plain_scene()
    scene.world.add("subject", scene.site, "SubjectClosed")
    scene.world.histories["subject"][scene.site][-1]["recordedAt"] = "1750000000"
    block = scene.block()
    cases["time-backwards"] = false_case(
        "An entry is older than the one before it.", block.bundle(scene.site), 5, "time-false", block.trust()
    )
    scene = plain_scene()
    block = scene.block(time=scene.world.time - 1)
    cases["time-after-block"] = false_case(
        "An entry is of a later time than the block.", block.bundle(scene.site), 5, "time-false", block.trust()
    )
    scene = plain_scene()
    retired = scene.world.histories["party"]["3"][1]["key"]
    scene.world.add("party", "1", "KeyRetired", key=retired, by="0x" + "00" * 20)
    block = scene.block()
    cases["key-of-another-party-ended"] = false_case(
        "A party's history ends a key that it never had.", block.bundle(scene.site), 5, "history-false", block.trust()
    )
    scene = plain_scene()
    scene.world.add("party", "1", "AccreditationEnded", schema=schema("sai/sa8000@2014"), country="", by="0")
    block = scene.block()
    cases["accreditation-never-given-ended"] = false_case(
        "A party's history ends an accreditation that was never given.",
        block.bundle(scene.site),
        5,
        "history-false",
        block.trust(),
    )
    return cases
