"""The registry store's tables, as they are after the last migration."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

from indexer.database import NUMBER, Instant

metadata = MetaData()

records = Table(
    "records",
    metadata,
    Column("nct_id", String(11), primary_key=True),
    Column("received", LargeBinary, nullable=False),  # canonical JSON, zlib
    Column("hash", String(64), nullable=False),  # of the canonical JSON
    Column(
        "last_update_posted", String(10), nullable=False
    ),  # the registry's version of a record, "" unknown
    Column("data_version", String(10), nullable=False),  # the registry's day of publication of these bytes
    Column("first_received_at", Instant, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("vanished_at", Instant),
    Column("revision", BigInteger, nullable=False),  # of the last change of meaning
    Index("records_by_revision", "revision"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("alias", Text, primary_key=True),
    Column("nct_id", String(11), nullable=False),
    Index("aliases_by_trial", "nct_id"),
)

changes = Table(
    "changes",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("nct_id", String(11), nullable=False),
    Column("at", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("field", String(60), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("place", Text, nullable=False),
    Index("changes_by_trial", "nct_id"),
    Index("changes_by_revision", "revision"),
)

unreadable = Table(
    "unreadable",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("source", Text, nullable=False),  # a file or the API's address
    Column("position", Text, nullable=False),
    Column("nct_id", String(40), nullable=False),  # "" where not known
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("received", LargeBinary),  # zlib; absent where too large to keep
    Index("unreadable_by_source", "source"),
)

state = Table(
    "state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
