"""The demo city's departmental budgets and final accounts, with the tables a department publishes.

Figures are drawn and then added up, so that every report agrees with itself.
"""

from __future__ import annotations

import html
import random
from decimal import Decimal

ZERO = Decimal(0)
Rows = list[list[str]]
_UNITS = (
    ("201", "一般公共服务支出", "20103", "政府办公厅（室）及相关机构事务",
     (("2010301", "行政运行", "basic"), ("2010302", "一般行政管理事务", "project"))),
    ("208", "社会保障和就业支出", "20805", "行政事业单位养老支出",
     (("2080505", "机关事业单位基本养老保险缴费支出", "basic"),
      ("2080506", "机关事业单位职业年金缴费支出", "basic"))),
    ("210", "卫生健康支出", "21011", "行政事业单位医疗",
     (("2101101", "行政单位医疗", "basic"), ("2101102", "事业单位医疗", "basic"))),
    ("221", "住房保障支出", "22102", "住房改革支出", (("2210201", "住房公积金", "basic"),)),
)  # fmt: skip
_SIZES = {"2010301": 900, "2010302": 2600, "2080505": 140, "2080506": 70, "2101101": 60,
          "2101102": 45, "2210201": 110}  # fmt: skip


def _drawn(rng: random.Random, middle: float) -> Decimal:
    return Decimal(round(middle * rng.uniform(0.88, 1.16) * 100)) / 100


def _shown(value: Decimal) -> str:
    return f"{value:.2f}"


def finance_report(
    rng: random.Random, *, issuer: str, about: int, final: bool, duties: str, scale: float
) -> tuple[list[str], str, Decimal]:
    """(paragraphs, the tables as html, total in 万元) of one report."""
    word = "决算" if final else "预算"
    amounts = {code: _drawn(rng, size * scale) for code, size in _SIZES.items()}
    rows, basic, project = _functions(amounts)
    total = basic + project
    people, running, economics = _economics(rng, basic)
    abroad, bought, driven, received = (_drawn(rng, one) for one in (3, 0.0, 14, 4))
    vehicles = bought + driven
    public = abroad + vehicles + received
    tables = [
        _paired(f"{about}年度部门收支{word}总表", word, rows, total, [word + "数"]),
        _table(f"{about}年度部门收入{word}总表", ["科目编码", "科目名称", "合计", "财政拨款收入", "其他收入"],
               [["合计", "", _shown(total), _shown(total), ""],
                *([one[0], one[1], one[2], one[2], ""] for one in rows)]),
        _table(f"{about}年度部门支出{word}总表", ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
               [["合计", "", _shown(total), _shown(basic), _shown(project)], *rows]),
        _paired(f"{about}年度财政拨款收支{word}总表", word, rows, total,
                ["合计", "一般公共预算", "政府性基金预算"]),
        _table(f"{about}年度一般公共预算支出{word}表", ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
               [["合计", "", _shown(total), _shown(basic), _shown(project)], *rows]),
        _table(f"{about}年度一般公共预算基本支出{word}表",
               ["科目编码", "科目名称", "合计", "人员经费", "公用经费"], economics),
        _table(f"{about}年度“三公”经费支出{word}表",
               ["合计", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费",
                "公务用车运行维护费", "公务接待费"],
               [[_shown(one) for one in (public, abroad, vehicles, bought, driven, received)]]),
        _empty(f"{about}年度政府性基金{word}支出表", f"本部门{about}年度没有政府性基金{word}支出，故本表为空表。"),
        _empty(f"{about}年度国有资本经营{word}支出表",
               f"本部门{about}年度没有国有资本经营{word}支出，故本表为空表。"),
    ]  # fmt: skip
    share = total and basic * 100 / total
    paragraphs = [
        "一、部门主要职能",
        duties,
        f"二、{about}年度部门{word}情况说明",
        f"{issuer}{about}年度收支总{'计' if final else '预算'}{_shown(total)}万元。",
        (
            f"{'本年支出合计' if final else f'{about}年支出预算'}{_shown(total)}万元，其中：基本支出{_shown(basic)}万元，"
            f"占{share:.2f}%；项目支出{_shown(project)}万元，占{100 - share:.2f}%。"
        ),
        f"一般公共预算基本支出{_shown(basic)}万元，其中：人员经费{_shown(people)}万元；公用经费{_shown(running)}万元。",
        "三、“三公”经费情况说明",
        _public(final, public, abroad, vehicles, bought, driven, received),
        f"四、{about}年度部门{word}表",
    ]
    return paragraphs, "".join(tables), total


