"""The title of a page, whether a field declares it or only its first lines show it.

Titles arrive broken over lines, wrapped in the site's name, cut with dots, marked （已废止）, with
stray spaces, or not at all. The most explicit source goes first; what had to be put together from
lines is checked for a beginning and an end that titles have.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from yangguang.text.agencynames import issuer_of_title, looks_like_agency, region_of, split_joint
from yangguang.text.dates import read_date
from yangguang.text.docnum import find_docnums, parse_docnums
from yangguang.text.folding import fold
from yangguang.text.furniture import CHROME, CRUMB, SITE, STRONG_ENDS
from yangguang.text.lines import Line

_HAN = "\u3400-\u9fff"
_ENDS = re.compile(
    r"(?:通知|意见|决定|通报|批复|复函|函|答复|办法|规定|细则|措施|规则|规程|条例|公告|通告|公示|命令|令|请示|报告|议案|"
    r"方案|规划|纲要|计划|要点|预案|总结|决算|预算|公报|指南|说明|解读|清单|目录|名单|制度|标准|规范|政策|职责|流程|须知|"
    r"年报|纪要|启事|公开|情况|表|书|法|十条|条例草案|解释|回复|问答|安排|指引|章程|公约|暂行|试行|简介|信息|数据|决议|草案|手册|汇总|建议|预告|统计|决定书|体系|倡议书|工作)"
    r"(?:[（(][^（()）]{1,30}[)）])*$"
)
_TAIL = re.compile(
    r"^的?(?:通知|意见|决定|通报|公告|通告|公示|报告|办法|方案|批复|复函|函|规定|细则|答复|请示|说明|总结)$"
)
_OFFICE = re.compile(
    r"^[\u3400-\u9fff]{0,14}(?:省长|市长|县长|区长|州长|主席|主任|局长|厅长|院长|检察长|镇长|乡长)[\u3400-\u9fff·]{2,4}$"
)
_TITLE_NOTE = re.compile(
    r"[（(](?:(?:19|20)\d\d年度?|(?:19|20)\d\d[-—－](?:19|20)?\d\d年|试行|暂行|征求意见稿|送审稿|草案|修订|修订稿|(?:19|20)\d\d年(?:修订|版|本))[)）]"
)
_FRAGMENT = re.compile(r"^(?:的|和|与|及|暨|以及|实施|有关|等|工作|情况|若干)")
_MARKS = re.compile(
    r"[（(【\[]\s*(?:已|全文|现已|该文件已?|文件已?|本文件?已?)?(?P<mark>废止|失效|停止执行|被修改|修改|修订|部分失效|部分废止|作废|宣布失效)\s*[)）】\]]"
)
_SPLIT = re.compile(r"\s*(?:[|｜_]|\s[-—–]\s?|-{1,3}(?=[\u4e00-\u9fff])|——|—|>+|»|\s{3,})\s*")


@dataclass(frozen=True, slots=True)
class TitleReading:
    """A title, where it came from, the mark it bore, and in Chinese what is doubtful about it.

    ``source`` is ``field``, ``meta``, ``window`` (the html title), ``heading``, ``repeated`` or
    ``lines``; ``last_line`` is the last line of the page that belongs to it, -1 if none.
    """

    text: str
    source: str
    mark: str = ""
    why: str = ""
    last_line: int = -1


_CLAUSES = re.compile(
    rf"[^ ]*[{_HAN}）》”]{{5,}}(?: [《“（]?[{_HAN}]{{5,}}[^ ]*[{_HAN}）》”]{{1,}})+"
)


def clean_title(text: str) -> str:
    """A title without stray spaces, wrapping marks and a trailing full stop.

    Spaces between Chinese characters go, except between the names of joint issuers.
    """
    text = re.sub(r"[\s\u3000\xa0\u200b]+", " ", text).strip(" 　·•|｜>:：")
    text = re.sub(r"^#{1,6}\s*", "", text)
    if " " in text:
        head, mark, tail = text.partition("关于")
        if mark and " " in head.strip() and len(split_joint(head)) > 1:
            names = re.sub(r"\s*[、，,]\s*", "、", head.strip())
            text = f"{names}{mark}{_tighten(tail)}"
        else:
            text = _tighten(text)
    return text.rstrip("。;；,，")


def _tighten(text: str) -> str:
    # A space stays between two Latin words or numbers, and where it parts two clauses of words.
    if 1 <= text.count(" ") <= 2 and _CLAUSES.fullmatch(text):
        return text
    return re.sub(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])", "", text)


def strip_mark(title: str) -> tuple[str, str]:
    """A title without its mark （已废止）, and the mark's word."""
    match = _MARKS.search(title)
    if match is None:
        return title, ""
    bare = (title[: match.start()] + title[match.end() :]).strip()
    return bare or title, match["mark"]


