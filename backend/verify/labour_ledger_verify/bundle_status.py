"""The status that follows from the checked histories of a bundle, and whether it is one that the auditor requires.

Step 8 of docs/bundle-format.md. The rule itself is `status`.
"""

from __future__ import annotations

from .bundle_facts import facts_of
from .bundle_histories import Histories
from .errors import DateAfterBlock, HistoryPartial, InputError, RequirementUnmet
from .question import Question
from .status import Status, evaluate_status, format_time, resolve_dates


def find_status(
    histories: Histories, question: Question, *, block_time: int, identities: frozenset[bytes]
) -> Status | None:
    """Return the status of the subject that a bundle is about (step 8).

    Args:
        histories: Checked by steps 5 and 6.
        question: What is asked.
        block_time: Unix seconds.
        identities: Subjects of which the identity document was checked.

    Returns:
        The status; None when no schema is asked for.

    Raises:
        DateAfterBlock: A date is later than the block.
        HistoryPartial: The bundle holds only later entries, or no subject.
        InputError: A record has an outcome that this version does not know.
    """
    if question.schema is None:
        return None
    if not histories.subjects or not all(history.is_whole for history in histories.subjects):
        raise HistoryPartial(
            "a status needs the whole history of a subject, and of those it was joined with",
            hint="Get a bundle of the subject without --since.",
        )
    try:
        valid_at, known_at = resolve_dates(question.valid_at, question.known_at, block_time)
    except InputError as error:  # the form was checked when the question was made
        raise DateAfterBlock(error.message, hint=error.hint) from error
    facts = [
        facts_of(history, question.schema, has_identity=history.subject in identities) for history in histories.subjects
    ]
    keys = {address: fact for party in histories.parties.values() for address, fact in party.key_facts.items()}
    return evaluate_status(
        facts[0], schema=question.schema, valid_at=valid_at, known_at=known_at, keys=keys, twins=facts[1:]
    )


def check_requirement(status: Status, question: Question) -> None:
    """Check that the status is one that the auditor requires.

    Raises:
        RequirementUnmet: It is another.
    """
    if question.require and status.code.value not in question.require:
        raise RequirementUnmet(
            f"the status is {status.code.value}, and not {' or '.join(question.require)}",
            hint=f"The proof is sound; this is what it says for {format_time(status.valid_at)}.",
        )
