"""docs/schemas.md and docs/privacy.md against the data files."""

from pathlib import Path

import pytest

from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.personal_data import _HINTS
from labour_ledger.schemas.topics import TOPICS, FindingTopic

DOCS = Path(__file__).parents[3] / "docs"
YES_NO = {True: "yes", False: "no"}


@pytest.mark.parametrize("schema_id", schema_ids())
def test_schemas_page_has_a_true_row_for_every_schema(schema_id: str) -> None:
    schema = load_schema(schema_id)
    (row,) = [line for line in _lines("schemas.md") if line.startswith(f"| `{schema_id}` |")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]

    classes = [code.name.lower().replace("_", " ") for code in schema.issuer_classes]
    assert cells[1] == schema.title
    assert cells[2] == ("every class" if len(classes) == 9 else ", ".join(classes))
    assert cells[3] == YES_NO[schema.self_declaration]
    assert cells[4] == YES_NO[schema.accreditation_required]
    assert cells[6] == YES_NO[schema.acting]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_schemas_page_has_a_row_for_every_topic(topic: FindingTopic) -> None:
    assert f"| `{topic.id}` | {topic.title} | {topic.source} |" in _lines("schemas.md")


@pytest.mark.parametrize("schema_id", [i for i in schema_ids() if not i.startswith("ilo/")])
def test_privacy_page_says_what_each_schema_shows(schema_id: str) -> None:
    rows = [line.split(" | ")[0] for line in _lines("privacy.md") if line.startswith("| `")]

    assert [row for row in rows if f"`{schema_id}`" in row]


@pytest.mark.parametrize("kind", sorted(_HINTS))
def test_privacy_page_names_every_kind_found_in_texts(kind: str) -> None:
    assert [line for line in _lines("privacy.md") if line.startswith(f"| `{kind}` | ")]


def _lines(page: str) -> list[str]:
    return (DOCS / page).read_text(encoding="utf-8").splitlines()
