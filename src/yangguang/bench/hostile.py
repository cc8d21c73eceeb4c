"""What a hostile file repeats to make a reader slow: every unit here once led some program astray.

All readers are asked all units, not only those they were hardened against. Work that grows with
the square of a file shows as a ratio in the hundreds; a unit that costs a few times as much as
ordinary text is merely dense in what the reader looks for.
"""

from __future__ import annotations

UNITS = (
    # Blanks and line ends.
    " ", "\t", "\n", "\u3000字", "字\n", "\r\n", "\f", "a \n", "\ta\n\n",
    # Letters, figures, signs.
    "国", "a", "1", "1 2 3 ", "1\n", "1,111,", "1,", "１，", "（", "“", "〔", "】", "…", "-", "- ", "--\n",
    # Openings of numbers, days and citations that are never finished.
    "〔2019", "国办发〔2019〕", "国办发〔2019〕5号", "令第", "2019 ", "公告2019年", "2023年1月1日\n",
    "2023-", "由2018年的248件变为", "自2023年1月1日起施行，", "第一百二十三", "第一条",
    # Labels and headings without an end to them.
    "索引号：", "发布日期：2023-01-01 文号：国发〔2019〕5号\n", "【发布日期】", "附件：1.申请表\n",
    "关于", "關於發佈國務院辦公廳\n", "云岭市人民政府办公室", "中华人民共和国\n", "一、", "（一）甲\n五、乙\n",
    "标题:", "1.甲\n", "①甲\n9.乙\n",
    # Tables drawn with signs.
    "|", "|\n", "| a |\n", "a |\nb\nc\n", "|---|\n", "|1|2|3|4|5|6|7|\n", "a\tb\n", "1  2  3\n",
    # What a report counts.
    "收到1件", "其中网络3件、", "占50%，", "（1件）", "共计", "本年新收政府信息公开申请数量 1 0 0 0 0 0 1\n",
    # Tags.
    "<div>", "<table><tr><td>", "<td>1", "<a href=x>", '<a "', "<!--", "<script>", "<div hidden>", "&#",
    '<x y="', "<td colspan=1000 rowspan=60000>a", "<b", "</div>",
)  # fmt: skip


def repeated(unit: str, size: int) -> str:
    """As much of one unit as fills ``size`` bytes of UTF-8."""
    return unit * max(1, size // len(unit.encode()))
