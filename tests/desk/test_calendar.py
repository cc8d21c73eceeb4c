"""The working calendar on the desk: a year at a glance, a notice entered, read and signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.apps.duties.test_calendar import NOTICE_2027
from tests.builders.agencies import City, somebody
from tests.builders.duties import KIND, a_duty, a_kind
from yangguang.apps.agencies.models import User
from yangguang.apps.duties.models import AgencyCalendar, CalendarNotice, CalendarRevision, Duty
from yangguang.apps.duties.registry import unregister_kind
from yangguang.desk.months import days_in_words, year_of
from yangguang.law.calendar import WorkCalendar, national, parse_notice, regional

pytestmark = pytest.mark.django_db
Desk = Callable[[User], Client]

PROSE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕99号
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年11月5日
"""


def text(answer: object) -> str:
    page = answer.content.decode()  # type: ignore[attr-defined] # a response of the test client
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def keeper(desk: Desk, city: City) -> Client:
    """Somebody who keeps the calendar for the whole tree."""
    return desk(somebody("disclosure-director", city.office))


def pending() -> CalendarRevision:
    return CalendarRevision.objects.get(state="pending")


def test_a_year_shows_days_off_days_worked_and_the_number_of_each_month() -> None:
    found = year_of(national(), 2026, date(2026, 10, 1))
    assert found is not None
    months, expected = found
    assert not expected
    october = months[9]
    cells = {cell.day.day: cell for row in october.rows for cell in row if cell}
    assert [cells[day].mark for day in (1, 7, 8, 10, 11)] == ["休", "休", "", "班", ""]
    assert (cells[1].words, cells[10].words, cells[11].words) == (
        "放假（国庆节）",
        "调休上班（国庆节）",
        "周末",
    )
    assert cells[1].today
    assert october.working == 18
    assert sum(month.working for month in months) == 248
    assert all(len(row) == 7 for month in months for row in month.rows)


def test_a_year_that_is_not_arranged_is_only_expected_and_a_far_one_unknown() -> None:
    found = year_of(national(), national().last_known.year + 1, date(2026, 10, 1))
    assert found is not None
    assert found[1]
    assert year_of(national(), 1990, date(2026, 10, 1)) is None


def test_days_of_the_region_stand_out() -> None:
    found = year_of(regional("45"), 2026, date(2026, 1, 1))
    assert found is not None
    april = [cell for row in found[0][3].rows for cell in row if cell]
    assert {cell.day.day for cell in april if cell.regional} >= {17, 20}


def test_runs_of_days_are_written_as_people_write_them() -> None:
    days = [date(2026, 9, 30), *[date(2026, 10, day) for day in (1, 2, 10)]]
    assert days_in_words(days) == "9月30日至10月2日（3 天）、10月10日（六）"
    assert days_in_words([]) == ""


def test_everybody_sees_the_calendar_and_few_change_it(desk: Desk, city: City) -> None:
    clerk = desk(somebody("agency-clerk", city.health))
    page = text(clerk.get("/calendar/?year=2026"))
    assert "工作日历 2026 年" in page
    assert "248 个工作日" in page
    assert "国办发明电〔2025〕7号" in page
    assert "上传放假安排" not in page
    assert "以下为预计" in text(clerk.get("/calendar/?year=2027"))
    assert clerk.get("/calendar/?year=1990").status_code == 404
    assert clerk.get("/calendar/?year=x&region=nowhere").status_code == 200


def test_a_body_in_a_region_sees_its_own_calendar_first(desk: Desk, city: City) -> None:
    AgencyCalendar.objects.create(
        agency=city.health, region="45", valid_from=date(2026, 1, 1), recorded_at=timezone.now()
    )
    clerk = desk(somebody("agency-clerk", city.health))
    assert "壮族三月三" in text(clerk.get("/calendar/?year=2026"))
    assert "壮族三月三" not in text(clerk.get("/calendar/?year=2026&region="))


def test_a_notice_in_its_official_wording_is_read_listed_and_signed(
    keeper: Client, city: City
) -> None:
    def recompute(key: str, calendar: WorkCalendar) -> date:
        return calendar.add(date(2026, 12, 29), 5)

    unregister_kind(KIND)
    a_kind(recompute=recompute)
    duty = a_duty(
        city.health,
        "2026-0009",
        date(2027, 1, 6),
        opened_on=date(2026, 12, 29),
        provisional=True,
    )
    answer = keeper.post("/calendar/notices/upload/", {"text": PROSE})
    revision = pending()
    assert answer.headers["Location"] == f"/calendar/changes/{revision.pk}/"
    page = text(keeper.get(answer.headers["Location"]))
    assert "启用2027年放假安排（国办发明电〔2026〕99号）" in page
    assert "申请 2026-0009 答复" in page
    assert "2027-01-06（预计） 2027-01-06" in page
    assert "2月5日至11日（7 天）" in page
    assert "待签核的日历变更" in text(keeper.get("/calendar/"))
    keeper.post(f"/calendar/changes/{revision.pk}/sign/")
    duty.refresh_from_db()
    assert not duty.provisional
    unregister_kind(KIND)
    assert "以下为预计" not in text(keeper.get("/calendar/?year=2027"))


