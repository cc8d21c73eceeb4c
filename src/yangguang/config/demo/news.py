"""What the demo city tells from day to day: meetings, inspections, training, closed counters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yangguang.config.demo import columns, places, writing
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft

_MEETING_SUBJECTS = ("安全生产", "防汛抗旱", "优化营商环境", "生态环境保护", "保障和改善民生", "重点项目建设", "乡村振兴", "财政预算执行")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Story:
    """One sort of news: {area} is a field of work, {issuer} the body, {place} a county."""

    title: str
    column: str
    kind: str
    lines: tuple[str, ...]


_NEWS = (
    _Story(
        "{issuer}开展{area}专项检查", "dept-news", "news",
        (
            "{day}，{issuer}组织工作组到{place}开展{area}专项检查。",
            "工作组查阅台账，实地察看，并与基层工作人员座谈。",
            "对发现的问题，已列出清单交有关单位限期整改，整改结果将向社会公布。",
        ),
    ),
    _Story(
        "{issuer}举办政务公开业务培训班", "dept-news", "news",
        (
            "{day}，{issuer}举办政务公开业务培训班，机关各科室和所属单位有关人员参加。",
            "培训围绕主动公开的范围和时限、依申请公开的办理程序、公开前的审查要求展开。",
            "参训人员结合{area}领域的公开事项作了交流。",
        ),
    ),
    _Story(
        "{issuer}进社区宣讲{area}政策", "dept-news", "news",
        (
            "{day}，{issuer}工作人员走进{place}社区，向居民宣讲{area}政策。",
            "现场设置咨询台，解答居民提问，发放办事指南。",
            "居民提出的意见建议已记录，将在今后工作中研究采纳。",
        ),
    ),
    _Story(
        "{issuer}召开{area}工作推进会", "city-news", "news",
        (
            "{day}，{issuer}召开{area}工作推进会，各县（区）有关部门负责人参加。",
            "会议通报了前一阶段工作进展，分析了存在的困难。",
            "会议要求，各单位要对照年度目标逐项核对进度，按季度公开工作进展。",
        ),
    ),
    _Story(
        "{issuer}部署{half}重点工作", "city-news", "news",
        (
            "{day}，{issuer}召开工作会议，部署{half}重点工作。",
            "会议明确了{area}等方面的任务分工和完成时限。",
        ),
    ),
    _Story(
        "{issuer}关于暂停窗口服务的公告", "notices", "announcement",
        (
            "因业务系统升级，{issuer}在市政务服务中心的窗口将暂停服务半天，网上办事同时暂停。",
            "急需办理的事项，可以提前电话预约，联系电话见本机构信息页。",
            "由此带来的不便，敬请谅解。",
        ),
    ),
)  # fmt: skip


def meetings(city: City) -> Iterator[Draft]:
    """The government's executive meeting, once a month since 2017."""
    count = 0
    for year in range(2017, city.today.year + 1):
        for month in range(1, 13):
            count += 1
            rng = city.rng("meeting", year, month)
            on = writing.working_day(date(year, month, rng.randint(3, 27)))
            subjects = rng.sample(_MEETING_SUBJECTS, 3)
            yield Draft(
                slug="meeting", key=f"meeting-{year}-{month:02d}", on=on, agency="city-office",
                title=f"清源市人民政府召开第{count}次常务会议 研究{subjects[0]}等工作",
                paragraphs=[
                    f"{writing.chinese_date(on)}，市长主持召开市政府第{count}次常务会议。",
                    *(f"会议研究了{subject}工作，要求有关部门抓紧落实。" for subject in subjects),
                    "会议还研究了其他事项。",
                ],
                kind="meeting", columns=["meetings"], facets=[("five-open", "decision")],
                subject="政府会议",
            )  # fmt: skip


def news(city: City, table: list[dict[str, Any]]) -> Iterator[Draft]:
    """A few news a week in the last year, one a month before, so that columns stay alive."""
    start = city.today - timedelta(days=364)
    days = [start + timedelta(days=step) for step in range(0, 365, 3)]
    months = [(year, month) for year in range(2016, city.today.year) for month in range(1, 13)]
    days += [day for year, month in months if (day := date(year, month, 11)) < start]
    for day in days:
        rng = city.rng("news", day)
        topic = rng.choice(table)
        story = rng.choice(_NEWS)
        on = writing.working_day(day)
        issuer = city.name_on(topic["agency"], on)
        said = {
            "issuer": issuer,
            "area": columns.area_name(topic["area"]),
            "day": writing.chinese_date(on),
            "half": "上半年" if on.month <= 6 else "下半年",
            "place": rng.choice([row[1] for row in places.COUNTIES]),
        }
        closing = [issuer, writing.chinese_date(on)] if story.kind == "announcement" else []
        yield Draft(
            slug="news", key=f"news-{day}", on=on, agency=topic["agency"],
            title=story.title.format(**said),
            paragraphs=[*(line.format(**said) for line in story.lines), *closing],
            kind=story.kind, columns=[story.column], facets=[("five-open", "execution")],
            subject="工作动态",
        )  # fmt: skip
