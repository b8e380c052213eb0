"""Sealed findings: a committed document that stays encrypted until a date, or until two classes open it together.

The ledger shows the hash of a salted document (`ledger/sealed@1`). The document itself lies encrypted with its holder,
under a key that the holder's password opens, and that two shares open together: one for a party of each of two classes.
One share alone is random bytes. Encryption is AES-256-GCM, the password goes through scrypt (RFC 7914), both from
`cryptography`. No cipher makes the holder wait for the date: this module refuses to open before, and docs/privacy.md
says so. It reads no clock and no file.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from labour_ledger.attesting.dates import parse_start
from labour_ledger.attesting.keystore_files import PasswordWrong
from labour_ledger.errors import InputError
from labour_ledger.schemas.content import validate_document
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.document import canonical_json, document_hash, parse_json_strict
from labour_ledger_verify.fields import exact_fields
from labour_ledger_verify.hexadecimal import parse_hex, to_hex

SEALED: Final = "ledger/sealed@1"
SEALED_FINDING: Final = "ledger/sealed-finding@1"
SEAL_FORMAT: Final = "labour-ledger/seal@1"
SHARE_FORMAT: Final = "labour-ledger/seal-share@1"
SCRYPT_WORK_FACTOR: Final = 2**17
_BLOCK_SIZE: Final = 8
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_SALT_BYTES: Final = 32
_WRAPPED_BYTES: Final = _NONCE_BYTES + _KEY_BYTES + 16
"""Nonce, key and the tag of GCM."""
_LARGEST_WORK_FACTOR: Final = 2**20


class SealInvalid(InputError):
    """A file is no seal or share, is not of the same seal as the other, or was changed."""

    code = "seal-invalid"


class SealClosed(InputError):
    """The day has not come on which the holder may open it."""

    code = "seal-closed"


@dataclass(frozen=True, slots=True)
class Closed:
    """What holder and both classes have of a finding: its cipher and the record's document.

    Attributes:
        uid: Of the record that commits to it, 32 bytes.
        document: Of that record; says commitment, date and classes.
        nonce: Of the cipher.
        ciphertext: The finding's document.
    """

    uid: bytes
    document: Mapping[str, Any]
    nonce: bytes
    ciphertext: bytes

    @property
    def commitment(self) -> bytes:
        """Hash of the finding's document, 32 bytes."""
        return parse_hex(self.document["content"]["commitment"], 32, "commitment")

    def to_json(self) -> dict[str, object]:
        """Return the fields that every file of a seal has."""
        return {
            "uid": to_hex(self.uid),
            "document": dict(self.document),
            "nonce": to_hex(self.nonce),
            "ciphertext": to_hex(self.ciphertext),
        }


@dataclass(frozen=True, slots=True)
class Seal:
    """The holder's file.

    Attributes:
        closed: The cipher.
        salt: For scrypt.
        work_factor: For scrypt.
        wrapped_key: The finding's key under the password, with its nonce before it.
    """

    closed: Closed
    salt: bytes
    work_factor: int
    wrapped_key: bytes

    def to_json(self) -> dict[str, object]:
        """Return the content of the file."""
        holder = {"salt": to_hex(self.salt), "workFactor": self.work_factor, "wrappedKey": to_hex(self.wrapped_key)}
        return {"format": SEAL_FORMAT, **self.closed.to_json(), "holder": holder}


@dataclass(frozen=True, slots=True)
class Share:
    """The file of a party of one class."""

    closed: Closed
    party_class: str
    share: bytes

    def to_json(self) -> dict[str, object]:
        """Return the content of the file."""
        return {
            "format": SHARE_FORMAT,
            **self.closed.to_json(),
            "class": self.party_class,
            "share": to_hex(self.share),
        }


