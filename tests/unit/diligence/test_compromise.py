"""What a mark of compromise would change, before it is made; it must be what the mark then does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.support.ledger_simulator import LedgerSimulator
from tests.unit.diligence.conftest import index

from labour_ledger.diligence.compromise import (
    KeyDoubtful,
    compromise_effect,
    doubtful_records,
    refuse_doubtful_key,
)
from labour_ledger.diligence.errors import PartyNotFound
from labour_ledger.diligence.signed_records import party_keys, signed_records
from labour_ledger.diligence.status import site_status
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.status import StatusCode

C029 = "ilo/c029@1930"


@dataclass
class Scene:
    """An auditor with one key, who found one site sound before a theft and another after it."""

    auditor: int
    key: bytes
    schema: bytes
    sites: tuple[bytes, bytes]
    theft: int
    later: bytes


@pytest.fixture
def scene(simulator: LedgerSimulator, store: Store, ledger: LedgerKey) -> Scene:
    schema = simulator.register_schema(C029)
    auditor = simulator.register_party(PartyClass.AUDITOR)
    key = simulator.signer(auditor).address
    sites = tuple(simulator.register_subject(name) for name in ("first", "second"))
    simulator.record(auditor, PartyClass.AUDITOR, sites[0], schema=schema, outcome=1)
    simulator.mine()
    theft = simulator.blocks_mined[-1].block.timestamp + 1
    (later,) = simulator.record(auditor, PartyClass.AUDITOR, sites[1], schema=schema, outcome=1)
    simulator.record(auditor, PartyClass.AUDITOR, sites[0], schema=schema, outcome=3)
    simulator.mine()
    index(simulator, store, ledger)
    return Scene(auditor, key, schema, (sites[0], sites[1]), theft, later)


def code(store: Store, ledger: LedgerKey, site: bytes) -> StatusCode:
    with store.reading() as session:
        return site_status(session, ledger, site, schema_id=C029).status.code


def test_compromise_effect_is_what_the_mark_then_does(
    simulator: LedgerSimulator, store: Store, ledger: LedgerKey, scene: Scene
) -> None:
    with store.reading() as session:
        effect = compromise_effect(session, ledger, scene.key, scene.theft)
    assert [view.record.uid for view in effect.lost] == [scene.later]
    assert len(effect.records) == 2  # the negative is doubtful too, and stands
    assert [(change.subject.subject, change.after) for change in effect.changes] == [
        (scene.sites[1], StatusCode.UNKNOWN)
    ]
    simulator.mark_compromised(scene.auditor, scene.key, scene.theft)
    simulator.mine()
    index(simulator, store, ledger)
    assert code(store, ledger, scene.sites[1]) is StatusCode.UNKNOWN
    assert code(store, ledger, scene.sites[0]) is StatusCode.DOES_NOT_CONFORM
    with store.reading() as session:
        assert [record.uid for record in doubtful_records(session, ledger, scene.key)] == [scene.later]
        answer = signed_records(session, ledger, scene.key)
        assert [item.is_doubtful for item in answer.records] == [False, True, True]


def test_compromise_effect_before_everything_takes_all_positives(store: Store, ledger: LedgerKey, scene: Scene) -> None:
    with store.reading() as session:
        assert len(compromise_effect(session, ledger, scene.key, 0).lost) == 2


def test_compromise_effect_of_a_second_mark_that_is_later_changes_nothing(
    simulator: LedgerSimulator, store: Store, ledger: LedgerKey, scene: Scene
) -> None:
    simulator.mark_compromised(scene.auditor, scene.key, scene.theft)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        effect = compromise_effect(session, ledger, scene.key, scene.theft + 5)
    assert (effect.keys, effect.records, effect.changes) == ({}, (), ())


def test_compromise_effect_reaches_keys_that_the_key_added(
    simulator: LedgerSimulator, store: Store, ledger: LedgerKey, scene: Scene
) -> None:
    planted = b"\x99" * 20
    simulator.add_key(scene.auditor, planted, by=scene.key)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        effect = compromise_effect(session, ledger, scene.key, scene.theft)
        assert set(effect.keys) == {scene.key, planted}
        refuse_doubtful_key(session, ledger, planted)
    simulator.mark_compromised(scene.auditor, scene.key, scene.theft)
    simulator.mine()
    index(simulator, store, ledger)
    with store.reading() as session:
        with pytest.raises(KeyDoubtful):
            refuse_doubtful_key(session, ledger, planted)
        states = [key.state.split()[0] for key in party_keys(session, ledger, scene.auditor).keys]
    assert states == ["compromised", "in"]


def test_compromise_effect_of_a_key_that_nobody_has_is_named(store: Store, ledger: LedgerKey, scene: Scene) -> None:
    with store.reading() as session, pytest.raises(PartyNotFound, match="no party"):
        compromise_effect(session, ledger, b"\x98" * 20, 0)
