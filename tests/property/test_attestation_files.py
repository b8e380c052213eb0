import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.property.verify_strategies import addresses, attestations, documents, domains
from tests.unit.verify.samples import DOMAIN, ISSUER, NOW, as_bytes, make_batch, make_signed

from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.signed_file import SignedAttestation, SignedBatch, parse_signed_file, split_json_lines
from labour_ledger_verify.trust import Signer
from labour_ledger_verify.verification import Pins, verify_signed_file

PINS = Pins(DOMAIN, listed={ISSUER: Signer(ISSUER)}, from_trust_file=True)
signatures = st.binary(max_size=100)
singles = st.builds(SignedAttestation, domains, attestations, signatures, st.none() | documents)


@st.composite
def batches(draw):
    issuer = draw(addresses)
    items = draw(st.lists(attestations, min_size=1, max_size=4))
    given_documents = draw(st.lists(st.none() | documents, min_size=len(items), max_size=len(items)))
    same = tuple(replace(item, issuer=issuer) for item in items)
    return SignedBatch(draw(domains), same, draw(signatures), tuple(given_documents))


@given(singles | batches())
def test_parse_signed_file_written_and_read_is_the_same(signed):
    assert parse_signed_file(as_bytes(signed)) == signed


@given(st.lists(singles | batches(), min_size=2, max_size=4))
def test_split_json_lines_finds_every_file(files):
    data = b"\n".join(as_bytes(signed) for signed in files)
    assert [parse_signed_file(line) for _, line in split_json_lines(data)] == files


@given(documents)
def test_verify_signed_file_with_any_document_is_sound(document):
    subject = bytes.fromhex(document["subject"][2:])
    signed = make_signed(document, subject=subject, schema=schema_hash(document["schema"]))
    assert signed.attestation.document_hash == document_hash(document)
    assert verify_signed_file(as_bytes(signed), PINS, now=NOW).exit_code == 0


def digits_changed(value, draw):
    """Return JSON in which one character of one string, or one number, is another."""
    paths = list(leaves(value))
    path = draw(st.sampled_from(paths))
    inner = value
    for name in path[:-1]:
        inner = inner[name]
    old = inner[path[-1]]
    if isinstance(old, int):
        inner[path[-1]] = old ^ 1
    else:
        place = draw(st.integers(0, len(old) - 1))
        new = draw(st.sampled_from([letter for letter in "0123456789abcdef" if letter != old[place].lower()]))
        inner[path[-1]] = old[:place] + new + old[place + 1 :]
    return value


def leaves(value, path=()):
    if isinstance(value, dict | list):
        for name, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(child, (*path, name))
    else:
        yield path


@given(st.sampled_from([make_signed(), make_batch([None, None])]), st.data())
def test_verify_signed_file_with_any_character_changed_is_not_sound(signed, data):
    changed = digits_changed(signed.to_json(), data.draw)
    assert verify_signed_file(json.dumps(changed).encode(), PINS, now=NOW).exit_code in (1, 2, 4)


@given(st.data())
def test_verify_signed_file_with_any_byte_changed_is_not_sound_unless_it_means_the_same(data):
    signed = make_signed()
    whole = as_bytes(signed)
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda value: value != whole[place]))
    changed = whole[:place] + bytes((byte,)) + whole[place + 1 :]
    if verify_signed_file(changed, PINS, now=NOW).exit_code == 0:
        assert parse_signed_file(changed) == signed
