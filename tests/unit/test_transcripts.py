"""The runner of pages itself: it must fail when a page is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.transcripts import run_page

PAGE = """# A page

```json audit.json
{"site": "<site>"}
```

```console
$ say one \\
    two
uid <audit> of ...
...
end
$ say <audit>
<audit>
```
"""


def printing(*outputs: str) -> tuple[list[list[str]], object]:
    ran: list[list[str]] = []
    left = iter(outputs)

    def run(words: list[str]) -> str:
        ran.append(words)
        return next(left)

    return ran, run


def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.md"
    file.write_text(PAGE)
    return file


def test_run_page_binds_names_and_skips_what_varies(tmp_path: Path) -> None:
    ran, run = printing("uid  0x12 of today\nmore\n\nand more\nend\n", "0x12\n")
    run_page(page(tmp_path), tmp_path, run, {"site": "LL-1"})  # type: ignore[arg-type]
    assert ran == [["say", "one", "two"], ["say", "0x12"]]
    assert (tmp_path / "audit.json").read_text() == '{"site": "LL-1"}\n'


@pytest.mark.parametrize(
    "outputs",
    [
        ("uid 0x12 of today\nend\n", "0x13\n"),
        ("uid 0x12\nend\n", "0x12\n"),
        ("uid 0x12 of today\nend\nafter\n", "0x12\n"),
        ("", "0x12\n"),
    ],
)
def test_run_page_other_output_fails(tmp_path: Path, outputs: tuple[str, ...]) -> None:
    _, run = printing(*outputs)
    with pytest.raises(AssertionError, match="should print"):
        run_page(page(tmp_path), tmp_path, run, {})  # type: ignore[arg-type]
