"""What the client reads of a real chain, and how it fails."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests.support.ledger_world import DAY_S, FAR_FUTURE, WORLD_START, LedgerWorld

from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.errors import NodeUnavailable, NotDeployed, StateUnavailable, WrongChain
from labour_ledger.chain.events import EntryEvent, LedgerEvent, RecordedEvent
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signed_types import NO_COUNTRY, ControllerChange, KeyRole
from labour_ledger.chain.signing import sign_typed
from labour_ledger.chain.state import (
    AccreditationState,
    CheckedAttestation,
    KeyState,
    PartyState,
    SubjectState,
)
from labour_ledger.schemas.catalogue import chain_rule
from labour_ledger_verify.attestation import identifier_hash, schema_hash
from labour_ledger_verify.basis import PartyClass, SignerKind
from labour_ledger_verify.history import (
    ENTRY_TYPES,
    SCHEMA_REGISTERED,
    Entry,
    HistoryKind,
    fold_history,
    party_history_id,
)
from labour_ledger_verify.keccak import keccak256

AUDITED = "ilo/c029@1930"
SAME_AS = "ledger/same-as@1"

HistoryName = tuple[HistoryKind, bytes]


def histories_of(events: list[LedgerEvent]) -> dict[HistoryName, list[Entry]]:
    histories: dict[HistoryName, list[Entry]] = {}
    for event in events:
        if isinstance(event, RecordedEvent):
            histories.setdefault((HistoryKind.SUBJECT, event.subject), []).append(event.subject_entry())
            issued = (HistoryKind.ISSUED, party_history_id(event.party))
            histories.setdefault(issued, []).append(event.issued_entry())
        elif isinstance(event, EntryEvent):
            histories.setdefault((event.history, event.history_id), []).append(event.entry)
    return histories


def make_every_entry(world: LedgerWorld) -> None:
    """Make an entry of every type that the world's building did not."""
    council, auditor, brand = world.council, world.parties["auditor"], world.parties["brand"]
    supplier, domain = world.parties["supplier"], world.deployment.domain
    now = world.chain.timestamp()
    world.record("registrar", world.attestation("registrar", world.sites[0], SAME_AS, ref_uid=world.sites[1]))
    change = ControllerChange(world.sites[0], brand.number, brand.signer.address, world.next_nonce("brand"), FAR_FUTURE)
    world.relay.change_controller(
        change,
        sign_typed(brand.signer, domain, change),
        supplier.signer.address,
        sign_typed(supplier.signer, domain, change),
    )
    council.suspend_key(auditor.signer.address, now + DAY_S)
    council.suspend_key(auditor.signer.address, 0)
    council.suspend_party(auditor.number, now + DAY_S)
    council.reinstate_party(auditor.number)
    council.reclass_party(auditor.number, PartyClass.RESEARCH)
    council.mark_key_compromised(auditor.signer.address, now - 1)
    council.retire_key(world.parties["other_auditor"].signer.address)
    council.end_accreditation(auditor.number, schema_hash(AUDITED))
    council.assign_identifier(identifier_hash("test", "site 0"), world.sites[1])
    council.close_subject(world.sites[0])
    council.reopen_subject(world.sites[0])
    council.retire_schema(schema_hash(AUDITED))


def test_events_of_every_entry_type_fold_to_the_heads_on_chain(world: LedgerWorld) -> None:
    world.record("auditor", world.attestation("auditor", world.sites[0], AUDITED, outcome=1))
    batch = world.batch(
        "auditor",
        [world.attestation("auditor", site, AUDITED, outcome=2) for site in (*world.sites, world.sites[0])],
    )
    world.relay.record_batch(batch.attestations, batch.signature)
    make_every_entry(world)

    last = world.latest_block()
    histories = histories_of(world.client.events(0, last))

    heads = world.client.history_heads(list(histories), last)
    assert heads == [fold_history(name[0], entries) for name, entries in histories.items()]
    made = {entry.type.number for entries in histories.values() for entry in entries}
    assert made == set(ENTRY_TYPES)


