"""Searching subjects and reading one, on both stores."""

import pytest
from tests.support.store_fixtures import IndexedLedger

from labour_ledger.indexer.sync import Synchroniser
from labour_ledger.store.queries import (
    IdentifiedSite,
    PageTokenInvalid,
    delete_document,
    find_subjects,
    get_subject,
    save_site_profiles,
    subject_of_identifier,
    subjects_by_id,
    subjects_in_range,
    subjects_of_identifiers,
)
from labour_ledger.store.results import ControllerSince, IdentifierText, SiteProfile
from labour_ledger_verify.attestation import identifier_hash
from labour_ledger_verify.handle import handle_of, subject_range

NAMES = ["Fábrica São João 100%", "fabrica norte", "Ölmühle_Süd", "Mill East", "mill east"]


def with_names(indexed: IndexedLedger) -> list[bytes]:
    subjects = [
        indexed.simulator.register_subject(f"site {number}", identity_hash=bytes([number + 1]) * 32)
        for number in range(len(NAMES))
    ]
    indexed.simulator.mine()
    Synchroniser(indexed.store, indexed.simulator, indexed.ledger, start_block=1).catch_up()
    sites = [
        IdentifiedSite(subject, bytes([number + 1]) * 32, SiteProfile(name, "BR", "Rua 1", "-1.5", "-48.2", ()))
        for number, (subject, name) in enumerate(zip(subjects, NAMES, strict=True))
    ]
    with indexed.store.unit_of_work() as work:
        save_site_profiles(work.session, sites)
    return subjects


def names_found(indexed: IndexedLedger, name: str) -> list[str | None]:
    with indexed.store.reading() as session:
        return [found.name for found in find_subjects(session, indexed.ledger, name=name).items]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("FABRICA", ["fabrica norte", "Fábrica São João 100%"]),
        ("são  joão", ["Fábrica São João 100%"]),
        ("100%", ["Fábrica São João 100%"]),
        ("%", ["Fábrica São João 100%"]),
        ("_", ["Ölmühle_Süd"]),
        ("olmuhle", ["Ölmühle_Süd"]),
        ("none of them", []),
    ],
)
def test_find_subjects_by_name_ignores_case_and_accents(indexed: IndexedLedger, name: str, expected: list[str]) -> None:
    with_names(indexed)
    assert names_found(indexed, name) == expected


def test_find_subjects_pages_give_each_once_in_order(indexed: IndexedLedger) -> None:
    subjects = with_names(indexed)
    with indexed.store.reading() as session:
        for name in (None, "l"):
            seen: list[bytes] = []
            after = None
            while True:
                page = find_subjects(session, indexed.ledger, name=name, after=after, limit=2)
                seen += [found.subject for found in page.items]
                after = page.next
                if after is None:
                    break
            whole = find_subjects(session, indexed.ledger, name=name)
            assert seen == [found.subject for found in whole.items]
            assert len(set(seen)) == len(seen)
            assert set(subjects[2:]) <= set(seen)


@pytest.mark.parametrize("token", ["", "nonsense", "WzFd", "WyIiLCJ6eiJd", "é"])
def test_find_subjects_with_a_foreign_token_is_refused(indexed: IndexedLedger, token: str) -> None:
    with indexed.store.reading() as session, pytest.raises(PageTokenInvalid) as caught:
        find_subjects(session, indexed.ledger, after=token)
    assert caught.value.hint


def test_find_subjects_filters_hold_together(indexed: IndexedLedger) -> None:
    mill, twin = indexed.ids["mill"], indexed.ids["twin"]
    with indexed.store.reading() as session:

        def found(**conditions: object) -> set[bytes]:
            page = find_subjects(session, indexed.ledger, **conditions)  # type: ignore[arg-type]
            return {item.subject for item in page.items}

        assert found() == {mill, twin}
        assert found(country="MY") == {twin}
        assert found(kind=1, country="ID") == {mill}
        assert found(kind=2) == set()
        assert found(controller=2) == {mill}
        assert found(controller=3) == set()
        assert found(controller=0) == {twin}
        assert found(identifier=identifier_hash("uml", "PO1")) == {twin}
        assert found(identifier=identifier_hash("os", "ID2021250D1DTN7"), country="MY") == set()
        assert found(identifier=b"?" * 32) == set()


