"""An organisation becomes a party over HTTP; its key, and those of the council, never come to the service."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from eth_account import Account
from tests.integration.api.conftest import Api, served, wallet
from tests.support.governed_ledger import GovernedLedger, governed_ledger
from tests.support.ledger_world import LedgerWorld

from labour_ledger.api.app import create_app
from labour_ledger.chain.deployment import save_deployment
from labour_ledger_verify.keccak import keccak256

NEWCOMER = "a newcomer"
ADDRESS = Account.from_key(keccak256(f"key of {NEWCOMER}".encode())).address
FORM = {"key": ADDRESS, "name": "Newcomer Mill (fictitious)", "class": "business", "country": "ID"}


def signed(api: Api, **changes: Any) -> dict[str, Any]:
    """Return an application file, signed by the newcomer's wallet."""
    prepared = api.post("/v1/applications/prepare", {**FORM, **changes})
    assert prepared["file"]["signature"] is None
    return {**prepared["file"], "signature": wallet(NEWCOMER, prepared["typedData"])}


def handed_in(api: Api) -> str:
    return str(api.post("/v1/applications", signed(api), 201)["id"])


def test_application_is_prepared_handed_in_and_approved(api: Api) -> None:
    file = signed(api)
    response = api.http.post("/v1/applications", json=file)
    assert response.status_code == 201, response.text
    application = response.json()["id"]
    assert response.headers["location"] == f"/v1/applications/{application}"
    assert api.get(f"/v1/applications/{application}")["state"] == "pending"
    done = api.post(f"/v1/applications/{application[:10]}/approval", {"by": "registry desk"})
    found = done["application"]
    assert (found["state"], found["decidedBy"], found["keyAdded"]) == ("approved", "registry desk", True)
    assert done["transactions"] == []
    assert found["party"] == api.world.client.party_count()
    api.index()
    assert api.get(f"/v1/parties/{found['party']}")["name"] == FORM["name"]


def test_application_approved_or_handed_in_twice_is_done_once(api: Api) -> None:
    file = signed(api)
    application = api.post("/v1/applications", file, 201)["id"]
    assert api.post("/v1/applications", file, 200)["id"] == application
    first = api.post(f"/v1/applications/{application}/approval", {"by": "desk"})
    count = api.world.client.party_count()
    again = api.post(f"/v1/applications/{application}/approval", {"by": "desk"})
    assert again["application"]["party"] == first["application"]["party"]
    assert api.world.client.party_count() == count
    assert api.post("/v1/applications", file, 200)["state"] == "approved"


def test_application_approved_by_several_at_once_registers_one_party(api: Api) -> None:
    path = f"/v1/applications/{handed_in(api)}/approval"
    count = api.world.client.party_count()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: api.http.post(path, json={"by": "desk"}), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.json()["application"]["party"] for answer in answers} == {count + 1}
    assert api.world.client.party_count() == count + 1


def test_application_refused_keeps_the_reason_and_is_not_approved(api: Api) -> None:
    application = handed_in(api)
    api.refused(f"/v1/applications/{application}/refusal", {"by": "desk", "reason": " "}, 422, "input-invalid")
    refused = api.post(f"/v1/applications/{application}/refusal", {"by": "desk", "reason": "no extract was given"})
    assert (refused["state"], refused["reason"]) == ("refused", "no extract was given")
    problem = api.refused(f"/v1/applications/{application}/approval", {"by": "desk"}, 422, "request-decided")
    assert "no extract" in problem["detail"]
    assert [item["id"] for item in api.get("/v1/applications", state="refused")["items"]] == [application]
    assert api.get("/v1/applications", state="pending")["items"] == []


def test_application_reason_with_personal_data_is_refused_and_not_repeated(api: Api) -> None:
    form = {"by": "desk", "reason": "ask ratna.dewi@example.org"}
    problem = api.refused(f"/v1/applications/{handed_in(api)}/refusal", form, 422, "personal-data-refused")
    assert "ratna" not in str(problem)


@pytest.mark.parametrize(
    ("field", "value"),
    [("signature", None), ("signature", "0x" + "11" * 65), ("profile", None), ("domain", {}), ("format", "else")],
)
def test_application_half_signed_or_changed_is_refused(api: Api, field: str, value: object) -> None:
    api.refused("/v1/applications", {**signed(api), field: value}, 422, "request-invalid")
    assert api.get("/v1/applications")["items"] == []


def test_application_with_the_key_of_a_party_is_not_approved(api: Api) -> None:
    prepared = api.post("/v1/applications/prepare", {**FORM, "key": api.address("auditor")})
    file = {**prepared["file"], "signature": wallet("auditor", prepared["typedData"])}
    application = api.post("/v1/applications", file, 201)["id"]
    problem = api.refused(f"/v1/applications/{application}/approval", {"by": "desk"}, 422, "key-taken")
    assert problem["context"]["party"] == api.world.parties["auditor"].number
    assert api.get(f"/v1/applications/{application}")["state"] == "pending"


