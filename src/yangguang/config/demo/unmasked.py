"""Two notices of the demo city that name people more closely than they should.

They were published long before anybody looked: what 个人信息排查 is there to find, with something to
correct and something that may stay. People and numbers belong to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import Draft, chinese_date, working_day


def unmasked(city: City) -> Iterator[Draft]:
    """A list of families for public housing, and one of pupils, both of last year."""
    year = city.today.year - 1
    yield _notice(
        "housing",
        working_day(date(year, 9, 16)),
        f"关于{year}年第三批公共租赁住房配租家庭的公示",
        "经审核，下列家庭符合配租条件，现予公示，公示期5个工作日。",
        "1. 李春梅，家庭人口3人，联系电话19900000017，住清源市城东区和平路18号3幢2单元501室。",
        "2. 赵国强，家庭人口2人，联系电话19900000026。",
        "监督电话：0700-8123456。",
    )
    yield _notice(
        "edu",
        working_day(date(year, 10, 21)),
        f"关于{year}年秋季学期学生资助对象的公示",
        "下列学生拟列为资助对象，现予公示，公示期5个工作日。",
        "1. 王小雨，监护人王志强，手机19900000035。",
        "有异议的，请拨打19900000044。",
    )


def _notice(slug: str, on: date, title: str, *lines: str) -> Draft:
    return Draft(
        slug="unmasked",
        key=f"unmasked-{slug}",
        on=on,
        agency=slug,
        title=title,
        paragraphs=[*lines, chinese_date(on)],
        kind="announcement",
        columns=["notices"],
        facets=[("five-open", "result")],
        formed_on=on,
    )
