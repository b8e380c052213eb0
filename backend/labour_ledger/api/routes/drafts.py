"""`/v1/drafts`: what somebody is about to sign, checked and foreseen; keys never come here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from labour_ledger.api.forms import STRICT_JSON, StrictRoute
from labour_ledger.api.models.drafts import (
    ActForm,
    ActName,
    AnnouncementForm,
    BatchForm,
    CorrectionForm,
    Prepared,
    PreparedBatch,
    SameSiteForm,
    SiteChangeForm,
    StatementForm,
)
from labour_ledger.api.preparing import (
    draft_statement,
    outcome_named,
    prepared,
    refuse_drafts,
    time_now,
    time_on_chain,
)
from labour_ledger.api.services import Services, TheServices
from labour_ledger.attesting import acts
from labour_ledger.attesting.assessments import Correction, draft_announcement, draft_correction
from labour_ledger.attesting.dates import parse_end, parse_start
from labour_ledger.attesting.draft import NO_REFERENCE, Draft, Terms, parse_draft
from labour_ledger.attesting.sign import refuse_no_batch
from labour_ledger.attesting.site_changes import draft_same_as, draft_site_change
from labour_ledger.attesting.submit import refuse_wrong_ledger
from labour_ledger.chain.typed_data import batch_typed_data
from labour_ledger.diligence.documents import document
from labour_ledger.diligence.indexed_records import indexed_record
from labour_ledger.diligence.subjects import find_subject
from labour_ledger.store.results import IndexedRecord
from labour_ledger_verify.hexadecimal import parse_address, to_hex
from labour_ledger_verify.signed_file import BATCH_FORMAT

router = APIRouter(prefix="/v1/drafts", tags=["drafts"], route_class=StrictRoute)

_SCHEMAS: Final[Mapping[str, str]] = {
    "dispute": acts.DISPUTE,
    "ruling": acts.RULING,
    "reply": acts.REPLY,
    "remedy-plan": acts.REMEDY_PLAN,
    "remedy-claim": acts.REMEDY_CLAIM,
    "remedy-confirmation": acts.REMEDY_CONFIRMATION,
    "revocation": acts.REVOCATION,
    "suspension": acts.SUSPENSION,
    "reinstatement": acts.REINSTATEMENT,
}


@router.post(
    "/statement", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft an assessment or statement"
)
def statement(services: TheServices, form: StatementForm) -> Response:
    """Return what is to be signed to record an assessment, or a statement under any schema."""
    now = time_on_chain(services)
    named = None if form.ref is None else _record(services, form.ref)
    terms = Terms(
        outcome=outcome_named(form.outcome),
        valid_from=None if form.valid_from is None else parse_start(form.valid_from, "validFrom"),
        valid_until=None if form.valid_until is None else parse_end(form.valid_until, "validUntil"),
        ref_uid=NO_REFERENCE if form.ref is None else bytes.fromhex(form.ref[2:]),
    )
    draft = draft_statement(
        services,
        form.schema_id,
        _site(services, form.site),
        form.content,
        issuer=_issuer(form.key),
        now=now,
        terms=terms,
        for_queue=form.for_queue,
    )
    return JSONResponse(prepared(services, draft, now=now, named=named, forced=form.force))


@router.post("/announcement", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft an announcement")
def announcement(services: TheServices, form: AnnouncementForm) -> Response:
    """Return what is to be signed to announce an assessment; announce an unannounced visit when it ends."""
    now = time_on_chain(services)
    draft = draft_announcement(
        form.schema_id,
        _site(services, form.site),
        form.content,
        domain=services.deployment.domain,
        issuer=_issuer(form.key),
        now=now,
    )
    return JSONResponse(prepared(services, draft, now=now))


@router.post("/correction", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft a correction")
def correction(services: TheServices, form: CorrectionForm) -> Response:
    """Return what is to be signed to say a record of one's own anew; the old one stays in the history."""
    now = time_on_chain(services)
    old = _record(services, form.record)
    with services.store.reading() as session:
        held: dict[str, Any] = json.loads(document(session, old.attestation.document_hash).canonical_json)
    terms = Terms(
        outcome=outcome_named(form.outcome),
        valid_from=None if form.valid_from is None else parse_start(form.valid_from, "validFrom"),
        valid_until=None if form.valid_until is None else parse_end(form.valid_until, "validUntil"),
    )
    draft = draft_correction(
        old.uid,
        old.attestation,
        held,
        Correction(tuple(form.set_), tuple(form.remove), terms),
        domain=services.deployment.domain,
        issuer=_issuer(form.key),
        now=now,
    )
    return JSONResponse(prepared(services, draft, now=now, named=old, corrects=True, forced=form.force))


