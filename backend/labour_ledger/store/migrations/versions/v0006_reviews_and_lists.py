"""The operator's aliases and match reviews, and other people's lists: country context, watch lists, hits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LEDGER = ["chain_id", "contract"]


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A number below 2^63, as this version stores it."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def data(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def text(name: str) -> sa.Column[str]:
    """Text."""
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    _make_reviews()
    _make_context()
    _make_watch_lists()


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "own_watch_hit",
        "own_watch_entry",
        "own_watch_list",
        "own_context_fact",
        "own_context_list",
        "own_match_review",
        "own_alias",
    ):
        op.drop_table(table)


def _make_reviews() -> None:
    op.create_table(
        "own_alias",
        number("chain_id"),
        data("contract"),
        text("kind"),
        text("value"),
        data("subject"),
        text("source"),
        text("added_by"),
        number("added_at"),
        text("reason"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "kind", "value", "subject", name="pk_own_alias"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_alias_subject", "own_alias", [*_LEDGER, "subject"])
    op.create_table(
        "own_match_review",
        number("chain_id"),
        data("contract"),
        text("review_id"),
        text("row_key"),
        text("list_title"),
        data("file_hash"),
        number("row_number"),
        text("described"),
        text("candidates"),
        text("state"),
        data("subject", nullable=True),
        text("decided_by"),
        number("decided_at", nullable=True),
        text("reason"),
        number("created_at"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "review_id", name="pk_own_match_review"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_match_review_state", "own_match_review", [*_LEDGER, "state"])


def _make_context() -> None:
    op.create_table(
        "own_context_list",
        data("file_hash"),
        text("list_name"),
        text("title"),
        text("publisher"),
        text("edition"),
        number("row_count"),
        number("imported_at"),
        sa.PrimaryKeyConstraint("file_hash", name="pk_own_context_list"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_context_fact",
        data("file_hash"),
        number("row_number"),
        text("topic"),
        text("country"),
        text("territory"),
        text("good"),
        text("value"),
        sa.PrimaryKeyConstraint("file_hash", "row_number", "topic", name="pk_own_context_fact"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_context_fact_country", "own_context_fact", ["country"])


def _make_watch_lists() -> None:
    op.create_table(
        "own_watch_list",
        data("file_hash"),
        text("list_name"),
        text("title"),
        text("publisher"),
        text("edition"),
        number("row_count"),
        number("imported_at"),
        sa.PrimaryKeyConstraint("file_hash", name="pk_own_watch_list"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_watch_entry",
        data("file_hash"),
        number("row_number"),
        text("entry_key"),
        text("names"),
        text("country"),
        text("place"),
        text("detail"),
        sa.PrimaryKeyConstraint("file_hash", "row_number", name="pk_own_watch_entry"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_watch_hit",
        number("chain_id"),
        data("contract"),
        text("list_name"),
        text("entry_key"),
        data("subject"),
        text("state"),
        text("edition"),
        number("score"),
        number("found_at"),
        text("decided_by"),
        number("decided_at", nullable=True),
        text("reason"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "list_name", "entry_key", "subject", name="pk_own_watch_hit"),
        sqlite_strict=True,
    )
