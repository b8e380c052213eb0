from __future__ import annotations

from typing import Any

import pytest

from labour_ledger.attesting.assessments import (
    ASSESSMENT_OPENED,
    Correction,
    draft_announcement,
    draft_correction,
    refuse_no_standard,
)
from labour_ledger.attesting.corrections import ChangeInvalid
from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.errors import InputError
from labour_ledger.schemas.catalogue import SchemaUnknown, load_schema
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Domain, schema_hash

C029 = "ilo/c029@1930"
NOW = 1_800_000_000
MADE: dict[str, Any] = {"domain": Domain(31337, b"\x05" * 20), "issuer": b"\x07" * 20, "now": NOW}
SITE = b"\x01" * 32


def assessment() -> Draft:
    terms = Terms(outcome=Outcome.CONFORMS, valid_from=NOW - 10, valid_until=NOW + 10)
    return draft_attestation(C029, SITE, load_schema(C029).examples[0], terms=terms, **MADE)


def test_draft_announcement_names_the_standard_and_leaves_out_what_is_empty() -> None:
    content = {"technique": "on-site", "plannedFrom": None, "note": ""}
    draft = draft_announcement(C029, SITE, content, **MADE)
    assert (draft.document["schema"], draft.attestation.ref_uid) == (ASSESSMENT_OPENED, schema_hash(C029))
    assert draft.document["content"] == {"technique": "on-site"}


@pytest.mark.parametrize("schema_id", ["ledger/dispute@1", "ledger/party-profile@1"])
def test_refuse_no_standard_what_acts_or_is_never_recorded_is_refused(schema_id: str) -> None:
    with pytest.raises(InputError, match="no standard"):
        refuse_no_standard(schema_id)


def test_refuse_no_standard_unknown_schema_is_refused() -> None:
    with pytest.raises(SchemaUnknown):
        refuse_no_standard("ilo/c999@2099")


def test_draft_correction_says_the_same_but_for_what_is_changed_and_names_the_old() -> None:
    old = assessment()
    changes = Correction(("language=fr",), terms=Terms(valid_until=NOW + 20))
    new = draft_correction(old.uid, old.attestation, old.document, changes, **MADE)
    assert new.document["content"] == {**old.document["content"], "language": "fr"}
    found = new.attestation
    assert (found.ref_uid, found.subject, found.outcome) == (old.uid, SITE, Outcome.CONFORMS)
    assert (found.valid_from, found.valid_until) == (NOW - 10, NOW + 20)


def test_draft_correction_to_another_outcome_keeps_everything_else() -> None:
    old = assessment()
    changes = Correction(terms=Terms(outcome=Outcome.INCONCLUSIVE))
    new = draft_correction(old.uid, old.attestation, old.document, changes, **MADE)
    assert new.attestation.outcome == Outcome.INCONCLUSIVE
    assert new.document["content"] == old.document["content"]


@pytest.mark.parametrize(
    ("correction", "error"), [(Correction(), InputError), (Correction(removals=("nothing",)), ChangeInvalid)]
)
def test_draft_correction_that_changes_nothing_or_nowhere_is_refused(
    correction: Correction, error: type[Exception]
) -> None:
    old = assessment()
    with pytest.raises(error):
        draft_correction(old.uid, old.attestation, old.document, correction, **MADE)
