"""The index: facts of the chain and the cursor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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
        "index_block",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        data("hash"),
        data("parent_hash"),
        number("timestamp"),
        number("has_events"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", name="pk_index_block"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_block_timestamp", "index_block", ["chain_id", "contract", "timestamp"])
    op.create_table(
        "index_record",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        data("transaction_hash"),
        number("recorded_at"),
        data("uid"),
        data("subject"),
        data("schema_hash"),
        data("issuer"),
        data("nonce"),
        data("deadline"),
        number("outcome"),
        data("valid_from"),
        data("valid_until"),
        data("document_hash"),
        data("ref_uid"),
        data("basis"),
        number("party"),
        number("party_class"),
        number("method"),
        number("signed_log_index", nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_record"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_index_record_party", "index_record", ["chain_id", "contract", "party", "block_number", "log_index"]
    )
    op.create_index(
        "ix_index_record_subject", "index_record", ["chain_id", "contract", "subject", "block_number", "log_index"]
    )
    op.create_index("ix_index_record_uid", "index_record", ["chain_id", "contract", "uid"], unique=True)
    op.create_table(
        "index_signature",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        data("transaction_hash"),
        data("struct_hash"),
        data("signature"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_signature"),
        sqlite_strict=True,
    )
    op.create_table(
        "index_entry",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        data("transaction_hash"),
        number("recorded_at"),
        text("history_kind"),
        data("history_id"),
        number("type"),
        text("fields"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_entry"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_index_entry_history_kind",
        "index_entry",
        ["chain_id", "contract", "history_kind", "history_id", "block_number", "log_index"],
    )
    op.create_table(
        "index_subject",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("subject"),
        number("kind"),
        text("country"),
        number("registrar"),
        data("identity_hash"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_subject"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_subject_country", "index_subject", ["chain_id", "contract", "country"])
    op.create_index("ix_index_subject_subject", "index_subject", ["chain_id", "contract", "subject"], unique=True)
    op.create_table(
        "index_controller",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("subject"),
        number("controller"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_controller"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_controller_controller", "index_controller", ["chain_id", "contract", "controller"])
    op.create_index(
        "ix_index_controller_subject",
        "index_controller",
        ["chain_id", "contract", "subject", "block_number", "log_index"],
    )
    op.create_table(
        "index_identifier",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("identifier"),
        data("subject"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_identifier"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_index_identifier_identifier",
        "index_identifier",
        ["chain_id", "contract", "identifier", "block_number", "log_index"],
    )
    op.create_index("ix_index_identifier_subject", "index_identifier", ["chain_id", "contract", "subject"])
    op.create_table(
        "index_party",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        number("party"),
        number("party_class"),
        text("country"),
        data("profile_hash"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_party"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_party_party", "index_party", ["chain_id", "contract", "party"], unique=True)
    op.create_table(
        "index_key",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("key"),
        number("party"),
        number("kind"),
        number("role"),
        number("not_before"),
        number("not_after"),
        data("added_by"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_key"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_key_key", "index_key", ["chain_id", "contract", "key"])
    op.create_index("ix_index_key_party", "index_key", ["chain_id", "contract", "party"])
    op.create_table(
        "index_schema",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("schema_hash"),
        text("schema_id"),
        number("issuer_classes"),
        number("outcomes"),
        number("flags"),
        number("longest_validity"),
        number("longest_backdating"),
        data("content_hash"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_schema"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_schema_schema_hash", "index_schema", ["chain_id", "contract", "schema_hash"], unique=True)
    op.create_table(
        "index_nonce_cancel",
        number("chain_id"),
        data("contract"),
        number("block_number"),
        number("log_index"),
        number("recorded_at"),
        data("issuer"),
        data("word"),
        data("mask"),
        sa.PrimaryKeyConstraint("chain_id", "contract", "block_number", "log_index", name="pk_index_nonce_cancel"),
        sqlite_strict=True,
    )
    op.create_index("ix_index_nonce_cancel_issuer", "index_nonce_cancel", ["chain_id", "contract", "issuer"])
    op.create_table(
        "index_cursor",
        number("chain_id"),
        data("contract"),
        number("start_block"),
        number("block_number"),
        data("block_hash"),
        number("block_time"),
        number("safe_block", nullable=True),
        number("finalized_block", nullable=True),
        number("ready"),
        number("format_version"),
        sa.PrimaryKeyConstraint("chain_id", "contract", name="pk_index_cursor"),
        sqlite_strict=True,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("index_cursor")
    op.drop_table("index_nonce_cancel")
    op.drop_table("index_schema")
    op.drop_table("index_key")
    op.drop_table("index_party")
    op.drop_table("index_identifier")
    op.drop_table("index_controller")
    op.drop_table("index_subject")
    op.drop_table("index_entry")
    op.drop_table("index_signature")
    op.drop_table("index_record")
    op.drop_table("index_block")
