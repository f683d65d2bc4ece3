"""Alembic runs this: the connection, inside its own transaction, comes from ``indexer.database``."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
