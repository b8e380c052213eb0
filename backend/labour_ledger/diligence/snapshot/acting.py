"""Which schemas act on the records of others, as hashes."""

from __future__ import annotations

from typing import Final

from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.status import ACTING_SCHEMA_IDS

ACTING: Final = frozenset(schema_hash(schema_id) for schema_id in ACTING_SCHEMA_IDS)
REVOCATION: Final = schema_hash("ledger/revocation@1")
SAME_AS: Final = schema_hash("ledger/same-as@1")