def title_from_window(window: str, lines: Sequence[Line]) -> str:
    """The document's part of an html title: the piece the page itself shows, else the first one
    that is not the site's name."""
    window = re.sub(r"[\s\xa0]+", " ", window).strip()
    if not window:
        return ""
    shown = {_key(line.text) for line in lines[:150] if 4 < len(line.text) < 160}
    whole = _key(window)
    if whole in shown and len(whole) > 8 and _ENDS.search(clean_title(window)):
        return clean_title(window)
    pieces = [piece.strip() for piece in _SPLIT.split(window) if piece and piece.strip()]
    seen = [piece for piece in pieces if _key(piece) in shown and not SITE.search(piece)]
    kept_first = next((piece for piece in pieces if not SITE.search(piece) and len(piece) > 5), "")
    if seen:
        best = max(seen, key=len)
        if len(kept_first) > 1.5 * len(best) and STRONG_ENDS.search(clean_title(kept_first)):
            # The page shows its column's name, and its title only in the window.
            return clean_title(kept_first)
        return clean_title(best)
    kept = [piece for piece in pieces if not SITE.search(piece) and len(piece) > 5]
    if kept:
        best = kept[0]
        # 2021—2023年 inside a title is no separator: take the whole up to the site's name.
        if len(kept) > 1 and not _ENDS.search(best):
            joined = window
            for piece in pieces[::-1]:
                if SITE.search(piece):
                    joined = joined[: joined.rfind(piece)].rstrip(" -—_|｜>–")
                else:
                    break
            if _ENDS.search(joined):
                return clean_title(joined)
        return clean_title(best)
    return ""


def repeated_title(
    lines: Sequence[Line], header: Collection[int], start: int
) -> TitleReading | None:
    """A line that the top of the page shows twice, whole or before the site's name."""
    counts: dict[str, list[int]] = {}
    limit = min(len(lines), start + 3)
    for index in range(limit):
        if index in header:
            continue
        text = lines[index].text
        if not 9 <= len(text) <= 160 or CRUMB.search(text) or text.endswith(("。", "：", ":")):
            continue
        head = re.split(r"\s*[|｜]\s*|\s[-_—]\s|_", text)[0]
        counts.setdefault(_key(head), []).append(index)
    best: TitleReading | None = None
    for key, places in counts.items():
        if len(places) < 2 or len(key) < 8:
            continue
        text = re.split(r"\s*[|｜]\s*|\s[-_—]\s|_", lines[places[0]].text)[0]
        if looks_like_agency(text) or SITE.search(text) or not _ENDS.search(clean_title(text)):
            continue
        if best is None or len(text) > len(best.text):
            best = TitleReading(clean_title(text), "repeated", last_line=places[-1])
    return best


