"""Which of the places that name a title is believed.

A field, a meta tag, the window title, a marked heading, a line shown twice, the lines above the
text: the first that speaks wins, a cut one is completed from the next, and contradictions are told.
"""

from __future__ import annotations

import re

from yangguang.text.agencynames import looks_like_agency
from yangguang.text.labels import Declared
from yangguang.text.linelabels import label_at_start
from yangguang.text.page import Page
from yangguang.text.titles import (
    TitleReading,
    clean_title,
    completes,
    ends_like_a_title,
    is_cut,
    repeated_title,
    same_title,
    strip_mark,
    title_from_lines,
    title_from_window,
)

_LETTERHEAD = re.compile(r"(?!.*关于)[\u3400-\u9fff、 ]{3,40}文件")
"""The red head of a paper (某某局文件) names the body, not the matter."""


def _names_a_body(text: str) -> bool:
    """Whether a window is titled by the site and not by the page."""
    bare = text.strip(" :：·-—_|")
    return bool(_LETTERHEAD.fullmatch(bare)) or looks_like_agency(bare)


def read_title(page: Page) -> TitleReading:
    """The page's title; ``text`` is "" where it has none, and the doubt is noted."""
    candidates = _candidates(page)
    if not candidates:
        suggestion = _from_name(page.name)
        page.doubt("title", suggestion, "页面没有标题" + ("，可参考文件名" if suggestion else ""))
        return TitleReading("", "none")
    best = candidates[0]
    text = best.text
    if is_cut(text):
        full = next((one.text for one in candidates[1:] if completes(text, one.text)), None)
        if full is None:
            page.doubt("title", text, "标题在来源处被截断")
        else:
            text = full
    for other in candidates[1:]:
        if best.source in ("field", "meta") and other.source in ("meta", "lines", "heading"):
            _compare(page, text, other)
    if best.why:
        page.doubt("title", text, best.why)
    bare, mark = strip_mark(text)
    return TitleReading(bare, best.source, mark, best.why, best.last_line)


def _candidates(page: Page) -> list[TitleReading]:
    found: list[TitleReading] = []
    for item in page.values("title"):
        text = clean_title(item.value)
        if 4 <= len(text) <= 300:
            found.append(TitleReading(_with_next_line(page, item, text), "field"))
    tagged = clean_title(page.tag("articletitle", "title", "dctitle", "contenttitle"))
    if len(tagged) >= 4:
        if page.tag("articletitle") == "" and page.document.media_type == "text/html":
            tagged = title_from_window(tagged, page.lines) or tagged
        found.append(TitleReading(tagged, "meta"))
    if page.document.media_type == "text/html":
        for window in (page.document.title, page.tag("og:title")):
            text = title_from_window(window, page.lines)
            if len(text) >= 5 and not _names_a_body(text):
                found.append(TitleReading(text, "window"))
                break
    heading = _heading(page)
    if heading is not None:
        found.append(heading)
    repeated = repeated_title(page.lines, page.header_lines, page.front_end)
    if repeated is not None:
        found.append(repeated)
    lines = title_from_lines(page.lines, page.header_lines, page.front_end)
    if lines is not None:
        found.append(lines)
    return _ranked(page, found)


def _with_next_line(page: Page, item: Declared, text: str) -> str:
    """A declared title that a capture broke: its end stands on the next line."""
    place = item.line + (2 if item.below else 1)
    if ends_like_a_title(text) or is_cut(text) or len(text) < 12 or place >= len(page.lines):
        return text
    below = page.lines[place].text.strip()
    if place in page.header_lines or not 2 <= len(below) <= 80 or label_at_start(below):
        return text
    joined = clean_title(text + below)
    return joined if ends_like_a_title(joined) and not joined.startswith(below) else text


def _ranked(page: Page, found: list[TitleReading]) -> list[TitleReading]:
    """A window title that holds the site's name too, or stands nowhere on the page, yields to what
    the page itself shows as title."""
    if found and found[0].source == "window" and len(found) > 1:
        window, rest = found[0], found[1:]
        shown = next(
            (one for one in rest if one.source in ("heading", "lines", "repeated") and not one.why),
            None,
        )
        if shown is not None and not same_title(window.text, shown.text):
            one, other = (re.sub(r"\W", "", text) for text in (window.text, shown.text))
            on_page = any(one in re.sub(r"\W", "", line.text) for line in page.lines[:200])
            if (one in other and len(other) < 160) or (
                ends_like_a_title(shown.text) and (other in one or not on_page)
            ):
                return [shown, window, *[each for each in rest if each is not shown]]
    return found


def _heading(page: Page) -> TitleReading | None:
    """The marked headings at the top, joined where one title was broken over several."""
    parts: list[str] = []
    last = -1
    level = 0
    for index, line in enumerate(page.lines[: page.front_end + 1]):
        if not line.heading or index in page.header_lines:
            if parts:
                break
            continue
        if index >= page.front_end and not parts:
            break
        text = line.text.strip()
        if len(text) < 4 or (level and line.heading != level):
            if parts:
                break
            continue
        if index >= page.front_end:
            break
        parts.append(text)
        level = line.heading
        last = index
        if len(parts) == 4:
            break
    if not parts:
        return None
    text = clean_title("".join(parts))
    if not 5 <= len(text) <= 200:
        return None
    return TitleReading(text, "heading", last_line=last)


def _compare(page: Page, text: str, other: TitleReading) -> None:
    one, two = (re.sub(r"\W|_", "", part) for part in (text, other.text))
    if not one or not two or one in two or two in one:
        return
    shared = len(set(one) & set(two)) / max(1, len(set(one) | set(two)))
    if shared < 0.3 and other.source == "meta":
        page.doubt("title", other.text, "页面元数据中的标题与页面所列标题不同")


def _from_name(name: str) -> str:
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name.rpartition("/")[2])
    return stem if len(re.findall(r"[\u3400-\u9fff]", stem)) >= 6 else ""
