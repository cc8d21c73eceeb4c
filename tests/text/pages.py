"""Made-up government pages: facts drawn by chance, printed in the dialects of many content systems.

The header reader must find the same facts whatever dialect prints them; a generator finds
combinations that nobody would write down as a case.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape

PLACES = [
    ("云岭市", "云"), ("江桥区", "江"), ("青溪县", "青"), ("苏北省", "苏"), ("临河市石泉区", "石"), ("怒岭彝族自治州", "怒"),
    ("高原省雪山市", "雪"), ("滨海新区", "滨"), ("沙洲旗", "沙"), ("乐平市", "乐"), ("和县", "和"), ("市北区", "北"),
]  # fmt: skip
BODIES = [
    ("人民政府", "政发"), ("人民政府办公室", "政办发"), ("财政局", "财"), ("教育体育局", "教体发"), ("卫生健康委员会", "卫健规"),
    ("发展和改革委员会", "发改价格"), ("市场监督管理局", "市监"), ("人力资源和社会保障局", "人社规"), ("自然资源局", "自然资发"),
    ("住房和城乡建设局", "建"), ("民政局", "民规"), ("行政审批服务局", "行审"), ("公安局", "公通字"), ("医疗保障局", "医保发"),
]  # fmt: skip
MATTERS = [
    "加强农村供水管理", "做好高龄津贴发放", "规范停车收费", "进一步优化营商环境", "推进既有住宅加装电梯", "开展安全生产大检查",
    "支持“专精特新”企业发展", "深化“互联网+政务服务”", "调整最低生活保障标准", "促进2025年高校毕业生就业",
]  # fmt: skip
GENRES = ["通知", "意见", "实施意见", "通告", "决定"]
SUBJECTS = [
    "城乡建设、环境保护",
    "财政、金融、审计",
    "劳动、人事、监察/就业",
    "综合政务",
    "卫生、体育\\卫生",
]


@dataclass
class Facts:
    """What a page states; the values a record must hold."""

    title: str
    number: str
    index_number: str
    agency: str
    formed: date
    published: date
    subject: str
    genre: str
    begins: date | None
    attachments: list[str] = field(default_factory=list)


def draw(chance: random.Random) -> Facts:
    """One page's facts."""
    place, short = chance.choice(PLACES)
    body, code = chance.choice(BODIES)
    genre = chance.choice(GENRES)
    formed = date(2010, 1, 1) + timedelta(days=chance.randrange(5400))
    agency = place + body
    return Facts(
        title=f"{agency}关于{chance.choice(MATTERS)}的{genre}",
        number=f"{short}{code}〔{formed.year}〕{chance.randint(1, 320)}号",
        index_number=chance.choice(
            [
                f"{chance.randint(10**8, 10**9 - 1)}/{formed.year}-{chance.randint(1, 99999):05d}",
                f"{chance.randint(10**17, 10**18 - 1)}/{formed:%Y%m}-{chance.randint(1, 99999):05d}",
                f"{short.replace(short, 'QX')}{chance.randint(100, 999)}-{chance.randint(1, 99):02d}-{formed.year}-{chance.randint(1, 999):03d}",
                f"{chance.randint(10**7, 10**8 - 1)}X-{formed.year}-{chance.randint(1, 999999):06d}",
            ]
        ),
        agency=agency,
        formed=formed,
        published=formed + timedelta(days=chance.randint(0, 40)),
        subject=chance.choice(SUBJECTS),
        genre=genre,
        begins=formed + timedelta(days=chance.randint(10, 60)) if chance.random() < 0.4 else None,
        attachments=["申请表", "任务分工表"] if chance.random() < 0.3 else [],
    )