def title_from_lines(
    lines: Sequence[Line], header: Collection[int], start: int
) -> TitleReading | None:
    """The title that stands above the text, put together from the lines it was broken into."""
    if start >= len(lines):
        return _first_title(lines, header)
    index = start - 1
    stray_year = ""
    while index >= 0:
        text = lines[index].text.strip()
        if _skippable(text, index, header):
            index -= 1
            continue
        year = re.fullmatch(r"((?:19|20)\d\d)\s*年?", text)
        if year:
            stray_year = year[1]
            index -= 1
            continue
        if not _ENDS.search(clean_title(text)) and split_joint(text) and start - index <= 8:
            index -= 1
            continue
        if not _title_like(text) or _is_pair(text):
            if start - index > 12:
                return None
            index -= 1
            continue
        break
    if index < 0 or _is_order_head(lines[index].text):
        return _order_title(lines)
    text = lines[index].text.strip()
    last = index
    if stray_year and re.match(r"年度?", text):
        # A figure that the PDF set on a line of its own belongs before 年度.
        text = stray_year + text
    title = text
    for _ in range(6):
        above = index - 1
        if above < 0 or above in header:
            break
        upper = lines[above].text.strip()
        if not _joinable(upper, title):
            break
        joint = split_joint(upper) and title.startswith(tuple(_first_names(title)))
        title = f"{upper} {title}" if joint else upper + title
        index = above
    title = clean_title(title)
    if len(title) < 4:
        return None
    if last + 1 < len(lines) and not title.endswith(("）", ")")):
        # （试行）, （2023年度） on the next line is part of the title.
        tail = re.sub(r"\s", "", lines[last + 1].text)
        if _TITLE_NOTE.fullmatch(tail):
            title += tail
    why = (
        ""
        if _ENDS.search(title) or _ENDS.search(fold(title))
        else "标题由正文首行取得，没有公文标题的结尾"
    )
    return TitleReading(title, "lines", why=why, last_line=last)


def _first_title(lines: Sequence[Line], header: Collection[int]) -> TitleReading | None:
    """The title of a page without running text (a form, a list): its first line that looks so."""
    for index, line in enumerate(lines[:40]):
        text = line.text.strip()
        if _skippable(text, index, header) or not _title_like(text) or _is_pair(text) or line.cells:
            continue
        title = clean_title(text)
        if not _ENDS.search(title) and index + 1 < len(lines) and index + 1 not in header:
            below = lines[index + 1].text.strip()
            if _title_like(below) and _ENDS.search(clean_title(below)) and not _is_pair(below):
                title = clean_title(text + below)
        if len(title) >= 4 and (_ENDS.search(title) or index + 1 in header):
            return TitleReading(title, "lines", last_line=index)
    return None


def _skippable(text: str, index: int, header: Collection[int]) -> bool:
    """Lines that stand between a title and the text: number, date, source line, furniture."""
    if index in header:
        return True
    if _TAIL.match(re.sub(r"\s", "", text)):
        return False
    if len(text) < 3 or text.endswith(("。", "；")):
        return True
    if CHROME.match(text) and not STRONG_ENDS.search(text):
        return True
    if CRUMB.search(text) or text.startswith(("——", "--")):
        return True
    if _OFFICE.match(re.sub(r"\s", "", text)):
        return True
    if read_date(text) is not None and not re.fullmatch(r"(?:19|20)\d\d\s*年?", text):
        return True
    if len(text) <= 80 and (parse_docnums(text) or _opens_with_number(text)):
        return True
    if re.match(r"^[（(].{2,400}(?:通过|公布|发布|修订|修正|会议|号).{0,200}[)）]$", text):
        return True
    return bool(
        re.match(r"^[（(]?(?:征求意见稿|试行|送审稿|草案|摘要|节选|讨论稿)[)）]?$", text)
    ) or bool(
        re.match(
            r"^(?:浏览|阅读|访问|点击|来源|作者|责任编辑|字号|字体|发布|时间|日期|关联|相关)", text
        )
    )


def _opens_with_number(text: str) -> bool:
    number = next(find_docnums(text), None)
    return number is not None and number.start == 0 and len(text) - number.end <= 24


def _title_like(text: str) -> bool:
    if _TAIL.match(re.sub(r"\s", "", text)):
        return True
    return (
        3 <= len(text) <= 160
        and not text.endswith(("。", "；", "：", ":", "，"))
        and (
            bool(re.search(rf"[{_HAN}]{{3}}", re.sub(r"\s", "", text)))
            or bool(re.match(r"^(?:19|20)\d\d\s*年度?$", text))
        )
        and not CRUMB.search(text)
    )


def _begins(text: str) -> bool:
    text = text.lstrip('《“"‘ ')
    if re.match(
        r"(?:关于|中华人民共和国|中共|国务院|全国|对|印发|转发|(?:19|20)\d\d\s*年|[一二][〇零○])",
        text,
    ):
        return True
    return region_of(text) is not None or bool(issuer_of_title(text))


