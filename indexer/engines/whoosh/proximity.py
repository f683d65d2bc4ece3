"""Where words stand near one another: windows over positions, all at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.engines.whoosh.arrays import distinct
from indexer.engines.whoosh.schema import LAST_POSITION

Keys = NDArray[np.int64]  # one a position, ascending: document << 32 | field << 24 | position


def near_one_another(slots: Sequence[Keys], distance: int) -> Keys:
    """The positions from which on each slot stands within ``distance``, in the same field of the same document.

    Each begins with a word of some slot. Only those from which the rarest slot is in reach are looked at.

    >>> near_one_another([np.array([3, 40]), np.array([1, 7, 50])], 4).tolist()
    [1, 3]
    """
    rarest, *others = sorted(slots, key=len)
    starts = distinct(np.concatenate([rarest, *(slot[_reached(rarest, slot, distance)] for slot in others)]))
    for slot in others:
        starts = starts[_reached(slot, starts, distance)]
    return starts


def _reached(slot: Keys, starts: Keys, distance: int) -> NDArray[np.bool_]:
    """For each start whether the slot stands there or up to ``distance`` behind it."""
    if not len(slot):
        return np.zeros(len(starts), np.bool_)
    last = np.minimum(starts + distance, starts | LAST_POSITION)  # never into the next field
    following = np.searchsorted(slot, starts)
    within = slot[np.minimum(following, len(slot) - 1)]
    reached: NDArray[np.bool_] = (within >= starts) & (within <= last)
    return reached
