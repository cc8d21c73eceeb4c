"""Documents on their way out of the sandboxed reader."""

from __future__ import annotations

import json

import pytest

from tests.text.extract.files import PdfPage, a_pdf, an_xlsx
from yangguang.text.document import Document, Paragraph
from yangguang.text.extract import TracedDocument, read
from yangguang.text.wire import WrongWire, pack, unpack

PAGE = (
    "<html><head><title>题</title><meta name=PubDate content=2020-01-02></head><body><div class=nav>"
    "<a href=/>首页</a></div><!--content.begin--><table><tr><th colspan=2>一<td>2</table></body></html>"
)


@pytest.mark.parametrize(
    "data",
    [
        PAGE.encode(),
        "  甲\n\n乙\n| 丙 | 1 |\n|---|---|\n".encode(),
        a_pdf(PdfPage().lines(72, 72, 12, "为进一步规范政府信息公开工作", "通知如下。")),
        an_xlsx([["项目", 5]]),
    ],
)
def test_a_document_comes_out_as_it_went_in(data: bytes):
    document = read(data)
    assert isinstance(document, TracedDocument)
    assert unpack(json.loads(json.dumps(pack(document)))) == document


def test_a_document_without_traces_stays_without():
    document = Document((Paragraph("甲", 2, 1),), "text/plain", pages=2)
    assert unpack(json.loads(json.dumps(pack(document)))) == document


@pytest.mark.parametrize(
    "spoiled", [{"traces": [1]}, {"traces": [["x"] * 7]}, {"regions": 5}, {"blocks": [["p"]]}]
)
def test_anything_else_is_refused(spoiled: dict[str, object]):
    values = pack(read(PAGE.encode())) | spoiled
    with pytest.raises(WrongWire):
        unpack(values)
