from pathlib import Path

import pytest
from tests.support.fake_node import fake_node

from labour_ledger.chain.endpoint import Endpoint
from labour_ledger.chain.errors import NodeUnavailable

NODE = "http://node.invalid:8545/"
PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


def test_ask_goes_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_node({"eth_chainId": lambda _: "0x1"}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        endpoint = Endpoint(NODE, timeout_s=5)
        # it was settled when the connection was prepared
        monkeypatch.delenv("http_proxy")
        assert endpoint.ask("eth_chainId", []) == "0x1"
        assert endpoint.ask_together([("eth_chainId", []), ("eth_chainId", [])]) == ["0x1", "0x1"]
        endpoint.close()
    assert proxy.asked_of == [(NODE, None), (NODE, None)]


def test_ask_of_a_host_without_proxy_goes_straight_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_node({"eth_chainId": lambda _: "0x1"}) as node:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        through = Endpoint(node.url, timeout_s=5)
        with pytest.raises(NodeUnavailable):
            through.ask("eth_chainId", [])
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        straight = Endpoint(node.url, timeout_s=5)
        assert straight.ask("eth_chainId", []) == "0x1"
        through.close()
        straight.close()


def test_ask_gives_the_password_that_netrc_has_for_the_host(tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login operator password secret\n")
    file.chmod(0o600)
    with fake_node({"eth_chainId": lambda _: "0x1"}) as node:
        endpoint = Endpoint(node.url, timeout_s=5)
        file.unlink()
        endpoint.ask("eth_chainId", [])
        endpoint.close()
    assert node.asked_of == [("/", "Basic b3BlcmF0b3I6c2VjcmV0")]
