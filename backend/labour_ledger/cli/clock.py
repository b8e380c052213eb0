"""Whether the clock of this machine and that of the chain agree, told before something is signed.

What is recorded is judged by the chain's time. A machine whose clock is wrong makes wrong dates where it has to do
without the chain, such as in drafts made offline.
"""

from __future__ import annotations

import time
from typing import Final

from .output import Output

CHAIN_AHEAD_S: Final = 120
"""A block is never from the future: so much later than this machine's clock, and the clock is wrong."""
CHAIN_BEHIND_S: Final = 3_600
"""A block may be old, as where nobody sends anything; so much, and a clock or a node deserves a look."""


def warn_of_clock(output: Output, chain_time: int, *, is_quiet_chain: bool) -> None:
    """Tell on stderr if the two clocks differ too much.

    Args:
        output: The command's printer.
        chain_time: Of the newest block, Unix seconds.
        is_quiet_chain: Whether blocks come only when something is sent, as on a local chain.
    """
    words = clock_words(chain_time, int(time.time()), is_quiet_chain=is_quiet_chain)
    if words:
        output.note(output.labelled("warning", words))


def clock_words(chain_time: int, local_time: int, *, is_quiet_chain: bool) -> str:
    """Return what to tell of two clocks, Unix seconds each; nothing where they agree well enough."""
    ahead = chain_time - local_time
    if ahead > CHAIN_AHEAD_S:
        return (
            f"the chain is {_duration(ahead)} ahead of this machine's clock; the chain's time counts. "
            "Set the clock before you draft anything offline."
        )
    if -ahead > CHAIN_BEHIND_S and not is_quiet_chain:
        return (
            f"the newest block is {_duration(-ahead)} behind this machine's clock; the chain's time counts. "
            "Either the clock is wrong, or the node has fallen behind: ask another one."
        )
    return ""


def _duration(seconds: int) -> str:
    for length, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= length:
            count = seconds // length
            return f"{count:,} {name}" + ("" if count == 1 else "s")
    return f"{seconds} seconds"