def finding_document(subject: bytes, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of a finding with a fresh salt, checked.

    Raises:
        DocumentInvalid: The content does not fit `ledger/sealed-finding@1`.
        PersonalDataRefused: It holds what looks like personal data.
    """
    document = {
        "v": 1,
        "schema": SEALED_FINDING,
        "subject": to_hex(subject),
        "salt": to_hex(secrets.token_bytes(_SALT_BYTES)),
        "content": dict(content),
    }
    validate_document(document)
    return document


def close(
    finding: Mapping[str, Any],
    uid: bytes,
    document: Mapping[str, Any],
    password: str,
    *,
    work_factor: int = SCRYPT_WORK_FACTOR,
) -> tuple[Seal, tuple[Share, Share]]:
    """Encrypt a finding.

    Args:
        finding: Its document.
        uid: Of the record that commits to it, 32 bytes.
        document: Of that record.
        password: The holder's.
        work_factor: Cost of scrypt; a power of two.

    Returns:
        The holder's file, and one for each of the two classes, in the order of the document.
    """
    key, nonce, salt = AESGCM.generate_key(256), secrets.token_bytes(_NONCE_BYTES), secrets.token_bytes(_SALT_BYTES)
    commitment = document_hash(finding)
    closed = Closed(uid, document, nonce, AESGCM(key).encrypt(nonce, canonical_json(finding), commitment))
    wrap_nonce = secrets.token_bytes(_NONCE_BYTES)
    wrapped = wrap_nonce + _password_cipher(password, salt, work_factor).encrypt(wrap_nonce, key, commitment)
    first = secrets.token_bytes(_KEY_BYTES)
    shares = (first, _combined(first, key))
    classes = document["content"]["openedBy"]
    one, other = (Share(closed, name, share) for name, share in zip(classes, shares, strict=True))
    return Seal(closed, salt, work_factor, wrapped), (one, other)


def open_with_password(seal: Seal, password: str, *, now: int) -> dict[str, Any]:
    """Return the document of a finding whose day has come.

    Args:
        seal: The holder's file.
        password: The holder's.
        now: Unix seconds, the chain's time.

    Raises:
        SealClosed: The day has not come.
        PasswordWrong: The password does not open it.
        SealInvalid: The file was changed.
    """
    opens_on = seal.closed.document["content"]["opensOn"]
    if now < parse_start(opens_on, "opensOn"):
        raise SealClosed(
            f"it stays closed until {opens_on}",
            hint="Before, the two classes that hold a share can open it together: --share FILE --share FILE",
            context={"opensOn": opens_on},
        )
    nonce, wrapped = seal.wrapped_key[:_NONCE_BYTES], seal.wrapped_key[_NONCE_BYTES:]
    try:
        key = _password_cipher(password, seal.salt, seal.work_factor).decrypt(nonce, wrapped, seal.closed.commitment)
    except InvalidTag as error:
        raise PasswordWrong("the password does not open the seal", hint="Try again.") from error
    return _decrypted(seal.closed, key)


def open_with_shares(one: Share, other: Share) -> dict[str, Any]:
    """Return the document of a finding that two classes open together.

    Raises:
        SealInvalid: The shares are of different seals or of the same class, or were changed.
    """
    if one.closed.uid != other.closed.uid or {one.party_class, other.party_class} != set(
        one.closed.document["content"]["openedBy"]
    ):
        raise SealInvalid(
            "the two shares do not open one seal",
            hint="Give the share of each of the two classes that the record names, both of the same uid.",
        )
    return _decrypted(one.closed, _combined(one.share, other.share))


def parse_seal(data: bytes, *, what: str) -> Seal:
    """Read a holder's file strictly.

    Raises:
        SealInvalid: Another format, or a field missing, unknown or out of range.
    """
    try:
        fields = exact_fields(parse_json_strict(data, what=what), (*_SHARED_FIELDS, "holder"), what)
        holder = exact_fields(fields["holder"], ("salt", "workFactor", "wrappedKey"), f"{what}: holder")
        factor = holder["workFactor"]
        if not isinstance(factor, int) or not 1 < factor <= _LARGEST_WORK_FACTOR or factor & (factor - 1):
            message = f"{what}: workFactor is no power of two up to {_LARGEST_WORK_FACTOR}"
            raise SealInvalid(message, hint="Give the file that sealed commit wrote.")
        salt = parse_hex(holder["salt"], _SALT_BYTES, "salt")
        wrapped = parse_hex(holder["wrappedKey"], _WRAPPED_BYTES, "wrappedKey")
        return Seal(_closed(fields, SEAL_FORMAT, what), salt, factor, wrapped)
    except verify_errors.VerifyError as error:
        raise _invalid(what, error) from error


def parse_share(data: bytes, *, what: str) -> Share:
    """Read the file of one class strictly.

    Raises:
        SealInvalid: As `parse_seal`.
    """
    try:
        fields = exact_fields(parse_json_strict(data, what=what), (*_SHARED_FIELDS, "class", "share"), what)
        share = parse_hex(fields["share"], _KEY_BYTES, "share")
        return Share(_closed(fields, SHARE_FORMAT, what), str(fields["class"]), share)
    except verify_errors.VerifyError as error:
        raise _invalid(what, error) from error


_SHARED_FIELDS: Final = ("format", "uid", "document", "nonce", "ciphertext")


def _closed(fields: Mapping[str, object], expected: str, what: str) -> Closed:
    document = fields["document"]
    if fields["format"] != expected or not isinstance(document, dict):
        raise SealInvalid(f"{what}: not a file of format {expected}", hint="Give the file that sealed commit wrote.")
    validate_document(document)
    if document["schema"] != SEALED:
        raise SealInvalid(f"{what}: its record is not under {SEALED}", hint="Give the file that sealed commit wrote.")
    return Closed(
        parse_hex(fields["uid"], 32, "uid"),
        document,
        parse_hex(fields["nonce"], _NONCE_BYTES, "nonce"),
        parse_hex(fields["ciphertext"], None, "ciphertext"),
    )


def _decrypted(closed: Closed, key: bytes) -> dict[str, Any]:
    try:
        text = AESGCM(key).decrypt(closed.nonce, closed.ciphertext, closed.commitment)
        document = parse_json_strict(text, what="sealed document")
        if not isinstance(document, dict) or document_hash(document) != closed.commitment:
            raise SealInvalid("what was sealed is not what the record commits to", hint="It proves nothing.")
    except InvalidTag as error:
        raise SealInvalid("the seal does not open", hint="Its file, or a share, was changed.") from error
    except verify_errors.VerifyError as error:
        raise _invalid("sealed document", error) from error
    validate_document(document)
    return document


def _password_cipher(password: str, salt: bytes, work_factor: int) -> AESGCM:
    derive = Scrypt(salt=salt, length=_KEY_BYTES, n=work_factor, r=_BLOCK_SIZE, p=1)
    return AESGCM(derive.derive(password.encode()))


def _combined(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _invalid(what: str, error: verify_errors.VerifyError) -> SealInvalid:
    return SealInvalid(f"{what}: {error.message}", hint=error.hint or "Give the file that sealed commit wrote.")
