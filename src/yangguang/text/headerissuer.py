"""The body in charge of a page, and titles that name none.

The field goes first, then the title, the signature, the head of the page; the site's name is only a
guess and is told as one. An addressee is never an issuer, and neither is a press agency that a page
names as its source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from yangguang.text.agencynames import (
    KnownAgency,
    abbreviates,
    clean_agency,
    issuer_of_title,
    lacks_region,
    looks_like_agency,
    match_agency,
    place_of_title,
    region_of,
    same_body,
    split_joint,
)
from yangguang.text.docnum import DocNumber
from yangguang.text.folding import fold
from yangguang.text.headerdates import main_signature
from yangguang.text.labels import Declared
from yangguang.text.page import Page
from yangguang.text.titles import TitleReading

_PRESS = re.compile(
    r"新华|人民日报|中国政府网|日报|晚报|电视|融媒体|新闻|网易|央视|广播|记者|公众号|微信|客户端|政府网$|门户网站?$|信息网$|网站$|互联网|原创|转载|本站|本网|报社|发布$|在线$|网$"
)
_INNER = re.compile(
    r"^(?!.*政府)[\u4e00-\u9fff]{0,6}(?:科|股|处|室)$|^(?:局|委|厅|本级)?(?:办公室|综合科|秘书科|党政办|管理员)$|^admin|^系统管理员$"
)
_BANNER = re.compile(r"^(?P<names>.{4,80})文件$")
_SITE_PIECE = re.compile(r"[|｜_]|\s[-—–]\s|-(?=[\u4e00-\u9fff])")
_IN_TEXT = re.compile(
    r"(?:[\u4e00-\u9fff]{2,6}(?:省|自治区))?(?:[\u4e00-\u9fff]{2,6}?[市州盟])?(?:[\u4e00-\u9fff]{1,6}?[县区旗市])?"
    r"[\u4e00-\u9fff]{0,14}?(?:局|厅|委员会|人民政府(?:办公厅|办公室)?|街道办事处|管委会|管理委员会|中心)"
)
_PASSED = re.compile(
    r"(?:日|^[（(])(?P<place>[\u4e00-\u9fff]{2,14}?)第[一二三四五六七八九十]{1,3}届人民代表大会(?P<standing>常务委员会)?"
)
_COMPILED = re.compile(
    r"报告[^。]{0,8}由(?P<name>[\u4e00-\u9fff]{4,40}?)(?:根据|依据|按照|依照|编制|汇总|负责编制)"
)
_GENERIC = frozenset(
    ["request-guide", "disclosure-guide", "annual-report", "budget", "final-accounts"]
)


def read_agency(
    page: Page, known: Sequence[KnownAgency], numbers: Sequence[DocNumber] = ()
) -> list[str]:
    """The names of the bodies in charge, in full where the page or the known bodies tell it."""
    title_names = issuer_of_title(page.title)
    signature = main_signature(page, title_names)
    signed = list(signature.names) if signature is not None else []
    names, source = _declared(page, title_names, signed)
    if not names and title_names:
        names, source = title_names, "title"
        if len(signed) > len(title_names) and _is_related(title_names[0], signed[0]):
            # 市教育局等十部门关于…: the signature names all of them.
            names = signed
    if not names:
        names = _from_order(page, numbers)
        source = "order"
    if not names and signed:
        names, source = signed, "signature"
    if not names:
        names, source = _from_head(page)
    if not names:
        names = _from_sources(page)
        source = "source"
    if not names:
        names = _derived(page)
        source = "derived"
    names = [_in_full(page, name, title_names, signed, known) for name in names]
    if source in ("issuer", "agency"):
        _tell_contradiction(page, names, title_names, signed, source)
    if not names:
        page.doubt("agency", "", "页面没有写明发文机关或发布机构")
    return list(dict.fromkeys(names))


def complete_title(page: Page, title: TitleReading, agencies: list[str]) -> str:
    """The title, with its body's name where the page is of a kind that every body publishes and its
    cover does not say whose it is (预算主管部门 on the next line).

    Reading: only a title taken from the page's lines is completed, never a declared one.
    """
    text = title.text
    if (
        not text
        or page.kind not in _GENERIC
        or title.source in ("field", "meta", "window")
        or len(agencies) != 1
        or issuer_of_title(text)
    ):
        return text
    agency = agencies[0]
    region = region_of(text)
    if (
        region is not None
        and agency.startswith(region.text)
        and page.kind in ("budget", "final-accounts")
    ):
        full = agency + text[len(region.text) :]
    elif region is None and page.kind in (
        "request-guide",
        "disclosure-guide",
        "budget",
        "final-accounts",
    ):
        full = agency + text
    else:
        return text
    page.doubt("title", text, f"页面标题没有写明机关，已补为“{full}”")
    return full


def _declared(page: Page, title_names: list[str], signed: list[str]) -> tuple[list[str], str]:
    for source in ("issuer", "agency"):
        for item in page.values(source):
            value = _value(item)
            if not value:
                continue
            names = split_joint(value)
            if names and not any(_INNER.match(name) for name in names):
                return names, source
            cleaned = clean_agency(value)
            if not item.below and _INNER.match(cleaned):
                page.doubt("agency", cleaned, f"“{item.label}”一栏是内设机构或简称，未采用")
                continue
            if item.below or not 2 <= len(cleaned) <= 60 or re.search(r"\d{4}", cleaned):
                continue
            if (title_names or signed) and not looks_like_agency(cleaned):
                page.doubt("agency", cleaned, f"“{item.label}”一栏不像机关名称，未采用")
                continue
            page.doubt("agency", cleaned, f"“{item.label}”一栏的名称不合机关命名，请核对")
            return [cleaned], source
    return [], ""


def _value(item: Declared) -> str:
    value = re.sub(r"^[\s:：]+|[\s]+$", "", item.value)
    # A trailing clock or counter belongs to the line, not to the name.
    return re.split(r"\s(?=\d{4}[-年])", value)[0][:200]


def _in_full(
    page: Page, name: str, title_names: list[str], signed: list[str], known: Sequence[KnownAgency]
) -> str:
    match = match_agency(name, known) if known else None
    if match is not None:
        if match.how == "suffix":
            page.doubt("agency", name, f"按名称末尾认作“{match.agency.name}”，请核对")
        return name if match.how == "former" else match.agency.name
    for full in (*signed, *title_names):
        # 市科技局 in a field, 云岭市科学技术局 in the signature: the page itself gives the full name.
        if full != name and abbreviates(name, full) and region_of(full) is not None:
            return full
    if lacks_region(name):
        place = place_of_title(page.title)
        bare = re.sub(r"^(?:自治区|自治州|省|市|县|区|旗|盟|州|镇|乡)", "", name)
        suggestion = f"，可能是“{place.text}{bare}”" if place is not None else ""
        page.doubt("agency", name, f"机关名称没有写全{suggestion}")
    return name


def _tell_contradiction(
    page: Page, names: list[str], title_names: list[str], signed: list[str], source: str
) -> None:
    for others, where in ((title_names, "标题"), (signed, "落款")):
        if others and not any(_is_related(one, other) for one in names for other in others):
            page.doubt(
                "agency",
                "、".join(others),
                f"{where}所示机关与页头所列“{'、'.join(names)}”不同，采用页头",
            )
            return


def _is_related(one: str, other: str) -> bool:
    """The same body, or a government and its own office."""
    if same_body(one, other):
        return True
    one, other = (re.sub(r"人民政府|政府", "府", name) for name in (one, other))
    short_one, short_other = (re.sub(r"^[省市县区]", "", name) for name in (one, other))
    return (
        one.startswith(other)
        or other.startswith(one)
        or one.endswith(short_other)
        or other.endswith(short_one)
    )


def _from_order(page: Page, numbers: Sequence[DocNumber]) -> list[str]:
    """The body that an order or announcement bears in its number, or that passed a regulation."""
    for number in numbers:
        if number.shape in ("order", "announcement"):
            names = split_joint(re.sub(r"(?:令|公告|通告)$", "", number.org))
            if names:
                return names
    for line in page.lines[max(0, page.front_end - 6) : page.front_end + 1]:
        match = _PASSED.search(line.text) if line.text.startswith(("（", "(")) else None
        if match:
            return [match["place"] + "人民代表大会" + (match["standing"] or "")]
    return []


def _from_head(page: Page) -> tuple[list[str], str]:
    """A red banner (…文件), or names alone on a line right under the title."""
    for index, line in enumerate(page.lines[: page.front_end]):
        if index in page.header_lines:
            continue
        match = _BANNER.match(re.sub(r"\s", "", line.text)) if len(line.text) < 100 else None
        if match:
            names = split_joint(match["names"])
            if names:
                return names, "banner"
    place = place_of_title(page.title)
    for index in range(page.front_end - 1, max(-1, page.front_end - 6), -1):
        if index in page.header_lines or index >= len(page.lines):
            continue
        text = page.lines[index].text
        if len(text) <= 80:
            names = split_joint(text)
            if names and place is not None and any(place.text in name for name in names):
                return names, "head"
    return [], ""


def _from_sources(page: Page) -> list[str]:
    """The declared source or author, where that is a body and not a newspaper."""
    candidates = [item.value for item in page.values("source")]
    candidates += [page.tag("contentsource"), page.tag("source"), page.tag("author")]
    candidates += [item.value for item in page.tail if item.field in ("source", "agency", "issuer")]
    for value in candidates:
        value = value.strip()[:120]
        if not value or _PRESS.search(value):
            continue
        names = split_joint(value)
        if names and not any(_INNER.match(name) for name in names):
            return names
    return []


def _derived(page: Page) -> list[str]:
    """What the page lets one conclude: its region's government, the body its text keeps naming, or
    the site's owner; always told."""
    if page.kind == "annual-report":
        place = place_of_title(fold(page.title))
        if place is not None:
            name = place.text + ("人民政府" if not place.text.endswith("街道") else "办事处")
            page.doubt("agency", name, "标题只有地名，按该级人民政府推定")
            return [name]
        compiled = _COMPILED.search(re.sub(r"\s", "", page.opening[:600]))
        if compiled and looks_like_agency(compiled["name"]):
            page.doubt("agency", compiled["name"], "页面没有写明机关，由编制说明推定")
            return [compiled["name"]]
    named = _named_most(page)
    if named:
        page.doubt("agency", named, "页面没有写明机关，由正文反复出现的名称推定")
        return [named]
    pieces = [page.tag("sitename")]
    pieces += _SITE_PIECE.split(page.document.title)[::-1] if page.document.title else []
    pieces += [piece for line in page.lines[:4] for piece in _SITE_PIECE.split(line.text[:120])[1:]]
    for piece in pieces:
        name = re.sub(r"(?:门户)?(?:网站|政府网|官网|网|首页)+$", "", clean_agency(piece))
        if looks_like_agency(name):
            page.doubt("agency", name, "页面没有写明机关，由网站名称推定")
            return [name]
    return []


def _named_most(page: Page) -> str:
    text = page.opening[:3000]
    if page.kind in ("news", "interpretation", "meeting", "other"):
        return ""
    counts: Counter[str] = Counter()
    for match in _IN_TEXT.finditer(text):
        name = re.sub(
            r"^.*?(?:向|由|为|请与|与|至|到|在|是|经|《)(?=[\u4e00-\u9fff]{4})", "", match[0]
        )
        if region_of(name) is not None and looks_like_agency(name):
            counts[name] += 1
    best = counts.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] == best[0][1]):
        return ""
    return best[0][0]
