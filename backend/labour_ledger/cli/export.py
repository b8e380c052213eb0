"""`labour-ledger export`: all records, sites or links as a file, and a buyer's network as a graph or a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Final, Literal

import typer

from labour_ledger.errors import InputError

from .files import FileUnusable
from .invocation import JsonOption, invocation_of
from .output import Output, counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from labour_ledger.diligence.basis import AnswerBasis
    from labour_ledger.diligence.exports.tables import Table
    from labour_ledger.store.results import LedgerKey

WRITTEN_FORMAT: Final = "labour-ledger/export@1"
_ENDINGS: Final = {"csv": "csv", "jsonl": "jsonl", "ndjson": "jsonl", "parquet": "parquet", "arrow": "arrow"}
_FORMATS: Final = "csv, jsonl, parquet or arrow; a network: graphml or svg"


class ExportFormatUnclear(InputError):
    """The format of a file was not named, its ending tells none, or it does not go with what is exported."""

    code = "export-format-unclear"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        file: Where.
        format_name: How.
        rows: Rows of a table, subjects of a network.
        size_bytes: Its size.
        basis: What it rests on.
        things: What was counted.
    """

    file: Path
    format_name: str
    rows: int
    size_bytes: int
    basis: AnswerBasis
    things: str = "row"

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "format": WRITTEN_FORMAT,
            "file": str(self.file),
            "fileFormat": self.format_name,
            "rows": self.rows,
            "bytes": self.size_bytes,
            "basis": self.basis.to_json(),
        }


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("export", epilog="Example: labour-ledger export records -o records.parquet")(export)


def export(
    context: typer.Context,
    what: Annotated[
        Literal["records", "sites", "links", "network"], typer.Argument(help="What to export.", show_default=False)
    ],
    file: Annotated[Path, typer.Option("--output", "-o", help="File to write.", show_default=False)],
    format_name: Annotated[
        str | None, typer.Option("--format", help=f"{_FORMATS}; by default the file's ending.", show_default=False)
    ] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="Of a network: whose it is.")] = None,
    standard: Annotated[
        str | None, typer.Option("--standard", "--schema", help="Of a network: what statuses are of.")
    ] = None,
    tiers: Annotated[str | None, typer.Option("--tiers", help="Of a network: most tiers to go up.")] = None,
    valid_at: Annotated[str | None, typer.Option("--at", help="Of a network: for which date.")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="Of a network: as known on which date.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write records, sites or links of the whole ledger to a file, or the network of a buyer.

    CSV is for spreadsheets: a text that one would take for a formula gets a ' before it. The other formats hold every
    value as it is. Parquet and Arrow name the block that they are complete up to in their metadata.
    """
    from labour_ledger.diligence.exports.tables import read_table

    from .connections import open_ledger

    invocation = invocation_of(context)
    of_network = {"buyer": buyer, "standard": standard, "tiers": tiers, "valid_at": valid_at, "known_at": known_at}
    values = {name: text for name, text in of_network.items() if text is not None}
    if what != "network" and values:
        raise ExportFormatUnclear(
            f"{', '.join(values)} go with a network only",
            hint=f"Leave them out, or export the network instead of {what}.",
        )
    with open_ledger(invocation.settings()) as ledger, ledger.store.reading() as session:
        if what == "network":
            written = _write_network(session, ledger.key, values, file, format_name)
        else:
            written = write_table_file(read_table(session, ledger.key, what), file, format_name)
    invocation.output(as_json).result(written.to_json(), lambda output: show_written(output, written))


def write_table_file(table: Table, file: Path, format_name: str | None) -> Written:
    """Write a table to a file, whole or not at all.

    Args:
        table: Its rows are read once.
        file: Where.
        format_name: As given; None for the file's ending.

    Raises:
        ExportFormatUnclear: No format of tables was named.
        FileUnusable: It cannot be written.
    """
    from labour_ledger.diligence.exports.formats import write_table

    chosen = _ENDINGS.get(format_name or file.suffix.removeprefix(".").lower())
    if chosen is None:
        raise _unclear(format_name or file.suffix, "csv, jsonl, parquet or arrow")
    rows, size = _write(file, lambda output: write_table(table, output, chosen))
    return Written(file, chosen, rows, size, table.basis)


def show_written(output: Output, written: Written) -> None:
    """Tell what was written."""
    from labour_ledger_verify.status import format_time

    size = f"{written.size_bytes:,} bytes of {written.format_name}"
    output.heading(f"{written.file}: {counted(written.rows, written.things)}, {size}")
    basis = written.basis
    output.line(f"complete up to block {basis.block_number} of {format_time(basis.block_time)}")


def _write_network(
    session: Session, ledger: LedgerKey, values: dict[str, str], file: Path, format_name: str | None
) -> Written:
    from labour_ledger.diligence.exports.graphml import write_graphml
    from labour_ledger.diligence.exports.network import read_network
    from labour_ledger.diligence.exports.picture import write_picture

    chosen = format_name or file.suffix.removeprefix(".").lower()
    writers = {"graphml": write_graphml, "svg": write_picture}
    if chosen not in writers:
        raise _unclear(chosen, "graphml or svg")
    network = read_network(session, ledger, values)

    def write(output: BinaryIO) -> int:
        writers[chosen](network, output)
        return len(network.nodes)

    nodes, size = _write(file, write)
    return Written(file, chosen, nodes, size, network.basis, "subject")


def _write(file: Path, write: Callable[[BinaryIO], int]) -> tuple[int, int]:
    """Write a file whole or not at all; return what the writer counted, and the size in bytes."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            count = write(stream)
        unfinished.replace(file)
        return count, file.stat().st_size
    except OSError as error:
        raise FileUnusable(f"{file}: {error.strerror}", hint="Choose a place that you can write to.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _unclear(given: str, formats: str) -> ExportFormatUnclear:
    return ExportFormatUnclear(
        f"{given[:40]!r} is no format of this", hint=f"Give --format {formats}, or a file with such an ending."
    )
