"""Small ledgers that the cases of bundles are cut from, and the form of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from eth_hash.auto import keccak

from .blocks import Block
from .world import Json, Party, World, hexed, unhexed

STANDARD = "ilo/c029@1930"
OTHER_STANDARD = "sai/sa8000@2014"
ASKED = ("--schema", STANDARD)
FILLERS = 12


@dataclass
class Case:
    """One case: files, arguments, and what a verifier must answer.

    Attributes:
        about: What it is about, in a sentence.
        bundle: JSON, or text as it is.
        trust: JSON, or None for none.
        exit_code: What the command ends with.
        step: First step that does not end well, or None.
        code: Of that step.
        arguments: Besides the file and the trust file.
        status: What the status is, where one is found.
        name: Of the bundle's file.
    """

    about: str
    bundle: Json | str
    trust: Json | None
    exit_code: int = 0
    step: int | None = None
    code: str | None = None
    arguments: Sequence[str] = ASKED
    status: str | None = None
    name: str = "bundle.json"


@dataclass
class Scene:
    """A ledger with its cast, and a site that most cases are about."""

    world: World
    auditor: Party
    union: Party
    owner: Party
    site: str
    records: list[Json] = field(default_factory=list)

    def block(self, **options: Any) -> Block:
        """Return the block after everything that happened."""
        return Block(self.world, **({"fillers": FILLERS} | options))


def empty_scene(**site: Any) -> Scene:
    """Return a ledger with an accredited auditor, a union, an owner and its site."""
    world = World()
    auditor = world.party(6, "GB", name="Clearwater Assurance (fictitious)")
    union = world.party(3, "MY", name="Mill Workers (fictitious)")
    owner = world.party(4, "MY", name="Riverbend (fictitious)")
    world.accredit(auditor, STANDARD)
    return Scene(world, auditor, union, owner, world.site(owner, **({"identifiers": ("os:MY1234567ABCDEF",)} | site)))


def plain_scene() -> Scene:
    """Return a site with a self-declaration, an audit with its document, and a batch."""
    scene = empty_scene()
    world, site = scene.world, scene.site
    scene.records.append(world.record(scene.owner, site, STANDARD, 1))
    scene.records.append(world.record(scene.auditor, site, STANDARD, 2, content={"generated": True, "findings": 1}))
    scene.records += world.batch(scene.auditor, [(site, STANDARD, 1), (site, OTHER_STANDARD, 1), (site, STANDARD, 2)])
    return scene


def twin_scene() -> tuple[Scene, str]:
    """Return a site that a registrar joined with another, where nonconformity was found."""
    scene = plain_scene()
    registrar = scene.world.party(1, "MY", name="Registry (fictitious)")
    scene.world.accredit(registrar, "ledger/same-as@1", "MY")
    twin = scene.world.site(identifiers=("uml:PO1000001234",), name="Riverbend Oil Mill (fictitious)")
    scene.world.record(scene.auditor, twin, STANDARD, 3)
    scene.world.record(registrar, scene.site, "ledger/same-as@1", 0, refUid=twin)
    return scene, twin


def changed(bundle: Json, change: Callable[[Json], object]) -> Json:
    """Return a copy of a bundle with a change made to it."""
    copy = deepcopy(bundle)
    change(copy)
    return copy


def with_nodes(bundle: Json, change: Callable[[list[str]], object]) -> Json:
    """Return a copy with a change to its nodes, sorted again."""
    nodes = list(bundle["nodes"])
    change(nodes)
    return bundle | {"nodes": sorted(nodes, key=lambda node: keccak(unhexed(node)))}


def flipped(text: str, bit: int = 0) -> str:
    """Return hexadecimal with one bit flipped, counted from the last."""
    data = unhexed(text)
    return hexed((int.from_bytes(data, "big") ^ 1 << bit).to_bytes(len(data), "big"))


def shown_places(bundle: Json) -> list[int]:
    """Return where in the first subject's history bodies are shown."""
    return [place for place, entry in enumerate(bundle["subjects"][0]["entries"]) if "attestation" in entry]


@cache
def plain() -> tuple[Scene, Block, Json, Json]:
    """Return the plain scene with its block, the bundle of its site and the trust file."""
    scene = plain_scene()
    block = scene.block()
    return scene, block, block.bundle(scene.site), block.trust()


def false_case(
    about: str, bundle: Json, step: int, code: str, trust: Json | None = None, *, arguments: tuple[str, ...] = ASKED
) -> Case:
    """Return a case that ends with 1."""
    return Case(about, bundle, plain()[3] if trust is None else trust, 1, step, code, arguments)
