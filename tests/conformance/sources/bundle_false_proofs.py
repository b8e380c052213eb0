"""Cases of bundles that are proven false by block, accounts and storage: steps 2 to 4."""

from __future__ import annotations

from collections.abc import Callable

from .blocks import Block, slot_of
from .bundle_scenes import (
    FILLERS,
    STANDARD,
    Case,
    changed,
    false_case,
    flipped,
    plain,
    plain_scene,
    with_nodes,
)
from .world import COUNCIL, LEDGER, Json, hexed, unhexed


def false_proofs() -> dict[str, Case]:
    """Return the cases of steps 2 to 4."""
    scene, block, bundle, trust = plain()
    profile = {"headerFields": 20, "finality": "finalized", "timeToleranceSeconds": 0}
    later = plain_scene()
    later.world.record(later.auditor, later.site, STANDARD, 3)
    newer = Block(later.world, number=121, fillers=FILLERS)
    both = [*trust["trustedBlocks"], *newer.trust()["trustedBlocks"]]
    account = hexed(block.state.proof([unhexed(LEDGER)])[-1])
    absent = "0x" + "ab" * 20
    other_code = Block(scene.world, ledger_code=b"c" * 32, fillers=FILLERS)
    other_council = Block(scene.world, council_code=b"c" * 32, fillers=FILLERS)
    cases = {
        "block-other-hash": false_case(
            "The auditor knows another hash of that block.",
            bundle,
            2,
            "block-false",
            block.trust(trustedBlocks=[{"number": "120", "hash": "0x" + "11" * 32}]),
        ),
        "header-bit": false_case(
            "A bit of the header is flipped, so it is another block of the same number.",
            bundle | {"header": flipped(bundle["header"])},
            2,
            "block-false",
        ),
        "header-fields": false_case(
            "The header has other fields than those of the chain.",
            bundle,
            2,
            "header-false",
            block.trust(chainProfile=profile),
        ),
        "header-of-another-block": false_case(
            "The header is of another trusted block, and the nodes are not.",
            bundle | {"header": hexed(newer.header)},
            3,
            "node-missing",
            block.trust(trustedBlocks=both),
        ),
        "contract-absent": false_case(
            "The state has no account of the contract.",
            changed(bundle, _without_nodes(block)),
            3,
            "code-false",
            block.trust(contract=absent),
        ),
        "contract-another": false_case(
            "An account that is there, but is not the ledger.",
            changed(bundle, _without_nodes(block)),
            3,
            "code-false",
            block.trust(contract=COUNCIL),
        ),
        "contract-code": false_case(
            "Another program stands at the ledger's address.",
            other_code.bundle(scene.site),
            3,
            "code-false",
            other_code.trust(),
        ),
        "council-code": false_case(
            "Another program stands at the council's address.",
            other_council.bundle(scene.site),
            3,
            "code-false",
            other_council.trust(),
        ),
        "council-absent": false_case(
            "The pinned council is not there at all.",
            Block(scene.world, council_code=None, fillers=FILLERS).bundle(scene.site),
            3,
            "code-false",
            Block(scene.world, council_code=None, fillers=FILLERS).trust(),
        ),
        "account-node-missing": false_case(
            "A node on the way to the contract's account is missing.",
            with_nodes(bundle, lambda nodes: nodes.remove(account)),
            3,
            "node-missing",
        ),
    }
    return cases | _flipped_nodes() | _absent_histories()


def _without_nodes(block: Block) -> Callable[[Json], object]:
    """Return a change that leaves the nodes of all accounts, so that walks to any address come to an end."""
    return lambda bundle: bundle.update(nodes=_all_nodes(block))


def _all_nodes(block: Block) -> list[str]:
    return block.nodes([slot_of("subject", "0x" + "00" * 32)], every_account=True)


def _flipped_nodes() -> dict[str, Case]:
    scene, block, bundle, _ = plain()
    ways = {
        "account": (3, block.state.proof([unhexed(LEDGER)])),
        "council": (3, block.state.proof([unhexed(COUNCIL)])),
        "subject": (4, block.storage.proof([slot_of("subject", scene.site)])),
        "party": (4, block.storage.proof([slot_of("party", "1")])),
    }
    cases = {}
    for name, (step, nodes) in ways.items():
        for depth, node in enumerate(reversed(nodes)):
            for bit in (0, 8 * len(node) - 9):
                changed_nodes = with_nodes(
                    bundle,
                    lambda found, node=node, bit=bit: _flip(found, hexed(node), bit),  # type: ignore[misc]
                )
                title = f"node-of-{name}-{depth}-bit-{'last' if bit == 0 else 'first'}"
                cases[title] = false_case("A bit of a proof's node is flipped.", changed_nodes, step, "node-missing")
    return cases


def _flip(nodes: list[str], node: str, bit: int) -> None:
    nodes[nodes.index(node)] = flipped(node, bit)


def _absent_histories() -> dict[str, Case]:
    scene, block, bundle, _ = plain()
    other = scene.site[:-2] + "00"
    nodes = block.nodes([slot_of("subject", other), *(slot_of("party", str(number)) for number in (1, 3))])
    more = block.nodes([slot_of("subject", scene.site), *(slot_of("party", str(number)) for number in (1, 3, 9))])
    party = {"party": "9", "entries": bundle["parties"][0]["entries"]}
    return {
        "subject-not-on-the-ledger": false_case(
            "Entries of a subject that the ledger does not know.",
            changed(bundle, lambda b: (b["subjects"][0].update(subject=other), b.update(nodes=nodes))),
            4,
            "history-absent",
        ),
        "party-not-on-the-ledger": false_case(
            "Entries of a party that the ledger does not know.",
            changed(bundle, lambda b: (b["parties"].append(party), b.update(nodes=more))),
            4,
            "history-absent",
        ),
        "storage-proof-missing": false_case(
            "The proof of one history is missing.",
            bundle | {"nodes": block.nodes([slot_of("party", str(number)) for number in (1, 3)])},
            4,
            "node-missing",
        ),
    }
