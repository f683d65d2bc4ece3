"""People, followers, searches, baselines, events, deliveries, shortlists, tokens, attempts, state."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
ONE_READER = "(person_id IS NULL) <> (follower_id IS NULL)"
TABLES = (
    "people",
    "followers",
    "identities",
    "attempts",
    "folders",
    "searches",
    "baselines",
    "deliveries",
    "events",
    "told",
    "shortlists",
    "shortlist_trials",
    "tokens",
    "state",
)


def _belongs_to(column: str, table: str, *, required: bool = False) -> "sa.Column[int]":
    return sa.Column(
        column, sa.BigInteger, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=not required
    )


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False, unique=True),
        sa.Column("password_hash", sa.Text),
        sa.Column("is_admin", sa.Boolean, nullable=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "followers",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False, unique=True),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        _belongs_to("person_id", "people", required=True),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Index("identities_by_person", "person_id"),
    )
    op.create_table(
        "attempts",
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("forgiven_at", MOMENT, nullable=False),
        sa.Column("closed_until", MOMENT, nullable=False),
        sa.Index("attempts_by_time", "forgiven_at"),
    )
    op.create_table(
        "folders",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("person_id", "people", required=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("person_id", "name", name="folders_by_name"),
    )
    op.create_table(
        "searches",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("person_id", "people"),
        _belongs_to("follower_id", "followers"),
        sa.Column("folder_id", sa.BigInteger, sa.ForeignKey("folders.id", ondelete="SET NULL")),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("fields_version", sa.String(64), nullable=False),
        sa.Column("frequency", sa.String(10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("looked_at", MOMENT),
        sa.Column("looked_revision", sa.BigInteger, nullable=False),
        sa.Column("found_revision", sa.BigInteger, nullable=False),
        sa.Column("told_revision", sa.BigInteger, nullable=False),
        sa.CheckConstraint(ONE_READER, name="searches_have_one_reader"),
        sa.CheckConstraint("frequency IN ('instant', 'daily', 'weekly', 'none')", name="searches_frequency"),
        sa.Index("searches_by_person", "person_id"),
        sa.Index("searches_by_follower", "follower_id"),
        sa.Index("searches_by_folder", "folder_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "baselines",
        sa.Column(
            "search_id", sa.BigInteger, sa.ForeignKey("searches.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("trials", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("person_id", "people"),
        _belongs_to("follower_id", "followers"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_try_at", MOMENT),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.Text, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="deliveries_state"),
        sa.Index("deliveries_by_state", "state", "next_try_at"),
        sa.Index("deliveries_by_person", "person_id"),
        sa.Index("deliveries_by_follower", "follower_id"),
    )
    op.create_table(
        "events",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("search_id", "searches", required=True),
        sa.Column("delivery_id", sa.BigInteger, sa.ForeignKey("deliveries.id", ondelete="SET NULL")),
        sa.Column("nct_id", sa.String(11), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Index("events_by_search", "search_id", "id"),
        sa.Index("events_by_delivery", "delivery_id"),
    )
    op.create_table(
        "told",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("person_id", "people"),
        _belongs_to("follower_id", "followers"),
        sa.Column("change", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(ONE_READER, name="told_has_one_reader"),
        sa.UniqueConstraint("person_id", "change", name="told_once_to_a_person"),
        sa.UniqueConstraint("follower_id", "change", name="told_once_to_a_follower"),
    )
    op.create_table(
        "shortlists",
        sa.Column("id", NUMBER, primary_key=True),
        _belongs_to("person_id", "people", required=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Index("shortlists_by_person", "person_id"),
    )
    op.create_table(
        "shortlist_trials",
        sa.Column(
            "shortlist_id",
            sa.BigInteger,
            sa.ForeignKey("shortlists.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("nct_id", sa.String(11), primary_key=True),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary),
        _belongs_to("person_id", "people"),
        _belongs_to("follower_id", "followers"),
        _belongs_to("search_id", "searches"),
        _belongs_to("shortlist_id", "shortlists"),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Index("tokens_by_person", "person_id"),
        sa.Index("tokens_by_follower", "follower_id"),
        sa.Index("tokens_by_search", "search_id"),
        sa.Index("tokens_by_shortlist", "shortlist_id"),
    )
    op.create_table(
        "state",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
