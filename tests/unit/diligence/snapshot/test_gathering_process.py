import io
import subprocess
import sys
from pathlib import Path

from labour_ledger.diligence.snapshot.gathering_process import serve
from labour_ledger.diligence.snapshot.gathering_task import FAILED, Task
from labour_ledger.diligence.snapshot.piping import receive_arrays
from labour_ledger.store.column_rows import ColumnAddress
from labour_ledger.store.results import LedgerKey


def test_task_comes_back_from_its_line() -> None:
    task = Task(ColumnAddress(True, "postgresql://me:secret@host/db"), LedgerKey(5, b"c" * 20), b"h" * 32, 3)
    assert Task.of_json(task.to_json()) == task


def test_serve_of_a_file_that_is_no_store_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no database")
    task = Task(ColumnAddress(False, str(tmp_path / "file")), LedgerKey(5, b"c" * 20), b"h" * 32, 2)
    answer = io.BytesIO()
    serve(io.BytesIO(task.to_json()), answer)
    answer.seek(0)
    what, arrays = receive_arrays(answer) or ("", [])
    assert what.startswith(FAILED)
    assert "not a database" in what
    assert not arrays


def test_process_never_loads_another_sqlite() -> None:
    # two in one process on one file break each other's locks
    code = (
        "import sys, labour_ledger.diligence.snapshot.gathering_process\n"
        "print(*{'sqlite3', '_sqlite3', 'sqlalchemy', 'apsw'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""
