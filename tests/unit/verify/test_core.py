"""The table of docs/verify.md that says what a reviewer reads: whole, in an order that works, of the size it says."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

import labour_ledger_verify

PACKAGE = "labour_ledger_verify"
FOLDER = Path(labour_ledger_verify.__file__).parent
PAGE = (Path(__file__).parents[3] / "docs" / "verify.md").read_text().partition("## 9. ")[2]
PARTS = [
    (re.findall(r"`([a-z_.]+)`", modules), int(lines.replace(",", "")))
    for modules, lines in re.findall(r"^\| [^|]+ \| (`[^|]+) \| ([\d,]+) \|$", PAGE, re.MULTILINE)
]
ORDER = [module for modules, _ in PARTS for module in modules]
REPORTED = {"verification", "bundle_verification"}
"""Their last step is to make a report."""
NEAR = 20
"""Lines by which the page may be off, so that not every line that is added has to be counted there."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(FOLDER).with_suffix("").parts).removesuffix(".__init__")


def path_of(module: str) -> Path:
    folder = FOLDER.joinpath(*module.split("."))
    return folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")


def imports_of(module: str) -> set[str]:
    """Return which modules of the package a module imports, by their names in it."""
    path, found = path_of(module), set()
    package = [PACKAGE, *path.relative_to(FOLDER).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*base, *([node.module] if node.module else [])])
            if whole.startswith(f"{PACKAGE}."):
                found.add(whole.removeprefix(f"{PACKAGE}."))
    return found


def code_lines(path: Path) -> int:
    """Count the lines that hold code: without comments, docstrings and blank lines."""
    text = path.read_text()
    docstrings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    silent = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {line for token in tokens if token.type not in silent for line in range(token.start[0], token.end[0] + 1)}
    return len(lines - docstrings)


def test_core_is_everything_that_decides():
    beside = {"", "__init__", "__main__", "bundle_writing"}
    modules = {name_of(path) for path in FOLDER.rglob("*.py")}
    assert set(ORDER) == {name for name in modules - beside if name.partition(".")[0] not in {"cli", "reporting"}}
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("place", range(len(ORDER)), ids=ORDER)
def test_core_module_imports_only_what_was_read_before(place):
    module = ORDER[place]
    later = imports_of(module) - set(ORDER[:place])
    assert {name for name in later if not (module in REPORTED and name.startswith("reporting."))} == set()


def test_core_has_the_size_that_the_page_says():
    counted = [sum(code_lines(path_of(module)) for module in modules) for modules, _ in PARTS]
    assert counted == [pytest.approx(said, abs=NEAR) for _, said in PARTS]
    (together,) = re.findall(r"^Together ([\d,]+)\.", PAGE, re.MULTILINE)
    assert sum(counted) == pytest.approx(int(together.replace(",", "")), abs=NEAR)
