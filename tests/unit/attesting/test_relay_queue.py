from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from labour_ledger.attesting import relay_queue
from labour_ledger.attesting.draft import Terms, draft_attestation
from labour_ledger.attesting.relay_queue import (
    QueueUnusable,
    Waiting,
    WaitTooLong,
    add_to_queue,
    read_queue,
    ready_to_leave,
    release,
)
from labour_ledger.attesting.sign import sign_draft
from labour_ledger.attesting.submit import Submitted
from labour_ledger.attesting.validate import AttestationInvalid
from labour_ledger.chain.errors import NodeUnavailable
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import LedgerRefused
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.attestation import Domain
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.signed_file import SignedAttestation, SignedFile

NOW = 1_790_000_000
HOUR = 3_600
REPLY = {"position": "contests", "language": "en"}


def signed(domain: Domain, *, ref_uid: bytes = bytes(32), key: str = "union", deadline: int | None = None) -> Any:
    signer = LocalSigner(keccak256(key.encode()))
    draft = draft_attestation(
        "ledger/reply@1",
        bytes(range(32)),
        REPLY,
        domain=domain,
        issuer=signer.address,
        now=NOW,
        terms=Terms(ref_uid=ref_uid, deadline=deadline),
    )
    return sign_draft(draft, signer)


def waiting(item: SignedAttestation, name: str, not_before: int, not_after: int) -> Waiting:
    return Waiting(Path(name), item, not_before, not_after)


def recorded(item: SignedFile) -> Submitted:
    uids = tuple(attestation.uid(item.domain.separator) for attestation in item.attestations)
    return Submitted(uids, already_recorded=False, transaction_hash=bytes(32), block_number=1, gas_used=1)


def test_add_to_queue_draws_a_moment_within_the_time_and_hides_when_it_came(tmp_path: Path, domain: Domain) -> None:
    folder = tmp_path / "queue"
    for _ in range(20):
        add_to_queue(folder, signed(domain), now=NOW, within_s=72 * HOUR)
    queue = read_queue(folder)
    assert all(NOW <= one.not_before < one.not_after == NOW + 72 * HOUR for one in queue)
    assert len({one.not_before for one in queue}) > 1
    assert {one.file.stat().st_mtime for one in queue} == {0}
    assert queue[0].file.stat().st_mode & 0o077 == 0


def test_add_to_queue_keeps_what_was_signed_with_its_document(tmp_path: Path, domain: Domain) -> None:
    item = signed(domain)
    add_to_queue(tmp_path, item, now=NOW, within_s=HOUR)
    assert [one.signed for one in read_queue(tmp_path)] == [item]


def test_add_to_queue_of_what_waits_already_is_no_company_to_itself(tmp_path: Path, domain: Domain) -> None:
    item = signed(domain)
    first = add_to_queue(tmp_path, item, now=NOW, within_s=HOUR)
    again = add_to_queue(tmp_path, item, now=NOW + 1, within_s=2 * HOUR)
    assert (again.file, again.not_after) == (first.file, first.not_after)
    assert len(read_queue(tmp_path)) == 1


def test_release_beside_another_that_sends_the_same_is_no_fault(tmp_path: Path, domain: Domain) -> None:
    for key in ("union", "other"):
        add_to_queue(tmp_path, signed(domain, key=key), now=NOW, within_s=1)

    def sent_by_both(item: SignedFile) -> Submitted:
        for waiting_file in tmp_path.glob("*.json"):
            waiting_file.unlink()
        return recorded(item)

    done = release(tmp_path, sent_by_both, now=NOW + HOUR)
    assert (len(done.sent), done.refused, read_queue(tmp_path)) == (2, (), [])


def test_release_of_what_another_laid_aside_meanwhile_is_no_fault(tmp_path: Path, domain: Domain) -> None:
    add_to_queue(tmp_path, signed(domain), now=NOW, within_s=1)

    def refused_to_both(_item: SignedFile) -> Submitted:
        for waiting_file in tmp_path.glob("*.json"):
            waiting_file.unlink()
        raise LedgerRefused("no", hint="")

    assert len(release(tmp_path, refused_to_both, now=NOW + HOUR).refused) == 1


