"""Files in which somebody asks a desk for something: read strictly, and only if their signature holds.

What they ask for is known in `applications` and `site_claims`. A file is plain JSON that travels by mail or on a stick.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from labour_ledger.chain.signed_types import SignedType
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.errors import InputError
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Domain, digest
from labour_ledger_verify.document import parse_json_strict
from labour_ledger_verify.fields import exact_fields
from labour_ledger_verify.signature import check_signature

_LARGEST_REQUEST_BYTES = 2**20
_UINT64_LIMIT = 2**64
_MOST_DIGITS = 20
_AS_IT_WAS_WRITTEN = "Ask for the file as it was written, unchanged."


class RequestInvalid(InputError):
    """A file is not a request of its kind, was changed after it was signed, or is for another ledger."""

    code = "request-invalid"


def read_request(data: bytes, format_id: str, fields: Sequence[str], *, what: str) -> Mapping[str, object]:
    """Return the fields of a request file.

    Args:
        data: Its bytes.
        format_id: What its `format` must be.
        fields: All other fields it has.
        what: Its name, for errors.

    Raises:
        RequestInvalid: Not strict JSON, too large, another format, or other fields.
    """
    with named_request(what):
        value = parse_json_strict(data, what=what) if len(data) <= _LARGEST_REQUEST_BYTES else None
        if not isinstance(value, dict) or value.get("format") != format_id:
            raise RequestInvalid(f"{what}: not a file of format {format_id}", hint=_AS_IT_WAS_WRITTEN)
        return exact_fields(value, ("format", *fields), what)


@contextmanager
def named_request(what: str) -> Iterator[None]:
    """Give errors of reading a request their name here.

    Raises:
        RequestInvalid: A field is missing, unknown or out of range.
    """
    try:
        yield
    except verify_errors.VerifyError as error:
        hint = error.hint or _AS_IT_WAS_WRITTEN
        raise RequestInvalid(f"{what}: {error.message}", hint=hint, context=error.context) from error


def require_signed(value: Mapping[str, object], *names: str, what: str) -> None:
    """Check that a prepared request was signed, before anything else is said of its signatures.

    Raises:
        RequestInvalid: A signature is still missing; the message names it.
    """
    missing = [name for name in names if value[name] is None]
    if missing:
        raise RequestInvalid(
            f"{what}: {' and '.join(missing)} missing: it is not signed yet",
            hint="Sign what was prepared with the key that it names, and fill the signature in.",
            context={"missing": missing},
        )


def parse_uint64(value: object, what: str) -> int:
    """Return a number of 64 bits that is written as decimal digits.

    Raises:
        RequestInvalid: Anything else.
    """
    digits = value if isinstance(value, str) and value.isascii() and value.isdigit() else ""
    if not 1 <= len(digits) <= _MOST_DIGITS or int(digits) >= _UINT64_LIMIT:
        raise RequestInvalid(f"{what}: {str(value)[:30]!r} is not a number of 64 bits", hint="Ask for a new file.")
    return int(digits)


def sign_request(signer: Signer, domain: Domain, signed: SignedType, *, what: str) -> bytes:
    """Return the signature of a request, made by an account.

    Raises:
        InputError: The key is a contract wallet's: what is not sent to the chain, no contract can check.
    """
    signature = sign_typed(signer, domain, signed)
    require_signature(domain, signed, signature, signer.address, what=what)
    return signature


def require_signature(domain: Domain, signed: SignedType, signature: bytes, address: bytes, *, what: str) -> None:
    """Check that an account signed a request.

    Raises:
        RequestInvalid: It did not, over exactly this.
    """
    try:
        check_signature(digest(domain.separator, signed.struct_hash()), signature, address)
    except verify_errors.SignatureFalse as error:
        raise RequestInvalid(
            f"{what}: not signed by the key that it names, or changed after it was signed",
            hint="Ask for a new one. It must be signed by an account, not by a contract wallet.",
            context=error.context,
        ) from error


def require_domain(domain: Domain, expected: Domain, *, what: str) -> None:
    """Check that a request is for the ledger at hand.

    Raises:
        RequestInvalid: It is for another chain or contract.
    """
    if domain != expected:
        raise RequestInvalid(
            f"{what}: signed for another ledger (chain {domain.chain_id})",
            hint="Give it to the desk of that ledger, or have it signed for this one.",
            context={"signedFor": domain.to_json()},
        )
