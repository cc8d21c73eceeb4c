"""What a report says of applications, reviews and suits: only what the cells give, nought in words."""

from __future__ import annotations

from yangguang.apps.reports.drafting.pen import Pen

_REFUSED = "+".join(f"3.3.3.{number}/total" for number in range(1, 9))
_NOT_AVAILABLE = "+".join(f"3.3.4.{number}/total" for number in range(1, 4))
_NOT_HANDLED = "+".join(f"3.3.5.{number}/total" for number in range(1, 6))
_OTHER = {
    "2019": "3.3.6/total",
    "2021": "3.3.6.1/total+3.3.6.2/total+3.3.6.3/total",
}
REASONS = (
    ("属于国家秘密", "3.3.3.1/total"),
    ("其他法律、行政法规禁止公开", "3.3.3.2/total"),
    ("危及“三安全一稳定”", "3.3.3.3/total"),
    ("保护第三方合法权益", "3.3.3.4/total"),
    ("属于三类内部事务信息", "3.3.3.5/total"),
    ("属于四类过程性信息", "3.3.3.6/total"),
    ("属于行政执法案卷", "3.3.3.7/total"),
    ("属于行政查询事项", "3.3.3.8/total"),
)
_LEGAL_PERSONS = "3.1/business+3.1/research+3.1/welfare+3.1/legal+3.1/other"
_KINDS_OF_BODY = (
    ("商业企业", "3.1/business"),
    ("科研机构", "3.1/research"),
    ("社会公益组织", "3.1/welfare"),
    ("法律服务机构", "3.1/legal"),
)


def results(form: str) -> tuple[tuple[str, str], ...]:
    """The six kinds of result of forms 2019 and 2021, each with its expression."""
    return (
        ("予以公开", "3.3.1/total"),
        ("部分公开", "3.3.2/total"),
        ("不予公开", _REFUSED),
        ("无法提供", _NOT_AVAILABLE),
        ("不予处理", _NOT_HANDLED),
        ("其他处理", _OTHER[form]),
    )


def applications(pen: Pen) -> str:
    """The paragraph on applications of forms 2019 and 2021; empty where nothing is known."""
    if not pen.knows("3.1/total", "3.2/total", "3.3.7/total", "3.4/total"):
        return ""
    year = pen.book.year
    received, carried = pen.n("3.1/total"), pen.n("3.2/total")
    if received == 0 and carried == 0:
        return f"{year}年，未收到政府信息公开申请，也没有上年结转的申请。"
    said = [_received(pen)]
    if pen.n("3.3.7/total"):
        said.append(_handled(pen))
    said.append(_left(pen))
    return "".join(said)


def _received(pen: Pen) -> str:
    year = pen.book.year
    carried = pen.n("3.2/total")
    if pen.n("3.1/total") == 0:
        return f"{year}年，没有新收政府信息公开申请；上年结转的申请{pen.fig('3.2/total')}件。"
    lead = pen.vary(
        "received",
        f"{year}年，新收政府信息公开申请",
        f"{year}年，共收到政府信息公开申请",
        "全年新收政府信息公开申请",
    )
    said = f"{lead}{pen.fig('3.1/total')}件"
    said += pen.against_last_year("3.1/total", "件")
    who = pen.parts(
        [("自然人提出的", "3.1/natural"), ("法人或其他组织提出的", _LEGAL_PERSONS)],
        "件", whole="3.1/total", all_are="均由",
    )  # fmt: skip
    if who:
        said += f"；{who}" if who.startswith("其中") else f"，{who}"
    said += f"。上年结转的申请{pen.fig('3.2/total')}件。" if carried else "。没有上年结转的申请。"
    return said


def _handled(pen: Pen) -> str:
    lead = pen.vary("handled", "全年共办结", "全年办结申请", "本年度办理结果总计")
    said = f"{lead}{pen.fig('3.3.7/total')}件"
    kinds = results(pen.book.form)
    shares = pen.parts(kinds, "件", whole="3.3.7/total", all_are="，均为", lead="：")
    said += shares
    if shares.startswith("："):
        for name, expression in kinds[:1]:
            share = pen.book.value(f"share:{expression}|3.3.7/total")
            if share is not None and pen.n(expression) and share > 0:
                said += f"，{name}的占办结总数的{pen.fig(f'share:{expression}|3.3.7/total')}%"
    said += "。"
    refused = _most(pen)
    return said + refused


def _most(pen: Pen) -> str:
    """The commonest reason for refusing, where there were several reasons."""
    if not pen.knows(*(one for _, one in REASONS)):
        return ""
    standing = [(pen.n(one), name, one) for name, one in REASONS if pen.n(one)]
    if len(standing) < 2:
        return ""
    standing.sort(key=lambda row: -row[0])
    if standing[0][0] == standing[1][0]:
        return ""
    _, name, expression = standing[0]
    return f"不予公开的理由中，以“{name}”为最多，共{pen.fig(expression)}件。"


def _left(pen: Pen) -> str:
    if pen.n("3.4/total"):
        return pen.vary(
            "left",
            f"结转下年度继续办理{pen.fig('3.4/total')}件。",
            f"截至年底尚在办理、结转下年度的申请{pen.fig('3.4/total')}件。",
        )
    return pen.vary(
        "none-left", "没有结转下年度继续办理的申请。", "年内申请已全部办结，没有结转下年度的申请。"
    )


