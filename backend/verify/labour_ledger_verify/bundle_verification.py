"""Verification of bundles: the order of the steps, from bytes and what the auditor trusts to a report.

Implements section 4 of docs/bundle-format.md; each step is a module of its own. Pure: no clock, no files, no network.
"""

from __future__ import annotations

from typing import Final

from .bundle import Bundle
from .bundle_documents import CheckedDocuments, check_documents
from .bundle_histories import Histories, check_subject, read_histories
from .bundle_proof import Heads, check_header, find_heads, find_storage, refuse_unpinned, refuse_unused
from .bundle_reading import LARGEST_BUNDLE_BYTES, bundle_from_json
from .bundle_signatures import SignatureCounts, check_signatures
from .bundle_status import check_requirement, find_status
from .document import JsonValue, parse_json_strict
from .errors import InputError, TrustMissing, VerifyError
from .findings import Findings
from .header import Header, parse_header
from .question import Question, ask
from .reporting.bundle import BundleReport
from .reporting.words import utc_text
from .steps import Step, StepResult
from .trie import NodeSet
from .trust import Trust

PARSE: Final = (1, "parse")
HEADER: Final = (2, "header")
ACCOUNTS: Final = (3, "accounts")
STORAGE: Final = (4, "storage")
HISTORIES: Final = (5, "histories")
SIGNATURES: Final = (6, "signatures")
DOCUMENTS: Final = (7, "documents")
STATUS: Final = (8, "status")
REQUIREMENT: Final = (8, "requirement")
_ALL: Final = (PARSE, HEADER, ACCOUNTS, STORAGE, HISTORIES, SIGNATURES, DOCUMENTS, STATUS)


def verify_bundle(
    data: bytes,
    trust: Trust | None,
    *,
    schema_id: str | None = None,
    valid_at: str | None = None,
    known_at: str | None = None,
    require: tuple[str, ...] = (),
    subject: str | None = None,
    since: bytes | None = None,
    now: int,
) -> BundleReport:
    """Verify one proof bundle.

    Source: docs/bundle-format.md, section 4.

    Args:
        data: JSON text of one bundle.
        trust: What the auditor believes; None when nothing is known, and then nothing is checked after step 1.
        schema_id: Schema that a status is asked for, such as `ilo/c029@1930`; None for none.
        valid_at: Date that the status is asked for, as `status.resolve_dates` takes it.
        known_at: Date up to which knowledge counts.
        require: Status codes of which one has to be the answer.
        subject: The subject that is meant: full id, `scheme:value`, or a handle.
        since: Head that the auditor verified before, 32 bytes.
        now: Time of the check, Unix seconds.

    Returns:
        The report of all steps; nothing is raised for a bundle that does not hold.

    Raises:
        ConfigurationError: The question is one that no bundle could answer.
    """
    question = ask(
        schema_id=schema_id, valid_at=valid_at, known_at=known_at, require=require, subject=subject, since=since
    )
    run = _Run(Findings(trust, question, now))
    value = None
    with run.step(PARSE):
        if len(data) > LARGEST_BUNDLE_BYTES:
            raise InputError(f"bundle: larger than {LARGEST_BUNDLE_BYTES // 2**20} MiB")
        value = parse_json_strict(data, what="bundle")
    if run.has_failed():
        return run.report()
    return verify_bundle_json(value, trust, question, now=now)


def verify_bundle_json(value: JsonValue, trust: Trust | None, question: Question, *, now: int) -> BundleReport:
    """Verify a bundle that was parsed as JSON; see `verify_bundle`."""
    run = _Run(Findings(trust, question, now))
    nodes = NodeSet(())
    with run.step(PARSE) as step:
        bundle = run.findings.bundle = bundle_from_json(value)
        nodes = NodeSet(bundle.nodes)
        if not nodes.is_sorted:
            raise InputError("bundle.nodes: must be sorted by their hash, each once", hint="Get the bundle again.")
        step.message = _describe(bundle)
    if run.has_failed():
        return run.report()
    if trust is None:
        with run.step(HEADER):
            raise TrustMissing(
                "nothing but the file itself says which ledger is meant, and that the block is on its chain",
                hint="Give a trust file (--trust); labour-ledger-verify trust init makes one.",
            )
        return run.report()
    proven = _check_proof(run, bundle, nodes, trust)
    if proven is not None:
        _check_content(run, bundle, *proven, trust.domain.separator)
    return run.report()


