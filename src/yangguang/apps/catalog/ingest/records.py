"""Records that another platform declares: one JSON object a line, its fields named or labelled.

Field names are ours or the Chinese labels that exports use. A declared value is taken as it
stands; one that cannot be (a date that is none) is left out and named as unsure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yangguang.apps.catalog.models import ItemKind, Validity
from yangguang.text.dates import parse_date
from yangguang.text.headervalidity import told_end

LABELS: Mapping[str, str] = {
    "标题": "title", "名称": "title", "索引号": "index_number", "文号": "number",
    "发文字号": "number", "发布机构": "agency", "发文机关": "agency", "公开机构": "agency",
    "成文日期": "formed_on", "发文日期": "formed_on", "生成日期": "formed_on",
    "发布日期": "source_published_on", "发布时间": "source_published_on",
    "公开日期": "source_published_on", "生效日期": "in_force_on", "生效时间": "in_force_on",
    "有效期至": "valid_until", "废止日期": "lost_force_on", "废止时间": "lost_force_on",
    "失效日期": "lost_force_on", "失效时间": "lost_force_on",
    "失效、废止日期": "lost_force_on", "有效性": "validity",
    "主题分类": "subject", "信息分类": "subject", "关键词": "keywords", "内容概述": "summary",
    "正文": "body", "内容": "body", "来源": "source_site", "来源网址": "source_url",
    "原文链接": "source_url", "网址": "source_url", "文种": "kind", "附件": "attachments",
    "栏目": "column", "doc_number": "number", "url": "source_url", "content": "body",
    "html": "body", "body_html": "body", "body_text": "body",
    "published_on": "source_published_on", "publish_date": "source_published_on",
}  # fmt: skip
DATES = ("formed_on", "source_published_on", "in_force_on", "valid_until", "lost_force_on")
TEXTS = (
    "title", "index_number", "number", "agency", "subject", "keywords", "summary", "source_site",
    "source_url", "column", "body",
)  # fmt: skip
_VALIDITY = {
    "有效": Validity.IN_FORCE, "现行有效": Validity.IN_FORCE, "失效": Validity.EXPIRED,
    "废止": Validity.REPEALED, "已废止": Validity.REPEALED, "已失效": Validity.EXPIRED,
    "已修改": Validity.AMENDED, "修改": Validity.AMENDED,
}  # fmt: skip

_KINDS = frozenset(ItemKind.values)
_KIND_LABELS = {str(label): str(value) for value, label in ItemKind.choices}
_VALIDITIES = frozenset(Validity.values)


class WrongRecord(Exception):
    """The record cannot become an item; the message says which field is missing or wrong."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A record's fields by our names; absent ones are missing from the mappings."""

    texts: Mapping[str, str]
    dates: Mapping[str, date]
    kind: str
    validity: str
    attachments: tuple[tuple[str, str], ...]
    unsure: tuple[dict[str, str], ...] = field(default=())


def read_record(values: Mapping[str, Any]) -> Declared:
    """The declared fields. Raises WrongRecord where there is neither a title nor a body."""
    named = {LABELS.get(str(name), str(name)): value for name, value in values.items()}
    unsure: list[dict[str, str]] = []
    texts = {name: _text(named[name]) for name in TEXTS if _text(named.get(name))}
    if "title" not in texts:
        raise WrongRecord("记录没有标题（title 或“标题”），未转入。请在导出时加上标题。")
    dates: dict[str, date] = {}
    for name in DATES:
        raw = _text(named.get(name))
        if not raw:
            continue
        found = _date(raw)
        if found is None:
            unsure.append({"field": name, "value": raw, "why": "不是可以识别的日期"})
        else:
            dates[name] = found
    kind = _text(named.get("kind"))
    if kind and kind not in _KINDS and kind not in _KIND_LABELS:
        unsure.append({"field": "kind", "value": kind, "why": "文种不在目录中，已列为其他"})
    validity = _text(named.get("validity"))
    if validity and validity not in _VALIDITIES and validity not in _VALIDITY:
        unsure.append({"field": "validity", "value": validity, "why": "有效性写法无法识别"})
    state = validity if validity in _VALIDITIES else str(_VALIDITY.get(validity, ""))
    until, lost = told_end(dates.pop("lost_force_on", None), state)
    if lost is not None:
        dates["lost_force_on"] = lost
    if until is not None:
        dates.setdefault("valid_until", until)
    return Declared(
        texts=texts,
        dates=dates,
        kind=kind if kind in _KINDS else _KIND_LABELS.get(kind, ""),
        validity=state,
        attachments=_attachments(named.get("attachments")),
        unsure=tuple(unsure),
    )


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _date(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        return parse_date(raw)


def _attachments(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        return ()
    found = []
    for entry in value:
        if isinstance(entry, str):
            found.append((entry.rsplit("/", 1)[-1], entry))
        elif isinstance(entry, dict):
            link = _text(entry.get("href") or entry.get("url") or entry.get("path"))
            title = _text(entry.get("title") or entry.get("name")) or link.rsplit("/", 1)[-1]
            if title or link:
                found.append((title, link))
    return tuple(found)