def test_the_same_notice_can_be_a_file_or_filled_in(keeper: Client) -> None:
    file = SimpleUploadedFile("2027.toml", NOTICE_2027.encode())
    keeper.post("/calendar/notices/upload/", {"file": file})
    by_file = parse_notice(pending().notice.text)  # type: ignore[union-attr] # it has one
    keeper.post(f"/calendar/changes/{pending().pk}/drop/", {"why": "改为填写"})
    names = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]
    rests = [
        "2027-01-01至2027-01-03",
        "2027-02-05..2027-02-11",
        "2027-04-03、2027-04-04，2027-04-05",
        "2027-05-01至2027-05-05",
        "2027-06-09",
        "2027-09-15",
        "2027-10-01～2027-10-07",
    ]
    values = {
        "year": "2027",
        "number": "测办发〔2026〕1号",
        "issued": "2026-02-27",
        "work1": "2027-01-30、2027-02-20",
    }
    for number, (name, rest) in enumerate(zip(names, rests, strict=True)):
        values[f"name{number}"], values[f"rest{number}"] = name, rest
    answer = keeper.post("/calendar/notices/fill/", values)
    assert answer.status_code == 302, text(answer)
    by_hand = parse_notice(pending().notice.text)  # type: ignore[union-attr] # it has one
    assert by_hand.days == by_file.days
    assert (by_hand.number, by_hand.issued) == (by_file.number, by_file.issued)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "请选择文件，或者贴上通知原文"),
        ({"text": "今天天气很好"}, "通知"),
        ({"text": 'year = 2027\nsource = "x"\n'}, "没有任何节日"),
        ({"file": SimpleUploadedFile("a.toml", b"\xff\xfe\x00")}, "UTF-8"),
        ({"file": SimpleUploadedFile("a.toml", b"x" * 70_000)}, "64 KB"),
    ],
)
def test_what_is_no_notice_is_refused_in_words(
    keeper: Client, values: dict[str, object], said: str
) -> None:
    answer = keeper.post("/calendar/notices/upload/", values)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not CalendarNotice.objects.exists()


def test_a_day_that_cannot_be_read_is_shown_beside_its_field(keeper: Client) -> None:
    values = {"year": "2027", "name0": "元旦", "rest0": "元月一日", "source": "x"}
    answer = keeper.post("/calendar/notices/fill/", values)
    assert answer.status_code == 422
    assert "“元月一日”看不懂" in text(answer)


def test_a_text_cannot_smuggle_further_lines_into_the_notice(keeper: Client) -> None:
    values = {
        "year": "2026",
        "change": "on",
        "source": '本市"\nregion = "45',
        "name0": '活动"]\n[[holiday]]\nname = "另一个',
        "rest0": "2026-03-11",
    }
    keeper.post("/calendar/notices/fill/", values)
    notice = parse_notice(pending().notice.text)  # type: ignore[union-attr] # it has one
    assert notice.region == ""
    assert len(notice.days) == 1


def test_an_adopted_notice_is_retired_by_the_same_road(keeper: Client) -> None:
    keeper.post("/calendar/notices/upload/", {"text": NOTICE_2027})
    keeper.post(f"/calendar/changes/{pending().pk}/sign/")
    notice = CalendarNotice.objects.get()
    assert "停用" in text(keeper.get("/calendar/?year=2027"))
    keeper.post(f"/calendar/notices/{notice.pk}/retire/", {"why": "录错"})
    keeper.post(f"/calendar/changes/{pending().pk}/sign/")
    notice.refresh_from_db()
    assert notice.superseded_at is not None
    again = keeper.post(f"/calendar/notices/{notice.pk}/retire/", {"why": "录错"})
    assert again.status_code == 422


def test_a_body_changes_region_and_yellow_days(keeper: Client, city: City) -> None:
    today = timezone.localdate().isoformat()
    keeper.post("/calendar/region/", {"agency": city.county.pk, "region": "45", "since": today})
    assert "石桥县人民政府" in text(keeper.get(f"/calendar/changes/{pending().pk}/"))
    keeper.post(f"/calendar/changes/{pending().pk}/sign/")
    keeper.post("/calendar/yellow/", {"agency": city.county.pk, "days": 8, "since": today})
    page = text(keeper.get("/calendar/"))
    assert "清源市石桥县人民政府：广西壮族自治区" in page
    assert "清源市石桥县人民政府：8 个工作日" in page
    wrong = keeper.post(
        "/calendar/region/", {"agency": city.county_health.pk, "region": "45", "since": today}
    )
    assert "已使用该日历" in text(wrong)


def test_cases_that_changed_meanwhile_are_listed_anew_before_signing(
    keeper: Client, city: City
) -> None:
    unregister_kind(KIND)
    a_kind(recompute=lambda key, calendar: calendar.add(date(2026, 12, 29), 5))
    keeper.post("/calendar/notices/upload/", {"text": NOTICE_2027})
    revision = pending()
    a_duty(city.health, "late", date(2027, 1, 6), opened_on=date(2026, 12, 29), provisional=True)
    answer = keeper.post(f"/calendar/changes/{revision.pk}/sign/", follow=True)
    assert "请核对新的清单后再签核" in text(answer)
    assert Duty.objects.get(subject_key="late").provisional
    unregister_kind(KIND)


def test_who_keeps_a_lower_calendar_does_not_enter_notices(desk: Desk, city: City) -> None:
    county = desk(somebody("disclosure-director", city.county))
    refusal = county.post("/calendar/notices/upload/", {"text": NOTICE_2027})
    assert refusal.status_code == 409
    assert "由最上级主管部门或系统管理员录入" in text(refusal)
    assert "上传放假安排" not in text(county.get("/calendar/"))
