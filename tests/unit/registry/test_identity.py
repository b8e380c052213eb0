import pytest

from labour_ledger.registry.identity import (
    IDENTITY_SCHEMA,
    SeedInvalid,
    address_line,
    identity_document,
    organisation_content,
    secret_salt,
    site_content,
    source_content,
)
from labour_ledger.registry.lists.rows import ListedAddress
from labour_ledger.schemas.content import validate_content, validate_document

SEED = b"\x07" * 32


def test_secret_salt_same_seed_and_key_give_the_same():
    assert secret_salt(SEED, "subject", "a") == secret_salt(SEED, "subject", "a")
    assert len(secret_salt(SEED, "subject", "a")) == 32


def test_secret_salt_differs_by_seed_purpose_and_key():
    salts = {
        secret_salt(SEED, "subject", "a"),
        secret_salt(b"\x08" * 32, "subject", "a"),
        secret_salt(SEED, "document", "a"),
        secret_salt(SEED, "subject", "b"),
    }
    assert len(salts) == 4


@pytest.mark.parametrize("seed", [b"", b"\x07" * 31, b"\x07" * 33])
def test_secret_salt_seed_of_another_length_is_refused(seed):
    with pytest.raises(SeedInvalid) as caught:
        secret_salt(seed, "subject", "a")
    assert seed.hex() not in caught.value.message or not seed


def test_site_content_says_only_what_the_row_says(make_site):
    assert site_content(make_site()) == {
        "names": [{"text": "Example Mill", "kind": "listed"}],
        "country": "MY",
        "source": {
            "list": "Example list",
            "publisher": "Example publisher",
            "edition": "2026",
            "licence": "CC0",
            "row": 1,
            "fileHash": "0x" + "22" * 32,
        },
    }


def test_site_content_full_row_fits_its_schema(make_site):
    site = make_site(
        alternative_names=("Old Example Mill",),
        address=ListedAddress("1 Example Road, Town", "1 Example Road", "Town", "District", "Region", "81100"),
        latitude="-0.0",
        longitude="103.54",
        precision="approximate",
        identifiers=["sample:A", "gln:9506000134352"],
        sectors=("Palm oil",),
        workforce="100-249",
        generated=True,
    )
    content = site_content(site)
    validate_content(IDENTITY_SCHEMA, content)
    assert content["location"] == {"latitude": "-0.0", "longitude": "103.54", "precision": "approximate"}
    assert content["generated"] is True
    assert content["names"][1] == {"text": "Old Example Mill", "kind": "alternative"}


def test_site_content_place_without_precision_leaves_it_out(make_site):
    assert site_content(make_site(latitude="1", longitude="2"))["location"] == {"latitude": "1", "longitude": "2"}


def test_identity_document_fits_its_schema_and_repeats(make_site):
    content = site_content(make_site())
    document = identity_document(content, subject=b"\x01" * 32, seed=SEED, key="a")
    validate_document(document)
    assert document == identity_document(content, subject=b"\x01" * 32, seed=SEED, key="a")


def test_organisation_content_fits_its_schema(source):
    validate_content(IDENTITY_SCHEMA, organisation_content("Example Brand", source, 2))


def test_source_content_counts_rows_after_the_header(source):
    assert source_content(source, 2)["row"] == 1


def test_address_line_joins_the_parts_there_are():
    assert address_line(ListedAddress(street="1 Example Road", region="Region")) == "1 Example Road, Region"
    assert address_line(ListedAddress()) == ""
