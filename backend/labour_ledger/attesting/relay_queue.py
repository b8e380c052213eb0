"""Signed files that wait to be sent: each for a random time, then together with others in random order.

Who dispute a record an hour after a visit point at who was interviewed. A queue breaks the tie between the moment of
writing and the moment of recording, and between the order of the two (docs/privacy.md). It lies in a folder, a file for
each under a random name and without the time of its arrival, so that the folder does not tell what the ledger hides.
Times are passed in.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from labour_ledger.attesting.draft import Terms
from labour_ledger.attesting.submit import Submitted, refuse_item_problems
from labour_ledger.errors import ConfigurationError, InputError, LedgerRefused
from labour_ledger_verify.document import parse_json_strict
from labour_ledger_verify.errors import VerifyError
from labour_ledger_verify.fields import exact_fields, parse_number
from labour_ledger_verify.signed_file import SignedFile, signed_file_from_json

QUEUED_FORMAT: Final = "labour-ledger/queued@1"
FOLDER_NAME: Final = "relay-queue"
"""Of the queue of a home folder."""
LEAST_TOGETHER: Final = 10
"""So many leave together unless one has waited for as long as it may."""
_DAY_S: Final = 86_400
LONGEST_WAIT_S: Final = 14 * _DAY_S
_RECORDED_FOR_S: Final = 62 * _DAY_S
_LATEST_TIME: Final = 2**53 - 1
_REFUSED: Final = "refused"
_random = secrets.SystemRandom()


class QueueUnusable(ConfigurationError):
    """The folder of waiting files cannot be read or written, or holds something else."""

    code = "queue-unusable"


class WaitTooLong(InputError):
    """A signature would be over before its file leaves the queue, or the wait is beyond what is allowed."""

    code = "wait-too-long"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A signed file in the queue.

    Attributes:
        file: Where it lies.
        signed: What is to be sent.
        not_before: Unix seconds, drawn at random; it leaves after it.
        not_after: Unix seconds; from then on it no longer waits for company.
    """

    file: Path
    signed: SignedFile
    not_before: int
    not_after: int

    @property
    def uids(self) -> tuple[bytes, ...]:
        """Uids of its attestations, 32 bytes each."""
        return tuple(attestation.uid(self.signed.domain.separator) for attestation in self.signed.attestations)


@dataclass(frozen=True, slots=True)
class Released:
    """What became of a queue.

    Attributes:
        sent: What was recorded, in the order it was sent.
        refused: File and reason of what will never be recorded; laid aside in the folder `refused`.
        waiting: How many still wait.
        issuers: How many different keys signed what was sent.
    """

    sent: tuple[Submitted, ...]
    refused: tuple[tuple[Path, str], ...]
    waiting: int
    issuers: int


def rounded_terms(terms: Terms, *, now: int) -> Terms:
    """Return terms whose dates do not say on which day something was drafted, where they were not given.

    It begins with the month and can be recorded for two, so all that is drafted within a month looks alike. A verdict
    keeps its beginning, as it says from when on a site conforms or does not.

    Args:
        terms: As given.
        now: Unix seconds.
    """
    today = datetime.datetime.fromtimestamp(now, datetime.UTC)
    month = int(today.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp())
    return replace(
        terms,
        valid_from=month if terms.valid_from is None and terms.outcome is None else terms.valid_from,
        deadline=month + _RECORDED_FOR_S if terms.deadline is None else terms.deadline,
    )


def tells_when_drafted(signed: SignedFile) -> bool:
    """Return whether a date of a signed file is no whole day, and so, most likely, the moment of its drafting."""
    return any(attestation.valid_from % _DAY_S or attestation.deadline % _DAY_S for attestation in signed.attestations)


def add_to_queue(folder: Path, signed: SignedFile, *, now: int, within_s: int) -> Waiting:
    """Put a signed file into the queue, to leave at a random moment; one that waits already is not put in twice.

    A second copy would count as company, and a file could leave with nobody but itself.

    Args:
        folder: Of the queue; made if it is not there.
        signed: An attestation or a batch, with its documents.
        now: Unix seconds.
        within_s: It leaves within so many seconds at the latest.

    Raises:
        WaitTooLong: The signature could be over before.
        AttestationInvalid: It would be refused anyway.
        QueueUnusable: The folder cannot be written.
    """
    last = now + within_s
    if not 0 < within_s <= LONGEST_WAIT_S:
        raise WaitTooLong("a file waits from one second to 14 days", hint="Give another --within, such as 72h.")
    if any(attestation.deadline <= last for attestation in signed.attestations):
        raise WaitTooLong(
            "the signature is valid for a shorter time than the file may wait",
            hint="Give a shorter --within, or sign it anew: a fresh draft can be recorded for a month.",
        )
    refuse_item_problems(signed, now=now)
    held = next((waiting for waiting in read_queue(folder) if waiting.signed.attestations == signed.attestations), None)
    if held is not None:
        return held
    entry = {
        "format": QUEUED_FORMAT,
        "notBefore": now + _random.randrange(within_s),
        "notAfter": last,
        "signed": signed.to_json(),
    }
    file = folder / f"{secrets.token_hex(16)}.json"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, json.dumps(entry, ensure_ascii=False))
    except OSError as error:
        raise _unusable(folder, error) from error
    return Waiting(file, signed, int(str(entry["notBefore"])), last)


