"""Cases of bundles whose histories do not fold: step 5."""

from __future__ import annotations

from collections.abc import Callable

from .blocks import Block, slot_of
from .bundle_scenes import (
    STANDARD,
    Case,
    Scene,
    changed,
    false_case,
    flipped,
    plain,
    plain_scene,
)
from .world import Json


def false_histories() -> dict[str, Case]:
    """Return the cases of step 5 in which entries do not fold."""
    scene, block, bundle, _ = plain()
    last = len(bundle["subjects"][0]["entries"]) - 1
    foreign = {"type": "IdentifierClaimed", "identifier": "0x" + "11" * 32, "recordedAt": str(block.time)}
    bare = block.bundle(scene.site, schema_id=STANDARD)

    def entries(change: Callable[[list[Json]], object], of: str = "subjects", file: Json = bundle) -> Json:
        return changed(file, lambda b: change(b[of][0]["entries"]))

    files = {
        "entry-first-left-out": ("The registration is left out.", entries(lambda e: e.pop(0))),
        "entry-left-out": ("An identifier is left out.", entries(lambda e: e.pop(1))),
        "record-left-out": ("A record is left out, and its document.", _without_record(bundle)),
        "entry-last-left-out": ("The last entry is left out.", entries(lambda e: e.pop(last))),
        "entries-swapped": ("Two entries stand in each other's place.", entries(lambda e: e.insert(2, e.pop(3)))),
        "entry-twice": ("An entry stands twice.", entries(lambda e: e.append(e[last]))),
        "entry-foreign": ("An entry that was never recorded.", entries(lambda e: e.insert(2, foreign))),
        "time-changed": ("The time of an entry is another.", entries(lambda e: e[1].update(recordedAt="1750000001"))),
        "basis-changed": (
            "The basis of a record is another.",
            entries(lambda e: e[3].update(basis=flipped(e[3]["basis"], 72))),
        ),
        "outcome-changed": (
            "The outcome of a record is another.",
            entries(lambda e: e[3]["attestation"].update(outcome=1)),
        ),
        "bare-uid-changed": (
            "The uid of a bare record is another.",
            entries(lambda e: e[5].update(uid="0x" + "11" * 32), file=bare),
        ),
        "passed-off-type": (
            "A claim of an identifier is passed off as a record.",
            entries(lambda e: e.__setitem__(1, {"type": "SubjectClosed", "recordedAt": e[1]["recordedAt"]})),
        ),
        "of-another-history": (
            "An entry of a party's history stands in a subject's.",
            entries(lambda e: e.insert(1, bundle["parties"][0]["entries"][0])),
        ),
        "party-entry-left-out": ("The end of a party's history is left out.", entries(lambda e: e.pop(), "parties")),
        "other-domain": ("The ledger that the auditor means is on another chain.", bundle),
        "another-subject's": ("A subject's history is passed off as that of another.", _another_subject()),
    }
    trust = {"other-domain": block.trust(chainId=1), "another-subject's": _two_sites()[2].trust()}
    cases = {
        title.replace("'", ""): false_case(about, file, 5, "history-false", trust.get(title))
        for title, (about, file) in files.items()
    }
    issued = block.bundle(issued=[1])
    cases["issued-left-out"] = false_case(
        "A record is left out of what a party issued.",
        entries(lambda e: e.pop(1), "issued", issued),
        5,
        "history-false",
        arguments=(),
    )
    passing = ("--since", "0x" + "22" * 32)
    cases["head-not-passed"] = false_case(
        "The history does not go through a head that was verified before.",
        bundle,
        5,
        "head-not-passed",
        arguments=passing,
    )
    return cases


def _without_record(bundle: Json) -> Json:
    def leave_out(copy: Json) -> None:
        entries = copy["subjects"][0]["entries"]
        gone = entries.pop(3)
        del copy["signatures"][gone["signed"]["signature"]]
        for entry in entries:
            if entry.get("signed", {}).get("signature", 0) > gone["signed"]["signature"]:
                entry["signed"]["signature"] -= 1
        copy["documents"] = []

    return changed(bundle, leave_out)


def _two_sites() -> tuple[Scene, str, Block]:
    scene = plain_scene()
    other = scene.world.site(scene.owner, identifiers=("os:MY7654321FEDCBA",))
    scene.world.record(scene.auditor, other, STANDARD, 1)
    return scene, other, scene.block()


def _another_subject() -> Json:
    scene, other, block = _two_sites()
    bundle = block.bundle(other)
    slots = [slot_of("subject", scene.site), *(slot_of("party", part["party"]) for part in bundle["parties"])]
    return changed(bundle, lambda b: (b["subjects"][0].update(subject=scene.site), b.update(nodes=block.nodes(slots))))
