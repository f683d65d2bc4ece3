"""The accounts store's tables, as they are after the last migration.

Everything that belongs to a person hangs on ``people`` (or, without an account, on ``followers``) by foreign keys that
cascade: to delete the row is to delete everything. Secrets that travel in addresses are kept as hashes only, or sealed.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from indexer.database import NUMBER, Instant

metadata = MetaData()


def _belongs_to(table: str, *, required: bool = False) -> Column[int]:
    """A reference to a row; this row goes when that one goes."""
    name = {"people": "person_id", "searches": "search_id"}.get(table, f"{table.removesuffix('s')}_id")
    return Column(name, BigInteger, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=not required)


def _one_reader(name: str) -> CheckConstraint:
    """A row is a person's or a follower's, never both, never nobody's."""
    return CheckConstraint("(person_id IS NULL) <> (follower_id IS NULL)", name=name)


people = Table(
    "people",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("address", Text, nullable=False),  # of e-mail, as typed: letters go to it
    Column("folded", Text, nullable=False, unique=True),  # the same for comparing
    Column("password_hash", Text),  # absent: signs in through an institution, or has not chosen one yet
    Column("is_admin", Boolean, nullable=False),
    Column("epoch", BigInteger, nullable=False),  # a session of another epoch is over
    Column("time_zone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),  # when the address was shown to be theirs
    sqlite_autoincrement=True,  # an id is never given twice, so an old session never fits a new person
)

# Who follows a search by e-mail without an account.
followers = Table(
    "followers",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column("address", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("time_zone", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    sqlite_autoincrement=True,
)

# Sign-in through an institution: who the provider says it is, and whom we know that as.
identities = Table(
    "identities",
    metadata,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    _belongs_to("people", required=True),
    Column("linked_at", Instant, nullable=False),
    Index("identities_by_person", "person_id"),
)

# Guesses and requests, counted for throttling: by whom is kept as a keyed hash only.
attempts = Table(
    "attempts",
    metadata,
    Column("kind", String(40), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("forgiven_at", Instant, nullable=False),  # when none of them counts any more
    Column("closed_until", Instant, nullable=False),  # before then nothing is let through
    Index("attempts_by_time", "forgiven_at"),
)

folders = Table(
    "folders",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("people", required=True),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("person_id", "name", name="folders_by_name"),
)

# Saved searches of people, and searches that followers follow.
searches = Table(
    "searches",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("people"),
    _belongs_to("followers"),
    Column("folder_id", BigInteger, ForeignKey("folders.id", ondelete="SET NULL")),
    Column("name", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("query", Text, nullable=False),  # the canonical query string
    Column("fields_version", String(64), nullable=False),  # of the field table that it was written for
    Column("frequency", String(10), nullable=False),  # instant, daily, weekly, none
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),  # when a follower said yes
    Column("looked_at", Instant),  # when its owner last looked at it
    Column("looked_revision", BigInteger, nullable=False),  # of the registry then; later news is new to them
    Column("found_revision", BigInteger, nullable=False),  # news has been looked for up to here
    Column("told_revision", BigInteger, nullable=False),  # and delivered up to here
    _one_reader("searches_have_one_reader"),
    CheckConstraint("frequency IN ('instant', 'daily', 'weekly', 'none')", name="searches_frequency"),
    Index("searches_by_person", "person_id"),
    Index("searches_by_follower", "follower_id"),
    Index("searches_by_folder", "folder_id"),
    sqlite_autoincrement=True,
)

# The trials that a search found when it was last run: nothing is news before there is such a row.
baselines = Table(
    "baselines",
    metadata,
    Column("search_id", BigInteger, ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("trials", LargeBinary, nullable=False),  # the numbers in order, compressed
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("people"),
    _belongs_to("followers"),
    Column("kind", String(20), nullable=False),  # which letter
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sending, sent, failed
    Column("tries", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("sent_at", Instant),
    Column("error", Text, nullable=False),  # "" while all is well
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="deliveries_state"),
    Index("deliveries_by_state", "state", "next_try_at"),
    Index("deliveries_by_person", "person_id"),
    Index("deliveries_by_follower", "follower_id"),
)

# What changed for a search.
events = Table(
    "events",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("searches", required=True),
    Column("delivery_id", BigInteger, ForeignKey("deliveries.id", ondelete="SET NULL")),  # that told it
    Column("nct_id", String(11), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("field", String(60), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Index("events_by_search", "search_id", "id"),
    Index("events_by_delivery", "delivery_id"),
)

# A change is told once to each reader, however many of their searches it meets.
told = Table(
    "told",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("people"),
    _belongs_to("followers"),
    Column("change", String(64), nullable=False),  # hash of trial, revision, kind, field and place
    Column("at", Instant, nullable=False),
    _one_reader("told_has_one_reader"),
    UniqueConstraint("person_id", "change", name="told_once_to_a_person"),
    UniqueConstraint("follower_id", "change", name="told_once_to_a_follower"),
)

shortlists = Table(
    "shortlists",
    metadata,
    Column("id", NUMBER, primary_key=True),
    _belongs_to("people", required=True),
    Column("name", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("shortlists_by_person", "person_id"),
)

shortlist_trials = Table(
    "shortlist_trials",
    metadata,
    Column("shortlist_id", BigInteger, ForeignKey("shortlists.id", ondelete="CASCADE"), primary_key=True),
    Column("nct_id", String(11), primary_key=True),
    Column("notes", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("added_at", Instant, nullable=False),
)

# Secrets in addresses that we hand out: links in letters, shared searches, private feeds.
tokens = Table(
    "tokens",
    metadata,
    Column("id", NUMBER, primary_key=True),
    Column(
        "purpose", String(20), nullable=False
    ),  # sign-up, reset, address; confirm, unsubscribe, share, feed
    Column("hash", String(64), nullable=False, unique=True),
    Column("sealed", LargeBinary),  # encrypted, where its owner may see it again
    _belongs_to("people"),
    _belongs_to("followers"),
    _belongs_to("searches"),
    _belongs_to("shortlists"),
    Column("address", Text, nullable=False),  # that a letter went to and is confirmed by it, else ""
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),  # absent: never
    Column("used_at", Instant),
    Index("tokens_by_person", "person_id"),
    Index("tokens_by_follower", "follower_id"),
    Index("tokens_by_search", "search_id"),
    Index("tokens_by_shortlist", "shortlist_id"),
)

state = Table(
    "state",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
