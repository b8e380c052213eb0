from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from labour_ledger.evidence.documents import (
    EvidenceDamaged,
    EvidenceFolder,
    EvidenceInvalid,
    EvidenceNotHeld,
    evidence_of,
    parse_digest,
)

DATA = b"a fictitious report"
DIGEST = hashlib.sha256(DATA).digest()
NOW = 1_767_225_600


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "evidence")


def test_attach_then_read_gives_the_same_bytes(folder: EvidenceFolder) -> None:
    kept = folder.attach(DATA, media_type="text/plain", now=NOW)
    assert (kept.digest, kept.size_bytes, folder.read(DIGEST)) == (DIGEST, len(DATA), DATA)
    assert folder.attach(DATA, media_type="text/html", now=NOW + 1) == kept
    assert list(folder.listed()) == [kept]


def test_attach_files_are_readable_by_their_owner_alone(folder: EvidenceFolder) -> None:
    folder.attach(DATA, media_type="text/plain", now=NOW)
    modes = {path.stat().st_mode & 0o777 for path in folder.folder.rglob("*") if path.is_file()}
    assert modes == {0o600}


def test_read_changed_or_lost_file_is_damaged(folder: EvidenceFolder) -> None:
    folder.attach(DATA, media_type="text/plain", now=NOW)
    place = next(path for path in folder.folder.rglob("*") if path.name == DIGEST.hex())
    place.write_bytes(b"other")
    with pytest.raises(EvidenceDamaged, match="other bytes"):
        folder.read(DIGEST)
    place.unlink()
    with pytest.raises(EvidenceDamaged, match="cannot be read"):
        folder.read(DIGEST)
    place.with_name(f"{place.name}.json").write_text("{}")
    with pytest.raises(EvidenceDamaged, match="does not describe"):
        folder.find(DIGEST)


def test_erase_leaves_the_day_and_the_reason_alone(folder: EvidenceFolder) -> None:
    folder.attach(DATA, media_type="text/plain", now=NOW)
    erased = folder.erase(DIGEST, reason="names a worker", now=NOW + 5)
    assert (erased.erased_at, folder.find(DIGEST).reason) == (NOW + 5, "names a worker")
    assert all(DATA not in path.read_bytes() for path in folder.folder.rglob("*") if path.is_file())
    with pytest.raises(EvidenceNotHeld, match="was erased"):
        folder.read(DIGEST)
    with pytest.raises(EvidenceNotHeld, match="erased before"):
        folder.erase(DIGEST, reason="", now=NOW)


def test_attach_after_an_erasure_holds_it_again(folder: EvidenceFolder) -> None:
    folder.attach(DATA, media_type="text/plain", now=NOW)
    folder.erase(DIGEST, reason="", now=NOW)
    assert folder.attach(DATA, media_type="text/plain", now=NOW + 9).erased_at is None
    assert folder.read(DIGEST) == DATA


@pytest.mark.parametrize(("data", "media_type"), [(b"", "text/plain"), (DATA, "a file"), (DATA, "Text/Plain")])
def test_attach_what_is_no_evidence_is_refused(folder: EvidenceFolder, data: bytes, media_type: str) -> None:
    with pytest.raises(EvidenceInvalid):
        folder.attach(data, media_type=media_type, now=NOW)
    assert not folder.folder.exists()


def test_find_unknown_hash_is_not_held(folder: EvidenceFolder) -> None:
    with pytest.raises(EvidenceNotHeld, match="never attached"):
        folder.find(DIGEST)


@pytest.mark.parametrize("text", ["", "0x12", "zz" * 32, DIGEST.hex() + "0"])
def test_parse_digest_other_form_is_refused(text: str) -> None:
    with pytest.raises(EvidenceInvalid):
        parse_digest(text)


def test_evidence_of_finds_named_files_wherever_they_stand() -> None:
    item = {"algorithm": "sha256", "hash": f"0x{DIGEST.hex()}", "mediaType": "text/plain", "holder": "issuer"}
    other = {**item, "algorithm": "keccak256"}
    document = {"content": {"evidence": [item, other], "actions": [{"proof": item}], "hash": "0x12"}}
    assert list(evidence_of(document)) == [DIGEST, DIGEST]
