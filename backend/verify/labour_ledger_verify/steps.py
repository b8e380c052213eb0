"""Steps: what one numbered step of a verification found, and the exit code that several add up to.

The numbers and names are those of docs/bundle-format.md section 4; how a report shows them is in `reporting`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from .errors import NotCheckable, VerifyError

_WORST_FIRST: Final = (2, 1, 4, 0)


class StepResult(Enum):
    """How a step ended; a step that was not done is never `ok`."""

    OK = "ok"
    FAILED = "failed"
    UNCHECKED = "unchecked"
    SKIPPED = "skipped"


class Step(NamedTuple):
    """One numbered step, numbered as in docs/bundle-format.md section 4."""

    number: int
    name: str
    result: StepResult
    message: str
    code: str = ""
    hint: str = ""
    exit_code: int = 0

    @classmethod
    def of_error(cls, number: int, name: str, error: VerifyError) -> Step:
        """Return the step that ended in an error."""
        result = StepResult.UNCHECKED if isinstance(error, NotCheckable) else StepResult.FAILED
        return cls(number, name, result, error.message, error.code, error.hint, error.exit_code)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; code and hint only where the step did not end well."""
        fields: dict[str, object] = {
            "step": self.number,
            "name": self.name,
            "result": self.result.value,
            "message": self.message,
        }
        return fields | ({"code": self.code} if self.code else {}) | ({"hint": self.hint} if self.hint else {})


def worst_exit(codes: Iterable[int]) -> int:
    """Return the exit code that stands for several: bad input, then false, then could not check, then sound."""
    return min(codes, key=_WORST_FIRST.index, default=0)
