import pytest

from yangguang.text.attachments import Attachment, find_attachments
from yangguang.text.lines import Line


def lines(*texts: str) -> list[Line]:
    return [Line(text, number) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (["附件：申请表"], ["申请表"]),
        (["附件：1.申请表", "2.承诺书", "某某局"], ["申请表", "承诺书"]),
        (["附件：1.申请表 2.承诺书"], ["申请表", "承诺书"]),
        (["附件:1、申请表", "2、承诺书。"], ["申请表", "承诺书"]),
        (["附件：", "1．申请表", "2．承诺书"], ["申请表", "承诺书"]),
        (["附件：", "考评指标", "附件"], ["考评指标"]),
        (["附件1：申请表", "附件2：承诺书"], ["申请表", "承诺书"]),
        (["附件：", "扫一扫在手机打开当前页"], []),
        (["附件：无"], []),
        (["附件所列事项如下："], []),
        (["相关附件下载:", "附件1:总结.docx"], ["总结.docx"]),
    ],
)
def test_listed_attachments_are_read(texts: list[str], names: list[str]) -> None:
    assert [one.name for one in find_attachments(lines(*texts), [])] == names


def test_a_link_and_its_entry_are_one_attachment() -> None:
    found = find_attachments(
        lines("附件：1.申请表"), [("附件1：申请表.docx", "/a/1.docx"), ("关于我们", "/about.html")]
    )
    assert found == [Attachment("申请表.docx", "/a/1.docx")]


def test_a_link_without_a_name_is_named_by_its_address() -> None:
    found = find_attachments(lines("正文"), [("下载", "/a/%E8%A1%A8.pdf")])
    assert found == [Attachment("表.pdf", "/a/%E8%A1%A8.pdf")]


def test_a_download_address_counts_where_the_text_says_attachment() -> None:
    found = find_attachments(
        lines("正文"), [("附件：名单", "/download?id=3"), ("更多", "/list?id=3")]
    )
    assert found == [Attachment("名单", "/download?id=3")]
