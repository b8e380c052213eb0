"""The privacy page says of every schema what its records let an onlooker see."""

from pathlib import Path

from labour_ledger.schemas.catalogue import schema_ids

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
ALL_ILO = "| `ilo/…` (each of the eleven) |"


def test_privacy_page_has_a_row_for_every_schema() -> None:
    rows = [line.split(" | ")[0] for line in PAGE.splitlines() if line.startswith("| `")]
    ilo = [schema_id for schema_id in schema_ids() if schema_id.startswith("ilo/")]
    assert len(ilo) == 11
    assert any(line.startswith(ALL_ILO) for line in PAGE.splitlines())
    for schema_id in set(schema_ids()) - set(ilo):
        assert sum(f"`{schema_id}`" in row for row in rows) == 1, schema_id
