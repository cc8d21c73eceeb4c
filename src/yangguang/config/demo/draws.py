"""Random inspection in the demo city: both lists, four checks at different stages, listings.

Everything goes through the services an office uses. The secrets of these draws follow from the
number of the check, so that every demo city draws alike; whatever is drawn at its desk afterwards
is left to chance, as anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from yangguang.apps.agencies.models import Agency
from yangguang.apps.audit.actors import command
from yangguang.apps.draws.models import Draw, Objection, Plan, Recusal, Round
from yangguang.apps.draws.pools import WHOLE
from yangguang.apps.draws.selectors import drawn_of
from yangguang.apps.draws.services import (
    PlanFacts,
    commit_seed,
    decide_objection,
    hold_draw,
    plan_draw,
    raise_objection,
    record_result,
    recuse,
)
from yangguang.apps.registers.models import ChangeSet, Register, Row, Version
from yangguang.apps.registers.services import (
    Proposed,
    open_change_set,
    propose_rows,
    publish_change_set,
    submit_change_set,
)
from yangguang.apps.registers.services.masking import clear_findings
from yangguang.apps.registers.services.screening import screen_change_set, waiting_findings
from yangguang.config.demo import places
from yangguang.config.demo.draws_yearly import build_years
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day
from yangguang.law.drawing import Ground

CLERK, REVIEWER = command("演示数据：抽查经办"), command("演示数据：抽查审核")
OBJECTS, INSPECTORS = 120, 16
LISTS_BACK = 500
_TRADES = ("食品经营", "餐饮服务", "药品零售", "特种设备使用", "计量器具", "广告发布")
_KINDS = ("超市有限公司", "餐饮店", "大药房", "物业服务有限公司", "加油站", "广告有限公司")
_WORDS = ("清河", "文昌", "滨江", "长桥", "东湖", "石塘", "青禾", "永宁", "安平", "福泰")
_STREETS = ("人民路", "建设路", "文昌街", "滨河大道", "解放街")
_RISKS = ("A类（信用风险低）",) * 5 + ("B类（信用风险一般）",) * 3 + (
    "C类（信用风险较高）", "D类（信用风险高）",
)  # fmt: skip
_ITEMS = (
    ("登记事项检查", "一般检查事项", "《市场主体登记管理条例》第三十八条", "3"),
    ("公示信息检查", "一般检查事项", "《企业信息公示暂行条例》第十四条", "3"),
    ("食品销售监督检查", "重点检查事项", "《食品安全法》第一百零九条、第一百一十条", ""),
    ("药品零售监督检查", "重点检查事项", "《药品管理法》第九十九条", ""),
    ("特种设备使用单位监督检查", "重点检查事项", "《特种设备安全法》第五十七条", ""),
)
_SHARES = [
    {"group": "A类（信用风险低）", "percent": "10"},
    {"group": "B类（信用风险一般）", "percent": "20"},
    {"group": "其他", "percent": "50"},
]
_WEIGHTS = [
    {"grade": "A类（信用风险低）", "lots": 1},
    {"grade": "B类（信用风险一般）", "lots": 2},
    {"grade": "C类（信用风险较高）", "lots": 5},
    {"grade": "其他", "lots": 10},
]
_FOUND = (
    ("未发现问题", "", ""),
    ("未发现问题", "", ""),
    ("未发现问题", "", ""),
    ("发现问题已责令改正", "未在显著位置公示营业执照", "当场改正"),
    ("通过登记的住所（经营场所）无法联系", "登记住所无人办公", "列入经营异常名录"),
    ("发现问题待后续处理", "部分商品超过保质期", "移交执法机构立案"),
)


@dataclass(frozen=True, slots=True)
class _Check:
    """One check to come: promised ``back`` days ago; how far it has gone."""

    back: int
    title: str
    kind: str
    weighed: bool
    """Drawn as one class with weights in the place of a share for each class."""
    told: float
    """The part of the drawn objects whose result is in."""
    shown: bool


_CHECKS = (
    _Check(420, "{year}年度企业信用风险分类抽查", "", True, 1.0, shown=True),
    _Check(150, "{year}年餐饮服务食品安全抽查", "餐饮服务", False, 1.0, shown=True),
    _Check(24, "{year}年特种设备使用单位抽查", "特种设备使用", True, 0.5, shown=False),
    _Check(1, "{year}年药品零售企业抽查", "药品零售", False, 0.0, shown=False),
)


def build_draws(city: City) -> int:
    """Lists, checks and listings of the market bureau; gives the number of plans. Needs the registers."""
    body = city.agencies["market"]
    begun = working_day(city.today - timedelta(days=LISTS_BACK))
    _publish(city, body, "inspection-objects", _objects(city), begun, "建立检查对象名录库")
    _publish(city, body, "inspectors", _inspectors(city), begun, "建立执法检查人员名录库")
    _publish(city, body, "inspection-items", _items(body), begun, "公布随机抽查事项清单")
    rounds = build_years(
        city, body, [(_day(city, check), check.title) for check in _CHECKS], CLERK, REVIEWER
    )
    for number, check in enumerate(_CHECKS, start=1):
        _play(city, body, check, number, rounds[number - 1])
    _list(city, body)
    return len(_CHECKS)


def _objects(city: City) -> list[dict[str, Any]]:
    rng = city.rng("draws", "objects")
    rows = []
    for number in range(OBJECTS):
        trade = number % len(_TRADES)
        area = rng.choice(places.COUNTIES)[1]
        place = f"清源市{area}{rng.choice(_STREETS)}{number + 1}号"
        word = _WORDS[number // len(_TRADES) % len(_WORDS)]
        rows.append(
            {
                "code": f"91990000MADEMO{number:04d}",
                "name": f"清源市{area}{word}{'' if number < 60 else '二'}{_KINDS[trade]}",
                "kind": "个体工商户" if trade == 1 else "企业",
                "industry": _TRADES[trade],
                "region": area,
                "risk": rng.choice(_RISKS),
                "address": place,
            }
        )
    return rows


def _inspectors(city: City) -> list[dict[str, Any]]:
    rng = city.rng("draws", "inspectors")
    rows = []
    for number in range(INSPECTORS):
        row: dict[str, Any] = {
            "number": f"99-{2000 + number}",
            "name": rng.choice(places.SURNAMES) + rng.choice(places.GIVEN),
            "unit": "清源市市场监管综合行政执法支队",
            "kind": "执法人员",
            "field": "市场监管",
            "certificate": [f"{city.today.year - 4}-01-01", f"{city.today.year + 3}-12-31"],
        }
        if number % 4 == 0:
            row["skills"] = "特种设备"
        if number == 3:
            row["stated"] = "91990000MADEMO0003"
        rows.append(row)
    rows[-1] |= {"kind": "专家", "certificate": None, "skills": "特种设备"}
    return rows


def _items(body: Agency) -> list[dict[str, Any]]:
    return [
        {
            "number": f"{number:02d}",
            "name": name,
            "kind": kind,
            "objects": "从事相应经营活动的单位和个人",
            "method": "实地核查、书面检查",
            "basis": basis,
            "subject": body.name,
            "share": share,
        }
        for number, (name, kind, basis, share) in enumerate(_ITEMS, start=1)
    ]


def _publish(
    city: City,
    body: Agency,
    code: str,
    rows: Sequence[dict[str, Any]],
    on: date,
    title: str,
    decided: str = "",
) -> None:
    at = city.moment(on)
    made = open_change_set(
        register=Register.objects.select_related("definition").get(code=code), agency=body,
        kind=ChangeSet.Kind.IMPORT, title=title, by=CLERK, at=at,
    )  # fmt: skip
    proposed = [Proposed(body, row, decided=decided) for row in rows]
    propose_rows(change_set=made, rows=proposed, by=CLERK, at=at)
    _through(city, made, on)


def _through(city: City, made: ChangeSet, on: date) -> None:
    at = city.moment(on, 11)
    if screen_change_set(change_set=made, at=at):
        clear_findings(
            change_set=made,
            findings=list(waiting_findings(made).values_list("pk", flat=True)),
            reason="随机抽查依法公示的内容（演示数据，人名均为虚构）。",
            by=CLERK,
            at=at,
        )
    submit_change_set(change_set=made, by=CLERK, at=at)
    publish_change_set(change_set=made, by=REVIEWER, at=city.moment(on, 15))


def _day(city: City, check: _Check) -> date:
    day = city.today - timedelta(days=check.back)
    on = working_day(day)
    # What was planned last is not planned ahead of today: on a weekend it was on the Friday.
    return on if on <= city.today else day - timedelta(days=day.weekday() - 4)


def _play(city: City, body: Agency, check: _Check, number: int, round: Round) -> None:
    """One check, as far as its days have come."""
    on = _day(city, check)
    lottery = on + timedelta(days=2)
    trade = {"industry": check.kind} if check.kind else {}
    items = Row.objects.filter(register__code="inspection-items", agency=body).order_by("key")
    plan = plan_draw(
        agency=body,
        facts=PlanFacts(
            number=f"{on.year}-{number:02d}",
            title=check.title.format(year=on.year),
            basis=f"清源市{on.year}年度随机抽查工作计划",
            check_from=lottery,
            check_to=lottery + timedelta(days=45),
            items=[row.pk for row in items[:2]],
            shares=[{"group": WHOLE, "percent": "30"}] if check.weighed else _SHARES,
            weights=_WEIGHTS if check.weighed else (),
            round=round,
            team={"size": 2, "certified": 2, "most_tasks": 6},
            asked=trade,
        ),
        by=CLERK,
        at=city.moment(on, 9),
    )
    commit_seed(
        plan=plan, public_source=f"福彩双色球{lottery:%Y年%-m月%-d日}开奖号码，红球由小到大，最后为蓝球",
        public_from=city.moment(lottery, 22), by=CLERK, at=city.moment(on, 10),
        invented=_secrets(city, number) if settings.DEMO else None,
    )  # fmt: skip
    held = working_day(lottery + timedelta(days=1))
    if held > city.today:
        return
    rng = city.rng("draws", "lottery", number)
    red = " ".join(f"{ball:02d}" for ball in sorted(rng.sample(range(1, 34), 6)))
    plan = Plan.objects.select_related("agency").get(pk=plan.pk)
    draw = hold_draw(
        plan=plan, public_value=f"{red} + {rng.randint(1, 16):02d}", by=CLERK,
        at=city.moment(held, 9), witnesses="市人大代表、企业代表各一人（演示）",
    )  # fmt: skip
    if number == 2:
        _replace_one(city, draw, working_day(held + timedelta(days=1)))
    _tell(city, draw, check, held)


def _secrets(city: City, number: int) -> Callable[[], str]:
    rng = city.rng("draws", "secret", number)
    return lambda: f"{rng.getrandbits(256):064x}"


def _replace_one(city: City, draw: Draw, on: date) -> None:
    row = drawn_of(draw)[0]
    recuse(
        drawn=row, ground=Ground.KIN, asked=Recusal.Asked.SELF, reason="近亲属在该店任职（演示）",
        decided_on=on, inspector=row.team[0]["key"], decided_by="分管负责人", by=CLERK,
        at=city.moment(on),
    )  # fmt: skip


def _tell(city: City, draw: Draw, check: _Check, held: date) -> None:
    rng = city.rng("draws", "results", draw.plan.number)
    rows = [row for row in drawn_of(draw) if not row.replaced and not row.lacking]
    last = held
    for place, row in enumerate(rows[: round(len(rows) * check.told)]):
        on = working_day(held + timedelta(days=2 + place % 12))
        if on > city.today:
            continue
        result, problems, handling = rng.choice(_FOUND)
        record_result(
            drawn=row, checked_on=on, result=result, problems=problems, handling=handling,
            by=CLERK, at=city.moment(on, 16),
        )  # fmt: skip
        last = max(last, on)
    draw.refresh_from_db()
    shown = working_day(last + timedelta(days=6))
    if check.shown and draw.results is not None and shown <= city.today:
        _through(city, draw.results, shown)


def _list(city: City, body: Agency) -> None:
    """Two shops listed for breach of faith, one of which objects; three commended."""
    on = working_day(city.today - timedelta(days=90))
    black = [
        {
            "code": f"91990000MADEMO{number:04d}",
            "name": f"清源市{name}",
            "kind": "市场监督管理严重违法失信名单",
            "facts": facts,
            "basis": "《市场监督管理严重违法失信名单管理办法》",
            "document": f"清市监列〔{on.year}〕{number}号",
            "decider": body.name,
            "told_on": (on - timedelta(days=20)).isoformat(),
            "listed_on": (on - timedelta(days=3)).isoformat(),
            "ends_on": (on + timedelta(days=1090)).isoformat(),
            "measures": "实施提级监督检查，限制有关资格，不适用告知承诺制",
            "repair": "列入满一年，已履行义务、改正违法行为、消除危害后果的，可以申请提前移出",
            "remedy": "可以向列入机关提出异议、申请信用修复；也可以依法申请行政复议或者提起行政诉讼",
        }
        for number, name, facts in (
            (901, "顺达食品加工坊（示例）", "生产经营不合格食品，拒不召回，情节严重"),
            (902, "康益保健品商行（示例）", "虚假宣传，二年内受到三次行政处罚"),
        )
    ]
    _publish(
        city, body, "black-list", black, on, "列入严重违法失信名单", "认定依据和事先告知均已核对"
    )
    red = [
        {
            "code": f"91990000MADEMO{number:04d}",
            "name": f"清源市{name}",
            "kind": "守合同重信用企业",
            "facts": "连续三年合同履约率百分之百，无行政处罚记录",
            "basis": "《守合同重信用企业公示办法》（示例）",
            "decider": body.name,
            "listed_on": (on - timedelta(days=3)).isoformat(),
            "ends_on": (on + timedelta(days=700)).isoformat(),
            "rewards": "降低随机抽查比例和频次，办理登记事项适用绿色通道",
        }
        for number, name in (
            (11, "长桥物业（示例）"),
            (12, "青禾商贸（示例）"),
            (13, "永宁药房（示例）"),
        )
    ]
    _publish(city, body, "red-list", red, on, "公布守信激励对象")
    listed = {
        version.values["code"]: version
        for version in Version.objects.filter(register__code="black-list", live=True)
        .select_related("register__definition", "row", "agency")
    }  # fmt: skip
    day = working_day(city.today - timedelta(days=60))
    one = raise_objection(
        version=listed["91990000MADEMO0901"], capacity=Objection.Capacity.LISTED,
        said="认为已按期召回，提交召回记录。", raised_on=day, by=CLERK, at=city.moment(day),
    )  # fmt: skip
    later = working_day(day + timedelta(days=10))
    decide_objection(
        objection=one, upheld=False, why="召回记录与抽检批次不符", decided_by="分管负责人",
        decided_on=later, by=REVIEWER, at=city.moment(later),
    )  # fmt: skip
    day = working_day(city.today - timedelta(days=4))
    raise_objection(
        version=listed["91990000MADEMO0902"], capacity=Objection.Capacity.AGENT,
        said="认为其中一次处罚决定正在复议。", raised_on=day, by=CLERK, at=city.moment(day),
    )  # fmt: skip
