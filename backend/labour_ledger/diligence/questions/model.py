"""The form that every question and every answer has.

It knows no particular question, reads nothing and judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from labour_ledger.diligence.basis import AnswerBasis
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

if TYPE_CHECKING:
    from .inquiry import Inquiry

ANSWER_FORMAT: Final = "labour-ledger/answer@1"
Cell = str | int | bool | None | tuple[str, ...] | Mapping[str, int]
Key = tuple[str | int, ...]


class Kind(StrEnum):
    """What a value of a column is; every value may also be missing (null)."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    TIME = "time"
    DATE = "date"
    HASH = "hash"
    TEXTS = "texts"
    COUNTS = "counts"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer's table, or a value of its summary.

    Attributes:
        name: Camel case, as in JSON.
        kind: What its values are: times are RFC 3339 in UTC, dates `YYYY-MM-DD`, hashes `0x` and digits, counts numbers
            by name.
        meaning: For people.
    """

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an answer's table.

    Attributes:
        key: Its place: rows are in ascending order of keys, which are unique in an answer and of one shape.
        values: A cell for each column of the question.
        uids: Records that it rests on, 32 bytes each.
        subjects: Subjects whose bundles prove it, 32 bytes each.
        site: The site that it is about, 32 bytes: its name and country are looked up for the rows that are shown alone.
    """

    key: Key
    values: Mapping[str, Cell]
    uids: tuple[bytes, ...] = ()
    subjects: tuple[bytes, ...] = ()
    site: bytes | None = None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        cells = {name: _cell_json(value) for name, value in self.values.items()}
        return {**cells, "uids": [to_hex(uid) for uid in self.uids]}


@dataclass(frozen=True, slots=True)
class Grounds:
    """Records that a part of an answer rests on, by the subjects that they are about.

    Attributes:
        part: What of the answer rests on them, in a word or two.
        subjects: 32 bytes each, every one once.
        uids_of: Returns the records of some of these subjects; so a large answer names them page by page.
        row: Key of the row that rests on them; None where it is the answer as a whole.
        notes: What a reader must know of them.
    """

    part: str
    subjects: Sequence[bytes]
    uids_of: Callable[[Sequence[bytes]], Mapping[bytes, Sequence[bytes]]]
    row: Key | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out, before it is cut into pages.

    Attributes:
        rows: All rows, in any order; of a question that pages itself those of the page, in order.
        summary: A cell for each value of the question's summary.
        notes: What a reader must know to read the answer rightly.
        missing: What the answer cannot say with what is held here.
        subjects: Further subjects whose bundles prove the answer: a network whose links were counted.
        next: Of a question that pages itself: where the next page begins.
        grounds: Records that it rests on besides those that the rows name.
        complete: Completes the rows of a page with what would cost too much to look up for all.
    """

    rows: tuple[Row, ...]
    summary: Mapping[str, Cell]
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    subjects: tuple[bytes, ...] = ()
    next: str | None = None
    grounds: tuple[Grounds, ...] = ()
    complete: Callable[[Sequence[Row]], Sequence[Row]] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        number: Its place in the catalogue.
        name: Kebab case, as in addresses and on the command line.
        words: The question.
        required: Names of the parameters that it needs.
        optional: Names of further parameters that it takes.
        columns: Of its table, without `uids`, which every table has.
        summary: Values of its summary.
        find: Finds the answer.
        pages_itself: Whether `find` reads one page only.
        explanation: How it is answered, for docs/questions.md.
    """

    number: int
    name: str
    words: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    columns: tuple[Column, ...]
    summary: tuple[Column, ...]
    find: Callable[[Inquiry], Findings]
    explanation: str
    pages_itself: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of all parameters that it takes."""
        return (*self.required, *self.optional)

    def to_json(self) -> dict[str, object]:
        """Return the JSON form, without the answer."""
        return {
            "number": self.number,
            "name": self.name,
            "question": self.words,
            "required": list(self.required),
            "optional": list(self.optional),
            "columns": [_column_json(column) for column in self.columns],
            "summary": [_column_json(column) for column in self.summary],
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of the answer to a question.

    Attributes:
        question: What was asked.
        asked: The parameters given, as text.
        rows: Of this page.
        total: Rows of all pages; None where they were not counted.
        summary: Of the whole answer, not of this page alone.
        notes: What a reader must know to read the answer rightly.
        missing: What the answer cannot say with what is held here.
        proofs: Subjects whose bundles prove the rows of this page.
        next: Where the next page begins; None at the end.
        names_all: Whether its pages name every record that it rests on; else `resting.records_of_answer` lists them.
        basis: What it rests on; its uids are those of the rows of this page, and those of the whole answer if few.
    """

    question: Question
    asked: Mapping[str, str]
    rows: tuple[Row, ...]
    total: int | None
    summary: Mapping[str, Cell]
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    proofs: tuple[bytes, ...]
    next: str | None
    names_all: bool
    basis: AnswerBasis

    @property
    def records_href(self) -> str:
        """Where the service lists every record that it rests on."""
        return f"/v1/questions/{self.question.name}/records" + (f"?{urlencode(self.asked)}" if self.asked else "")

    def to_json(self) -> dict[str, object]:
        """Return the one JSON form of this answer, for the API and the command line alike."""
        return {
            "format": ANSWER_FORMAT,
            "question": {"number": self.question.number, "name": self.question.name, "words": self.question.words},
            "asked": dict(self.asked),
            "summary": {name: _cell_json(value) for name, value in self.summary.items()},
            "items": [row.to_json() for row in self.rows],
            "total": self.total,
            "notes": list(self.notes),
            "missing": list(self.missing),
            "bundles": [
                {
                    "id": to_hex(subject),
                    "handle": handle_of(subject),
                    "href": f"/v1/sites/{to_hex(subject)}/bundle",
                }
                for subject in self.proofs
            ],
            "next": self.next,
            "records": {"allNamed": self.names_all, "href": self.records_href},
            "basis": self.basis.to_json(),
        }


def _column_json(column: Column) -> dict[str, object]:
    return {"name": column.name, "kind": column.kind.value, "meaning": column.meaning}


def _cell_json(cell: Cell) -> object:
    if isinstance(cell, tuple):
        return list(cell)
    return dict(cell) if isinstance(cell, Mapping) else cell
