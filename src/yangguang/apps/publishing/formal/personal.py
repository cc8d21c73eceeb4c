"""Personal data in a passage of a draft, as something noticed."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.apps.publishing.formal.noticing import BLOCK, DraftFacts, Noticed
from yangguang.text.privacy import LABELS, SURE, Finding, find_personal

ON_A_PICTURE = "请在原图上遮盖后重新插入或者上传；依法应当公开的，请写明依据后不作修改。"


def personal_in(facts: DraftFacts, field: str, text: str, *, advice: str = "") -> Iterator[Noticed]:
    """Personal data before release. 依据：《条例》第十五条、《个人信息保护法》第二十八条。"""
    for found in find_personal(text, context=facts.context):
        if found.confidence >= SURE:
            yield _noticed(field, found, advice)


def _noticed(field: str, found: Finding, advice: str) -> Noticed:
    label = LABELS[found.kind]
    return Noticed(
        code=f"personal-{found.kind}",
        severity=BLOCK,
        field=field,
        start=found.start,
        end=found.end,
        evidence=found.masked,
        secret_part=found.text,
        sentence=f"含有{label}：{found.masked}。{found.why}",
        advice=advice or f"请遮盖为“{found.masked}”；依法应当公开的，请写明依据后不作修改。",
    )
