import json
from pathlib import Path

import pytest
import rlp
from eth_abi.abi import encode
from tests.unit.verify.tries import build

from labour_ledger_verify import storage
from labour_ledger_verify.errors import InputError
from labour_ledger_verify.history import HistoryKind
from labour_ledger_verify.keccak import ZERO_WORD, keccak256, uint_word
from labour_ledger_verify.storage import find_word, head_slot
from labour_ledger_verify.trie import NodeSet

SUBJECT = b"\x33" * 32


@pytest.mark.parametrize(
    ("kind", "key", "types", "value", "slot"),
    [
        (HistoryKind.SUBJECT, SUBJECT, ["bytes32", "uint256"], SUBJECT, 0),
        (HistoryKind.ISSUED, (7).to_bytes(8, "big"), ["uint64", "uint256"], 7, 1),
        (HistoryKind.PARTY, (2**64 - 1).to_bytes(8, "big"), ["uint64", "uint256"], 2**64 - 1, 2),
    ],
)
def test_head_slot_of_a_mapping_is_the_hash_of_key_and_slot(kind, key, types, value, slot):
    assert head_slot(kind, key) == keccak256(encode(types, [value, slot]))


def test_head_slot_of_the_schemas_is_their_slot():
    assert head_slot(HistoryKind.SCHEMAS, b"") == uint_word(3)


def test_slots_are_those_of_the_compiled_contract():
    layout = json.loads((Path(__file__).parents[3] / "docs" / "storage-layout.json").read_bytes())
    found = {item["name"]: (item["slot"], item["offset"]) for item in layout}
    assert [found[f"_{name}"] for name in ("subjectHeads", "issuedHeads", "partyHeads", "schemasHead")] == [
        (storage.SUBJECT_HEADS_SLOT, 0),
        (storage.ISSUED_HEADS_SLOT, 0),
        (storage.PARTY_HEADS_SLOT, 0),
        (storage.SCHEMAS_HEAD_SLOT, 0),
    ]


@pytest.mark.parametrize("number", [1, 127, 128, 2**256 - 1])
def test_find_word_is_found_or_proven_zero(number):
    root, nodes = build({uint_word(5): rlp.encode(number)})
    assert find_word(root, uint_word(5), NodeSet(nodes)) == uint_word(number)
    assert find_word(root, uint_word(6), NodeSet(nodes)) == ZERO_WORD


@pytest.mark.parametrize("value", [[], b"", b"\0\1", b"\1" * 33])
def test_find_word_other_values_are_refused(value):
    root, nodes = build({uint_word(5): rlp.encode(value)})
    with pytest.raises(InputError, match="storage value: not a word"):
        find_word(root, uint_word(5), NodeSet(nodes))
