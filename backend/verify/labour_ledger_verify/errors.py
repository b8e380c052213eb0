"""Every error the verifier raises, with the exit code it ends in.

```
ExplainedError                code, message, hint, context
└─ VerifyError
   ├─ InputError        exit 2   the file, or what is in it, is not what it should be
   ├─ ProofFalse        exit 1   well-formed, and proven wrong
   ├─ NotCheckable      exit 4   nothing wrong was found, but something needed is missing
   └─ ConfigurationError exit 5  the trust file or the command line is wrong
```

This module must not know files, networks or printing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class ExplainedError(Exception):
    """What every error says, of the verifier and of the programs built on it; never raised itself.

    Attributes:
        code: Stable kebab-case name for machines.
        exit_code: What a command ends with.
        message: What was wrong and where.
        hint: What to do next; empty where nothing useful can be said.
        context: Plain JSON values that the message was made from.
    """

    code: ClassVar[str]
    exit_code: ClassVar[int]

    def __init__(self, message: str, *, hint: str = "", context: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context: dict[str, object] = dict(context or {})


class VerifyError(ExplainedError):
    """Base of all errors of the verifier."""

    code = "verify-error"
    exit_code = 1


class InputError(VerifyError):
    """The input is malformed: not JSON, a wrong field, a number out of range."""

    code = "input-invalid"
    exit_code = 2


class NodeUnused(InputError):
    """A bundle holds a trie node that no walk visits."""

    code = "node-unused"


class ProofFalse(VerifyError):
    """The input is well-formed and does not prove what it says."""

    code = "proof-false"
    exit_code = 1


class SignatureFalse(ProofFalse):
    """A signature is not one of the issuer over exactly these fields."""

    code = "signature-false"


class DocumentFalse(ProofFalse):
    """A document is not the one that the attestation committed to."""

    code = "document-false"


class DomainFalse(ProofFalse):
    """Signed for another ledger than the one that the auditor trusts."""

    code = "domain-false"


class SignerFalse(ProofFalse):
    """Issued by another address than the one that the auditor asked for."""

    code = "signer-false"


class BlockFalse(ProofFalse):
    """A block that the auditor trusts has another hash."""

    code = "block-false"


class HeaderFalse(ProofFalse):
    """A header is not of the form that the chain has."""

    code = "header-false"


class NodeMissing(ProofFalse):
    """A trie node on the way to a value is not there, or is not the one."""

    code = "node-missing"


class CodeFalse(ProofFalse):
    """Another program than the pinned one stands at the address."""

    code = "code-false"


class HistoryAbsent(ProofFalse):
    """The ledger has no history where the bundle has entries of one."""

    code = "history-absent"


class HistoryFalse(ProofFalse):
    """Entries do not fold to the head they should."""

    code = "history-false"


class RegistrationFalse(ProofFalse):
    """A history does not begin with the one registration of what it is the history of."""

    code = "registration-false"


class TimeFalse(ProofFalse):
    """Entries go back in time, or beyond the block."""

    code = "time-false"


class RecordHidden(ProofFalse):
    """A record that counts for the answer is there without its body."""

    code = "record-hidden"


class PartyMissing(ProofFalse):
    """The history of a party that a shown record rests on was left out."""

    code = "party-missing"


class TwinMissing(ProofFalse):
    """The history of a joined subject was left out."""

    code = "twin-missing"


class HeadNotPassed(ProofFalse):
    """A history does not go through a head that was verified before."""

    code = "head-not-passed"


class SubjectOther(ProofFalse):
    """The bundle is about another subject than the auditor asked for."""

    code = "subject-other"


class RecordFalse(ProofFalse):
    """The body of a record does not agree with the entry it stands for."""

    code = "record-false"


class BatchFalse(ProofFalse):
    """A record is not the item of the batch that it is said to be."""

    code = "batch-false"


class KeyFalse(ProofFalse):
    """The issuer was no key in force of the party that the record was counted for."""

    code = "key-false"


class BasisFalse(ProofFalse):
    """The capacity of an issuer, as recorded, does not follow from the histories."""

    code = "basis-false"


class IdentifierFalse(ProofFalse):
    """An identity document claims an identifier that the subject does not hold."""

    code = "identifier-false"


class RequirementUnmet(ProofFalse):
    """The proof is sound, and the status is not one that the auditor requires."""

    code = "requirement-unmet"


class NotCheckable(VerifyError):
    """Something that the check needs is not there."""

    code = "not-checkable"
    exit_code = 4


class TrustMissing(NotCheckable):
    """Nothing but the file itself says which ledger or which signer is meant."""

    code = "trust-missing"


class SignerUnknown(NotCheckable):
    """The auditor's list of signers does not name the issuer."""

    code = "signer-unknown"


class BlockUnknown(NotCheckable):
    """Nothing that the auditor trusts says that the block is on the chain."""

    code = "block-unknown"


class BlockOld(NotCheckable):
    """The block is older than the auditor allows."""

    code = "block-old"


class BlockAhead(NotCheckable):
    """The block says that it is of a later time than the auditor's clock."""

    code = "block-ahead"


class HistoryUnknown(NotCheckable):
    """The ledger knows nothing of what was asked about."""

    code = "history-unknown"


class SinceUnknown(NotCheckable):
    """A history continues from a head that the auditor did not name."""

    code = "since-unknown"


class SubjectAmbiguous(NotCheckable):
    """The auditor named the subject in a way that several subjects can share."""

    code = "subject-ambiguous"


class HistoryPartial(NotCheckable):
    """Something needs a whole history, and the bundle holds only its later entries."""

    code = "history-partial"


class DateAfterBlock(NotCheckable):
    """Asked for a date later than the block."""

    code = "date-after-block"


class SignatureByContract(NotCheckable):
    """A contract wallet answers for its signatures on chain only (ERC-1271)."""

    code = "signature-by-contract"


class ConfigurationError(VerifyError):
    """What the auditor configured (trust file, options) cannot be used."""

    code = "configuration-invalid"
    exit_code = 5
