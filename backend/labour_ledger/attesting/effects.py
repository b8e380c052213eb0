"""What the status rule will make of an act before it is signed, and the refusal of acts that would do nothing.

The contract records whatever its issuer may say; whether it does anything is the rule's (docs/status-rule.md, section
2). An act without effect would stay on the ledger for ever and mislead its author, so it is refused here. This module
only looks at who acts on what: it does not evaluate histories, which is `labour_ledger_verify.status`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import Method, Outcome, PartyClass, code_name
from labour_ledger_verify.attestation import Attestation
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.status.acting import ACTING_ROLES, DISPUTABLE, REVOCABLE, Role

_NEGATIVE: Final = frozenset({Outcome.DOES_NOT_CONFORM, Outcome.ZERO_TOLERANCE})
_POSITIVE: Final = frozenset({Outcome.CONFORMS, Outcome.CONFORMS_WITH_FINDINGS})
_WORDS: Final = {
    Role.ASSESSMENT: "an assessment",
    Role.REVOCATION: "a revocation",
    Role.SUSPENSION: "a suspension",
    Role.REINSTATEMENT: "a reinstatement",
    Role.DISPUTE: "a dispute",
    Role.RULING: "a ruling",
    Role.CONFIRMATION: "a confirmation of a remedy",
    Role.ANNOUNCEMENT: "an announcement",
    Role.JOIN: "a statement that two sites are one",
}


class ActWithoutEffect(InputError):
    """The ledger would record the act, and the status rule would not look at it."""

    code = "act-without-effect"


@dataclass(frozen=True, slots=True)
class Standing:
    """A record that was made, or would be.

    Attributes:
        attestation: What is said.
        basis: In what capacity its issuer was found.
    """

    attestation: Attestation
    basis: Basis

    @property
    def role(self) -> Role:
        """What it is to the status rule."""
        return ACTING_ROLES.get(self.attestation.schema, Role.ASSESSMENT)

    @property
    def is_negative(self) -> bool:
        """Whether it weighs against its subject until a remedy or a ruling ends it."""
        return self.attestation.outcome in _NEGATIVE and self.role in {Role.ASSESSMENT, Role.RULING}


def foresee_effect(act: Standing, named: Standing, country: str) -> str:
    """Return in a sentence what an act will do, or nothing where its schema never does anything.

    Args:
        act: As the contract would record it now.
        named: The record that it names.
        country: Of the subject, two letters.

    Raises:
        ActWithoutEffect: It would be recorded and do nothing.
    """
    foresee = _RULES.get(act.role)
    return "" if foresee is None else foresee(act, named, country)


def _foresee_revocation(act: Standing, named: Standing, _country: str) -> str:
    if named.role not in REVOCABLE:
        raise _refused(f"{_WORDS[named.role]} cannot be revoked", _HOW_IT_ENDS.get(named.role, ""), act, named)
    _refuse_stranger(act, named, "revoke", only_its_party=named.role is Role.DISPUTE)
    if named.is_negative:
        return "It is only flagged as withdrawn: a negative record is ended by a remedy that others confirm."
    if named.attestation.outcome == Outcome.INCONCLUSIVE and named.role is Role.ASSESSMENT:
        return "It is only flagged as withdrawn: it holds until it is replaced or over."
    return "The dispute ends." if named.role is Role.DISPUTE else "It no longer counts, for any date."


def _foresee_suspension(act: Standing, named: Standing, _country: str) -> str:
    if named.role not in DISPUTABLE:
        hint = "Only assessments and confirmations of remedies are suspended."
        raise _refused(f"{_WORDS[named.role]} cannot be suspended", hint, act, named)
    _refuse_stranger(act, named, "suspend", only_its_party=False)
    if named.is_negative or named.attestation.outcome == Outcome.INCONCLUSIVE:
        return "It is only flagged as withdrawn: what was said against a site is not put out of force."
    return "It is out of force from now until it is reinstated."


def _foresee_reinstatement(act: Standing, named: Standing, _country: str) -> str:
    if named.role is not Role.SUSPENSION:
        hint = "Give the uid of the suspension itself; history shows it."
        raise _refused(f"{_WORDS[named.role]} cannot be reinstated, only a suspension can be ended", hint, act, named)
    _refuse_stranger(act, named, "end", only_its_party=True)
    return "The suspension ends now."


def _foresee_dispute(act: Standing, named: Standing, _country: str) -> str:
    if named.role not in DISPUTABLE:
        hint = "Dispute the assessment or the confirmation itself; answer anything else with: labour-ledger reply"
        raise _refused(f"{_WORDS[named.role]} cannot be disputed", hint, act, named)
    alone = act.basis.party_class in {PartyClass.WORKERS_ORGANISATION, PartyClass.GOVERNMENT}
    weighs = named.role is Role.CONFIRMATION or named.attestation.outcome in _POSITIVE
    if not weighs or not alone or act.basis.method is Method.SELF:
        return "It is flagged as disputed. Until a ruling, that alone changes no status."
    return "It counts as disputed until you withdraw this or a ruling ends it."


def _foresee_ruling(act: Standing, named: Standing, _country: str) -> str:
    if named.role is not Role.DISPUTE:
        hint = "Give the uid of the dispute; history shows it."
        raise _refused(f"{_WORDS[named.role]} cannot be ruled on, only a dispute can", hint, act, named)
    if act.attestation.outcome in _NEGATIVE:
        return "The dispute ends upheld: the disputed record no longer counts, and this weighs against the site."
    if act.attestation.outcome != Outcome.CONFORMS:
        return "The dispute goes on: this decides nothing."
    if act.basis.method is Method.SELF:
        raise _refused("nobody dismisses a dispute in their own cause", "Leave it to someone else.", act, named)
    return "The dispute ends dismissed."


def _foresee_confirmation(act: Standing, named: Standing, country: str) -> str:
    if not named.is_negative:
        hint = "Give the uid of the assessment that does not conform, or of the ruling that upheld a dispute."
        raise _refused("a remedy is confirmed of a negative record only", hint, act, named)
    is_workers = act.basis.party_class is PartyClass.WORKERS_ORGANISATION
    is_government_here = act.basis.party_class is PartyClass.GOVERNMENT and act.basis.country == country
    if named.attestation.outcome == Outcome.ZERO_TOLERANCE:
        if act.basis.party_class is PartyClass.GOVERNMENT and not is_government_here:
            raise _refused(f"only a government of {country} confirms this remedy", _WHO_CONFIRMS_ZERO, act, named)
        other = "a party of another class" if is_workers else "a workers' organisation"
        return f"Zero tolerance ends once {other} has confirmed the remedy as well."
    if is_workers or is_government_here:
        return "The record reads as remedied from now on."
    found = f"{code_name(act.basis.party_class).replace('_', ' ')} of {act.basis.country or 'no country'}"
    raise _refused(f"the confirmation of a party that is {found} ends nothing here", _WHO_CONFIRMS, act, named)


def foresee_replacement(new: Standing, old: Standing) -> str:
    """Return in a sentence what an assessment will do to the earlier one that it names.

    Args:
        new: As the contract would record it now, under the schema of the old one.
        old: What it names.

    Raises:
        ActWithoutEffect: It is of another party, or cannot end what it names.
    """
    if new.basis.party != old.basis.party:
        hint = "Record an assessment of your own, or dispute the other one."
        raise _refused(f"the record is of party {old.basis.party}, and yours is {new.basis.party}", hint, new, old)
    if old.role is not Role.ASSESSMENT:
        hint = "Withdraw an act, and make it anew."
        raise _refused(f"{_WORDS[old.role]} is not corrected", hint, new, old)
    before, after = old.attestation.outcome, new.attestation.outcome
    if after not in _POSITIVE:
        if before in _NEGATIVE:
            return "Both stand, as a negative record is never replaced; remedies have to name each of them."
        return "Both stand, and the worse one wins; withdraw the old one with: labour-ledger revoke"
    if before == Outcome.ZERO_TOLERANCE:
        raise _refused("zero tolerance is not ended by a better assessment", _WHO_CONFIRMS_ZERO, new, old)
    if before == Outcome.DOES_NOT_CONFORM:
        return "The negative record ends with this from now on; before, it stands."
    return "It replaces the old one from now on."


def _refuse_stranger(act: Standing, named: Standing, verb: str, *, only_its_party: bool) -> None:
    entitled = {named.basis.party} if only_its_party else {named.basis.party, named.basis.accreditor} - {0}
    if act.basis.party not in entitled:
        accreditor = 0 if only_its_party else named.basis.accreditor
        issuer = f"party {named.basis.party}"
        owner = f"{issuer} or its accreditor, party {accreditor}," if accreditor else issuer
        raise _refused(
            f"only {owner} can {verb} this record, and your key is of party {act.basis.party}",
            "What you think is wrong you can dispute or answer: labour-ledger dispute, labour-ledger reply",
            act,
            named,
        )


def _refused(message: str, hint: str, act: Standing, named: Standing) -> ActWithoutEffect:
    return ActWithoutEffect(
        f"this would be recorded without effect: {message}",
        hint=hint,
        context={"party": act.basis.party, "partyOfRecord": named.basis.party, "record": named.role.value},
    )


_HOW_IT_ENDS: Final = {
    Role.SUSPENSION: "A suspension is ended with: labour-ledger reinstate",
    Role.ANNOUNCEMENT: "An announcement ends when you record the assessment.",
    Role.REVOCATION: "A revocation is final; record the assessment anew.",
    Role.JOIN: "A join is not undone; a wrong one needs a new subject.",
}
_WHO_CONFIRMS: Final = "A workers' organisation has to confirm it, or a government of the site's country."
_WHO_CONFIRMS_ZERO: Final = (
    "It ends when two parties of different classes confirm the remedy, one a workers' organisation; "
    "no business, and no government of another country."
)
_RULES: Final[Mapping[Role, Callable[[Standing, Standing, str], str]]] = {
    Role.REVOCATION: _foresee_revocation,
    Role.SUSPENSION: _foresee_suspension,
    Role.REINSTATEMENT: _foresee_reinstatement,
    Role.DISPUTE: _foresee_dispute,
    Role.RULING: _foresee_ruling,
    Role.CONFIRMATION: _foresee_confirmation,
}
