"""Remembered: the last answers to the same questions. Belongs to one object and goes with it."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """Keeps the ``most`` answers used last; safe for many threads.

    Unlike ``lru_cache`` around a method it does not hold the object it is for, so an old snapshot lets go of
    its files as soon as the last request is done with it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, question: str, find: Callable[[str], Answer]) -> Answer:
        """The answer to a question; ``find`` is asked where it is not remembered."""
        with self._lock:
            if question in self._answers:
                self._answers.move_to_end(question)
                return self._answers[question]
        answer = find(question)  # outside the lock: two threads may find the same, which does no harm
        with self._lock:
            self._answers[question] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
