"""What documents say of supply links, and the links that records and these documents make together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from labour_ledger.store.link_terms import SUPPLY_LINK_ID, read_link_terms
from labour_ledger_verify.attestation import schema_hash

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROWS_AT_ONCE = 1000
_CONTROLLER = """
    SELECT c.controller FROM index_controller c
    WHERE c.chain_id = r.chain_id AND c.contract = r.contract AND c.subject = t.{end}
      AND (c.block_number < r.block_number OR c.block_number = r.block_number AND c.log_index < r.log_index)
    ORDER BY c.block_number DESC, c.log_index DESC LIMIT 1
"""
_BUYERS, _SELLERS = (_CONTROLLER.format(end=end) for end in ("buyer", "seller"))
_LINKS = f"""
    INSERT INTO index_supply_link
    SELECT r.chain_id, r.contract, t.buyer, r.block_number, r.log_index, t.seller, r.subject, r.uid, r.document_hash,
           t.valid_from, t.valid_until, r.recorded_at, 281474976710655, r.party,
           CASE WHEN r.party = ({_BUYERS}) AND r.party = ({_SELLERS}) THEN 3
                WHEN r.party = ({_BUYERS}) THEN 1
                WHEN r.party = ({_SELLERS}) THEN 2
                WHEN t.stated_by = 'published-list' THEN 5
                ELSE 4 END
    FROM index_record r JOIN own_link_terms t ON t.document_hash = r.document_hash AND t.network = r.subject
    WHERE r.schema_hash = :link
"""  # noqa: S608 - text of this module alone
_REVOCATIONS = """
    UPDATE index_supply_link SET revoked_at = acts.revoked_at
    FROM (SELECT r.chain_id, r.contract, t.buyer, r.block_number, r.log_index, min(a.recorded_at) AS revoked_at
          FROM index_record a
          JOIN index_record r ON r.chain_id = a.chain_id AND r.contract = a.contract AND r.uid = a.ref_uid
                             AND r.subject = a.subject
          JOIN own_link_terms t ON t.document_hash = r.document_hash AND t.network = r.subject
          WHERE a.schema_hash = :revocation AND r.schema_hash = :link
            AND (a.block_number > r.block_number OR a.block_number = r.block_number AND a.log_index > r.log_index)
            AND (a.party = r.party OR substr(a.basis, 25, 8) = substr(r.basis, 11, 8))
          GROUP BY r.chain_id, r.contract, t.buyer, r.block_number, r.log_index) AS acts
    WHERE index_supply_link.chain_id = acts.chain_id AND index_supply_link.contract = acts.contract
      AND index_supply_link.buyer = acts.buyer AND index_supply_link.block_number = acts.block_number
      AND index_supply_link.log_index = acts.log_index
"""


def number(name: str) -> sa.Column[int]:
    """A number below 2^63, as this version stores it."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def data(name: str) -> sa.Column[bytes]:
    """Bytes."""
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def text(name: str) -> sa.Column[str]:
    """Text."""
    return sa.Column(name, sa.Text(), nullable=False)


def upgrade() -> None:
    """Make the tables, and fill them from the documents that are held and the records that are indexed."""
    terms = op.create_table(
        "own_link_terms",
        data("document_hash"),
        data("network"),
        data("buyer"),
        data("seller"),
        text("goods"),
        number("valid_from"),
        number("valid_until"),
        text("stated_by"),
        sa.PrimaryKeyConstraint("document_hash", name="pk_own_link_terms"),
        sqlite_strict=True,
    )
    op.create_table(
        "index_supply_link",
        number("chain_id"),
        data("contract"),
        data("buyer"),
        number("block_number"),
        number("log_index"),
        data("seller"),
        data("network"),
        data("uid"),
        data("document_hash"),
        number("valid_from"),
        number("valid_until"),
        number("recorded_at"),
        number("revoked_at"),
        number("party"),
        number("signer"),
        sa.PrimaryKeyConstraint(
            "chain_id", "contract", "buyer", "block_number", "log_index", name="pk_index_supply_link"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for column in ("seller", "network"):
        op.create_index(f"ix_index_supply_link_{column}", "index_supply_link", ["chain_id", "contract", column])
    _read_documents(terms)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("index_supply_link")
    op.drop_table("own_link_terms")


def _read_documents(terms: sa.Table) -> None:
    document = sa.table(
        "own_document",
        sa.column("document_hash", sa.LargeBinary),
        sa.column("schema_id", sa.Text),
        sa.column("subject", sa.LargeBinary),
        sa.column("canonical_json", sa.Text),
    )
    connection = op.get_bind()
    held = connection.execute(sa.select(document).where(document.c.schema_id == SUPPLY_LINK_ID)).all()
    found = [read_link_terms(row.document_hash, row.subject, row.canonical_json.encode("utf-8")) for row in held]
    rows = [one.to_row() for one in found if one is not None]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        connection.execute(sa.insert(terms), rows[start : start + _ROWS_AT_ONCE])
    if rows:
        link, revocation = schema_hash(SUPPLY_LINK_ID), schema_hash("ledger/revocation@1")
        connection.execute(sa.text(_LINKS), {"link": link})
        connection.execute(sa.text(_REVOCATIONS), {"link": link, "revocation": revocation})
