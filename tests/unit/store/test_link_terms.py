import json

import pytest

from labour_ledger.store.link_terms import NO_END, LinkTerms, read_link_terms

DAY_S = 86_400
BUYER, SELLER = "0x" + "b1" * 32, "0x" + "5e" * 32


def read(**content: object) -> LinkTerms | None:
    given = {"buyer": BUYER, "seller": SELLER, "period": {"from": "2021-01-01"}, "statedBy": "buyer", **content}
    return read_link_terms(b"d" * 32, b"n" * 32, json.dumps({"v": 1, "content": given}).encode())


def test_read_link_terms_of_a_link_without_end_goes_on() -> None:
    assert read(goods=["1511", "151190"]) == LinkTerms(
        b"d" * 32, b"n" * 32, b"\xb1" * 32, b"\x5e" * 32, ("1511", "151190"), 1_609_459_200, NO_END, "buyer"
    )


def test_read_link_terms_includes_the_last_day_of_the_period() -> None:
    found = read(period={"from": "2021-12-31", "until": "2021-12-31"})
    assert found is not None
    assert found.valid_until - found.valid_from == DAY_S


def test_read_link_terms_takes_the_first_and_the_last_day_that_can_be_named() -> None:
    found = read(period={"from": "0001-01-01", "until": "9999-12-31"})
    assert found is not None
    assert (found.valid_from, found.valid_until) == (0, 253_402_300_800)


@pytest.mark.parametrize(
    "content",
    [
        {"buyer": "0x" + "b1" * 31},
        {"seller": "0x" + "zz" * 32},
        {"seller": None},
        {"period": {"until": "2021-01-01"}},
        {"period": {"from": "2021-02-30"}},
        {"goods": "1511"},
    ],
)
def test_read_link_terms_of_another_form_is_none(content: dict[str, object]) -> None:
    assert read(**content) is None


def test_read_link_terms_of_no_json_is_none() -> None:
    assert read_link_terms(b"d" * 32, b"n" * 32, b"\xff{") is None


def test_to_row_writes_goods_as_json() -> None:
    found = read(goods=["1511"])
    assert found is not None
    assert found.to_row()["goods"] == '["1511"]'
