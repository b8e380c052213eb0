"""Odd requests for a status are answered as the route itself answers them, whatever else is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from tests.unit.api.conftest import LEDGER, Service

from labour_ledger.api.kept_answers import KeptAnswers
from labour_ledger.api.snapshots import Snapshots
from labour_ledger.api.statuses import Statuses
from labour_ledger.diligence.many_statuses import many_statuses
from labour_ledger.indexer.rebuild import rebuild
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import PartyClass
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_hex

STANDARD = "ilo/c029@1930"
SCHEMA = f"schema={STANDARD}"


def shown(service: Service, method: str, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    response = service.client.request(method, path, headers=headers)
    given = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    body = response.content.replace(response.headers.get("x-request-id", "-").encode(), b"")
    return response.status_code, body, given


def agreed(service: Service, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """Return what is answered twice with the memory and once without, which must be the same."""
    first, again = (shown(service, method, path, **headers) for _ in range(2))

    async def nothing(self, question, version) -> None:
        return None

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Statuses, "answer", nothing)
        patched.setattr(KeptAnswers, "find", lambda *_: None)
        by_route = shown(service, method, path, **headers)
    assert first == again == by_route
    return first


NAMES = (
    "list:a/b",
    "list:a%2Fb",
    "list:a%252Fb",
    "list%3Aplain",
    "LIST:plain",
    " list:plain ",
    "list:plain%20",
    "list:plain%00",
    "list:plain%0A",
    "list:PLAIN",
    "list:pl%C3%A4in",
    "list:%ED%A0%80",
    "list:%FF",
    "list:",
    ":",
    "",
    "%2F",
    "..",
    ".",
    "status",
    "0x",
    "0X{mill}",
    "{mill}",
    "{MILL}",
    "{mill}%20",
    "{mill}/",
    "{mill}/history",
    "{mill}0",
    "{mill};x",
    "{handle}",
    "{lower}",
    "{lower}%3Fschema=x",
    "１２３４",
    "LL-7K3M-92Q\N{LATIN SMALL LETTER LONG S}",
    "a" * 5000,
    "0x" + "0" * 5000,
    "list:" + "9" * 5000,
)

QUERIES = (
    "",
    SCHEMA,
    f"{SCHEMA}&",
    f"&{SCHEMA}",
    f"{SCHEMA}&{SCHEMA}",
    f"{SCHEMA}&schema=ilo/c138@1973",
    f"{SCHEMA}&records=all&records=none",
    f"{SCHEMA}&valid_at=",
    f"{SCHEMA}&known_at=",
    f"{SCHEMA}&valid_at",
    f"{SCHEMA}&valid_at=today&valid_at=today",
    f"{SCHEMA}&valid_at=%20TODAY%20",
    f"{SCHEMA}&valid_at=2025-01-01T00:00:00%2B00:00",
    f"{SCHEMA}&valid_at=2025-01-01T00:00:00+00:00",
    f"{SCHEMA}&valid_at=2025-01-01T00:00:00.999Z",
    f"{SCHEMA}&valid_at=2025-02-30",
    f"{SCHEMA}&valid_at=0000-01-01",
    f"{SCHEMA}&valid_at=1970-01-01",
    f"{SCHEMA}&valid_at=2038-01-19T03:14:08Z",
    f"{SCHEMA}&known_at=2106-02-07T06:28:16Z",
    f"{SCHEMA}&valid_at={'2' * 61}",
    f"{SCHEMA}&known_at=2025-01-01&known_at=",
    f"{SCHEMA}&records=",
    f"{SCHEMA}&records=ALL",
    f"{SCHEMA}&records=none",
    f"{SCHEMA}&schema_id=x",
    f"schema_id={STANDARD}",
    f"{SCHEMA}&validAt=2025-01-01",
    f"{SCHEMA}&x=1",
    f"{SCHEMA};valid_at=2025-01-01",
    f"{SCHEMA}%20",
    "schema=ILO/C029@1930",
    "schema=",
    "schema=%00",
    "schema=%ED%A0%80",
    "schema=%FF",
    "schema=ilo%2Fc029%401930",
    f"Schema={STANDARD}",
    f"schema={'x' * 201}",
    "schema=ledger/dispute@1",
    "schema=ledger/supply-link@1",
)


@pytest.fixture
def named(service: Service) -> Service:
    """The small ledger with sites that have odd names."""
    for number, value in enumerate(("a/b", "plain", "a%2Fb"), start=1):
        service.simulator.register_subject(f"odd {number}", identifiers=[("list", value)])
    service.simulator.mine()
    service.index()
    return service


def test_odd_names_are_answered_as_the_route_does(named: Service) -> None:
    mill = named.names["mill"]
    words = {
        "mill": mill.hex(),
        "MILL": mill.hex().upper(),
        "handle": handle_of(mill),
        "lower": handle_of(mill).lower(),
    }
    statuses = set()
    for name in NAMES:
        for word, value in words.items():
            name = name.replace(f"{{{word}}}", value)
        statuses.add(agreed(named, f"/v1/sites/{name}/status?{SCHEMA}")[0])
    assert {200, 404, 422} <= statuses
    assert not any(status >= 500 for status in statuses)


def test_odd_queries_are_answered_as_the_route_does(named: Service) -> None:
    path = f"/v1/sites/{to_hex(named.names['mill'])}/status"
    found = {query: agreed(named, f"{path}?{query}")[0] for query in QUERIES}
    assert set(found.values()) == {200, 404, 422}
    assert found[f"{SCHEMA}&x=1"] == found[f"{SCHEMA}&validAt=2025-01-01"] == 422


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "DELETE", "PUT"])
def test_other_methods_are_answered_as_the_route_does(service: Service, method: str) -> None:
    agreed(service, f"/v1/sites/{to_hex(service.names['mill'])}/status?{SCHEMA}", method)


@pytest.mark.parametrize("tag", ["*", '"other"', "{tag}", "W/{tag}", '"a", W/{tag} ,"b"', "{tag}x", "", ",", "{bare}"])
def test_tags_are_compared_as_the_route_does(service: Service, tag: str) -> None:
    path = f"/v1/sites/{to_hex(service.names['mill'])}/status?{SCHEMA}"
    known = agreed(service, path)[2]["etag"]
    given = tag.format(tag=known, bare=known.strip('"'), mill="")
    status = agreed(service, path, **{"If-None-Match": given})[0]
    assert status == (304 if known in given.replace(f"{known}x", "") or tag == "*" else 200)
    agreed(service, path, "HEAD", **{"If-None-Match": given})


def test_tag_of_before_a_block_that_was_taken_back_is_good_again_only_if_all_is_as_it_was(service: Service) -> None:
    path = f"/v1/sites/{to_hex(service.names['mill'])}/status?{SCHEMA}"
    tags = [agreed(service, path)[2]["etag"]]
    for _ in range(3):
        service.simulator.mine()
        service.index()
        tags.append(agreed(service, path)[2]["etag"])
        service.simulator.reorg(1)
        service.simulator.mine()
        service.index()
        tags.append(agreed(service, path)[2]["etag"])
    assert len(set(tags)) == len(tags)


@pytest.fixture
def snapshots(service: Service, monkeypatch: pytest.MonkeyPatch) -> Snapshots:
    """Those of the service, which are brought forward only by the test."""
    found: Snapshots = service.client.app.state.services.snapshots  # type: ignore[attr-defined]
    found._leaving.set()
    found._thread.join()
    found._keeper.refresh()
    return found


def codes(service: Service, *sites: bytes) -> list[str]:
    """Return the codes that the bulk form and single questions give alike."""
    names = [to_hex(site) for site in sites]
    response = service.client.post("/v1/statuses", json={"sites": names, "schemas": [STANDARD]})
    many: dict[str, Any] = response.json()
    found = [site["statuses"][0]["code"] for site in many["sites"]]
    singles: list[Any] = [service.get(f"/v1/sites/{name}/status?{SCHEMA}") for name in names]
    assert found == [single["status"]["code"] for single in singles]
    with service.store.reading() as session:
        from_store = many_statuses(session, LEDGER, names, schema_ids=[STANDARD])
    assert many == from_store.to_json()
    return found


def test_bulk_form_after_a_block_was_replaced_by_one_of_the_same_number(service: Service, snapshots: Snapshots) -> None:
    auditor = service.simulator.register_party(PartyClass.AUDITOR)
    one, other = (service.simulator.register_subject(name) for name in ("one", "other"))
    service.simulator.mine()
    service.index()
    service.simulator.record(auditor, PartyClass.AUDITOR, one, schema=schema_hash(STANDARD), outcome=3)
    service.simulator.mine()
    service.index()
    snapshots._keeper.refresh()
    assert codes(service, one, other) == ["does_not_conform", "unknown"]
    service.simulator.reorg(1)
    service.simulator.record(auditor, PartyClass.AUDITOR, other, schema=schema_hash(STANDARD), outcome=3)
    service.simulator.mine()
    service.index()
    assert codes(service, one, other) == ["unknown", "does_not_conform"]


def test_bulk_form_after_a_damaged_index_was_made_anew(service: Service, snapshots: Snapshots) -> None:
    auditor = service.simulator.register_party(PartyClass.AUDITOR)
    one = service.simulator.register_subject("one")
    service.simulator.record(auditor, PartyClass.AUDITOR, one, schema=schema_hash(STANDARD), outcome=3)
    service.simulator.mine()
    service.index()
    with service.store.unit_of_work() as work:
        for table in ("index_record", "index_standing"):
            work.session.execute(text(f"DELETE FROM {table} WHERE subject = :one"), {"one": one})
    snapshots._keeper.forget()
    snapshots._keeper.refresh()
    assert codes(service, one) == ["unknown"]
    rebuild(service.store, service.simulator, LEDGER, start_block=1)
    snapshots._keeper.refresh()
    assert codes(service, one) == ["does_not_conform"]
