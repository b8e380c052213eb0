"""Questions and answers as models: of each question its parameters and its answer, made from the catalogue."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import Field, create_model

from labour_ledger.api.parameters import PageParameters, Parameters
from labour_ledger.diligence.questions.catalogue import question_named
from labour_ledger.diligence.questions.model import ANSWER_FORMAT, Column, Kind, Question
from labour_ledger.diligence.questions.parameters import PARAMETERS

from .base import Hash, Instant, Model, Paged, SubjectReference

_ShortText = Annotated[str, Field(min_length=1, max_length=200)]
FormatName = Literal["json", "csv", "jsonl", "parquet", "arrow"]
FORMAT_MEANING: Final = "Format of all rows in one file; without it the header Accept decides, and JSON comes in pages"
_TYPES: Final[dict[Kind, Any]] = {
    Kind.TEXT: str,
    Kind.NUMBER: int,
    Kind.TRUTH: bool,
    Kind.TIME: Instant,
    Kind.DATE: str,
    Kind.HASH: Hash,
    Kind.TEXTS: list[str],
    Kind.COUNTS: dict[str, int],
}
_EXAMPLES: Final[dict[Kind, Any]] = {
    Kind.TEXT: "…",
    Kind.NUMBER: 3,
    Kind.TRUTH: True,
    Kind.TIME: "2026-03-31T08:00:00Z",
    Kind.DATE: "2026-03-31",
    Kind.HASH: "0x" + "5a" * 32,
    Kind.TEXTS: ["…"],
    Kind.COUNTS: {"unknown": 3},
}
_BY_NAME: Final[dict[str, Any]] = {
    "site": "LL-7K3M-92QF",
    "siteName": "Example Mill (fictitious)",
    "country": "ID",
    "standard": "ilo/c029@1930",
    "code": "conforms",
    "outcome": "conforms",
    "issuer": "Example Auditor (fictitious) (party 7)",
}


class QuestionColumn(Model):
    """A column of an answer's table, or a value of its summary."""

    name: str
    kind: Literal["text", "number", "truth", "time", "date", "hash", "texts", "counts"]
    meaning: str


class QuestionDescription(Model):
    """A question: what it needs, what it answers with."""

    number: int
    name: str
    question: str
    required: list[str] = Field(description="Parameters that it needs")
    optional: list[str] = Field(description="Parameters that it takes")
    columns: list[QuestionColumn]
    summary: list[QuestionColumn]
    explanation: str


class Questions(Model):
    """All questions, by number."""

    items: list[QuestionDescription]


class Asked(Model):
    """The question that was answered."""

    number: int
    name: str
    words: str


class ProvingBundle(SubjectReference):
    """Where a proof bundle of a subject is; it shows that nothing recorded about the subject was left out."""

    href: str


class RecordsOfAnswer(Model):
    """Where every record that an answer rests on is listed."""

    all_named: bool = Field(description="Whether the pages of the answer name them all; else only the listing does")
    href: str = Field(description="The listing: links that were followed, sites that were counted, rows")


class AnswerPage(Paged):
    """A page of an answer; `summary` and `items` depend on the question."""

    format: Literal["labour-ledger/answer@1"]
    question: Asked
    asked: dict[str, str] = Field(description="Parameters as they were given")
    total: int | None = Field(description="Rows of all pages; null where they were not counted")
    notes: list[str] = Field(description="What a reader must know to read the answer rightly")
    missing: list[str] = Field(description="What the answer cannot say with what is held here")
    bundles: list[ProvingBundle]
    records: RecordsOfAnswer


class AnswerGround(Model):
    """Records about one subject that a part of an answer rests on."""

    part: str = Field(description="`rows`, `links`, a tier, a standard: what of the answer rests on them")
    id: Hash
    handle: str
    uids: list[Hash]


class AnswerRecords(Paged):
    """A page of the records that an answer rests on."""

    format: Literal["labour-ledger/answer-records@1"]
    question: Asked
    asked: dict[str, str] = Field(description="Parameters as they were given")
    items: list[AnswerGround]


