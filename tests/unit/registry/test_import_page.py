"""docs/import.md repeats names of the code; these tests fail when the two drift apart."""

import ast
import re
from pathlib import Path

import pytest

import labour_ledger.registry
from labour_ledger.registry.identifiers import IdentifierInvalid
from labour_ledger.registry.lists.cells import CountryChoice
from labour_ledger.registry.lists.plain import PLAIN
from labour_ledger.registry.lists.reading import FORMATS, load_list
from labour_ledger.registry.planning import PERSONAL_DATA
from labour_ledger.registry.sample import sample_list
from labour_ledger.schemas.content import DocumentInvalid

PAGE = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
PACKAGE = Path(labour_ledger.registry.__file__).parent
CODE_PLACES = {"note": 1, "refuse": 1, "_note": 2, "_refuse": 2, "RowProblem": 2}


def codes_in_source():
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = CODE_PLACES.get(name)
            argument = node.args[place] if place is not None and len(node.args) > place else None
            if isinstance(argument, ast.Constant):
                yield argument.value


def quoted(text):
    return re.findall(r"`([^`]+)`", text)


def test_import_page_lists_the_codes_there_are():
    named = {
        code
        for line in PAGE.splitlines()
        if re.search(r"\| (noted|refused)", line)
        for code in quoted(line.split("|")[1])
    }
    given = {*codes_in_source(), DocumentInvalid.code, IdentifierInvalid.code, PERSONAL_DATA}
    assert named == given
    assert len(given) > 20


@pytest.mark.parametrize("name", [known.name for known in FORMATS])
def test_import_page_names_every_format(name):
    assert f"`{name}`" in PAGE


def test_import_page_lists_the_columns_of_the_plain_list():
    section = PAGE.split("### The plain list")[1].split("###")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {column for row in rows for column in quoted(row)} == PLAIN.known


def test_import_page_names_what_can_be_believed():
    assert all(f"{choice.value}" in PAGE for choice in CountryChoice)


def test_import_page_counts_the_sample():
    with sample_list() as path:
        sites = load_list(path).sites
    assert f"{len(sites)} suppliers in {len({site.country for site in sites})} countries" in PAGE
