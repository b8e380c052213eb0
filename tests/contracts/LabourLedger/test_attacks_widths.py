"""Numbers too wide for their field are refused, and the widest that fit touch nothing beside them.

What is signed as one number and read as another, or spills into the next field of a slot, would be a forgery.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.contracts.support.signed_calls import SIGNED_FUNCTIONS, Actors
from tests.contracts.support.typed_data import TYPE_STRINGS, account_key, fields_of
from tests.contracts.support.world import (
    ACCOUNT,
    ADMIN,
    AUDITOR,
    FOREVER,
    GOVERNMENT,
    SIGN,
    World,
)

PRIMARY_TYPES = {
    "record": "Attestation",
    "recordBatch": "Attestation",
    "cancelNonces": "NonceCancel",
    "registerSubject": "SubjectRegistration",
    "changeController": "ControllerChange",
    "changeKey": "KeyChange",
    "changeAccreditation": "AccreditationChange",
}
LAST_PARTY = 2**64 - 1
PANIC_OF_OVERFLOW = bytes.fromhex("4e487b71") + (0x11).to_bytes(32, "big")


def bits_of(kind: str) -> int:
    """Return the width of a type in bits; bytes count from the left."""
    if kind == "address":
        return 160
    return int(kind.removeprefix("uint")) if kind.startswith("uint") else 8 * int(kind.removeprefix("bytes"))


NARROW = [
    (function, field["name"])
    for function in SIGNED_FUNCTIONS
    for field in fields_of(TYPE_STRINGS[PRIMARY_TYPES[function]])
    if not field["type"].endswith("]") and bits_of(field["type"]) < 256
]


@pytest.fixture(scope="module")
def actors(world: World) -> Actors:
    actors = Actors(world, account_key("issuer"))
    actors.add_authority()
    return actors


@pytest.mark.parametrize(("function", "name"), NARROW, ids=[f"{function}-{name}" for function, name in NARROW])
def test_signed_field_with_a_bit_above_its_width_reverts(actors: Actors, function: str, name: str) -> None:
    world, call = actors.world, actors.call(function)
    data = bytearray.fromhex(getattr(world.ledger, function).encode_input(*actors.arguments(call))[2:])
    world.simulate.raw(bytes(data))
    fields = fields_of(TYPE_STRINGS[call.primary_type])
    place = next(number for number, field in enumerate(fields) if field["name"] == name)
    # A struct with a list stands behind a pointer; a batch behind a pointer and its length.
    before = {"registerSubject": 2, "recordBatch": 3}.get(function, 0)
    start = 4 + 32 * (before + place)
    kind = fields[place]["type"]
    width = bits_of(kind) // 8
    data[start + width if kind.startswith("bytes") else start + 31 - width] |= 1
    with world.reverts_with_nothing():
        world.simulate.raw(bytes(data))


def wide_arguments(world: World) -> list[tuple[str, str, int]]:
    """Return function, type and place of every narrow argument that a function takes outside a struct."""
    return [
        (entry["name"], argument["type"], place)
        for entry in world.ledger.abi
        if entry["type"] == "function"
        for place, argument in enumerate(entry["inputs"])
        if argument["type"] in ("address", "bytes2", "bool", "uint8", "uint48", "uint64")
    ]


def test_plain_argument_with_a_bit_above_its_width_reverts_in_every_function(world: World) -> None:
    found = wide_arguments(world)
    assert len({function for function, _, _ in found}) > 15
    for function, kind, place in found:
        abi = next(entry for entry in world.ledger.abi if entry.get("name") == function)
        words = bytearray(32 * (len(abi["inputs"]) + 20))
        width = 1 if kind == "bool" else bits_of(kind) // 8
        words[32 * place + (width if kind.startswith("bytes") else 31 - width)] = 1
        data = bytes.fromhex(getattr(world.ledger, function).signature[2:]) + bytes(words)
        with world.reverts_with_nothing():
            world.simulate.raw(data, sender=str(world.council))


@pytest.fixture
def last_parties(world: World) -> tuple[int, int]:
    """The two parties with the largest numbers there can be."""
    slot = hex(world.mapping_slot("_partyCount"))
    value = "0x" + (LAST_PARTY - 2).to_bytes(32, "big").hex()
    world.web3.provider.make_request("anvil_setStorageAt", [world.ledger.address, slot, value])
    return world.party(GOVERNMENT, b"ZZ"), world.party(AUDITOR, b"ZZ")


def stored(world: World, variable: str, *keys: Any) -> int:
    slot = world.mapping_slot(variable, *keys)
    return int.from_bytes(world.web3.eth.get_storage_at(world.ledger.address, slot), "big")


def packed(*fields: tuple[int, int]) -> int:
    """Return fields (value, bits) as one word, the first in the lowest bits."""
    word, shift = 0, 0
    for value, width in fields:
        word |= value << shift
        shift += width
    return word


def test_party_after_the_last_number_reverts_and_does_not_begin_anew(
    world: World, last_parties: tuple[int, int]
) -> None:
    assert last_parties[1] == LAST_PARTY
    data = world.ledger.registerParty.encode_input(AUDITOR, b"ZZ", bytes(32))
    request = {"from": str(world.council), "to": world.ledger.address, "data": data}
    answer = world.web3.provider.make_request("eth_call", [request, "latest"])
    assert answer["error"]["data"] == "0x" + PANIC_OF_OVERFLOW.hex()


def test_slots_of_the_widest_numbers_keep_every_field_apart(world: World, last_parties: tuple[int, int]) -> None:
    giver_party, party = last_parties
    country = int.from_bytes(b"ZZ", "big")
    key = world.key(party, "last", not_before=FOREVER - 1)
    world.govern("suspendParty", party, FOREVER)
    roles = SIGN | ADMIN
    periods = [(FOREVER - 1, 48), (FOREVER, 48), (FOREVER, 48), (1, 8)]
    expected = packed((party, 64), (AUDITOR, 8), (country, 16), (ACCOUNT, 8), (roles, 8), *periods)
    assert stored(world, "_keys", key.address) == expected
    assert stored(world, "_parties", party) == packed((AUDITOR, 8), (country, 16), (FOREVER, 48), (1, 8))

    subject = world.subject("lot", kind=5, country=b"ZZ", controller=party)
    world.govern("closeSubject", subject)
    assert stored(world, "_subjects", subject) == packed((party, 64), (country, 16), (5, 8), (1, 8))

    schema = world.schema("ilo/c138@1973", validity=FOREVER, backdating=FOREVER)
    rule = [(0x3FE, 16), (0x3F, 8), (3, 8), (FOREVER, 48), (FOREVER, 48), (1, 8)]
    assert stored(world, "_schemas", schema) == packed(*rule)

    world.accredit(giver_party, schema, may_accredit=True)
    give(world, giver_party, party, schema, **{"from": FOREVER - 1, "until": FOREVER})
    expected = packed((FOREVER - 1, 48), (FOREVER, 48), (giver_party, 64), (0, 8))
    assert stored(world, "_accreditations", party, schema, b"ZZ") == expected


def test_basis_of_the_widest_numbers_keeps_every_field_apart(world: World, last_parties: tuple[int, int]) -> None:
    giver_party, party = last_parties
    schema = world.schema("ilo/c138@1973")
    world.accredit(giver_party, schema, may_accredit=True)
    give(world, giver_party, party, schema, **{"from": 0, "until": FOREVER})
    key = world.key(party, "last")
    subject = world.subject("last mill", country=b"ZZ")

    (_, recorded), _ = world.events_of(world.record(world.attestation(key, subject, schema), key))

    country = int.from_bytes(b"ZZ", "big")
    fields = [(party, 64), (AUDITOR, 8), (3, 8), (ACCOUNT, 8), (country, 16), (1, 8), (giver_party, 64)]
    assert recorded["basis"] == packed(*fields)
    world.assert_heads()


def give(world: World, giver_party: int, party: int, schema: bytes, **period: int) -> None:
    giver = world.key(giver_party, "giver")
    message = world.message(giver, party=party, schema=schema, country=b"ZZ", action=1, **period)
    world.send("changeAccreditation", *world.signed("AccreditationChange", message, giver))


@pytest.mark.parametrize("nonce", [0, 255, 256, 2**63, 2**64 - 1])
def test_nonce_marks_its_own_bit_and_no_other(actors: Actors, nonce: int) -> None:
    world = actors.world
    call = actors.call("record", nonce=nonce)
    world.send(call.function, *actors.arguments(call))
    words = {0, 1, 2**55, 2**56 - 1, nonce // 256}
    used = {word: world.ledger.nonceWord(actors.issuer.address, word) for word in words}
    assert used == {word: (1 << nonce % 256 if word == nonce // 256 else 0) for word in words}


def test_cancelled_word_beyond_the_last_nonce_is_no_word_of_small_nonces(actors: Actors) -> None:
    world = actors.world
    call = actors.call("cancelNonces", word=2**56, mask=2**256 - 1)
    world.send(call.function, *actors.arguments(call))
    actors.simulate(actors.call("record", nonce=0))


def test_longest_limits_do_not_wrap_around(world: World, actors: Actors) -> None:
    schema = world.schema("ilo/c138@1973", flags=0, validity=FOREVER, backdating=FOREVER)
    last = 2**64 - 1
    call = actors.call("record", schema=schema, validFrom=0, validUntil=last)
    with world.reverts_with("ValidityTooLong", 0, last, world.now() + FOREVER):
        actors.simulate(call)
    actors.simulate(actors.call("record", schema=schema, validFrom=0, validUntil=world.now() + FOREVER))
