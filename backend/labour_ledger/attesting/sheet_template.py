"""Templates of sheets for one schema: its columns, drop-downs, notes and examples, as a workbook or as CSV.

The columns come from the schema itself, so a template cannot be behind it. Examples stand on a page of their own in a
workbook; in CSV they stand below the header with a site that no ledger has, so that one left in is refused.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from labour_ledger.attesting.sheet import FIELD_PREFIX
from labour_ledger.attesting.sheet_content import ITEM_SEPARATOR, views_of
from labour_ledger.attesting.sheet_excel import SHEET_NAME
from labour_ledger.schemas.catalogue import Schema, load_schema
from labour_ledger.schemas.codes import code_name

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

EXAMPLE_SITE: Final = "EXAMPLE, remove this row"
LAST_ROW: Final = 10_001
"""Drop-downs reach so far."""
_LONGEST_INLINE_LIST: Final = 255
"""Excel takes no longer list inside a rule; longer ones stand on a page."""
_DEEPEST: Final = 3
_DATE_NOTE: Final = "A date such as 2026-03-31 (the whole day, UTC). Empty: "


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    Attributes:
        name: As the header has it.
        note: What to write into it.
        required: Whether a row without it is refused.
        choices: What it can hold, where that is a closed list and one of it is written.
    """

    name: str
    note: str
    required: bool = False
    choices: tuple[str, ...] = ()


def template_columns(schema: Schema) -> tuple[Column, ...]:
    """Return the columns of a schema's template, in the order of the schema."""
    outcomes = tuple(code_name(outcome) for outcome in schema.outcomes)
    first = (
        Column("site", "Handle (LL-7K3M-92QF), scheme:value (os:CN2021250D1DTN7) or full id.", required=True),
        Column("schema", "The same in every row.", required=True, choices=(schema.id,)),
        Column("outcome", f"One of {', '.join(outcomes)}.", len(outcomes) > 1, outcomes),
        Column("valid_from", f"{_DATE_NOTE}now."),
        Column("valid_until", f"{_DATE_NOTE}as long as the schema allows."),
        Column("ref", "Uid of the earlier record that it is about (0x and 64 digits).", required=schema.acting),
    )
    return (*first, *_content_columns(schema.content, schema.content, FIELD_PREFIX, 1, True))


def template_csv(schema_id: str) -> bytes:
    """Return the template as CSV in UTF-8 with a byte-order mark.

    Raises:
        SchemaUnknown: No schema has the id.
    """
    schema = load_schema(schema_id)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_header_and_examples(schema, template_columns(schema)))
    return text.getvalue().encode("utf-8-sig")


def template_excel(schema_id: str) -> bytes:
    """Return the template as a workbook: the page to fill in, examples, and a page that explains each column.

    Raises:
        SchemaUnknown: No schema has the id.
    """
    from openpyxl import Workbook

    schema = load_schema(schema_id)
    columns = template_columns(schema)
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = SHEET_NAME
    page.append([column.name for column in columns])
    _show_header(page, columns)
    _add_choices(workbook, page, columns)
    examples = workbook.create_sheet("Examples")
    for row in _header_and_examples(schema, columns):
        examples.append(list(row))
    notes = workbook.create_sheet("Notes")
    notes.append(["column", "required", "what to write", "choices"])
    for column in columns:
        required = "yes" if column.required else ""
        notes.append([column.name, required, column.note, ", ".join(column.choices)])
    for sheet, widths in ((examples, [24] * len(columns)), (notes, [36, 10, 80, 80])):
        _set_widths(sheet, widths)
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _content_columns(
    part: Mapping[str, Any], root: Mapping[str, Any], prefix: str, depth: int, required: bool
) -> Iterator[Column]:
    views = views_of(part, root)
    must = {name for view in views for name in view.get("required", ())}
    names = dict.fromkeys(name for view in views for name in view.get("properties", {}))
    for name in names:
        inner = [found for view in views if name in view.get("properties", {}) for found in
                 views_of(view["properties"][name], root)]  # fmt: skip
        merged: dict[str, Any] = {}
        for view in inner:
            merged = {**view, **merged}
        needed = required and name in must
        if merged.get("type") == "object" and merged.get("properties") and depth < _DEEPEST:
            yield from _content_columns(merged, root, f"{prefix}{name}.", depth + 1, needed)
        else:
            yield _column(prefix + name, merged, root, needed)


def _column(name: str, view: Mapping[str, Any], root: Mapping[str, Any], required: bool) -> Column:
    described = str(view.get("description", "")).removeprefix("a ").removeprefix("an ")
    kind = view.get("type")
    if kind == "array":
        items = views_of(view.get("items", {}), root)
        allowed: list[Any] = next((found["enum"] for found in items if "enum" in found), [])
        simple = not any("properties" in found for found in items)
        of_what = f" of {', '.join(map(str, allowed))}" if allowed else ""
        note = (
            f"Several{of_what}, with {ITEM_SEPARATOR} between them." if simple else "A list as JSON; see the example."
        )
        return Column(name, f"{_sentence(described)} {note}".strip(), required)
    if kind == "boolean" or view.get("const") is True:
        return Column(name, _sentence(described or "true or false"), required, ("true", "false"))
    choices = tuple(str(choice) for choice in view.get("enum", ()))
    note = "As JSON; see the example." if kind == "object" else _sentence(described or "text")
    return Column(name, note, required, choices)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _header_and_examples(schema: Schema, columns: Sequence[Column]) -> Iterator[Sequence[str]]:
    yield [column.name for column in columns]
    for example in schema.examples:
        first = {
            "site": EXAMPLE_SITE,
            "schema": schema.id,
            "outcome": code_name(schema.outcomes[0]) if schema.outcomes else "",
        }
        yield [first.get(column.name, _example_cell(example, column.name)) for column in columns]


def _example_cell(example: Mapping[str, Any], column: str) -> str:
    value: Any = example
    for step in column.removeprefix(FIELD_PREFIX).split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if value is None or not column.startswith(FIELD_PREFIX):
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value) and value:
        return f"{ITEM_SEPARATOR} ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _show_header(page: Worksheet, columns: Sequence[Column]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(columns, start=1):
        cell = page.cell(1, place)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = PatternFill("solid", fgColor="DDEBF7")
        cell.comment = Comment(("Required. " if column.required else "") + column.note, "labour-ledger")
        # cells as text, so that no spreadsheet turns an identifier or a band such as 3-5 into a date
        page.column_dimensions[get_column_letter(place)].number_format = "@"
    _set_widths(page, [max(14, min(40, len(column.name) + 2)) for column in columns])
    page.freeze_panes = "A2"


def _add_choices(workbook: Workbook, page: Worksheet, columns: Sequence[Column]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = workbook.create_sheet("Lists")
    lists.sheet_state = "hidden"
    for place, column in enumerate(columns, start=1):
        if not column.choices:
            continue
        letter = get_column_letter(place)
        inline = f'"{",".join(column.choices)}"'
        if len(inline) > _LONGEST_INLINE_LIST:
            for row, choice in enumerate(column.choices, start=1):
                lists.cell(row, place, choice)
            inline = f"Lists!${letter}$1:${letter}${len(column.choices)}"
        rule = DataValidation(type="list", formula1=inline, allow_blank=not column.required, showErrorMessage=True)
        rule.errorTitle, rule.error = column.name, "Choose from the list."
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        page.add_data_validation(rule)


def _set_widths(page: Worksheet, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for place, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
