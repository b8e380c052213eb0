"""Code lists against docs/history-format.md."""

from enum import IntEnum

import pytest

from labour_ledger.schemas.codes import (
    Method,
    Outcome,
    PartyClass,
    Severity,
    SubjectKind,
    code_name,
    code_named,
)


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (SubjectKind, "site organisation lot network country"),
        (
            PartyClass,
            "government employers_organisation workers_organisation business civil_society auditor"
            " international_organisation research statistics_office",
        ),
        (Method, "self second_party third_party government workers_organisation other"),
    ],
)
def test_codes_count_from_one_in_the_order_of_the_format(codes: type[IntEnum], names: str) -> None:
    assert {code_name(code): int(code) for code in codes} == {
        name: number for number, name in enumerate(names.split(), 1)
    }


def test_outcomes_count_from_zero_in_the_order_of_the_format() -> None:
    names = "statement conforms conforms_with_findings does_not_conform zero_tolerance inconclusive"

    assert [code_name(code) for code in sorted(Outcome)] == names.split()
    assert [int(code) for code in sorted(Outcome)] == list(range(6))


def test_severities_rise_to_zero_tolerance() -> None:
    assert [severity.value for severity in Severity] == ["minor", "major", "critical", "zero_tolerance"]


@pytest.mark.parametrize("codes", [SubjectKind, PartyClass, Method, Outcome])
def test_code_named_reads_what_code_name_writes(codes: type[IntEnum]) -> None:
    assert [code_named(codes, code_name(code)) for code in codes] == list(codes)


@pytest.mark.parametrize("name", ["SITE", "Site", "factory", ""])
def test_code_named_with_another_spelling_raises(name: str) -> None:
    with pytest.raises(KeyError):
        code_named(SubjectKind, name)
