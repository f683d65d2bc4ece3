"""How the registry store's tables came to be; alembic runs what is missing when a store is opened."""
