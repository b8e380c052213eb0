"""Random ledgers whose statuses rest on more than records: documents that come and go, names, reorganisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.random_supply import DAY_S, RandomSupply

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import (
    IdentifiedSite,
    delete_document,
    save_documents,
    save_party_profile,
    save_site_profiles,
)
from labour_ledger.store.results import LedgerKey, SiteProfile, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import subject_id
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256
from labour_ledger_verify.status import format_time

_NOTES = ("", "für später", 'say "no"\u2028', "tab\t\x7f\U0001f600", "a" * 300)


@dataclass
class StatusWorld(RandomSupply):
    """A ledger that chance makes, with the store that an operator has beside it."""

    documents: dict[bytes, StoredDocument] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def add_site(self) -> None:
        """Register a site with an identity document, which claims an identifier that it may not hold."""
        name = f"site {len(self.sites)}"
        subject = subject_id(0, keccak256(name.encode()))
        claimed = self.random.choice([[("list", name.replace(" ", "-"))], []])
        content = {"identifiers": [{"scheme": "list", "value": name.replace(" ", "-")}], "note": self._note()}
        controller = self.random.choice([0, 0, self.parties[0][0], self.parties[4][0]])
        self.simulator.register_subject(
            name,
            controller=controller,
            country=self.random.choice(["ID", "DE", ""]),
            identity_hash=self._document(subject, "ledger/site-registration@1", content),
            identifiers=claimed,
        )
        self.controllers[subject] = controller
        self.sites.append(subject)
        self.names += [to_hex(subject), handle_of(subject), to_hex(subject)[:14], f"list:{name.replace(' ', '-')}"]

    def note_closed(self) -> None:
        """Note a site as closed, or open again."""
        site = self.random.choice(self.sites)
        self.random.choice([self.simulator.close_subject, self.simulator.reopen_subject])(site)

    def live_on(self, store: Store, ledger: LedgerKey) -> None:
        """Let something happen on the chain or in the operator's own data, and index it."""
        chance = self.random.random()
        if chance < 0.5:
            self.go_on(self.random.randint(1, 8))
        elif chance < 0.6:
            self.simulator.reorg(self.random.randint(1, min(3, self.simulator.head.number - 2)))
            self.go_on(self.random.randint(1, 8))
        elif chance < 0.7:
            self.note_closed()
            self.simulator.mine()
        elif chance < 0.75:
            self.simulator.mine(self.random.randint(1, 4))
        else:
            self.change_own_data(store)
        Synchroniser(store, self.simulator, ledger, start_block=1).catch_up()

    def change_own_data(self, store: Store) -> None:
        """Keep or erase a document, a name of a site, or the names of all parties."""
        with store.unit_of_work() as work:
            chosen = self.random.choice([*self.documents, bytes(32)])
            chance = self.random.random()
            if chance < 0.3:
                delete_document(work.session, chosen)
            elif chance < 0.7 and chosen in self.documents:
                save_documents(work.session, [self.documents[chosen]])
            elif chance < 0.9 and chosen in self.documents:
                profile = SiteProfile(self._note() or "Mill", "ID", "", "", "", ())
                save_site_profiles(work.session, [IdentifiedSite(self.documents[chosen].subject, chosen, profile)])
            else:
                save_party_profile(work.session, bytes(32), name="A party", country="ID")

    def any_date(self) -> str | None:
        """Return a date as people write it, mostly one that can be asked about."""
        now = self.simulator.head.timestamp
        moment = format_time(now - self.random.choice([0, 13, 100, DAY_S, 400 * DAY_S]))
        return self.random.choice([None, "today", moment, moment[:10], "2999-01-01", "soon"])

    def _record(self, site: bytes, schema: bytes, **more) -> None:
        if self.random.random() < 0.4:
            more["document_hash"] = self._document(site, "ilo/c029@1930", {"note": self._note()})
        super()._record(site, schema, **more)

    def _document(self, subject: bytes, schema_id: str, content: Mapping[str, object]) -> bytes:
        document = {
            "v": 1,
            "schema": schema_id,
            "subject": to_hex(subject),
            "salt": to_hex(self.random.randbytes(32)),
            "content": content,
        }
        found = document_hash(document)
        self.documents[found] = StoredDocument(found, schema_id, subject, canonical_json(document), 0)
        return found

    def _note(self) -> str:
        return self.random.choice(_NOTES)
