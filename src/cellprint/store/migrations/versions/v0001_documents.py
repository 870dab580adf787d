"""Documents, their contents, the journal and its checkpoints; nothing of it can be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_FROZEN = ("documents", "checkpoints")
# Erasing sets these columns to NULL; every other change and every removal is refused.
_ERASABLE = {
    "contents": ("NEW.canonical IS NULL AND NEW.digest = OLD.digest"),
    "journal_entries": (
        "NEW.salt IS NULL AND NEW.digest IS NULL AND NEW.position = OLD.position"
        " AND NEW.commitment = OLD.commitment"
    ),
}


def upgrade() -> None:
    """Create the tables and the triggers that keep them append-only."""
    op.create_table(
        "contents",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("canonical", sa.LargeBinary, nullable=True),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("digest", sa.String(64), sa.ForeignKey("contents.digest"), nullable=False),
        sa.Column("supersedes", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("record_digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("record_digest", name="uq_documents_record_digest"),
        sa.CheckConstraint("version >= 1", name="ck_documents_version"),
    )
    op.create_index("ix_documents_kind", "documents", ["kind"])
    op.create_index("ix_documents_digest", "documents", ["digest"])
    op.create_table(
        "journal_entries",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=True),
        sa.Column("digest", sa.String(64), nullable=True, unique=True),
    )
    op.create_table(
        "checkpoints",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _protect_postgresql()
    else:
        _protect_sqlite()


def _protect_sqlite() -> None:
    for table in (*_FROZEN, *_ERASABLE):
        condition = f"WHEN NOT ({_ERASABLE[table]})" if table in _ERASABLE else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {condition}"
            f" BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _protect_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION cellprint_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'append-only'; END $$"
    )
    for table in (*_FROZEN, *_ERASABLE):
        condition = f"WHEN (NOT ({_ERASABLE[table]}))" if table in _ERASABLE else ""
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
            f" FOR EACH ROW {condition} EXECUTE FUNCTION cellprint_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION cellprint_append_only()"
        )
