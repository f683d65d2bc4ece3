"""The accounts store: people and what they keep. SQLite by default, PostgreSQL by one setting."""
