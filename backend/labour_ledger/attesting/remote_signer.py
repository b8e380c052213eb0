"""Keys that this machine never holds: a signing service is asked by JSON-RPC, or a contract wallet by its owner's key.

A service such as Web3signer or Clef gets the typed data in full (EIP-712 `eth_signTypedData`), so it can show and judge
what it signs. It is not trusted with the answer: a signature is used only if it recovers to the key over the digest
that was computed here.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

import requests

from labour_ledger.chain.signing import Signer, TypedDataSigner
from labour_ledger.chain.typed_data import TypedData
from labour_ledger.errors import InputError, UnavailableError
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.hexadecimal import parse_hex, to_checksum_address
from labour_ledger_verify.signature import SIGNATURE_BYTES, check_signature

LONGEST_WAIT_S: Final = 300.0
"""Behind the service a person may be asked."""
_METHODS: Final = ("eth_signTypedData", "eth_signTypedData_v4", "account_signTypedData")
"""As EIP-712 and Web3signer call it, as wallets do, and as Clef does."""
_METHOD_UNKNOWN: Final = -32601
_NOT_OFFERED: Final = ("not implemented", "not supported")
"""How services say it that know the name of a method and nothing more."""


class RemoteSignerUnavailable(UnavailableError):
    """The signing service gives no answer, or not one of JSON-RPC."""

    code = "remote-signer-unavailable"


class RemoteSignerRefused(InputError):
    """The signing service does not sign: it does not have the key, somebody declined, or it cannot sign this."""

    code = "remote-signer-refused"


class RemoteSignatureWrong(InputError):
    """The signing service answered with something else than the key's signature over what it was given."""

    code = "remote-signature-wrong"


class RemoteSigner:
    """A key behind a signing service."""

    def __init__(self, address: bytes, url: str, *, timeout_s: float = LONGEST_WAIT_S) -> None:
        """Prepare to ask; nothing is sent yet.

        Args:
            address: Of the key, 20 bytes.
            url: Of the service, `http://` or `https://`.
            timeout_s: Longest wait for an answer.

        Raises:
            InputError: The URL is not one of a service.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                "the address of the signing service is no URL", hint="Write it like http://127.0.0.1:9000."
            )
        self.address = address
        self._url = url
        # the address may hold a password or a token
        self._shown = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        self._timeout_s = timeout_s

    def sign_digest(self, digest: bytes) -> bytes:
        """Refuse: a digest alone shows nobody what is signed, so services sign typed data only.

        Raises:
            RemoteSignerRefused: Always.
        """
        raise RemoteSignerRefused(
            f"the key {to_checksum_address(self.address)} at {self._shown} signs statements, not transactions",
            hint="Name a key of this machine with --relay to pay for sending.",
        )

    def sign_typed_data(self, typed: TypedData, digest: bytes) -> bytes:
        """Return the key's signature over typed data: 65 bytes, checked against the digest.

        Raises:
            RemoteSignerUnavailable: No answer, or not one of JSON-RPC.
            RemoteSignerRefused: The service does not sign.
            RemoteSignatureWrong: It answered with another signature.
        """
        for method in _METHODS:
            answer = self._ask(method, [to_checksum_address(self.address), typed])
            error = answer.get("error")
            if error is None:
                return self._checked(answer.get("result"), digest)
            if not _is_unknown_method(error):
                raise RemoteSignerRefused(
                    f"the signing service at {self._shown} does not sign: {_words(error)}",
                    hint=f"See there that it holds {to_checksum_address(self.address)} and that nobody declined.",
                )
        raise RemoteSignerRefused(
            f"the service at {self._shown} has no method that signs typed data",
            hint=f"It must answer one of {', '.join(_METHODS)}.",
        )

    def _ask(self, method: str, parameters: list[Any]) -> dict[str, Any]:
        request: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        try:
            answer = requests.post(self._url, json=request, timeout=self._timeout_s).json()
        except (requests.RequestException, ValueError) as error:
            raise RemoteSignerUnavailable(
                f"the signing service at {self._shown} gives no answer", hint="See that it runs and can be reached."
            ) from error
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise RemoteSignerUnavailable(
                f"what answers at {self._shown} speaks no JSON-RPC", hint="Check the address of the signing service."
            )
        return answer

    def _checked(self, result: object, digest: bytes) -> bytes:
        try:
            signature = parse_hex(result, SIGNATURE_BYTES, "signature")
            if signature[64] < 2:  # some services count v from 0
                signature = signature[:64] + bytes((signature[64] + 27,))
            check_signature(digest, signature, self.address)
        except verify_errors.VerifyError as error:
            raise RemoteSignatureWrong(
                f"the service at {self._shown} answered with what is not the signature of "
                f"{to_checksum_address(self.address)} over this: {error.message}",
                hint="Nothing was sent. Check which key the service signs with, and that it is the service you mean.",
            ) from error
        return signature


class WalletSigner:
    """A contract wallet whose `isValidSignature` (ERC-1271) takes the signature of one owner as it is."""

    def __init__(self, address: bytes, owner: Signer) -> None:
        """Take the wallet's address (20 bytes) and its owner's key."""
        self.address = address
        self._owner = owner

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the owner's signature over a digest; whether the wallet takes it, the contract asks."""
        return self._owner.sign_digest(digest)

    def sign_typed_data(self, typed: TypedData, digest: bytes) -> bytes:
        """Return the owner's signature over typed data."""
        if isinstance(self._owner, TypedDataSigner):
            return self._owner.sign_typed_data(typed, digest)
        return self._owner.sign_digest(digest)


def _is_unknown_method(error: object) -> bool:
    code = error.get("code") if isinstance(error, dict) else None
    return code == _METHOD_UNKNOWN or any(words in _words(error).lower() for words in _NOT_OFFERED)


def _words(error: object) -> str:
    return str(error.get("message", ""))[:200] if isinstance(error, dict) else ""
