"""Drafting a notice from its official wording, and writing a notice as TOML."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.calendar.prose import STYLES, worded
from yangguang.law.calendar import (
    BadNotice,
    Notice,
    NoticeDay,
    draft_notice,
    national_notices,
    notice_toml,
    parse_notice,
    regions,
)

WHOLE = [notice for notice in national_notices() if notice.whole_year]
REAL = Path(__file__).parents[4] / "shared" / "real" / "138-policy-document.txt"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("notice", WHOLE, ids=lambda notice: str(notice.year))
def test_each_year_is_read_from_each_way_of_wording(notice: Notice, style: str) -> None:
    drafted = parse_notice(draft_notice(worded(notice, style)))
    assert drafted.days == notice.days
    assert (drafted.year, drafted.number, drafted.issued) == (
        notice.year,
        notice.number,
        notice.issued,
    )
    assert drafted.source == "国务院办公厅"
    assert drafted.whole_year


@pytest.mark.parametrize(
    "text",
    [
        (
            "关于调整2019年劳动节假期安排的通知\n现将劳动节假期调整如下：2019年5月1日至4日放假调休，"
            "共4天。4月28日（星期日）、5月5日（星期日）上班。\n2019年3月22日"
        ),
        (
            "关于调整2019年劳动节假期安排的通知\n劳动节：5月1日(星期三)～4日(星期六)放假，共四天；"
            "4月28日(周日)、5月5日(周日)照常上班。\n二〇一九年三月二十二日"
        ),
    ],
)
def test_a_change_is_read_as_a_change(text: str) -> None:
    drafted = parse_notice(draft_notice(text))
    shipped = next(one for one in national_notices() if one.change and one.year == 2019)
    assert drafted.change
    assert drafted.days == shipped.days
    assert drafted.issued == date(2019, 3, 22)
    assert drafted.number is None


def test_an_exchange_of_two_days_is_read() -> None:
    drafted = parse_notice(
        draft_notice(
            "某自治区人民政府办公厅关于2018年“三月三”放假的通知\n"
            "“三月三”期间，全体公民放假2天，4月18日、19日（即农历三月初三、初四）放假。"
            "4月20日（星期五）与4月15日（星期日）调休，4月15日（星期日）上班。"
        )
    )
    assert drafted.source == "某自治区人民政府办公厅"
    assert drafted.days == (
        (date(2018, 4, 15), "work", "三月三"),
        (date(2018, 4, 18), "rest", "三月三"),
        (date(2018, 4, 19), "rest", "三月三"),
        (date(2018, 4, 20), "rest", "三月三"),
    )


def test_the_page_around_a_notice_gives_its_dates() -> None:
    head = "成文日期：\t2025年11月01日\t发布日期：\t2025年11月04日\n"
    notice = next(one for one in WHOLE if one.year == 2026)
    drafted = parse_notice(draft_notice(head + worded(notice, "modern")))
    assert drafted.issued == date(2025, 11, 1)
    assert drafted.published == date(2025, 11, 4)


def test_paragraphs_without_numbers_are_told_apart_by_their_holiday() -> None:
    notice = next(one for one in WHOLE if one.year == 2026)
    text = worded(notice, "modern")
    for number in "一二三四五六七":
        text = text.replace(f"{number}、", "", 1)
    assert parse_notice(draft_notice(text)).days == notice.days


def test_a_real_page_is_read() -> None:
    if not REAL.exists():
        pytest.skip("the captured pages are not at hand")
    drafted = parse_notice(draft_notice(REAL.read_text(encoding="utf-8")))
    assert drafted == next(
        Notice(one.year, one.number, one.issued, "国务院办公厅", one.days, published=one.published)
        for one in WHOLE
        if one.year == 2019
    )


TITLE = "关于2026年端午节放假的通知\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有找到通知所属的年份，请粘贴含标题的通知全文。"),
        ("关于2026年工作的通知", "没有读出节日名称，请粘贴含标题的通知全文，或手工填写。"),
        (TITLE, "没有读出任何放假或上班的日期，请对照通知原文手工填写。"),
        (
            "关于延长2020年春节假期的通知\n延长春节假期至2月2日，2月3日（星期一）起正常上班。",
            "没有读出任何放假或上班的日期，请对照通知原文手工填写。",
        ),
        (
            TITLE + "6月19日（星期四）放假。",
            "“端午节”的2026年6月19日写作星期四，实际是星期五，请核对年份和日期。",
        ),
        (
            TITLE + "6月19日至21日放假，共4天。",
            "“端午节”写明4天，读出的是3天，请对照原文手工填写。",
        ),
        (TITLE + "6月31日放假。", "2026年6月31日不是存在的日期，请核对原文。"),
        (TITLE + "19日放假。", "“端午节”的“19日”没有写月份，请对照原文手工填写。"),
        (
            TITLE + "6月21日至19日放假。",
            "“端午节”的“6月21日至19日”首尾颠倒或过长，请核对原文。",
        ),
        (
            TITLE + "一、端午节：6月19日放假。二、夏至：6月19日上班。",
            "2026年6月19日在“端午节”和“夏至”中一处放假、一处上班，请核对原文。",
        ),
        (
            TITLE + "一、端午节：6月19日放假。二、夏至：6月21日放假。",
            (
                "缺少元旦、春节、清明、劳动节、中秋、国庆的放假安排，请补全；"
                "如果本通知只调整个别日期，请加一行 change = true。"
            ),
        ),
    ],
)
def test_what_is_not_understood_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadNotice) as caught:
        draft_notice(text)
    assert str(caught.value) == message


_PIECES = st.sampled_from(
    [
        "2026年",
        "2月",
        "29日",
        "6月19日",
        "至",
        "—",
        "、",
        "，",
        "。",
        "（星期五）",
        "放假",
        "上班",
        "共3天",
        "公休日调至",
        "调休",
        "端午节：",
        "一、",
        "关于",
        "假期",
        "\n",
        "12月31日",
        "与",
    ]
)


@given(st.lists(_PIECES, max_size=25).map("".join))
def test_any_jumble_is_drafted_or_refused(text: str) -> None:
    try:
        drafted = draft_notice(text)
    except BadNotice:
        return
    assert parse_notice(drafted).days


@pytest.mark.parametrize(
    "notice",
    [*national_notices(), *(one for region in regions().values() for one in region.notices)],
    ids=lambda notice: f"{notice.region or 'national'}-{notice.year}-{len(notice.days)}",
)
def test_a_notice_written_as_toml_reads_back(notice: Notice) -> None:
    assert parse_notice(notice_toml(notice)) == notice


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text == text.strip() != ""
)


@given(
    st.dictionaries(
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.tuples(st.sampled_from(["rest", "work"]), _TEXT),
        min_size=1,
        max_size=30,
    ),
    _TEXT,
)
def test_any_names_and_days_survive_writing(days: dict[date, tuple[str, str]], source: str) -> None:
    entries = tuple(
        NoticeDay(day, "rest" if what == "rest" else "work", name)
        for day, (what, name) in sorted(days.items())
    )
    notice = Notice(2026, None, None, source, entries, region="45", change=True)
    assert parse_notice(notice_toml(notice)) == notice
