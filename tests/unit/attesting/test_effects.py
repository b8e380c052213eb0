"""What is foreseen of an act, against who acts on what (docs/status-rule.md, section 2)."""

from __future__ import annotations

import pytest

from labour_ledger.attesting.effects import ActWithoutEffect, Standing, foresee_effect, foresee_replacement
from labour_ledger.schemas.codes import Outcome, PartyClass
from labour_ledger_verify.attestation import Attestation, schema_hash
from labour_ledger_verify.basis import AccreditationFound, Basis, SignerKind, derive_method

AUDITOR, OTHER, UNION, SITE, STATE, ACCREDITOR = 1, 2, 3, 4, 5, 6
CLASSES = {
    AUDITOR: PartyClass.AUDITOR,
    OTHER: PartyClass.AUDITOR,
    UNION: PartyClass.WORKERS_ORGANISATION,
    SITE: PartyClass.BUSINESS,
    STATE: PartyClass.GOVERNMENT,
    ACCREDITOR: PartyClass.CIVIL_SOCIETY,
}
C029 = "ilo/c029@1930"


def made(party: int, schema: str, outcome: Outcome = Outcome.STATEMENT, *, country: str = "ID") -> Standing:
    """Return a record of a party; a schema without a family is one of the ledger's."""
    schema_id = schema if "/" in schema else f"ledger/{schema}@1"
    attestation = Attestation(
        issuer=bytes(20),
        nonce=1,
        deadline=10,
        subject=bytes(32),
        schema=schema_hash(schema_id),
        outcome=outcome,
        valid_from=0,
        valid_until=10,
        document_hash=bytes(32),
        ref_uid=bytes(32),
    )
    found = AccreditationFound.WORLDWIDE if party == AUDITOR else AccreditationFound.NONE_NEEDED
    basis = Basis(
        party=party,
        party_class=CLASSES[party],
        method=derive_method(party, CLASSES[party], SITE),
        signer_kind=SignerKind.ACCOUNT,
        country=country,
        accreditation=found,
        accreditor=ACCREDITOR if party == AUDITOR else 0,
    )
    return Standing(attestation, basis)


GOOD = made(AUDITOR, C029, Outcome.CONFORMS)
BAD = made(AUDITOR, C029, Outcome.DOES_NOT_CONFORM)
ZERO = made(AUDITOR, C029, Outcome.ZERO_TOLERANCE)


@pytest.mark.parametrize(
    ("act", "named", "words"),
    [
        (made(AUDITOR, "revocation"), GOOD, "no longer counts"),
        (made(ACCREDITOR, "revocation"), GOOD, "no longer counts"),
        (made(AUDITOR, "revocation"), BAD, "only flagged"),
        (made(AUDITOR, "revocation"), made(AUDITOR, C029, Outcome.INCONCLUSIVE), "only flagged"),
        (made(UNION, "revocation"), made(UNION, "dispute"), "dispute ends"),
        (made(AUDITOR, "suspension"), GOOD, "out of force"),
        (made(AUDITOR, "suspension"), ZERO, "only flagged"),
        (made(AUDITOR, "reinstatement"), made(AUDITOR, "suspension"), "suspension ends"),
        (made(UNION, "dispute"), GOOD, "counts as disputed"),
        (made(UNION, "dispute"), made(STATE, "remedy-confirmation"), "counts as disputed"),
        (made(UNION, "dispute"), BAD, "flagged as disputed"),
        (made(ACCREDITOR, "dispute"), GOOD, "flagged as disputed"),
        (made(SITE, "dispute"), GOOD, "flagged as disputed"),
        (made(STATE, "ruling", Outcome.CONFORMS), made(UNION, "dispute"), "dismissed"),
        (made(STATE, "ruling", Outcome.DOES_NOT_CONFORM), made(UNION, "dispute"), "upheld"),
        (made(STATE, "ruling", Outcome.INCONCLUSIVE), made(UNION, "dispute"), "decides nothing"),
        (made(UNION, "remedy-confirmation"), BAD, "remedied"),
        (made(STATE, "remedy-confirmation"), BAD, "remedied"),
        (made(UNION, "remedy-confirmation"), made(STATE, "ruling", Outcome.DOES_NOT_CONFORM), "remedied"),
        (made(UNION, "remedy-confirmation"), ZERO, "a party of another class"),
        (made(AUDITOR, "remedy-confirmation"), ZERO, "a workers' organisation"),
    ],
)
def test_foresee_effect_says_what_an_act_will_do(act: Standing, named: Standing, words: str) -> None:
    assert words in foresee_effect(act, named, "ID")


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (made(OTHER, "revocation"), GOOD),
        (made(UNION, "revocation"), BAD),
        (made(ACCREDITOR, "revocation"), made(OTHER, C029, Outcome.CONFORMS)),
        (made(AUDITOR, "revocation"), made(AUDITOR, "revocation")),
        (made(AUDITOR, "revocation"), made(AUDITOR, "suspension")),
        (made(AUDITOR, "revocation"), made(AUDITOR, "assessment-opened")),
        (made(OTHER, "suspension"), GOOD),
        (made(AUDITOR, "suspension"), made(AUDITOR, "dispute")),
        (made(ACCREDITOR, "reinstatement"), made(AUDITOR, "suspension")),
        (made(AUDITOR, "reinstatement"), GOOD),
        (made(UNION, "dispute"), made(STATE, "ruling", Outcome.CONFORMS)),
        (made(STATE, "ruling", Outcome.CONFORMS), GOOD),
        (made(SITE, "ruling", Outcome.CONFORMS), made(UNION, "dispute")),
        (made(UNION, "remedy-confirmation"), GOOD),
        (made(AUDITOR, "remedy-confirmation"), BAD),
        (made(STATE, "remedy-confirmation", country="DE"), BAD),
        (made(STATE, "remedy-confirmation", country="DE"), ZERO),
    ],
)
def test_foresee_effect_refuses_an_act_that_would_do_nothing(act: Standing, named: Standing) -> None:
    with pytest.raises(ActWithoutEffect) as caught:
        foresee_effect(act, named, "ID")
    assert caught.value.hint


def test_foresee_effect_of_a_schema_that_never_acts_is_nothing() -> None:
    assert foresee_effect(made(UNION, "reply"), GOOD, "ID") == ""


@pytest.mark.parametrize(
    ("old", "outcome", "words"),
    [
        (Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS, "replaces"),
        (Outcome.INCONCLUSIVE, Outcome.CONFORMS, "replaces"),
        (Outcome.DOES_NOT_CONFORM, Outcome.CONFORMS, "ends with this"),
        (Outcome.CONFORMS, Outcome.DOES_NOT_CONFORM, "the worse one wins"),
        (Outcome.DOES_NOT_CONFORM, Outcome.DOES_NOT_CONFORM, "never replaced"),
    ],
)
def test_foresee_replacement_says_what_becomes_of_the_old_one(old: Outcome, outcome: Outcome, words: str) -> None:
    assert words in foresee_replacement(made(AUDITOR, C029, outcome), made(AUDITOR, C029, old))


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (made(OTHER, C029, Outcome.CONFORMS), GOOD),
        (made(AUDITOR, C029, Outcome.CONFORMS), ZERO),
        (made(UNION, "dispute"), made(UNION, "dispute")),
    ],
)
def test_foresee_replacement_refuses_what_would_correct_nothing(new: Standing, old: Standing) -> None:
    with pytest.raises(ActWithoutEffect):
        foresee_replacement(new, old)