def test_events_of_same_as_fold_into_both_subjects(world: LedgerWorld) -> None:
    issuer = "registrar"
    joined = world.attestation(issuer, world.sites[2], SAME_AS, ref_uid=world.sites[3])
    onward = world.attestation(issuer, world.sites[3], SAME_AS, ref_uid=world.sites[2])
    batch = world.batch(issuer, [joined, onward])
    done = world.relay.record_batch(batch.attestations, batch.signature)

    names = [type(event).__name__ for event in done.events]
    assert names == ["RecordedEvent", "EntryEvent", "RecordedEvent", "EntryEvent", "SignedEvent"]
    first_join = done.events[1]
    assert isinstance(first_join, EntryEvent)
    assert first_join.history_id == world.sites[3]
    assert first_join.entry.data("subject") == world.sites[2]
    last = world.latest_block()
    histories = histories_of(world.client.events(0, last))
    for site in world.sites[2:4]:
        entries = histories[HistoryKind.SUBJECT, site]
        assert fold_history(HistoryKind.SUBJECT, entries) == world.client.history_head(HistoryKind.SUBJECT, site, last)


def test_events_carry_block_times_and_schema_texts(world: LedgerWorld) -> None:
    events = world.client.events(0, world.latest_block())

    blocks = {block.number: block for block in world.client.blocks(0, world.latest_block())}
    assert all(
        (blocks[event.block_number].hash, blocks[event.block_number].timestamp) == (event.block_hash, event.recorded_at)
        for event in events
    )
    texts = {
        event.text: event.entry.data("schema")
        for event in events
        if isinstance(event, EntryEvent) and event.entry.type is SCHEMA_REGISTERED
    }
    assert texts[AUDITED] == schema_hash(AUDITED)
    assert all(text is not None and schema_hash(text) == schema for text, schema in texts.items())


def test_history_head_at_old_block_is_the_head_then(world: LedgerWorld) -> None:
    before = world.latest_block()
    then = world.client.history_head(HistoryKind.SUBJECT, world.sites[0], before)
    world.record("auditor", world.attestation("auditor", world.sites[0], AUDITED, outcome=1))

    assert world.client.history_head(HistoryKind.SUBJECT, world.sites[0], before) == then
    assert world.client.history_head(HistoryKind.SUBJECT, world.sites[0], before + 1) != then
    assert world.client.history_head(HistoryKind.SUBJECT, keccak256(b"nowhere"), before) == bytes(32)


def test_history_head_of_future_block_is_unavailable(world: LedgerWorld) -> None:
    with pytest.raises(StateUnavailable):
        world.client.history_head(HistoryKind.SCHEMAS, b"", world.latest_block() + 100)


def test_history_heads_more_than_one_batch_come_in_order(world: LedgerWorld) -> None:
    block = world.latest_block()
    asked = [(HistoryKind.SUBJECT, world.sites[number % len(world.sites)]) for number in range(1203)]

    heads = world.client.history_heads(asked, block)

    of_sites = [world.client.history_head(HistoryKind.SUBJECT, site, block) for site in world.sites]
    assert heads == [of_sites[number % len(of_sites)] for number in range(1203)]


def test_block_known_tags_and_unknown_number_are_told_apart(world: LedgerWorld) -> None:
    latest = world.client.block("latest")
    assert latest is not None
    assert world.client.block(latest.number) == latest
    assert world.client.block(latest.number + 1) is None
    finalized = world.client.block("finalized")
    assert finalized is not None
    assert finalized.number <= latest.number
    chain = world.client.blocks(latest.number - 2, latest.number + 5)
    assert [block.number for block in chain] == [latest.number - 2, latest.number - 1, latest.number]
    assert chain[2].parent_hash == chain[1].hash


