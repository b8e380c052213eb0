from dataclasses import replace
from typing import cast

import pytest

from labour_ledger.registry.identifiers import IdentifierInvalid, parse_identifier
from labour_ledger.registry.names import (
    SubjectAmbiguous,
    SubjectNameUnreadable,
    SubjectNotFound,
    resolve_subject,
    subjects_by_identifier,
)
from labour_ledger.store.queries.aliases import Alias, AliasKind, save_aliases
from labour_ledger_verify.handle import handle_of

SUBJECT = bytes.fromhex("abcdef0123" + "00" * 26 + "ff")
TWIN = bytes.fromhex("abcdef0123" + "11" * 27)
OTHER = bytes.fromhex("1234567890" + "22" * 27)


@pytest.fixture
def resolve(store, ledger):
    def resolve_text(text):
        with store.reading() as session:
            return resolve_subject(session, ledger, text)

    return resolve_text


@pytest.fixture(autouse=True)
def subjects(indexed):
    indexed.add(SUBJECT, identifiers=["uml:PO1000001234"])
    indexed.add(OTHER)


@pytest.mark.parametrize(
    "text",
    [
        SUBJECT.hex(),
        "0x" + SUBJECT.hex(),
        "0X" + SUBJECT.hex().upper(),
        "0xabcd",
        "abcdef01230",
        handle_of(SUBJECT),
        handle_of(SUBJECT).lower().replace("-", ""),
        "uml:PO1000001234",
        " uml:po1000001234 ",
    ],
)
def test_resolve_subject_each_way_of_naming_finds_it(resolve, text):
    assert resolve(text) == SUBJECT


@pytest.mark.parametrize("text", ["abcdef0123", "0xabcdef", handle_of(SUBJECT)])
def test_resolve_subject_ambiguous_name_lists_the_choices(resolve, indexed, text):
    indexed.add(TWIN)
    with pytest.raises(SubjectAmbiguous) as caught:
        resolve(text)
    assert [choice.subject for choice in caught.value.choices] == [SUBJECT, TWIN]
    choices = cast("list[dict[str, str]]", caught.value.context["choices"])
    assert [choice["subject"] for choice in choices] == [
        "0x" + SUBJECT.hex(),
        "0x" + TWIN.hex(),
    ]


@pytest.mark.parametrize("text", ["ffff", "0x" + "ff" * 32, handle_of(b"\xff" * 32), "uml:PO9999999999"])
def test_resolve_subject_unknown_name_is_not_found(resolve, text):
    with pytest.raises(SubjectNotFound) as caught:
        resolve(text)
    assert caught.value.hint


def mistyped(handle):
    return handle[:-1] + ("0" if handle[-1] != "0" else "1")


@pytest.mark.parametrize(
    "text", ["", "abc", "Example Mill", "ab" * 33, "0x", mistyped(handle_of(SUBJECT)), "LL-UUUU-UUUU"]
)
def test_resolve_subject_anything_else_is_unreadable(resolve, text):
    with pytest.raises(SubjectNameUnreadable):
        resolve(text)


def test_resolve_subject_mistyped_identifier_is_refused(resolve):
    with pytest.raises(IdentifierInvalid):
        resolve("gln:9506000134353")


def test_subjects_by_identifier_leaves_unclaimed_ones_out(store, ledger):
    held, free = parse_identifier("uml:PO1000001234"), parse_identifier("sample:A")
    with store.reading() as session:
        assert subjects_by_identifier(session, ledger, [held, free]) == {held: SUBJECT}


def test_resolve_subject_by_an_alias_finds_it_unless_two_have_it(resolve, store, ledger):
    alias = Alias(AliasKind.IDENTIFIER, "list:A-1", SUBJECT, "a list", "desk", 1, "one gate")
    with store.unit_of_work() as work:
        save_aliases(work.session, ledger, [alias])
    assert resolve("list:A-1") == SUBJECT
    with store.unit_of_work() as work:
        save_aliases(work.session, ledger, [replace(alias, subject=OTHER)])
    with pytest.raises(SubjectAmbiguous):
        resolve("list:A-1")


def test_resolve_subject_by_an_alias_that_somebody_claimed_finds_who_claimed_it(resolve, store, ledger):
    alias = Alias(AliasKind.IDENTIFIER, "uml:PO1000001234", OTHER, "a list", "desk", 1, "mistaken")
    with store.unit_of_work() as work:
        save_aliases(work.session, ledger, [alias])
    assert resolve("uml:PO1000001234") == SUBJECT