_DAYS = [
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}年{day.month:02d}月{day.day:02d}日",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y-%m-%d} 09:{day.day:02d}",
    lambda day: f"{day:%Y.%m.%d}",
]
_LABELS = {
    "index": ["索引号", "索 引 号", "索　引　号", "信息索引号"],
    "agency": [
        "发布机构",
        "发文机关",
        "公开机构",
        "发布单位",
        "信息公开单位",
        "公开责任部门",
        "制发机关",
    ],
    "formed": ["成文日期", "生成日期", "发文日期", "制发日期", "成文时间"],
    "published": ["发布日期", "公开日期", "发布时间", "公开时间"],
    "number": ["文号", "发文字号", "文　　号", "文 号", "文件编号"],
    "title": ["标题", "名称", "信息名称", "标　　题", "名 称"],
    "subject": ["主题分类", "信息分类", "主题类别", "组配分类"],
}


def body_lines(facts: Facts, chance: random.Random) -> list[str]:
    """The document without its title."""
    lines = []
    if facts.genre in ("通知", "意见", "实施意见"):
        lines.append(
            chance.choice(
                ["各乡镇人民政府，各有关单位：", "各有关单位：", "各县（市、区）人民政府："]
            )
        )
    lines += [
        f"为{chance.choice(['贯彻落实上级部署', '维护群众合法权益', '提高工作水平'])}，根据有关法律法规，结合实际，现将有关事项{facts.genre[-2:]}如下：",
        "一、总体要求",
        "坚持以人民为中心，统筹推进各项工作，确保取得实效。相关工作参照《管理办法》（省政办发〔2009〕3号）执行。",
        "二、主要任务",
        "（一）健全机制。各单位要压实责任，2008年以来形成的经验要继续坚持。",
    ]
    if facts.begins is not None:
        lines.append(
            f"本{facts.genre[-2:]}自{facts.begins.year}年{facts.begins.month}月{facts.begins.day}日起施行。"
        )
    if facts.attachments:
        lines.append(f"附件：1.{facts.attachments[0]}")
        lines.append(f"2.{facts.attachments[1]}")
    day = facts.formed
    chinese = "〇一二三四五六七八九"
    signed = chance.choice(
        [
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year} 年 {day.month} 月 {day.day} 日",
            "".join(chinese[int(d)] for d in str(day.year))
            + f"年{_small(day.month)}月{_small(day.day)}日",
        ]
    )
    if chance.random() < 0.2:
        lines.append(f"{facts.agency}　　　{signed.replace(' ', '')}")
    else:
        lines += [facts.agency, signed]
    if chance.random() < 0.5:
        lines.append("（此件公开发布）")
    return lines


def _small(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
        digits[ones] if ones or not tens else ""
    )


