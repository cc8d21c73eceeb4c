"""Two texts side by side, for whoever shows what an edition changed: the desk and the public page."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.apps.publishing.editing import Line, clean_html, compare, text_of


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts compared: the title's and the body's lines, and whether anything differs at all."""

    title: list[Line]
    body: list[Line]

    @property
    def same(self) -> bool:
        return not any(line.sign != " " for line in (*self.title, *self.body))


def difference(old_title: str, old_html: str, new_title: str, new_html: str) -> Difference:
    """What changed from the old text to the new one, in words."""
    return Difference(
        compare(old_title, new_title),
        compare(text_of(clean_html(old_html)), text_of(clean_html(new_html))),
    )
