"""Where the registry store's database differs from others: its name, its setting, its migrations."""

from pathlib import Path

from indexer.database import Kind

REGISTRY = Kind("registry store", "TRIALS_REGISTRY_URL", Path(__file__).parent / "migrations")
