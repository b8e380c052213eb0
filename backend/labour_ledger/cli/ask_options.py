"""The options of `labour-ledger ask`: the parameters that questions take, and how the answer is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

QuestionArgument = Annotated[
    str | None, typer.Argument(help="Name or number of a question; --list shows them.", show_default=False)
]
ListOption = Annotated[bool, typer.Option("--list", help="Show all questions.")]
Site = Annotated[str | None, typer.Option("--site", help="Handle, scheme:value, full id, or first digits.")]
Buyer = Annotated[str | None, typer.Option("--buyer", help="The same of a buyer, or its whole name.")]
Standard = Annotated[str | None, typer.Option("--standard", "--schema", help="Schema id, such as ilo/c029@1930.")]
ValidAt = Annotated[str | None, typer.Option("--at", help="For which date; today by default.")]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="As known on which date; today by default.")]
Since = Annotated[str | None, typer.Option("--since", help="From which day or instant on.")]
Until = Annotated[str | None, typer.Option("--until", help="Up to which day or instant.")]
Days = Annotated[str | None, typer.Option("--days", help="Within how many days.")]
Severity = Annotated[str | None, typer.Option("--severity", help="Least severity.")]
Overdue = Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")]
Topic = Annotated[str | None, typer.Option("--topic", help="Topic of a finding, see docs/schemas.md.")]
Record = Annotated[str | None, typer.Option("--record", help="Uid of a record.")]
Party = Annotated[str | None, typer.Option("--party", help="Number of a party.")]
Country = Annotated[str | None, typer.Option("--country", help="Two letters, such as ID.")]
Goods = Annotated[str | None, typer.Option("--goods", help="Goods as a list names them.")]
ListName = Annotated[str | None, typer.Option("--list-name", help="A list that was imported.")]
Least = Annotated[str | None, typer.Option("--least", help="Least number of buyers.")]
Tiers = Annotated[str | None, typer.Option("--tiers", help="Most tiers to go up.")]
Limit = Annotated[int, typer.Option("--limit", help="Most rows to show.", min=1, max=1000)]
CursorOption = Annotated[str | None, typer.Option("--cursor", help="Where the page before ended.")]
EveryRow = Annotated[bool, typer.Option("--all", help="Show all rows.")]
RecordsOption = Annotated[
    bool, typer.Option("--records", help="Instead list, by page, every record that the answer rests on.")
]
RowsFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        help="Write all rows to this file instead: .csv, .jsonl, .parquet or .arrow.",
        show_default=False,
    ),
]
BundlePlace = Annotated[
    Path | None,
    typer.Option(
        "--bundle",
        help="Also write the proof: a file if one subject proves the answer, else a folder. Needs a node.",
        show_default=False,
    ),
]
PARAMETER_OF: Final = {
    **{
        name: name
        for name in (
            *("site", "buyer", "standard", "valid_at", "known_at", "since", "until", "days", "severity", "overdue"),
            *("topic", "record", "party", "country", "goods", "least", "tiers"),
        )
    },
    "list_name": "list",
}
"""Parameters of questions by the name that the command has for each."""
