from collections.abc import Sequence

import pytest

from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.chain.submit import SignedRegistration, Submission
from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger.registry.lists.rows import ListedSite, ListSource
from labour_ledger.registry.planned_subject import Registrar
from labour_ledger.registry.registrar_office import RegistrarOffice
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.rows import ControllerRow, IdentifierRow, SubjectRow
from labour_ledger.store.session import open_store
from labour_ledger_verify.attestation import Domain, subject_id
from labour_ledger_verify.signature import recover_signer

REGISTRAR_PARTY = 3


class IndexedLedger:
    """Takes registrations as the contract does, and writes them into the index when told to."""

    def __init__(self, store, ledger):
        self.store = store
        self.ledger = ledger
        self.subjects = {}
        self.identifiers = {}
        self.refusing = {}
        self.sent = []
        self._log_index = 0

    def check_registrations(self, registrations: Sequence[SignedRegistration]) -> list[ContractRefusal | None]:
        return [self._refusal(signed.registration) for signed in registrations]

    def register_subjects(self, registrations: Sequence[SignedRegistration]) -> list[Submission]:
        for signed in registrations:
            refusal = self._refusal(signed.registration)
            if refusal is not None:
                raise refusal
            subject = subject_id(REGISTRAR_PARTY, signed.registration.salt)
            self.subjects[subject] = signed
            for identifier in signed.registration.identifiers:
                self.identifiers[identifier] = subject
        self.sent.append(len(registrations))
        return [Submission(bytes(32), 1, bytes(32), 1000 * len(registrations), ())]

    def index(self):
        for subject, signed in self.subjects.items():
            registration = signed.registration
            self.add(
                subject,
                kind=registration.kind,
                country=registration.country.rstrip(b"\0").decode(),
                identity_hash=registration.identity_hash,
            )
        for identifier, subject in self.identifiers.items():
            self._insert(IdentifierRow(*self._place(), 1, identifier, subject))

    def add(self, subject, *, kind=1, country="MY", identity_hash=bytes(32), identifiers=()):
        row = SubjectRow(*self._place(), 1, subject, kind, country, REGISTRAR_PARTY, identity_hash)
        self._insert(row, ControllerRow(*row[:4], 1, subject, 0))
        for text in identifiers:
            self._insert(IdentifierRow(*self._place(), 1, parse_identifier(text).hash, subject))

    def _refusal(self, registration):
        subject = subject_id(REGISTRAR_PARTY, registration.salt)
        if subject in self.subjects:
            return ContractRefusal("SubjectAlreadyRegistered", {"subject": subject}, "registered already")
        name = self.refusing.get(subject)
        return None if name is None else ContractRefusal(name, {}, "not accredited there", hint="Get accredited.")

    def _place(self) -> tuple[int, bytes, int, int]:
        self._log_index += 1
        return self.ledger.chain_id, self.ledger.contract, 1, self._log_index

    def _insert(self, *rows):
        with self.store.unit_of_work() as work:
            work.insert(rows)


@pytest.fixture
def domain():
    return Domain(31337, b"\x11" * 20)


@pytest.fixture
def ledger(domain):
    return LedgerKey(domain.chain_id, domain.verifying_contract)


@pytest.fixture
def store(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/ledger.db", create=True)
    yield store
    store.close()


@pytest.fixture
def indexed(store, ledger):
    return IndexedLedger(store, ledger)


@pytest.fixture
def registrar():
    return Registrar(REGISTRAR_PARTY, b"\x07" * 32)


@pytest.fixture
def office(registrar, domain, store, indexed):
    return RegistrarOffice(registrar, LocalSigner(b"\x01" * 32), domain, store, indexed)


@pytest.fixture
def recover():
    return recover_signer


@pytest.fixture
def source():
    return ListSource("Example list", "Example publisher", "2026", "CC0", b"\x22" * 32)


@pytest.fixture
def make_site(source):
    def make(row_number=2, name="Example Mill", **fields):
        identifiers = tuple(parse_identifier(text) for text in fields.pop("identifiers", ()))
        supplies = tuple(parse_identifier(text) for text in fields.pop("supplies", ()))
        values = {"key": f"plain|{name.lower()}", "country": "MY", "source": source, **fields}
        return ListedSite(row_number=row_number, name=name, identifiers=identifiers, supplies=supplies, **values)

    return make
