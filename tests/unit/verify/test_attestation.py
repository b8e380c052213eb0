from dataclasses import replace

import pytest
from tests.unit.verify.samples import DOMAIN, make_attestation

from labour_ledger_verify.attestation import ATTESTATION_FIELDS, Attestation, Domain, batch_struct_hash, parse_uint64
from labour_ledger_verify.errors import InputError


def test_attestation_to_json_and_back_is_the_same():
    attestation = make_attestation()
    assert Attestation.from_json(attestation.to_json()) == attestation
    assert tuple(attestation.to_json()) == ATTESTATION_FIELDS


def test_attestation_to_json_writes_uint64_as_text():
    assert make_attestation(nonce=2**64 - 1).to_json()["nonce"] == "18446744073709551615"


@pytest.mark.parametrize("name", ATTESTATION_FIELDS)
def test_attestation_from_json_missing_field_is_named(name):
    fields = make_attestation().to_json()
    del fields[name]
    with pytest.raises(InputError, match=f"attestation: missing {name}") as raised:
        Attestation.from_json(fields)
    assert raised.value.context == {"missing": [name], "unknown": []}


@pytest.mark.parametrize("name", ATTESTATION_FIELDS)
@pytest.mark.parametrize("wrong", [None, "", "0xAA", -1, 1.5, True, [], "18446744073709551616"])
def test_attestation_from_json_wrong_value_is_named(name, wrong):
    fields = make_attestation().to_json() | {name: wrong}
    with pytest.raises(InputError, match=rf"here\.{name}"):
        Attestation.from_json(fields, "here")


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_attestation_from_json_no_object_is_refused(value):
    with pytest.raises(InputError, match="attestation: must be an object"):
        Attestation.from_json(value)


def test_attestation_uid_differs_by_domain():
    attestation = make_attestation()
    others = [replace(DOMAIN, chain_id=1), replace(DOMAIN, verifying_contract=bytes(20))]
    assert len({attestation.uid(domain.separator) for domain in (DOMAIN, *others)}) == 3


def test_batch_struct_hash_depends_on_order():
    first, second = make_attestation(nonce=1).struct_hash(), make_attestation(nonce=2).struct_hash()
    assert batch_struct_hash([first, second]) != batch_struct_hash([second, first])


def test_domain_to_json_and_back_is_the_same():
    assert Domain.from_json(DOMAIN.to_json()) == DOMAIN


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "Other"}, "name and version"),
        ({"version": "2"}, "name and version"),
        ({"chainId": 0}, "domain.chainId"),
        ({"chainId": True}, "domain.chainId"),
        ({"chainId": "1"}, "domain.chainId"),
        ({"chainId": 2**53}, "domain.chainId"),
        ({"verifyingContract": "0x00"}, "domain.verifyingContract"),
        ({"salt": "0x"}, "unknown field salt"),
    ],
)
def test_domain_from_json_wrong_value_is_named(change, where):
    with pytest.raises(InputError, match=where):
        Domain.from_json(DOMAIN.to_json() | change)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("18446744073709551615", 2**64 - 1)])
def test_parse_uint64_within_range_is_read(text, number):
    assert parse_uint64(text, "field") == number


@pytest.mark.parametrize(
    "value", ["", "-1", "+1", "07", " 7", "1e3", "٣", "18446744073709551616", "9" * 5_000, 7, None]
)
def test_parse_uint64_other_forms_are_refused(value):
    with pytest.raises(InputError, match=r"^field:"):
        parse_uint64(value, "field")
