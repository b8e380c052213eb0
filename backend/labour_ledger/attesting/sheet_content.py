"""From cells of a sheet to the content of a document.

A cell is text; the schema says whether a field is text, a number, yes or no, or a list (then items stand between
semicolons). What is not simple (a finding, an evidence file) is written as JSON. Whether the content is valid is judged
where documents are validated, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import load_schema
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.document import parse_json_strict

ITEM_SEPARATOR: Final = ";"
_DEFINITION: Final = "#/$defs/"
_JSON_HINT: Final = 'Write JSON, with each name and text between " and ", or one column for each field.'
_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0"})


class CellInvalid(InputError):
    """A cell cannot be read as what its field is.

    Attributes:
        column: The column of the cell.
    """

    code = "cell-invalid"

    def __init__(self, column: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint=hint, context={"column": column})
        self.column = column


def content_from_cells(schema_id: str, whole: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the content that a row's cells say.

    Args:
        schema_id: Says what type each field has.
        whole: The cell of the column `content`: a JSON object, or empty.
        fields: Cells of the columns for single fields by their path, such as `sample.interviewsPrivate`; none empty.

    Raises:
        CellInvalid: A cell cannot be read, or a field is given twice.
        SchemaUnknown: No schema has the id.
    """
    schema = load_schema(schema_id).content
    content = _json_cell("content", whole) if whole else {}
    if not isinstance(content, dict):
        raise CellInvalid("content", "must be a JSON object, from { to }")
    for path, cell in fields.items():
        column = f"content.{path}"
        value = _value(column, cell, _field_type(schema, path.split(".")))
        _put(content, path.split("."), value, column)
    return content


def views_of(part: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return a part of a schema and what it refers to, which hold together (2020-12, `$ref` beside other keywords)."""
    reference = part.get("$ref")
    if not isinstance(reference, str):
        return [part]
    return [part, *views_of(root["$defs"][reference.removeprefix(_DEFINITION)], root)]


def _put(content: dict[str, Any], steps: list[str], value: object, column: str) -> None:
    place = content
    for step in steps[:-1]:
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            raise CellInvalid(column, f"{step} is given as a value and as an object", "Use one of the two columns.")
    if steps[-1] in place:
        raise CellInvalid(column, "is given twice, here and in the column content", "Use one of the two columns.")
    place[steps[-1]] = value


def _value(column: str, cell: str, kind: str) -> object:
    if kind == "array" and not cell.startswith("["):
        return [item.strip() for item in cell.split(ITEM_SEPARATOR) if item.strip()]
    if kind in ("array", "object"):
        return _json_cell(column, cell)
    if kind == "integer":
        digits = cell.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 16):
            raise CellInvalid(column, f"{cell[:40]!r} is not a whole number", "Write decimals in a field for text.")
        return int(cell)
    if kind == "boolean":
        if cell.lower() not in _TRUE | _FALSE:
            raise CellInvalid(column, f"{cell[:40]!r} is neither true nor false", "Write true or false.")
        return cell.lower() in _TRUE
    return cell


def _json_cell(column: str, cell: str) -> object:
    try:
        value: object = parse_json_strict(cell.encode(), what=column)
    except verify_errors.InputError as error:
        raise CellInvalid(column, error.message, _JSON_HINT) from error
    return value


def _field_type(schema: Mapping[str, Any], steps: list[str]) -> str:
    """Return the JSON type of a field; text where the schema does not know the field, for validation to refuse."""
    views = views_of(schema, schema)
    for step in steps:
        views = [
            view
            for above in views
            if step in above.get("properties", {})
            for view in views_of(above["properties"][step], schema)
        ]
    types = [str(view["type"]) for view in views if "type" in view]
    types += ["boolean" for view in views if isinstance(view.get("const"), bool)]
    return types[0] if types else "string"
