"""The demo city's public-resource trading: projects from their first notice to their performance.

Most go as they should; a few are late, overdue, changed, ended early or leave a stage out, so that
every state of the pages is there to be seen.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from yangguang.apps.registers.services import Proposed
from yangguang.config.demo.register_sets import owe_since, publish_rows
from yangguang.config.demo.setting import City
from yangguang.config.demo.writing import working_day

DUTIES = 150
"""Days back from which on notices owe what the limits demand."""
_FIRST = ("恒信", "华源", "清河", "文昌", "远达", "博雅", "正和", "瑞丰", "天工", "明川")
_TRADES = ("科技", "商贸", "设备", "实业", "服务", "信息技术")


@dataclass(frozen=True, slots=True)
class Trade:
    """How one kind of trading goes: the names of its notices and fields."""

    code: str
    word: str
    bodies: tuple[tuple[str, str], ...]
    """(body, what it buys, builds or sells), one for each project."""
    notices: tuple[str, str, str, str, str, str, str]
    """Of opening, qualification, result, contract, performance, change and end."""
    methods: tuple[str, ...]
    decided: str
    """The field with the day from which the result must be published."""
    opens: str
    span: tuple[int, int]
    """Days from contract to performance."""
    price: tuple[int, int]
    upwards: bool = False
    """Whether the price rises above what was asked."""
    signed: str = "signed_on"


TRADES = (
    Trade(
        "trading-procurement", "QYCG",
        (
            ("edu", "义务教育学校智慧黑板采购"), ("edu", "中小学校服质量抽检服务"),
            ("health", "基层医疗机构彩超设备采购"), ("health", "妇幼保健信息系统升级"),
            ("culture", "市图书馆自助借还设备采购"), ("culture", "公共文化演出服务"),
            ("police", "道路交通信号控制设备采购"), ("civil", "居家养老服务"),
            ("data", "政务数据共享平台运维"), ("city-office", "政务公开第三方评估服务"),
            ("eco", "大气环境自动监测站运维"), ("market", "食品安全抽样检验服务"),
            ("enforce", "城区道路机械化清扫服务"), ("agri", "高标准农田监理服务"),
            ("emergency", "防汛抢险物资采购"), ("finance", "国库集中支付系统维护"),
            ("linhu", "县域农村饮用水水质检测"), ("anhe", "社区便民服务站设备采购"),
        ),
        ("采购公告", "资格审查结果", "中标（成交）结果公告", "合同公告", "履约验收公告", "更正公告", "终止公告"),
        ("公开招标", "竞争性磋商", "竞争性谈判", "询价"), "decided_on", "opens_on", (60, 300), (30, 600),
    ),
    Trade(
        "trading-engineering", "QYGC",
        (
            ("transport", "环城北路改造工程"), ("transport", "清河大桥维修加固工程"),
            ("water", "东山水库除险加固工程"), ("water", "城区排水防涝二期工程"),
            ("housing", "北苑公共租赁住房建设项目"), ("housing", "老旧小区外墙节能改造工程"),
            ("edu", "第三实验小学新建项目"), ("health", "市疾控中心实验楼项目"),
            ("dongshan", "云峰乡公路提升工程"), ("anhe", "江北片区雨污分流工程"),
        ),
        ("招标公告", "资格审查结果", "中标候选人公示", "中标结果公告", "履约信息", "变更公告", "终止公告"),
        ("公开招标", "邀请招标"), "evaluated_on", "opens_on", (200, 500), (800, 9000),
    ),
    Trade(
        "trading-land", "QYTD",
        (
            ("land", "清源大道以北A-12地块"), ("land", "高铁新区B-03地块"),
            ("land", "文昌片区C-07地块"), ("land", "临湖县工业园D-01地块"),
            ("land", "安河区滨河E-05地块"), ("land", "东山县城北F-02地块"),
        ),
        ("出让公告", "竞买资格审查结果", "成交公示", "出让合同公告", "履约信息", "变更公告", "终止公告"),
        ("拍卖", "挂牌"), "closed_on", "starts_on", (300, 600), (2000, 30000), True,
    ),
    Trade(
        "trading-property", "QYCQ",
        (
            ("sasac", "市属商业街18间商铺三年期租赁权"), ("sasac", "清源市客运公司20%股权"),
            ("finance", "行政事业单位公务用车处置"), ("sasac", "原粮库仓储房产转让"),
            ("culture", "原工人影院房产租赁权"),
        ),
        ("信息披露", "受让资格审查结果", "交易结果公告", "交易结果公告", "履约信息", "变更公告", "终止公告"),
        ("网络竞价", "拍卖"), "effective_on", "closes_on", (30, 120), (50, 2000), True, "",
    ),
)  # fmt: skip


def build(city: City) -> int:
    """All projects up to today; gives the number of notices."""
    registers = owe_since(city, [one.code for one in TRADES], DUTIES)
    count = 0
    for trade in TRADES:
        by_month: dict[date, list[Proposed]] = defaultdict(list)
        for number, (slug, what) in enumerate(trade.bodies, start=1):
            rng = city.rng("trading", trade.code, number)
            for row in _project(city, trade, slug, what, number, rng):
                on = date.fromisoformat(row["issued_on"])
                if on <= city.today:
                    by_month[on.replace(day=1)].append(Proposed(city.agencies[slug], row))
        quarters: dict[tuple[int, int], list[Proposed]] = defaultdict(list)
        for month, rows in sorted(by_month.items()):
            quarters[month.year, (month.month - 1) // 3].extend(rows)
        for (year, quarter), rows in quarters.items():
            last = max(str(one.values["issued_on"]) for one in rows)
            publish_rows(
                city, registers[trade.code], trade.bodies[0][0], rows,
                on=date.fromisoformat(last), title=f"{year}年第{quarter + 1}季度公告",
            )  # fmt: skip
            count += len(rows)
    return count


def _project(
    city: City, trade: Trade, slug: str, what: str, number: int, rng: random.Random
) -> list[dict[str, str]]:
    """The notices of one project, dated ahead where their day has not come yet."""
    opening, checked, won, contract, performed, changed, ended = trade.notices
    fate = _fate(number)
    begun = working_day(city.today - timedelta(days=_age(fate, trade, rng)))
    base = {
        "project": f"{trade.word}-{begun.year}-{number:03d}",
        "name": f"{what}项目" if trade.word == "QYCG" else what,
        "body": city.agencies[slug].name,
        "method": rng.choice(trade.methods),
    }
    asked = rng.randint(*trade.price)
    paid = round(asked * (rng.uniform(1.02, 1.3) if trade.upwards else rng.uniform(0.82, 0.99)), 2)
    winner = f"清源{rng.choice(_FIRST)}{rng.choice(_TRADES)}有限公司"
    opens = working_day(begun + timedelta(days=rng.randint(22, 32)))
    decided = working_day(opens + timedelta(days=rng.randint(1, 4)))
    told = working_day(decided + timedelta(days=1))
    signed = working_day(told + timedelta(days=rng.randint(8, 25)))
    performs = signed + timedelta(days=rng.randint(*trade.span))
    if fate in ("overdue", "late", "done"):
        performs = min(performs, city.today - timedelta(days=12 + number * 3))
        performs = max(performs, signed + timedelta(days=5))
    rows = [_notice(base, "交易公告", opening, begun, budget=str(asked), **{trade.opens: opens})]
    if fate == "ended":
        return [
            *rows,
            _notice(base, "变更", ended, opens, content="有效投标人不足三家，本项目终止。"),
        ]
    if fate != "skipped":
        rows.append(_notice(base, "资格审查", checked, opens, content="3家单位通过资格审查。"))
    result = {"winner": winner, "amount": str(paid), trade.decided: decided}
    rows.append(_notice(base, "成交", won, told, **result))
    dates: dict[str, object] = {"performs_on": performs, "winner": winner, "amount": str(paid)}
    if trade.signed:
        dates[trade.signed] = signed
    else:
        dates |= {trade.decided: decided, "sequence": "2"}
    rows.append(_notice(base, "成交", contract, working_day(signed + timedelta(days=1)), **dates))
    if fate == "changed":
        moved = performs + timedelta(days=45)
        rows.append(
            _notice(
                base,
                "变更",
                changed,
                working_day(performs - timedelta(days=10)),
                performs_on=moved,
                content="因设计变更，经双方协商，履约期限顺延45天。",
            )
        )
        performs = moved
    if fate != "overdue":
        late = rng.randint(5, 20) if fate == "late" else -rng.randint(0, 8)
        rows.append(
            _notice(
                base,
                "履约",
                performed,
                performs + timedelta(days=late),
                performance="逾期履行完毕" if fate == "late" else "按约履行完毕",
                content="经验收小组验收，符合合同约定。",
            )
        )
    return rows


def _fate(number: int) -> str:
    """What becomes of the n-th project of a kind: every fate within any ten in a row."""
    return (
        "done", "open", "overdue", "done", "late", "changed", "done", "skipped", "ended", "young",
    )[number % 10]  # fmt: skip


def _age(fate: str, trade: Trade, rng: random.Random) -> int:
    if fate == "young":
        return rng.randint(5, 25)
    if fate == "open":
        return rng.randint(70, 110)
    return trade.span[1] // 2 + rng.randint(150, 420)


def _notice(
    base: dict[str, str], stage: str, kind: str, on: date, **more: object
) -> dict[str, str]:
    said = {
        code: value.isoformat() if isinstance(value, date) else str(value)
        for code, value in more.items()
    }
    title = f"{base['name']}{kind}"
    return {
        **base, "stage": stage, "notice": kind, "title": title, "issued_on": on.isoformat(), **said,
    }  # fmt: skip
