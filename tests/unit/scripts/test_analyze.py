"""Findings of the analyser are held to their explanations, both ways."""

from __future__ import annotations

from scripts.analyze import compare

FINDING = {
    "check": "incorrect-shift",
    "description": "Records._spend(uint256) (Records.sol#1-2) shifts",
}
REASON = {"check": "incorrect-shift", "where": "Records._spend(", "why": "shl takes them in this order"}


def test_compare_explained_finding_says_nothing() -> None:
    assert compare([FINDING], [REASON]) == []


def test_compare_finding_of_another_check_is_unexplained() -> None:
    [unexplained, unneeded] = compare([FINDING | {"check": "reentrancy-eth"}], [REASON])
    assert unexplained.startswith("unexplained: reentrancy-eth: Records._spend(")
    assert unneeded.startswith("no longer found")


def test_compare_finding_elsewhere_is_unexplained() -> None:
    [unexplained] = compare([FINDING, FINDING | {"description": "Keys._spend(uint256) shifts"}], [REASON])
    assert unexplained == "unexplained: incorrect-shift: Keys._spend(uint256) shifts"


def test_compare_explanation_without_finding_is_no_longer_needed() -> None:
    [unneeded] = compare([], [REASON])
    assert unneeded.endswith("incorrect-shift in Records._spend(")
