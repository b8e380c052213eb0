"""Evidence files: kept once under the hash that documents name them by, and checked at every read.

One folder beside the store: `<first two digits>/<sha256>`, and beside each file a small JSON of what it is. A file's
own name is not kept, as it often names a person. An erased file leaves a mark with the day and the reason and nothing
of its content; records that name it by hash stay as valid as before. It must not read what is in the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from labour_ledger.errors import InputError, NotFoundError, UnavailableError

FOLDER_NAME: Final = "evidence"
LARGEST_FILE_BYTES: Final = 256 * 2**20
_ALGORITHM: Final = "sha256"
_HASH: Final = re.compile(r"(?:0x)?([0-9a-f]{64})")
_MEDIA_TYPE: Final = re.compile(r"[a-z]{1,32}/[a-z0-9][a-z0-9.+-]{0,79}")


class EvidenceNotHeld(NotFoundError):
    """No evidence file of that hash is held here; it was never attached, or was erased."""

    code = "evidence-not-held"


class EvidenceDamaged(UnavailableError):
    """An evidence file is no longer what its hash says: the disk or somebody changed it."""

    code = "evidence-damaged"


class EvidenceNotKept(UnavailableError):
    """An evidence file could not be written, and nothing of it was kept."""

    code = "evidence-not-kept"


class EvidenceInvalid(InputError):
    """What was given cannot be kept as evidence: too large, empty, no hash, or no media type."""

    code = "evidence-invalid"


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file that is held, or was.

    Attributes:
        digest: SHA-256 of its bytes, 32 bytes.
        media_type: Such as `application/pdf`.
        size_bytes: Its size.
        attached_at: Unix seconds.
        erased_at: Unix seconds, or None while it is held.
        reason: Why it was erased; empty while it is held.
    """

    digest: bytes
    media_type: str
    size_bytes: int
    attached_at: int
    erased_at: int | None = None
    reason: str = ""

    @property
    def hash_text(self) -> str:
        """The hash as documents write it."""
        return f"0x{self.digest.hex()}"

    def named_in_content(self, *, holder: str, kind: str | None, language: str | None) -> dict[str, str]:
        """Return the item of a content's `evidence` list that names this file."""
        item = {"algorithm": _ALGORITHM, "hash": self.hash_text, "mediaType": self.media_type, "holder": holder}
        return item | {name: value for name, value in (("kind", kind), ("language", language)) if value}

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "hash": self.hash_text,
            "mediaType": self.media_type,
            "bytes": self.size_bytes,
            "attachedAt": self.attached_at,
            "erasedAt": self.erased_at,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """The folder of evidence files of one home."""

    folder: Path

    def attach(self, data: bytes, *, media_type: str, now: int) -> EvidenceFile:
        """Keep a file; one that is held already stays as it is.

        Args:
            data: Its bytes.
            media_type: Such as `application/pdf`.
            now: Unix seconds.

        Raises:
            EvidenceInvalid: Empty, too large, or no media type.
            EvidenceDamaged: It is held, and what is held is no longer it.
            EvidenceNotKept: The disk is full or may not be written; nothing of it was kept.
        """
        if not data or len(data) > LARGEST_FILE_BYTES:
            size = f"{len(data) // 2**20} MiB, more than {LARGEST_FILE_BYTES // 2**20}" if data else "empty"
            raise EvidenceInvalid(f"the file is {size}", hint="Attach the file itself, in parts if it is large.")
        if _MEDIA_TYPE.fullmatch(media_type) is None:
            raise EvidenceInvalid(f"{media_type[:80]!r} is no media type", hint="For example --media-type image/jpeg.")
        file = EvidenceFile(digest_of(data), media_type, len(data), now)
        if self.holds(file.digest):
            self.read(file.digest)
            return self.find(file.digest)
        place = self._place(file.digest)
        _write_private(place, data)
        try:
            _write_private(_description(place), json.dumps(file.to_json()).encode())
        except EvidenceNotKept:
            if not self.holds(file.digest):  # else somebody kept the same file meanwhile
                place.unlink(missing_ok=True)  # without its description nobody could find it, to erase it
            raise
        return file

    def holds(self, digest: bytes) -> bool:
        """Return whether a file (SHA-256, 32 bytes) is held; one that was erased is not."""
        found = self._described(digest)
        return found is not None and found.erased_at is None

    def find(self, digest: bytes) -> EvidenceFile:
        """Return what is known of a file, also of one that was erased.

        Raises:
            EvidenceNotHeld: It was never attached here.
        """
        found = self._described(digest)
        if found is None:
            raise self._not_held(digest, "it was never attached here")
        return found

    def read(self, digest: bytes) -> bytes:
        """Return the bytes of a file, after checking that they are what the hash says.

        Raises:
            EvidenceNotHeld: It was never attached here, or was erased.
            EvidenceDamaged: They are other bytes.
        """
        found = self.find(digest)
        if found.erased_at is not None:
            raise self._not_held(digest, "it was erased")
        try:
            data = self._place(digest).read_bytes()
        except OSError as error:
            raise EvidenceDamaged(
                f"the evidence file {found.hash_text} cannot be read: {error.strerror}", hint=_FROM_BACKUP
            ) from error
        if digest_of(data) != digest:
            raise EvidenceDamaged(f"the evidence file {found.hash_text} holds other bytes now", hint=_FROM_BACKUP)
        return data

    def erase(self, digest: bytes, *, reason: str, now: int) -> EvidenceFile:
        """Erase a file, and keep that it was there, when it went and why.

        Raises:
            EvidenceNotHeld: It is not held.
            EvidenceNotKept: The mark could not be written; the file is held as before.
        """
        found = self.find(digest)
        if found.erased_at is not None:
            raise self._not_held(digest, "it was erased before")
        place = self._place(digest)
        erased = EvidenceFile(digest, found.media_type, found.size_bytes, found.attached_at, now, reason)
        # the mark first: a file without it that is gone would look damaged
        _write_private(_description(place), json.dumps(erased.to_json()).encode())
        place.unlink(missing_ok=True)
        return erased

    def listed(self) -> Iterator[EvidenceFile]:
        """Give all files that are held or were, by hash."""
        for description in sorted(self.folder.glob("??/*.json")):
            yield _described(description.read_bytes(), description)

    def _described(self, digest: bytes) -> EvidenceFile | None:
        description = _description(self._place(digest))
        try:
            return _described(description.read_bytes(), description)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise EvidenceDamaged(
                f"what is known of the evidence file 0x{digest.hex()} cannot be read: {error.strerror}",
                hint=_FROM_BACKUP,
            ) from error

    def _place(self, digest: bytes) -> Path:
        return self.folder / digest.hex()[:2] / digest.hex()

    @staticmethod
    def _not_held(digest: bytes, why: str) -> EvidenceNotHeld:
        return EvidenceNotHeld(
            f"the evidence file 0x{digest.hex()} is not held here: {why}",
            hint="Ask its holder for it; the hash shows whether it is the one.",
            context={"hash": f"0x{digest.hex()}"},
        )


