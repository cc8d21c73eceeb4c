"""The whole answer of ``report check``: shape, ids, text for people, exit codes, real reports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.config.command.main import main
from yangguang.law.forms.answer import ReportAnswer, check_report
from yangguang.law.forms.findings import Rule
from yangguang.law.forms.mentions import find_mentions
from yangguang.law.forms.model import Severity
from yangguang.law.forms.parts import check_parts
from yangguang.law.forms.percent import check_percent
from yangguang.law.forms.prose import LIMIT, read_prose
from yangguang.law.forms.scope import Subject
from yangguang.law.forms.statements import check_fee_statements, denied_in_text
from yangguang.text.document import Cell, Document, Paragraph, Table
from yangguang.text.extract import read

SHARED = Path(__file__).parents[4] / "shared"

_COLUMNS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def table_four(*figures: int) -> Table:
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3
    return Table(
        (
            (Cell("行政复议", column_span=5), Cell("行政诉讼", column_span=10)),
            (Cell("未经复议直接起诉", column_span=5), Cell("复议后起诉", column_span=5)),
            tuple(Cell(head) for head in heads),
            tuple(Cell(str(figure)) for figure in figures),
        )
    )


def report(*text: str, review_total: int = 3) -> Document:
    """A report with table 4 alone and some sentences."""
    blocks = (
        Paragraph("青澜市人民政府2024年政府信息公开工作年度报告", heading=1),
        Paragraph("一、总体情况", heading=2),
        *(Paragraph(line) for line in text),
        Paragraph("四、政府信息公开行政复议、行政诉讼情况", heading=2),
        table_four(2, 0, 1, 0, review_total, 1, 0, 0, 0, 1, 0, 0, 0, 1, 1),
        Paragraph("五、存在的主要问题及改进情况", heading=2),
        Paragraph("六、其他需要报告的事项", heading=2),
    )
    return Document(blocks, "text/html")


def only(document: Document, **options: object) -> ReportAnswer:
    answers = check_report(document, **options)  # type: ignore[arg-type]  # passed through
    assert len(answers) == 1
    return answers[0]


def test_a_wrong_total_of_table_four_is_told_with_both_numbers_and_its_place() -> None:
    document = report(review_total=5)
    answer = only(document, file="a.html")
    finding = next(f for f in answer.findings if f.severity is Severity.ERROR)
    assert (finding.rule, finding.cells) == (Rule.SUM, ("4.1/total",))
    assert (finding.said, finding.expected) == (5, 3)
    start, end = finding.spans[0]
    assert document.text()[start:end] == "5"
    assert finding.quote in document.text()


def test_json_has_the_shape_of_the_contract() -> None:
    answer = only(report("因政府信息公开被申请行政复议4件。", review_total=3), file="a.html")
    told = json.loads(answer.to_json())
    assert list(told) == [
        "file", "kind", "form", "agency", "year", "cells", "unread", "findings", "checked",
        "not_assessable",
    ]  # fmt: skip
    assert (told["file"], told["kind"], told["form"], told["year"]) == (
        "a.html",
        "annual-report",
        "2021",
        2024,
    )
    assert told["cells"]["4.1/total"] == 3
    narrative = next(f for f in told["findings"] if f["rule"] == "narrative")
    assert narrative["cells"] == ["4.1/total"]
    assert (narrative["said"], narrative["expected"]) == (4, 3)
    assert narrative["quote"] == "因政府信息公开被申请行政复议4件"
    assert told["checked"] == len(answer.held)
    assert "held" not in told
    assert len(json.loads(answer.to_json(every=True))["held"]) == told["checked"]


def test_ids_survive_the_next_run_and_tell_findings_apart() -> None:
    first = only(report("因政府信息公开被申请行政复议4件。", review_total=5))
    again = only(report("因政府信息公开被申请行政复议4件。", review_total=5))
    other = only(report("因政府信息公开被申请行政复议6件。", review_total=5))
    assert first.ids == again.ids
    assert len(set(first.ids)) == len(first.ids)
    assert set(first.ids).isdisjoint(other.ids)


def test_findings_come_worst_first() -> None:
    answer = only(
        report(
            "因政府信息公开被申请行政复议4件。", "截至11月30日，因政府信息公开被提起行政诉讼9件。"
        )
    )
    ranks = [("error", "warning", "info").index(f.severity.value) for f in answer.findings]
    assert ranks == sorted(ranks)
    assert 0 in ranks


def test_the_answer_for_people_quotes_says_and_names_the_rule() -> None:
    text = only(report("因政府信息公开被申请行政复议4件。"), file="年报.html").to_text(every=True)
    assert "年报.html：政府信息公开工作年度报告（2021年表样），青澜市人民政府，2024年度" in text
    assert "[错误]" in text
    assert "原文：因政府信息公开被申请行政复议4件" in text
    assert "所填：4　应为：3" in text
    assert "规则：正文所述数字与统计表一致" in text
    assert "✓" in text
    assert "未能读出" in text


def test_a_document_without_a_table_still_gets_its_text_checked() -> None:
    lines = (
        "2017年政务公开工作总结",
        "公开信息9885条，其中甲类9000条、乙类805条、丙类70条、其他20条。",
    )
    answer = only(Document(tuple(Paragraph(line) for line in lines), "text/plain"), file="s.txt")
    assert answer.parsed is None
    assert answer.to_dict()["form"] is None
    assert answer.to_dict()["cells"] == {}
    assert [(f.rule, f.cells, f.said, f.expected) for f in answer.findings] == [
        (Rule.PARTS, (), 9885, 9895)
    ]


def test_the_command_answers_each_file_and_its_exit_code_says_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, empty = (tmp_path / name for name in ("good.txt", "bad.txt", "empty.txt"))
    good.write_text(
        "2017年工作总结\n收到申请15件，其中网络申请13件，其他方式申请2件。", encoding="utf-8"
    )
    bad.write_text(
        "2017年工作总结\n收到申请18件，其中网络申请13件，其他方式申请2件。", encoding="utf-8"
    )
    empty.write_bytes(b"")
    assert main(["report", "check", str(good)]) == 0
    assert main(["report", "check", str(good), str(bad)]) == 1
    capsys.readouterr()
    assert (
        main(["report", "check", "--json", str(bad), str(empty), str(tmp_path / "none.txt")]) == 2
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(bad), str(empty), str(tmp_path / "none.txt")]
    assert lines[0]["findings"][0]["rule"] == "parts"
    assert "空" in lines[1]["error"]
    assert "没有这个文件" in lines[2]["error"]


def test_a_file_that_is_no_report_is_not_called_sound(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notice = tmp_path / "notice.txt"
    notice.write_text("关于召开会议的通知\n定于明日上午召开会议，请准时参加。", encoding="utf-8")
    assert main(["report", "check", str(notice)]) == 2
    told = capsys.readouterr().out
    assert "其他文件，不像政府信息公开年度报告，没有法定统计表" in told
    assert "没有可以核对的内容：没有找到法定统计表，正文中也没有能够互相核对的数字" in told
    assert "没有发现问题" not in told
    assert main(["report", "check", "--json", str(notice)]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert (answer["kind"], answer["form"], answer["findings"]) == ("other", None, [])


def test_a_report_without_a_table_and_figures_has_nothing_to_check_and_no_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare.txt"
    bare.write_text("临湖县2016年政府信息公开年度报告\n工作有序开展。", encoding="utf-8")
    assert main(["report", "check", str(bare)]) == 0
    told = capsys.readouterr().out
    assert "年度报告，临湖县，2016年度，没有法定统计表" in told
    assert "没有发现问题" not in told


def test_figures_of_a_text_without_a_table_that_agree_are_said_to_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("全年收到申请15件，其中网络申请13件，其他方式申请2件。", encoding="utf-8")
    assert main(["report", "check", str(good)]) == 0
    assert "正文中能够互相核对的数字没有发现问题" in capsys.readouterr().out


def test_a_classified_file_is_refused_and_the_others_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, good = tmp_path / "secret.txt", tmp_path / "good.txt"
    secret.write_text(
        "机密★10年\n\n清源市2025年政府信息公开工作年度报告\n本年收到申请3件。", encoding="utf-8"
    )
    good.write_text("全年收到申请15件，其中网络申请13件，其他方式申请2件。", encoding="utf-8")
    assert main(["report", "check", "--json", str(secret), str(good)]) == 2
    refused, answer = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert set(refused) == {"file", "error"}
    assert "文件标有密级（机密★10年），已停止核对" in refused["error"]
    assert answer["checked"] == 1
    assert main(["report", "check", str(good), "--previous", str(secret)]) == 2
    assert "机密★10年" in capsys.readouterr().err


def test_an_unreadable_report_of_last_year_is_said_and_nothing_is_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("2017年工作总结", encoding="utf-8")
    assert main(["report", "check", str(good), "--previous", str(tmp_path / "none.txt")]) == 2
    assert "上一年度的报告" in capsys.readouterr().err


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.text(
            alphabet="收到受理申请件其中网络信函予以公开不复议诉讼维持上年结转下占%比增长同，。；：、（）()|\t 0123456789１一二三十百万亿元条次年月日第#\n",
            max_size=120,
        ),
        max_size=12,
    )
)
def test_no_text_makes_the_checker_fail(lines: list[str]) -> None:
    document = Document(tuple(Paragraph(line) for line in lines), "text/plain")
    text = document.text()
    for answer in check_report(document, file="x"):
        json.loads(answer.to_json(every=True))
        answer.to_text(every=True)
        for finding in answer.findings:
            for start, end in finding.spans:
                assert 0 <= start <= end <= len(text)
            assert finding.quote in text


@pytest.mark.parametrize(
    "piece",
    [
        "收到1件",
        "1,",
        "收到群众的",
        "共计",
        "未发生",
        "（1件）",
        "由2018年的248件变为",
        "其中网络3件、",
        "| 1 ",
        "占50%，",
    ],
)
@pytest.mark.timeout(120)
def test_hostile_repetition_is_cut_and_accuses_of_nothing(piece: str) -> None:
    text = piece * (600_000 // len(piece))
    document = Document((Paragraph(text), Paragraph("申请件")), "text/plain")
    prose = read_prose(document)
    assert prose.cut
    assert len(prose.flat) <= LIMIT
    subject = Subject("青澜市人民政府", 2024)
    # A pattern that backtracks would need hours for each of these.
    assert not find_mentions(prose, "2021", subject)
    assert not denied_in_text(prose, "2021", subject)
    for ledger in (check_parts(prose, {}), check_percent(prose, {}), check_fee_statements(prose)):
        assert (ledger.findings, ledger.held) == ([], [])


real = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared real reports are not here")


def alarms(name: str) -> list[tuple[str, str, tuple[str, ...], object, object]]:
    path = next(SHARED.glob(name))
    document = read(path.read_bytes(), name=path.name)
    return [
        (f.rule.value, f.severity.value, f.cells, f.said, f.expected)
        for answer in check_report(document)
        for f in answer.findings
        if f.severity is not Severity.INFO
    ]


@real
@pytest.mark.parametrize(
    "name", ["real/001*", "real/007*", "real/009*", "seeds/000*", "seeds/002*"]
)
def test_clean_real_reports_give_no_alarm(name: str) -> None:
    assert alarms(name) == []


@real
def test_what_must_come_out_of_the_real_reports_does() -> None:
    assert alarms("real/003*") == [("narrative", "warning", ("3.1/total",), 17, 95)]
    assert alarms("seeds/001*") == [("parts", "error", (), 9885, 9705)]
    third = alarms("seeds/003*")
    assert ("part-of", "error", ("1.1.a",), 3226, 2230) in third
    assert ("narrative", "warning", ("2.2.2",), 10, 2) in third
    fourth = alarms("seeds/004*")
    assert ("narrative", "error", ("3.1.4",), 13, 11) in fourth
    assert ("narrative", "warning", ("1.1",), 4126, 5533) in fourth


@real
def test_policies_budgets_and_bulletins_are_accused_only_of_what_is_wrong() -> None:
    accused = {}
    for path in sorted(SHARED.glob("real/*.txt")):
        if "annual-report" not in path.name:
            found = alarms(f"real/{path.name}")
            if found:
                accused[path.name] = found
    # One office's building: 7998 and 105 square metres of 8013, copied from year to year.
    slip = [("parts", "error", (), 8013, 8103)]
    assert accused == dict.fromkeys(("304-budget.txt", "305-budget.txt", "306-budget.txt"), slip)
