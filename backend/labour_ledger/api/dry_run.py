"""What would become of attestations, one answer each: our own checks first, then the contract's; nothing is sent.

Items may be signed files, drafts, or bare attestations with a document. Of signed ones the signature is checked too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from labour_ledger.attesting.draft import DRAFT_FORMAT
from labour_ledger.attesting.validate import Problem, find_problems, problem_of
from labour_ledger.chain import calls
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.errors import InputError, LabourLedgerError
from labour_ledger.schemas.codes import SubjectKind, code_name
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Attestation, Domain
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.document import JsonValue, parse_json_strict
from labour_ledger_verify.fields import exact_fields
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.signed_file import ATTESTATION_FORMAT, BATCH_FORMAT, signed_file_from_json

MOST_ITEMS: Final = 1_000
"""Each costs a question to the node."""


class DryRunInvalid(InputError):
    """A body is neither an item nor a list of items."""

    code = "dry-run-invalid"


@dataclass(slots=True)
class Candidate:
    """One attestation that is asked about.

    Attributes:
        place: JSON path of it in the body.
        attestation: None where it could not be read.
        document: Its document, or None where it is not given.
        problems: What was found so far.
        basis: What the contract would record.
    """

    place: str
    attestation: Attestation | None
    document: JsonValue | None = None
    problems: list[Problem] = field(default_factory=list)
    basis: Basis | None = None

    def to_json(self, separator: bytes) -> dict[str, object]:
        """Return the answer for this item."""
        return {
            "place": self.place,
            "ok": not self.problems,
            "uid": None if self.attestation is None else to_hex(self.attestation.uid(separator)),
            "basis": None if self.basis is None else basis_json(self.basis),
            "problems": [problem.to_json() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Item:
    """What was sent as one: candidates under one signature, or unsigned."""

    candidates: tuple[Candidate, ...]
    signature: bytes | None = None
    is_batch: bool = False


def read_items(body: bytes, domain: Domain) -> list[Item]:
    """Read the body of a dry run.

    Args:
        body: One item, or `{"items": […]}`.
        domain: Of this ledger; an item for another one gets a problem.

    Raises:
        DryRunInvalid: Not strict JSON, or no list of at most `MOST_ITEMS` items.
    """
    try:
        value = parse_json_strict(body, what="body")
    except verify_errors.InputError as error:
        raise DryRunInvalid(error.message, hint=error.hint, context=error.context) from error
    if not isinstance(value, dict) or set(value) != {"items"}:
        return [_read_item(value, "$", domain)]
    items = value["items"]
    if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
        raise DryRunInvalid(f"$.items: must be a list of 1 to {MOST_ITEMS} items", hint="Ask about fewer at once.")
    return [_read_item(item, f"$.items[{place}]", domain) for place, item in enumerate(items)]


def find_answers(
    items: Sequence[Item], client: LedgerClient, *, now: int, kinds: Mapping[bytes, SubjectKind]
) -> list[Candidate]:
    """Return every candidate with what is wrong with it, or what the contract would record.

    Args:
        items: As read; their candidates are filled in.
        client: The ledger.
        now: The chain's time, Unix seconds.
        kinds: Kinds of the subjects that are known.

    Raises:
        NodeUnavailable: The node does not answer.
    """
    candidates = [candidate for item in items for candidate in item.candidates]
    for candidate in candidates:
        if candidate.attestation is not None:
            candidate.problems += _own_problems(candidate.attestation, candidate.document, now, kinds)
    _ask_contract([candidate for candidate in candidates if not candidate.problems], client)
    for item in items:
        if item.signature is not None and not any(candidate.problems for candidate in item.candidates):
            _try_signed(item, item.signature, client)
    return candidates


def _read_item(value: JsonValue, place: str, domain: Domain) -> Item:
    try:
        item, found = _parse_item(value, place)
    except verify_errors.InputError as error:
        return Item((Candidate(place, None, problems=[Problem("item-invalid", place, error.message, error.hint)]),))
    if found not in (None, domain):
        problem = Problem("wrong-ledger", "domain", "was made for another chain or contract", "Make it for this one.")
        for candidate in item.candidates:
            candidate.problems.append(problem)
    return item


def _parse_item(value: JsonValue, place: str) -> tuple[Item, Domain | None]:
    found = value.get("format") if isinstance(value, dict) else None
    if found in (ATTESTATION_FORMAT, BATCH_FORMAT):
        signed = signed_file_from_json(value)
        is_batch = found == BATCH_FORMAT
        places = [f"{place}.attestations[{n}]" if is_batch else place for n in range(len(signed.attestations))]
        candidates = map(Candidate, places, signed.attestations, signed.documents)
        return Item(tuple(candidates), signed.signature, is_batch), signed.domain
    if found == DRAFT_FORMAT:
        fields = exact_fields(value, ("format", "domain", "attestation", "document"), place)
        candidate = Candidate(place, Attestation.from_json(fields["attestation"]), fields["document"])
        return Item((candidate,)), Domain.from_json(fields["domain"])
    fields = exact_fields(value, ("attestation",), place, optional=("document",))
    return Item((Candidate(place, Attestation.from_json(fields["attestation"]), fields.get("document")),)), None


def _own_problems(
    attestation: Attestation, document: JsonValue | None, now: int, kinds: Mapping[bytes, SubjectKind]
) -> Iterator[Problem]:
    try:
        yield from find_problems(attestation, document, now=now, subject_kind=kinds.get(attestation.subject))
    except LabourLedgerError as error:
        yield problem_of(error, "document")


def _ask_contract(candidates: Sequence[Candidate], client: LedgerClient) -> None:
    asked = [(candidate, candidate.attestation) for candidate in candidates if candidate.attestation is not None]
    answers = client.check_many([attestation for _, attestation in asked])
    for (candidate, _), found in zip(asked, answers, strict=True):
        if isinstance(found, ContractRefusal):
            candidate.problems.append(problem_of(found))
        else:
            candidate.basis = found.basis


def _try_signed(item: Item, signature: bytes, client: LedgerClient) -> None:
    attestations = [found.attestation for found in item.candidates if found.attestation is not None]
    data = calls.record_batch(attestations, signature) if item.is_batch else calls.record(attestations[0], signature)
    try:
        client.call(data, batch=item.is_batch)
    except ContractRefusal as refusal:
        # a batch is all or nothing: what is said of no item is said of all
        blamed = item.candidates if refusal.item is None else item.candidates[refusal.item : refusal.item + 1]
        for candidate in blamed:
            candidate.problems.append(problem_of(refusal))
            candidate.basis = None


def basis_json(basis: Basis) -> dict[str, object]:
    """Return the capacity in which the contract would record something."""
    return {
        "party": basis.party,
        "class": code_name(basis.party_class),
        "country": basis.country or None,
        "method": code_name(basis.method),
        "keyKind": code_name(basis.signer_kind),
        "accreditation": code_name(basis.accreditation),
        "accreditor": basis.accreditor if basis.accreditation else None,
    }
