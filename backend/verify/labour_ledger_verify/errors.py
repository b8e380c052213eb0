"""Every error the verifier raises, with the exit code it ends in.

```
VerifyError                   code, message, hint, context
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


class VerifyError(Exception):
    """Base of all errors of the verifier.

    Attributes:
        code: Stable kebab-case name for machines.
        exit_code: What the command ends with.
        message: What was wrong and where.
        hint: What to do next; empty where nothing useful can be said.
        context: Plain values that the message was made from.
    """

    code: ClassVar[str] = "verify-error"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", context: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context: dict[str, object] = dict(context or {})


class InputError(VerifyError):
    """The input is malformed: not JSON, a wrong field, a number out of range."""

    code = "input-invalid"
    exit_code = 2


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


class HistoryFalse(ProofFalse):
    """Entries do not fold to the head they should."""

    code = "history-false"


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


class SignatureByContract(NotCheckable):
    """A contract wallet answers for its signatures on chain only (ERC-1271)."""

    code = "signature-by-contract"


class ConfigurationError(VerifyError):
    """What the auditor configured (trust file, options) cannot be used."""

    code = "configuration-invalid"
    exit_code = 5
