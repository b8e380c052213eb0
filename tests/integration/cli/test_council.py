from __future__ import annotations

import pytest
from tests.integration.cli.conftest import Desk
from tests.support.ledger_world import LedgerWorld

from labour_ledger.attesting.keys import new_key
from labour_ledger_verify.attestation import schema_hash


def test_council_registers_and_accredits_a_party(desk: Desk, world: LedgerWorld) -> None:
    key = new_key(desk.home / "keys", "secret", label="certifier", work_factor=2)
    name = "Fictitious Certifier"
    made = desk.json("council", "register", name, "--class", "auditor", "--country", "de", "--key", "certifier")
    state = world.client.key(key.address)
    assert state is not None
    assert (state.party, state.country) == (made["party"], "DE")
    options = ("--schema", "ilo/c029@1930", "--country", "id", "--until", "2028-12-31")
    desk.json("council", "accredit", str(made["party"]), *options)
    given = world.client.accreditation(made["party"], schema_hash("ilo/c029@1930"), b"ID")
    assert given is not None
    assert given.until == 1_861_920_000  # the end of 2028-12-31
    assert given.may_accredit is False


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--class", "mood", "--key", "auditor"), "not a class of party"),
        (("--class", "auditor", "--key", "0x12"), "must be an address"),
        (("--class", "auditor", "--key", "nobody"), "no key is called"),
        (("--class", "auditor", "--key", "0x" + "12" * 20, "--country", "XX"), "country"),
    ],
)
def test_council_register_bad_input_registers_nothing(
    desk: Desk, world: LedgerWorld, options: tuple[str, ...], words: str
) -> None:
    before = world.client.party_count()
    assert words in desk.json("council", "register", "Fictitious Certifier", *options, code=2)["message"]
    assert world.client.party_count() == before


def test_council_by_another_account_is_refused(desk: Desk, world: LedgerWorld) -> None:
    world.chain.fund(world.parties["brand"].signer.address, 10**18)
    options = ("--class", "auditor", "--key", "0x" + "12" * 20, "--council", "brand", *desk.password())
    error = desk.json("council", "register", "Fictitious Certifier", *options, code=3)
    assert error["context"]["error"] == "NotCouncil"


def test_council_accredit_unknown_schema_is_bad_input(desk: Desk) -> None:
    error = desk.json("council", "accredit", "1", "--schema", "ilo/c29", "--until", "2028-12-31", code=2)
    assert error["code"] == "schema-unknown"


def test_council_accredit_for_a_country_that_is_none_is_bad_input(desk: Desk, world: LedgerWorld) -> None:
    before = world.latest_block()
    options = ("--schema", "ilo/c029@1930", "--country", "XX", "--until", "2028-12-31")
    assert "'XX'" in desk.json("council", "accredit", "1", *options, code=2)["message"]
    assert world.latest_block() == before
