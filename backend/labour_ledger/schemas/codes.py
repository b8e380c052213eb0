"""The numbers of docs/history-format.md by name, and the severities of findings.

Party classes, methods and outcomes are those of the verifier, so that no number is written down twice. A code's name in
data files and answers is its member's name in lower case (`code_name`). This module must not say which schema uses a
code.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TypeVar

from labour_ledger_verify.basis import Method, PartyClass
from labour_ledger_verify.status import Outcome

__all__ = ["Method", "Outcome", "PartyClass", "Severity", "SubjectKind", "code_name", "code_named"]


class SubjectKind(IntEnum):
    """What a record can be about (docs/history-format.md, section 1)."""

    SITE = 1
    ORGANISATION = 2
    LOT = 3
    NETWORK = 4
    COUNTRY = 5


class Severity(StrEnum):
    """How grave a finding is, on the one scale that schemes' own words are put beside."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"
    ZERO_TOLERANCE = "zero_tolerance"


Code = TypeVar("Code", bound=IntEnum)


def code_name(code: IntEnum) -> str:
    """Return the name of a code as data files spell it, such as `workers_organisation`."""
    return code.name.lower()


def code_named(codes: type[Code], name: str) -> Code:
    """Return the code with a name.

    Args:
        codes: The enumeration to look in.
        name: As `code_name` gives it.

    Raises:
        KeyError: No code of that enumeration has the name.
    """
    return {code_name(code): code for code in codes}[name]
