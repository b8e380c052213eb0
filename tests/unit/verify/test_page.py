"""docs/verify.md against the code it describes."""

import json
import re
from pathlib import Path

import pytest
from tests.unit.verify.samples import as_bytes, make_document, make_signed, trust_json

import labour_ledger_verify
from labour_ledger_verify import errors, signed_file, trust
from labour_ledger_verify.cli import main
from labour_ledger_verify.reporting import words
from labour_ledger_verify.reporting.signed_file import LIMITS
from labour_ledger_verify.trust import parse_trust

VECTORS = Path(__file__).parents[2] / "conformance" / "vectors"
BUNDLE_PAGE = (Path(__file__).parents[3] / "docs" / "bundle-format.md").read_text()
PAGE = (Path(__file__).parents[3] / "docs" / "verify.md").read_text()
PURE = sorted(
    path
    for path in Path(labour_ledger_verify.__file__).parent.rglob("*.py")
    if path.stem != "__main__" and path.parent.name != "cli"
)


@pytest.mark.parametrize(
    "error",
    [
        errors.InputError,
        errors.DomainFalse,
        errors.SignerFalse,
        errors.TrustMissing,
        errors.SignerUnknown,
        errors.SignatureFalse,
        errors.SignatureByContract,
        errors.DocumentFalse,
    ],
)
def test_page_lists_every_code_with_its_exit(error):
    assert re.search(rf"\b{error.exit_code} `{error.code}`", PAGE)


def test_page_names_formats_verdicts_and_limits():
    formats = [signed_file.ATTESTATION_FORMAT, signed_file.BATCH_FORMAT, trust.TRUST_FORMAT, words.REPORT_FORMAT]
    states = [state.value for state in words.DocumentState]
    verdicts = [f"| {code} | {verdict.lower()} |" for code, verdict in words.VERDICTS.items()]
    for text in [*formats, *states, *verdicts, LIMITS, "64 MiB", "10,000 attestations"]:
        assert text in PAGE


def test_page_trust_file_is_one():
    text = next(block for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL) if "trust@1" in block)
    for digit in "123":
        text = text.replace('"0x…"', f'"0x{digit * 40}"', 1)
    parsed = parse_trust(text.encode())
    assert len(parsed.signers) == 2


def test_page_shows_what_the_command_prints(tmp_path, capsys):
    (tmp_path / "audit.json").write_bytes(as_bytes(make_signed(make_document())))
    issuer = make_signed().attestation.to_json()["issuer"]
    (tmp_path / "trust.json").write_text(json.dumps(trust_json({"address": issuer, "name": "Bureau X"})))
    main([str(tmp_path / "audit.json")])
    main([str(tmp_path / "audit.json"), "--trust", str(tmp_path / "trust.json")])
    printed = re.sub(r"0x[0-9a-fA-F]+", "0x…", capsys.readouterr().out)
    steps = [line for line in printed.splitlines() if re.match(r" +(\(|Hint)", line)]
    assert len(steps) == 9
    for line in steps:
        assert line in PAGE


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_modules_but_those_of_the_command_reach_no_files_clock_or_network(path):
    imports = re.findall(r"^(?:from|import) (\w+)", path.read_text(), re.MULTILINE)
    assert {"os", "sys", "time", "pathlib", "io", "socket", "urllib", "http", "random", "secrets"}.isdisjoint(imports)


def leaves(base):
    return [base, *(leaf for child in base.__subclasses__() for leaf in leaves(child))]


def test_bundle_page_lists_every_code_with_its_exit_but_those_of_signed_files():
    of_signed_files = {"domain-false", "signer-false", "signer-unknown", "signature-by-contract"}
    general = {"verify-error", "proof-false", "not-checkable", "configuration-invalid"}
    named = [error for error in leaves(errors.VerifyError) if error.code not in of_signed_files | general]
    assert len(named) > 30
    for error in named:
        assert re.search(rf"\b{error.exit_code} `{error.code}`", BUNDLE_PAGE), error.code


def test_page_shows_what_the_command_prints_of_a_bundle(monkeypatch, capsys):
    monkeypatch.chdir(VECTORS / "sound-audited")
    assert main(["bundle.json", "--trust", "trust.json", "--schema", "ilo/c029@1930"]) == 0
    printed = re.sub(r"0x[0-9a-fA-F]+", "0x…", capsys.readouterr().out).splitlines()
    for line in [*printed[:15], *printed[-4:-1]]:
        assert line in PAGE


def test_pages_show_a_trust_file_that_is_one():
    text = next(block for block in re.findall(r"```json\n(.*?)```", BUNDLE_PAGE, re.DOTALL) if "trust@1" in block)
    for name, digits in {"contract": 40, "council": 40, "address": 40}.items():
        text = text.replace(f'"{name}": "0x…"', f'"{name}": "0x{"1" * digits}"')
    text = text.replace('"0x…"', f'"0x{"1" * 64}"').replace('["http://…"]', '["http://a", "http://b"]')
    parsed = parse_trust(text.encode())
    assert None not in (parsed.council_code_hash, parsed.chain_profile, parsed.endpoints)
