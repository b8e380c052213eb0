"""What lists say beside a site; on both kinds of store."""

from __future__ import annotations

from typing import Any

import pytest

from labour_ledger.diligence.context import country_context, newest_lists, site_context
from labour_ledger.registry.names import SubjectNotFound
from labour_ledger.store.queries.context import ContextFact, ListEdition, save_context_list
from labour_ledger.store.results import LedgerKey
from labour_ledger.store.session import Store

GOODS = ListEdition("ilab-goods", "Goods", "Publisher", "2023", b"\x01" * 32, 3, 10)
LAWS = ListEdition("ilab-conventions", "Conventions", "Publisher", "2022", b"\x02" * 32, 1, 10)
FACTS = [
    ContextFact(2, "child_labor", "ID", "", "Palm Fruit", "Yes"),
    ContextFact(3, "child_labor", "ID", "", "Café", "Yes"),
    ContextFact(4, "child_labor", "MY", "", "Palm Fruit", "Yes"),
]


@pytest.fixture
def lists(store: Store, names: dict[str, bytes]) -> Store:
    with store.unit_of_work() as work:
        save_context_list(work.session, GOODS, FACTS)
        save_context_list(work.session, LAWS, [ContextFact(2, "c138", "ID", "", "", "Yes")])
    return store


@pytest.mark.parametrize(
    ("goods", "found"),
    [
        ((), [("c138", ""), ("child_labor", "Palm Fruit"), ("child_labor", "Café")]),
        (("palm fruit",), [("c138", ""), ("child_labor", "Palm Fruit")]),
        (("CAFE",), [("c138", ""), ("child_labor", "Café")]),
        (("Cotton",), [("c138", "")]),
    ],
)
def test_country_context_gives_the_country_and_the_goods_asked_for(
    lists: Store, goods: tuple[str, ...], found: list[tuple[str, str]]
) -> None:
    with lists.reading() as session:
        rows = country_context(session, "ID", goods)
    assert [(row.fact.topic, row.fact.good) for row in rows] == found


def test_country_context_of_a_country_that_no_list_names_is_empty(lists: Store) -> None:
    with lists.reading() as session:
        assert country_context(session, "CH") == ()


def test_country_context_answers_from_the_newest_import_alone(lists: Store) -> None:
    later = ListEdition("ilab-goods", "Goods", "Publisher", "2024", b"\x03" * 32, 1, 11)
    with lists.unit_of_work() as work:
        save_context_list(work.session, later, [ContextFact(2, "forced_labor", "ID", "", "Palm Fruit", "Yes")])
    with lists.reading() as session:
        rows = country_context(session, "ID", ["Palm Fruit"])
        assert [source.edition for source in newest_lists(session)] == ["2022", "2024"]
    assert [(row.source.edition, row.fact.topic) for row in rows] == [("2022", "c138"), ("2024", "forced_labor")]


def test_save_context_list_again_renews_the_edition_and_doubles_nothing(lists: Store) -> None:
    with lists.unit_of_work() as work:
        again = ListEdition("ilab-goods", "Goods", "Publisher", "2023b", b"\x01" * 32, 3, 12)
        save_context_list(work.session, again, FACTS)
    with lists.reading() as session:
        rows = country_context(session, "MY")
    assert [(row.source.edition, row.fact.good) for row in rows] == [("2023b", "Palm Fruit")]


def test_site_context_names_list_edition_file_and_row_and_is_no_verdict(
    lists: Store, ledger: LedgerKey, names: dict[str, bytes]
) -> None:
    with lists.reading() as session:
        found: Any = site_context(session, ledger, names["twin"]).to_json()
    assert found["country"] == "MY"
    assert "says nothing of this site" in str(found["notice"])
    (item,) = found["items"]
    assert item["source"] == {
        "list": "ilab-goods",
        "title": "Goods",
        "publisher": "Publisher",
        "edition": "2023",
        "fileHash": "0x" + "01" * 32,
        "rows": 3,
        "importedAt": "1970-01-01T00:00:10Z",
        "row": 4,
    }


def test_site_context_of_an_unknown_site_is_not_found(lists: Store, ledger: LedgerKey) -> None:
    with lists.reading() as session, pytest.raises(SubjectNotFound):
        site_context(session, ledger, bytes(32))
