"""The tables of the store, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# `canonical` becomes NULL when content is erased; the address stays.
contents = Table(
    "contents",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("canonical", LargeBinary, nullable=True),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("digest", String(64), ForeignKey("contents.digest"), nullable=False),
    Column("supersedes", String(64), nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("record_digest", String(64), nullable=False),
    UniqueConstraint("record_digest", name="uq_documents_record_digest"),
    CheckConstraint("version >= 1", name="ck_documents_version"),
    Index("ix_documents_kind", "kind"),
    Index("ix_documents_digest", "digest"),
)

# `salt` and `digest` become NULL when an entry is erased; the commitment stays.
journal_entries = Table(
    "journal_entries",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("commitment", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=True),
    Column("digest", String(64), nullable=True, unique=True),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
)

# Who may come in. Unlike documents, all of this changes and goes away; no secret stands in it,
# only what one can be checked against.
accounts = Table(
    "accounts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("password_at", String(27), nullable=False),
    Column("created_at", String(27), nullable=False),
)

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False),
    Column("created_at", String(27), nullable=False),
    Column("seen_at", String(27), nullable=False),
    Index("ix_account_sessions_account", "account"),
)

account_tokens = Table(
    "account_tokens",
    metadata,
    Column(
        "account", String(64), ForeignKey("accounts.name", ondelete="CASCADE"), primary_key=True
    ),
    Column("digest", String(64), nullable=False),
    Column("expires_at", String(27), nullable=False),
    UniqueConstraint("digest", name="uq_account_tokens_digest"),
)
