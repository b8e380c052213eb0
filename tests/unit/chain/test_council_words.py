import pytest
from hypothesis import given
from hypothesis import strategies as st

from labour_ledger.chain import calls
from labour_ledger.chain.abi import load_abi, load_council_abi
from labour_ledger.chain.council import AccreditationGrant, KeyAddition, PartyRegistration, SchemaRegistration
from labour_ledger.chain.council_proposals import CouncilCall
from labour_ledger.chain.council_words import (
    COUNCIL_ACTS,
    LEDGER_ACTS,
    acts_in_words,
    describe_call,
    parse_call,
)
from labour_ledger.chain.signed_types import KeyRole, SubjectRegistration
from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass, SignerKind

LEDGER, COUNCIL = b"\x01" * 20, b"\x02" * 20
KEY = "0x" + "12" * 20
WORD = "0x" + "ab" * 32
C029 = "ilo/c029@1930"


def parse(text: str) -> CouncilCall:
    return parse_call(text, ledger=LEDGER, council=COUNCIL)


def words(data: bytes, target: bytes = LEDGER) -> str:
    (found,) = describe_call(CouncilCall(target, data), COUNCIL)
    assert found.readable
    return found.text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            PartyRegistration(PartyClass.WORKERS_ORGANISATION, b"ID", b"\xab" * 32).call(),
            f"register-party class=workers_organisation country=ID profile-hash={WORD}",
        ),
        (
            KeyAddition(3, b"\x12" * 20, SignerKind.CONTRACT, KeyRole.SIGN | KeyRole.ADMIN, 0, 1_861_920_000).call(),
            f"add-key party=3 key={KEY} kind=contract role=sign,admin not-before=0 not-after=2029-01-01T00:00:00Z",
        ),
        (
            AccreditationGrant(3, schema_hash(C029), 0, 2**48 - 1, may_accredit=True).call(),
            f"give-accreditation party=3 schema={C029} country=none from=0 until=never may-accredit=yes",
        ),
        (
            load_abi().encode_call("markKeyCompromised", b"\x12" * 20, 1_735_689_600),
            f"mark-key-compromised key={KEY} compromised-from=2025-01-01T00:00:00Z",
        ),
        (
            load_abi().encode_call("retireSchema", b"\xab" * 32),
            f"retire-schema schema={WORD}",
        ),
    ],
)
def test_describe_call_says_every_field(data: bytes, text: str) -> None:
    assert words(data) == text
    assert parse(text) == CouncilCall(LEDGER, data)


def test_describe_call_of_the_council_itself() -> None:
    data = load_council_abi().encode_call("addMember", b"\x12" * 20, 2)
    assert words(data, COUNCIL) == f"add-member member={KEY} class=employers_organisation"
    (elsewhere,) = describe_call(CouncilCall(LEDGER, data), COUNCIL)
    assert not elsewhere.readable


def test_describe_call_of_a_registered_schema_says_its_whole_rule() -> None:
    data = SchemaRegistration.of(C029).call()
    text = words(data)
    for field in ("issuer-classes=government,", "outcomes=conforms,", "flags=self_declaration,", "longest-validity="):
        assert field in text
    assert parse(text).data == parse(f"register-schema id={C029}").data == data


def test_describe_call_of_a_subject_says_the_fields_of_its_struct() -> None:
    registration = SubjectRegistration(bytes(20), 0, 0, b"\xab" * 32, 1, b"ID", 4, b"\xcd" * 32, (b"\xef" * 32,) * 2)
    data = calls.register_subject_by_council(registration)
    text = words(data)
    assert f"salt={WORD} kind=site country=ID controller=4" in text
    assert f"identifiers=0x{'ef' * 32},0x{'ef' * 32}" in text
    assert parse(text).data == data


