from __future__ import annotations

import pytest

from labour_ledger.cli.clock import clock_words

NOW = 1_790_000_000


@pytest.mark.parametrize(
    ("chain_time", "is_quiet_chain", "words"),
    [
        (NOW, False, ""),
        (NOW + 120, False, ""),
        (NOW - 3_600, False, ""),
        (NOW + 121, False, "2 minutes ahead of this machine's clock"),
        (NOW + 86_400, True, "1 day ahead"),
        (NOW - 7_200, False, "2 hours behind this machine's clock"),
        (NOW - 7_200, True, ""),
    ],
)
def test_clock_words_tell_of_clocks_that_differ(chain_time: int, is_quiet_chain: bool, words: str) -> None:
    found = clock_words(chain_time, NOW, is_quiet_chain=is_quiet_chain)
    assert words in found
    assert bool(found) == bool(words)
