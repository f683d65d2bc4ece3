"""Everything that can go wrong in the indexer, with what to do next in the message.

IndexerError
├── SettingsError            a setting cannot be used
├── RecordError              one registry record cannot be read (it is set aside, the rest goes on)
├── SourceError              the registry's API or a file gave nothing usable
├── StoreError               the registry store cannot be read or written
└── SearchIndexError
    ├── IndexMissing         there is no index yet, or only a half-built one
    ├── IndexOutdated        the index was built for another field table
    ├── IndexCorrupt         the index is there but cannot be read
    └── IndexBusy            another process is building
"""


class IndexerError(Exception):
    """Root of the tree: catch it at the outermost edge and print it as one sentence."""


class SettingsError(IndexerError):
    """A setting cannot be used."""


class RecordError(IndexerError):
    """One registry record cannot be read; ``reason`` is kept with the record that was set aside."""

    def __init__(self, reason: str, nct_id: str = "") -> None:
        super().__init__(f"{nct_id}: {reason}" if nct_id else reason)
        self.reason = reason
        self.nct_id = nct_id


class SourceError(IndexerError):
    """The registry's API could not be reached, or it or a file gave nothing usable."""


class StoreError(IndexerError):
    """The registry store cannot be read or written: locked, full disk, wrong folder, damaged file."""


class SearchIndexError(IndexerError):
    """The search index cannot answer; the message names the command that mends it."""


class IndexMissing(SearchIndexError):
    """There is no index yet, or only a half-built one."""


class IndexOutdated(SearchIndexError):
    """The index was built for another version of the field table."""


class IndexCorrupt(SearchIndexError):
    """The index is there but its files cannot be read."""


class IndexBusy(SearchIndexError):
    """Another process is building or updating the index."""