def applicants(pen: Pen) -> str:
    """Which bodies applied, where any did; empty otherwise."""
    if not pen.knows(*(one for _, one in _KINDS_OF_BODY), _LEGAL_PERSONS):
        return ""
    standing = [one for _, one in _KINDS_OF_BODY if pen.n(one)]
    if len(standing) < 2:
        return ""
    said = pen.parts(_KINDS_OF_BODY, "件", lead="")
    return f"法人或其他组织的申请中，{said}。" if said else ""


def appeals(pen: Pen) -> str:
    """Reviews and suits of forms 2019 and 2021; empty where nothing is known."""
    if not pen.knows("4.1/total", "4.2/total+4.3/total"):
        return ""
    reviews, suits = pen.n("4.1/total"), pen.n("4.2/total+4.3/total")
    if not reviews and not suits:
        return pen.vary(
            "no-appeals",
            "未发生因政府信息公开引起的行政复议和行政诉讼。",
            "没有因政府信息公开被申请行政复议、提起行政诉讼。",
        )
    said = ""
    if reviews:
        said += f"因政府信息公开被申请行政复议{pen.fig('4.1/total')}件{_outcomes(pen, '4.1')}"
    else:
        said += "未发生因政府信息公开引起的行政复议"
    said += "；"
    if not suits:
        return said + "未发生因政府信息公开引起的行政诉讼。"
    said += f"被提起行政诉讼{pen.fig('4.2/total+4.3/total')}件"
    ways = pen.parts(
        [("未经复议直接起诉的", "4.2/total"), ("复议后起诉的", "4.3/total")],
        "件", whole="4.2/total+4.3/total", all_are="均为",
    )  # fmt: skip
    said += f"，{ways}" if ways else ""
    return said + "。"


def _outcomes(pen: Pen, row: str) -> str:
    said = pen.parts(
        [
            ("结果维持", f"{row}/upheld"),
            ("结果纠正", f"{row}/corrected"),
            ("其他结果", f"{row}/other"),
            ("尚未审结", f"{row}/pending"),
        ],
        "件",
        whole=f"{row}/total",
        all_are="均为",
    )
    return f"，{said}" if said else ""


def applications_2014(pen: Pen) -> list[str]:
    """Paragraphs of form 2014 on applications: received, closed, answered."""
    if not pen.knows("3.1", "3.2", "3.3"):
        return []
    year = pen.book.year
    if not pen.n("3.1") and not pen.n("3.2"):
        return [f"{year}年，未收到政府信息公开申请。"]
    found = []
    if pen.n("3.1"):
        said = f"{pen.vary('r14', '全年共收到', f'{year}年收到')}政府信息公开申请{pen.fig('3.1')}件"
        said += pen.against_last_year("3.1", "件")
        ways = pen.parts(
            [
                ("当面申请", "3.1.1"),
                ("传真申请", "3.1.2"),
                ("网络申请", "3.1.3"),
                ("信函申请", "3.1.4"),
            ],
            "件",
            whole="3.1",
        )
        said += f"；{ways}" if ways.startswith("其中") and "比上年" in said else _joined(ways)
        found.append(f"{said}。")
    else:
        found.append(f"{year}年，没有新收政府信息公开申请。")
    if pen.n("3.2"):
        ways = pen.parts([("按时办结", "3.2.1"), ("延期办结", "3.2.2")], "件", whole="3.2")
        found.append(f"全年办结申请{pen.fig('3.2')}件{_joined(ways)}。")
    if pen.n("3.3"):
        kinds = [
            ("属于已主动公开范围的", "3.3.1"),
            ("同意公开的", "3.3.2"),
            ("同意部分公开的", "3.3.3"),
            ("不同意公开的", "3.3.4"),
            ("不属于本行政机关公开的", "3.3.5"),
            ("申请信息不存在的", "3.3.6"),
            ("告知作出更改补充的", "3.3.7"),
            ("告知通过其他途径办理的", "3.3.8"),
        ]
        ways = pen.parts(kinds, "件", whole="3.3")
        found.append(
            f"{pen.vary('a14', '答复申请', '作出答复')}{pen.fig('3.3')}件{_joined(ways)}。"
        )
    if pen.n("3.2-3.3") > 0 and found:
        taken_back = f"办结的申请中，申请人撤回{pen.fig('3.2-3.3')}件，无需答复。"
        found[-1] += taken_back
    return found


def appeals_2014(pen: Pen) -> str:
    """Reviews, suits and complaints of form 2014."""
    if pen.knows("4", "5", "6") and not pen.n("4+5+6"):
        return "未发生因政府信息公开引起的行政复议和行政诉讼，未收到有关政府信息公开的举报投诉。"
    said = []
    for row, named, verb in (("4", "行政复议", "被申请"), ("5", "行政诉讼", "被提起")):
        if not pen.knows(row):
            continue
        if not pen.n(row):
            said.append(f"未发生因政府信息公开引起的{named}。")
            continue
        kept = "维持具体行政行为的" if row == "4" else "维持具体行政行为或者驳回原告诉讼请求的"
        ways = pen.parts(
            [(kept, f"{row}.1"), ("被依法纠错的", f"{row}.2"), ("其他情形的", f"{row}.3")],
            "件", whole=row,
        )  # fmt: skip
        said.append(f"因政府信息公开{verb}{named}{pen.fig(row)}件{_joined(ways)}。")
    if pen.knows("6"):
        said.append(
            f"收到有关政府信息公开的举报投诉{pen.fig('6')}件。"
            if pen.n("6")
            else "未收到有关政府信息公开的举报投诉。"
        )
    return "".join(said)


def _joined(said: str) -> str:
    return f"，{said}" if said else ""