def test_views_of_registered_things_return_what_was_registered(world: LedgerWorld) -> None:
    auditor, supplier = world.parties["auditor"], world.parties["supplier"]
    client = world.client
    assert client.key(auditor.signer.address) == KeyState(
        party=auditor.number,
        party_class=PartyClass.AUDITOR,
        country="DE",
        kind=SignerKind.ACCOUNT,
        role=KeyRole.SIGN | KeyRole.ADMIN,
        not_before=0,
        not_after=2**48 - 1,
        suspended_until=0,
        suspended_with_party=False,
    )
    assert client.live_keys(auditor.number) == (auditor.signer.address,)
    assert client.party(auditor.number) == PartyState(PartyClass.AUDITOR, "DE", 0)
    assert client.party_count() == len(world.parties)
    assert client.subject(world.sites[0]) == SubjectState(supplier.number, "ID", 1, False)
    assert client.subject_of_identifier(identifier_hash("test", "site 0")) == world.sites[0]
    assert client.council() == world.deployment.council
    assert client.accreditation(auditor.number, schema_hash(AUDITED), NO_COUNTRY) == AccreditationState(
        WORLD_START, FAR_FUTURE, 0, False
    )
    schema, rule = client.schema(schema_hash(AUDITED)), chain_rule(AUDITED)
    assert schema is not None
    assert not schema.retired
    assert (schema.rule.issuer_classes, schema.rule.outcomes, schema.rule.flags) == (
        rule.issuer_classes,
        rule.outcomes,
        rule.flags,
    )
    assert schema.rule.longest_validity_s == rule.longest_validity_s
    assert client.domain() == world.deployment.domain


def test_views_of_unknown_things_return_none(world: LedgerWorld) -> None:
    nothing = keccak256(b"nothing")
    assert world.client.key(nothing[:20]) is None
    assert world.client.live_keys(99) == ()
    assert world.client.party(99) is None
    assert world.client.subject(nothing) is None
    assert world.client.subject_of_identifier(nothing) is None
    assert world.client.schema(nothing) is None
    assert world.client.accreditation(1, nothing, NO_COUNTRY) is None
    assert world.client.nonce_word(nothing[:20], 0) == 0


def test_check_many_answers_for_each_alone(world: LedgerWorld) -> None:
    good = world.attestation("auditor", world.sites[0], AUDITED, outcome=1)
    bad = world.attestation("unaccredited_auditor", world.sites[0], AUDITED, outcome=1)

    answers = world.client.check_many([good, bad, good])

    assert isinstance(answers[0], CheckedAttestation)
    assert answers[0].uid == good.uid(world.deployment.domain.separator)
    assert isinstance(answers[1], ContractRefusal)
    assert answers[1].name == "AccreditationMissing"
    assert answers[2] == answers[0]


def test_require_chain_other_id_is_named_with_both(world: LedgerWorld) -> None:
    world.client.require_chain(31337)
    with pytest.raises(WrongChain) as wrong:
        world.client.require_chain(1)
    assert (wrong.value.expected, wrong.value.found) == (1, 31337)


def test_client_at_address_without_code_says_not_deployed(world: LedgerWorld) -> None:
    with LedgerClient(world.chain.url, bytes(19) + b"\x77") as client:
        assert client.events(0, world.latest_block()) == []
        for ask in (
            client.code,
            client.code_hash,
            client.council,
            lambda: client.history_head(HistoryKind.SCHEMAS, b"", 0),
            lambda: client.check(world.attestation("auditor", world.sites[0], AUDITED)),
        ):
            with pytest.raises(NotDeployed):
                ask()


def test_client_of_stopped_node_says_where_it_looked() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://user:secret@127.0.0.1:{port}/key"
    with LedgerClient(url, bytes(20), timeout_s=2) as client, pytest.raises(NodeUnavailable) as down:
        client.block("latest")
    assert f"http://127.0.0.1:{port} cannot be reached" in down.value.message
    assert "secret" not in str(down.value)
    assert down.value.hint


class _NotANode(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = b"<html>hello</html>"
        self.send_response(int(self.path[1:]))
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def test_client_of_something_that_is_no_node_says_so() -> None:
    with HTTPServer(("127.0.0.1", 0), _NotANode) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        url = f"http://127.0.0.1:{server.server_port}"
        try:
            with LedgerClient(f"{url}/200", bytes(20)) as client:
                for ask in (client.chain_id, lambda: client.history_head(HistoryKind.SCHEMAS, b"", 0)):
                    with pytest.raises(NodeUnavailable, match="does not speak JSON-RPC"):
                        ask()
            with (
                LedgerClient(f"{url}/401", bytes(20)) as client,
                pytest.raises(NodeUnavailable, match="HTTP status 401"),
            ):
                client.chain_id()
        finally:
            server.shutdown()
            serving.join()
