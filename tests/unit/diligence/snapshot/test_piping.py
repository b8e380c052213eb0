from io import BytesIO

import numpy as np

from labour_ledger.diligence.snapshot.piping import receive_arrays, send_arrays


def test_receive_arrays_gives_what_was_sent() -> None:
    pipe = BytesIO()
    ids = np.array([b"a" * 32, b"\0" * 32], "V32")
    send_arrays(pipe, "one", (ids, np.array([1, -2], np.int32), np.zeros(0, np.uint16)))
    send_arrays(pipe, "two")
    pipe.seek(0)
    what, arrays = receive_arrays(pipe) or ("", [])
    assert what == "one"
    assert [array.dtype for array in arrays] == [np.dtype("V32"), np.dtype(np.int32), np.dtype(np.uint16)]
    assert [array.tolist() for array in arrays] == [[b"a" * 32, bytes(32)], [1, -2], []]
    assert receive_arrays(pipe) == ("two", [])
    assert receive_arrays(pipe) is None


def test_receive_arrays_of_a_message_that_breaks_off_is_none() -> None:
    pipe = BytesIO()
    send_arrays(pipe, "one", (np.arange(10),))
    for length in (0, 5, len(pipe.getvalue()) - 1):
        assert receive_arrays(BytesIO(pipe.getvalue()[:length])) is None
