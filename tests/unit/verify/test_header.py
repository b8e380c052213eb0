import pytest
import rlp
from tests.unit.verify.tries import build

from labour_ledger_verify.errors import InputError
from labour_ledger_verify.header import EMPTY_CODE_HASH, Account, find_account, parse_header
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.trie import NodeSet

ADDRESS = b"\x07" * 20


def header_fields(count=21):
    fields = [b"\1" * 32, b"\2" * 32, b"\3" * 20, b"\4" * 32, b"\5" * 32, b"\6" * 32, bytes(256), b"", b"\x78"]
    fields += [b"\x84" * 4, b"", b"\x65\x00\x00\x01", b"extra", b"\7" * 32, bytes(8), b"\1"]
    return [*fields, *[b""] * (count - 16)]


@pytest.mark.parametrize("count", [16, 17, 20, 21, 32])
def test_parse_header_reads_what_proofs_use(count):
    data = rlp.encode(header_fields(count))
    header = parse_header(data)
    assert (header.hash, header.parent_hash, header.state_root) == (keccak256(data), b"\1" * 32, b"\4" * 32)
    assert (header.number, header.timestamp, header.field_count) == (0x78, 0x65000001, count)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (header_fields()[:15], "15 fields"),
        (header_fields(33), "33 fields"),
        ([b"", *header_fields()[1:]], "field 0 must have 32 bytes"),
        ([*header_fields()[:8], b"\0\1", *header_fields()[9:]], "header: number: not an RLP integer"),
        ([*header_fields()[:12], b"x" * 5_000, *header_fields()[13:]], "longer than 4096"),
        ([*header_fields()[:12], [], *header_fields()[13:]], "list of byte strings"),
    ],
)
def test_parse_header_other_shapes_are_refused(fields, message):
    with pytest.raises(InputError, match=message):
        parse_header(rlp.encode(fields))


def test_find_account_is_found_or_proven_absent():
    root, nodes = build({ADDRESS: rlp.encode([1, 2, b"\1" * 32, EMPTY_CODE_HASH])})
    assert find_account(root, ADDRESS, NodeSet(nodes)) == Account(b"\1" * 32, EMPTY_CODE_HASH)
    assert find_account(root, b"\x08" * 20, NodeSet(nodes)) is None


@pytest.mark.parametrize("fields", [[1, 2, b"\1" * 32], [1, 2, b"\1" * 31, b"\1" * 32], [1, 2, b"\1" * 32, b"\1" * 33]])
def test_find_account_other_values_are_refused(fields):
    root, nodes = build({ADDRESS: rlp.encode(fields)})
    with pytest.raises(InputError, match="account: must be nonce"):
        find_account(root, ADDRESS, NodeSet(nodes))
