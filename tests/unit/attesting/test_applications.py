from __future__ import annotations

import json
from typing import Any

import pytest

from labour_ledger.attesting.applications import (
    Invitation,
    application_file,
    draft_application,
    parse_application,
    parse_invitation,
    party_class_named,
    sign_application,
)
from labour_ledger.attesting.remote_signer import WalletSigner
from labour_ledger.attesting.request_files import RequestInvalid
from labour_ledger.chain.signing import LocalSigner
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import PartyClass
from labour_ledger.schemas.content import DocumentInvalid
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger_verify.attestation import Domain

DOMAIN = Domain(31337, b"\x05" * 20)
KEY = LocalSigner(b"\x31" * 32)
NAME = "Example Mill (fictitious)"


def signed(**options: Any) -> Any:
    values = {"domain": DOMAIN, "signer": KEY, "now": 1_800_000_000, **options}
    return sign_application(NAME, PartyClass.BUSINESS, "ID", "https://mill.example", **values)


def file_of(made: Any, **changes: Any) -> bytes:
    return json.dumps({**made.to_json(), **changes}).encode()


def test_parse_application_gives_back_what_was_signed() -> None:
    application = signed()
    read = parse_application(file_of(application), domain=DOMAIN)
    assert read == application
    assert (read.profile.name, read.profile.website) == (NAME, "https://mill.example")


def test_sign_application_by_the_same_key_later_is_another_request() -> None:
    assert signed().request_id != signed().request_id


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"format": "labour-ledger/party-application@1"}', b"\xff", b"9" * 2_000_000]
)
def test_parse_application_of_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(RequestInvalid):
        parse_application(data, domain=DOMAIN)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "0x" + "77" * 20),
        ("key", "nobody"),
        ("profileHash", "0x" + "00" * 32),
        ("madeAt", "-1"),
        ("madeAt", 5),
        ("madeAt", "9" * 40),
        ("madeAt", "0" * 40 + "9"),
        ("more", "x"),
    ],
)
def test_parse_application_with_a_field_changed_is_refused(field: str, value: object) -> None:
    application = signed()
    body = {**application.to_json()["application"], field: value}
    with pytest.raises(RequestInvalid):
        parse_application(file_of(application, application=body), domain=DOMAIN)


@pytest.mark.parametrize("signature", ["0x", "0x" + "11" * 65, "0x" + "00" * 64, 5])
def test_parse_application_with_another_signature_is_refused(signature: object) -> None:
    with pytest.raises(RequestInvalid):
        parse_application(file_of(signed(), signature=signature), domain=DOMAIN)


def test_parse_application_for_another_ledger_names_its_chain() -> None:
    with pytest.raises(RequestInvalid, match="chain 31337"):
        parse_application(file_of(signed()), domain=Domain(1, b"\x05" * 20))


@pytest.mark.parametrize("profile", [None, [], {}, {"v": 1}])
def test_parse_application_without_a_profile_is_refused(profile: object) -> None:
    with pytest.raises((RequestInvalid, DocumentInvalid)):
        parse_application(file_of(signed(), profile=profile), domain=DOMAIN)


def test_sign_application_by_a_contract_wallet_is_refused() -> None:
    with pytest.raises(RequestInvalid) as refused:
        signed(signer=WalletSigner(b"\x0a" * 20, KEY))
    assert "contract wallet" in refused.value.hint


def test_sign_application_with_a_person_as_its_name_is_refused() -> None:
    with pytest.raises(PersonalDataRefused):
        sign_application("write to ratna@example.org", PartyClass.BUSINESS, "ID", "", domain=DOMAIN, signer=KEY, now=1)


@pytest.mark.parametrize("text", ["workers-organisation", "Workers Organisation", "workers_organisation"])
def test_party_class_named_takes_what_people_write(text: str) -> None:
    assert party_class_named(text, "--class") is PartyClass.WORKERS_ORGANISATION


def test_party_class_named_lists_the_classes() -> None:
    with pytest.raises(InputError) as refused:
        party_class_named("mill", "--class")
    assert "auditor" in refused.value.hint


@pytest.mark.parametrize("party_class", [None, PartyClass.AUDITOR])
def test_parse_invitation_gives_back_what_was_written(party_class: PartyClass | None) -> None:
    invitation = Invitation(DOMAIN, NAME, party_class, "ID")
    assert parse_invitation(json.dumps(invitation.to_json()).encode(), domain=DOMAIN, what="file") == invitation


def test_parse_invitation_of_an_application_is_refused() -> None:
    with pytest.raises(RequestInvalid, match="party-invitation"):
        parse_invitation(file_of(signed()), domain=DOMAIN, what="file")


def test_parse_application_that_nobody_signed_says_so() -> None:
    application, profile = draft_application(NAME, PartyClass.BUSINESS, "ID", "", key=KEY.address, now=1_800_000_000)
    file = json.dumps(application_file(DOMAIN, application, profile, None)).encode()
    with pytest.raises(RequestInvalid, match="not signed yet") as caught:
        parse_application(file, domain=DOMAIN)
    assert caught.value.context["missing"] == ["signature"]
