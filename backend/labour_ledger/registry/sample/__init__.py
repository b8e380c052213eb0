"""A small list of fictitious suppliers, for a first run without any list of one's own.

Every name, address and identifier in it was invented; the GLNs are in the range that GS1 keeps for examples (prefix
952). The columns are those of the plain list in docs/import.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from labour_ledger.registry.lists.reading import SourceOverride

FILE_NAME: Final = "fictitious_suppliers.csv"
SAMPLE_SOURCE: Final = SourceOverride(
    title="Fictitious suppliers (generated)", publisher="labour-ledger", edition="1", licence="Apache-2.0"
)
"""What statements made from the sample name as their source."""


@contextmanager
def sample_list() -> Iterator[Path]:
    """Give the path of the sample, wherever the package is installed."""
    with as_file(files(__name__) / FILE_NAME) as path:
        yield path