@cache
def answer_model(question_name: str) -> type[AnswerPage]:
    """Return the model of a question's answer."""
    question = question_named(question_name)
    title = "".join(part.capitalize() for part in question.name.split("-"))
    row: Any = create_model(
        f"{title}Row",
        __base__=Model,
        **_fields(question.columns),
        uids=(list[Hash], Field(description="Records that the row rests on")),
    )
    summary: Any = create_model(f"{title}Summary", __base__=Model, **_fields(question.summary))
    found: type[AnswerPage] = create_model(
        f"{title}Answer",
        __base__=AnswerPage,
        __doc__=question.words,
        summary=(summary, Field(description="Of the whole answer, not of this page alone")),
        items=(list[row], Field(description="Rows of this page")),
    )
    found.model_config["json_schema_extra"] = {"examples": [example_of(question)]}
    return found


@cache
def parameters_model(question_name: str, *, with_format: bool = True) -> type[PageParameters]:
    """Return the model of a question's parameters; their texts are read by the question itself.

    Args:
        question_name: Of the question.
        with_format: Whether the answer can also be a file.
    """
    question = question_named(question_name)
    fields: dict[str, Any] = {}
    for name in question.parameters:
        parameter = PARAMETERS[name]
        is_required = name in question.required
        annotation: Any = Literal[parameter.choices] if parameter.choices else _ShortText
        words = parameter.meaning + (f"; by default {parameter.default}" if parameter.default else "")
        default: Any = ... if is_required else None
        about = Field(default, description=words, examples=[parameter.example])
        fields[name] = (annotation if is_required else annotation | None, about)
    title = "".join(part.capitalize() for part in question.name.split("-"))
    if not with_format:
        return create_model(f"{title}RecordsParameters", __base__=PageParameters, **fields)
    about_format = Field(None, description=FORMAT_MEANING)
    return create_model(
        f"{title}Parameters", __base__=PageParameters, format=(FormatName | None, about_format), **fields
    )


class ExportParameters(Parameters):
    """How a table is written."""

    format: Literal["csv", "jsonl", "parquet", "arrow"] | None = Field(
        None, description="Format of the file; without it the header Accept decides, else CSV"
    )


class NetworkParameters(Parameters):
    """Whose network is drawn, and how."""

    buyer: str = Field(description=PARAMETERS["buyer"].meaning, max_length=200, examples=["LL-7K3M-92QF"])
    standard: str = Field(description=PARAMETERS["standard"].meaning, max_length=200, examples=["ilo/c029@1930"])
    tiers: str | None = Field(None, description=PARAMETERS["tiers"].meaning, max_length=10)
    valid_at: str | None = Field(None, description=PARAMETERS["valid_at"].meaning, max_length=60)
    known_at: str | None = Field(None, description=PARAMETERS["known_at"].meaning, max_length=60)
    format: Literal["graphml", "svg"] = Field("graphml", description="A graph file, or a picture")


def example_of(question: Question) -> dict[str, Any]:
    """Return what an answer to a question looks like, with made-up values."""
    uid = "0x" + "5a" * 32
    return {
        "format": ANSWER_FORMAT,
        "question": {"number": question.number, "name": question.name, "words": question.words},
        "asked": {name: PARAMETERS[name].example for name in question.required},
        "summary": {column.name: _example(column) for column in question.summary},
        "items": [{**{column.name: _example(column) for column in question.columns}, "uids": [uid]}],
        "total": 1,
        "notes": [],
        "missing": [],
        "bundles": [{"id": uid, "handle": "LL-7K3M-92QF", "href": f"/v1/sites/{uid}/bundle"}],
        "records": {"allNamed": True, "href": f"/v1/questions/{question.name}/records"},
        "next": f"/v1/questions/{question.name}?cursor=WzFd",  # not null: the description would leave it out
        "nextCursor": "WzFd",
        "basis": {
            "chainId": 31337,
            "contract": "0x8464135c8F25Da09e49BC8782676a84730C318bC",
            "block": {"number": 262, "hash": uid, "time": "2026-03-31T08:00:00Z", "finality": "finalized"},
            "validAt": "2026-03-31T08:00:00Z",
            "knownAt": "2026-03-31T08:00:00Z",
            "ruleVersion": "1",
            "uids": [uid],
        },
    }


def _fields(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {column.name: (_TYPES[column.kind] | None, Field(description=column.meaning)) for column in columns}


def _example(column: Column) -> Any:  # noqa: ANN401 - whatever the column's type takes
    return _BY_NAME.get(column.name, _EXAMPLES[column.kind]) if column.kind is Kind.TEXT else _EXAMPLES[column.kind]
