"""The addresses of retired columns, on disk: they lead on while application and database are stopped."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.apps.catalog.addresses import place_after, retired_columns
from yangguang.press import services
from yangguang.press.addresses import moved_address

FEEDS = ("rss.xml", "atom.xml")


def wanted() -> dict[str, str]:
    """Slug of each retired column, and the place to which its addresses lead today."""
    return {column.slug: place_after(column) for column in retired_columns()}


def lead_on() -> int:
    """Bring the folder into line with the catalogue; gives how many ways were wrong.

    All of them each time: a successor that goes itself turns every way that led to it.
    """
    folder = services.press_folder()
    if folder is None:
        return 0
    right, standing = wanted(), folder.leading()
    wrong = [slug for slug in {*right, *standing} if right.get(slug) != standing.get(slug)]
    for slug in wrong:
        if slug in right:
            folder.lead(slug, right[slug])
        else:
            folder.lead_no_more(slug)
    return len(wrong)


def exported() -> Iterator[tuple[str, str]]:
    """Address and target of each retired column's page, for a copy that no server answers for."""
    for slug, place in sorted(wanted().items()):
        yield f"/column/{slug}/", moved_address(f"/column/{slug}/", place)
