"""What is held about a subject under a schema, made from the records that are there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def number(name: str) -> sa.Column[int]:
    """A number below 2^63, as this version stores it."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def data(name: str) -> sa.Column[bytes]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    """Make the table and fill it for every ledger that is indexed."""
    op.create_table(
        "index_standing",
        number("chain_id"),
        data("contract"),
        data("subject"),
        data("schema_hash"),
        number("records"),
        number("positives"),
        number("negatives"),
        number("inconclusives"),
        number("first_block"),
        number("last_block"),
        number("last_recorded_at"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "subject", "schema_hash", name="pk_index_standing"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute(
        """
        INSERT INTO index_standing
        SELECT chain_id, contract, subject, schema_hash, count(*),
               sum(CASE WHEN outcome IN (1, 2) THEN 1 ELSE 0 END),
               sum(CASE WHEN outcome IN (3, 4) THEN 1 ELSE 0 END),
               sum(CASE WHEN outcome = 5 THEN 1 ELSE 0 END),
               min(block_number), max(block_number), max(recorded_at)
        FROM index_record
        GROUP BY chain_id, contract, subject, schema_hash
        """
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("index_standing")
