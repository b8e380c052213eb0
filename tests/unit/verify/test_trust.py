import json

import pytest
from tests.unit.verify.samples import DOMAIN, ISSUER, OTHER, trust_json

from labour_ledger_verify import trust
from labour_ledger_verify.basis import SignerKind
from labour_ledger_verify.errors import ConfigurationError
from labour_ledger_verify.header import FEWEST_FIELDS, MOST_FIELDS
from labour_ledger_verify.hexadecimal import to_checksum_address
from labour_ledger_verify.trust import ChainProfile, Endpoints, Signer, TrustedBlock, parse_trust

HASH = "0x" + "ab" * 32
PROFILE = {"headerFields": 21, "finality": "finalized", "timeToleranceSeconds": 15}
BLOCK = {"number": "120", "hash": HASH}
SIGNER = {"address": to_checksum_address(ISSUER)}


def parse(**changes):
    return parse_trust(json.dumps(trust_json(**changes)).encode())


def test_parse_trust_with_the_ledger_alone_leaves_the_rest_empty():
    parsed = parse()
    assert parsed.domain == DOMAIN
    assert (parsed.council, parsed.chain_profile, parsed.trusted_blocks, parsed.signers) == (None, None, (), {})


@pytest.mark.parametrize("count", [FEWEST_FIELDS, MOST_FIELDS])
def test_parse_trust_takes_as_many_header_fields_as_headers_have(count):
    assert parse(chainProfile=PROFILE | {"headerFields": count}).chain_profile.header_fields == count


def test_parse_trust_reads_every_field():
    parsed = parse(
        contractCodeHash=HASH,
        council=to_checksum_address(OTHER),
        councilCodeHash=HASH,
        chainProfile=PROFILE,
        trustedBlocks=[BLOCK, {"number": "121", "hash": HASH, "timestamp": "5"}],
        greatestBlockAgeSeconds=60,
        endpoints={"urls": ["http://127.0.0.1:1", "https://node.example"], "agree": 2},
        signers=[SIGNER, {"address": to_checksum_address(OTHER), "kind": "contract", "name": "Bureau Ä"}],
    )
    assert parsed.contract_code_hash == parsed.council_code_hash == b"\xab" * 32
    assert parsed.council == OTHER
    assert parsed.chain_profile == ChainProfile(21, "finalized", 15)
    assert parsed.trusted_blocks == (TrustedBlock(120, b"\xab" * 32), TrustedBlock(121, b"\xab" * 32, 5))
    assert parsed.greatest_block_age_s == 60
    assert parsed.endpoints == Endpoints(("http://127.0.0.1:1", "https://node.example"), 2)
    assert parsed.signers == {ISSUER: Signer(ISSUER), OTHER: Signer(OTHER, SignerKind.CONTRACT, "Bureau Ä")}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "labour-ledger/trust@2"}, "format: must be labour-ledger/trust@1"),
        ({"signer": []}, "top level: unknown field signer"),
        ({"chainId": "1"}, "chainId"),
        ({"chainId": 0}, "chainId"),
        ({"contract": "0x00"}, "contract"),
        ({"contractCodeHash": None}, "contractCodeHash"),
        ({"council": 5}, "council"),
        ({"councilCodeHash": "0x"}, "councilCodeHash"),
        ({"chainProfile": {}}, "chainProfile: missing"),
        ({"chainProfile": PROFILE | {"finality": "soon"}}, "chainProfile.finality"),
        ({"chainProfile": PROFILE | {"finality": []}}, "chainProfile.finality"),
        ({"chainProfile": PROFILE | {"headerFields": FEWEST_FIELDS - 1}}, "chainProfile.headerFields"),
        ({"chainProfile": PROFILE | {"headerFields": MOST_FIELDS + 1}}, "chainProfile.headerFields"),
        ({"chainProfile": PROFILE | {"timeToleranceSeconds": -1}}, "chainProfile.timeToleranceSeconds"),
        ({"trustedBlocks": {}}, "trustedBlocks: must be a list"),
        ({"trustedBlocks": [{"number": 120, "hash": HASH}]}, r"trustedBlocks\[0\].number"),
        ({"trustedBlocks": [BLOCK, BLOCK]}, "trustedBlocks: the same number twice"),
        ({"trustedBlocks": [BLOCK | {"hash": "0x"}]}, r"trustedBlocks\[0\].hash"),
        ({"trustedBlocks": [BLOCK | {"timestamp": 5}]}, r"trustedBlocks\[0\].timestamp"),
        ({"greatestBlockAgeSeconds": None}, "greatestBlockAgeSeconds"),
        ({"endpoints": {"urls": [], "agree": 1}}, "endpoints.urls: at least one"),
        ({"endpoints": {"urls": ["http://a"], "agree": 2}}, "endpoints.agree"),
        ({"endpoints": {"urls": ["http://a", "http://a"], "agree": 1}}, "endpoints.urls: the same address twice"),
        ({"endpoints": {"urls": ["file:///etc"], "agree": 1}}, r"endpoints.urls\[0\]: must begin"),
        ({"signers": [{}]}, r"signers\[0\]: missing address"),
        ({"signers": [SIGNER | {"kind": "wallet"}]}, r"signers\[0\].kind"),
        ({"signers": [SIGNER | {"kind": None}]}, r"signers\[0\].kind"),
        ({"signers": [SIGNER | {"name": ""}]}, r"signers\[0\].name"),
        ({"signers": [SIGNER, SIGNER]}, "signers: the same address twice"),
    ],
)
def test_parse_trust_wrong_field_is_a_configuration_error_that_names_it(change, message):
    with pytest.raises(ConfigurationError, match=message) as raised:
        parse(**change)
    assert raised.value.message.startswith("trust file: ")
    assert raised.value.hint


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"format": 1, "format": 1}'])
def test_parse_trust_other_text_is_a_configuration_error(data):
    with pytest.raises(ConfigurationError, match="trust file: "):
        parse_trust(data)


def test_parse_trust_beyond_the_size_limit_is_a_configuration_error(monkeypatch):
    monkeypatch.setattr(trust, "LARGEST_TRUST_BYTES", 10)
    with pytest.raises(ConfigurationError, match="trust file: larger than"):
        parse()
