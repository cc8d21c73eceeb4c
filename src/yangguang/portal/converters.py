"""Numbers in addresses, written in one way only.

Every address that answers may be kept as a file; with ``/item/05/`` and ``/item/005/`` beside
``/item/5/`` anybody could have any number of files made of one page.
"""

from __future__ import annotations

from django.urls import register_converter


class Whole:
    """A whole number without leading zeros, small enough for every database."""

    regex = "0|[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Part(Whole):
    """The second part of a page of a list, or a later one: the first is the page itself."""

    regex = "[2-9]|[1-9][0-9]{1,8}"


def register() -> None:
    """Make ``<whole:…>`` and ``<part:…>`` known to the address tables."""
    register_converter(Whole, "whole")
    register_converter(Part, "part")