def digest_of(data: bytes) -> bytes:
    """Return the hash by which a file is named, 32 bytes."""
    return hashlib.sha256(data).digest()


def parse_digest(text: str) -> bytes:
    """Return the 32 bytes of a hash as people type it.

    Raises:
        EvidenceInvalid: Another form.
    """
    match = _HASH.fullmatch(text.strip().lower())
    if match is None:
        raise EvidenceInvalid(f"{text[:80]!r} is no hash", hint="A hash is 0x and 64 hexadecimal digits.")
    return bytes.fromhex(match[1])


def evidence_of(document: Mapping[str, Any]) -> Iterator[bytes]:
    """Give the hashes of the files that a document names as evidence, wherever in its content, as SHA-256."""
    waiting: list[Any] = [document.get("content")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            if value.get("algorithm") == _ALGORITHM and isinstance(value.get("hash"), str) and "mediaType" in value:
                yield parse_digest(value["hash"])
            waiting += value.values()


_FROM_BACKUP: Final = "Put it back from a backup: attach the file again after moving the damaged one away."


def _description(place: Path) -> Path:
    return place.with_name(f"{place.name}.json")


def _described(data: bytes, where: Path) -> EvidenceFile:
    try:
        value = json.loads(data)
        return EvidenceFile(
            parse_digest(value["hash"]),
            str(value["mediaType"]),
            int(value["bytes"]),
            int(value["attachedAt"]),
            None if value["erasedAt"] is None else int(value["erasedAt"]),
            str(value["reason"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EvidenceDamaged(f"{where.name} does not describe an evidence file", hint=_FROM_BACKUP) from error


def _write_private(file: Path, data: bytes) -> None:
    # a name of its own: who keeps the same file at the same moment must not write into this one
    unfinished = file.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise EvidenceNotKept(
            f"the evidence file {file.name} cannot be written: {error.strerror}",
            hint="Check the free space and the permissions of the folder of evidence.",
        ) from error