def _public(final: bool, public: Decimal, *parts: Decimal) -> str:
    names = (
        "因公出国（境）费",
        "公务用车购置及运行维护费",
        "公务用车购置费",
        "公务用车运行维护费",
        "公务接待费",
    )
    said = "支出决算为" if final else ""
    listed = "，".join(
        f"{name}{said}{_shown(one)}万元" for name, one in zip(names, parts, strict=True)
    )
    if final:
        budget = public + Decimal("1.50")
        rate = public * 100 / budget
        return (
            f"“三公”经费财政拨款支出预算为{_shown(budget)}万元，支出决算为{_shown(public)}万元，"
            f"完成预算的{rate:.2f}%。其中：{listed}。"
        )
    return f"“三公”经费预算数为{_shown(public)}万元，其中：{listed}。"


def _functions(amounts: dict[str, Decimal]) -> tuple[Rows, Decimal, Decimal]:
    """The rows by function, with the sums of 基本支出 and 项目支出."""
    rows: Rows = []
    sums = {"basic": ZERO, "project": ZERO}
    for code, name, section, section_name, items in _UNITS:
        split = {
            kind: sum((amounts[item] for item, _, one in items if one == kind), ZERO)
            for kind in sums
        }
        whole = [
            _shown(split["basic"] + split["project"]),
            _shown(split["basic"]),
            _shown(split["project"]),
        ]
        rows += [[code, name, *whole], [section, section_name, *whole]]
        for item, item_name, kind in items:
            value = amounts[item]
            rows.append(
                [item, item_name, _shown(value), _shown(value if kind == "basic" else ZERO),
                 _shown(value if kind == "project" else ZERO)]
            )  # fmt: skip
        for kind in sums:
            sums[kind] += split[kind]
    return rows, sums["basic"], sums["project"]


def _economics(rng: random.Random, basic: Decimal) -> tuple[Decimal, Decimal, Rows]:
    """人员经费, 公用经费 and the rows by purpose that make 基本支出."""
    cent = Decimal("0.01")
    wages = (basic * Decimal(rng.randint(70, 78)) / 100).quantize(cent)
    running = (basic * Decimal(rng.randint(12, 18)) / 100).quantize(cent)
    homes = basic - wages - running
    pay = (wages * Decimal(55) / 100).quantize(cent)
    office = (running * Decimal(60) / 100).quantize(cent)
    rows = [["合计", "", *(_shown(one) for one in (basic, wages + homes, running))]]
    for code, name, value in (
        ("301", "工资福利支出", wages), ("30101", "基本工资", pay), ("30102", "津贴补贴", wages - pay),
        ("302", "商品和服务支出", running), ("30201", "办公费", office),
        ("30299", "其他商品和服务支出", running - office),
        ("303", "对个人和家庭的补助", homes), ("30302", "退休费", homes),
    ):  # fmt: skip
        office_cost = code.startswith("302")
        rows.append(
            [code, name, _shown(value), _shown(ZERO if office_cost else value),
             _shown(value if office_cost else ZERO)]
        )  # fmt: skip
    return wages + homes, running, rows


def _paired(title: str, word: str, rows: Rows, total: Decimal, columns: list[str]) -> str:
    classes = [one for one in rows if len(one[0]) == 3]
    numerals = "一二三四五六七八九"
    blank = [""] * (len(columns) - 1)
    made: Rows = []
    for number, one in enumerate(classes):
        left = ["一、一般公共预算拨款收入", _shown(total)] if number == 0 else ["", ""]
        values = [one[2], *([one[2], *blank[1:]] if blank else [])]
        made.append([*left, f"{numerals[number]}、{one[1]}", *values])
    whole = _shown(total)
    sums = [whole, *([whole, *blank[1:]] if blank else [])]
    made.append(["本年收入合计", whole, "本年支出合计", *sums])
    made.append(["收入总计", whole, "支出总计", *sums])
    return _table(title, ["项目", f"{word}数", "项目", *columns], made)


def _table(title: str, head: list[str], rows: Rows) -> str:
    cells = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(one)}</td>" for one in row) + "</tr>" for row in rows
    )
    return (
        f"<h3>{html.escape(title)}</h3><p>单位：万元</p>"
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"
    )


def _empty(title: str, why: str) -> str:
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    return _table(title, head, []) + f"<p>说明：{html.escape(why)}</p>"
