from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from labour_ledger.chain.abi import load_abi, load_council_abi
from labour_ledger.cli.explanations import CodeUnknown, errors, find_explanations, refusals
from labour_ledger.cli.main import main
from labour_ledger_verify.errors import ExplainedError

ROOT = Path(__file__).parents[3]


def test_refusals_explain_every_error_of_both_contracts() -> None:
    in_abi = {signature.name for abi in (load_abi(), load_council_abi()) for signature in abi.errors.values()}
    explained = {explanation.code for explanation in refusals()}
    assert in_abi - explained == {"CallFailed"}  # what it carries is a refusal with words of its own


def test_errors_have_a_meaning_each() -> None:
    without = [explanation.code for explanation in errors(ExplainedError, "error") if len(explanation.meaning) < 20]
    assert without == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("self_declared", "status"),
        ("Self-Declared", "status"),
        ("cleared without workers", "flag"),
        ("NonceUsed", "contract"),
        ("personal-data-refused", "error"),
        ("twin-missing", "verifier"),
        ("row-twice", "row"),
        ("debt-bondage", "topic"),
        ("ilo/c029@1930", "schema"),
    ],
)
def test_find_explanations_takes_any_usual_spelling(code: str, kind: str) -> None:
    assert kind in {explanation.kind for explanation in find_explanations(code)}


def test_find_explanations_a_word_of_several_kinds_gives_all() -> None:
    assert {found.kind for found in find_explanations("zero_tolerance")} == {"status", "outcome", "severity"}


def test_find_explanations_unknown_code_names_what_looks_like_it() -> None:
    with pytest.raises(CodeUnknown) as caught:
        find_explanations("self_decleared")
    assert "self_declared" in caught.value.hint


def test_explain_in_french_and_in_spanish(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "fr", "explain", "self_declared"]) == 0
    assert "statut self_declared: autodéclaré" in capsys.readouterr().out
    assert main(["--language", "es", "explain", "self_declared", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["explanations"][0]["word"] == "autodeclarado"


def test_explain_unknown_language_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "xx", "explain", "self_declared"]) == 2
    assert "language-unknown" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--language", "fr"), ("--language=fr",)])
def test_error_in_another_language_is_told_in_it(option: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*option, "explain", "no-such-code"]) == 2
    shown = capsys.readouterr().err
    assert "erreur\N{NO-BREAK SPACE}: rien n'a le code 'no-such-code' [code-unknown]" in shown


def test_error_in_english_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "en", "explain", "no-such-code"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_glossary_page_is_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("write_glossary", ROOT / "scripts" / "write_glossary.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.page() == (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), (
        "run: python scripts/write_glossary.py"
    )
