"""How far the head of a document reaches that says only what its header says already."""

import pytest

from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.letterhead import Known, letterhead

KNOWN = Known("关于城区二次供水的通知", ("清水发〔2026〕7号",), ("清源市水务局", "清源市财政局"))


def _length(*lines: str, known: Known = KNOWN) -> int:
    blocks = tuple(Paragraph(line) for line in lines)
    return letterhead(Document(blocks, "text/plain"), known)


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        (("清源市水务局文件", "清水发〔2026〕7号", "关于城区二次供水的通知"), ("各单位：",)),
        (("关于城区二次供水的通知", "（清水发[2026]7号）"), ("各单位：",)),
        (("关于城区二次", "供水的通知"), ("各单位：", "现通知如下。")),
        (
            ("清源市水务局", "清源市财政局", "文件", "——————", "", "清水发〔2026〕7 号", ""),
            ("正文。",),
        ),
        (("清源市水务局 清源市财政局文件",), ("正文。",)),
    ],
)
def test_what_stands_in_the_header_is_counted(head: tuple[str, ...], rest: tuple[str, ...]) -> None:
    assert _length(*head, *rest) == len(head)


@pytest.mark.parametrize(
    "lines",
    [
        ("各单位：", "关于城区二次供水的通知", "正文。"),
        ("清源市水利局文件", "正文。"),
        ("清水发〔2026〕8号", "正文。"),
        ("关于城区二次供水的通知已经印发，现就有关事项说明如下。",),
        ("文件", "清源市水务局已批准。"),
        ("", "正文。"),
        ("清水发〔2026〕7号　签发人：某某", "正文。"),
    ],
)
def test_a_line_that_says_anything_else_stays(lines: tuple[str, ...]) -> None:
    assert _length(*lines) == 0


def test_a_document_that_is_nothing_but_a_head_stays_whole() -> None:
    assert _length("清源市水务局文件", "关于城区二次供水的通知", "") == 0
    table = Table(((Cell("区域"),),))
    with_table = Document((Paragraph("关于城区二次供水的通知"), table), "text/plain")
    assert letterhead(with_table, KNOWN) == 1


def test_a_title_completed_by_its_body_is_known_without_it_too() -> None:
    known = Known("清源市水务局关于城区二次供水的通知", (), ("清源市水务局",))
    assert _length("关于城区二次", "供水的通知", "各单位：", known=known) == 2
    assert _length("清源市水务局", "关于城区二次供水的通知", "各单位：", known=known) == 2


def test_nothing_known_counts_nothing() -> None:
    assert _length("文件", "正文。", known=Known("")) == 0
