"""What press is told at start: where the pages are, and how an item's addresses are called.

Press stands below the portal and cannot import it; the portal's configuration hands these over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Site:
    """The pages of one site.

    ``addresses`` walks every address that can be pressed, ordinary variant, newest first where
    there is a choice, without holding them all; ``item_addresses`` gives those of one item.
    """

    addresses: Callable[[], Iterator[str]]
    item_addresses: Callable[[int], Iterable[str]]
    downloads: Callable[[], Iterator[tuple[str, Iterable[bytes]]]] = field(default=lambda: iter(()))
    """Files that the application makes anew for whoever asks, for a copy that no application
    answers for: each with its address and its bytes."""
    online: Callable[[], Iterator[str]] = field(default=lambda: iter(()))
    """Pages that other pages lead to and that only the application can answer: searching, applying."""


_site: list[Site] = []


def register(site: Site) -> None:
    """Make the site known; a second call replaces the first (code reload)."""
    _site[:] = [site]


def site() -> Site:
    """The registered site. Raises LookupError where this process registered none."""
    if not _site:
        raise LookupError("No site has registered its addresses with press.")
    return _site[0]
