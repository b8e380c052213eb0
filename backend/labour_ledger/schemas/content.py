"""Whether a document may be signed: its envelope, its content against its schema, and no personal data in it.

All that is wrong is reported at once, each with its JSON path and in plain words, and never with the value found: a
document that is refused may hold what must not be repeated in a log. This module must not read files or judge sites.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from labour_ledger.errors import InputError
from labour_ledger_verify.document import ENVELOPE_FIELDS, LARGEST_INTEGER, JsonValue

from .catalogue import load_schema
from .consistency import Violation, find_inconsistencies
from .json_path import child_path, join_path, walk
from .personal_data import refuse_personal_data

_HASH: Final = re.compile(r"0x[0-9a-f]{64}")
_ZERO_HASH: Final = "0x" + "00" * 32
_MOST_SHOWN: Final = 12
_TYPES: Final = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
}


class DocumentInvalid(InputError):
    """A document does not have the form that its schema asks for.

    Attributes:
        violations: All that is wrong, in the order of the document.
    """

    code = "document-invalid"

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations = tuple(violations)
        lines = [f"{violation.path}: {violation.message}" for violation in self.violations]
        hints = dict.fromkeys(violation.hint for violation in self.violations if violation.hint)
        super().__init__(
            "the document does not fit its schema: " + "; ".join(lines),
            hint=" ".join(hints) or "Correct the fields named and try again.",
            context={
                "violations": [
                    {"path": violation.path, "message": violation.message, "hint": violation.hint}
                    for violation in self.violations
                ]
            },
        )


def validate_document(document: JsonValue) -> None:
    """Check that a document may be signed.

    Personal data is looked for first and reported alone, so that no other message can lead to its being repeated.

    Args:
        document: The parsed document, as in docs/history-format.md section 5.

    Raises:
        DocumentInvalid: The envelope or the content is not what it should be; carries every violation.
        PersonalDataRefused: The content holds what looks like personal data; carries every place.
        SchemaUnknown: No schema has the id that the document names.
    """
    found = list(_envelope_violations(document))
    if found:
        raise DocumentInvalid(found)
    validate_content(document["schema"], document["content"])


def validate_content(schema_id: str, content: JsonValue, path: str = "$.content") -> None:
    """Check a content alone, before it has a subject and a salt.

    Args:
        schema_id: Id of its schema.
        content: The content.
        path: Where it stands, for the errors.

    Raises:
        DocumentInvalid: As `validate_document`.
        PersonalDataRefused: As `validate_document`.
        SchemaUnknown: As `validate_document`.
    """
    validator = _validator(schema_id)
    refuse_personal_data(content, path)
    found = list(_value_violations(content, path))
    if not found:
        errors = sorted(validator.iter_errors(content), key=lambda error: [str(step) for step in error.path])
        found = list(dict.fromkeys(violation for error in errors for violation in _explain(error, path, schema_id)))
    if not found:
        found = find_inconsistencies(schema_id, content, path)
    if found:
        raise DocumentInvalid(found)


@cache
def _validator(schema_id: str) -> Draft202012Validator:
    schema = load_schema(schema_id).content
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _envelope_violations(document: JsonValue) -> Iterator[Violation]:
    if not isinstance(document, dict):
        yield Violation("$", "must be an object with v, schema, subject, salt and content")
        return
    for name in sorted(ENVELOPE_FIELDS - document.keys()):
        yield Violation("$", f"the field {name} is missing")
    if document.keys() - ENVELOPE_FIELDS:
        yield Violation(
            "$",
            "there is a field beside v, schema, subject, salt and content",
            "Put what you want to say into content.",
        )
    if "v" in document and (document["v"] != 1 or type(document["v"]) is not int):
        yield Violation("$.v", "must be 1", "A newer version of this program may know other versions.")
    if "schema" in document and not isinstance(document["schema"], str):
        yield Violation("$.schema", "must be a schema id such as ilo/c029@1930")
    for name in ("subject", "salt"):
        if name in document and not _is_hash(document[name]):
            yield Violation(f"$.{name}", "must be 0x and 64 lower-case hexadecimal digits")
    if document.get("salt") == _ZERO_HASH:
        yield Violation("$.salt", "must be 256 random bits, not zero", "Let the program draw the salt.")


def _is_hash(value: JsonValue) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _value_violations(content: JsonValue, path: str) -> Iterator[Violation]:
    """Refuse what has no canonical form, or two readings, before JSON Schema looks at it."""
    for node in walk(content, path):
        if isinstance(node.value, float):
            yield Violation(node.path, "must be a whole number", "Write decimals as strings.")
        elif isinstance(node.value, int) and abs(node.value) > LARGEST_INTEGER:
            yield Violation(node.path, "is beyond 2^53 - 1", "Write larger numbers as decimal strings.")
        elif isinstance(node.value, str) and not _is_printable(node.value, line_breaks=node.field == "note"):
            yield Violation(node.path, "holds a control character or half a character", "Type the text anew.")


def _is_printable(text: str, *, line_breaks: bool) -> bool:
    # a line break would also slip past the `$` of a pattern
    return all(
        unicodedata.category(character) not in ("Cc", "Cs") or (line_breaks and character == "\n") for character in text
    )


def _explain(error: ValidationError, root: str, schema_id: str) -> Iterator[Violation]:
    """Turn an error of the JSON Schema library into plain words."""
    path = join_path(root, error.absolute_path)
    keyword = str(error.validator)
    if keyword == "additionalProperties":
        yield from _unknown_fields(error, path)
    else:
        form = f"The service shows the form, with examples: GET /v1/schemas/{schema_id}"
        yield Violation(path, _WORDS[keyword](error), form if keyword == "required" else "")


def _unknown_fields(error: ValidationError, path: str) -> Iterator[Violation]:
    allowed = sorted(_rule(error)["properties"])
    for name in cast("Mapping[str, JsonValue]", error.instance):
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known fields: {', '.join(allowed)}."
            yield Violation(child_path(path, name), "is not a field of this schema", hint)


def _rule(error: ValidationError) -> Mapping[str, Any]:
    # none of our schemas is a bare true or false
    return cast("Mapping[str, Any]", error.schema)


def _described(error: ValidationError) -> str:
    return f"must be {_rule(error).get('description', 'of another form')}"


def _choices(error: ValidationError) -> list[str]:
    return [str(choice) for choice in cast("list[JsonValue]", error.validator_value)]


def _missing(error: ValidationError) -> str:
    names = [name for name in _choices(error) if name not in cast("Mapping[str, JsonValue]", error.instance)]
    return f"{'the field' if len(names) == 1 else 'the fields'} {', '.join(names)} must be given"


def _one_of(error: ValidationError) -> str:
    choices = _choices(error)
    if len(choices) <= _MOST_SHOWN:
        return f"must be one of {', '.join(choices)}"
    near = difflib.get_close_matches(str(error.instance)[:80], choices, n=3)
    return _described(error) + (f"; the nearest are {', '.join(near)}" if near else "")


# every keyword by which our schemas can refuse; a test holds the list to the schemas
_WORDS: Final[Mapping[str, Callable[[ValidationError], str]]] = {
    "const": lambda error: _described(error),
    "enum": _one_of,
    "format": _described,
    "maxItems": lambda error: f"must have at most {error.validator_value} items",
    "maxLength": lambda error: f"must have at most {error.validator_value} characters",
    "maximum": lambda error: f"must be at most {error.validator_value}",
    "minItems": lambda error: f"must have at least {error.validator_value} items",
    "minLength": lambda error: "must not be empty",
    "minProperties": lambda error: "must have at least one field",
    "minimum": lambda error: f"must be at least {error.validator_value}",
    "pattern": _described,
    "required": _missing,
    "type": lambda error: f"must be {_TYPES.get(str(error.validator_value), 'of another type')}",
    "uniqueItems": lambda error: "must not hold the same item twice",
}
