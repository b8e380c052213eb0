"""Corrections: the content of a record with a few fields changed, as the content of a new one that names it.

Nothing on the ledger is edited. What the new record does to the old one is `effects`'s to say; this module only
changes contents.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from labour_ledger.errors import InputError
from labour_ledger_verify.document import JsonValue, parse_json_strict
from labour_ledger_verify.errors import VerifyError

_STEP: Final = re.compile(r"([A-Za-z][A-Za-z0-9]*)((?:\[[0-9]{1,4}\])*)")
_BARE: Final = re.compile(r"-?[0-9]{1,15}|true|false|null|[\[{].*", re.DOTALL)


class ChangeInvalid(InputError):
    """A change names no place of the content, or does not say what to put there."""

    code = "change-invalid"


def changed_content(content: Mapping[str, Any], changes: Iterable[str], removals: Iterable[str] = ()) -> dict[str, Any]:
    """Return a copy of a content with some fields changed; whether it fits its schema is judged with the document.

    Args:
        content: Of the old record's document.
        changes: `path=value` each, such as `findings[0].dueDate=2026-09-01`. A whole number, true, false, or JSON in
            brackets or braces is read as that, everything else as text.
        removals: Paths of fields and items that are left out.

    Raises:
        ChangeInvalid: No `=`, a path that leads nowhere, or a value that is no JSON.
    """
    new = copy.deepcopy(dict(content))
    for change in changes:
        path, sign, text = change.partition("=")
        if not sign:
            raise ChangeInvalid(f"{change[:80]!r} has no =", hint="Write path=value: findings[0].dueDate=2026-09-01")
        holder, last = _place(new, path)
        if isinstance(holder, list) and last == len(holder):
            holder.append(_value(text))
        else:
            _refuse_missing(holder, last, path, may_be_new=isinstance(holder, dict))
            holder[last] = _value(text)
    for path in removals:
        holder, last = _place(new, path)
        _refuse_missing(holder, last, path, may_be_new=False)
        del holder[last]
    return new


def _place(content: dict[str, Any], path: str) -> tuple[Any, Any]:
    """Return what holds the last step of a path, and that step."""
    steps: list[str | int] = []
    for part in path.strip().removeprefix("$.content.").split("."):
        match = _STEP.fullmatch(part)
        if match is None:
            raise _nowhere(path)
        steps += [match[1], *(int(number) for number in re.findall(r"[0-9]+", match[2]))]
    holder: Any = content
    for step in steps[:-1]:
        _refuse_missing(holder, step, path, may_be_new=False)
        holder = holder[step]
    return holder, steps[-1]


def _refuse_missing(holder: JsonValue, step: str | int, path: str, *, may_be_new: bool) -> None:
    if isinstance(step, int):
        there = isinstance(holder, list) and step < len(holder)
    else:
        there = isinstance(holder, dict) and (may_be_new or step in holder)
    if not there:
        raise _nowhere(path)


def _value(text: str) -> JsonValue:
    if _BARE.fullmatch(text.strip()) is None:
        return text
    try:
        return parse_json_strict(text.strip().encode(), what="value")
    except VerifyError as error:
        raise ChangeInvalid(f"{text[:80]!r} is no JSON: {error.message}", hint="Correct the value.") from error


def _nowhere(path: str) -> ChangeInvalid:
    return ChangeInvalid(
        f"{path[:80]!r} is no place of the content",
        hint="Fields are divided by dots, items counted from 0: findings[0].dueDate",
        context={"path": path[:80]},
    )
