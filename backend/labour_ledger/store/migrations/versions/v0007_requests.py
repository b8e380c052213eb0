"""What others ask this desk for: applications of parties, claims of sites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "own_request",
        sa.Column("chain_id", _NUMBER, nullable=False),
        sa.Column("contract", sa.LargeBinary(), nullable=False),
        sa.Column("request_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("signed_json", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", _NUMBER, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "contract", "request_id", name="pk_own_request"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_request_kind", "own_request", ["chain_id", "contract", "kind", "state"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("own_request")
