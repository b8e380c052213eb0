from __future__ import annotations

from tests.support.question_world import LEDGER, QuestionWorld
from tests.unit.diligence.questions.conftest import Ask, column

from labour_ledger.diligence.questions.asking import ask
from labour_ledger.store.queries.context import ContextFact, ListEdition, save_context_list
from labour_ledger.store.session import Store

EDITION = ListEdition("ilab-goods", "A list of goods", "A department", "2024", b"\x07" * 32, 1, 1)


def test_listed_goods_are_found_by_country_with_row_and_certificate(own_store: Store, world: QuestionWorld) -> None:
    with own_store.unit_of_work() as work:
        save_context_list(
            work.session,
            EDITION,
            [
                ContextFact(5, "child_labor", "ID", "", "Palm Fruit", "Yes"),
                ContextFact(6, "child_labor", "MY", "", "Palm Fruit", "Yes"),
            ],
        )
    with own_store.reading() as session:
        answer = ask(session, LEDGER, "listed-goods", {"goods": "palm fruit"}, limit=None)
        other = ask(session, LEDGER, "listed-goods", {"goods": "Cotton"}, limit=None)
    listed = {row.values["site"]: row.values for row in answer.rows}
    assert set(listed) == {world.handle(name) for name in ("mill", "press", "farm", "store", "refinery")}
    assert listed[world.handle("refinery")]["listedCertification"] == ("Fictitious: certified, 2024-03-31",)
    assert listed[world.handle("mill")]["sources"] == ("A list of goods, 2024, row 5",)
    assert answer.summary["links"] == answer.summary["linksListed"] == 7
    assert answer.summary["linksListedAndCertified"] == 1
    assert (other.rows, other.missing) == ((), ())


def test_listed_certification_counts_sites_and_links(asked: Ask, world: QuestionWorld) -> None:
    answer = asked("listed-certification", buyer=world.handle("Brand"))
    assert column(answer, "site") == [world.handle("refinery")]
    assert (answer.summary["sitesCertified"], answer.summary["linksCertified"]) == (1, 1)