def test_read_queue_while_a_file_leaves_reads_the_others(
    tmp_path: Path, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = (add_to_queue(tmp_path, signed(domain, key=key), now=NOW, within_s=1).file for key in ("a", "b"))
    gone.unlink()
    monkeypatch.setattr(Path, "glob", lambda *_: iter((kept, gone)))
    assert [item.file for item in read_queue(tmp_path)] == [kept]


def test_add_to_queue_of_a_signature_that_could_be_over_before_is_refused(tmp_path: Path, domain: Domain) -> None:
    with pytest.raises(WaitTooLong, match="shorter time"):
        add_to_queue(tmp_path, signed(domain, deadline=NOW + HOUR), now=NOW, within_s=HOUR)
    assert read_queue(tmp_path) == []


@pytest.mark.parametrize("within_s", [0, 15 * 86_400])
def test_add_to_queue_for_no_time_or_for_too_long_is_refused(tmp_path: Path, domain: Domain, within_s: int) -> None:
    with pytest.raises(WaitTooLong):
        add_to_queue(tmp_path, signed(domain), now=NOW, within_s=within_s)


def test_add_to_queue_of_what_would_be_refused_is_refused_now(tmp_path: Path, domain: Domain) -> None:
    item = signed(domain)
    document = {**item.document, "content": {**REPLY, "language": "fr"}}
    wrong = SignedAttestation(item.domain, item.attestation, item.signature, document)
    with pytest.raises(AttestationInvalid):
        add_to_queue(tmp_path, wrong, now=NOW, within_s=HOUR)
    assert read_queue(tmp_path) == []


def test_ready_to_leave_waits_for_company(domain: Domain) -> None:
    queue = [waiting(signed(domain), str(number), NOW, NOW + HOUR) for number in range(3)]
    assert ready_to_leave(queue, now=NOW, least=4) == []
    assert len(ready_to_leave(queue, now=NOW, least=3)) == 3


def test_ready_to_leave_never_lets_one_wait_beyond_its_time(domain: Domain) -> None:
    late = waiting(signed(domain), "late", NOW - HOUR, NOW)
    early = waiting(signed(domain), "early", NOW + 1, NOW + HOUR)
    assert ready_to_leave([late, early], now=NOW, least=10) == [late]


def test_ready_to_leave_is_in_another_order_than_that_of_arrival(domain: Domain) -> None:
    queue = [waiting(signed(domain), str(number), NOW, NOW + HOUR) for number in range(8)]
    orders = {tuple(one.file.name for one in ready_to_leave(queue, now=NOW, least=1)) for _ in range(20)}
    assert len(orders) > 1  # 20 equal draws of 8! orders do not happen


def test_ready_to_leave_sends_what_is_named_first_even_before_its_moment(domain: Domain) -> None:
    first = signed(domain)
    second = signed(domain, ref_uid=first.digest())
    third = signed(domain, ref_uid=second.digest())
    queue = [
        waiting(third, "third", NOW, NOW + HOUR),
        waiting(second, "second", NOW, NOW + HOUR),
        waiting(first, "first", NOW + HOUR - 1, NOW + HOUR),
    ]
    for _ in range(10):
        left = [one.file.name for one in ready_to_leave(queue, now=NOW, least=1)]
        assert left == ["first", "second", "third"]


def fill(folder: Path, domain: Domain, count: int) -> None:
    for number in range(count):
        add_to_queue(folder, signed(domain, key=f"key {number % 2}"), now=NOW, within_s=HOUR)


def test_release_sends_each_once_and_empties_the_queue(tmp_path: Path, domain: Domain) -> None:
    fill(tmp_path, domain, 4)
    done = release(tmp_path, recorded, now=NOW + HOUR)
    assert (len(done.sent), done.waiting, done.issuers) == (4, 0, 2)
    assert release(tmp_path, recorded, now=NOW + HOUR).sent == ()


def test_release_with_a_node_that_goes_down_keeps_what_was_not_sent(tmp_path: Path, domain: Domain) -> None:
    fill(tmp_path, domain, 4)
    sent: list[SignedFile] = []

    def submit(item: SignedFile) -> Submitted:
        if len(sent) == 2:
            raise NodeUnavailable("the node does not answer", hint="Try again.")
        sent.append(item)
        return recorded(item)

    with pytest.raises(NodeUnavailable):
        release(tmp_path, submit, now=NOW + HOUR)
    left = [one.signed for one in read_queue(tmp_path)]
    assert len(left) == 2
    assert not [item for item in left if item in sent]


def test_release_lays_aside_what_the_contract_refuses_and_goes_on(tmp_path: Path, domain: Domain) -> None:
    fill(tmp_path, domain, 3)
    refused = read_queue(tmp_path)[0].signed

    def submit(item: SignedFile) -> Submitted:
        if item == refused:
            raise LedgerRefused("the key is suspended", hint="")
        return recorded(item)

    done = release(tmp_path, submit, now=NOW + HOUR)
    assert (len(done.sent), done.waiting) == (2, 0)
    ((file, reason),) = done.refused
    assert (file.parent.name, reason) == ("refused", "the key is suspended")
    assert read_queue(tmp_path) == []


def test_read_queue_with_a_foreign_file_names_it(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(QueueUnusable, match=r"other\.json"):
        read_queue(tmp_path)


def test_add_to_queue_where_nothing_can_be_written_is_told(tmp_path: Path, domain: Domain) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(QueueUnusable):
        add_to_queue(tmp_path / "file" / "queue", signed(domain), now=NOW, within_s=HOUR)


def test_longest_wait_is_shorter_than_a_draft_can_be_recorded() -> None:
    from labour_ledger.attesting.draft import LONGEST_TO_RECORD_S

    assert relay_queue.LONGEST_WAIT_S < LONGEST_TO_RECORD_S


def test_rounded_terms_are_the_same_on_all_days_of_a_month() -> None:
    first, last = 1_788_220_800, 1_790_812_799  # September 2026, UTC
    assert relay_queue.rounded_terms(Terms(), now=first) == relay_queue.rounded_terms(Terms(), now=last)
    rounded = relay_queue.rounded_terms(Terms(), now=last)
    assert rounded.valid_from == first
    assert rounded.deadline is not None
    assert rounded.deadline - last > relay_queue.LONGEST_WAIT_S


def test_rounded_terms_keep_dates_that_were_given() -> None:
    given = Terms(valid_from=5, deadline=7)
    assert relay_queue.rounded_terms(given, now=NOW) == given


def test_rounded_terms_of_a_verdict_keep_its_beginning() -> None:
    rounded = relay_queue.rounded_terms(Terms(outcome=Outcome.DOES_NOT_CONFORM), now=NOW)
    assert rounded.valid_from is None
    assert rounded.deadline is not None


def test_tells_when_drafted_of_dates_that_are_no_whole_days(domain: Domain) -> None:
    assert relay_queue.tells_when_drafted(signed(domain, deadline=NOW - NOW % 86_400 + 86_400))
    terms = relay_queue.rounded_terms(Terms(), now=NOW)
    signer = LocalSigner(keccak256(b"union"))
    draft = draft_attestation(
        "ledger/reply@1", bytes(32), REPLY, domain=domain, issuer=signer.address, now=NOW, terms=terms
    )
    assert not relay_queue.tells_when_drafted(sign_draft(draft, signer))
