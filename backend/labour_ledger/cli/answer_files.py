"""What `ask` writes beside the terminal: all rows as a file, and the bundles that prove an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from labour_ledger.errors import InputError

from .invocation import Invocation
from .output import Output

if TYPE_CHECKING:
    from labour_ledger.diligence.questions.model import Answer

    from .connections import Ledger


class AskUnclear(InputError):
    """What was asked for cannot be told from the command line."""

    code = "ask-unclear"


def write_rows(output: Output, answer: Answer, file: Path) -> None:
    """Write all rows of an answer to a file, and print what was written."""
    from labour_ledger.diligence.exports.tables import table_of_answer

    from .export import show_written, write_table_file

    table = table_of_answer(answer)
    written = write_table_file(table, file, None)
    document: dict[str, Any] = {**written.to_json(), "notes": list(answer.notes), "missing": list(answer.missing)}
    output.result(document, lambda shown: show_written(shown, written))


def write_bundles(invocation: Invocation, ledger: Ledger, answer: Answer, place: Path) -> None:
    """Write the bundles that prove an answer: to a file if it is one, else into a folder.

    Raises:
        AskUnclear: No single subject proves it.
    """
    from labour_ledger.evidence.bundles import build_subject_bundle
    from labour_ledger.evidence.pinned_block import parse_block
    from labour_ledger.schemas.codes import SubjectKind
    from labour_ledger.store.queries import subjects_by_id
    from labour_ledger_verify.handle import handle_of
    from labour_ledger_verify.hexadecimal import to_hex

    from .connections import connect_node
    from .files import write_pieces

    if not answer.proofs:
        raise AskUnclear(
            f"nothing about a single subject proves the answer to {answer.question.name}",
            hint="Leave out --bundle.",
        )
    single = len(answer.proofs) == 1 and not place.is_dir()
    if not single:
        place.mkdir(parents=True, exist_ok=True)
    note = invocation.output(False).note
    with (
        connect_node(invocation.settings(), ledger.deployment) as client,
        ledger.store.reading() as session,
    ):
        kinds = subjects_by_id(session, ledger.key, answer.proofs)
        for subject in answer.proofs:
            # a network's records are links, under no standard: without them its bundle would prove nothing of use
            is_network = kinds[subject].kind == SubjectKind.NETWORK
            built = build_subject_bundle(
                session,
                client,
                ledger.key,
                subject,
                schema_id=None if is_network else answer.asked.get("standard"),
                block=parse_block("latest"),
                include_documents=True,
                since=None,
            )
            name = f"{handle_of(subject)}-{to_hex(subject)[2:10]}.bundle.json"
            file = place if single else place / name
            write_pieces(file, built.text)
            note(f"{file}: labour-ledger-verify {file} --trust trust.json")
