import subprocess
import sys
from pathlib import Path

import pytest

from labour_ledger.file_lock import FileLock


def test_take_of_a_lock_that_is_held_is_refused_until_it_is_released(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take()
    assert first.take()
    assert not second.take()
    first.release()
    first.release()
    assert second.take()
    second.release()


def test_lock_given_to_a_child_lasts_until_the_child_ends_too(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.take()
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE, pass_fds=(first.descriptor,)
    )
    first.release()
    assert not second.take()
    child.communicate()
    assert second.take()
    second.release()


def test_descriptor_of_a_lock_that_is_not_held_is_none_to_give(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not held"):
        _ = FileLock(tmp_path / "lock").descriptor
