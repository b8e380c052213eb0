from dataclasses import replace

import pytest
from tests.support.ledger_world import FAR_FUTURE

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.names import resolve_subject, subjects_by_identifier
from labour_ledger.registry.planned_subject import Registrar
from labour_ledger.registry.planning import KnownBecause
from labour_ledger.registry.registrar_office import RegistrarOffice, register_subjects
from labour_ledger.registry.registration import RowsRefused, register_sites
from labour_ledger.registry.sample import SAMPLE_SOURCE, sample_list
from labour_ledger.registry.statements import plan_site_statements
from labour_ledger.registry.supply_links import plan_supplies
from labour_ledger.store.queries.subjects import find_subjects, get_subject
from labour_ledger.store.session import open_store
from labour_ledger_verify.document import document_hash
from labour_ledger_verify.handle import handle_of

SEED = b"\x07" * 32


@pytest.fixture
def store(tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/ledger.db", create=True)
    yield store
    store.close()


@pytest.fixture
def office(world, store):
    party = world.parties["registrar"]
    return RegistrarOffice(Registrar(party.number, SEED), party.signer, world.deployment.domain, store, world.relay)


@pytest.fixture
def index(world, office):
    def catch_up():
        start = world.deployment.block_number
        Synchroniser(office.store, world.client, office.ledger, start_block=start).catch_up()

    return catch_up


@pytest.fixture
def sample():
    with sample_list() as path:
        return load_list(path, override=SAMPLE_SOURCE)


def test_register_sites_sample_is_found_by_every_name(world, office, index, sample):
    report = register_sites(office, sample.sites, sample.problems, now=world.chain.timestamp())
    assert len(report.taken) == len(sample.sites)
    index()
    with office.store.reading() as session:
        for site in sample.sites[:5]:
            subject = report.taken[site.row_number]
            names = [str(site.identifiers[0]), handle_of(subject), "0x" + subject.hex(), subject.hex()[:16]]
            assert [resolve_subject(session, office.ledger, name) for name in names] == [subject] * 4
            detail = get_subject(session, office.ledger, subject)
            assert detail.summary.country == site.country
            assert detail.profile.name == site.name
            assert {str(parse_identifier(f"{held.text.scheme}:{held.text.value}")) for held in detail.identifiers} == {
                str(identifier) for identifier in site.identifiers
            }
        found = find_subjects(session, office.ledger, name="cloverdale")
    assert [summary.name for summary in found.items] == ["Cloverdale Palm Mill (fictitious)"]


def test_register_sites_repeat_and_another_seed_register_nothing(world, office, index, sample):
    first = register_sites(office, sample.sites, [], now=world.chain.timestamp())
    again = register_sites(office, sample.sites, [], now=world.chain.timestamp())
    assert (again.taken, len(again.known)) == ({}, len(sample.sites))
    index()
    stranger = replace(office, registrar=Registrar(office.registrar.party, b"\x08" * 32))
    third = register_sites(stranger, sample.sites, [], now=world.chain.timestamp())
    assert third.taken == {}
    assert {row.because for row in third.known} == {KnownBecause.IDENTIFIER_HELD}
    assert third.subject_of_row == first.subject_of_row


def test_register_sites_unaccredited_registrar_is_refused_by_the_contracts_name(world, office, sample):
    party = world.parties["unaccredited_auditor"]
    stranger = replace(office, registrar=Registrar(party.number, SEED), signer=party.signer)
    with pytest.raises(RowsRefused) as caught:
        register_sites(stranger, sample.sites[:3], [], now=world.chain.timestamp())
    assert {problem.code for problem in caught.value.problems} == {"AccreditationMissing"}
    assert all(problem.hint for problem in caught.value.problems)


def test_planned_statements_of_the_sample_are_recorded(world, office, index, sample):
    now = world.chain.timestamp()
    report = register_sites(office, sample.sites, [], now=now)
    index()
    with office.store.reading() as session:
        subjects = subjects_by_identifier(session, office.ledger, sample.listed)
    assert len(subjects) == len(sample.listed)
    links = plan_supplies(
        sample.sites, registrar=office.registrar, subject_of_row=report.subject_of_row, subjects=subjects
    )
    networks = register_subjects(office, links.subjects, now=now)
    assert len(networks.taken) == len(links.subjects)
    statements = [*plan_site_statements(sample.sites, report.subject_of_row), *links.statements]
    attestations = [
        world.attestation(
            "brand",
            statement.subject,
            statement.schema_id,
            valid_from=statement.valid_from,
            valid_until=FAR_FUTURE,
            document_hash=document_hash(dict(statement.content)),
        )
        for statement in statements
    ]
    submission = world.relay.record_batch(attestations, world.batch("brand", attestations).signature)
    assert len(submission.uids) == len(statements) > 80