def test_application_for_another_ledger_is_refused(api: Api) -> None:
    file = signed(api)
    file["domain"] = {**file["domain"], "chainId": 5}
    api.refused("/v1/applications", file, 422, "request-invalid")


def test_application_unknown_or_named_too_shortly_is_a_problem(api: Api) -> None:
    assert api.http.get("/v1/applications/0xabcdef").status_code == 404
    assert api.http.get("/v1/applications/0x1").status_code == 422


def test_applications_come_in_pages_with_tags(api: Api) -> None:
    expected = {handed_in(api) for _ in range(3)}
    first = api.http.get("/v1/applications", params={"limit": 2})
    rest = api.http.get(first.json()["next"]).json()
    found = [item["id"] for item in (*first.json()["items"], *rest["items"])]
    assert (len(found), set(found), rest["next"]) == (3, expected, None)
    tag = {"If-None-Match": first.headers["etag"]}
    assert api.http.get("/v1/applications", params={"limit": 2}, headers=tag).status_code == 304
    assert api.http.get("/v1/applications", params={"cursor": "nonsense"}).json()["code"] == "page-token-invalid"


@pytest.fixture
def governed(world: LedgerWorld, api: Api) -> Iterator[tuple[Api, GovernedLedger]]:
    """Serve a ledger whose council has members."""
    with governed_ledger(world) as ledger:
        save_deployment(ledger.deployment, api.settings.deployment_file)
        with served(create_app(api.settings)) as address, httpx2.Client(base_url=address, timeout=60) as http:
            yield Api(http, world, api.home, api.settings), ledger


def test_application_where_members_decide_is_proposed_by_their_own_wallets(
    governed: tuple[Api, GovernedLedger],
) -> None:
    api, ledger = governed
    prepared = api.post("/v1/applications/prepare", FORM)
    file = {**prepared["file"], "signature": wallet(NEWCOMER, prepared["typedData"])}
    path = f"/v1/applications/{api.post('/v1/applications', file, 201)['id']}/approval"
    form = {"by": "desk", "member": "0x" + ledger.members["government"].address.hex()}
    for left in (None, 1):  # first the party, then its key
        waiting = api.post(path, form, 202)
        assert waiting["application"]["party"] == left
        assert [item["words"] for item in waiting["transactions"]] == [
            "propose it to the members",
            "approve it as a member",
        ]
        for item in waiting["transactions"]:
            sent = {name: item[name] for name in ("from", "to", "data")}
            api.world.chain.rpc.request("eth_sendTransaction", sent)
        proposed = ledger.contract.proposals(0)[-1]
        with_proposal = {"by": "desk", "proposal": "0x" + proposed.proposal.hex()}
        assert api.post(path, with_proposal)["application"]["proposal"] == with_proposal["proposal"]
        for name in ("employers", "workers"):
            ledger.members[name].approve(proposed.proposal)
        api.world.chain.travel_by(ledger.contract.delay_s())
        ledger.members["workers"].execute(proposed.proposal, proposed.parts[0])
    done = api.post(path, {"by": "desk", "member": form["member"]})
    assert (done["application"]["state"], done["application"]["keyAdded"]) == ("approved", True)
    other = {"by": "desk", "proposal": "0x" + "77" * 32}
    assert api.post(path, other)["application"]["keyAdded"] is True


def test_application_with_a_proposal_that_does_something_else_is_refused(
    governed: tuple[Api, GovernedLedger],
) -> None:
    api, _ = governed
    prepared = api.post("/v1/applications/prepare", FORM)
    file = {**prepared["file"], "signature": wallet(NEWCOMER, prepared["typedData"])}
    application = api.post("/v1/applications", file, 201)["id"]
    form = {"by": "desk", "proposal": "0x" + "77" * 32}
    problem = api.refused(f"/v1/applications/{application}/approval", form, 422, "input-invalid")
    assert problem["context"]["field"] == "proposal"
    assert api.get(f"/v1/applications/{application}")["state"] == "pending"


def test_application_where_the_council_is_one_account_hands_out_what_that_account_sends(api: Api) -> None:
    path = f"/v1/applications/{handed_in(api)}/approval"
    form = {"by": "desk", "member": api.address("auditor")}  # who names a member, acts for a council elsewhere
    for _ in ("the party", "its key"):
        waiting = api.post(path, form, 202)
        assert waiting["application"]["state"] == "pending"
        (item,) = waiting["transactions"]
        sent = {name: item[name] for name in ("from", "to", "data")}
        api.world.chain.rpc.request("eth_sendTransaction", sent)
    done = api.post(path, form)
    assert (done["application"]["state"], done["application"]["keyAdded"]) == ("approved", True)
    assert done["application"]["party"] == api.world.client.party_count()
