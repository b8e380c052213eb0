from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from labour_ledger.attesting.remote_signer import (
    RemoteSignatureWrong,
    RemoteSigner,
    RemoteSignerRefused,
    RemoteSignerUnavailable,
    WalletSigner,
)
from labour_ledger.chain.signed_types import KeyChange
from labour_ledger.chain.signing import LocalSigner, sign_typed
from labour_ledger.errors import InputError
from labour_ledger_verify.attestation import Domain

PRIVATE_KEY = b"\x21" * 32
LOCAL = LocalSigner(PRIVATE_KEY)
DOMAIN = Domain(31337, b"\x05" * 20)
CHANGE = KeyChange(LOCAL.address, 1, 2, b"\x06" * 20, 1, 1, 3, 0, 2**48 - 1)


@dataclass
class SigningService:
    """A signing service over HTTP: JSON-RPC 2.0 with EIP-712 as its one method, under a chosen name."""

    url: str = ""
    method: str = "eth_signTypedData"
    private_key: bytes = PRIVATE_KEY
    counts_from_zero: bool = False
    answer: Any = None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def respond(self, request: dict[str, Any]) -> Any:
        self.asked.append(request)
        if self.answer is not None:
            return self.answer
        head = {"jsonrpc": "2.0", "id": request["id"]}
        if request["method"] != self.method:
            return {**head, "error": {"code": -32601, "message": "the method does not exist"}}
        address, typed = request["params"]
        account = Account.from_key(PRIVATE_KEY)
        if address.lower() != account.address.lower():
            return {**head, "error": {"code": -32000, "message": "no key for this address"}}
        signed = Account.from_key(self.private_key).sign_message(encode_typed_data(full_message=typed))
        signature = bytearray(signed.signature)
        signature[64] -= 27 if self.counts_from_zero else 0
        return {**head, "result": "0x" + signature.hex()}


@pytest.fixture
def service() -> Iterator[SigningService]:
    state = SigningService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(state.respond(request)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("method", ["eth_signTypedData", "eth_signTypedData_v4", "account_signTypedData"])
@pytest.mark.parametrize("counts_from_zero", [False, True])
def test_sign_typed_data_is_the_signature_that_the_key_itself_makes(
    service: SigningService, method: str, counts_from_zero: bool
) -> None:
    service.method, service.counts_from_zero = method, counts_from_zero
    signature = sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)
    assert signature == sign_typed(LOCAL, DOMAIN, CHANGE)
    assert service.asked[-1]["params"][1]["primaryType"] == "KeyChange"


def test_sign_typed_data_with_the_signature_of_another_key_is_not_used(service: SigningService) -> None:
    service.private_key = b"\x22" * 32
    with pytest.raises(RemoteSignatureWrong, match="not the signature of"):
        sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)


@pytest.mark.parametrize("result", ["0x", "0x" + "00" * 65, "hello", 7, None, "0x" + "ff" * 64 + "1b"])
def test_sign_typed_data_with_what_is_no_signature_is_not_used(service: SigningService, result: object) -> None:
    service.answer = {"jsonrpc": "2.0", "id": 1, "result": result}
    with pytest.raises(RemoteSignatureWrong):
        sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)


def test_sign_typed_data_that_somebody_declined_says_so(service: SigningService) -> None:
    service.answer = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "request denied"}}
    with pytest.raises(RemoteSignerRefused, match="request denied"):
        sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)
    assert len(service.asked) == 1


def test_sign_typed_data_by_a_service_without_the_method_names_the_methods(service: SigningService) -> None:
    service.method = "sign_something"
    with pytest.raises(RemoteSignerRefused) as refused:
        sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)
    assert "account_signTypedData" in refused.value.hint


@pytest.mark.parametrize("answer", [[], "ok", {"jsonrpc": "2.0"}])
def test_sign_typed_data_by_what_is_no_service_is_unavailable(service: SigningService, answer: object) -> None:
    service.answer = answer
    with pytest.raises(RemoteSignerUnavailable):
        sign_typed(RemoteSigner(LOCAL.address, service.url), DOMAIN, CHANGE)


def test_sign_typed_data_by_a_service_that_is_down_is_unavailable_and_hides_secrets() -> None:
    signer = RemoteSigner(LOCAL.address, "http://user:hush@127.0.0.1:1/token")
    with pytest.raises(RemoteSignerUnavailable) as unavailable:
        sign_typed(signer, DOMAIN, CHANGE)
    assert "hush" not in unavailable.value.message
    assert "token" not in unavailable.value.message


def test_sign_digest_by_a_service_is_refused(service: SigningService) -> None:
    with pytest.raises(RemoteSignerRefused, match="not transactions"):
        RemoteSigner(LOCAL.address, service.url).sign_digest(bytes(32))
    assert service.asked == []


@pytest.mark.parametrize("url", ["127.0.0.1:9000", "ftp://host", "http://"])
def test_remote_signer_at_what_is_no_url_is_bad_input(url: str) -> None:
    with pytest.raises(InputError):
        RemoteSigner(LOCAL.address, url)


def test_wallet_signer_signs_with_its_owner_wherever_that_is_held(service: SigningService) -> None:
    wallet = b"\x0a" * 20
    expected = sign_typed(LOCAL, DOMAIN, CHANGE)
    for owner in (LOCAL, RemoteSigner(LOCAL.address, service.url)):
        signer = WalletSigner(wallet, owner)
        assert signer.address == wallet
        assert sign_typed(signer, DOMAIN, CHANGE) == expected
    assert WalletSigner(wallet, LOCAL).sign_digest(bytes(32)) == LOCAL.sign_digest(bytes(32))
