"""What following does around its steps: the pauses between looks, and whom it tells."""

from __future__ import annotations

import pytest

from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.indexer.follow import LONGEST_WAIT_S, Listener, follow
from labour_ledger.indexer.steps import Step, StepReport
from labour_ledger.indexer.sync import Synchroniser


class Steps(Synchroniser):
    """Answers as a test says; None is trouble."""

    def __init__(self, answers: list[StepReport | None]) -> None:
        self.answers = answers
        self.checks = 0

    def check_node(self) -> None:
        self.checks += 1

    def catch_up(self, on_step: object = None) -> StepReport:
        report = self.answers.pop(0)
        if report is None:
            raise NodeUnavailable("no answer")
        assert callable(on_step)
        on_step(report)
        return report

    def stand_by(self) -> StepReport:
        return StepReport(Step.STANDING_BY, 1, 2)


class Claim:
    """A claim that is held when a test says so."""

    def __init__(self, *held: bool) -> None:
        self.held = list(held)
        self.released = 0

    def is_held(self) -> bool:
        return self.held.pop(0) if len(self.held) > 1 else self.held[0]

    def release(self) -> None:
        self.released += 1


AT_HEAD = StepReport(Step.AT_HEAD, 2, 2)


def test_follow_looks_less_often_while_something_is_in_the_way() -> None:
    answers: list[StepReport | None] = [AT_HEAD, *[None] * 9, AT_HEAD, AT_HEAD]
    steps, claim, waits = Steps(answers), Claim(True), list[float]()

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return not steps.answers

    follow(steps, claim, wait, poll_interval_s=1.0, dice=lambda: 1.0)
    assert waits == [1, 1, 2, 4, 8, 16, *[LONGEST_WAIT_S] * 4, 1, 1]
    assert (steps.checks, claim.released) == (1, 1)


@pytest.mark.parametrize(("dice", "waited"), [(0.0, 2.0), (0.5, 3.0)])
def test_follow_spreads_its_looks(dice: float, waited: float) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    follow(Steps([None, None, None]), Claim(True), wait, poll_interval_s=1.0, dice=lambda: dice)
    assert waits[-1] == waited


def test_follow_tells_its_role_before_each_look() -> None:
    told: list[object] = []
    listener = Listener(told.append, lambda error: told.append(error.code), told.append)
    looks = iter((False, False, True))
    follow(Steps([AT_HEAD, None]), Claim(False, True), lambda _: next(looks), poll_interval_s=1.0, listener=listener)
    assert told == [False, StepReport(Step.STANDING_BY, 1, 2), True, AT_HEAD, True, "node-unavailable"]
