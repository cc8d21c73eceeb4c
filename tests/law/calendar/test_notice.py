"""Reading a notice: what is understood, and that each refusal names the place and the remedy."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.law.calendar import (
    BadNotice,
    Notice,
    NoticeDay,
    national,
    national_notices,
    notice_doubts,
    parse_notice,
    regions,
    with_notices,
)

GOOD = """\
year = 2026
number = "国办发明电〔2025〕7号"
issued = 2025-11-04
source = "国务院办公厅"

[[holiday]]
name = "元旦"
rest = ["2026-01-01..2026-01-03"]
work = ["2026-01-04"]

[[holiday]]
name = "春节"
rest = ["2026-02-15..2026-02-23"]
work = ["2026-02-14", "2026-02-28"]

[[holiday]]
name = "清明节"
rest = ["2026-04-04..2026-04-06"]

[[holiday]]
name = "劳动节"
rest = ["2026-05-01..2026-05-05"]
work = ["2026-05-09"]

[[holiday]]
name = "端午节"
rest = ["2026-06-19..2026-06-21"]

[[holiday]]
name = "中秋节"
rest = ["2026-09-25..2026-09-27"]

[[holiday]]
name = "国庆节"
rest = ["2026-10-01..2026-10-07"]
work = ["2026-09-20", "2026-10-10"]
"""

CHANGE = """\
year = 2026
source = "本单位通知"
change = true

