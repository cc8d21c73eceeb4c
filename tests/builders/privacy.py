"""Items that say something personal, and what the sweep finds in them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from tests.builders.catalog import a_stored_file, an_attachment, an_item
from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import Actor, ActorKind
from yangguang.apps.catalog.models import Attachment, Edition, Item
from yangguang.apps.files.models import FilePage
from yangguang.apps.privacy.models import Decision, Finding, Sweep
from yangguang.apps.privacy.scanning import block_of
from yangguang.apps.privacy.services import decide, review_items, sweep_batch

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
CLERK = Actor(ActorKind.STAFF, "7", "陈经办", 1)
ID = "330108198801265682"
MOBILE = "13812345678"
NAME = "严丽华"
LINE = f"申请人：{NAME}，身份证号码{ID}。"
PHONE = f"联系方式：本人手机{MOBILE}，请尽快回复。"


def an_item_saying(text: str, title: str = "行政处罚决定书", **values: Any) -> Item:
    """A published item whose text is exactly this."""
    item = an_item(title, **values)
    assert item.edition is not None
    item.edition.body_text = text
    item.edition.body_html = f"<p>{text}</p>"
    item.edition.save(update_fields=["body_text", "body_html"])
    return item


def corrected(item: Item, text: str, at: datetime = AT, key: int | None = None) -> Edition:
    """The item's next edition with this text, under a key of choice; what it replaces is closed,
    as a correction of a text with personal data leaves it."""
    number = item.editions.count() + 1
    item.editions.update(closed_at=at, closed_reason="旧版本含有个人信息")
    item.edition = Edition.objects.create(
        pk=key,
        item=item,
        number=number,
        act=Edition.Act.CORRECTION,
        title=item.title,
        body_html=f"<p>{text}</p>",
        body_text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        made_at=at,
    )
    item.save(update_fields=["edition"])
    return item.edition


def an_attachment_saying(item: Item, *pages: str, title: str = "公示名单.pdf") -> Attachment:
    """An attachment of the present edition whose pages have been read."""
    file = a_stored_file("\f".join(pages).encode())
    for number, text in enumerate(pages, start=1):
        FilePage.objects.get_or_create(file=file, number=number, defaults={"text": text})
    return an_attachment(item, title, file)


def a_finding(agency: Agency) -> Finding:
    """A mobile number in an item of this body that waits for a decision."""
    item = an_item_saying(PHONE, agency=agency, index_number=None)
    review_items(keys=[item.pk], at=AT)
    return only("mobile", item=item)


def a_decision(agency: Agency) -> Decision:
    """An e-mail address that was decided to be the body's own."""
    item = an_item_saying(
        "申请人：王某，个人邮箱wangmou77@163.com。", agency=agency, index_number=None
    )
    review_items(keys=[item.pk], at=AT)
    return decide(
        finding=only("email", item=item), verdict="false-alarm", reason="公用邮箱", by=CLERK, at=AT
    )


def swept(*sweeps: str, at: datetime = AT) -> list[Finding]:
    """Every finding after these passes (both by default) over all blocks."""
    blocks = {block_of(key) for key in Edition.objects.values_list("pk", flat=True)}
    for sweep in sweeps or Sweep.values:
        for block in sorted(blocks):
            sweep_batch(sweep=sweep, block=block, at=at)
    return list(Finding.objects.order_by("item", "place", "page", "start"))


def only(kind: str, **values: Any) -> Finding:
    """The one finding of this kind."""
    return Finding.objects.select_related("item", "agency").get(kind=kind, **values)
