"""One JSON text in, one report out: finds out what it is, and has it verified as that.

Knows which options of the auditor speak of which kind of file. Network is used only through `rpc`, and only when the
auditor named nodes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from labour_ledger_verify.document import JsonValue, parse_json_strict
from labour_ledger_verify.errors import InputError, NotCheckable
from labour_ledger_verify.reporting.signed_file import Report
from labour_ledger_verify.signed_file import LARGEST_FILE_BYTES
from labour_ledger_verify.steps import Step
from labour_ledger_verify.verification import Pins, refuse_unparsed, verify_signed_json

if TYPE_CHECKING:  # what only bundles need is imported for bundles only: start-up time counts
    from labour_ledger_verify.question import Question
    from labour_ledger_verify.reporting.bundle import BundleReport
    from labour_ledger_verify.trust import Endpoints, Trust

BUNDLE_FORMATS: Final = "labour-ledger/bundle@"


@dataclass(frozen=True, slots=True)
class Request:
    """What the auditor brings to every file.

    Attributes:
        now: Time of the check, Unix seconds.
        pins: For signed files.
        trust: For bundles; None when no trust file was given.
        question: What is asked of bundles; None when nothing is.
        endpoints: Nodes to ask about bundles; None for no network.
    """

    now: int
    pins: Pins = field(default_factory=Pins)
    trust: Trust | None = None
    question: Question | None = None
    endpoints: Endpoints | None = None


def check(content: bytes | InputError, request: Request) -> Report | BundleReport:
    """Verify one JSON text as what its format says it is.

    Args:
        content: UTF-8 JSON text of a signed file or a bundle, or why it could not be read.
        request: What the auditor brings.
    """
    if isinstance(content, InputError):
        return refuse_unparsed(content, now=request.now)
    try:
        if len(content) > LARGEST_FILE_BYTES:
            raise InputError(
                f"file: larger than {LARGEST_FILE_BYTES // 2**20} MiB", hint="Split it into several files."
            )
        value = parse_json_strict(content)
    except InputError as error:
        return refuse_unparsed(error, now=request.now)
    found = value.get("format") if isinstance(value, dict) else None
    if isinstance(found, str) and found.startswith(BUNDLE_FORMATS):
        return _check_bundle(value, request)
    return _check_signed(value, request)


def _check_signed(value: JsonValue, request: Request) -> Report:
    report = verify_signed_json(value, request.pins, now=request.now)
    if request.question is None:
        return report
    error = NotCheckable(
        "a signed file answers nothing about a subject, a status or a history",
        hint="Get a proof bundle of the subject, or leave out --schema, --subject, --require and --since.",
    )
    return replace(report, steps=(*report.steps, Step.of_error(8, "status", error)))


def _check_bundle(value: JsonValue, request: Request) -> BundleReport:
    from labour_ledger_verify.bundle_verification import verify_bundle_json
    from labour_ledger_verify.question import Question

    question = request.question if request.question is not None else Question()
    if request.endpoints is None or request.trust is None:
        report = verify_bundle_json(value, request.trust, question, now=request.now)
    else:
        from .rpc import learn_block, note_growth

        trust, notes = learn_block(value, request.trust, request.endpoints)
        report = verify_bundle_json(value, trust, question, now=request.now)
        report = replace(report, notes=(*notes, *note_growth(report, request.endpoints)))
    if not request.pins.required:
        return report
    error = NotCheckable("a bundle has many signers; --signer is for signed files", hint="Leave it out.")
    return replace(report, steps=(*report.steps, Step.of_error(6, "signers", error)))
