"""Chinese text cut into words, with the words that only this government uses.

Words rank results and feed suggestions; they never decide what is found, because a dictionary cuts
the same words differently in different sentences. Names of agencies, policies and places are passed
in by whoever knows them, so that 青河街道办事处 stays one word.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import cache

import rjieba

_CUSTOM_FREQUENCY = 20_000
"""High enough that a name wins over the words it is made of."""


class Segmenter:
    """Cuts folded text into words; safe to use from several threads.

    The dictionary is replaced as a whole when words are added, so that a thread in the middle of a
    text keeps the one it began with.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: frozenset[str] = frozenset()
        self._lock = threading.Lock()
        self._jieba = rjieba.Jieba()
        self.add(words)

    def add(self, words: Iterable[str]) -> None:
        """Know these words from now on; those shorter than two characters are left out."""
        with self._lock:
            wanted = self._words | {word for word in words if len(word) >= 2}
            if wanted == self._words:
                return
            jieba = rjieba.Jieba()
            for word in sorted(wanted):
                jieba.add_word(word, _CUSTOM_FREQUENCY, "n")
            self._jieba, self._words = jieba, wanted

    @property
    def words(self) -> frozenset[str]:
        """The custom words known so far."""
        return self._words

    def cut(self, text: str) -> list[str]:
        """All pieces in order, punctuation and spaces included; joined they give the text back."""
        pieces: list[str] = self._jieba.cut(text)
        return pieces

    def words_in(self, text: str) -> list[str]:
        """The pieces that are words: letters, digits or Chinese characters."""
        return [piece for piece in self.cut(text) if piece.isalnum()]


@cache
def plain_segmenter() -> Segmenter:
    """A segmenter that knows the general dictionary only."""
    return Segmenter()