@router.post("/site-change", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft what became of a site")
def site_change(services: TheServices, form: SiteChangeForm) -> Response:
    """Return what is to be signed to state that a site closed, opened again, moved, or was merged into another."""
    now = time_on_chain(services)
    draft = draft_site_change(
        _site(services, form.site),
        form.relation,
        form.since,
        other=None if form.other is None else _site(services, form.other),
        note=form.note,
        language=form.language,
        domain=services.deployment.domain,
        issuer=_issuer(form.key),
        now=now,
    )
    return JSONResponse(prepared(services, draft, now=now))


@router.post("/same-site", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft that two sites are one")
def same_site(services: TheServices, form: SameSiteForm) -> Response:
    """Return what is to be signed to state that two registrations are one site; it cannot be taken back."""
    now = time_on_chain(services)
    draft = draft_same_as(
        _site(services, form.site),
        _site(services, form.other),
        reason_code=form.reason_code,
        matched_on=form.matched_on,
        note=form.note,
        language=form.language,
        domain=services.deployment.domain,
        issuer=_issuer(form.key),
        now=now,
    )
    return JSONResponse(prepared(services, draft, now=now))


@router.post("/batch", response_model=PreparedBatch, dependencies=STRICT_JSON, summary="Put drafts under one signature")
def batch(services: TheServices, form: BatchForm) -> Response:
    """Return drafts of one key as one thing to sign; the ledger takes all of them or none."""
    drafts = [_parsed(item, place) for place, item in enumerate(form.drafts)]
    refuse_no_batch(drafts)
    refuse_wrong_ledger(drafts[0].domain, services.ledger)
    refuse_drafts(drafts, now=time_now(services))
    attestations = [draft.attestation for draft in drafts]
    file = {
        "format": BATCH_FORMAT,
        "domain": drafts[0].domain.to_json(),
        "attestations": [attestation.to_json() for attestation in attestations],
        "signature": None,
        "documents": [dict(draft.document) for draft in drafts],
    }
    return JSONResponse(
        {
            "uids": [to_hex(draft.uid) for draft in drafts],
            "typedData": batch_typed_data(drafts[0].domain, attestations),
            "file": file,
        }
    )


# last: its path fits all above
@router.post("/{act}", response_model=Prepared, dependencies=STRICT_JSON, summary="Draft what is said of a record")
def act(
    services: TheServices, act: Annotated[ActName, Path(description="What is said of, or done to, it")], form: ActForm
) -> Response:
    """Return what is to be signed to dispute, answer, remedy, rule on, revoke or suspend a record.

    `effect` says what the status rule will make of it; an act that would do nothing is refused.
    """
    now = time_on_chain(services)
    named = _record(services, form.record)
    outcome = outcome_named(form.outcome)
    if act == "ruling" and outcome is not None:
        acts.refuse_contradiction(outcome, str(form.content.get("decision", "")))
    draft = draft_statement(
        services,
        _SCHEMAS[act],
        named.attestation.subject,
        form.content,
        issuer=_issuer(form.key),
        now=now,
        terms=Terms(outcome=outcome, ref_uid=named.uid),
        for_queue=form.for_queue,
    )
    return JSONResponse(prepared(services, draft, now=now, named=named, forced=form.force))


def _parsed(item: Mapping[str, Any], place: int) -> Draft:
    return parse_draft(json.dumps(item).encode(), what=f"drafts[{place}]")


def _record(services: Services, uid: str) -> IndexedRecord:
    with services.store.reading() as session:
        return indexed_record(session, services.ledger, bytes.fromhex(uid[2:]))


def _site(services: Services, name: str) -> bytes:
    with services.store.reading() as session:
        return find_subject(session, services.ledger, name)


def _issuer(key: str) -> bytes:
    return parse_address(key, "key")
