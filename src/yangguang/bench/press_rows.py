"""Items that wait for approval, for the bench of pressing."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, date, datetime

from django.db.models import Max

from yangguang.apps.agencies.models import Agency
from yangguang.apps.catalog.models import (
    Column,
    Edition,
    Facet,
    Item,
    ItemColumn,
    ItemFacet,
    ItemKind,
    ItemState,
    ItemStatus,
    Validity,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = (
    "推进", "规范", "保障", "公开", "目录", "预算", "决算", "住房", "教育", "医疗", "环境", "安全",
    "许可", "处罚", "补贴", "标准", "方案", "意见", "通知", "公告", "规划", "统计", "采购", "招聘",
)  # fmt: skip


def waiting() -> Item:
    """An item that waits for approval, filed in a column and under a classification."""
    number = (Item.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    chance = random.Random(number)
    body, column = Agency.objects.get(slug="b0"), Column.objects.get(slug="c1")
    title = f"等待公开的文件{number}号{''.join(chance.choices(WORDS, k=3))}"
    item = Item.objects.create(
        agency=body, agency_name=body.name, title=title, doc_number=f"清发〔2026〕{number}号",
        kind=ItemKind.POLICY, formed_on=date(2026, 11, 1), validity=Validity.IN_FORCE,
        state=ItemState.INBOX, column=column, created_at=AT,
    )  # fmt: skip
    lines = [title, *("".join(chance.choices(WORDS, k=30)) + "。" for _ in range(12))]
    html = "".join(f"<p>{line}</p>" for line in lines)
    item.edition = Edition.objects.create(
        item=item, number=1, title=title, body_html=html, body_text="\n".join(lines),
        sha256=hashlib.sha256(html.encode()).hexdigest(), made_at=AT,
    )  # fmt: skip
    item.save(update_fields=["edition"])
    ItemStatus.objects.create(item=item, state=ItemState.INBOX, valid_from=AT, recorded_at=AT)
    ItemColumn.objects.create(item=item, column=column, valid_from=AT, recorded_at=AT)
    ItemFacet.objects.create(
        item=item, facet=Facet.objects.order_by("pk")[0], valid_from=AT, recorded_at=AT
    )
    return item
