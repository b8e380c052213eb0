import os
import signal

import pytest

from labour_ledger_verify.cli import many
from labour_ledger_verify.cli.files import Found
from labour_ledger_verify.cli.many import check_many
from labour_ledger_verify.errors import InputError


def texts(count, size=1):
    return [Found("file", line, b"x" * size) for line in range(1, count + 1)]


def whose(found):
    return found.line, os.getpid()


@pytest.mark.parametrize(("count", "size"), [(many.TEXTS_WORTH_SHARING + 600, 1), (4, many.BYTES_WORTH_SHARING)])
def test_check_many_shares_much_over_processes_and_keeps_the_order(count, size):
    answers = list(check_many(texts(count, size), whose, cores=2))
    assert [line for _, (line, _) in answers] == list(range(1, count + 1))
    assert all(found.line == line for found, (line, _) in answers)
    assert os.getpid() not in {process for _, (_, process) in answers}


@pytest.mark.parametrize(("count", "size", "cores"), [(5, 1, 2), (1, many.BYTES_WORTH_SHARING, 2), (400, 1, 1)])
def test_check_many_does_little_in_this_process(count, size, cores):
    answers = list(check_many(texts(count, size), whose, cores=cores))
    assert {process for _, (_, process) in answers} == {os.getpid()}


def test_check_many_where_a_system_cannot_fork_does_all_in_this_process(monkeypatch):
    monkeypatch.delattr(os, "fork")
    answers = list(check_many(texts(many.TEXTS_WORTH_SHARING), whose, cores=2))
    assert {process for _, (_, process) in answers} == {os.getpid()}


def test_check_many_takes_as_many_cores_as_there_are(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    answers = list(check_many(texts(many.TEXTS_WORTH_SHARING), whose))
    assert {process for _, (_, process) in answers} == {os.getpid()}


def test_check_many_reads_only_as_far_ahead_as_it_may(monkeypatch):
    monkeypatch.setattr(many, "TEXTS_WORTH_SHARING", 2)
    monkeypatch.setattr(many, "TEXTS_AT_ONCE", 1)
    read = []

    def reading():
        for found in texts(50):
            read.append(found)
            yield found

    answers = check_many(reading(), whose, cores=2)
    next(answers)
    assert len(read) <= 2 * many.WAITING_PER_CORE + 2
    assert len(list(answers)) == 49


def test_check_many_a_defect_in_a_process_is_raised_here():
    def break_down(_):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        list(check_many(texts(many.TEXTS_WORTH_SHARING), break_down, cores=2))


def test_check_many_passes_on_what_could_not_be_read():
    found = Found("file", 0, InputError("gone"))
    assert list(check_many([found], lambda text: text.content, cores=2)) == [(found, found.content)]


def test_check_chunk_answers_all_and_leaves_interrupts_to_the_parent(monkeypatch):
    handlers = []
    monkeypatch.setattr(signal, "signal", lambda *given: handlers.append(given))
    many._prepare(whose)
    assert many._check_chunk(texts(2)) == [(1, os.getpid()), (2, os.getpid())]
    assert handlers == [(signal.SIGINT, signal.SIG_IGN)]
