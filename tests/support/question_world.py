"""A small fictitious supply chain on a simulated ledger, with something to find for every question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.ledger_simulator import CHAIN_ID, CONTRACT, START_TIME, LedgerSimulator
from tests.support.supply_simulator import SupplySimulator

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import IdentifiedSite, save_documents, save_party_profile, save_site_profiles
from labour_ledger.store.results import LedgerKey, SiteProfile, StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.document import canonical_json
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import keccak256

LEDGER = LedgerKey(CHAIN_ID, CONTRACT)
C029, C138 = "ilo/c029@1930", "ilo/c138@1973"
DAY_S = 86_400
SCHEMAS = (
    C029,
    C138,
    "ledger/supply-link@1",
    "ledger/dispute@1",
    "ledger/revocation@1",
    "ledger/same-as@1",
    "ledger/assessment-opened@1",
    "ledger/remedy-plan@1",
    "ledger/remedy-claim@1",
    "ledger/remedy-confirmation@1",
    "ledger/grievance-channel@1",
    "ledger/site-relation@1",
    "ledger/listing@1",
)
CLASSES = {
    "registrar": (PartyClass.CIVIL_SOCIETY, "CH"),
    "auditor": (PartyClass.AUDITOR, "DE"),
    "other_auditor": (PartyClass.AUDITOR, "FR"),
    "workers": (PartyClass.WORKERS_ORGANISATION, "ID"),
    "supplier": (PartyClass.BUSINESS, "ID"),
    "brand": (PartyClass.BUSINESS, "DE"),
    "government": (PartyClass.GOVERNMENT, "ID"),
}
GHOST = keccak256(b"a subject that nobody registered")
"""Named by a link."""


@dataclass
class QuestionWorld:
    """The chain, its documents, and the ids of what is on it by name."""

    simulator: LedgerSimulator = field(default_factory=LedgerSimulator)
    documents: list[StoredDocument] = field(default_factory=list)
    profiles: list[IdentifiedSite] = field(default_factory=list)
    parties: dict[str, int] = field(default_factory=dict)
    subjects: dict[str, bytes] = field(default_factory=dict)
    uids: dict[str, bytes] = field(default_factory=dict)

    def handle(self, name: str) -> str:
        """What people call a subject."""
        return handle_of(self.subjects[name])

    def party(self, name: str) -> int:
        """Register a party."""
        party_class, country = CLASSES[name]
        profile_hash = keccak256(name.encode())
        self.parties[name] = self.simulator.register_party(party_class, country, profile_hash)
        return self.parties[name]

    def subject(self, name: str, *, country: str = "ID", kind: int = 1, controller: str = "") -> bytes:
        """Register a subject whose name is known."""
        identity_hash = keccak256(b"identity of " + name.encode())
        subject = self.simulator.register_subject(
            name,
            registrar=self.parties["registrar"],
            controller=self.parties.get(controller, 0),
            kind=kind,
            country=country,
            identity_hash=identity_hash,
        )
        self.subjects[name] = subject
        profile = SiteProfile(f"{name} (fictitious)", country, "", "", "", ())
        if kind != 4:  # networks have no identity
            self.profiles.append(IdentifiedSite(subject, identity_hash, profile))
        return subject

    def say(
        self,
        name: str,
        issuer: str,
        subject: str,
        schema_id: str,
        content: Mapping[str, Any] | None,
        *,
        outcome: int = 0,
        days: int = 365,
        about: str = "",
        as_controller: bool = False,
        ref_uid: bytes = bytes(32),
    ) -> bytes:
        """Record something with its document, or without one."""
        document_hash = bytes(32)
        if content is not None:
            document_hash = self._document(schema_id, self.subjects[subject], content)
        self.uids[name] = self.simulator.record(
            self.parties[issuer],
            CLASSES[issuer][0],
            self.subjects[subject],
            schema=schema_hash(schema_id),
            outcome=outcome,
            ref_uid=self.uids[about] if about else ref_uid,
            document_hash=document_hash,
            controller=self.parties[issuer] if as_controller else 0,
            valid_until=START_TIME + days * DAY_S,
        )[0]
        return self.uids[name]

    def index_into(self, store: Store) -> None:
        """Index the chain, and give the store all documents."""
        Synchroniser(store, self.simulator, LEDGER, start_block=1).catch_up()
        with store.unit_of_work() as work:
            save_documents(work.session, self.documents)
            save_site_profiles(work.session, self.profiles)
            for name, (_, country) in CLASSES.items():
                save_party_profile(work.session, keccak256(name.encode()), name=f"{name} (fictitious)", country=country)

    def _document(self, schema_id: str, subject: bytes, content: Mapping[str, Any]) -> bytes:
        salt = to_hex(keccak256(b"salt" + len(self.documents).to_bytes(8, "big")))
        document = {"v": 1, "schema": schema_id, "subject": to_hex(subject), "salt": salt, "content": content}
        canonical = canonical_json(document)
        self.documents.append(StoredDocument(keccak256(canonical), schema_id, subject, canonical, 0))
        return keccak256(canonical)


def assessment(
    findings: Sequence[Mapping[str, str]] = (), *, announcement: str = "announced", start: str = "2024-12-02"
) -> dict[str, Any]:
    """Return the content of an assessment of two days."""
    return {
        "performedFrom": start,
        "performedUntil": start[:-1] + str(int(start[-1]) + 1),
        "technique": "on-site",
        "announcement": announcement,
        "personDays": "3-5",
        "findings": list(findings),
        "language": "en",
    }


def finding(topic: str, severity: str, due: str, state: str = "open") -> dict[str, str]:
    """Return one finding."""
    return {"topic": topic, "severity": severity, "state": state, "dueDate": due}


def build_question_world() -> QuestionWorld:
    """Return the chain with everything on it."""
    world = QuestionWorld()
    for schema_id in SCHEMAS:
        world.simulator.register_schema(schema_id)
    for name in CLASSES:
        world.party(name)
    world.simulator.accredit(world.parties["auditor"], schema_hash(C029), "ID", START_TIME, START_TIME + 10**8)
    world.simulator.mine()
    _register(world)
    world.simulator.mine()
    _link(world)
    world.simulator.mine()
    _assess(world)
    world.simulator.mine()
    _follow_up(world)
    world.simulator.mine()
    return world


def _register(world: QuestionWorld) -> None:
    for name in ("Brand", "Other Brand"):
        world.subject(name, country="DE", kind=2)
    for name in ("network", "other network"):
        world.subject(name, country="", kind=4)
    for name in ("mill", "press"):
        world.subject(name, controller="supplier")
    for name, country in (("refinery", "MY"), ("farm", "ID"), ("store", "ID"), ("tannery", "BD"), ("twin", "ID")):
        world.subject(name, country=country)
    world.simulator.close_subject(world.subjects["store"])


def _link(world: QuestionWorld) -> None:
    supply = SupplySimulator(world.simulator, world.documents)
    brand, network = world.parties["brand"], world.subjects["network"]
    for name in ("mill", "refinery", "press", "store"):
        supply.link(network, world.subjects["Brand"], world.subjects[name], party=brand, goods=("1511",))
    supply.link(network, world.subjects["Brand"], world.subjects["tannery"], party=brand, until="2024-12-31")
    other = world.subjects["other network"]
    supply.link(other, world.subjects["Other Brand"], world.subjects["mill"], party=brand, start="2024-06-01")
    for buyer, seller in (("mill", "farm"), ("farm", "mill")):
        supply.link(other, world.subjects[buyer], world.subjects[seller], party=brand)
    supply.link(other, world.subjects["refinery"], GHOST, party=brand)


def _assess(world: QuestionWorld) -> None:
    world.say("mill audit", "auditor", "mill", C029, assessment(), outcome=1, days=30)
    debt = finding("debt-bondage", "critical", "2024-12-31")
    minor = finding("deception", "minor", "2025-06-30")
    world.say("refinery audit", "auditor", "refinery", C029, assessment([debt, minor]), outcome=3)
    world.say("farm audit", "other_auditor", "farm", C138, assessment(announcement="unannounced"), outcome=1)
    world.say("farm inspection", "government", "farm", C138, None, outcome=3)
    world.say("press declaration", "supplier", "press", C029, None, outcome=1, as_controller=True)
    world.say("tannery audit", "other_auditor", "tannery", C029, assessment(start="2024-11-02"), outcome=1)


def _follow_up(world: QuestionWorld) -> None:
    world.say("dispute", "workers", "tannery", "ledger/dispute@1", None, about="tannery audit")
    action = {"topic": "debt-bondage", "action": "debt-cancelled", "state": "done", "workersReached": "10-24"}
    content = {"actions": [action], "language": "en"}
    world.say("claim", "supplier", "refinery", "ledger/remedy-claim@1", content, about="refinery audit")
    channel = {"kind": "hotline", "operatedBy": "civil_society", "languages": ["id", "en"], "anonymous": True}
    world.say("channel", "supplier", "mill", "ledger/grievance-channel@1", channel, as_controller=True)
    world.say("moved", "registrar", "press", "ledger/site-relation@1", {"relation": "closed", "from": "2024-05-01"})
    listing = {"scheme": "Fictitious", "listed": "certified", "asOf": "2024-03-31", "source": {"list": "A list"}}
    world.say("listing", "registrar", "refinery", "ledger/listing@1", listing)
    world.say("join", "registrar", "twin", "ledger/same-as@1", None, ref_uid=world.subjects["mill"])
    world.say("opened", "auditor", "mill", "ledger/assessment-opened@1", None, ref_uid=schema_hash(C029))