def read_queue(folder: Path) -> list[Waiting]:
    """Return what waits, in no order that means anything.

    Raises:
        QueueUnusable: A file cannot be read, or is none of the queue's.
    """
    try:
        return [waiting for file in sorted(folder.glob("*.json")) if (waiting := _read(file)) is not None]
    except OSError as error:
        raise _unusable(folder, error) from error


def ready_to_leave(queue: Sequence[Waiting], *, now: int, least: int = LEAST_TOGETHER) -> list[Waiting]:
    """Return what leaves now, in random order but never before a waiting record that it names.

    Args:
        queue: What waits.
        now: Unix seconds.
        least: Nothing leaves before so many can leave together, unless one has waited for as long as it may.
    """
    due = [waiting for waiting in queue if waiting.not_before <= now]
    due = _with_what_they_name(due, queue)
    if len(due) < least and all(now < waiting.not_after for waiting in due):
        return []
    _random.shuffle(due)
    ordered: list[Waiting] = []
    while due:
        ahead = {uid for waiting in due for uid in waiting.uids}
        free = next((waiting for waiting in due if not _named(waiting) & (ahead - set(waiting.uids))), due[0])
        due.remove(free)
        ordered.append(free)
    return ordered


def release(
    folder: Path,
    submit: Callable[[SignedFile], Submitted],
    *,
    now: int,
    least: int = LEAST_TOGETHER,
    progress: Callable[[int], None] = lambda _steps: None,
) -> Released:
    """Send what may leave; what was sent leaves the folder at once, so a run that broke off is simply repeated.

    Args:
        folder: Of the queue.
        submit: Sends one file.
        now: Unix seconds.
        least: As `ready_to_leave`.
        progress: Told of each file that was dealt with.

    Raises:
        UnavailableError: The node or the store cannot be reached; what was not sent still waits.
        QueueUnusable: As `read_queue`.
    """
    queue = read_queue(folder)
    sent: list[Submitted] = []
    refused: list[tuple[Path, str]] = []
    issuers: set[bytes] = set()
    for waiting in ready_to_leave(queue, now=now, least=least):
        try:
            sent.append(submit(waiting.signed))
            issuers.add(waiting.signed.attestations[0].issuer)
            waiting.file.unlink(missing_ok=True)  # a timer beside this may have sent it too; it is recorded once
        except (InputError, LedgerRefused) as error:
            refused.append((_lay_aside(waiting.file), error.message))
        except OSError as error:
            raise _unusable(folder, error) from error
        progress(1)
    return Released(tuple(sent), tuple(refused), len(queue) - len(sent) - len(refused), len(issuers))


def _with_what_they_name(due: Iterable[Waiting], queue: Sequence[Waiting]) -> list[Waiting]:
    """Add what is named by something that leaves: recorded after it, the name would mean nothing."""
    by_uid = {uid: waiting for waiting in queue for uid in waiting.uids}
    chosen: dict[Path, Waiting] = {}
    stack = list(due)
    while stack:
        waiting = stack.pop()
        if waiting.file not in chosen:
            chosen[waiting.file] = waiting
            stack += [by_uid[uid] for uid in _named(waiting) if uid in by_uid]
    return list(chosen.values())


def _named(waiting: Waiting) -> set[bytes]:
    return {attestation.ref_uid for attestation in waiting.signed.attestations}


def _read(file: Path) -> Waiting | None:
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None  # it left since the folder was listed
    try:
        value = parse_json_strict(data, what=file.name)
        fields = exact_fields(value, ("format", "notBefore", "notAfter", "signed"), file.name)
        times = (
            parse_number(fields[name], f"{file.name}: {name}", lowest=0, highest=_LATEST_TIME)
            for name in ("notBefore", "notAfter")
        )
        return Waiting(file, signed_file_from_json(fields["signed"]), *times)
    except VerifyError as error:
        raise QueueUnusable(
            f"{file}: {error.message}", hint="Take the file out of the queue and add the signed file again."
        ) from error


def _write(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(text)
        os.utime(unfinished, (0, 0))  # when it came is what the queue is to hide
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def _lay_aside(file: Path) -> Path:
    place = file.parent / _REFUSED / file.name
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # somebody else laid it aside
            file.replace(place)
    except OSError as error:
        raise _unusable(file.parent, error) from error
    return place


def _unusable(folder: Path, error: OSError) -> QueueUnusable:
    return QueueUnusable(f"{folder}: {error.strerror}", hint="Check the folder of the queue and its permissions.")
