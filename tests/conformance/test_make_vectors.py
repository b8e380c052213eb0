"""The vectors are what the generator makes, from sources that are not the verifier."""

import json
import re
from pathlib import Path

from tests.conformance.make_vectors import FOLDERS, HERE, differences, make


def test_make_run_again_gives_the_same_bytes():
    assert differences(make()) == []


def test_differences_missing_changed_and_left_over_files_are_named():
    made = make()
    changed, missing, extra = list(made)[:3]
    made[changed] += b" "
    made[HERE / "basis" / "new.json"] = made.pop(missing)
    lines = differences(made)
    assert f"different: {changed.relative_to(HERE)}" in lines
    assert f"left over: {missing.relative_to(HERE)}" in lines
    assert "missing: basis/new.json" in lines
    assert not [line for line in lines if str(extra.relative_to(HERE)) in line]


def test_sources_do_not_import_the_verifier():
    sources = [*Path(HERE / "sources").glob("*.py"), HERE / "make_vectors.py"]
    assert len(sources) == 18
    for path in sources:
        assert not re.search(r"^\s*(from|import) labour_ledger", path.read_text(), re.MULTILINE), path


def test_vectors_name_their_origin():
    in_cases = {"signed-files", "vectors"}
    named = [path for folder in set(FOLDERS) - in_cases for path in (HERE / folder).rglob("*.json")]
    named += [path for folder in in_cases for path in (HERE / folder).glob("*/expected.json")]
    assert len(named) > 60
    for path in named:
        assert json.loads(path.read_bytes())["origin"], path
