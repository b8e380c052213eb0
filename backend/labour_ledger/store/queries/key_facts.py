"""What the status rule is told about keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlmodel import Session

from labour_ledger.store.results import LedgerKey
from labour_ledger_verify.status.model import KeyFact

from .parties import fold_keys, party_histories
from .statements import KEY, of_ledger


def key_facts(session: Session, ledger: LedgerKey, keys: Iterable[bytes]) -> Mapping[bytes, KeyFact]:
    """Return what is known of some keys, and of all other keys of their parties.

    A compromised key taints the keys that it added, and those belong to the same party, so the answer is closed under
    `added_by`. Keys that no party has are left out.

    Args:
        session: A reading session.
        ledger: The ledger.
        keys: Addresses, 20 bytes.
    """
    wanted = sorted(set(keys))
    owners: set[int] = set()
    for start in range(0, len(wanted), 500):
        chunk = KEY.c.key.in_(wanted[start : start + 500])
        owners.update(session.execute(select(KEY.c.party).where(of_ledger(KEY, ledger), chunk)).scalars())
    histories = party_histories(session, ledger, owners)
    return {
        key.key: KeyFact(key.key, key.added_by, key.added_at, key.compromises)
        for party, history in histories.items()
        for key in fold_keys(party, history)
    }