[[holiday]]
name = "停电检修"
rest = [2026-03-04]
"""


def test_a_typed_notice_equals_the_one_shipped() -> None:
    notice = parse_notice(GOOD)
    shipped = next(notice for notice in national_notices() if notice.year == 2026)
    assert notice.days == shipped.days
    assert (notice.year, notice.number) == (2026, "国办发明电〔2025〕7号")
    assert notice.issued == notice.known == date(2025, 11, 4)
    assert notice.basis == "国办发明电〔2025〕7号"
    assert notice.whole_year
    assert not notice.change
    assert notice.region == ""


def test_days_come_in_order_with_their_holiday() -> None:
    days = parse_notice(GOOD).days
    assert days[0] == NoticeDay(date(2026, 1, 1), "rest", "元旦")
    assert days[3] == (date(2026, 1, 4), "work", "元旦")
    assert days[4] == (date(2026, 2, 14), "work", "春节")
    assert [entry.day for entry in days] == sorted({entry.day for entry in days})


@pytest.mark.parametrize(
    "rest",
    [
        "2026-03-04",
        "[2026-03-04]",
        '"2026-03-04"',
        '["2026-03-04"]',
        '["2026-03-04..2026-03-04"]',
        '["2026-03-04至2026-03-04"]',
        '["2026-03-04 ~ 2026-03-04"]',
        '["2026-03-04～2026-03-04"]',
    ],
)
def test_a_day_may_be_written_in_any_of_these_ways(rest: str) -> None:
    notice = parse_notice(CHANGE.replace("[2026-03-04]", rest))
    assert notice.days == ((date(2026, 3, 4), "rest", "停电检修"),)


def test_a_range_takes_in_both_ends() -> None:
    notice = parse_notice(CHANGE.replace("[2026-03-04]", '["2026-02-27至2026-03-02"]'))
    assert [entry.day for entry in notice.days] == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2026, 3, 2),
    ]


def test_a_notice_without_dates_counts_as_known_from_new_year() -> None:
    assert parse_notice(CHANGE).known == date(2026, 1, 1)
    published = parse_notice("issued = 2026-02-27\npublished = 2026-03-02\n" + CHANGE)
    assert published.known == date(2026, 3, 2)


def test_a_notice_without_a_number_is_justified_by_its_source() -> None:
    notice = parse_notice(CHANGE)
    assert notice.number is None
    assert notice.basis == "本单位通知"
    assert not notice.whole_year


def test_a_day_of_a_notice_without_a_number_names_its_source() -> None:
    calendar = with_notices(national(), [parse_notice(CHANGE)])
    assert calendar.status(date(2026, 3, 4)).basis == "本单位通知"


def test_a_regional_notice_arranges_no_year() -> None:
    notice = parse_notice(CHANGE.replace("change = true", 'region = "6501"'))
    assert notice.region == "6501"
    assert not notice.whole_year


CHANGED = "；如果本通知只调整个别日期，请加一行 change = true。"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'name = "元旦"',
            'name = "元旦',
            (
                "第7行第11列：不是有效的 TOML 写法。请检查引号、方括号和日期（日期写作 2027-01-01），"
                "改好后重新导入。"
            ),
        ),
        (
            'rest = ["2026-10-01..2026-10-07"]\nwork = ["2026-09-20", "2026-10-10"]\n',
            "rest = [",
            (
                "文件末尾：不是有效的 TOML 写法。请检查引号、方括号和日期（日期写作 2027-01-01），"
                "改好后重新导入。"
            ),
        ),
        ("year = 2026", "", "“year”：应写安排所属的年份，例如 year = 2027。"),
        (
            "year = 2026",
            'year = "2026"',
            "第1行“year”：应写安排所属的年份，例如 year = 2027。",
        ),
        (
            "year = 2026",
            "year = 2026\nyaer = 1",
            (
                "第2行“yaer”：没有这个字段，可用的字段是 "
                "change、holiday、issued、number、published、region、source、year。"
            ),
        ),
        (
            "issued = 2025-11-04",
            'issued = "2025年11月4日"',
            "第3行“issued”：“2025年11月4日”不是存在的日期，应写作 2027-01-01 的形式。",
        ),
        (
            "issued = 2025-11-04",
            "issued = 2025-11-04T08:00:00",
            "第3行“issued”：应为日期，例如 issued = 2026-11-04。",
        ),
        (
            "issued = 2025-11-04",
            "issued = 2025-11-04\npublished = 2025-11-03",
            "第4行“published”：发布日期早于成文日期，请核对。",
        ),
        (
            'number = "国办发明电〔2025〕7号"\n',
            "number = 7\n",
            "第2行“number”：应为加引号的文字。",
        ),
        (
            'number = "国办发明电〔2025〕7号"\nissued = 2025-11-04\nsource = "国务院办公厅"\n',
            "",
            "“source”：未写文号（number）时必须写明来源（source），例如“国务院办公厅”。",
        ),
        (
            'source = "国务院办公厅"',
            'source = "国务院办公厅"\nchange = "yes"',
            "第5行“change”：应为 true 或 false（不加引号）。",
        ),
        (
            'source = "国务院办公厅"',
            'source = "国务院办公厅"\nregion = "广西"',
            '第5行“region”：应为行政区划代码的前2、4或6位数字，例如 "45"。',
        ),
        (
            'name = "端午节"\n',
            "",
            "第25行起“name”：这一段 [[holiday]] 没有写节日名称（name），请补上，例如“元旦”。",
        ),
        (
            'rest = ["2026-06-19..2026-06-21"]',
            'relax = ["2026-06-19..2026-06-21"]',
            "第27行“relax”：节日“端午节”下没有这个字段，可用的是 name、rest、work。",
        ),
        (
            'rest = ["2026-06-19..2026-06-21"]',
            "rest = []",
            "第26行“name”：节日“端午节”既没有放假日（rest）也没有上班日（work），请补上或删去。",
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"6月19日至21日"',
            (
                "第27行“rest”：节日“端午节”的“6月19日至21日”看不懂，"
                '应为日期 "2027-01-01" 或范围 "2027-01-01..2027-01-03"。'
            ),
        ),
        (
            '["2026-06-19..2026-06-21"]',
            "[20260619]",
            (
                "第27行“rest”：节日“端午节”的“20260619”看不懂，"
                '应为日期 "2027-01-01" 或范围 "2027-01-01..2027-01-03"。'
            ),
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"2026-06-31"',
            "第27行“rest”：“2026-06-31”不是存在的日期，应写作 2027-01-01 的形式。",
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"2026-06-21..2026-06-19"',
            "第27行“rest”：节日“端午节”的范围“2026-06-21..2026-06-19”首尾颠倒或过长，请核对。",
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"2026-06-19..2026-07-21"',
            "第27行“rest”：节日“端午节”的范围“2026-06-19..2026-07-21”首尾颠倒或过长，请核对。",
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"2025-06-19..2025-06-21"',
            "第27行“rest”：节日“端午节”的2025年6月19日不在2026年前后，请核对年份。",
        ),
        (
            '"2026-06-19..2026-06-21"',
            '"2026-06-19", "2026-06-19"',
            "第27行“rest”：2026年6月19日写了两次（“端午节”和“端午节”），每天只能写一次。",
        ),
        (
            'work = ["2026-05-09"]',
            'work = ["2026-05-05"]',
            "第23行“work”：2026年5月5日写了两次（“劳动节”和“劳动节”），每天只能写一次。",
        ),
        (
            'work = ["2026-05-09"]',
            'work = ["2026-05-07"]',
            "第23行“work”：节日“劳动节”的上班日2026年5月7日不是周六或周日，请核对" + CHANGED,
        ),
        (
            'rest = ["2026-05-01..2026-05-05"]',
            'rest = ["2026-05-02..2026-05-05"]',
            "第22行“rest”：2026年5月1日（劳动节）没有列为放假，请核对" + CHANGED,
        ),
        (
            '\n[[holiday]]\nname = "端午节"\nrest = ["2026-06-19..2026-06-21"]\n',
            "",
            "缺少端午的放假安排，请补全" + CHANGED,
        ),
    ],
)
def test_a_refusal_names_the_place_and_the_remedy(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(BadNotice) as caught:
        parse_notice(GOOD.replace(old, new, 1))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "",
            "“year”：应写安排所属的年份，例如 year = 2027。",
        ),
        (
            'year = 2027\nsource = "x"\n',
            "没有任何节日：请为每个节日写一段 [[holiday]]，其下写 name、rest（放假）和 work（上班）。",
        ),
        (
            'year = 2027\nsource = "x"\nholiday = ["元旦"]\n',
            "第3行“holiday”：节日应写成 [[holiday]] 段，不能写成一个值。",
        ),
    ],
)
def test_a_notice_with_nothing_in_it_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadNotice) as caught:
        parse_notice(text)
    assert str(caught.value) == message


def test_a_comment_is_not_mistaken_for_the_line_at_fault() -> None:
    text = CHANGE.replace("[2026-03-04]", '["2026-02-30"]')
    with pytest.raises(BadNotice, match=r"^第8行“rest”：“2026-02-30”"):
        parse_notice('# rest = ["2026-02-30"] was a slip\n' + text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(BadNotice):
        parse_notice(text)


_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(st.dictionaries(_DAYS, st.sampled_from(["rest", "work"]), min_size=1, max_size=20))
def test_what_is_written_is_what_is_read(days: dict[date, str]) -> None:
    rows = [f'[[holiday]]\nname = "n"\n{what} = [{day}]\n' for day, what in days.items()]
    notice = parse_notice('year = 2026\nsource = "s"\nchange = true\n' + "".join(rows))
    assert {entry.day: entry.what for entry in notice.days} == days


def test_shipped_notices_raise_no_doubt() -> None:
    for notice in national_notices():
        assert notice_doubts(notice) == ()
    for region in regions().values():
        for notice in region.notices:
            assert notice_doubts(notice) == ()


def _doubts(old: str, new: str) -> tuple[str, ...]:
    assert old in GOOD
    return notice_doubts(parse_notice(GOOD.replace(old, new)))


def test_a_forgotten_worked_day_raises_a_doubt() -> None:
    assert _doubts('"2026-02-14", "2026-02-28"', '"2026-02-14"') == (
        (
            "放假的工作日比调休上班日多14天，按法定节日应多13天，"
            "请核对是否漏写或多写了放假日、上班日。"
        ),
    )


def test_a_festival_on_the_wrong_day_raises_a_doubt() -> None:
    assert _doubts('"2026-06-19..2026-06-21"', '"2026-06-20..2026-06-22"') == (
        "2026年6月19日是法定节日（端午节），通知里没有列为放假，请核对。",
    )


def test_years_outside_the_table_of_festivals_raise_no_doubt() -> None:
    far = Notice(2199, None, None, "s", (NoticeDay(date(2199, 1, 1), "rest", "元旦"),))
    assert notice_doubts(far) == ()
