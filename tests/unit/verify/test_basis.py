import pytest

from labour_ledger_verify.basis import (
    AccreditationFound,
    Basis,
    Method,
    PartyClass,
    SignerKind,
    derive_method,
)
from labour_ledger_verify.errors import InputError

BASIS = Basis(7, PartyClass.AUDITOR, Method.THIRD_PARTY, SignerKind.ACCOUNT, "FR", AccreditationFound.COUNTRY, 3)


def test_pack_unpacked_again_is_the_same():
    assert Basis.unpack(BASIS.pack()) == BASIS


def test_unpack_no_country_is_empty_text():
    word = BASIS.pack() & ~(0xFFFF << 88)
    assert Basis.unpack(word).country == ""


def test_unpack_unknown_bit_is_refused_with_a_hint():
    with pytest.raises(InputError, match="bits above 175") as raised:
        Basis.unpack(BASIS.pack() | 1 << 176)
    assert "newer verifier" in raised.value.hint


@pytest.mark.parametrize("letters", [b"fr", b"F\0", b"\0F", b"F1", b"\xff\xff"])
def test_unpack_country_not_two_capitals_is_refused(letters):
    word = BASIS.pack() & ~(0xFFFF << 88) | int.from_bytes(letters, "big") << 88
    with pytest.raises(InputError, match="two capital letters"):
        Basis.unpack(word)


@pytest.mark.parametrize(
    ("party", "party_class", "controller", "method"),
    [
        (5, PartyClass.BUSINESS, 5, Method.SELF),
        (5, PartyClass.GOVERNMENT, 5, Method.SELF),
        (5, PartyClass.BUSINESS, 6, Method.SECOND_PARTY),
        (5, PartyClass.AUDITOR, 0, Method.THIRD_PARTY),
        (5, PartyClass.GOVERNMENT, 6, Method.GOVERNMENT),
        (5, PartyClass.WORKERS_ORGANISATION, 6, Method.WORKERS_ORGANISATION),
        (5, PartyClass.EMPLOYERS_ORGANISATION, 6, Method.OTHER),
        (5, PartyClass.CIVIL_SOCIETY, 6, Method.OTHER),
        (5, PartyClass.INTERNATIONAL_ORGANISATION, 6, Method.OTHER),
        (5, PartyClass.RESEARCH, 6, Method.OTHER),
        (5, PartyClass.STATISTICS_OFFICE, 6, Method.OTHER),
    ],
)
def test_derive_method_by_class_and_control(party, party_class, controller, method):
    assert derive_method(party, party_class, controller) is method