def test_describe_call_of_several_together_says_each() -> None:
    inner = [PartyRegistration(PartyClass.AUDITOR, b"DE", bytes(32)).call(), SchemaRegistration.of(C029).call()]
    found = describe_call(CouncilCall(LEDGER, calls.multicall([*inner, b"\x01\x02\x03\x04"])), COUNCIL)
    assert [item.readable for item in found] == [True, True, False]
    assert [item.text.split()[0] for item in found] == ["register-party", "register-schema", "unknown"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01\x02\x03",
        load_abi().functions["retireKey"].selector,
        load_abi().encode_call("retireKey", b"\x12" * 20) + b"\0",
        load_abi().functions["record"].selector + bytes(400),
        load_abi().functions["multicall"].selector + b"\xff" * 64,
    ],
)
def test_describe_call_that_cannot_be_read_shows_the_bytes(data: bytes) -> None:
    (found,) = describe_call(CouncilCall(LEDGER, data), COUNCIL)
    assert not found.readable
    assert data.hex() in found.text


def test_parse_call_takes_what_is_not_said_for_the_usual() -> None:
    added = parse(f"add-key party=3 key={KEY}")
    assert added.data == KeyAddition(3, b"\x12" * 20).call()
    given = parse(f"give-accreditation party=3 schema={C029} until=2028-12-31")
    assert given.data == AccreditationGrant(3, schema_hash(C029), 0, 1_861_920_000).call()
    assert parse("set-delay new-delay=3600s").target == COUNCIL


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "nothing that the council does"),
        ("'", "is no call"),
        ("record x=1", "nothing that the council does"),
        ("set-threshold", "lacks the field new-threshold"),
        ("set-threshold 4", "not written as field=value"),
        ("set-threshold new-threshold=4 new-threshold=5", "named twice"),
        ("set-threshold new-threshold=4 mood=good", "no field 'mood'"),
        ("set-threshold new-threshold=256", "too large"),
        ("set-threshold new-threshold=-1", "whole number"),
        ("set-delay new-delay=3", "2d or 3600s"),
        ("reclass-party party=1 class=mood", "one of government"),
        ("retire-key key=0x12", "cannot be read"),
        ("retire-schema schema=0x12", "cannot be read"),
        ("retire-schema schema=ilo/c29@1930", "ilo/c29@1930"),
        (f"suspend-key key={KEY} suspended-until=soon", "cannot be read"),
        (f"suspend-key key={KEY} suspended-until=2026-01-01T00:00:00", "offset"),
        (f"add-key party=1 key={KEY} role=king", "some of sign, admin"),
        ("give-accreditation party=1 schema=ilo/c029@1930 until=never may-accredit=perhaps", "yes or no"),
        ("end-accreditation party=1 schema=ilo/c029@1930 country=Brazil", "country code"),
    ],
)
def test_parse_call_of_no_call_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        parse(text or "''")
    assert refused.value.hint


def test_acts_in_words_are_all_that_the_contracts_let_a_council_do() -> None:
    assert len(acts_in_words()) == len(LEDGER_ACTS) + len(COUNCIL_ACTS)
    fields = dict(acts_in_words())
    assert fields["register-party"] == ("class", "country?", "profile-hash")
    assert fields["register-schema"][0] == "id"
    assert all(field.endswith("?") for field in fields["register-schema"][1:])


@given(
    party=st.integers(0, 2**64 - 1),
    schema=st.binary(min_size=32, max_size=32),
    country=st.sampled_from([b"\0\0", b"DE", b"BR"]),
    times=st.tuples(st.integers(0, 2**48 - 1), st.integers(0, 2**48 - 1)),
    may_accredit=st.booleans(),
)
def test_words_of_an_accreditation_mean_what_they_say(
    party: int, schema: bytes, country: bytes, times: tuple[int, int], may_accredit: bool
) -> None:
    data = AccreditationGrant(party, schema, *times, country, may_accredit).call()
    assert parse(words(data)).data == data


@given(
    st.integers(0, 2**16 - 1), st.integers(0, 255), st.integers(0, 255), st.integers(0, 2**48 - 1), st.text(min_size=1)
)
def test_words_of_a_schema_mean_what_they_say(classes: int, outcomes: int, flags: int, longest: int, text: str) -> None:
    rule = calls.SchemaRule(classes, outcomes, flags, longest, longest)
    data = calls.register_schema(text, rule, bytes(32))
    assert parse(words(data)).data == data
