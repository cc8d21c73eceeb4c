"""A draft that began as a scan takes over the words that were recognised on its pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath

from django.db import transaction

from yangguang.apps.audit.actors import Actor
from yangguang.apps.catalog.models import ItemKind
from yangguang.apps.publishing.models import Draft
from yangguang.apps.publishing.selectors.scans import recognised_words
from yangguang.apps.publishing.services.drafting import save_draft
from yangguang.apps.publishing.services.receiving import leave_out_head, paper_of
from yangguang.apps.publishing.workflow import impossible
from yangguang.text.extract.plain import read_text

DOUBT = "正文由机器从扫描件识别，请对照原件逐字校对，尤其是数字、日期和姓名。"


def take_recognised(*, draft: Draft, by: Actor, at: datetime) -> Draft:
    """The recognised words as body, and the header read out of them where none was filled in.

    What somebody wrote stays: a title of their own, and every field that has a value. Raises
    NotPossible where the draft has a text already or nothing is recognised.
    """
    if draft.body_text.strip():
        raise impossible("正文", "稿件已经有正文，没有放入识别的文字。")
    found = recognised_words(draft)
    if found is None:
        raise impossible("扫描件", "扫描件还没有识别出文字，请稍后再试。")
    name, words = found
    paper = paper_of(read_text(words.encode()), name=name)
    own = {
        field: value
        for field, value in draft.header.items()
        if value and (field, value) != ("kind", ItemKind.OTHER.value)
    }
    unnamed = draft.title == " ".join(PurePath(name).stem.split())
    with transaction.atomic():
        saved = save_draft(
            draft=draft,
            revision=draft.revision,
            title=paper.title if unnamed else draft.title,
            body_html=paper.markup,
            header={**paper.values, **own},
            by=by,
            at=at,
        )
        item = saved.item
        item.unsure = [*paper.unsure, {"field": "body", "value": "", "why": DOUBT}]
        item.save(update_fields=["unsure"])
        leave_out_head(saved, paper, by=by, at=at)
    saved.refresh_from_db()
    return saved
