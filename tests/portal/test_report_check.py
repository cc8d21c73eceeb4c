from __future__ import annotations

import re
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.builders.catalog import a_government
from yangguang.apps.catalog.models import Item
from yangguang.apps.files.models import StoredFile
from yangguang.law.forms.load import load_form

pytestmark = pytest.mark.django_db


def a_report_page(*, natural: int = 12, said: int = 12) -> str:
    """A report in the 2021 form as a page: ``natural`` applications, of which the text says ``said``."""
    rows = []
    form = load_form("2021")
    for table in form.tables:
        rows.append(f"<h3>{table.heading}</h3><table>")
        for head in table.header:
            cells = "".join(f"<td colspan={c.columns} rowspan={c.rows}>{c.text}</td>" for c in head)
            rows.append(f"<tr>{cells}</tr>")
        if table.layout == "line":
            rows.append("<tr>" + "<td>0</td>" * (len(table.rows) * len(table.columns)) + "</tr>")
        for row in table.rows if table.layout == "rows" else ():
            label = f"<td colspan={table.label_columns}>{row.label}</td>"
            if row.heading:
                rows.append(f"<tr>{label}{'<td></td>' * len(table.columns)}</tr>")
                continue
            values = [0] * len(table.columns)
            if row.code in {"3.1", "3.3.1", "3.3.7"}:
                values[0], values[-1] = (natural if row.code == "3.1" else 12), 12
            rows.append(f"<tr>{label}{''.join(f'<td>{v}</td>' for v in values)}</tr>")
        rows.append("</table>")
    return (
        "<html><head><title>临湖县2024年政府信息公开工作年度报告</title></head><body>"
        "<h1>临湖县2024年政府信息公开工作年度报告</h1><p>一、总体情况</p>"
        f"<p>2024年，本机关收到政府信息公开申请{said}件，均已按期答复。</p>"
        "<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p>"
        + "".join(rows)
        + "<p>五、存在的主要问题及改进情况</p><p>无。</p><p>六、其他需要报告的事项</p><p>无。</p></body></html>"
    )


def an_upload(page: str, name: str = "年报.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, page.encode(), content_type="text/html")


def submit(citizen: Client, **fields: object) -> tuple[int, str]:
    response = citizen.post("/report-check/", fields)
    return response.status_code, response.content.decode()


def test_a_slip_in_the_table_is_shown_with_its_cell_and_finding(citizen: Client) -> None:
    a_government()
    status, page = submit(citizen, report=an_upload(a_report_page(natural=13)))
    assert status == 200
    cell = re.search(r'<td class="num error"><a href="#(finding-1-\d+)"[^>]*>13', page)
    assert cell is not None or '<td class="num error">' in page
    assert "2021 年表式" in page
    assert re.search(r'<li id="finding-1-1" class="error">', page)


def test_a_number_of_the_text_is_marked_in_the_text(citizen: Client) -> None:
    a_government()
    _, page = submit(citizen, report=an_upload(a_report_page(said=95)))
    marked = "".join(re.findall(r'<mark class="(?:error|warning)">([^<]*)</mark>', page))
    assert "95件" in marked


def test_a_clean_report_has_nothing_marked(citizen: Client) -> None:
    a_government()
    _, page = submit(citizen, report=an_upload(a_report_page()))
    assert '<td class="num error">' not in page
    assert '<mark class="error">' not in page
    assert '<div class="error"><dt>错误</dt><dd>0</dd></div>' in page


def test_nothing_is_stored(citizen: Client, settings: object) -> None:
    a_government()
    submit(citizen, report=an_upload(a_report_page()), text="随便写些什么")
    assert Item.objects.count() == 0
    assert StoredFile.objects.count() == 0


def test_pasted_text_is_checked_and_kept_in_the_box(citizen: Client) -> None:
    a_government()
    text = "全年主动公开信息100条，其中政策类40条、服务类30条、其他20条。"
    status, page = submit(citizen, text=text)
    assert status == 200
    assert "没有找到法定统计表，只核对正文" in page
    assert f">{text}</textarea>" in page


def test_a_text_without_figures_is_not_called_sound(citizen: Client) -> None:
    a_government()
    _, page = submit(citizen, text="今天天气很好。")
    assert "没有可以核对的内容" in page
    assert "没有发现问题" not in page


def test_nothing_given_is_answered_in_plain_words(citizen: Client) -> None:
    a_government()
    status, page = submit(citizen, text="   ")
    assert status == 422
    assert "还没有选择文件，也没有粘贴文字" in page
    assert '<a href="#report">' in page


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.pdf", b"", "空"),
        ("坏.docx", b"PK\x03\x04 not a zip", "年度报告文件"),
        ("坏.pdf", b"%PDF-1.7 broken", "年度报告文件"),
    ],
)
def test_an_unreadable_file_is_refused_and_the_pasted_text_kept(
    citizen: Client, name: str, data: bytes, words: str
) -> None:
    a_government()
    upload = SimpleUploadedFile(name, data)
    status, page = submit(citizen, report=upload, text="这段文字要保留")
    assert status == 422, page
    assert 'role="alert"' in page
    assert words in page
    assert ">这段文字要保留</textarea>" in page


