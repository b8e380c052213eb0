"""Columns of a list of another shape, named after those of the plain list.

It renames headers and nothing else: what a column must hold is the plain list's business.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from labour_ledger.errors import InputError

from .plain import PLAIN


class ColumnMapInvalid(InputError):
    """A map of columns cannot be read, or names a column that the plain list or the file does not have."""

    code = "column-map-invalid"


def parse_column_map(text: str) -> dict[str, str]:
    """Parse `name=Factory,country=Nation`: columns of the plain list, and those of the file that are meant.

    Raises:
        ColumnMapInvalid: Not of that form, or a column of the plain list that there is not, or one twice.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        column, equals, named = (piece.strip() for piece in part.partition("="))
        if not equals or not column or not named:
            raise ColumnMapInvalid(
                f"{part.strip()[:60]!r} is not column=column", hint="Write for example name=Factory,country=Nation."
            )
        if column in found:
            raise ColumnMapInvalid(f"the column {column} is mapped twice", hint="Keep one of the two.")
        found[column] = named
    return _checked(found, "the map")


def read_column_map(path: Path) -> dict[str, str]:
    """Read a map from a TOML file with lines such as `name = "Factory"`.

    Raises:
        ColumnMapInvalid: The file cannot be read, or is no such map.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ColumnMapInvalid(
            f"{path}: cannot be read as a map: {error}", hint='Write lines such as name = "Factory".'
        ) from error
    for column, named in found.items():
        if not isinstance(named, str) or not named.strip():
            raise ColumnMapInvalid(f"{path}: {column} must be the name of a column", hint='Write name = "Factory".')
    return _checked({column: str(named).strip() for column, named in found.items()}, str(path))


def column_map_named(text: str) -> dict[str, str]:
    """Return a map that is given as text with equals signs, or else as the path of a TOML file.

    Raises:
        ColumnMapInvalid: It is neither.
    """
    return parse_column_map(text) if "=" in text else read_column_map(Path(text))


def mapped_columns(columns: Sequence[str], column_map: Mapping[str, str], where: str) -> list[str]:
    """Return a header with the columns that a map names called as the plain list calls them.

    Args:
        columns: Header of the file.
        column_map: Columns of the file by those of the plain list.
        where: Name of the file, for errors.

    Raises:
        ColumnMapInvalid: The file lacks a column that is mapped, one is mapped to two, or the result has one twice.
    """
    for column, named in column_map.items():
        if named not in columns:
            near = difflib.get_close_matches(named, columns, n=1)
            raise ColumnMapInvalid(
                f"{where}: row 1: there is no column {named!r} to take {column} from",
                hint=(f"Did you mean {near[0]!r}? " if near else "") + f"The file has: {', '.join(columns)}.",
                context={"column": named, "columns": list(columns)},
            )
    by_name = {named: column for column, named in column_map.items()}
    if len(by_name) < len(column_map):
        raise ColumnMapInvalid(f"{where}: one column of the file is mapped to two", hint="Map each column once.")
    renamed = [by_name.get(column, column) for column in columns]
    taken = [column for column in columns if column in column_map and column not in by_name]
    if taken:
        raise ColumnMapInvalid(
            f"{where}: row 1: {taken[0]!r} is also a column of the file itself",
            hint=f"Map it to another column, or leave out {taken[0]}=… to take the file's own.",
        )
    return renamed


def _checked(found: dict[str, str], where: str) -> dict[str, str]:
    unknown = sorted(set(found) - PLAIN.known)
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(PLAIN.known), n=1)
        raise ColumnMapInvalid(
            f"{where}: the plain list has no column {unknown[0]!r}",
            hint=(f"Did you mean {near[0]!r}? " if near else "") + f"It has: {', '.join(sorted(PLAIN.known))}.",
            context={"columns": unknown},
        )
    if not found:
        raise ColumnMapInvalid(f"{where}: no column is mapped", hint="Map at least name and country.")
    return found
