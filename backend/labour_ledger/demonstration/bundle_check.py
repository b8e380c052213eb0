"""The end of the demonstration: a proof bundle that an auditor checks, and the same one with a record hidden."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from labour_ledger.evidence.bundles import build_subject_bundle
from labour_ledger.evidence.trust_files import make_trust
from labour_ledger_verify.bundle import Bundle, ShownRecord
from labour_ledger_verify.bundle_reading import parse_bundle
from labour_ledger_verify.bundle_writing import bundle_to_json
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.hexadecimal import to_checksum_address

from .story import FORCED_LABOUR
from .world import DAY_S, World

BUNDLE_FILE: Final = "bundle.json"
SHORTENED_FILE: Final = "bundle-without-its-last-record.json"


@dataclass(frozen=True, slots=True)
class Check:
    """A run of the verifier: its command line without the program, its exit code, and what it printed."""

    arguments: tuple[str, ...]
    exit_code: int
    printed: tuple[str, ...]

    @property
    def command(self) -> str:
        """The line to type, and how it ended."""
        return f"labour-ledger-verify {' '.join(self.arguments)}    exit {self.exit_code}"

    @property
    def steps(self) -> list[str]:
        """The lines about steps."""
        return [line for line in self.printed if line.lstrip().startswith("(")]


def trust_of(world: World) -> dict[str, object]:
    """Return what an auditor of the demonstration trusts: the ledger, the last block of its chain, and one signer.

    The chain was made to travel in time, so its clock may be ahead of the real one.
    """
    auditor = world.cast["auditor"]
    signers = [{"address": to_checksum_address(auditor.signer.address), "name": auditor.role.title}]
    with world.store.reading() as session:
        made = make_trust(session, world.client, world.deployment, time_tolerance_s=DAY_S)
    return {**made.fields, "signers": signers}


def write_bundles(world: World, subject: bytes, home: Path) -> tuple[Path, Path]:
    """Write the bundle of a subject, and a copy from which somebody has removed the last record with its signature."""
    with world.store.reading() as session:
        built = build_subject_bundle(session, world.client, world.ledger, subject, schema_id=FORCED_LABOUR)
        text = "".join(built.text)
    whole, shortened = home / BUNDLE_FILE, home / SHORTENED_FILE
    whole.write_text(text, encoding="utf-8")
    cut = without_last_record(parse_bundle(text.encode()))
    shortened.write_text(json.dumps(bundle_to_json(cut)) + "\n", encoding="utf-8")
    return whole, shortened


def without_last_record(bundle: Bundle) -> Bundle:
    """Return a bundle as somebody would hand it on who hides the last record about its subject."""
    subject = bundle.subjects[0]
    hidden = [entry for entry in subject.entries if isinstance(entry, ShownRecord)][-1]
    entries = tuple(
        replace(entry, signature=entry.signature - (entry.signature > hidden.signature))
        if isinstance(entry, ShownRecord)
        else entry
        for entry in subject.entries
        if entry is not hidden
    )
    committed = hidden.attestation.document_hash
    return replace(
        bundle,
        subjects=(replace(subject, entries=entries), *bundle.subjects[1:]),
        signatures=tuple(part for number, part in enumerate(bundle.signatures) if number != hidden.signature),
        documents=tuple(found for found in bundle.documents if document_hash(found) != committed),
    )


def run_verifier(file: Path, trust: Path, *options: str) -> Check:
    """Run the verifier as an auditor would, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - this interpreter, on files just written
        [sys.executable, "-m", "labour_ledger_verify", str(file), "--trust", str(trust), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    arguments = (file.name, "--trust", trust.name, *options)
    return Check(arguments, done.returncode, tuple((done.stdout or done.stderr).splitlines()))
