"""One address of a node: requests and batches over HTTP, with every failure named.

It uses web3's provider and none of its middleware, which would decode every answer a second time. Addresses of nodes
often hold secrets, so only host and port are ever shown. Which of several addresses is asked is for `endpoints`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.providers.rpc.utils import ExceptionRetryConfiguration
from web3.types import RPCEndpoint

from labour_ledger.errors import ConfigurationError

from .errors import NodeBusy, NodeUnavailable

_RETRIES: Final = 2
_CONNECTIONS: Final = 16
_BUSY: Final = (429, 503)

Json = Any
"""What JSON parses to; who asks knows its shape."""

Request = tuple[str, list[Json]]


@dataclass(frozen=True, slots=True)
class RpcRefusal:
    """An error that the node gave instead of a result (JSON-RPC 2.0, section 5.1)."""

    code: int
    message: str
    data: object

    @property
    def revert_data(self) -> bytes | None:
        """What the contract reverted with; None when the error is not a revert."""
        text = self.data.removeprefix("Reverted ") if isinstance(self.data, str) else ""
        if text.startswith("0x"):
            try:
                return bytes.fromhex(text[2:])
            except ValueError:
                return None
        return b"" if "revert" in self.message.lower() else None


class Endpoint:
    """A connection to one address; threads may share it."""

    def __init__(self, url: str, *, timeout_s: float) -> None:
        """Prepare a connection; nothing is sent yet.

        Args:
            url: Of the node, `http://` or `https://`.
            timeout_s: Longest wait for an answer.

        Raises:
            ConfigurationError: The URL is not one of a node.
        """
        self.url = url
        self.shown_url = _shown(url)
        self._timeout_s = timeout_s
        self._session = _session_for(url)
        # a kept connection may have been closed by the node meanwhile, so a first failure says little
        retry = ExceptionRetryConfiguration(errors=(requests.ConnectionError,), retries=_RETRIES, backoff_factor=0.05)
        self._provider = HTTPProvider(
            url,
            request_kwargs={"timeout": timeout_s},
            session=self._session,
            exception_retry_configuration=retry,
        )

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        self._session.close()

    def ask(self, method: str, parameters: list[Json]) -> Json | RpcRefusal:
        """Return the result of one request, or the node's refusal.

        Raises:
            NodeUnavailable: No answer, or not one of a node.
            NodeBusy: It asks to wait.
        """
        try:
            response = self._provider.make_request(RPCEndpoint(method), parameters)
        except (OSError, ValueError, Web3Exception) as error:
            raise self._unavailable(error) from error
        return self._outcome(response)

    def ask_together(self, asked: Sequence[Request]) -> list[Json | RpcRefusal]:
        """Return results or refusals of requests that are sent as one batch; errors as for `ask`."""
        batch = [(RPCEndpoint(method), parameters) for method, parameters in asked]
        try:
            responses = self._provider.make_batch_request(batch)
        except (OSError, ValueError, KeyError, TypeError, Web3Exception) as error:
            raise self._unavailable(error) from error
        if not isinstance(responses, list) or len(responses) != len(asked):
            raise NodeUnavailable(
                f"the node at {self.shown_url} did not answer a batch of {len(asked)} requests",
                hint="Use a node that takes JSON-RPC batches.",
            )
        return [self._outcome(response) for response in responses]

    def _outcome(self, response: Json) -> Json | RpcRefusal:
        if isinstance(response, dict) and isinstance(response.get("error"), dict):
            error = response["error"]
            return RpcRefusal(int(error.get("code", 0)), str(error.get("message", "")), error.get("data"))
        if not isinstance(response, dict) or "result" not in response:
            raise NodeUnavailable(
                f"what answers at {self.shown_url} does not speak JSON-RPC",
                hint="Check the RPC address and port.",
            )
        return response["result"]

    def _unavailable(self, error: Exception) -> NodeUnavailable:
        if isinstance(error, requests.Timeout):
            return NodeUnavailable(
                f"the node at {self.shown_url} did not answer within {self._timeout_s:g} s",
                hint="Try again, or raise the time allowed.",
            )
        if isinstance(error, requests.HTTPError) and error.response is not None:
            return self._refused_by_http(error.response)
        if isinstance(error, OSError) and not isinstance(error, requests.exceptions.InvalidJSONError):
            return NodeUnavailable(
                f"the node at {self.shown_url} cannot be reached",
                hint="Check the RPC address, and that the chain runs (`labour-ledger chain up` starts a local one).",
            )
        return NodeUnavailable(
            f"what answers at {self.shown_url} does not speak JSON-RPC", hint="Check the RPC address and port."
        )

    def _refused_by_http(self, response: requests.Response) -> NodeUnavailable:
        message = f"the node at {self.shown_url} answered with HTTP status {response.status_code}"
        if response.status_code in _BUSY:
            # a date is allowed as well (RFC 9110, 10.2.3); no provider of nodes is known to send one
            asked = response.headers.get("Retry-After", "")
            return NodeBusy(message, retry_after_s=float(asked) if asked.isdigit() else None)
        return NodeUnavailable(message, hint="Check the RPC address and its access key.")


def _session_for(url: str) -> requests.Session:
    session = requests.Session()
    adapter = requests.adapters.HTTPAdapter(pool_maxsize=_CONNECTIONS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    # what the environment says of proxies, certificates and passwords is read once: at every call it cost more than
    # a call to a node on this machine
    found = session.merge_environment_settings(url, {}, None, None, None)
    session.proxies, session.verify = found["proxies"], found["verify"]
    session.auth = requests.utils.get_netrc_auth(url)
    session.trust_env = False
    return session


def _shown(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            "the RPC address must begin with http:// or https:// and name a host",
            hint="A local node is usually http://127.0.0.1:8545.",
        )
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"
