"""Setting right what `verifying` found, out of the database."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.apps.catalog.models import Item
from yangguang.press import burying, keys, purging, redirecting, registers, tombstones
from yangguang.press.addresses import address_of
from yangguang.press.findings import Finding, Wrong
from yangguang.press.folder import PressFolder
from yangguang.press.purging import Mode
from yangguang.press.services import Reason

REASON = Reason("核对后修复")


def repair(folder: PressFolder, findings: Iterable[Finding]) -> tuple[int, list[str]]:
    """Take away whatever is wrong; gives how many findings, and the addresses to be made again."""
    repaired = 0
    again: list[str] = []
    for finding in findings:
        repaired += 1
        place = finding.place.split("/", 1)[1]
        if finding.wrong in {Wrong.WITHDRAWN, Wrong.UNBURIED, Wrong.GRAVE}:
            _bury_again(int(place.rsplit("/", 1)[1].removesuffix(".html")))
        elif finding.wrong in {Wrong.ROW_DOWN, Wrong.ROW_UNBURIED, Wrong.ROW_GRAVE}:
            _bury_row_again(int(place.rsplit("/", 1)[1].removesuffix(".html")))
        elif finding.wrong == Wrong.ROW_BURIED:
            folder.unbury_as(place.removesuffix(".html"))
        elif finding.wrong == Wrong.BURIED:
            folder.unbury(int(place.rsplit("/", 1)[1].removesuffix(".html")))
        elif finding.wrong == Wrong.ASTRAY:
            redirecting.lead_on()
        elif finding.wrong == Wrong.FOREIGN or finding.place.startswith("stale/"):
            (folder.root / finding.place).unlink(missing_ok=True)
        else:
            page = (
                place.removesuffix(".br").removesuffix(".gz")
                if finding.wrong == Wrong.COPY
                else place
            )
            path = address_of(page)
            burying.forget(path)
            again.append(path)
    return repaired, again


def _bury_row_again(key: int) -> None:
    row = registers.rows_to_bury().get(pk=key)
    purging.purge([keys.row(key)], mode=Mode.GONE, reason=REASON)
    registers.bury_row(row, REASON)


def _bury_again(key: int) -> None:
    item = Item.objects.select_related("agency").get(pk=key)
    purging.purge([keys.item(key)], mode=Mode.GONE, reason=REASON)
    burying.bury(key, body=tombstones.page_of(item), reason=REASON)
