from __future__ import annotations

import pytest
from tests.contracts.support.world import ACCREDITED, ALL_CLASSES, ALL_OUTCOMES, SELF, World, hash_of

NAME = "ilo/c029@1930"
RULE = (0x048, 0b011111, SELF | ACCREDITED, 400, 200)
CONTENT = hash_of("content")


def test_register_schema_keeps_its_rule_and_starts_the_history(world: World) -> None:
    sent = world.govern("registerSchema", NAME, RULE, CONTENT)

    expected = {
        "schema": hash_of(NAME),
        "id": NAME,
        "issuerClasses": 0x048,
        "outcomes": 0b011111,
        "flags": 3,
        "longestValidity": 400,
        "longestBackdating": 200,
        "contentHash": CONTENT,
    }
    assert world.events_of(sent) == [("SchemaRegistered", expected)]
    rule, retired = world.ledger.schemaOf(hash_of(NAME))
    assert (tuple(rule), retired) == (RULE, False)
    world.assert_heads()


def test_register_schema_packs_one_slot(world: World) -> None:
    world.govern("registerSchema", NAME, RULE, CONTENT)
    slot = world.mapping_slot("_schemas", hash_of(NAME))
    word = int.from_bytes(world.web3.eth.get_storage_at(world.ledger.address, slot), "big")
    assert word == 0x048 | 0b011111 << 16 | 3 << 24 | 400 << 32 | 200 << 80 | 1 << 128


@pytest.mark.parametrize("retired", [False, True])
def test_register_schema_twice_reverts(world: World, retired: bool) -> None:
    world.govern("registerSchema", NAME, RULE, CONTENT)
    if retired:
        world.govern("retireSchema", hash_of(NAME))
    with world.reverts_with("SchemaAlreadyRegistered", hash_of(NAME)):
        world.simulate_council("registerSchema", NAME, RULE, CONTENT)


@pytest.mark.parametrize(
    "rule",
    [
        (ALL_CLASSES | 1, ALL_OUTCOMES, 0, 0, 0),
        (ALL_CLASSES | 1 << 10, ALL_OUTCOMES, 0, 0, 0),
        (ALL_CLASSES, 0, 0, 0, 0),
        (ALL_CLASSES, 1 << 6, 0, 0, 0),
        (ALL_CLASSES, ALL_OUTCOMES, 4, 0, 0),
        (0, ALL_OUTCOMES, ACCREDITED, 0, 0),
    ],
    ids=["class 0", "class 10", "no outcome", "outcome 6", "flag 2", "nobody"],
)
def test_register_schema_with_a_rule_without_meaning_reverts(world: World, rule: tuple[int, ...]) -> None:
    with world.reverts_with("SchemaRuleInvalid", hash_of(NAME)):
        world.simulate_council("registerSchema", NAME, rule, CONTENT)


def test_register_schema_for_controllers_alone_goes_through(world: World) -> None:
    world.govern("registerSchema", NAME, (0, ALL_OUTCOMES, SELF, 0, 0), CONTENT)
    world.assert_heads()


def test_register_schema_without_id_reverts(world: World) -> None:
    with world.reverts_with("SchemaRuleInvalid", hash_of("")):
        world.simulate_council("registerSchema", "", RULE, CONTENT)


def test_retire_schema_keeps_its_rule(world: World) -> None:
    world.govern("registerSchema", NAME, RULE, CONTENT)

    sent = world.govern("retireSchema", hash_of(NAME))

    assert world.events_of(sent) == [("SchemaRetired", {"schema": hash_of(NAME)})]
    rule, retired = world.ledger.schemaOf(hash_of(NAME))
    assert (tuple(rule), retired) == (RULE, True)
    world.assert_heads()


def test_retire_schema_twice_reverts(world: World) -> None:
    world.govern("registerSchema", NAME, RULE, CONTENT)
    world.govern("retireSchema", hash_of(NAME))
    with world.reverts_with("SchemaAlreadyRetired", hash_of(NAME)):
        world.simulate_council("retireSchema", hash_of(NAME))


def test_retire_schema_unknown_reverts(world: World) -> None:
    with world.reverts_with("SchemaUnknown", hash_of(NAME)):
        world.simulate_council("retireSchema", hash_of(NAME))
