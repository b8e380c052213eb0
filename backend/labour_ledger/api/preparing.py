"""What somebody is about to sign, with all that is needed to sign it elsewhere: no key ever comes to this service."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.rehearsal import rehearse
from labour_ledger.attesting.relay_queue import rounded_terms
from labour_ledger.attesting.submit import chain_time
from labour_ledger.attesting.validate import AttestationInvalid, Problem, find_problems
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.typed_data import typed_data
from labour_ledger.schemas.codes import Outcome, code_named
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.signed_file import ATTESTATION_FORMAT

from .dry_run import basis_json
from .services import Services


def time_on_chain(services: Services) -> int:
    """Return the chain's time, Unix seconds, after making sure that the node serves the ledger's chain.

    Raises:
        WrongChain: It serves another chain.
        NodeUnavailable: It does not answer.
    """
    services.client.require_chain(services.deployment.chain_id)
    return chain_time(services.client)


def time_now(services: Services) -> int:
    """Return the chain's time, or this machine's where no node answers, Unix seconds.

    Raises:
        WrongChain: The node serves another chain.
    """
    try:
        return time_on_chain(services)
    except NodeUnavailable:
        return int(time.time())  # handing in and refusing must go on without a node


def outcome_named(name: str | None) -> Outcome | None:
    """Return the outcome with a name, or None where none was given."""
    return None if name is None else code_named(Outcome, name)


def draft_statement(
    services: Services,
    schema_id: str,
    subject: bytes,
    content: Mapping[str, Any],
    *,
    issuer: bytes,
    now: int,
    terms: Terms,
    for_queue: bool = False,
) -> Draft:
    """Return the draft of a statement; with `for_queue` its dates do not say when it was drafted.

    Raises:
        SchemaUnknown: No schema has the id.
        InputError: No outcome was given and the schema allows several.
    """
    return draft_attestation(
        schema_id,
        subject,
        content,
        domain=services.deployment.domain,
        issuer=issuer,
        now=now,
        terms=rounded_terms(terms, now=now) if for_queue else terms,
    )


def refuse_drafts(drafts: Sequence[Draft], *, now: int) -> None:
    """Check drafts that are about to be signed together, each with its document, without asking the ledger.

    Raises:
        AttestationInvalid: With every problem of every draft; the fields begin with its place.
        SchemaUnknown: A document names a schema that is not in the catalogue.
    """
    problems = [
        Problem(found.name, f"drafts[{place}].{found.field}", found.message, found.hint)
        for place, draft in enumerate(drafts)
        for found in find_problems(draft.attestation, draft.document, now=now)
    ]
    if problems:
        raise AttestationInvalid(tuple(problems))


def prepared(
    services: Services,
    draft: Draft,
    *,
    now: int,
    named: IndexedRecord | None = None,
    corrects: bool = False,
    forced: bool = False,
) -> dict[str, object]:
    """Return a draft with what would become of it and with what its issuer signs; nothing is sent or kept.

    Args:
        services: Of the app.
        draft: What is about to be signed.
        now: Unix seconds, the chain's time.
        named: The record that it acts on, where it acts on one.
        corrects: It takes the place of that record.
        forced: Its issuer wants it said also where the status rule would not look at it.

    Raises:
        LabourLedgerError: As `rehearse`.
    """
    found = rehearse(draft, services.client, now=now, named=named, corrects=corrects, forced=forced)
    made = draft.to_json()
    return {
        "uid": to_hex(draft.uid),
        "basis": basis_json(found.checked.basis),
        "effect": found.effect or None,
        "typedData": typed_data(draft.domain, draft.attestation),
        "file": {**made, "format": ATTESTATION_FORMAT, "signature": None},
        "draft": made,
    }