def test_get_subject_tells_controllers_identifiers_and_closing(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        mill = get_subject(session, indexed.ledger, indexed.ids["mill"])
        twin = get_subject(session, indexed.ledger, indexed.ids["twin"])
    assert mill is not None
    assert twin is not None
    times = [block.block.timestamp for block in indexed.simulator.blocks_mined]
    assert mill.controllers == (ControllerSince(3, times[3]), ControllerSince(2, times[7]))
    assert [claim.identifier for claim in mill.identifiers] == [identifier_hash("os", "ID2021250D1DTN7")]
    assert [claim.identifier for claim in twin.identifiers] == [identifier_hash("uml", "PO1")]
    assert (mill.summary.closed, twin.summary.closed) == (False, True)
    assert (mill.summary.country, mill.summary.registrar, mill.summary.registered_at) == ("ID", 1, times[3])


def test_get_subject_reopened_is_not_closed(indexed: IndexedLedger) -> None:
    indexed.simulator.reopen_subject(indexed.ids["twin"])
    indexed.simulator.mine()
    Synchroniser(indexed.store, indexed.simulator, indexed.ledger, start_block=1).catch_up()
    with indexed.store.reading() as session:
        twin = get_subject(session, indexed.ledger, indexed.ids["twin"])
    assert twin is not None
    assert not twin.summary.closed


def test_get_subject_unknown_is_none(indexed: IndexedLedger) -> None:
    with indexed.store.reading() as session:
        assert get_subject(session, indexed.ledger, b"?" * 32) is None


def test_profile_of_another_document_than_the_chain_names_is_not_shown(indexed: IndexedLedger) -> None:
    subject = indexed.simulator.register_subject("committed", identity_hash=b"i" * 32)
    indexed.simulator.mine()
    Synchroniser(indexed.store, indexed.simulator, indexed.ledger, start_block=1).catch_up()
    text = (IdentifierText("os", "ID2021250D1DTN7"),)
    forged = IdentifiedSite(subject, b"f" * 32, SiteProfile("Forged", "ID", "", "", "", ()))
    true = IdentifiedSite(subject, b"i" * 32, SiteProfile("True", "ID", "Road", "1.5", "103.2", text))
    with indexed.store.unit_of_work() as work:
        save_site_profiles(work.session, [forged])
    with indexed.store.reading() as session:
        found = get_subject(session, indexed.ledger, subject)
        assert found is not None
        assert (found.profile, found.summary.name) == (None, None)
        assert find_subjects(session, indexed.ledger, name="forged").items == ()
    with indexed.store.unit_of_work() as work:
        save_site_profiles(work.session, [true])
    with indexed.store.reading() as session:
        found = get_subject(session, indexed.ledger, subject)
        assert found is not None
        assert found.profile == true.profile
        mill = get_subject(session, indexed.ledger, indexed.ids["mill"])
        assert mill is not None
        assert mill.identifiers[0].text == text[0]
    with indexed.store.unit_of_work() as work:
        delete_document(work.session, b"i" * 32)
    with indexed.store.reading() as session:
        found = get_subject(session, indexed.ledger, subject)
        assert found is not None
        assert found.profile is None


def test_subjects_in_range_of_a_handle_finds_its_subject(indexed: IndexedLedger) -> None:
    low, high = subject_range(handle_of(indexed.ids["mill"]))
    with indexed.store.reading() as session:
        found = subjects_in_range(session, indexed.ledger, low, high)
        assert [summary.subject for summary in found] == [indexed.ids["mill"]]
        everything = subjects_in_range(session, indexed.ledger, bytes(32), b"\xff" * 32, limit=1)
    assert len(everything) == 1


def test_subjects_of_identifiers_follow_the_last_claim(indexed: IndexedLedger) -> None:
    moved, kept = identifier_hash("uml", "PO1"), identifier_hash("os", "ID2021250D1DTN7")
    with indexed.store.reading() as session:
        found = subjects_of_identifiers(session, indexed.ledger, [moved, kept, b"?" * 32])
        assert found == {moved: indexed.ids["twin"], kept: indexed.ids["mill"]}
        assert subject_of_identifier(session, indexed.ledger, moved) == indexed.ids["twin"]
        assert subject_of_identifier(session, indexed.ledger, b"?" * 32) is None


def test_subjects_by_id_of_many_gives_those_registered(indexed: IndexedLedger) -> None:
    unknown = [number.to_bytes(32, "big") for number in range(1200)]
    with indexed.store.reading() as session:
        found = subjects_by_id(session, indexed.ledger, [*unknown, indexed.ids["mill"], indexed.ids["twin"]])
    assert set(found) == {indexed.ids["mill"], indexed.ids["twin"]}
