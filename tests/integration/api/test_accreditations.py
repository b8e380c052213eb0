"""An accreditor gives and ends accreditations over HTTP, signed by its own wallet."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.api.conftest import C029, Api, wallet
from tests.support.ledger_world import DAY_S


def signed(api: Api, name: str, **changes: Any) -> dict[str, Any]:
    """Return a change for the auditor that has none, signed by a party's wallet."""
    party = api.world.parties["unaccredited_auditor"].number
    form = {"key": api.address(name), "party": party, "schema": C029, "country": "ID", "until": "2028-12-31"}
    prepared = api.post("/v1/accreditations/prepare", {**form, **changes})
    return {**prepared["file"], "signature": wallet(name, prepared["typedData"])}


def test_accreditation_given_lets_record_and_ended_no_longer(api: Api, accreditor: str) -> None:
    party = api.world.parties["unaccredited_auditor"].number
    api.post("/v1/accreditations", signed(api, accreditor), 201)
    api.index()
    (found,) = api.get(f"/v1/parties/{party}")["accreditations"]
    assert (found["schema"]["id"], found["country"], found["mayAccredit"]) == (C029, "ID", False)
    assert api.submit(api.signed("unaccredited_auditor")).status_code == 201
    api.post("/v1/accreditations", signed(api, accreditor, action="end"), 201)
    api.index()
    assert api.get(f"/v1/parties/{party}")["accreditations"] == []


def test_accreditation_by_who_may_not_is_refused_by_the_ledger(api: Api, accreditor: str) -> None:
    for file in (signed(api, "auditor"), signed(api, accreditor, country="DE")):
        assert api.refused("/v1/accreditations", file, 409, "ledger-refused")["context"]["error"]


def test_accreditation_sent_twice_or_too_late_is_refused(api: Api, accreditor: str) -> None:
    file, late = signed(api, accreditor), signed(api, accreditor)
    api.post("/v1/accreditations", file, 201)
    assert "Nonce" in api.refused("/v1/accreditations", file, 409, "ledger-refused")["context"]["error"]
    api.world.chain.travel_by(2 * DAY_S)
    assert api.refused("/v1/accreditations", late, 409, "ledger-refused")["context"]["error"] == "DeadlinePassed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("action", "take"), ("party", "many"), ("country", "Indonesia"), ("schema", "0x12"), ("nonce", 7), ("more", "1")],
)
def test_accreditation_that_was_edited_is_refused(api: Api, accreditor: str, field: str, value: object) -> None:
    file = signed(api, accreditor)
    file["change"][field] = value
    problem = api.post("/v1/accreditations", file, 422)
    assert problem["code"] in ("request-invalid", "input-invalid")


def test_accreditation_half_signed_or_without_an_end_is_refused(api: Api, accreditor: str) -> None:
    half = {**signed(api, accreditor), "signature": None}
    assert api.refused("/v1/accreditations", half, 422, "request-invalid")["context"]["missing"] == ["signature"]
    form = {"key": api.address(accreditor), "party": 1, "schema": C029}
    api.refused("/v1/accreditations/prepare", form, 422, "date-invalid")
    stranger = {**form, "key": "0x" + "12" * 20, "until": "2028-12-31"}
    api.refused("/v1/accreditations/prepare", stranger, 404, "key-not-registered")
