"""Missing header fields and headers that contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yangguang.apps.catalog.models import ItemKind
from yangguang.apps.publishing.formal.noticing import BLOCK, WARN, DraftFacts, Noticed
from yangguang.law.attributes import Attribute
from yangguang.text.docnum import normalise_docnum, parse_docnum

NUMBERED = {ItemKind.POLICY, ItemKind.REGULATION, ItemKind.APPROVAL_REPLY}
EARLIEST = date(1949, 10, 1)
"""No body of today formed a document before this day."""
SHORTEST_BODY = 10
FIRST_LINES = 8
LONGEST_NUMBER = 40


def check_header(facts: DraftFacts) -> Iterator[Noticed]:
    """要件: what a document must name before it can be found, cited and trusted.

    依据：《条例》第十二条（目录包括索引、名称、内容概述、生成日期）。
    """
    if facts.kind == ItemKind.OTHER:
        yield Noticed(
            "kind-missing", WARN, "文种", "文种为“其他”，读者难以分类查找。", "请选择文种。"
        )
    if facts.formed_on is None:
        yield Noticed(
            "formed-missing",
            BLOCK if facts.kind in NUMBERED else WARN,
            "成文日期",
            "没有成文日期，无法计算公开期限。",
            "请填写文件上的成文日期。",
        )
    if facts.kind in NUMBERED and not facts.header.get("doc_number"):
        yield Noticed(
            "number-missing",
            WARN,
            "发文字号",
            "这类文件一般有发文字号，现在没有填写。",
            "请核对原件。",
        )
    if len("".join(facts.body_text.split())) < SHORTEST_BODY and not facts.files:
        yield Noticed(
            "body-missing", BLOCK, "正文", "没有正文，也没有附件。", "请写入正文或者上传附件。"
        )
    yield from _dates(facts)
    yield from _number(facts)
    yield from _explaining(facts)


def _dates(facts: DraftFacts) -> Iterator[Noticed]:
    formed = facts.formed_on
    if formed is None:
        return
    if formed > facts.today:
        yield Noticed(
            "formed-later", BLOCK, "成文日期", f"成文日期 {formed} 在今天之后。", "请核对成文日期。",
            evidence=formed.isoformat(),
        )  # fmt: skip
    if formed < EARLIEST:
        yield Noticed(
            "formed-too-early", BLOCK, "成文日期", f"成文日期 {formed} 早于1949年10月1日，像是年份有误。",
            "请核对文件上的成文日期。", evidence=formed.isoformat(),
        )  # fmt: skip
        return
    in_force = _day(facts.header.get("in_force_on"))
    if in_force is not None and in_force < formed:
        yield Noticed(
            "in-force-earlier", WARN, "生效日期", f"生效日期 {in_force} 早于成文日期 {formed}。",
            "请核对两个日期；确有溯及规定的，请说明。", evidence=in_force.isoformat(),
        )  # fmt: skip
    until = _day(facts.header.get("valid_until"))
    if until is not None and until < (in_force or formed):
        name = "生效日期" if in_force else "成文日期"
        yield Noticed(
            "term-earlier", BLOCK, "有效期至", f"有效期至 {until}，早于{name} {in_force or formed}。",
            "请核对两个日期；“有效期至”填有效的最后一天。", evidence=until.isoformat(),
        )  # fmt: skip
    published = _day(facts.header.get("source_published_on"))
    if published is not None and published < formed:
        yield Noticed(
            "published-earlier", BLOCK, "原发布日期", f"原发布日期 {published} 早于成文日期 {formed}。",
            "请核对两个日期。", evidence=published.isoformat(),
        )  # fmt: skip
    if facts.attribute != Attribute.PROACTIVE.value or facts.limit_on is None:
        return
    if facts.today > facts.limit_on:
        yield Noticed(
            "past-the-limit", WARN, "成文日期",
            f"已超过公开期限 {facts.limit_on}（《条例》第二十六条，成文之日起20个工作日）。",
            "请尽快公开，并说明超期原因。", evidence=facts.limit_on.isoformat(),
        )  # fmt: skip


def _explaining(facts: DraftFacts) -> Iterator[Noticed]:
    """依据：国办发〔2016〕80号：政策文件与解读方案、解读材料同步组织、同步审签、同步部署。"""
    if facts.material_missing:
        yield Noticed(
            "material-missing", WARN, "解读方案", "解读方案已经拟定，解读材料没有随文件报审。",
            "请起草解读材料，与文件一同审查、一同公开。",
        )  # fmt: skip
    if facts.kind == ItemKind.INTERPRETATION and not facts.forms:
        yield Noticed(
            "form-missing", WARN, "解读形式", "没有选定解读形式，统计时只能列为“未注明”。",
            "请选定文字、图片图表、音频视频等形式。",
        )  # fmt: skip


def _number(facts: DraftFacts) -> Iterator[Noticed]:
    written = str(facts.header.get("doc_number") or "")
    if not written:
        return
    number = parse_docnum(written)
    if number is None:
        yield Noticed(
            "number-form", WARN, "发文字号", "发文字号不合“机关代字〔年份〕×号”的样式。",
            "请核对原件，例如“清政发〔2026〕3号”。", evidence=written,
        )  # fmt: skip
        return
    if facts.formed_on is not None and number.year and number.year != facts.formed_on.year:
        yield Noticed(
            "number-year", BLOCK, "发文字号",
            f"发文字号的年份是{number.year}年，成文日期在{facts.formed_on.year}年。",
            "请核对发文字号和成文日期；年初补发上年字号的，请说明。", evidence=written,
        )  # fmt: skip
    for line in facts.body_text.splitlines()[:FIRST_LINES]:
        printed = parse_docnum(line.strip()) if len(line.strip()) <= LONGEST_NUMBER else None
        if printed is None:
            continue
        if normalise_docnum(line.strip()) != normalise_docnum(written):
            yield Noticed(
                "number-differs", BLOCK, "发文字号",
                f"正文开头印的是“{line.strip()}”，页头填的是“{written}”。", "请核对原件。",
                evidence=written,
            )  # fmt: skip
        break


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
