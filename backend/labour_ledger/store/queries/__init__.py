"""Every query of the store: plain functions that take a session and return frozen values (`store.results`).

SQL stands only here and in the bulk writers. Functions that change something say so by their verb (`save_`, `delete_`,
`forget_`) and never commit; `store.session.Store.unit_of_work` does.
"""

from labour_ledger.store.queries.histories import (
    history_entries,
    issued_history,
    issued_records,
    joined_subjects,
    party_history,
    records_of_subject,
    schemas_history,
    status_history,
    subject_history,
)
from labour_ledger.store.queries.key_facts import key_facts
from labour_ledger.store.queries.own import (
    IdentifiedSite,
    delete_document,
    documents_by_hash,
    get_document,
    held_documents,
    identifier_texts,
    receipts_of,
    save_documents,
    save_identifier_texts,
    save_party_profile,
    save_receipts,
    save_site_profiles,
)
from labour_ledger.store.queries.page_tokens import PageTokenInvalid
from labour_ledger.store.queries.parties import (
    accreditations_of,
    get_key,
    get_party,
    keys_of_party,
    list_parties,
    parties_by_number,
    party_histories,
)
from labour_ledger.store.queries.progress import block_at, get_cursor, latest_block_before, list_ledgers
from labour_ledger.store.queries.records import record_by_uid, records_by_uid
from labour_ledger.store.queries.registered_schemas import get_schema, list_schemas
from labour_ledger.store.queries.signatures import IndexedSignature, signatures_over
from labour_ledger.store.queries.streams import issued_by
from labour_ledger.store.queries.subjects import (
    find_subjects,
    get_subject,
    identifiers_of_subject,
    site_profile,
    subject_of_identifier,
    subjects_by_id,
    subjects_in_range,
    subjects_of_identifiers,
)

__all__ = [
    "IdentifiedSite",
    "IndexedSignature",
    "PageTokenInvalid",
    "accreditations_of",
    "block_at",
    "delete_document",
    "documents_by_hash",
    "find_subjects",
    "get_cursor",
    "get_document",
    "get_key",
    "get_party",
    "get_schema",
    "get_subject",
    "held_documents",
    "history_entries",
    "identifier_texts",
    "identifiers_of_subject",
    "issued_by",
    "issued_history",
    "issued_records",
    "joined_subjects",
    "key_facts",
    "keys_of_party",
    "latest_block_before",
    "list_ledgers",
    "list_parties",
    "list_schemas",
    "parties_by_number",
    "party_histories",
    "party_history",
    "receipts_of",
    "record_by_uid",
    "records_by_uid",
    "records_of_subject",
    "save_documents",
    "save_identifier_texts",
    "save_party_profile",
    "save_receipts",
    "save_site_profiles",
    "schemas_history",
    "signatures_over",
    "site_profile",
    "status_history",
    "subject_history",
    "subject_of_identifier",
    "subjects_by_id",
    "subjects_in_range",
    "subjects_of_identifiers",
]
