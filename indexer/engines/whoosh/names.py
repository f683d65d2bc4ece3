"""The names that a version knows: its thesaurus as arrays, made at a rebuild and linked by updates.

keys, texts: strings.py; keys in order of their bytes. starts int64 (keys + 1): where each key's synonyms begin in
text int32, weight float32, source uint8 and capitals bool. words (in order of their bytes), sounds and trials
int64: the lexicon that spelling chooses from.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from indexer.engines.whoosh import arrays
from indexer.engines.whoosh.strings import Strings, packed
from indexer.errors import IndexCorrupt
from indexer.words.mining import Findings
from indexer.words.spelling import Lexicon, Spelling
from indexer.words.thesaurus import Entry, PairsThesaurus, key_of

FINDINGS = "findings.json.z"


class Names:
    """The thesaurus of a version; see indexer.words.thesaurus."""

    def __init__(self, folder: Path) -> None:
        """Open what ``write_names`` wrote. Raises IndexCorrupt when files are missing or damaged."""
        made, values = arrays.load(folder)
        self._keys, self._texts = Strings(made, "keys"), Strings(made, "texts")
        self._starts, self._text = made["starts"], made["text"]
        self._weight, self._source, self._capitals = made["weight"], made["source"], made["capitals"]
        self._sources: list[str] = values["sources"]
        words, sounds = Strings(made, "words"), Strings(made, "sounds")
        self.spelling = Spelling(
            lambda: Lexicon(words.all(), sounds.all(), made["trials"].tolist()),
            lambda word: words.find(word) is not None,
        )

    def find(self, key: str) -> tuple[Entry, ...] | None:
        """See Thesaurus."""
        number = self._keys.find(key)
        if number is None:
            return None
        return tuple(map(self._entry, range(int(self._starts[number]), int(self._starts[number + 1]))))

    def _entry(self, row: int) -> Entry:
        return Entry(
            self._texts[int(self._text[row])].decode(),
            float(self._weight[row]),
            self._sources[self._source[row]],
            bool(self._capitals[row]),
        )


def write_names(
    thesaurus: PairsThesaurus, lexicon: Lexicon, stands: Callable[[str], bool], folder: Path
) -> None:
    """Write a lexicon, and a thesaurus without the synonyms of which a term ``stands`` nowhere."""
    keys: list[bytes] = []
    starts = [0]
    texts: dict[str, int] = {}
    sources: dict[str, int] = {}
    rows: list[tuple[int, float, int, bool]] = []
    for key, entries in thesaurus:
        kept = [entry for entry in entries if all(map(stands, key_of(entry.text).split()))]
        if kept or " " in key:
            keys.append(key.encode())
            for entry in kept:
                text = texts.setdefault(entry.text, len(texts))
                source = sources.setdefault(entry.source, len(sources))
                rows.append((text, entry.weight, source, entry.capitals))
            starts.append(len(rows))
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    made: dict[str, arrays.Array] = {
        **packed("keys", keys),
        **packed("texts", (text.encode() for text in texts)),
        "starts": np.array(starts, np.int64),
        "text": np.array(columns[0], np.int32),
        "weight": np.array(columns[1], np.float32),
        "source": np.array(columns[2], np.uint8),
        "capitals": np.array(columns[3], np.bool_),
        **packed("words", (word.encode() for word in lexicon.words)),
        **packed("sounds", (sound.encode() for sound in lexicon.sounds)),
        "trials": np.array(lexicon.trials, np.int64),
    }
    arrays.save(made, {"sources": list(sources)}, folder)


def save_findings(findings: Findings, place: Path) -> None:
    """Keep what was found in the documents of a segment beside it."""
    text = json.dumps(findings.as_json(), separators=(",", ":")).encode()
    (place / FINDINGS).write_bytes(zlib.compress(text, 1))


def read_findings(places: Iterable[Path]) -> Findings:
    """What was found in several segments. Raises IndexCorrupt."""
    together = Findings()
    for place in places:
        try:
            lists = json.loads(zlib.decompress((place / FINDINGS).read_bytes()))
        except (OSError, ValueError, zlib.error) as error:
            raise IndexCorrupt(
                f"{place / FINDINGS} cannot be read ({error}). Run `trials index` again."
            ) from error
        together.merge(Findings.from_json(lists))
    return together
