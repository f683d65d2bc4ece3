"""Records, aliases, changes, unreadable records, state."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "records",
        sa.Column("nct_id", sa.String(11), primary_key=True),
        sa.Column("received", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("last_update_posted", sa.String(10), nullable=False),
        sa.Column("data_version", sa.String(10), nullable=False),
        sa.Column("first_received_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("vanished_at", MOMENT),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Index("records_by_revision", "revision"),
    )
    op.create_table(
        "aliases",
        sa.Column("alias", sa.Text, primary_key=True),
        sa.Column("nct_id", sa.String(11), nullable=False),
        sa.Index("aliases_by_trial", "nct_id"),
    )
    op.create_table(
        "changes",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("nct_id", sa.String(11), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Index("changes_by_trial", "nct_id"),
        sa.Index("changes_by_revision", "revision"),
    )
    op.create_table(
        "unreadable",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("position", sa.Text, nullable=False),
        sa.Column("nct_id", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("received", sa.LargeBinary),
        sa.Index("unreadable_by_source", "source"),
    )
    state = op.create_table(
        "state",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    # Revisions begin at the time of birth: an index built from another store is recognised by its revision.
    birth = str(int(time.time()) * 1000)
    op.bulk_insert(state, [{"key": "revision", "value": birth}, {"key": "first revision", "value": birth}])


def downgrade() -> None:
    for name in ("records", "aliases", "changes", "unreadable", "state"):
        op.drop_table(name)