def test_a_file_that_is_too_large_says_how_large_it_may_be(citizen: Client) -> None:
    a_government()
    with override_settings(UPLOAD_MAX_BYTES=1024 * 1024):
        status, page = submit(
            citizen, report=SimpleUploadedFile("大.txt", b"1" * (2 * 1024 * 1024))
        )
    assert status == 422
    assert "超过 1 MB" in page


def test_a_text_that_is_too_long_is_refused(citizen: Client) -> None:
    a_government()
    status, page = submit(citizen, text="长" * 400_001)
    assert status == 422
    assert "超过 400,000 字" in page


def test_markup_in_a_report_is_shown_and_never_run(citizen: Client) -> None:
    a_government()
    _, page = submit(
        citizen, text='全年公开<script>alert(1)</script>信息3条。"><img src=x onerror=y>'
    )
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_last_years_report_is_read_along(citizen: Client) -> None:
    a_government()
    status, page = submit(
        citizen,
        report=an_upload(a_report_page()),
        previous=SimpleUploadedFile("坏.pdf", b"%PDF-1.7 broken"),
    )
    assert status == 422
    assert 'id="previous-wrong"' in page


@time_machine.travel("2026-05-06 10:00:01+08:00", tick=False)
def test_too_many_checks_from_one_address_wait(citizen: Client) -> None:
    a_government()
    for _ in range(20):
        assert submit(citizen, text="")[0] == 422
    response = citizen.post("/report-check/", {"text": "再来"})
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) <= 600
    assert "操作太频繁" in response.content.decode()
    assert citizen.get("/report-check/").status_code == 200


def test_a_form_without_its_token_is_refused(settings: object) -> None:
    a_government()
    response = Client(enforce_csrf_checks=True).post("/report-check/", {"text": "甲"})
    assert response.status_code == 403
    assert "表单已经过期，没有提交成功" in response.content.decode()


@pytest.mark.skipif(
    not (Path(__file__).parents[3] / "shared" / "seeds").is_dir(), reason="样本资料不在本机"
)
def test_a_real_report_of_2014_shows_its_contradiction(citizen: Client) -> None:
    a_government()
    place = next((Path(__file__).parents[3] / "shared" / "seeds").glob("003_*.txt"))
    _, page = submit(citizen, report=SimpleUploadedFile("年报.txt", place.read_bytes()))
    assert "3,226" in page
    assert "2,230" in page


@pytest.mark.parametrize("given", ["report", "previous", "text"])
def test_a_classified_document_is_refused_and_not_shown_again(citizen: Client, given: str) -> None:
    a_government()
    words = "机密★10年\n\n清源市2025年政府信息公开工作年度报告\n一、总体情况\n本年收到申请3件。"
    fields: dict[str, object] = (
        {"report": an_upload(a_report_page())} if given == "previous" else {}
    )
    fields[given] = words if given == "text" else SimpleUploadedFile("年报.txt", words.encode())
    status, page = submit(citizen, **fields)
    assert status == 422
    assert "标有密级（机密★10年），已停止核对，没有保存任何内容" in page
    assert "本年收到申请" not in page
    assert StoredFile.objects.count() == 0


def test_a_file_that_is_no_report_is_said_to_be_none(citizen: Client) -> None:
    a_government()
    text = "关于召开会议的通知\n全年检查单位100家，其中市区40家、县区30家、其他20家。"
    _, page = submit(citizen, report=SimpleUploadedFile("通知.txt", text.encode()))
    assert '<li id="finding-1-1"' in page
    assert "不像政府信息公开年度报告" in page
    _, page = submit(citizen, text=text)
    assert "不像政府信息公开年度报告" not in page
    _, page = submit(citizen, report=an_upload(a_report_page()))
    assert "不像政府信息公开年度报告" not in page


def test_a_program_is_said_to_be_no_document(citizen: Client) -> None:
    a_government()
    program = b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8
    for name in ("程序.exe", "年报.docx"):
        status, page = submit(citizen, report=SimpleUploadedFile(name, program))
        assert status == 422, name
        assert "支持的文档" in page
