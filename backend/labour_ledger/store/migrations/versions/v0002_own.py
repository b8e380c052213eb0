"""The operator's own tables: documents, profiles, identifier texts, receipts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """A number below 2^63, as this version stores it."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def data(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    """Bytes: hashes, addresses, wide numbers big-endian."""
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def text(name: str) -> sa.Column[str]:
    """Text."""
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "own_document",
        data("document_hash"),
        text("schema_id"),
        data("subject"),
        text("canonical_json"),
        number("received_at"),
        sa.PrimaryKeyConstraint("document_hash", name="pk_own_document"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_document_subject", "own_document", ["subject"])
    op.create_table(
        "own_site_profile",
        data("subject"),
        data("document_hash"),
        text("name"),
        text("folded_name"),
        text("country"),
        text("address"),
        text("latitude"),
        text("longitude"),
        text("identifiers"),
        sa.PrimaryKeyConstraint("subject", "document_hash", name="pk_own_site_profile"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_site_profile_folded_name", "own_site_profile", ["folded_name"])
    op.create_table(
        "own_party_profile",
        data("document_hash"),
        text("name"),
        text("country"),
        text("website"),
        sa.PrimaryKeyConstraint("document_hash", name="pk_own_party_profile"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_identifier_text",
        data("identifier"),
        text("scheme"),
        text("value"),
        sa.PrimaryKeyConstraint("identifier", name="pk_own_identifier_text"),
        sqlite_strict=True,
    )
    op.create_table(
        "own_receipt",
        number("chain_id"),
        data("contract"),
        text("batch_id"),
        number("row_number"),
        data("uid"),
        text("state"),
        data("transaction_hash", nullable=True),
        text("detail"),
        number("updated_at"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "batch_id", "row_number", name="pk_own_receipt"),
        sqlite_strict=True,
    )
    op.create_index("ix_own_receipt_uid", "own_receipt", ["chain_id", "contract", "uid"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("own_receipt")
    op.drop_table("own_identifier_text")
    op.drop_table("own_party_profile")
    op.drop_table("own_site_profile")
    op.drop_table("own_document")