def _joinable(upper: str, title: str) -> bool:
    """Whether the line above belongs to the title under way."""
    if not _title_like(upper) or CHROME.match(upper) or len(upper) > 70:
        return False
    if parse_docnums(upper) or read_date(upper) is not None:
        return False
    if upper.endswith("文件") and split_joint(upper.removesuffix("文件")):
        return False
    if re.fullmatch(r"(?:19|20)\d\d\s*年度?", upper):
        return not re.search(r"(?:19|20)\d\d\s*年", title)
    agencies = split_joint(upper) if len(upper) <= 100 else []
    head = title.lstrip("《“")
    if agencies:
        if region_of(upper) is not None and region_of(head) is None and issuer_of_title(head):
            # 中共某市某区委 above 社会工作部: one name on two lines.
            return issuer_of_title(upper + head) == [upper + issuer_of_title(head)[0]]
        if region_of(head) is not None or issuer_of_title(head):
            # The site's name above a title that names its own body; joint issuers line by line stay.
            return head.startswith(("关于", "印发", "转发")) or (
                len(issuer_of_title(head)) >= 1 and "关于" in head and _same_rank(upper, head)
            )
        return bool(
            re.match(
                r"(?:关于|印发|转发|批转|对|公告|通告|令|(?:19|20)\d\d|年度|政府信息|信息公开|依申请|部门|单位|工作|行政|\d)",
                head,
            )
        )
    if _FRAGMENT.match(head) or _TAIL.match(re.sub(r"\s", "", head)):
        return True
    if STRONG_ENDS.search(upper) and len(upper) > 7:
        return False
    if region_of(upper) is not None or upper.startswith(
        ("关于", "国务院", "中共", "中华人民共和国", "国家")
    ):
        # A line that begins like a title and does not end like one goes on below.
        return region_of(head) is None or not issuer_of_title(head)
    if _begins(head):
        return False
    return len(upper) >= 6 and not looks_like_agency(upper)


def _first_names(title: str) -> list[str]:
    """The issuers a title begins with, so that names line by line stay apart when joined."""
    return issuer_of_title(title)[:1] or ["\0"]


def _same_rank(upper: str, head: str) -> bool:
    one, other = region_of(upper), region_of(head)
    return (one is None) == (other is None) and (
        one is None or other is None or one.text == other.text
    )


def _is_order_head(text: str) -> bool:
    return bool(re.search(r"[府院部局会署厅国]令$", re.sub(r"\s", "", text))) and len(text) < 40


_PAIR = re.compile(r"^[\u3400-\u9fff（）()]{2,10}\s*[：:]\s*\S")
_TITLE_PAIR = re.compile(
    r"^(?:一图|图解|解读|政策|通知|公告|公示|通告|视频|关于|转发|专家|权威|速看|.{0,4}问答)"
)


def _is_pair(text: str) -> bool:
    """A line of a form (采购人：…) and not a title with a colon in it (一图读懂：…)."""
    return bool(_PAIR.match(text)) and not _TITLE_PAIR.match(text) and not STRONG_ENDS.search(text)


def _order_title(lines: Sequence[Line]) -> TitleReading | None:
    """An order without a title of its own bears the title of what it promulgates."""
    for line in lines[:12]:
        match = re.search(r"《([^》]{4,80})》.{0,60}(?:公布|发布|施行)", line.text)
        if match:
            return TitleReading(match[1], "lines", why="由公布令正文所引名称取得")
    return None


def _key(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text)) if len(text) < 400 else ""


def same_title(one: str, other: str) -> bool:
    """Whether two titles differ only in marks, width, script or spacing."""
    return _key(one) == _key(other)


def completes(cut: str, full: str) -> bool:
    """Whether ``full`` is what a title cut with dots (…) stands for."""
    stem = _key(re.sub(r"(?:\.{2,}|…+|。。+)$", "", cut.strip()))
    return len(stem) > 6 and _key(full).startswith(stem) and _key(full) != stem


def ends_like_a_title(title: str) -> bool:
    """Whether a title ends in a word that titles end in (…的通知)."""
    return bool(STRONG_ENDS.search(title))


def is_cut(title: str) -> bool:
    """Whether a title ends in dots."""
    return bool(re.search(r"(?:\.{2,}|…)$", title.strip()))
