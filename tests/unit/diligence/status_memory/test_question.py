"""Which questions a memory may answer; what is wrong with others is said by the route that is asked then."""

import pytest

from labour_ledger.diligence.status_memory.question import read_question
from labour_ledger.registry.identifiers import parse_identifier
from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.handle import handle_of

SITE = bytes(range(32))
SCHEMA = "ilo/c029@1930"


def test_read_question_by_a_full_id_names_one_subject() -> None:
    for name in ("0x" + SITE.hex(), SITE.hex().upper(), f" {SITE.hex()} "):
        question = read_question(name, SCHEMA, valid_at_text="today")
        assert question is not None
        assert (question.subject, question.schema) == (SITE, schema_hash(SCHEMA))
        assert question.valid_at_text == "today"


@pytest.mark.parametrize("name", [handle_of(SITE), "0x0001020304"])
def test_read_question_by_a_part_of_an_id_names_a_range(name: str) -> None:
    question = read_question(name, SCHEMA)
    assert question is not None
    assert question.subject is None
    assert question.within[0] <= SITE <= question.within[1]


def test_read_question_by_an_identifier_names_its_hash() -> None:
    question = read_question("list:7", SCHEMA)
    assert question is not None
    assert question.identifier == parse_identifier("list:7").hash


@pytest.mark.parametrize(
    ("name", "schema_id"),
    [("no name", SCHEMA), ("LL-0000-0001", SCHEMA), ("os:mistyped", SCHEMA), (SITE.hex(), "ledger/revocation@1")],
)
def test_read_question_that_has_no_answer_is_none(name: str, schema_id: str) -> None:
    assert read_question(name, schema_id) is None
