"""A promise between processes: a child ends when the one that started it is killed, so that none is left behind."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable
from typing import Final

_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


def death_pact() -> Callable[[], None] | None:
    """Return what a child does between fork and exec to be ended with the thread that started it.

    Returns:
        For `preexec_fn`; None where the system cannot (only Linux can).
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # loaded here: between fork and exec, locks of other threads may be held
    return lambda: prctl(_DEATH_SIGNAL, signal.SIGTERM)
