import pytest

from labour_ledger.registry.aliases import AliasInvalid, add_alias, remove_alias
from labour_ledger.registry.identifiers import IdentifierInvalid
from labour_ledger.registry.names import SubjectNotFound, resolve_subject
from labour_ledger.schemas.personal_data import PersonalDataRefused
from labour_ledger.store.queries.aliases import AliasKind, aliases_of

SITE, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.fixture(autouse=True)
def subjects(indexed):
    indexed.add(SITE)
    indexed.add(OTHER, identifiers=["uml:PO1000001234"])


@pytest.fixture
def add(store, ledger):
    def add(text, added_by="desk", reason="code in our list"):
        with store.unit_of_work() as work:
            return add_alias(work.session, ledger, SITE, text, added_by=added_by, reason=reason, now=9)

    return add


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("acme:V-1187", AliasKind.IDENTIFIER, "acme:V-1187"),
        ("  Invented   Mill ", AliasKind.NAME, "Invented Mill"),
        ("Invented Mill: the second", AliasKind.NAME, "Invented Mill: the second"),
    ],
)
def test_add_alias_tells_identifiers_from_names(add, store, ledger, text, kind, value):
    given = add(text)
    assert (given.kind, given.value) == (kind, value)
    with store.reading() as session:
        assert aliases_of(session, ledger, [SITE])[SITE] == (given,)


def test_add_alias_of_an_identifier_lets_commands_find_the_site(add, store, ledger):
    add("acme:V-1187")
    with store.reading() as session:
        assert resolve_subject(session, ledger, "acme:V-1187") == SITE


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((" ",), AliasInvalid),
        (("Invented", "", "why"), AliasInvalid),
        (("Invented", "desk", " "), AliasInvalid),
        (("uml:PO1000001234",), AliasInvalid),
        (("gln:9520000000005",), IdentifierInvalid),
        (("someone@example.com",), PersonalDataRefused),
    ],
)
def test_add_alias_that_cannot_be_given_is_refused(add, arguments, error):
    with pytest.raises(error):
        add(*arguments)


def test_remove_alias_takes_it_back_once(add, store, ledger):
    add("Invented Mill")
    with store.unit_of_work() as work:
        assert remove_alias(work.session, ledger, SITE, "Invented Mill").value == "Invented Mill"
    with store.unit_of_work() as work, pytest.raises(SubjectNotFound):
        remove_alias(work.session, ledger, SITE, "Invented Mill")