def title_lines(facts: Facts, chance: random.Random) -> list[str]:
    """The title as one line or broken."""
    title = facts.title
    way = chance.random()
    if way < 0.5:
        return [title]
    if way < 0.75:
        head, tail = title.split("关于", 1)
        return [head, "关于" + tail]
    cut = chance.randint(len(title) // 2, len(title) - 4)
    return [title[:cut], title[cut:]]


def render(facts: Facts, chance: random.Random) -> tuple[str, str]:
    """The page and its file name."""
    pairs = [
        ("index", facts.index_number),
        ("agency", facts.agency),
        ("formed", chance.choice(_DAYS[:4] + _DAYS[5:])(facts.formed)),
        ("published", chance.choice(_DAYS)(facts.published)),
        ("number", facts.number),
        ("title", facts.title),
        ("subject", facts.subject),
    ]
    labelled = [(chance.choice(_LABELS[name]), value) for name, value in pairs]
    chance.shuffle(labelled)
    if chance.random() < 0.5:
        labelled.insert(
            chance.randrange(len(labelled)),
            (chance.choice(["主题词", "关键词", "公开方式"]), chance.choice(["", "主动公开"])),
        )
    dialect = chance.choice(
        [
            _tabs,
            _wide,
            _below,
            _brackets,
            _glued,
            _table,
            _definitions,
            _columns,
            _spans,
            _one_line,
            _pipes,
        ]
    )
    top = ["云岭政务门户", "首页 > 政务公开 > 政策文件"] if chance.random() < 0.5 else []
    head = dialect(labelled, chance)
    shown = title_lines(facts, chance)
    if chance.random() < 0.6:
        shown.append(chance.choice([facts.number, f"（{facts.number}）"]))
    body = body_lines(facts, chance)
    foot = (
        [
            "扫一扫在手机打开当前页",
            "【打印】【关闭】",
            "主办：云岭政务门户 备案号：云ICP备12345678号",
        ]
        if chance.random() < 0.5
        else []
    )
    if head[0].startswith("<"):
        window = facts.title + chance.choice(
            ["", "-云岭政务门户", "_政策文件_云岭政务门户", " - 通知公告 - 云岭政务门户"]
        )
        html = [
            "<html><head><meta charset='utf-8'><title>",
            escape(window),
            "</title></head><body>",
        ]
        html += [f"<div>{escape(line)}</div>" for line in top]
        html += head
        html += [f"<p align=center>{escape(line)}</p>" for line in shown]
        html += [f"<p>{escape(line)}</p>" for line in body]
        html += [f"<div>{escape(line)}</div>" for line in foot]
        return "".join([*html, "</body></html>"]), "page.html"
    return "\n".join([*top, *head, *shown, *body, *foot]), "page.txt"


Pairs = list[tuple[str, str]]


def _two(pairs: Pairs) -> list[Pairs]:
    return [pairs[i : i + 2] for i in range(0, len(pairs), 2)]


def _tabs(pairs: Pairs, chance: random.Random) -> list[str]:
    return ["\t".join(f"{label}：\t{value}" for label, value in row) for row in _two(pairs)]


def _wide(pairs: Pairs, chance: random.Random) -> list[str]:
    return ["　　".join(f"{label}：{value}" for label, value in row) for row in _two(pairs)]


def _below(pairs: Pairs, chance: random.Random) -> list[str]:
    mark = chance.choice(["：", ":"])
    return [line for label, value in pairs if value for line in (label + mark, value)]


def _brackets(pairs: Pairs, chance: random.Random) -> list[str]:
    left, right = chance.choice(["【】", "[]"])
    return [f"{left}{label}{right} {value}" for label, value in pairs]


def _glued(pairs: Pairs, chance: random.Random) -> list[str]:
    return [" ".join(f"{label}：{value}" for label, value in pairs if value)]


def _one_line(pairs: Pairs, chance: random.Random) -> list[str]:
    return [f"{label}：{value}" for label, value in pairs]


def _pipes(pairs: Pairs, chance: random.Random) -> list[str]:
    return [
        "| " + " | ".join(f"{label} | {value}" for label, value in row) + " |"
        for row in _two(pairs)
    ]


def _table(pairs: Pairs, chance: random.Random) -> list[str]:
    mark = chance.choice(["：", "", ":"])
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{label}{mark}</td><td>{escape(value)}</td>" for label, value in row)
        + "</tr>"
        for row in _two(pairs)
    )
    return [f"<table>{rows}</table>"]


def _definitions(pairs: Pairs, chance: random.Random) -> list[str]:
    return [
        "<dl>"
        + "".join(f"<dt>{label}：</dt><dd>{escape(value)}</dd>" for label, value in pairs)
        + "</dl>"
    ]


def _columns(pairs: Pairs, chance: random.Random) -> list[str]:
    labels = "".join(f"<th>{label}</th>" for label, _ in pairs)
    values = "".join(f"<td>{escape(value)}</td>" for _, value in pairs)
    return [f"<table><tr>{labels}</tr><tr>{values}</tr></table>"]


def _spans(pairs: Pairs, chance: random.Random) -> list[str]:
    return [
        "<ul>"
        + "".join(
            f"<li><b>{label}：</b><span>{escape(value)}</span></li>" for label, value in pairs
        )
        + "</ul>"
    ]
