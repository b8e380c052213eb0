"""What can be wrong with a question, or make it unanswerable; errors of the verifier's rule get these names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from labour_ledger.errors import InputError, NotFoundError, UnavailableError
from labour_ledger_verify import errors as verify_errors


class QuestionInvalid(InputError):
    """A date or a schema of a question is not one that can be asked about."""

    code = "question-invalid"


class SchemaNotRegistered(NotFoundError):
    """A schema of the catalogue that this ledger does not have."""

    code = "schema-not-registered"


class RecordNotFound(NotFoundError):
    """No record of this ledger has the uid."""

    code = "record-not-found"


class PartyNotFound(NotFoundError):
    """No party of this ledger has the number."""

    code = "party-not-found"


class DocumentNotHeld(NotFoundError):
    """No document of that hash is held here; it may have been erased, or never given."""

    code = "document-not-held"


class AnswerNotPossible(UnavailableError):
    """The rule needs something that the index does not hold."""

    code = "answer-not-possible"


@contextmanager
def named_errors() -> Iterator[None]:
    """Give errors of the verifier's rule their names here.

    Raises:
        QuestionInvalid: The rule refuses the question.
        AnswerNotPossible: The rule lacks something.
    """
    try:
        yield
    except verify_errors.InputError as error:
        raise QuestionInvalid(error.message, hint=error.hint, context=error.context) from error
    except verify_errors.NotCheckable as error:
        raise AnswerNotPossible(error.message, hint=error.hint, context=error.context) from error
