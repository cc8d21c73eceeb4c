"""The words that this government uses and a dictionary does not know: bodies, places, policies.

They keep a name whole when results are ranked, and are offered while somebody types. They are read
from the catalogue now and then, not for each query.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Sequence

from yangguang.apps.agencies.models import Agency, AgencyName
from yangguang.apps.catalog.models import Column, Facet, Item, ItemKind, ItemState
from yangguang.apps.registers.selectors import public_registers
from yangguang.text.folding import fold
from yangguang.text.segment import Segmenter
from yangguang.text.synonyms import known_names

REFRESH_SECONDS = 300
_MOST_POLICIES = 5_000
_PLACE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|区|县|自治县|旗|镇|乡|街道|开发区|新区))"
    r"(?:人民政府|办事处|管理委员会|管委会)"
)
_NAMED = re.compile(r"《([\u4e00-\u9fff]{4,20})》")


def places_in(names: Iterable[str]) -> set[str]:
    """Names of places inside names of bodies: 青河镇 in 青河镇人民政府."""
    return {match["place"] for name in names for match in _PLACE.finditer(name)}


def policies_in(titles: Iterable[str]) -> set[str]:
    """Names of policies that titles put into 《》."""
    return {match[1] for title in titles for match in _NAMED.finditer(title)}


class Vocabulary:
    """Names from the catalogue, kept for some minutes; safe to use from several threads."""

    def __init__(self) -> None:
        self.segmenter = Segmenter()
        self._names: tuple[str, ...] = ()
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def names(self) -> Sequence[str]:
        """Names to offer while typing: bodies first, then columns and topics."""
        self.refresh()
        return self._names

    def refresh(self, *, force: bool = False) -> None:
        """Read the names again if the last reading is old."""
        with self._lock:
            now = time.monotonic()
            if not force and self._read_at is not None and now - self._read_at < REFRESH_SECONDS:
                return
            self._read_at = now
            current = list(Agency.objects.filter(valid_to=None).values_list("name", flat=True))
            past = list(AgencyName.objects.values_list("name", flat=True))
            topics = [
                *Column.objects.filter(is_open=True).values_list("name", flat=True),
                *Facet.objects.values_list("name", flat=True),
                *public_registers().values_list("name", flat=True),
            ]
            policies = policies_in(
                Item.objects.filter(
                    state=ItemState.PUBLISHED, kind__in=[ItemKind.POLICY, ItemKind.REGULATION]
                )
                .order_by("-pk")
                .values_list("title", flat=True)[:_MOST_POLICIES]
            )
            self._names = tuple(dict.fromkeys([*current, *topics]))
            places = places_in([*current, *past])
            known = {fold(word) for word in (*current, *past, *topics, *places, *policies)}
            known |= known_names()
            self.segmenter.add(word for word in known if word.isalnum())
