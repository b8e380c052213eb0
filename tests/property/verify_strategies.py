"""Arbitrary domains, attestations, documents and histories for property tests of the verifier."""

from __future__ import annotations

from hypothesis import strategies as st

from labour_ledger_verify.attestation import LARGEST_CHAIN_ID, Attestation, Domain
from labour_ledger_verify.history import ENTRY_TYPES, Entry, HistoryKind, Value

addresses = st.binary(min_size=20, max_size=20)
words = st.binary(min_size=32, max_size=32)
uint64s = st.integers(0, 2**64 - 1)

domains = st.builds(Domain, st.integers(1, LARGEST_CHAIN_ID), addresses)
attestations = st.builds(
    Attestation,
    issuer=addresses,
    nonce=uint64s,
    deadline=uint64s,
    subject=words,
    schema=words,
    outcome=st.integers(0, 5),
    valid_from=uint64s,
    valid_until=uint64s,
    document_hash=words,
    ref_uid=words,
)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
documents = st.fixed_dictionaries(
    {
        "v": st.just(1),
        "schema": texts,
        "subject": words.map(lambda data: "0x" + data.hex()),
        "salt": words.map(lambda data: "0x" + data.hex()),
        "content": json_values,
    }
)

_BYTES = {"address": 20, "bytes2": 2, "bytes32": 32}


def _value(abi_type: str) -> st.SearchStrategy[Value]:
    if abi_type == "bool":
        return st.booleans()
    if abi_type in _BYTES:
        return st.binary(min_size=_BYTES[abi_type], max_size=_BYTES[abi_type])
    return st.integers(0, 2 ** int(abi_type.removeprefix("uint")) - 1)


def entries_of(kind: HistoryKind) -> st.SearchStrategy[Entry]:
    """Return a strategy for entries of one kind of history."""
    types = [entry_type for entry_type in ENTRY_TYPES.values() if entry_type.kind is kind]
    return st.sampled_from(types).flatmap(
        lambda entry_type: st.tuples(*(_value(abi_type) for _, abi_type in entry_type.fields)).map(
            lambda values: Entry(entry_type, values)
        )
    )


kinds = st.sampled_from(HistoryKind)
histories = kinds.flatmap(lambda kind: st.tuples(st.just(kind), st.lists(entries_of(kind), min_size=1, max_size=8)))
