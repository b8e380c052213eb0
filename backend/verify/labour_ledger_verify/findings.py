"""What the steps of a bundle's verification found, as far as they came.

Plain data with a few looks into it; `bundle_verification` fills it, `reporting` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .attestation import schema_hash
from .bundle import Bundle
from .bundle_documents import CheckedDocuments
from .bundle_facts import ShownEntry, SubjectHistory
from .bundle_histories import Histories
from .bundle_proof import Heads
from .bundle_signatures import SignatureCounts
from .document import JsonValue
from .header import Header
from .question import Question
from .status import ACTING_SCHEMA_IDS, Status
from .trust import Trust


@dataclass(slots=True)
class Findings:
    """What was found; None where a step was not made or did not hold.

    Attributes:
        trust: What the auditor believes.
        question: What is asked.
        now: Time of the check, Unix seconds.
        bundle: Step 1.
        header: Step 2; whether it is trusted is in the step.
        heads: Step 4.
        histories: Step 5.
        signatures: Step 6.
        documents: Step 7.
        status: Step 8.
    """

    trust: Trust | None
    question: Question
    now: int
    bundle: Bundle | None = None
    header: Header | None = None
    heads: Heads | None = None
    histories: Histories | None = None
    signatures: SignatureCounts | None = None
    documents: CheckedDocuments | None = None
    status: Status | None = None

    @property
    def subjects(self) -> Sequence[SubjectHistory]:
        """The checked histories of subjects; the first is the one that the bundle is about."""
        return self.histories.subjects if self.histories is not None else ()

    @property
    def head(self) -> bytes | None:
        """Head of the history that the bundle is about, 32 bytes."""
        if self.heads is None:
            return None
        return self.heads.subjects[0] if self.heads.subjects else self.heads.issued[0]

    def shown(self) -> Iterator[tuple[SubjectHistory, ShownEntry]]:
        """Yield all shown records with the history they are in, in the order of the bundle."""
        for history in self.subjects:
            for entry in history.shown:
                yield history, entry

    def identity(self, subject: bytes) -> JsonValue | None:
        """Return the checked identity document of a subject, if it was disclosed."""
        return self.documents.identities.get(subject) if self.documents is not None else None

    def party_names(self, party: int) -> list[str]:
        """Return the names of a party in its checked profile, if that was disclosed."""
        return names_in(self.documents.profiles.get(party)) if self.documents is not None else []

    def schema_ids(self) -> dict[bytes, str]:
        """Return the ids of schemas by their 32-byte names, as far as the question and checked documents tell them."""
        found = {schema_hash(schema_id): schema_id for schema_id in ACTING_SCHEMA_IDS}
        if self.question.schema is not None and self.question.schema_id is not None:
            found[self.question.schema] = self.question.schema_id
        documents = self.documents.documents.values() if self.documents is not None else ()
        return found | {schema_hash(document["schema"]): document["schema"] for document in documents}


def names_in(document: JsonValue | None) -> list[str]:
    """Return the names in an identity or profile document; content of another form has none."""
    content = document["content"] if document is not None else None
    listed = content.get("names") if isinstance(content, dict) else None
    names = [item.get("text") for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [name for name in names if isinstance(name, str)]
