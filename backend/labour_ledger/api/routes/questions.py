"""`/v1/questions`: the list of questions, and a route for each, made from the catalogue."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from labour_ledger.api.files import JSON, chosen_format, file_response
from labour_ledger.api.models.questions import AnswerRecords, Questions, answer_model, parameters_model
from labour_ledger.api.parameters import PageParameters
from labour_ledger.api.responses import answer, page
from labour_ledger.api.services import Services, TheServices
from labour_ledger.diligence.exports.formats import MEDIA_TYPES, block_words, write_table
from labour_ledger.diligence.exports.tables import table_of_answer
from labour_ledger.diligence.questions.asking import ask
from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.diligence.questions.model import Question
from labour_ledger.diligence.questions.resting import records_of_answer

router = APIRouter(prefix="/v1/questions", tags=["questions"])
_NO_PARAMETER: Final = frozenset({"cursor", "limit", "format"})
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()}}
}


@router.get("", response_model=Questions, summary="List the questions")
def listing(request: Request) -> Response:
    """Return every question with the parameters that it takes and the columns that it answers with."""
    return answer(request, {"items": [question.to_json() for question in QUESTIONS]})


def _endpoint(question: Question) -> Callable[..., Response]:
    """Return the handler of a question."""

    def endpoint(request: Request, services: Services, parameters: PageParameters) -> Response:
        values = _values(parameters)
        wanted = chosen_format(request, parameters.model_dump().get("format"), otherwise=JSON)
        whole = wanted != JSON
        with services.store.reading() as session:
            found = ask(
                session,
                services.ledger,
                question.name,
                values,
                after=None if whole else parameters.cursor,
                limit=None if whole else parameters.limit,
                tiers=services.snapshots.current,
            )
        if not whole:
            return page(request, found.to_json())
        table = table_of_answer(found)
        return file_response(
            request,
            lambda output: write_table(table, output, wanted),
            media_type=MEDIA_TYPES[wanted],
            name=f"{question.name}.{wanted}",
            complete_to=block_words(table.basis),
        )

    return _taking(parameters_model(question.name), endpoint)


def _records_endpoint(question: Question) -> Callable[..., Response]:
    """Return the handler that lists the records of a question's answer."""

    def endpoint(request: Request, services: Services, parameters: PageParameters) -> Response:
        with services.store.reading() as session:
            found = records_of_answer(
                session,
                services.ledger,
                question.name,
                _values(parameters),
                after=parameters.cursor,
                limit=parameters.limit,
                tiers=services.snapshots.current,
            )
        return page(request, found.to_json())

    return _taking(parameters_model(question.name, with_format=False), endpoint)


def _values(parameters: PageParameters) -> dict[str, str]:
    """Return the question's own parameters as they were given."""
    given = parameters.model_dump(exclude_none=True)
    return {name: str(value) for name, value in given.items() if name not in _NO_PARAMETER}


def _taking(model: type[PageParameters], endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """Return a handler with a signature, which FastAPI reads, that names the parameters of a model."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    taken = {"request": Request, "services": TheServices, "parameters": Annotated[model, Query()]}
    signature = inspect.Signature(
        [inspect.Parameter(name, kind, annotation=annotation) for name, annotation in taken.items()],
        return_annotation=Response,
    )
    endpoint.__signature__ = signature  # type: ignore[attr-defined]
    return endpoint


for _question in QUESTIONS:
    router.add_api_route(
        f"/{_question.name}",
        _endpoint(_question),
        methods=["GET"],
        name=_question.name,
        summary=f"{_question.number}. {_question.words}",
        description=_question.explanation,
        response_model=answer_model(_question.name),
        responses=_FILES,
    )
    router.add_api_route(
        f"/{_question.name}/records",
        _records_endpoint(_question),
        methods=["GET"],
        name=f"{_question.name}-records",
        summary=f"Records that the answer to {_question.name} rests on",
        description="Every record, by part of the answer and subject: what rows name, links followed, sites counted.",
        response_model=AnswerRecords,
    )
