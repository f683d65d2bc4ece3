"""Signed values that travel through a browser. The one door to itsdangerous."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


class Signer:
    """Signs with the newest key, believes all of them; ``keys`` are newest first."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._oldest_first = list(reversed(keys))

    def sign(self, purpose: str, value: Mapping[str, Any]) -> str:
        """The value as text that cannot be changed, nor used for another purpose."""
        return str(self._serializer(purpose).dumps(dict(value)))

    def read(self, purpose: str, text: str) -> dict[str, Any] | None:
        """The value; None where the text is not ours."""
        try:
            value = self._serializer(purpose).loads(text)
        except BadData:
            return None
        return value if isinstance(value, dict) else None

    def keyed_hash(self, text: str) -> str:
        """The same for the same text, and nobody without the key can find the text by trying."""
        return hmac.new(self._oldest_first[-1].encode(), text.encode(), hashlib.sha256).hexdigest()

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._oldest_first,
            salt=f"find-a-trial/{purpose}",
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