def _check_proof(run: _Run, bundle: Bundle, nodes: NodeSet, trust: Trust) -> tuple[Header, Heads] | None:
    """Make steps 2 to 4; None where they fail, or lead to no heads."""
    findings = run.findings
    with run.step(HEADER) as step:
        header = findings.header = parse_header(bundle.header)
        check_header(header, trust, now=findings.now)
        step.message = f"block {header.number} of {utc_text(header.timestamp)} is one that you trust"
    if run.has_failed() or findings.header is None:
        return None
    storage_root = None
    with run.step(ACCOUNTS) as step:
        storage_root = find_storage(findings.header, trust, nodes)
        refuse_unpinned(trust)
        step.message = "the contract and its council are the pinned ones"
    if storage_root is None:
        return None
    with run.step(STORAGE) as step:
        heads = findings.heads = find_heads(bundle, storage_root, nodes)
        if trust.council is not None:
            refuse_unused(nodes)
        count = len(heads.subjects) + len(heads.parties) + len(heads.issued)
        step.message = f"heads of histories found in the contract: {count}"
    if run.has_failed() or findings.heads is None:
        return None
    return findings.header, findings.heads


def _check_content(run: _Run, bundle: Bundle, header: Header, heads: Heads, separator: bytes) -> None:
    """Make steps 5 to 8."""
    findings, question = run.findings, run.findings.question
    with run.step(HISTORIES) as step:
        histories = read_histories(bundle, heads, separator, block_time=header.timestamp, question=question)
        findings.histories = histories
        if question.subject is not None:
            check_subject(question.subject, histories)
        step.message = f"entries that fold to the heads: {bundle.count_entries()}; nothing was left out"
    if run.has_failed() or findings.histories is None:
        return
    with run.step(SIGNATURES) as step:
        findings.signatures = check_signatures(findings.histories, bundle.signatures, separator)
        step.message = _describe_signatures(findings.signatures)
    with run.step(DOCUMENTS) as step:
        findings.documents = check_documents(bundle, findings.histories)
        step.message = _describe_documents(findings.documents)
    if not run.has_failed():
        _find_status(run, findings.histories, header)


def _find_status(run: _Run, histories: Histories, header: Header) -> None:
    findings, question = run.findings, run.findings.question
    identities = frozenset(findings.documents.identities) if findings.documents is not None else frozenset()
    with run.step(STATUS) as step:
        status = find_status(histories, question, block_time=header.timestamp, identities=identities)
        if status is None:
            step.result, step.message = StepResult.SKIPPED, "no schema was asked for"
        else:
            findings.status = status
            step.message = f"{question.schema_id}: {status.code.value}"
    if findings.status is not None and question.require:
        with run.step(REQUIREMENT) as step:
            check_requirement(findings.status, question)
            step.message = f"{findings.status.code.value} is one that you require"


class _Making:
    """A step in the making: what is raised inside becomes its result."""

    def __init__(self, steps: list[Step], label: tuple[int, str]) -> None:
        self._steps = steps
        self._label = label
        self.result = StepResult.OK
        self.message = ""

    def __enter__(self) -> _Making:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> bool:
        if isinstance(error, VerifyError):
            self._steps.append(Step.of_error(*self._label, error))
            return True
        if error is None:
            self._steps.append(Step(*self._label, self.result, self.message))
        return False


class _Run:
    """The steps made so far, and what they found."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._steps: list[Step] = []

    def step(self, label: tuple[int, str]) -> _Making:
        return _Making(self._steps, label)

    def has_failed(self) -> bool:
        """Whether a step failed; what could not be checked does not keep later steps from being made."""
        return any(step.result is StepResult.FAILED for step in self._steps)

    def report(self) -> BundleReport:
        made = {step.number for step in self._steps}
        skipped = [Step(*label, StepResult.SKIPPED, "needs an earlier step") for label in _ALL if label[0] not in made]
        return BundleReport(tuple(sorted([*self._steps, *skipped], key=lambda step: step.number)), self.findings)


def _describe(bundle: Bundle) -> str:
    return (
        f"a bundle; histories of subjects: {len(bundle.subjects)}, of parties: {len(bundle.parties)}, "
        f"of what was issued: {len(bundle.issued)}"
    )


def _describe_signatures(counts: SignatureCounts) -> str:
    text = f"{counts.by_accounts} shown records signed by keys in force of the parties they count for"
    if counts.by_contracts:
        text += (
            f"; {counts.by_contracts} signed by contract wallets: accepted by the pinned contract (step 5), "
            "signature itself not checked"
        )
    return text


def _describe_documents(documents: CheckedDocuments) -> str:
    return (
        f"documents that fit: {len(documents.documents)} of {documents.committed} committed to, "
        f"identities: {len(documents.identities)}, profiles: {len(documents.profiles)}"
    )
